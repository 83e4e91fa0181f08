//! Handing a score to the words that carried it, and marking them in the text.

use std::ops::Range;

use super::faction::Row;
use super::scored::EvidenceSpan;
use crate::annotate::Article;
use crate::corpus::Document;
use crate::factions::FactionId;
use crate::features::dense::{self, Judged, Sources};
use crate::model::faction::FactionModel;
use crate::text::Field;

/// At most this many spans are told.
const MOST: usize = 8;
/// Spans that weigh less than this many nats are not told.
const LEAST: f64 = 0.05;

/// What pulls a faction's score.
pub(super) struct Pull<'a> {
    pub(super) model: &'a FactionModel,
    pub(super) sources: Sources<'a>,
    pub(super) row: &'a Row,
    pub(super) decided: usize,
}

impl Pull<'_> {
    /// What each word of the row adds to `sum over classes of factors[class] * logit[class]`.
    /// With the intercepts' part, all shares add up to it.
    pub(super) fn shares(&self, factors: &[f64]) -> Vec<f64> {
        let layer = &self.model.article.layer;
        let combined = |column: usize| -> f64 {
            layer.weights(column).iter().zip(factors).map(|(&w, f)| f64::from(w) * f).sum()
        };
        let mut shares = vec![0.0; self.row.words.len()];
        let mut runs = self.row.bag.chunk_by(|a, b| a.0 == b.0);
        for &(column, value) in &self.row.values {
            let Some(run) = runs.next() else { break };
            let each = combined(column as usize) * f64::from(value) / run.len() as f64;
            run.iter().for_each(|&(_, word)| shares[word] += each);
        }
        self.dense_shares(combined, &mut shares);
        shares
    }

    fn dense_shares(&self, combined: impl Fn(usize) -> f64, shares: &mut [f64]) {
        let window = self.model.settings.token_window;
        let (numbers, words): (Vec<usize>, Vec<Judged>) =
            self.row.words.iter().enumerate().filter(|(_, w)| w.spot.distance <= window).map(|(i, w)| (i, *w)).unzip();
        let first = self.model.article.bag.vocabulary().len();
        let scale = f64::from(self.model.settings.dense_scale);
        let weights: Vec<f64> = (0..self.row.dense.len()).map(|i| combined(first + i) * scale).collect();
        let values: Vec<f32> = self.row.dense.iter().map(|&v| v / self.model.settings.dense_scale).collect();
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

/// The strongest spans, those first that did most for the framing decided on.
pub(super) fn spans(
    document: &Document,
    article: &Article,
    faction: FactionId,
    pull: &Pull<'_>,
) -> Vec<EvidenceSpan> {
    let classes = pull.model.settings.classes.len();
    let last = classes - 1;
    let mut lean = vec![0.0; classes];
    (lean[0], lean[last]) = (-1.0, 1.0);
    let contributions = pull.shares(&lean);
    let framed = pull.decided == 0 || pull.decided == last;
    let decisions = if framed {
        let mut towards = vec![-1.0 / (classes - 1) as f64; classes];
        towards[pull.decided] = 1.0;
        pull.shares(&towards)
    } else {
        contributions.iter().map(|c| c.abs()).collect()
    };
    let mut runs = runs(&pull.row.words, &decisions, &contributions);
    runs.retain(|run| run.decision.abs() >= LEAST);
    runs.sort_by(|a, b| b.decision.total_cmp(&a.decision).then(a.tokens.start.cmp(&b.tokens.start)));
    runs.truncate(MOST);
    runs.iter_mut().for_each(|run| run.tokens = with_name(article, faction, run.tokens.clone()));
    Marker { document, article }.mark(&runs)
}

/// Neighbouring words that pull the same way, as one.
fn runs(words: &[Judged], decisions: &[f64], contributions: &[f64]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for ((word, &decision), &contribution) in words.iter().zip(decisions).zip(contributions) {
        let token = word.spot.token;
        match runs.last_mut() {
            Some(run)
                if run.tokens.end == token
                    && (run.decision > LEAST) == (decision > LEAST)
                    && run.tokens.len() < 4
                    && decision > LEAST =>
            {
                run.tokens.end = token + 1;
                run.decision += decision;
                run.contribution += contribution;
            }
            _ => runs.push(Run { tokens: token..token + 1, decision, contribution }),
        }
    }
    runs
}

/// The span with the faction's name where that stands right beside it: «مليشيات السراج».
fn with_name(article: &Article, faction: FactionId, tokens: Range<usize>) -> Range<usize> {
    let mut out = tokens.clone();
    for mention in article.mentions.iter().filter(|m| m.faction == faction) {
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
