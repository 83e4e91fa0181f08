//! One record as it was cut out of its file, and its parsing.

use std::sync::Arc;

use encoding_rs::UTF_8;

use super::document::{BadRow, Document, Drawn, Label, Place, Row};
use super::encoding::Encoding;
use super::input::ReadOptions;
use super::json;
use super::standoff::{Excerpt, StandoffRow, TextStore};
use super::table::Columns;

const FASTTEXT: &str = "__label__";

/// A record not parsed yet: its bytes, or why there are none. It can be sent to another thread.
#[derive(Debug)]
pub struct RawRecord {
    pub(super) origin: Arc<Origin>,
    pub(super) line: u64,
    pub(super) body: Body,
}

/// What the records of one file share.
#[derive(Debug)]
pub(super) struct Origin {
    /// As the user knows it.
    pub(super) file: Arc<str>,
    /// The file's name, for ids of rows.
    pub(super) name: String,
    /// Its path below the directory asked for, without endings, for the id of a text file.
    pub(super) stem: String,
    pub(super) encoding: &'static Encoding,
    /// The length of its byte order mark.
    pub(super) mark: usize,
}

#[derive(Debug)]
pub(super) enum Body {
    Text(Vec<u8>),
    Line(Vec<u8>),
    Json(Vec<u8>),
    Cells(Vec<u8>, Arc<Columns>),
    Failed(String),
}

/// The id, as far as it is known, and the reason.
pub(super) type Refusal = (Option<String>, String);

/// What a record turns out to be.
pub(super) enum Parsed {
    Row(Document, Option<Label>, Option<Drawn>),
    Standoff(StandoffRow),
}

