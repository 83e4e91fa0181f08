//! Answers that every route can give.

use std::any::Any;

use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::pool::NotDone;

/// The contract's name and version.
pub(super) const SCHEMA: &str = "nabra.error/1";

/// Why a request is not answered as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) reason: String,
}

#[derive(serde::Serialize)]
struct FaultLine<'a> {
    schema: &'static str,
    error: &'a str,
}

impl Fault {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }
}

impl From<NotDone> for Fault {
    fn from(reason: NotDone) -> Self {
        match reason {
            NotDone::Busy => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "too much to do: ask again in a moment")
            }
            NotDone::Panicked => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal error"),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let line = FaultLine { schema: SCHEMA, error: &self.reason };
        let mut response =
            (self.status, json(serde_json::to_string(&line).unwrap_or_default())).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if matches!(self.status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
            // The rest of the body is not waited for.
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl From<Fault> for Response {
    fn from(fault: Fault) -> Self {
        fault.into_response()
    }
}

/// JSON that is written down already.
pub(super) fn json(body: impl IntoResponse) -> Response {
    typed("application/json", body)
}

/// An answer of a type.
pub(super) fn typed(kind: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

pub(super) async fn not_found() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "there is nothing here: /openapi.json says what there is")
}

pub(super) async fn not_allowed() -> Fault {
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "not with this method: /openapi.json says which")
}

/// In place of an answer that panicked.
#[allow(clippy::needless_pass_by_value, reason = "the layer's signature")]
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    Fault::from(NotDone::Panicked).into()
}
