//! What is written of an agreement. Every figure is an [`Interval`]: `value`, `low`, `high`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::corpus::{Evidence, Field};
use crate::stats::{Bootstrap, Interval};

/// The contract's name and version.
pub const SCHEMA: &str = "nabra.agreement/1";

/// How far annotators agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Rows read.
    pub rows: usize,
    /// Texts that several annotators labelled.
    pub documents: usize,
    /// Texts and factions that several annotators labelled.
    pub units: usize,
    /// Texts and factions that one annotator alone labelled; they are left out.
    pub alone: usize,
    /// Labels that could not be used.
    pub refused: usize,
    /// Labels in the units, by annotator.
    pub annotators: BTreeMap<String, usize>,
    /// How intervals were made.
    pub bootstrap: Bootstrapped,
    /// Krippendorff's alpha, nominal.
    pub nominal: Alpha,
    /// The same, ordinal; `null` where the values have no order.
    pub ordinal: Option<Alpha>,
    /// Each value against the rest.
    pub values: Vec<ValueAlpha>,
    /// Every two annotators who share units.
    pub pairs: Vec<Pair>,
    /// The units on which annotators differ.
    pub disagreements: Vec<Disagreement>,
}

/// How intervals were made: whole documents drawn anew.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bootstrapped {
    /// Number of draws.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Share of draws between the ends of an interval.
    pub level: f64,
}

impl Bootstrapped {
    pub(super) fn new(bootstrap: Bootstrap) -> Self {
        Self { draws: bootstrap.draws, seed: bootstrap.seed, level: bootstrap.level }
    }
}

/// An alpha, and how often two judgements are the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Alpha {
    /// Krippendorff's alpha; `null` where one value alone was given.
    pub alpha: Interval,
    /// Share of pairs of judgements that are the same.
    pub same: Interval,
}

/// One value against the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueAlpha {
    /// The value.
    pub value: String,
    /// Labels that say it.
    pub labels: usize,
    /// Their agreement.
    #[serde(flatten)]
    pub alpha: Alpha,
}

/// Two annotators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Their names.
    pub annotators: [String; 2],
    /// Units that both labelled.
    pub units: usize,
    /// Their agreement, nominal.
    #[serde(flatten)]
    pub nominal: Alpha,
}

/// A unit on which annotators differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// The document's id.
    pub id: String,
    /// Its outlet.
    pub source: Option<String>,
    /// The faction; `null` for whole documents.
    pub faction: Option<String>,
    /// The document's title; empty if it has none or its text is not at hand.
    pub title: String,
    /// Who says what.
    pub said: Vec<Said>,
}

/// What one annotator says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// Who.
    pub annotator: String,
    /// What.
    pub value: String,
    /// File and line of the label.
    pub place: String,
    /// How sure.
    pub confidence: Option<u8>,
    /// The words that decided, and where they stand.
    pub evidence: Vec<Place>,
}

/// Words of a document, as an annotator marked them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// The words; empty if the text is not at hand.
    pub text: String,
    /// `title` or `text`, if known.
    pub field: Option<Field>,
    /// First character (Unicode scalar value) in the field, if known.
    pub char_start: Option<usize>,
    /// The character after the last, if known.
    pub char_end: Option<usize>,
}

impl Place {
    pub(super) fn of(evidence: &Evidence) -> Self {
        let range = evidence.range.as_ref();
        Self {
            text: evidence.text.clone(),
            field: evidence.field,
            char_start: range.map(|range| range.start),
            char_end: range.map(|range| range.end),
        }
    }
}
