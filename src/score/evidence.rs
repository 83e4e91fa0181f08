//! Handing a score to the words that carried it, and marking them in the text.

use std::ops::Range;

use super::faction::{Row, Rows, Seen};
use super::offsets::Offsets;
use super::scored::EvidenceSpan;
use super::tables::WordTable;
use crate::annotate::Article;
use crate::corpus::Document;
use crate::factions::{FactionId, Mention};
use crate::features::dense::{self, Pair};
use crate::model::faction::FactionModel;
use crate::text::{Field, WordVectors};

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

/// How many pulls there are: favourable minus hostile, towards the first framing, towards the last.
pub(super) const PULLS: usize = 3;
const LEAN: usize = 0;

/// Ways to put the logits of the classes together, with what the dense columns weigh in each.
#[derive(Debug, Clone)]
pub(super) struct Pulls {
    /// Factors of the classes.
    factors: [Vec<f64>; PULLS],
    /// Weights of the dense columns.
    dense: Vec<[f64; PULLS]>,
}

impl Pulls {
    pub(super) fn new(model: &FactionModel) -> Self {
        let classes = model.settings.classes.len();
        let factors = [lean(classes), towards(0, classes), towards(classes - 1, classes)];
        let mut pulls = Self { factors, dense: Vec::new() };
        let (first, layer) = (model.article.bag.vocabulary().len(), &model.article.layer);
        let scale = f64::from(model.settings.dense_scale);
        let weights =
            (first..layer.columns()).map(|c| pulls.of(layer.weights(c)).map(|weight| weight * scale));
        pulls.dense = weights.collect();
        pulls
    }

    /// What a word's vector brings where the word weighs 1.
    pub(super) fn of_vector(&self, vectors: &WordVectors, row: usize) -> [f64; PULLS] {
        let mut sums = [0.0; PULLS];
        for (weights, value) in dense::of_vectors(&self.dense, vectors).iter().zip(vectors.vector(row)) {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * f64::from(value));
        }
        sums
    }

    /// What the weights of one column, one a class, are in each.
    fn of(&self, weights: &[f32]) -> [f64; PULLS] {
        let one = |factors: &Vec<f64>| weights.iter().zip(factors).map(|(&w, f)| f64::from(w) * f).sum();
        [one(&self.factors[0]), one(&self.factors[1]), one(&self.factors[2])]
    }
}

/// The factors of favourable minus hostile: the last class against the first.
fn lean(classes: usize) -> Vec<f64> {
    let mut factors = vec![0.0; classes];
    if let [first, .., last] = &mut factors[..] {
        (*first, *last) = (-1.0, 1.0);
    }
    factors
}

/// The factors of one class against the mean of the others.
fn towards(class: usize, classes: usize) -> Vec<f64> {
    let mut factors = vec![-1.0 / (classes - 1) as f64; classes];
    factors[class] = 1.0;
    factors
}

/// What every word adds, and where that is worked out; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Desk {
    words: Vec<Part>,
    of_row: Vec<Pair>,
    of_judged: Vec<Pair>,
    weights: Vec<Pair>,
    values: Vec<f32>,
    runs: Vec<Run>,
    offsets: Offsets,
}

/// What one word adds: towards favourable minus hostile, and to the decision.
#[derive(Debug, Clone, Copy)]
struct Part {
    token: usize,
    shares: Pair,
}

impl Desk {
    /// Begins with another document.
    pub(super) fn clear(&mut self) {
        self.offsets.clear();
    }

    /// What each token adds to favourable minus hostile, in their order.
    pub(super) fn contributions(&self) -> impl Iterator<Item = (usize, f64)> {
        self.words.iter().map(|part| (part.token, part.shares[0]))
    }
}

/// Hands what pulls a faction's score to its words.
pub(super) struct Shares<'a> {
    pub(super) seen: &'a Seen<'a>,
    pub(super) rows: &'a Rows,
    pub(super) words: &'a WordTable,
}

