//! One JSON object a line for each finding.

use serde::Serialize;

use super::{Finding, why};
use crate::corpus::{Document, Place};
use crate::terms::{Category, TermLean};
use crate::text::Field;
use crate::text::voice::Voice;

/// The contract's name and version, in every line.
pub const SCHEMA: &str = "nabra.lint/1";

/// A finding.
///
/// `line`, `column`, `end_line`, `end_column` count from 1, columns in Unicode scalar values, the end
/// being the place after the last character. In a text file they are those of the file; in rows (JSON
/// lines, CSV) those of the field, and `row` is the line on which the row starts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The file as it was named.
    pub file: &'a str,
    /// The line on which the row starts; left out for a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The document's id.
    pub id: &'a str,
    /// `title` or `text`.
    pub field: &'static str,
    /// Where it begins.
    pub line: u64,
    /// Where it begins.
    pub column: u64,
    /// Where it ends.
    pub end_line: u64,
    /// Where it ends.
    pub end_column: u64,
    /// First byte in the field, as UTF-8.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The same in Unicode scalar values.
    pub char_start: u64,
    /// The same in Unicode scalar values.
    pub char_end: u64,
    /// The words as they stand there.
    pub text: &'a str,
    /// What of their line stands before them.
    pub before: &'a str,
    /// What of their line stands after them.
    pub after: &'a str,
    /// The term's id in the lexicon.
    pub term: &'a str,
    /// `warning` or `note`.
    pub level: &'static str,
    /// What it is.
    pub category: Category,
    /// Which way it leans.
    pub lean: TermLean,
    /// Why it is told.
    pub why: String,
    /// `own`, `quoted` or `reported`.
    pub voice: &'static str,
    /// The id of the faction it is said of; `null` where none stands near.
    pub faction: Option<&'a str>,
    /// Plain words for it; empty where it is better left out.
    pub neutral: &'a [&'a str],
    /// Whose style guide advises on it.
    pub guidance: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// What is written of a finding in `document`, read at `place`.
    #[must_use]
    pub fn new(place: &'a Place, document: &'a Document, finding: &'a Finding<'_>) -> Self {
        let Finding { term, start, end, .. } = finding;
        Self {
            schema: SCHEMA,
            file: &place.file,
            row: Some(place.line).filter(|&line| line > 0),
            id: &document.id,
            field: field_name(finding.field),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: finding.bytes.start,
            end: finding.bytes.end,
            char_start: start.offset,
            char_end: end.offset,
            text: &finding.excerpt.words,
            before: &finding.excerpt.before,
            after: &finding.excerpt.after,
            term: &term.id,
            level: finding.level.name(),
            category: term.category,
            lean: term.lean,
            why: why(term),
            voice: voice_name(finding.voice),
            faction: finding.faction.map(|faction| faction.id.as_str()),
            neutral: &finding.plainer,
            guidance: term.guidance.as_deref(),
        }
    }
}

pub(super) fn field_name(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Text => "text",
    }
}

pub(super) fn voice_name(voice: Voice) -> &'static str {
    match voice {
        Voice::Own => "own",
        Voice::Quoted => "quoted",
        Voice::Reported => "reported",
    }
}
