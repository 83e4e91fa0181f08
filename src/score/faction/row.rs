//! Rows: what the article layer is given of a faction's surroundings.

use super::Seen;
use super::judge::{Judge, Look};
use super::passages::{Passage, within};
use crate::features::dense::{self, Judged};
use crate::model::FactionModel;
use crate::score::tables::NONE;
use crate::text::voice::Voice;

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
#[derive(Debug, Clone, Default)]
pub(in crate::score) struct Row {
    /// Its share among the passages.
    pub(in crate::score) weight: f64,
    /// The words near the mentions, by their numbers among the faction's.
    pub(in crate::score) words: Vec<usize>,
    /// Bag columns, each with its place in `words`, ordered by column.
    pub(in crate::score) bag: Vec<Entry>,
    /// Value of each run of equal columns in `bag`.
    pub(in crate::score) values: Vec<(u32, f32)>,
    /// The words that the dense columns see.
    pub(in crate::score) judged: Vec<Judged>,
    /// Their places in `words`.
    pub(in crate::score) places: Vec<u32>,
    /// Values of the dense columns, scaled.
    pub(in crate::score) dense: Vec<f32>,
    /// Share of the words that the model knows.
    known: f64,
}

/// The rows of a faction's passages, with weights that sum to 1. Keeps its memory from one
/// faction to the next.
#[derive(Debug, Clone, Default)]
pub(in crate::score) struct Rows {
    made: Vec<Row>,
    used: usize,
    columns: Vec<u32>,
}

impl Rows {
    /// The rows.
    pub(in crate::score) fn all(&self) -> &[Row] {
        &self.made[..self.used]
    }

    /// Makes the rows of all passages.
    pub(super) fn read(&mut self, seen: &Seen<'_>, looks: &[Look], passages: &[Passage]) {
        self.used = 0;
        for passage in passages {
            let row = self.next(passage);
            for number in within(looks, |look| &look.word.spot, passage) {
                row.take(number, &looks[number]);
            }
            self.close(seen);
        }
        self.share();
    }

    /// Makes the rows of the passages that have words in `voices`, of these words alone, as if
    /// the article's own voice had said them.
    pub(super) fn hear(
        &mut self,
        judge: &mut Judge<'_>,
        looks: &[Look],
        passages: &[Passage],
        voices: &[Voice],
    ) {
        self.used = 0;
        for passage in passages {
            let row = self.next(passage);
            for number in within(looks, |look| &look.word.spot, passage) {
                let look = &looks[number];
                match look.word.spot.voice.voice {
                    voice if !voices.contains(&voice) => {}
                    Voice::Own => row.take(number, look),
                    _ => row.take(number, &judge.as_own(look)),
                }
            }
            if row.words.is_empty() {
                self.used -= 1;
            } else {
                self.close(judge.seen);
            }
        }
        self.share();
    }

    fn next(&mut self, passage: &Passage) -> &mut Row {
        if self.used == self.made.len() {
            self.made.push(Row::default());
        }
        self.used += 1;
        let row = &mut self.made[self.used - 1];
        row.clear();
        row.weight = passage.mentions as f64;
        row
    }

    fn close(&mut self, seen: &Seen<'_>) {
        self.made[self.used - 1].fill(seen, &mut self.columns);
    }

    fn share(&mut self) {
        let total: f64 = self.all().iter().map(|row| row.weight).sum();
        self.made[..self.used].iter_mut().for_each(|row| row.weight /= total.max(1.0));
    }

    /// The article layer's calibrated logits: the mean over passages.
    pub(super) fn logits(&self, model: &FactionModel) -> Vec<f64> {
        let mut mean = vec![0.0; model.article.layer.classes()];
        let mut logits = mean.clone();
        for row in self.all() {
            row.logits(model, &mut logits);
            for (mean, logit) in mean.iter_mut().zip(&logits) {
                *mean += row.weight * logit;
            }
        }
        mean
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

impl Row {
    fn clear(&mut self) {
        self.words.clear();
        self.bag.clear();
        self.judged.clear();
        self.places.clear();
        self.known = 0.0;
    }

    fn take(&mut self, number: usize, look: &Look) {
        let place = self.words.len() as u32;
        self.words.push(number);
        let columns = look.bag.into_iter().filter(|&column| column != NONE);
        self.bag.extend(columns.map(|column| Entry::new(column, place)));
        if look.judged {
            self.judged.push(look.word);
            self.places.push(place);
        }
        // A count until the row is filled.
        self.known += f64::from(u8::from(look.known));
    }

    fn fill(&mut self, seen: &Seen<'_>, columns: &mut Vec<u32>) {
        self.known /= self.words.len().max(1) as f64;
        self.bag.sort_unstable();
        columns.clear();
        columns.extend(self.bag.iter().map(|entry| entry.column()));
        seen.model.article.bag.row_of_sorted(columns, &mut self.values);
        self.dense.resize(dense::columns(&seen.lexicons.language.vectors), 0.0);
        dense::fill(&self.judged, seen.sources(), &mut self.dense);
        let scale = seen.model.settings.dense_scale;
        self.dense.iter_mut().for_each(|value| *value *= scale);
    }

    fn logits(&self, model: &FactionModel, logits: &mut [f64]) {
        let layer = &model.article.layer;
        logits.copy_from_slice(layer.intercepts());
        let mut add = |weights: &[f32], value: f32| {
            for (logit, &weight) in logits.iter_mut().zip(weights) {
                *logit += f64::from(weight) * f64::from(value);
            }
        };
        self.values.iter().for_each(|&(column, value)| add(layer.weights(column as usize), value));
        let dense = layer.weights_from(model.article.bag.vocabulary().len());
        dense.zip(&self.dense).for_each(|(weights, &value)| add(weights, value));
    }
}
