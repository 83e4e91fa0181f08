//! What programs ask: scores, the model, whether all is well.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State as From};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::answer::{Fault, json, typed};
use super::documents::{self, Read, Sent};
use super::{Shared, State, body};
use crate::explain::Explainer;
use crate::learn::recipe::Unit;
use crate::model::Model;
use crate::report::{Columns, Csv, Jsonl, Line, Report, View};

/// What the API promises.
const OPENAPI: &str = include_str!("openapi.json");

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// One object, or a list of them.
    Json,
    /// One object a line.
    Lines,
    /// One row a document and faction.
    Csv,
}

impl Written {
    /// What the client takes, as its `Accept` header says.
    fn for_client(headers: &HeaderMap) -> Self {
        let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        let mut named = accept.split(',').filter_map(|kind| kind.split(';').next());
        let known = |kind: &str| match kind.trim().to_ascii_lowercase().as_str() {
            "text/csv" => Some(Self::Csv),
            "application/x-ndjson" | "application/jsonl" => Some(Self::Lines),
            "application/json" | "*/*" | "application/*" => Some(Self::Json),
            _ => None,
        };
        named.find_map(known).unwrap_or(Self::Json)
    }

    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Lines => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What of the scores is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    only: Option<String>,
    evidence: Option<bool>,
    min_probability: Option<f64>,
}

impl Wanted {
    fn view(self, model: &Model) -> Result<View, Fault> {
        let bad = |reason: String| Fault::new(StatusCode::BAD_REQUEST, reason);
        let only: Vec<String> = self
            .only
            .iter()
            .flat_map(|ids| ids.split(','))
            .map(str::to_owned)
            .filter(|id| !id.is_empty())
            .collect();
        if let Some(id) = only.iter().find(|id| model.factions().number(id).is_none()) {
            return Err(bad(format!("only: there is no faction {id:?}")));
        }
        if self.min_probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            return Err(bad("min_probability: a number from 0 to 1 is wanted".to_owned()));
        }
        Ok(View {
            only,
            without_evidence: self.evidence == Some(false),
            min_probability: self.min_probability,
        })
    }
}

/// `POST /v1/score`.
pub(super) async fn score(
    From(shared): State,
    wanted: Result<Query<Wanted>, QueryRejection>,
    request: Request,
) -> Result<Response, Fault> {
    let Query(wanted) = wanted.map_err(|error| Fault::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    let view = wanted.view(&shared.model)?;
    let written = Written::for_client(request.headers());
    let kind = request.headers().get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or("?").to_owned());
    let (bytes, room) = body::read(request.into_body(), &shared).await?.into_parts();
    let worker = Arc::clone(&shared);
    let answer = shared.pool.run(move |explainer| {
        let sent = documents::of_request(kind.as_deref(), &bytes, &worker.settings)?;
        let alone = matches!(sent, Sent::One(_));
        let answer = write(&worker, explainer, &sent.into_list(), &view, written, alone);
        drop(room);
        answer
    });
    Ok(typed(written.kind(), answer.await??))
}

/// Scores the documents and writes their lines; `alone` leaves out the brackets of a list.
pub(super) fn write(
    shared: &Shared,
    explainer: &mut Explainer<'_>,
    documents: &[Read],
    view: &View,
    written: Written,
    alone: bool,
) -> Result<Vec<u8>, Fault> {
    shared.metrics.documents.inc_by(documents.len() as u64);
    let report = report(written, &shared.model);
    let list = written == Written::Json && !alone;
    let mut out = Vec::new();
    let unwritten = |_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "internal error");
    report.header(&mut out).map_err(unwritten)?;
    for (number, read) in documents.iter().enumerate() {
        if list {
            out.push(if number == 0 { b'[' } else { b',' });
        }
        match read {
            Ok(document) => {
                let scored = explainer.scorer().score(document);
                report.line(&Line::scored(&scored, view), &mut out)
            }
            Err(bad) => report.line(&Line::bad(bad), &mut out),
        }
        .map_err(unwritten)?;
    }
    if list {
        out.extend_from_slice(if documents.is_empty() { b"[]\n" } else { b"]\n" });
    }
    Ok(out)
}

fn report(written: Written, model: &Model) -> Box<dyn Report> {
    let classes = || model.classes().iter().map(ToString::to_string).collect();
    match (written, model.unit()) {
        (Written::Csv, Unit::Faction) => Box::new(Csv::new(Columns::Factions { classes: classes() })),
        (Written::Csv, Unit::Document) => Box::new(Csv::new(Columns::Document { classes: classes() })),
        _ => Box::new(Jsonl),
    }
}

/// `GET /v1/model`.
pub(super) async fn model(From(shared): State) -> Response {
    json(shared.description.clone())
}

/// `GET /openapi.json`.
pub(super) async fn openapi() -> Response {
    json(OPENAPI)
}

/// `GET /healthz`.
pub(super) async fn health() -> Response {
    json("{\"status\":\"ok\"}\n")
}
