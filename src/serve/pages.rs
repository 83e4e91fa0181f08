//! What people see: the page to paste into, and the same scores as files.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State as From};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::{Fault, not_found, typed};
use super::api::{Written, write};
use super::documents::{Read, of_file};
use super::{Shared, State, body};
use crate::explain::Explainer;
use crate::page::article::ArticleView;
use crate::page::{Frame, Language, SCRIPT, STYLE, Strings};
use crate::report::View;
use crate::report::terminal::cleaned;
use crate::report::wire::Line;

/// Articles on a page, at most.
const SHOWN: usize = 50;
/// What a pasted text is called.
const PASTED: &str = "pasted";

/// The page, empty or with results.
#[derive(Template)]
#[template(path = "serve.html")]
struct Page<'a> {
    frame: Frame,
    t: &'static Strings,
    other: &'static Strings,
    limit: usize,
    /// The text that was pasted.
    text: &'a str,
    /// Whether there are results.
    asked: bool,
    problem: Option<String>,
    articles: Vec<ArticleView<'a>>,
    bad: Vec<(String, String)>,
    /// How many documents there were.
    count: usize,
    /// Whether some are not shown.
    more: bool,
}

/// What a form sent.
struct Form {
    text: String,
    files: Vec<(String, axum::body::Bytes)>,
    /// Freed when the form is done with.
    _room: OwnedSemaphorePermit,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    lang: Option<String>,
}

impl Asked {
    /// The language asked for, else the browser's first that the page speaks.
    fn language(&self, headers: &HeaderMap) -> Language {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|list| list.to_str().ok()).unwrap_or_default();
        let mut accepted = accepted.split(',').filter_map(|part| Language::of_code(part.split(';').next()?));
        let asked = self.lang.as_deref().and_then(Language::of_code);
        asked.or_else(|| accepted.next()).unwrap_or_default()
    }
}

fn page<'a>(shared: &Shared, language: Language, text: &'a str) -> Page<'a> {
    Page {
        frame: Frame::linked(language),
        t: language.strings(),
        other: language.other().strings(),
        limit: shared.settings.max_body,
        text,
        asked: false,
        problem: None,
        articles: Vec::new(),
        bad: Vec::new(),
        count: 0,
        more: false,
    }
}

fn show(page: &Page<'_>, status: StatusCode) -> Response {
    match page.render() {
        Ok(html) => (status, typed("text/html; charset=utf-8", html)).into_response(),
        Err(_) => Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "internal error").into_response(),
    }
}

/// `GET /`.
pub(super) async fn empty(From(shared): State, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    show(&page(&shared, asked.language(&headers), ""), StatusCode::OK)
}

/// `POST /`.
pub(super) async fn scored(From(shared): State, Query(asked): Query<Asked>, request: Request) -> Response {
    let language = asked.language(request.headers());
    let worker = Arc::clone(&shared);
    let done = match form(request, &shared).await {
        Ok(form) => {
            let job = move |explainer: &mut Explainer<'_>| results(&worker, explainer, &form, language);
            shared.pool.run(job).await.map_err(Fault::from).and_then(|done| done)
        }
        Err(fault) => Err(fault),
    };
    done.unwrap_or_else(|fault| {
        let t = language.strings();
        let reason = match fault.status {
            StatusCode::PAYLOAD_TOO_LARGE => format!("{} ({})", t.too_large, fault.reason),
            StatusCode::SERVICE_UNAVAILABLE => t.busy.clone(),
            _ => fault.reason,
        };
        let page = Page { asked: true, problem: Some(reason), ..page(&shared, language, "") };
        show(&page, fault.status)
    })
}

/// `POST /scores.json`.
pub(super) async fn json(From(shared): State, request: Request) -> Result<Response, Fault> {
    file(shared, request, Written::Json, "attachment; filename=\"nabra.json\"").await
}

/// `POST /scores.csv`.
pub(super) async fn csv(From(shared): State, request: Request) -> Result<Response, Fault> {
    file(shared, request, Written::Csv, "attachment; filename=\"nabra.csv\"").await
}

