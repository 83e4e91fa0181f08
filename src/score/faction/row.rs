//! Rows: what the article layer is given of a faction's surroundings.

use std::sync::OnceLock;

use super::Seen;
use super::judge::Look;
use super::passages::{Passage, within};
use crate::features::dense::{CONTEXT, Dense, SUMS};
use crate::model::FactionModel;
use crate::model::layer::Layer;
use crate::model::network::Network;
use crate::score::hidden::Units;
use crate::score::tables::{NONE, WordTable};

/// A column of the bag and the place of the word that it comes from; ordered by both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::score) struct Entry(u64);

impl Entry {
    fn new(column: u32, place: u32) -> Self {
        Self(u64::from(column) << 32 | u64::from(place))
    }

    /// The column.
    pub(in crate::score) fn column(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The place in the row's words.
    pub(in crate::score) fn place(self) -> usize {
        (self.0 as u32) as usize
    }
}

/// The row of one passage.
#[derive(Debug, Clone)]
pub(in crate::score) struct Row {
    /// Its share among the passages.
    pub(in crate::score) weight: f64,
    /// The words near the mentions, by their numbers among the faction's.
    pub(in crate::score) words: Vec<usize>,
    /// Bag columns, each with its place in `words`, ordered by column.
    pub(in crate::score) bag: Vec<Entry>,
    /// Value of each run of equal columns in `bag`.
    pub(in crate::score) values: Vec<(u32, f32)>,
    /// What the dense columns see of the words.
    pub(in crate::score) dense: Dense,
    /// Values of the dense columns that are sums.
    pub(in crate::score) sums: [f32; SUMS],
    /// Values of the columns of the context.
    pub(in crate::score) context: [f32; CONTEXT],
    /// What the network's units are given, once they are asked.
    units: OnceLock<Units>,
    /// Share of the words that the model knows.
    known: f64,
}

/// The rows of a faction's passages, with weights that sum to 1, and the words that they are made
/// of. Keeps its memory from one faction to the next.
#[derive(Debug, Clone, Default)]
pub(in crate::score) struct Rows {
    /// The words near the faction's mentions.
    pub(in crate::score) looks: Vec<Look>,
    made: Vec<Row>,
    used: usize,
}

impl Rows {
    /// The rows.
    pub(in crate::score) fn all(&self) -> &[Row] {
        &self.made[..self.used]
    }

    /// Makes the rows of all passages.
    pub(super) fn read(&mut self, seen: &Seen<'_>, passages: &[Passage], contexts: &[[f32; CONTEXT]]) {
        self.used = 0;
        for (passage, context) in passages.iter().zip(contexts) {
            self.add(seen, passage, *context);
        }
        self.share();
    }

    /// Makes the rows of the passages that have any of the words of `looks`, of these words alone.
    pub(super) fn hear(
        &mut self,
        seen: &Seen<'_>,
        looks: impl Iterator<Item = Look>,
        passages: &[Passage],
        context: impl Fn(usize, &[Look]) -> [f32; CONTEXT],
    ) {
        self.looks.clear();
        self.looks.extend(looks);
        self.used = 0;
        for (number, passage) in passages.iter().enumerate() {
            self.add(seen, passage, context(number, &self.looks));
            self.used -= usize::from(self.made[self.used - 1].words.is_empty());
        }
        self.share();
    }

    fn add(&mut self, seen: &Seen<'_>, passage: &Passage, context: [f32; CONTEXT]) {
        if self.used == self.made.len() {
            self.made.push(Row::default());
        }
        let row = &mut self.made[self.used];
        row.clear(passage.mentions as f64);
        row.context = context;
        for number in within(&self.looks, |look| &look.word.spot, passage) {
            row.take(number, &self.looks[number], seen);
        }
        row.fill(seen);
        self.used += 1;
    }

    fn share(&mut self) {
        let total: f64 = self.all().iter().map(|row| row.weight).sum();
        self.made[..self.used].iter_mut().for_each(|row| row.weight /= total.max(1.0));
    }

    /// The calibrated logits of the article layer and its network: the mean over passages.
    pub(super) fn logits(&self, seen: &Seen<'_>, words: &WordTable) -> Vec<f64> {
        let model = seen.model;
        let intercepts = model.article.layer.intercepts();
        let weights: f64 = self.all().iter().map(|row| row.weight).sum();
        let mut mean: Vec<f64> = intercepts.iter().map(|intercept| weights * intercept).collect();
        let mut logits = vec![0.0; mean.len()];
        for row in self.all() {
            logits.fill(0.0);
            row.add_logits(&self.looks, model, words, &mut logits);
            if let Some(network) = &model.article.network {
                row.units(network, &self.looks, seen).add_logits(network, &mut logits);
            }
            for (mean, logit) in mean.iter_mut().zip(&logits) {
                *mean += row.weight * logit;
            }
        }
        mean
    }

