//! An explanation as it is written, rounded as scores are; words of sums to six decimals.

use serde::Serialize;

use super::{Explanation, Sum, field_text};
use crate::lint::Finding;
use crate::report::View;
use crate::report::wire::{Line, field_name, voice_name};
use crate::score::Verdict;
use crate::terms::{Category, TermLean};

/// The contract's name and version.
pub const SCHEMA: &str = "nabra.explanation/1";

/// A document's explanation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplanationLine<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// As `nabra predict` writes them.
    pub scores: Line<'a>,
    /// Loaded terms of the lexicon that the document uses.
    pub terms: Vec<TermLine<'a>>,
    /// The sums behind the scores, one a faction shown; left out unless asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sums: Vec<SumLine<'a>>,
}

/// A loaded term in its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermLine<'a> {
    /// Its id in the lexicon.
    pub term: &'a str,
    /// The words, exactly as they stand in the field.
    pub text: &'a str,
    /// First byte in the field.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// `title` or `text`.
    pub field: &'static str,
    /// `own`, `quoted` or `reported`.
    pub voice: &'static str,
    /// What it is.
    pub category: Category,
    /// Which way it leans.
    pub lean: TermLean,
    /// Plain words that could stand in its place.
    pub neutral: &'a [&'a str],
    /// Style guides that advise on it.
    pub guidance: Option<&'a str>,
}

/// A full sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SumLine<'a> {
    /// The faction; left out for whole documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faction: Option<&'a str>,
    /// The class that positive contributions speak for.
    pub towards: &'a str,
    /// The class that negative ones speak for; `null` for the mean of all others.
    pub against: Option<&'a str>,
    /// What stands before any word is read.
    pub intercept: f64,
    /// What the rest of the text adds: its tone, and how it speaks of other factions; left out for
    /// whole documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<f64>,
    /// What words add, in the order of the text, the title first.
    pub words: Vec<WordLine<'a>>,
    /// The difference of logits: intercept, context and contributions together.
    pub difference: f64,
}

/// What a word adds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordLine<'a> {
    /// The word, or the run of words, exactly as it stands in the field.
    pub text: &'a str,
    /// First byte in the field.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// `title` or `text`.
    pub field: &'static str,
    /// In logits.
    pub contribution: f64,
}

impl<'a> ExplanationLine<'a> {
    /// What is written of `explanation` under `view`.
    #[must_use]
    pub fn of(explanation: &'a Explanation<'_>, view: &View) -> Self {
        let term = |found: &'a Finding<'_>| TermLine {
            term: &found.term.id,
            text: field_text(explanation.document, found.field).get(found.bytes.clone()).unwrap_or_default(),
            start: found.bytes.start,
            end: found.bytes.end,
            field: field_name(found.field),
            voice: voice_name(found.voice),
            category: found.term.category,
            lean: found.term.lean,
            neutral: &found.plainer,
            guidance: found.term.guidance.as_deref(),
        };
        let factions: Vec<Option<&str>> = match &explanation.scored.verdict {
            Verdict::Factions { factions, .. } => factions.iter().map(|f| Some(&*f.faction)).collect(),
            Verdict::Document(_) => vec![None],
        };
        let shown = explanation.sums.iter().zip(factions);
        let shown = shown.filter(|(_, faction)| faction.is_none_or(|faction| view.shows(faction)));
        Self {
            schema: SCHEMA,
            scores: Line::scored(&explanation.scored, view),
            terms: explanation.terms.iter().map(term).collect(),
            sums: shown.map(|(sum, faction)| sum_line(explanation, sum, faction)).collect(),
        }
    }
}

fn sum_line<'a>(explanation: &'a Explanation<'_>, sum: &'a Sum, faction: Option<&'a str>) -> SumLine<'a> {
    let word = |part: &super::Part| WordLine {
        text: field_text(explanation.document, part.field).get(part.bytes.clone()).unwrap_or_default(),
        start: part.bytes.start,
        end: part.bytes.end,
        field: field_name(part.field),
        contribution: round6(part.contribution),
    };
    SumLine {
        faction,
        towards: &sum.towards,
        against: sum.against.as_deref(),
        intercept: round6(sum.intercept),
        context: sum.context.map(round6),
        words: sum.parts.iter().map(word).collect(),
        difference: round6(sum.difference),
    }
}

fn round6(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}