/// The scores of what the page's form holds, as a file.
async fn file(
    shared: Arc<Shared>,
    request: Request,
    written: Written,
    name: &'static str,
) -> Result<Response, Fault> {
    let form = form(request, &shared).await?;
    let worker = Arc::clone(&shared);
    let job = move |explainer: &mut Explainer<'_>| {
        let documents = documents(&form, &worker)?;
        write(&worker, explainer, &documents, &View::default(), written, false)
    };
    let mut response = typed(written.kind(), shared.pool.run(job).await??);
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

/// The fields of the form.
async fn form(request: Request, shared: &Arc<Shared>) -> Result<Form, Fault> {
    let (parts, body) = request.into_parts();
    let (bytes, room) = body::read(body, shared).await?.into_parts();
    let request = Request::from_parts(parts, Body::from(bytes));
    let bad = |reason: String| Fault::new(StatusCode::BAD_REQUEST, reason);
    let mut fields = Multipart::from_request(request, &()).await.map_err(|e| bad(e.body_text()))?;
    let mut form = Form { text: String::new(), files: Vec::new(), _room: room };
    while let Some(field) = fields.next_field().await.map_err(|e| bad(e.body_text()))? {
        let (name, file) =
            (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(|e| bad(e.body_text()))?;
        match (name.as_str(), file) {
            ("text", _) => form.text = String::from_utf8_lossy(&bytes).into_owned(),
            ("files", Some(name)) if !bytes.is_empty() => form.files.push((name, bytes)),
            _ => {}
        }
    }
    Ok(form)
}

/// The documents of the form: the pasted text, then the files.
fn documents(form: &Form, shared: &Shared) -> Result<Vec<Read>, Fault> {
    let settings = &shared.settings;
    let mut list = Vec::new();
    if !form.text.trim().is_empty() {
        list.extend(of_file(PASTED, form.text.as_bytes(), None, settings)?);
    }
    for (name, bytes) in &form.files {
        list.extend(of_file(name, bytes, None, settings)?);
    }
    if list.len() > settings.max_documents {
        let reason = format!("more than {} documents: send them in parts", settings.max_documents);
        return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, reason));
    }
    Ok(list)
}

/// The page with what it is to show.
fn results(
    shared: &Shared,
    explainer: &mut Explainer<'_>,
    form: &Form,
    language: Language,
) -> Result<Response, Fault> {
    let documents = documents(form, shared)?;
    shared.metrics.documents.inc_by(documents.len() as u64);
    let (view, t) = (View::default(), language.strings());
    let read = documents.iter().filter_map(|read| read.as_ref().ok()).take(SHOWN);
    let explanations: Vec<_> = read.map(|document| explainer.explain(document)).collect();
    let shown = explanations.iter().enumerate();
    let articles = shown.map(|(n, explanation)| {
        let article = ArticleView::new(explanation, &view, shared.model.factions(), language, n + 1);
        // A text that was pasted has a name for programs alone.
        if article.id == PASTED { ArticleView { id: t.pasted.clone(), ..article } } else { article }
    });
    let bad = documents.iter().filter_map(|read| read.as_ref().err()).take(SHOWN).map(bad_line);
    let count = documents.len();
    let page = Page {
        asked: true,
        problem: (count == 0).then(|| t.empty.clone()),
        articles: articles.collect(),
        bad: bad.collect(),
        count,
        more: count > SHOWN,
        ..page(shared, language, &form.text)
    };
    Ok(show(&page, StatusCode::OK))
}

fn bad_line(bad: &crate::corpus::BadRow) -> (String, String) {
    match Line::bad(bad) {
        Line::Bad(line) => (cleaned(&line.id), cleaned(line.error)),
        _ => (String::new(), cleaned(&bad.reason)),
    }
}

/// `GET /static/...`.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "page.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "serve.js" => ("text/javascript; charset=utf-8", include_str!("serve.js")),
        "icon.svg" => ("image/svg+xml", include_str!("icon.svg")),
        _ => return not_found().await.into_response(),
    };
    let mut response = typed(kind, text);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
