//! The documents in a body.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::de::IgnoredAny;

use super::Settings;
use super::answer::Fault;
use crate::corpus::{BadRow, Document, Format, Input, ReadOptions, Reader};

/// A document, or why it could not be read.
pub(super) type Read = Result<Document, BadRow>;

/// What documents of the API are called that have no id: this and their number.
const NAME: &str = "request";
/// A packed file may unpack to so many times the largest body: rows hold more than their texts.
const UNPACKED: u64 = 4;

/// How documents came, and so how they are answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// As one object.
    One(Box<Document>),
    /// As a list.
    Many(Vec<Read>),
}

impl Sent {
    pub(super) fn into_list(self) -> Vec<Read> {
        match self {
            Self::One(document) => vec![Ok(*document)],
            Self::Many(list) => list,
        }
    }
}

/// The documents of a request to the API; no type stands for JSON.
pub(super) fn of_request(kind: Option<&str>, body: &Bytes, settings: &Settings) -> Result<Sent, Fault> {
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or("application/json").trim();
    let format = match kind.to_ascii_lowercase().as_str() {
        "application/json" => return of_json(body, settings),
        "application/x-ndjson" | "application/jsonl" => Format::Json,
        "text/csv" => Format::Csv,
        "text/tab-separated-values" => Format::Tsv,
        "text/plain" => Format::Text,
        _ => {
            let known =
                "application/json, application/x-ndjson, text/csv, text/tab-separated-values or text/plain";
            return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("send {known}")));
        }
    };
    let list = of_file(NAME, body, Some(format), settings)?;
    match (format, list.as_slice()) {
        (Format::Text, _) => one(list),
        // A table whose header cannot be read gives this alone.
        (Format::Csv | Format::Tsv, [Err(bad)]) => Err(unprocessable(&bad.reason)),
        _ => Ok(Sent::Many(numbered(list))),
    }
}

fn of_json(body: &Bytes, settings: &Settings) -> Result<Sent, Fault> {
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(body) {
        return Err(Fault::new(StatusCode::BAD_REQUEST, format!("the body is no JSON: {error}")));
    }
    match body.trim_ascii_start().first() {
        Some(b'[') => Ok(Sent::Many(numbered(of_file(NAME, body, Some(Format::Json), settings)?))),
        Some(b'{') => {
            let list = [b"[", body.as_ref(), b"]"].concat();
            one(of_file(NAME, &list, Some(Format::Json), settings)?)
        }
        _ => Err(Fault::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "send a document, {\"text\": \"...\"}, or a list of documents",
        )),
    }
}

fn one(list: Vec<Read>) -> Result<Sent, Fault> {
    match numbered(list).into_iter().next() {
        Some(Ok(document)) => Ok(Sent::One(Box::new(document))),
        Some(Err(bad)) => Err(Fault::new(StatusCode::UNPROCESSABLE_ENTITY, bad.reason)),
        None => Err(Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "the body holds no document")),
    }
}

/// Documents without an id are called by their number: several may stand on a line.
fn numbered(mut list: Vec<Read>) -> Vec<Read> {
    for (number, read) in list.iter_mut().enumerate() {
        let name = format!("{NAME}:{}", number + 1);
        match read {
            Ok(document) if document.id.starts_with(NAME) => document.id = name,
            Err(bad) if bad.id.as_deref().is_none_or(str::is_empty) => bad.id = Some(name),
            _ => {}
        }
    }
    list
}

