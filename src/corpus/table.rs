//! CSV and TSV: where rows end, what their fields say, which columns a header names.
//!
//! A quote at the start of a field opens a quoted field only if it is closed as one: by a quote before
//! a delimiter, a line break or the end. Otherwise it is a character like any other, so that a text
//! that merely begins with a quotation loses neither its marks nor the rows after it.

use std::borrow::Cow;

use super::document::{ClassLabel, Document, Evidence, FactionLabel, Label};
use super::input::ReadOptions;
use super::record::{Parsed, Refusal};

/// The end of the first row in `data`, its line break included; `None` if `data` does not show it.
/// `is_last` says that nothing follows `data`.
pub(super) fn row_end(data: &[u8], delimiter: u8, is_last: bool) -> Option<usize> {
    let mut at = 0;
    loop {
        at = field_end(data, at, delimiter, is_last)?.0;
        match data.get(at) {
            None => return Some(at),
            Some(b'\n') => return Some(at + 1),
            Some(_) => at += 1,
        }
    }
}

/// The index of the delimiter or line feed (or end) after the field at `start`, and whether the field
/// is quoted.
fn field_end(data: &[u8], start: usize, delimiter: u8, is_last: bool) -> Option<(usize, bool)> {
    if data.get(start) == Some(&b'"') {
        match quoted_end(data, start + 1, delimiter, is_last) {
            Quoted::Until(end) => return Some((end, true)),
            Quoted::Unknown => return None,
            Quoted::Not => {}
        }
    }
    let rest = data.get(start..)?;
    let end = memchr::memchr2(delimiter, b'\n', rest).or(is_last.then_some(rest.len()))?;
    Some((start + end, false))
}

enum Quoted {
    /// The index of what stands after the closing quote: delimiter, line feed or end.
    Until(usize),
    /// The opening quote is a plain character.
    Not,
    /// More data is needed.
    Unknown,
}

fn quoted_end(data: &[u8], start: usize, delimiter: u8, is_last: bool) -> Quoted {
    let mut at = start;
    loop {
        match memchr::memchr(b'"', data.get(at..).unwrap_or_default()) {
            Some(n) => at += n + 1,
            None => return if is_last { Quoted::Not } else { Quoted::Unknown },
        }
        match data.get(at..).unwrap_or_default() {
            [b'"', ..] => at += 1,
            [b'\n', ..] => return Quoted::Until(at),
            [b'\r', b'\n', ..] => return Quoted::Until(at + 1),
            [b, ..] if *b == delimiter => return Quoted::Until(at),
            [] | [b'\r'] if !is_last => return Quoted::Unknown,
            [] => return Quoted::Until(at),
            [b'\r'] => return Quoted::Until(at + 1),
            _ => return Quoted::Not,
        }
    }
}

/// The fields of one row.
pub(super) fn fields(row: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let mut fields = Vec::new();
    let mut start = 0;
    while let Some((end, quoted)) = field_end(row.as_bytes(), start, delimiter, true) {
        let raw = row.get(start..end).unwrap_or_default();
        let raw = if end == row.len() { raw.strip_suffix('\r').unwrap_or(raw) } else { raw };
        fields.push(match raw.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
            Some(inner) if quoted && inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
            Some(inner) if quoted => Cow::Borrowed(inner),
            _ => Cow::Borrowed(raw),
        });
        if end == row.len() {
            break;
        }
        start = end + 1;
    }
    fields
}

/// What a table's header says.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) delimiter: u8,
    names: Vec<String>,
    text: usize,
    id: Option<usize>,
}

impl Columns {
    /// Reads the header row. Names are compared without regard to case and outer white space. If
    /// `delimiter` leaves no text column, semicolon and tab are tried, which spreadsheets write too.
    ///
    /// # Errors
    /// A reason that lists the columns found, if none is the text column.
    pub(super) fn read(header: &str, delimiter: u8, options: &ReadOptions) -> Result<Self, String> {
        let split = |delimiter: u8| -> Vec<String> {
            fields(header, delimiter).iter().map(|name| name.trim().to_owned()).collect()
        };
        for delimiter in [delimiter, b';', b'\t'] {
            let names = split(delimiter);
            if let Some(text) = position(&names, &options.text_column) {
                let id = position(&names, &options.id_column);
                return Ok(Self { delimiter, names, text, id });
            }
        }
        let found = split(delimiter).join(", ");
        Err(format!("no column `{}` in the header; its columns are: {found}", options.text_column))
    }

    /// Reads one row under this header.
    pub(super) fn parse(&self, row: &str, options: &ReadOptions) -> Result<Parsed, Refusal> {
        let fields = fields(row, self.delimiter);
        if fields.len() != self.names.len() {
            let (found, expected) = (fields.len(), self.names.len());
            return Err((None, format!("the row has {found} fields, the header {expected}")));
        }
        let given = |name: &str| {
            let value = fields.get(position(&self.names, name)?)?.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let id =
            self.id.and_then(|i| fields.get(i)).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let told = || Ok((label(given)?, super::label::drawn(given("drawn").as_deref())?));
        let (label, drawn) = match options.labels.then(told).transpose() {
            Ok(told) => told.unwrap_or_default(),
            Err(reason) => return Err((id, reason)),
        };
        let (source, date, event) = (given(&options.source_column), given("date"), given("event"));
        let title = position(&self.names, "title").and_then(|i| fields.get(i)).map(ToString::to_string);
        let text = fields.into_iter().nth(self.text).unwrap_or_default().into_owned();
        let (id, title) = (id.unwrap_or_default(), title.unwrap_or_default());
        Ok(Parsed::Row(Document { id, title, text, source, date, event }, label, drawn))
    }
}

fn position(names: &[String], name: &str) -> Option<usize> {
    names
        .iter()
        .position(|column| column == name)
        .or_else(|| names.iter().position(|column| column.eq_ignore_ascii_case(name)))
}

/// The label that a row's non-empty fields give. Several pieces of evidence stand between `|`.
fn label(given: impl Fn(&str) -> Option<String>) -> Result<Option<Label>, String> {
    match (given("faction"), given("framing"), given("label")) {
        (None, None, class) => {
            let annotator = given("annotator");
            Ok(class.map(|class| Label::Class(ClassLabel { class, annotator })))
        }
        (Some(_), Some(_), Some(_)) => Err("both `label` and `faction` are given: keep one".to_owned()),
        (Some(faction), Some(framing), None) => {
            let confidence = match given("confidence").map(|value| (value.parse(), value)) {
                None => None,
                Some((Ok(confidence), _)) => Some(confidence),
                Some((Err(_), value)) => return Err(format!("`confidence` is not a small number: {value}")),
            };
            let pieces = given("evidence").unwrap_or_default();
            let pieces = pieces.split('|').map(str::trim).filter(|piece| !piece.is_empty());
            let evidence = pieces.map(Evidence::unplaced).collect();
            let (quoted, annotator) = (given("quoted"), given("annotator"));
            let label = FactionLabel {
                faction,
                framing,
                quoted,
                confidence,
                evidence,
                annotator,
                ..FactionLabel::default()
            };
            Ok(Some(Label::Factions(vec![label])))
        }
        (None, Some(_), _) => Err("`framing` without `faction`".to_owned()),
        (Some(_), None, _) => Err("`faction` without `framing`".to_owned()),
    }
}
