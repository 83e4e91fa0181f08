//! Labels kept apart from the texts they speak of.
//!
//! Texts of others may not be shipped, labels may. A [`StandoffRow`] names an article by its
//! [`article_key`] and some of its words; evidence is ranges of characters. [`TextStore`] holds the
//! texts and puts the two together again; [`Excerpt::to_standoff`] takes them apart.
//!
//! Words are what Python's `str.split()` gives; the text of an excerpt is its words joined by single
//! spaces, and its evidence counts the characters of that.

use std::io::{self, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{
    BadRow, Document, Drawn, Evidence, FactionLabel, Field, Label, Place, Row, SpeakerLabel,
};
use super::json::describe;
use super::key::article_key;
use super::label;
use super::record::Refusal;

pub use super::store::{StoreReading, TextStore};

/// The labels of some words of an article. Ordered by corpus, key and place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StandoffRow {
    /// The corpus that holds the article.
    pub corpus: String,
    /// The article's [`article_key`].
    pub key: String,
    /// The first word of the body that is meant, counted from 0.
    pub start: usize,
    /// The word after the last.
    pub end: usize,
    /// How the row was picked to be labelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
    /// How these words frame factions.
    pub labels: Vec<StandoffLabel>,
}

/// A [`FactionLabel`] whose evidence is given by place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StandoffLabel {
    /// The faction's id.
    pub faction: String,
    /// The framing in the text's own voice.
    pub framing: String,
    /// The framing by those it quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// The framing by each of them, as far as they were told apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<SpeakerLabel>,
    /// How sure the annotator was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Where the words stand that decided.
    #[serde(default)]
    pub evidence: Vec<Span>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotator: Option<String>,
}

/// Characters (Unicode scalar values) of the title or of the excerpt's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The field counted in.
    pub field: Field,
    /// The first character, counted from 0.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

impl StandoffRow {
    /// The id of the document that joining gives: `key:start-end`.
    #[must_use]
    pub fn document_id(&self) -> String {
        format!("{}:{}-{}", self.key, self.start, self.end)
    }

    /// The labels alone: title, text and the words of the evidence are empty, their places are kept.
    #[must_use]
    pub fn without_text(&self, place: Place) -> Row {
        let label = |label: &StandoffLabel| FactionLabel {
            faction: label.faction.clone(),
            framing: label.framing.clone(),
            quoted: label.quoted.clone(),
            speakers: label.speakers.clone(),
            confidence: label.confidence,
            evidence: label.evidence.iter().map(Span::wordless).collect(),
            annotator: label.annotator.clone(),
        };
        let document = Document { id: self.document_id(), ..Document::default() };
        let label = Some(Label::Factions(self.labels.iter().map(label).collect()));
        Row { place, document, label, drawn: self.drawn }
    }
}

impl Span {
    /// Evidence whose place alone is known.
    fn wordless(&self) -> Evidence {
        Evidence { text: String::new(), field: Some(self.field), range: Some(self.start..self.end) }
    }
}

/// Writes rows one a line in the canonical form: fields in the order of the structs, none that is
/// absent, no spaces, nothing escaped that need not be. Sort the rows first for a canonical file.
///
/// # Errors
/// Those of `out`.
pub fn write_standoff(out: &mut impl Write, rows: &[StandoffRow]) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Part of an article, or all of it, with whatever labels its row carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Where it was read.
    pub place: Place,
    /// The corpus, empty if the row names none.
    pub corpus: String,
    /// The article's key: the row's id if that has the form of a key or the row is an excerpt, else
    /// computed from title and text.
    pub key: String,
    /// The words of the body it covers; `None` for a whole article.
    pub words: Option<Range<usize>>,
    /// The article's title.
    pub title: String,
    /// The text as the row has it.
    pub text: String,
    /// The outlet.
    pub source: Option<String>,
    /// The date.
    pub date: Option<String>,
    /// How it was picked to be labelled.
    pub drawn: Option<Drawn>,
    /// Labels of factions, if any.
    pub labels: Vec<FactionLabel>,
}