/// The documents of a file; its name speaks for its format unless that is given.
pub(super) fn of_file(
    name: &str,
    bytes: &[u8],
    format: Option<Format>,
    settings: &Settings,
) -> Result<Vec<Read>, Fault> {
    let options = ReadOptions {
        format,
        labels: false,
        max_record: settings.max_body,
        max_unpacked: UNPACKED.saturating_mul(settings.max_body as u64),
        ..ReadOptions::default()
    };
    let input = Input::Memory { name: name.to_owned(), bytes: bytes.into() };
    let rows = Reader::open(&[input], &options).map_err(|error| unprocessable(&error))?.rows();
    let mut list = Vec::new();
    // A packed file may hold far more than its own length.
    let mut size = 0;
    for row in rows {
        let read = row.map(|row| row.document);
        size += read.as_ref().map_or(0, |document| document.title.len() + document.text.len());
        if list.len() == settings.max_documents {
            let reason = format!("more than {} documents: send them in parts", settings.max_documents);
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, reason));
        }
        if size > settings.max_body {
            let reason = format!("the texts are larger than {} bytes", settings.max_body);
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, reason));
        }
        list.push(read);
    }
    Ok(list)
}

fn unprocessable(error: &dyn std::fmt::Display) -> Fault {
    Fault::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(kind: Option<&str>, body: &str) -> Result<Sent, Fault> {
        let settings = Settings { max_documents: 3, max_body: 1000, ..Settings::default() };
        of_request(kind, &Bytes::copy_from_slice(body.as_bytes()), &settings)
    }

    fn status(kind: Option<&str>, body: &str) -> u16 {
        sent(kind, body).unwrap_err().status.as_u16()
    }

    #[test]
    fn one_or_many() {
        let one = sent(None, "{\"text\": \"a\",\n \"title\": \"t\"}").unwrap();
        let Sent::One(document) = one else { panic!("one") };
        assert_eq!((document.id.as_str(), document.title.as_str()), ("request:1", "t"));
        let Sent::Many(list) = sent(None, "[{\"text\": \"a\"}, {\"id\": \"x\"}, {\"text\": \"b\"}]").unwrap()
        else {
            panic!("many")
        };
        let ids: Vec<_> = list
            .iter()
            .map(|read| read.as_ref().map_or_else(|bad| bad.id.clone().unwrap(), |d| d.id.clone()))
            .collect();
        assert_eq!(ids, ["request:1", "x", "request:3"]);
        assert_eq!(sent(None, "[]"), Ok(Sent::Many(Vec::new())));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for body in ["", "{", "nothing", "{\"text\": \"a\"} {}", "{\"text\": \"a\"}, {\"text\": \"b\"}"] {
            assert_eq!(status(None, body), 400, "{body}");
        }
        for body in ["1", "\"text\"", "null", "{}", "{\"text\": 1}", "{\"text\": \" \"}"] {
            assert_eq!(status(None, body), 422, "{body}");
        }
        assert_eq!(status(Some("text/csv"), "id,body\n1,a\n"), 422);
        assert_eq!(status(Some("image/png"), "x"), 415);
        assert_eq!(status(None, "{\"text\": \"\\ud83d\"}"), 422);
    }

    #[test]
    fn too_much_is_refused() {
        let four = format!("[{}]", ["{\"text\": \"a\"}"; 4].join(","));
        assert_eq!(status(None, &four), 413);
        let packed = zstd::encode_all("a b c ".repeat(10_000).as_bytes(), 0).unwrap();
        let settings = Settings { max_body: 1000, ..Settings::default() };
        let list = of_file("bomb.txt.zst", &packed, None, &settings);
        assert!(list.is_err() || list.unwrap().iter().all(Result::is_err));
    }

    #[test]
    fn a_packed_body_that_grows_outside_its_texts_is_read_no_farther() {
        let settings = Settings { max_body: 1000, ..Settings::default() };
        let row = format!("{{\"text\": \"a\", \"source\": \"{}\"}}\n", "s".repeat(900));
        for unpacked in [row.repeat(100), "\n".repeat(100_000)] {
            let packed = zstd::encode_all(unpacked.as_bytes(), 0).unwrap();
            let list = of_file("rows.jsonl.zst", &packed, None, &settings).unwrap();
            assert!(list.len() <= 5, "{} rows were kept", list.len());
            let last = list.last().unwrap().as_ref().unwrap_err();
            assert!(last.reason.contains("unpacks to more"), "{}", last.reason);
        }
    }
}
