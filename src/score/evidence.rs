//! Handing a score to the words that carried it, and marking them in the text.

use std::ops::Range;

use super::faction::{Look, Row, Rows, Seen};
use super::hidden::{Slopes, Units};
use super::offsets::Offsets;
use super::scored::EvidenceSpan;
use super::tables::WordTable;
use crate::annotate::Article;
use crate::corpus::Document;
use crate::factions::{FactionId, Mention};
use crate::features::dense::{Judged, Pair, SUMS};
use crate::model::faction::FactionModel;
use crate::model::network::Network;
use crate::terms::TermLean;
use crate::text::Field;

/// At most this many spans are told.
const MOST: usize = 8;
/// Spans that weigh less than this many nats are not told: of those from 0.1 to 0.2 one in six is what an annotator
/// marked where a side is taken, on outlets held out; of all spans that are told there 45 in a hundred...
const LEAST: f64 = 0.2;
/// ... nor those that weigh less than this share of the strongest.
const LEAST_OF_BEST: f64 = 0.1;
/// A word joins the span before it if it weighs at least this share of it.
const JOINS: f64 = 0.25;
/// Words in a span, at most, besides the faction's name.
const LONGEST: usize = 4;
/// A word that takes sides strongly is told only if the token layer gives it at least this
/// probability of being evidence for the side that it pulls to: else it weighs something, but an annotator
/// would not have marked it.
const SPEAKS: f32 = 0.05;
/// The same for a word that leans to a side, or is a term that does.
const LEANS: f32 = 0.1;
/// The same for a word of which no lexicon says that it is loaded: «من» and «قائد» weigh what stands beside them.
const SPEAKS_ALONE: f32 = 0.45;

/// Two ways to put the logits of the classes together: favourable minus hostile, and how the
/// decision was pulled.
#[derive(Debug, Clone)]
pub(super) struct Pull {
    /// Factors of the classes.
    factors: Vec<Pair>,
    /// Whether both are the same.
    pub(super) alike: bool,
    /// What the dense columns that are sums weigh.
    sums: Vec<Pair>,
}

impl Pull {
    fn new(model: &FactionModel, decision: &[f64]) -> Self {
        let lean = lean(decision.len());
        let alike = lean == decision;
        let factors = lean.into_iter().zip(decision).map(|(lean, &decision)| Pair(lean, decision)).collect();
        let mut pull = Self { factors, alike, sums: Vec::new() };
        let dense = model.article.layer.weights_from(model.article.bag.vocabulary().len());
        pull.sums = dense.take(SUMS).map(|weights| pull.of(weights)).collect();
        pull
    }

    /// What weights, one a class, are in both.
    #[inline]
    pub(super) fn of(&self, weights: &[f32]) -> Pair {
        // The usual number of classes goes without a loop.
        if let ([a, b, c], &[x, y, z]) = (&self.factors[..], weights) {
            let mut sum = *a * f64::from(x);
            sum += *b * f64::from(y);
            sum += *c * f64::from(z);
            return sum;
        }
        let mut sum = Pair::default();
        self.factors.iter().zip(weights).for_each(|(&factors, &weight)| sum += factors * f64::from(weight));
        sum
    }
}

/// The pulls by what is decided: the first framing, the last, or one between, to which a word
/// matters as much as it leans.
#[derive(Debug, Clone)]
pub(super) struct Pulls {
    first: Pull,
    last: Pull,
    neutral: Pull,
}

impl Pulls {
    pub(super) fn new(model: &FactionModel) -> Self {
        let classes = model.settings.classes.len();
        Self {
            first: Pull::new(model, &towards(0, classes)),
            last: Pull::new(model, &towards(classes - 1, classes)),
            neutral: Pull::new(model, &lean(classes)),
        }
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
    takes_a_side: bool,
    words: Vec<Part>,
    of_row: Vec<Pair>,
    runs: Vec<Run>,
    offsets: Offsets,
}

/// What one word adds: towards favourable minus hostile, and to the decision.
#[derive(Debug, Clone, Copy)]
struct Part {
    token: usize,
    /// Probability that it is evidence, for the first and the last framing.
    evidence: [f32; 2],
    /// What that must be for the word to be told.
    least: f32,
    shares: Pair,
}

impl Desk {
    /// Begins with another document.
    pub(super) fn clear(&mut self) {
        self.offsets.clear();
    }

    /// What each token adds to favourable minus hostile, in their order.
    pub(super) fn contributions(&self) -> impl Iterator<Item = (usize, f64)> {
        self.words.iter().map(|part| (part.token, part.shares.0))
    }
}

/// Hands what pulls a faction's score to its words.
pub(super) struct Shares<'a> {
    pub(super) seen: &'a Seen<'a>,
    pub(super) rows: &'a Rows,
    pub(super) words: &'a WordTable,
}

impl Part {
    /// Whether an annotator may have marked it as evidence of what it pulls to.
    fn speaks(&self) -> bool {
        self.evidence[usize::from(self.shares.0 > 0.0)] >= self.least
    }
}