/// What [`Excerpt::to_standoff`] gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standoff {
    /// The labels by place.
    pub row: StandoffRow,
    /// Evidence that was left out, one bad row each, for it stands neither in text nor in title.
    pub dropped: Vec<BadRow>,
}

#[derive(Deserialize)]
struct ExcerptFields {
    id: Option<Value>,
    corpus: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    title: Option<String>,
    text: String,
    source: Option<String>,
    date: Option<String>,
    drawn: Option<Drawn>,
    labels: Option<Value>,
}

impl Excerpt {
    pub(super) fn parse(json: &str, place: Place) -> Result<Self, Refusal> {
        let fields: ExcerptFields = serde_json::from_str(json).map_err(|error| (None, describe(&error)))?;
        let id = match fields.id {
            Some(Value::String(id)) => Some(id),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        let title = fields.title.unwrap_or_default();
        let words = match (fields.start, fields.end) {
            (Some(start), Some(end)) if start < end => Some(start..end),
            (None, None) => None,
            _ => return Err((id, "`start` and `end` are no range of words".to_owned())),
        };
        let labels = match fields.labels.as_ref().map(label::factions) {
            None => Vec::new(),
            Some(Ok(Label::Factions(labels))) => labels,
            Some(Ok(Label::Class(_))) => return Err((id, "`labels` speaks of no faction".to_owned())),
            Some(Err(reason)) => return Err((id, reason)),
        };
        let key = match id {
            Some(id) if words.is_some() || is_key(&id) => id,
            None if words.is_some() => {
                return Err((None, "an excerpt needs its article's key as `id`".to_owned()));
            }
            _ => article_key(&title, &fields.text),
        };
        let (corpus, text) = (fields.corpus.unwrap_or_default(), fields.text);
        let (source, date, drawn) = (fields.source, fields.date, fields.drawn);
        Ok(Self { place, corpus, key, words, title, text, source, date, drawn, labels })
    }

    /// Takes labels and text apart. Each piece of evidence is given the place of its first occurrence
    /// in the text, else in the title.
    ///
    /// # Errors
    /// A row whose text has another number of words than its range says.
    pub fn to_standoff(&self) -> Result<Standoff, BadRow> {
        let text = single_spaced(&self.text);
        let count = words(&text).count();
        let range = self.words.clone().unwrap_or(0..count);
        if range.len() != count {
            let reason = format!("`start` and `end` cover {} words, the text has {count}", range.len());
            return Err(self.bad(reason));
        }
        let mut dropped = Vec::new();
        let labels = self.labels.iter().map(|label| {
            let mut evidence = Vec::new();
            for piece in &label.evidence {
                match locate(&piece.text, &text, &self.title) {
                    Some(span) => evidence.push(span),
                    None => dropped.push(self.bad(format!("evidence not found: {}", piece.text))),
                }
            }
            StandoffLabel {
                faction: label.faction.clone(),
                framing: label.framing.clone(),
                quoted: label.quoted.clone(),
                speakers: label.speakers.clone(),
                confidence: label.confidence,
                evidence,
                annotator: label.annotator.clone(),
            }
        });
        let labels = labels.collect();
        let (corpus, key) = (self.corpus.clone(), self.key.clone());
        let row = StandoffRow { corpus, key, start: range.start, end: range.end, drawn: self.drawn, labels };
        Ok(Standoff { row, dropped })
    }

    fn bad(&self, reason: String) -> BadRow {
        BadRow { place: self.place.clone(), id: Some(self.key.clone()), reason }
    }
}

fn is_key(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn locate(evidence: &str, text: &str, title: &str) -> Option<Span> {
    find(&single_spaced(evidence), text, Field::Text).or_else(|| find(evidence.trim(), title, Field::Title))
}

fn find(piece: &str, whole: &str, field: Field) -> Option<Span> {
    if piece.is_empty() {
        return None;
    }
    let (before, _) = whole.split_once(piece)?;
    let start = before.chars().count();
    Some(Span { field, start, end: start + piece.chars().count() })
}

/// The words of a text, as Python's `str.split()` finds them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_space = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    text.split(is_space).filter(|word| !word.is_empty())
}

/// The words of a text joined by single spaces.
pub(super) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