    /// The calibrated logits of what quoted speakers say, by their `layer`: the mean over the passages
    /// in which others speak. `None` where there is none.
    pub(super) fn quoted_logits(&self, model: &FactionModel, layer: &Layer) -> Option<Vec<f64>> {
        let spoken = |row: &&Row| row.words.iter().any(|&word| self.looks[word].voice().is_others());
        let weights: f64 = self.all().iter().filter(spoken).map(|row| row.weight).sum();
        if weights <= 0.0 {
            return None;
        }
        let mut mean = vec![0.0; layer.classes()];
        for row in self.all().iter().filter(spoken) {
            row.add_numbers(layer, model.article.bag.vocabulary().len(), row.weight / weights, &mut mean);
        }
        mean.iter_mut().zip(layer.intercepts()).for_each(|(logit, intercept)| *logit += intercept);
        Some(mean)
    }

    /// Share of the words that the model knows.
    pub(super) fn known(&self) -> f64 {
        self.all().iter().map(|row| row.weight * row.known).sum()
    }

    /// Whether no passage has a word.
    pub(super) fn are_empty(&self) -> bool {
        self.all().iter().all(|row| row.words.is_empty())
    }

    /// Whether every passage has one.
    pub(super) fn are_full(&self) -> bool {
        self.all().iter().all(|row| !row.words.is_empty())
    }
}

impl Default for Row {
    fn default() -> Self {
        Self {
            weight: 0.0,
            words: Vec::new(),
            bag: Vec::new(),
            values: Vec::new(),
            dense: Dense::default(),
            sums: [0.0; SUMS],
            context: [0.0; CONTEXT],
            units: OnceLock::new(),
            known: 0.0,
        }
    }
}

impl Row {
    fn clear(&mut self, weight: f64) {
        self.weight = weight;
        self.words.clear();
        self.bag.clear();
        self.dense = Dense::default();
        self.units.take();
        self.known = 0.0;
    }

    fn take(&mut self, number: usize, look: &Look, seen: &Seen<'_>) {
        let place = self.words.len();
        self.words.push(number);
        for column in look.bag.into_iter().filter(|&column| column != NONE) {
            self.bag.push(Entry::new(column, place as u32));
        }
        if look.judged {
            self.dense.add(place, &look.word, &seen.lexicons.terms);
        }
        // A count until the row is filled.
        self.known += f64::from(u8::from(look.known));
    }

    fn fill(&mut self, seen: &Seen<'_>) {
        self.known /= self.words.len().max(1) as f64;
        self.bag.sort_unstable();
        let runs = self.bag.chunk_by(|a, b| a.column() == b.column());
        seen.model.article.bag.row_of_runs(runs.map(|run| (run[0].column(), run.len())), &mut self.values);
        self.dense.fill(&mut self.sums);
        let scale = seen.model.settings.dense_scale;
        self.sums.iter_mut().chain(&mut self.context).for_each(|value| *value *= scale);
    }

    /// What the units of `network` are given of the row, whose words are among `looks`.
    pub(in crate::score) fn units(&self, network: &Network, looks: &[Look], seen: &Seen<'_>) -> &Units {
        self.units.get_or_init(|| Units::new(network, self, looks, seen))
    }

    /// The words that the dense columns see, with their places in the row.
    pub(in crate::score) fn judged<'r>(
        &'r self,
        looks: &'r [Look],
    ) -> impl Iterator<Item = (usize, &'r Look)> {
        let words = self.words.iter().map(|&number| &looks[number]);
        words.enumerate().filter(|(_, look)| look.judged)
    }

    /// Adds what the bag, of `bag` columns, and the dense columns but for the word vector bring to a
    /// layer, times `share`.
    fn add_numbers(&self, layer: &Layer, bag: usize, share: f64, logits: &mut [f64]) {
        for &(column, value) in &self.values {
            add(logits, layer.weights(column as usize), share * f64::from(value));
        }
        let dense = layer.weights_from(bag).zip(self.sums.iter().chain(&self.context));
        dense.for_each(|(weights, &value)| add(logits, weights, share * f64::from(value)));
    }

    fn add_logits(&self, looks: &[Look], model: &FactionModel, words: &WordTable, logits: &mut [f64]) {
        self.add_numbers(&model.article.layer, model.article.bag.vocabulary().len(), 1.0, logits);
        for (_, look) in self.judged(looks) {
            if let Some(weight) = self.dense.in_mean(&look.word) {
                add(logits, words.products(look.row), weight);
            }
        }
    }
}

/// Adds `value` times the `weights`, one a class.
fn add(logits: &mut [f64], weights: &[f32], value: f64) {
    // The usual number of classes goes without a loop.
    if let ([a, b, c], &[x, y, z]) = (&mut *logits, weights) {
        *a += f64::from(x) * value;
        *b += f64::from(y) * value;
        *c += f64::from(z) * value;
    } else {
        logits.iter_mut().zip(weights).for_each(|(logit, &weight)| *logit += f64::from(weight) * value);
    }
}