impl Shares<'_> {
    /// What each word adds to favourable minus hostile and to the framing `decided` on; with the
    /// intercept and the context the shares add up to these sums of logits.
    pub(super) fn of(&self, decided: usize, desk: &mut Desk) {
        let last = self.seen.model.settings.classes.len() - 1;
        let neutral = decided != 0 && decided != last;
        let pull = match decided {
            _ if neutral => &self.seen.pulls.neutral,
            0 => &self.seen.pulls.first,
            _ => &self.seen.pulls.last,
        };
        let terms = &self.seen.lexicons.terms.terms;
        let part = |look: &Look| {
            let Judged { spot, evidence, term, connotation, .. } = look.word;
            let leans = term.is_some_and(|term| terms[usize::from(term)].lean != TermLean::Neutral);
            let least = match connotation.strength() {
                0 if !leans => SPEAKS_ALONE,
                0 | 1 => LEANS,
                _ => SPEAKS,
            };
            Part { token: spot.token, evidence, least, shares: Pair::default() }
        };
        desk.takes_a_side = !neutral;
        desk.words.clear();
        desk.words.extend(self.rows.looks.iter().map(part));
        for row in self.rows.all() {
            self.of_row(row, pull, &mut desk.of_row);
            for (&word, shares) in row.words.iter().zip(&desk.of_row) {
                desk.words[word].shares += *shares * row.weight;
            }
        }
        if neutral {
            desk.words.iter_mut().for_each(|part| part.shares.1 = part.shares.0.abs());
        }
    }

    /// The intercepts' part of favourable minus hostile.
    pub(super) fn intercept(&self) -> f64 {
        let article = &self.seen.model.article;
        let mut logits = article.layer.intercepts().to_vec();
        if let Some(network) = &article.network {
            network.add_logits(network.biases(), 1.0, &mut logits);
        }
        let weights: f64 = self.rows.all().iter().map(|row| row.weight).sum();
        weights * self.leaning(&logits)
    }

    /// The part of the rest of the text, its tone and its other factions, in favourable minus hostile.
    pub(super) fn context(&self) -> f64 {
        let article = &self.seen.model.article;
        let first = article.bag.vocabulary().len() + SUMS;
        let of_row = |row: &Row| -> f64 {
            let weights = article.layer.weights_from(first).zip(&row.context);
            let linear: f64 = weights
                .map(|(weights, &value)| self.seen.pulls.neutral.of(weights).0 * f64::from(value))
                .sum();
            let mut logits = vec![0.0; article.layer.classes()];
            if let Some(network) = &article.network {
                self.units(network, row).add_context(network, &mut logits);
            }
            linear + self.leaning(&logits)
        };
        self.rows.all().iter().map(|row| row.weight * of_row(row)).sum()
    }

    /// Favourable minus hostile.
    fn leaning(&self, logits: &[f64]) -> f64 {
        logits.iter().zip(&self.seen.pulls.neutral.factors).map(|(logit, Pair(lean, _))| logit * lean).sum()
    }

    fn units<'r>(&'r self, network: &Network, row: &'r Row) -> &'r Units {
        row.units(network, &self.rows.looks, self.seen)
    }

    fn of_row(&self, row: &Row, pull: &Pull, shares: &mut Vec<Pair>) {
        let Seen { model, lexicons, .. } = self.seen;
        let layer = &model.article.layer;
        shares.clear();
        shares.resize(row.words.len(), Pair::default());
        let runs = row.bag.chunk_by(|a, b| a.column() == b.column());
        for (run, &(column, value)) in runs.zip(&row.values) {
            let each = pull.of(layer.weights(column as usize)) * (f64::from(value) / run.len() as f64);
            run.iter().for_each(|entry| shares[entry.place()] += each);
        }
        let network = model.article.network.as_deref();
        let slopes = network
            .map(|network| Slopes::new(network, self.units(network, row), pull, model.settings.dense_scale));
        let mut sums = pull.sums.clone();
        if let Some(slopes) = &slopes {
            slopes.add_sums(&row.sums, &mut sums);
        }
        let judged = || row.judged(&self.rows.looks).map(|(place, look)| (place, &look.word));
        row.dense.share_out(judged(), &lexicons.terms, &sums, &row.sums, shares);
        for (place, look) in row.judged(&self.rows.looks) {
            if let (Some(weight), Some(number)) = (row.dense.in_mean(&look.word), look.word.vector) {
                let mut pulled = pull.of(self.words.products(look.row));
                if let Some(slopes) = &slopes {
                    pulled += slopes.of_word(&lexicons.language.vectors, number);
                }
                shares[place] += pulled * weight;
            }
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

/// The strongest spans of words that speak, those first that did most for the decision; where no
/// word speaks, a framing that is not neutral is told with the words that weigh most.
pub(super) fn spans(
    document: &Document,
    article: &Article,
    faction: FactionId,
    desk: &mut Desk,
) -> Vec<EvidenceSpan> {
    let runs = &mut desk.runs;
    find_runs(article, desk.words.iter().filter(|part| part.speaks()), runs);
    if runs.iter().all(|run| run.decision < LEAST) && desk.takes_a_side {
        find_runs(article, desk.words.iter(), runs);
    }
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
fn find_runs<'p>(article: &Article, words: impl Iterator<Item = &'p Part>, runs: &mut Vec<Run>) {
    let text = article.reading.tokens.title_tokens();
    runs.clear();
    for &Part { token, shares: Pair(contribution, decision), .. } in words {
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
