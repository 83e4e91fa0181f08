//! What a model says of each item.

use std::ops::Range;

use rayon::prelude::*;

use super::items::{Item, Items};
use crate::annotate::Annotator;
use crate::corpus::{Document, Evidence, Field as CorpusField, Label, Row};
use crate::model::{Model, Unit};
use crate::score::{Abstention, EvidenceSpan, Scorer, Verdict};
use crate::text::Field;

/// So many of the first pieces of evidence are compared with an annotator's.
pub const FIRST: usize = 3;
/// Terms within this many words of a mention count for the baseline of terms, as in the model card.
const REACH: usize = 9;

/// What a model says of one item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Number of the class decided on; the neutral one where the faction was not found.
    pub decided: u32,
    /// Calibrated, in class order; `None` where the faction was not found.
    pub probabilities: Option<Vec<f64>>,
    /// The words that decided, strongest first.
    pub evidence: Vec<EvidenceSpan>,
    /// Whether the model would rather not decide.
    pub abstained: Option<Abstention>,
    /// The first mention of the faction, in bytes of its field.
    pub mention: Option<(Field, Range<usize>)>,
    /// Favourable terms near mentions of the faction less hostile ones; `None` where it is not found.
    pub terms: Option<i64>,
}

/// The answers, one an item.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The answers, in the order of items.
    pub answers: Vec<Answer>,
    /// Whether one of the first [`FIRST`] pieces of evidence overlaps the annotator's; `None` where the
    /// class is neutral, wrong, or labelled without evidence.
    pub hits: Vec<Option<bool>>,
}

impl Answers {
    /// Asks `model` about all `items` of `rows`.
    #[must_use]
    pub fn new(rows: &[Row], items: &Items, model: &Model) -> Self {
        let scorer = Scorer::new(model);
        let of_row: Vec<&[Item]> = items.items.chunk_by(|a, b| a.row == b.row).collect();
        let neutral = items.neutral();
        let answered: Vec<Vec<(Answer, Option<bool>)>> = of_row
            .par_iter()
            .map_init(
                || (scorer.another(), Annotator::default()),
                |(scorer, annotator), items| {
                    let row = &rows[items[0].row];
                    let verdict = scorer.score(&row.document).verdict;
                    if model.unit() == Unit::Faction {
                        annotator.read(&model.lexicons, &row.document.title, &row.document.text);
                    }
                    let ask = |item: &Item| {
                        let answer = answer(row, item, &verdict, model, annotator, neutral);
                        let hit = hit(row, item, &answer, neutral);
                        (answer, hit)
                    };
                    items.iter().map(ask).collect()
                },
            )
            .collect();
        let (answers, hits) = answered.into_iter().flatten().unzip();
        Self { answers, hits }
    }
}

fn answer(
    row: &Row,
    item: &Item,
    verdict: &Verdict,
    model: &Model,
    annotator: &Annotator,
    neutral: u32,
) -> Answer {
    let class = |name: &str| model.classes().iter().position(|class| class == name).unwrap_or(0) as u32;
    let plain = |all: &[(std::sync::Arc<str>, f64)]| Some(all.iter().map(|(_, p)| *p).collect());
    match (verdict, &row.label) {
        (Verdict::Document(score), _) => Answer {
            decided: class(&score.label),
            probabilities: plain(&score.probabilities),
            evidence: score.evidence.clone(),
            abstained: score.abstained,
            ..Answer::default()
        },
        (Verdict::Factions { factions, .. }, Some(Label::Factions(labels))) => {
            let faction = &labels[item.label].faction;
            let Some(score) = factions.iter().find(|score| *score.faction == **faction) else {
                return Answer { decided: neutral, ..Answer::default() };
            };
            let number = model.factions().number(faction);
            Answer {
                decided: class(&score.framing),
                probabilities: plain(&score.probabilities),
                evidence: score.evidence.clone(),
                abstained: score.abstained,
                mention: number.and_then(|number| mention(annotator, number)),
                terms: number.map(|number| terms(annotator, model, number)),
            }
        }
        (Verdict::Factions { .. }, _) => Answer { decided: neutral, ..Answer::default() },
    }
}

/// Where the faction is mentioned first.
fn mention(annotator: &Annotator, faction: u16) -> Option<(Field, Range<usize>)> {
    let article = &annotator.article;
    let tokens = &article.mentions.iter().find(|mention| mention.faction == faction)?.tokens;
    let all = &article.reading.tokens;
    let bytes = all.token(tokens.start).start as usize..all.token(tokens.end - 1).end as usize;
    Some((all.field(tokens.start), bytes))
}

/// Favourable terms less hostile ones among those within [`REACH`] words of a mention, each counted once.
fn terms(annotator: &Annotator, model: &Model, faction: u16) -> i64 {
    use crate::terms::TermLean;

    let article = &annotator.article;
    let tokens = &article.reading.tokens;
    let own: Vec<&Range<usize>> =
        article.mentions.iter().filter(|m| m.faction == faction).map(|m| &m.tokens).collect();
    let near = |hit: &Range<usize>| {
        own.iter().any(|mention| {
            let gap = if hit.end <= mention.start {
                hit.end..mention.start
            } else {
                mention.end..hit.start.max(mention.end)
            };
            tokens.field(hit.start) == tokens.field(mention.start)
                && gap.len() < 4 * REACH
                && gap.filter(|&token| tokens.is_word(token)).count() < REACH
        })
    };
    let lean = |term: u16| match model.lexicons.terms.terms[usize::from(term)].lean {
        TermLean::Hostile => -1,
        TermLean::Favourable => 1,
        TermLean::Neutral | TermLean::Context => 0,
    };
    article
        .terms
        .iter()
        .filter(|hit| lean(hit.term) != 0 && near(&hit.tokens))
        .map(|hit| lean(hit.term))
        .sum()
}

fn hit(row: &Row, item: &Item, answer: &Answer, neutral: u32) -> Option<bool> {
    let Some(Label::Factions(labels)) = &row.label else { return None };
    let label = &labels[item.label];
    if item.target == neutral || answer.probabilities.is_none() || answer.decided != item.target {
        return None;
    }
    let truth: Vec<(Field, Range<usize>)> =
        label.evidence.iter().flat_map(|piece| places(&row.document, piece)).collect();
    let overlaps = |span: &EvidenceSpan| {
        truth.iter().any(|(field, chars)| {
            *field == span.field && span.chars.start < chars.end && chars.start < span.chars.end
        })
    };
    (!label.evidence.is_empty()).then(|| answer.evidence.iter().take(FIRST).any(overlaps))
}

/// Where an annotator's evidence stands, in Unicode scalar values: its place if it is known, else
/// wherever its words stand.
fn places(document: &Document, evidence: &Evidence) -> Vec<(Field, Range<usize>)> {
    if let (Some(field), Some(range)) = (evidence.field, &evidence.range) {
        let field = match field {
            CorpusField::Title => Field::Title,
            CorpusField::Text => Field::Text,
        };
        return vec![(field, range.clone())];
    }
    let length = evidence.text.chars().count();
    let mut out = Vec::new();
    if length == 0 {
        return out;
    }
    for (field, text) in [(Field::Title, &document.title), (Field::Text, &document.text)] {
        for (at, _) in text.match_indices(&evidence.text) {
            let start = text[..at].chars().count();
            out.push((field, start..start + length));
        }
    }
    out
}
