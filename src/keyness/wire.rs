//! What is written of keyness: one JSON object.
//!
//! Figures are rounded to four decimals.

use serde::Serialize;

use super::examples::Example;
use super::result::{GroupKeyness, KeyTerm, Keyness};
use crate::terms::{TermLean, TermLexicon};

/// The contract's name and version.
pub const SCHEMA: &str = "nabra.terms/1";

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Question<'a> {
    /// The id of the faction.
    pub faction: &'a str,
    /// What documents are grouped by.
    pub by: &'a str,
    /// `words`, `terms` or `names`.
    pub of: &'a str,
    /// `own`, `quoted` or `all`.
    pub voice: &'a str,
    /// Words on either side of a mention.
    pub window: usize,
}

/// What separates the groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What was asked.
    #[serde(flatten)]
    pub question: Question<'a>,
    /// Windows that repeat another of their group word for word, and were not counted.
    pub repeated_windows: u64,
    /// Articles that mention the faction and do not say their group.
    pub articles_without_group: u64,
    /// The groups, by name.
    pub groups: Vec<Group<'a>>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group<'a> {
    /// Its name.
    pub group: &'a str,
    /// Articles that mention the faction.
    pub articles: usize,
    /// Units counted in them.
    pub words: f64,
    /// Leave-out polarisation against all others together: 0.5 none, 1 at most; `null` for too few.
    pub polarisation: Option<f64>,
    /// Its key units, strongest first.
    pub units: Vec<Unit<'a>>,
}

/// One key unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unit<'a> {
    /// The commonest spelling.
    pub text: &'a str,
    /// Uses in the group.
    pub count: f64,
    /// Uses in the others.
    pub others: f64,
    /// Uses among 1,000 units of the group.
    pub per_1000: f64,
    /// The same in the others.
    pub others_per_1000: f64,
    /// In nats.
    pub log_odds: f64,
    /// `log_odds` over its standard error.
    pub z: f64,
    /// Articles of the group that have it.
    pub articles: usize,
    /// Articles of the others that have it.
    pub other_articles: usize,
    /// Outlets that have it.
    pub sources: usize,
    /// Gries' DP over the group's articles.
    pub dp_articles: f64,
    /// Gries' DP over all outlets.
    pub dp_sources: f64,
    /// The loaded term that it is; `null` where the lexicon has none.
    pub term: Option<Term<'a>>,
    /// Uses in context.
    pub examples: Vec<Context<'a>>,
}

/// What the lexicon says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term<'a> {
    /// The term's id.
    pub id: &'a str,
    /// Which way it leans.
    pub lean: TermLean,
    /// Plain words for it.
    pub neutral: &'a [String],
}

/// A use in context; the three parts follow each other in the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Context<'a> {
    /// The article.
    pub id: &'a str,
    /// What stands before it.
    pub before: &'a str,
    /// The unit.
    pub text: &'a str,
    /// What stands after it.
    pub after: &'a str,
}

impl<'a> Report<'a> {
    /// What is written of `keyness`.
    #[must_use]
    pub fn new(keyness: &'a Keyness, question: Question<'a>, lexicon: &'a TermLexicon) -> Self {
        Self {
            schema: SCHEMA,
            question,
            repeated_windows: keyness.repeated,
            articles_without_group: keyness.groupless,
            groups: keyness.groups.iter().map(|group| Group::of(group, lexicon)).collect(),
        }
    }
}

impl<'a> Group<'a> {
    fn of(group: &'a GroupKeyness, lexicon: &'a TermLexicon) -> Self {
        Self {
            group: &group.group,
            articles: group.articles,
            words: group.words,
            polarisation: group.polarisation.map(round4),
            units: group.units.iter().map(|unit| Unit::of(unit, lexicon)).collect(),
        }
    }
}

impl<'a> Unit<'a> {
    fn of(unit: &'a KeyTerm, lexicon: &'a TermLexicon) -> Self {
        let term = unit.term.and_then(|term| lexicon.terms.get(usize::from(term)));
        Self {
            text: &unit.spelling,
            count: unit.count,
            others: unit.others,
            per_1000: round4(unit.per_1000),
            others_per_1000: round4(unit.others_per_1000),
            log_odds: round4(unit.odds.delta),
            z: round4(unit.odds.z()),
            articles: unit.articles,
            other_articles: unit.other_articles,
            sources: unit.sources,
            dp_articles: round4(unit.article_dispersion),
            dp_sources: round4(unit.source_dispersion),
            term: term.map(|term| Term { id: &term.id, lean: term.lean, neutral: &term.neutral }),
            examples: unit.examples.iter().map(Context::of).collect(),
        }
    }
}

impl<'a> Context<'a> {
    fn of(example: &'a Example) -> Self {
        let part = |range: std::ops::Range<usize>| example.text.get(range).unwrap_or_default();
        Self {
            id: &example.id,
            before: part(0..example.unit.start),
            text: part(example.unit.clone()),
            after: part(example.unit.end..example.text.len()),
        }
    }
}

fn round4(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0 + 0.0
}
