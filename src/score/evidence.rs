//! Handing a score to the words that carried it, and marking them in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::faction::{Row, Rows};
use super::scored::EvidenceSpan;
use crate::annotate::Article;
use crate::corpus::Document;
use crate::factions::{FactionId, Mention};
use crate::features::dense::{self, Judged, Sources};
use crate::model::faction::FactionModel;
use crate::text::Field;

/// At most this many spans are told.
const MOST: usize = 8;
/// Spans that weigh less than this many nats are not told...
const LEAST: f64 = 0.1;
/// ... nor those that weigh less than this share of the strongest.
const LEAST_OF_BEST: f64 = 0.1;
/// A word joins the span before it if it weighs at least this share of it.
const JOINS: f64 = 0.25;
/// Words in a span, at most, besides the faction's name.
const LONGEST: usize = 4;

/// What pulls a faction's score.
pub(super) struct Pull<'a> {
    pub(super) model: &'a FactionModel,
    pub(super) sources: Sources<'a>,
    pub(super) rows: &'a Rows,
}

impl Pull<'_> {
    /// What each token adds to `sum over classes of factors[class] * logit[class]`, in the order
    /// of tokens. With [`Self::intercept`] the shares add up to it.
    pub(super) fn shares(&self, factors: &[f64]) -> BTreeMap<usize, f64> {
        let mut shares = BTreeMap::new();
        for (weight, row) in &self.rows.parts {
            for (word, share) in row.words.iter().zip(self.row_shares(row, factors)) {
                *shares.entry(word.spot.token).or_default() += weight * share;
            }
        }
        shares
    }

    /// The intercepts' part of the same sum.
    pub(super) fn intercept(&self, factors: &[f64]) -> f64 {
        let weights: f64 = self.rows.parts.iter().map(|(weight, _)| weight).sum();
        let sum: f64 = self.model.article.layer.intercepts().iter().zip(factors).map(|(b, f)| b * f).sum();
        weights * sum
    }

    fn row_shares(&self, row: &Row, factors: &[f64]) -> Vec<f64> {
        let layer = &self.model.article.layer;
        let combined = |column: usize| -> f64 {
            layer.weights(column).iter().zip(factors).map(|(&w, f)| f64::from(w) * f).sum()
        };
        let mut shares = vec![0.0; row.words.len()];
        let mut runs = row.bag.chunk_by(|a, b| a.0 == b.0);
        for &(column, value) in &row.values {
            let Some(run) = runs.next() else { break };
            let each = combined(column as usize) * f64::from(value) / run.len() as f64;
            for &(_, word) in run {
                shares[word] += each;
            }
        }
        self.dense_shares(row, combined, &mut shares);
        shares
    }

    fn dense_shares(&self, row: &Row, combined: impl Fn(usize) -> f64, shares: &mut [f64]) {
        let window = self.model.settings.token_window;
        let within = row.words.iter().enumerate().filter(|(_, word)| word.spot.distance <= window);
        let (numbers, words): (Vec<usize>, Vec<Judged>) = within.map(|(i, word)| (i, *word)).unzip();
        let first = self.model.article.bag.vocabulary().len();
        let scale = f64::from(self.model.settings.dense_scale);
        let weights: Vec<f64> = (0..row.dense.len()).map(|i| combined(first + i) * scale).collect();
        let values: Vec<f32> = row.dense.iter().map(|&v| v / self.model.settings.dense_scale).collect();
        let mut parts = vec![0.0; words.len()];
        dense::share_out(&words, self.sources, &weights, &values, &mut parts);
        for (number, part) in numbers.into_iter().zip(parts) {
            shares[number] += part;
        }
    }
}

/// A run of tokens and what it adds: to the decision, and towards favourable minus hostile.
struct Run {
    tokens: Range<usize>,
    decision: f64,
    contribution: f64,
}

/// The factors of favourable minus hostile: the last class against the first.
pub(super) fn lean(classes: usize) -> Vec<f64> {
    let mut factors = vec![0.0; classes];
    if let [first, .., last] = &mut factors[..] {
        (*first, *last) = (-1.0, 1.0);
    }
    factors
}

