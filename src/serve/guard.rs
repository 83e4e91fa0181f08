//! Whom the server answers, and with which headers.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::Shared;
use super::answer::Fault;

/// Scripts, styles and images of the server's own, nothing from elsewhere, no frame round it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds to every answer what browsers need to be told.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Turns away who must not ask.
pub(super) async fn admit(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Result<Response, Response> {
    let headers = request.headers();
    if shared.loopback && !is_local(headers, request.uri().host()) {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "this server answers to localhost, 127.0.0.1 and [::1] alone",
        )
        .into());
    }
    if request.method() == Method::POST && is_foreign(headers) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "other sites may not ask this server").into());
    }
    let open = request.uri().path() == "/healthz";
    if let Some(token) = shared.settings.token.as_ref().filter(|_| !open)
        && !headers.get(AUTHORIZATION).is_some_and(|given| token.opens(given.as_bytes()))
    {
        let mut refusal: Response =
            Fault::new(StatusCode::UNAUTHORIZED, "a token is needed: Authorization: Bearer TOKEN").into();
        let ask = HeaderValue::from_static("Basic realm=\"nabra\", charset=\"UTF-8\"");
        refusal.headers_mut().insert(WWW_AUTHENTICATE, ask);
        return Err(refusal);
    }
    Ok(next.run(request).await)
}

/// Whether the request names this machine: a foreign name that leads here would let a foreign page
/// read the answers (DNS rebinding).
fn is_local(headers: &HeaderMap, target: Option<&str>) -> bool {
    let given = headers.get(HOST).map(|host| host.to_str().unwrap_or_default());
    given.is_some_and(names_this_machine) && target.is_none_or(names_this_machine)
}

fn names_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a browser says that another site's page sent it.
fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_few_names() {
        for name in ["localhost", "LOCALHOST:80", "127.0.0.1:7420", "127.8.0.1", "[::1]:1", "[::1]"] {
            assert!(names_this_machine(name), "{name}");
        }
        for name in
            ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]"]
        {
            assert!(!names_this_machine(name), "{name}");
        }
    }
}