impl Shares<'_> {
    /// What each word adds to favourable minus hostile and to the framing `decided` on; with the
    /// intercept the shares add up to these sums of logits. `tokens` are those of the faction's
    /// words in their order, `row` gives the number of a word's row in the table.
    pub(super) fn of(
        &self,
        decided: usize,
        tokens: impl Iterator<Item = usize>,
        row: impl Fn(usize) -> u32,
        desk: &mut Desk,
    ) {
        let classes = self.seen.model.settings.classes.len();
        let neutral = decided != 0 && decided + 1 != classes;
        let pulls = match decided {
            _ if neutral => [LEAN, LEAN],
            0 => [LEAN, 1],
            _ => [LEAN, 2],
        };
        desk.words.clear();
        desk.words.extend(tokens.map(|token| Part { token, shares: [0.0; 2] }));
        desk.weights.clear();
        desk.weights.extend(self.seen.pulls.dense.iter().map(|weights| pulls.map(|pull| weights[pull])));
        for one in self.rows.all() {
            self.of_row(one, pulls, &row, desk);
            for (&word, shares) in one.words.iter().zip(&desk.of_row) {
                let sums = &mut desk.words[word].shares;
                sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += one.weight * share);
            }
        }
        if neutral {
            desk.words.iter_mut().for_each(|part| part.shares[1] = part.shares[0].abs());
        }
    }

    /// The intercepts' part of favourable minus hostile.
    pub(super) fn intercept(&self) -> f64 {
        let weights: f64 = self.rows.all().iter().map(|row| row.weight).sum();
        let factors = &self.seen.pulls.factors[LEAN];
        let sum: f64 =
            self.seen.model.article.layer.intercepts().iter().zip(factors).map(|(b, f)| b * f).sum();
        weights * sum
    }

    fn of_row(&self, row: &Row, pulls: [usize; 2], number: &impl Fn(usize) -> u32, desk: &mut Desk) {
        let layer = &self.seen.model.article.layer;
        desk.of_row.clear();
        desk.of_row.resize(row.words.len(), [0.0; 2]);
        let mut runs = row.bag.chunk_by(|a, b| a.column() == b.column());
        for &(column, value) in &row.values {
            let Some(run) = runs.next() else { break };
            let weights = self.seen.pulls.of(layer.weights(column as usize));
            let each = pulls.map(|pull| weights[pull] * f64::from(value) / run.len() as f64);
            for entry in run {
                desk.of_row[entry.place()].iter_mut().zip(each).for_each(|(share, each)| *share += each);
            }
        }
        self.of_dense(row, pulls, number, desk);
    }

    fn of_dense(&self, row: &Row, pulls: [usize; 2], number: &impl Fn(usize) -> u32, desk: &mut Desk) {
        let scale = self.seen.model.settings.dense_scale;
        desk.values.clear();
        desk.values.extend(row.dense.iter().map(|&value| value / scale));
        desk.of_judged.clear();
        desk.of_judged.resize(row.judged.len(), [0.0; 2]);
        let of_vector = |judged: usize| {
            let vector = self.words.pulls(number(row.words[row.places[judged] as usize]));
            pulls.map(|pull| vector[pull])
        };
        let sources = self.seen.sources();
        dense::share_out(&row.judged, sources, &desk.weights, &desk.values, of_vector, &mut desk.of_judged);
        for (&place, parts) in row.places.iter().zip(&desk.of_judged) {
            let shares = &mut desk.of_row[place as usize];
            shares.iter_mut().zip(parts).for_each(|(share, part)| *share += part);
        }
    }
}

/// A run of tokens and what it adds: to the decision, and towards favourable minus hostile.
#[derive(Debug, Clone)]
struct Run {
    tokens: Range<usize>,
    decision: f64,
    contribution: f64,
}

/// The strongest spans, those first that did most for the decision.
pub(super) fn spans(
    document: &Document,
    article: &Article,
    faction: FactionId,
    desk: &mut Desk,
) -> Vec<EvidenceSpan> {
    let runs = &mut desk.runs;
    find_runs(article, &desk.words, runs);
    let least = LEAST.max(runs.iter().map(|run| run.decision).fold(0.0, f64::max) * LEAST_OF_BEST);
    runs.retain(|run| run.decision >= least);
    runs.sort_by(|a, b| b.decision.total_cmp(&a.decision).then(a.tokens.start.cmp(&b.tokens.start)));
    runs.truncate(MOST);
    for run in runs.iter_mut() {
        run.tokens = with_name(article, faction, run.tokens.clone());
    }
    Marker { document, article, offsets: &mut desk.offsets }.mark(&joined(runs))
}

/// Spans that share the faction's name and pull the same way as one: «مليشيات السراج الإجرامية».
fn joined(runs: &[Run]) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match kept.iter_mut().find(|other| other.shares_name(run)) {
            Some(other) => {
                other.tokens.start = other.tokens.start.min(run.tokens.start);
                other.tokens.end = other.tokens.end.max(run.tokens.end);
                other.decision += run.decision;
                other.contribution += run.contribution;
            }
            None => kept.push(run.clone()),
        }
    }
    kept.sort_by(|a, b| b.decision.total_cmp(&a.decision).then(a.tokens.start.cmp(&b.tokens.start)));
    kept
}

/// Neighbouring words of a field that pull strongly the same way, as one.
fn find_runs(article: &Article, words: &[Part], runs: &mut Vec<Run>) {
    let text = article.reading.tokens.title_tokens();
    runs.clear();
    for &Part { token, shares: [contribution, decision] } in words {
        match runs.last_mut() {
            Some(run) if run.tokens.end == token && token != text && run.joins(decision, contribution) => {
                run.tokens.end = token + 1;
                run.decision += decision;
                run.contribution += contribution;
            }
            _ => runs.push(Run { tokens: token..token + 1, decision, contribution }),
        }
    }
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
    offsets: &'a mut Offsets,
}

impl Marker<'_> {
    fn mark(&mut self, runs: &[Run]) -> Vec<EvidenceSpan> {
        runs.iter().filter_map(|run| self.span(run)).collect()
    }

    fn span(&mut self, run: &Run) -> Option<EvidenceSpan> {
        let reading = &self.article.reading;
        let field = reading.tokens.field(run.tokens.start);
        let text = match field {
            Field::Title => &self.document.title,
            Field::Text => &self.document.text,
        };
        let start = reading.tokens.token(run.tokens.start).start as usize;
        let end = reading.tokens.token(run.tokens.end - 1).end as usize;
        let words = text.get(start..end)?;
        let before = self.offsets.characters(self.document, field, start);
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