/// The strongest spans, those first that did most for the framing `decided` on.
pub(super) fn spans(
    document: &Document,
    article: &Article,
    faction: FactionId,
    decided: usize,
    pull: &Pull<'_>,
) -> Vec<EvidenceSpan> {
    let classes = pull.model.settings.classes.len();
    let contributions = pull.shares(&lean(classes));
    let framed = decided == 0 || decided + 1 == classes;
    let decisions = if framed {
        let mut towards = vec![-1.0 / (classes - 1) as f64; classes];
        towards[decided] = 1.0;
        pull.shares(&towards)
    } else {
        contributions.iter().map(|(&token, share)| (token, share.abs())).collect()
    };
    let mut runs = runs(article, &decisions, &contributions);
    runs.sort_by(|a, b| b.decision.total_cmp(&a.decision).then(a.tokens.start.cmp(&b.tokens.start)));
    let least = LEAST.max(runs.first().map_or(0.0, |run| run.decision) * LEAST_OF_BEST);
    runs.retain(|run| run.decision >= least);
    runs.truncate(MOST);
    for run in &mut runs {
        run.tokens = with_name(article, faction, run.tokens.clone());
    }
    Marker { document, article }.mark(&joined(runs))
}

/// Spans that share the faction's name and pull the same way as one: «مليشيات السراج الإجرامية».
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match kept.iter_mut().find(|other| other.shares_name(&run)) {
            Some(other) => {
                other.tokens.start = other.tokens.start.min(run.tokens.start);
                other.tokens.end = other.tokens.end.max(run.tokens.end);
                other.decision += run.decision;
                other.contribution += run.contribution;
            }
            None => kept.push(run),
        }
    }
    kept.sort_by(|a, b| b.decision.total_cmp(&a.decision).then(a.tokens.start.cmp(&b.tokens.start)));
    kept
}

/// Neighbouring words of a field that pull strongly the same way, as one.
fn runs(
    article: &Article,
    decisions: &BTreeMap<usize, f64>,
    contributions: &BTreeMap<usize, f64>,
) -> Vec<Run> {
    let text = article.reading.tokens.title_tokens();
    let mut runs: Vec<Run> = Vec::new();
    for ((&token, &decision), &contribution) in decisions.iter().zip(contributions.values()) {
        match runs.last_mut() {
            Some(run) if run.tokens.end == token && token != text && run.joins(decision, contribution) => {
                run.tokens.end = token + 1;
                run.decision += decision;
                run.contribution += contribution;
            }
            _ => runs.push(Run { tokens: token..token + 1, decision, contribution }),
        }
    }
    runs
}

impl Run {
    /// Whether the two spans overlap, which only the name between them can make them, and pull the
    /// same way.
    fn shares_name(&self, other: &Run) -> bool {
        self.tokens.start < other.tokens.end
            && other.tokens.start < self.tokens.end
            && (self.contribution > 0.0) == (other.contribution > 0.0)
    }

    /// Whether the next word pulls the same way, and hard enough to belong to the span.
    fn joins(&self, decision: f64, contribution: f64) -> bool {
        let least = LEAST.min(self.decision);
        self.tokens.len() < LONGEST
            && self.decision > 0.0
            && decision >= least.max(self.decision * JOINS)
            && (contribution > 0.0) == (self.contribution > 0.0)
    }
}

/// The span with the faction's name where that stands right beside it: «مليشيات السراج».
fn with_name(article: &Article, faction: FactionId, tokens: Range<usize>) -> Range<usize> {
    let mut out = tokens.clone();
    let field = |token: usize| article.reading.tokens.field(token);
    let beside = |mention: &&Mention| field(mention.tokens.start) == field(tokens.start);
    for mention in article.mentions.iter().filter(|m| m.faction == faction).filter(beside) {
        if mention.tokens.start == tokens.end {
            out.end = mention.tokens.end;
        } else if mention.tokens.end == tokens.start {
            out.start = mention.tokens.start;
        }
    }
    out
}

struct Marker<'a> {
    document: &'a Document,
    article: &'a Article,
}

impl Marker<'_> {
    fn mark(&self, runs: &[Run]) -> Vec<EvidenceSpan> {
        runs.iter().filter_map(|run| self.span(run)).collect()
    }

    fn span(&self, run: &Run) -> Option<EvidenceSpan> {
        let reading = &self.article.reading;
        let field = reading.tokens.field(run.tokens.start);
        let text = match field {
            Field::Title => &self.document.title,
            Field::Text => &self.document.text,
        };
        let start = reading.tokens.token(run.tokens.start).start as usize;
        let end = reading.tokens.token(run.tokens.end - 1).end as usize;
        let words = text.get(start..end)?;
        let before = text.get(..start)?.chars().count();
        Some(EvidenceSpan {
            text: words.to_owned(),
            bytes: start..end,
            chars: before..before + words.chars().count(),
            field,
            voice: reading.voices[run.tokens.start].voice,
            contribution: run.contribution,
        })
    }
}