impl RawRecord {
    /// Where the record starts.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { file: Arc::clone(&self.origin.file), line: self.line }
    }

    /// Its length in bytes, as UTF-8.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.body {
            Body::Text(bytes) | Body::Line(bytes) | Body::Json(bytes) | Body::Cells(bytes, _) => bytes.len(),
            Body::Failed(reason) => reason.len(),
        }
    }

    /// How many bytes stand before the text in its file, a byte order mark: so far lie the text's
    /// offsets from the file's. `None` where the two differ otherwise: rows, and files in another
    /// encoding than UTF-8.
    #[must_use]
    pub fn bytes_before(&self) -> Option<usize> {
        let as_it_lies = matches!(self.body, Body::Text(_)) && self.origin.encoding == UTF_8;
        as_it_lies.then_some(self.origin.mark)
    }

    /// The record as it stands, if it is a JSON row.
    #[must_use]
    pub fn json(&self) -> Option<&str> {
        match &self.body {
            Body::Json(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// Parses the record. `options` are those of the reader it came from.
    ///
    /// # Errors
    /// A [`BadRow`] that says what is wrong; for a file that could not be read, why.
    pub fn parse(&self, options: &ReadOptions) -> Result<Row, BadRow> {
        self.parse_with(options, None)
    }

    /// As [`parse`](Self::parse); a standoff row is joined with its text from `store`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); also a standoff row without a store, or without its text in it.
    pub fn parse_with(&self, options: &ReadOptions, store: Option<&TextStore>) -> Result<Row, BadRow> {
        match (self.parse_any(options).map_err(|refusal| self.refuse(refusal))?, store) {
            (Parsed::Row(document, label, drawn), _) => {
                Ok(Row { place: self.place(), document, label, drawn })
            }
            (Parsed::Standoff(row), Some(store)) => store.join(self.place(), &row),
            (Parsed::Standoff(row), None) => {
                let reason = "this row has its labels apart from its text: a text store is needed";
                Err(self.refuse((Some(row.document_id()), reason.to_owned())))
            }
        }
    }

    /// As [`parse_with`](Self::parse_with), but a standoff row whose text is not at hand comes without it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_labels(&self, options: &ReadOptions, store: Option<&TextStore>) -> Result<Row, BadRow> {
        match self.parse_any(options).map_err(|refusal| self.refuse(refusal))? {
            Parsed::Row(document, label, drawn) => Ok(Row { place: self.place(), document, label, drawn }),
            Parsed::Standoff(row) => {
                let joined = store.and_then(|store| store.join(self.place(), &row).ok());
                Ok(joined.unwrap_or_else(|| row.without_text(self.place())))
            }
        }
    }

    /// Parses a JSON row that is an excerpt of an article, or a whole one, with its labels.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and rows that are not JSON.
    pub fn parse_excerpt(&self) -> Result<Excerpt, BadRow> {
        let excerpt = match &self.body {
            Body::Json(bytes) => self.utf8(bytes).and_then(|json| Excerpt::parse(json, self.place())),
            Body::Failed(reason) => Err((None, reason.clone())),
            _ => Err((None, "excerpts are read from JSON lines only".to_owned())),
        };
        excerpt.map_err(|refusal| self.refuse(refusal))
    }

    /// Parses a standoff row alone.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and rows of any other kind.
    pub fn parse_standoff(&self) -> Result<StandoffRow, BadRow> {
        match self.parse_any(&ReadOptions::default()).map_err(|refusal| self.refuse(refusal))? {
            Parsed::Standoff(row) => Ok(row),
            Parsed::Row(document, ..) => {
                Err(self
                    .refuse((Some(document.id), "this row carries its own text: no standoff row".to_owned())))
            }
        }
    }

    fn parse_any(&self, options: &ReadOptions) -> Result<Parsed, Refusal> {
        let parsed = match &self.body {
            Body::Failed(reason) => Err((None, reason.clone())),
            Body::Json(bytes) => json::parse(self.utf8(bytes)?, options),
            Body::Cells(bytes, columns) => columns.parse(self.utf8(bytes)?, options),
            Body::Line(bytes) => parse_line(self.utf8(bytes)?, options).map_err(|reason| (None, reason)),
            Body::Text(bytes) => {
                let text = self.utf8(bytes)?.to_owned();
                Ok(Parsed::Row(Document { text, ..Document::default() }, None, None))
            }
        };
        match parsed? {
            Parsed::Row(mut document, label, drawn) => {
                if document.text.trim().is_empty() {
                    let id = Some(document.id).filter(|id| !id.is_empty());
                    return Err((id, self.empty_reason(options)));
                }
                if document.id.is_empty() {
                    document.id = self.default_id();
                }
                Ok(Parsed::Row(document, label, drawn))
            }
            standoff @ Parsed::Standoff(_) => Ok(standoff),
        }
    }

    fn default_id(&self) -> String {
        match self.body {
            Body::Text(_) => self.origin.stem.clone(),
            _ => format!("{}:{}", self.origin.name, self.line),
        }
    }

    fn empty_reason(&self, options: &ReadOptions) -> String {
        match self.body {
            Body::Text(_) => "the file is empty".to_owned(),
            Body::Line(_) => "no text after the label".to_owned(),
            _ => format!("`{}` is empty", options.text_column),
        }
    }

    fn utf8<'a>(&self, bytes: &'a [u8]) -> Result<&'a str, Refusal> {
        let checked = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
        checked.map_err(|error| {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let reason = if self.origin.encoding == UTF_8 {
                format!("invalid UTF-8 at byte {} of the record", valid.len() + 1)
            } else {
                let characters = String::from_utf8_lossy(valid).chars().count();
                format!("malformed {} after {characters} characters", self.origin.encoding.name())
            };
            (None, reason)
        })
    }

    fn refuse(&self, (id, reason): Refusal) -> BadRow {
        BadRow { place: self.place(), id, reason }
    }
}

/// A line of text, with `__label__x` before it if it is labelled. Several labels on one line are
/// refused: training on the first alone would learn half of what the file says.
fn parse_line(line: &str, options: &ReadOptions) -> Result<Parsed, String> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let mut text = line.strip_suffix('\r').unwrap_or(line);
    let mut labels = Vec::new();
    while let Some(rest) = text.trim_start().strip_prefix(FASTTEXT) {
        let (label, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        labels.push(label);
        text = after;
    }
    let label = match labels.as_slice() {
        _ if !options.labels => None,
        [] => None,
        [""] => return Err(format!("`{FASTTEXT}` without a name")),
        [label] => Some(Label::Class((*label).into())),
        several => return Err(format!("{} labels on one line; one is read", several.len())),
    };
    Ok(Parsed::Row(Document { text: text.to_owned(), ..Document::default() }, label, None))
}
