//! Rows: what the article layer is given of a faction's surroundings.

use super::Seen;
use super::bag::Bag;
use super::judge::{Judge, Look};
use super::passages::{Passage, within};
use super::sheet::Sheet;
use crate::features::dense::tone::{self, Tone};
use crate::features::dense::{Dense, SUMS};
use crate::model::FactionModel;

/// The row of one passage.
#[derive(Debug, Clone)]
pub(in crate::score) struct Row {
    /// Its share among the passages.
    pub(in crate::score) weight: f64,
    /// The words near the mentions, by their numbers among the faction's.
    pub(in crate::score) words: Vec<usize>,
    /// Their columns in the bag.
    pub(in crate::score) bag: Bag,
    /// What the dense columns see of the words.
    pub(in crate::score) dense: Dense,
    /// Values of the dense columns that are sums.
    pub(in crate::score) sums: [f32; SUMS],
    /// Values of the columns of the tone.
    pub(in crate::score) tone: [f32; tone::COLUMNS],
    /// Share of the words that the model knows.
    known: f64,
    /// How many of the words are the article's own.
    own_words: usize,
}

/// The rows of a faction's passages, with weights that sum to 1, and the words that they are made
/// of. Keeps its memory from one faction to the next.
#[derive(Debug, Clone, Default)]
pub(in crate::score) struct Rows {
    /// The words near the faction's mentions.
    pub(in crate::score) looks: Vec<Look>,
    made: Vec<Row>,
    used: usize,
    /// The tone of each passage.
    tones: Vec<[f32; tone::COLUMNS]>,
}

impl Rows {
    /// The rows.
    pub(in crate::score) fn all(&self) -> &[Row] {
        &self.made[..self.used]
    }

    /// Makes the rows of all passages.
    pub(super) fn read(&mut self, seen: &Seen<'_>, passages: &[Passage], sheet: &Sheet) {
        self.used = 0;
        self.tones.clear();
        for passage in passages {
            let tone = tone(seen, &self.looks, passage);
            self.tones.push(tone);
            self.add(seen, passage, &tone, sheet);
        }
        self.share();
    }

    /// Makes the rows of the passages that have words of others, of these words of `all` alone, as if
    /// the article's own voice had said them. The tone of a passage stays that of `all`.
    pub(super) fn hear_others(&mut self, judge: &mut Judge<'_>, all: &Self, passages: &[Passage]) {
        self.looks.clear();
        for look in all.looks.iter().filter(|look| look.voice().is_others()) {
            self.looks.push(judge.as_own(look));
        }
        self.used = 0;
        for (passage, tone) in passages.iter().zip(&all.tones) {
            self.add(judge.seen, passage, tone, judge.sheet);
            self.used -= usize::from(self.made[self.used - 1].words.is_empty());
        }
        self.share();
    }

    fn add(&mut self, seen: &Seen<'_>, passage: &Passage, tone: &[f32; tone::COLUMNS], sheet: &Sheet) {
        if self.used == self.made.len() {
            self.made.push(Row::default());
        }
        let row = &mut self.made[self.used];
        row.clear(passage.mentions as f64);
        row.tone = *tone;
        for number in within(&self.looks, |look| &look.word.spot, passage) {
            row.take(number, &self.looks[number], seen);
        }
        row.fill(seen, sheet);
        self.used += 1;
    }

    fn share(&mut self) {
        let total: f64 = self.all().iter().map(|row| row.weight).sum();
        self.made[..self.used].iter_mut().for_each(|row| row.weight /= total.max(1.0));
    }

    /// The article layer's calibrated logits: the mean over passages.
    pub(super) fn logits(&self, model: &FactionModel, sheet: &Sheet) -> Vec<f64> {
        let intercepts = model.article.layer.intercepts();
        let weights: f64 = self.all().iter().map(|row| row.weight).sum();
        let mut mean: Vec<f64> = intercepts.iter().map(|intercept| weights * intercept).collect();
        let mut logits = vec![0.0; mean.len()];
        for row in self.all() {
            logits.fill(0.0);
            row.add_logits(&self.looks, model, sheet, &mut logits);
            for (mean, logit) in mean.iter_mut().zip(&logits) {
                *mean += row.weight * logit;
            }
        }
        mean
    }

    /// The same of the article's own words alone, out of what the rows have summed up, over the passages
    /// that have such words.
    pub(super) fn own_logits(&self, model: &FactionModel, sheet: &Sheet) -> Vec<f64> {
        let own = || self.all().iter().filter(|row| row.own_words > 0);
        let weights: f64 = own().map(|row| row.weight).sum();
        let mut mean = model.article.layer.intercepts().to_vec();
        let mut logits = vec![0.0; mean.len()];
        for row in own() {
            logits.fill(0.0);
            row.add_own_logits(&self.looks, model, sheet, &mut logits);
            for (mean, logit) in mean.iter_mut().zip(&logits) {
                *mean += row.weight / weights * logit;
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

impl Default for Row {
    fn default() -> Self {
        Self {
            weight: 0.0,
            words: Vec::new(),
            bag: Bag::default(),
            dense: Dense::default(),
            sums: [0.0; SUMS],
            tone: [0.0; tone::COLUMNS],
            known: 0.0,
            own_words: 0,
        }
    }
}

impl Row {
    fn clear(&mut self, weight: f64) {
        self.weight = weight;
        self.words.clear();
        self.bag.clear();
        self.dense = Dense::default();
        self.known = 0.0;
        self.own_words = 0;
    }

    fn take(&mut self, number: usize, look: &Look, seen: &Seen<'_>) {
        let place = self.words.len();
        self.words.push(number);
        self.bag.take(look.bag);
        if look.judged {
            self.dense.add(place, &look.word, &seen.lexicons.terms);
        }
        // A count until the row is filled.
        self.known += f64::from(u8::from(look.known));
        self.own_words += usize::from(!look.voice().is_others());
    }

    fn fill(&mut self, seen: &Seen<'_>, sheet: &Sheet) {
        self.known /= self.words.len().max(1) as f64;
        self.bag.weigh(sheet);
        self.dense.fill(&mut self.sums);
        let scale = seen.model.settings.dense_scale;
        self.sums.iter_mut().chain(&mut self.tone).for_each(|value| *value *= scale);
    }

    /// The words that the dense columns see, with their places in the row.
    pub(in crate::score) fn judged<'r>(
        &'r self,
        looks: &'r [Look],
    ) -> impl Iterator<Item = (usize, &'r Look)> {
        let words = self.words.iter().map(|&number| &looks[number]);
        words.enumerate().filter(|(_, look)| look.judged)
    }

    fn add_logits(&self, looks: &[Look], model: &FactionModel, sheet: &Sheet, logits: &mut [f64]) {
        for &(column, value) in self.bag.values() {
            add(logits, sheet.weights(column, &model.article.layer), f64::from(value));
        }
        self.add_sums(&self.sums, model, logits);
        for (_, look) in self.judged(looks) {
            add_vector(&self.dense, look, model, sheet, logits);
        }
    }

    /// The same of the article's own words, as if there were no others.
    fn add_own_logits(&self, looks: &[Look], model: &FactionModel, sheet: &Sheet, logits: &mut [f64]) {
        let own = || self.bag.values().iter().filter(|&&(column, _)| Sheet::is_own(column));
        let squares: f64 = own().map(|&(_, value)| f64::from(value) * f64::from(value)).sum();
        for &(column, value) in own() {
            add(logits, sheet.weights(column, &model.article.layer), f64::from(value) / squares.sqrt());
        }
        let (dense, mut sums) = (self.dense.own(), [0.0; SUMS]);
        dense.fill(&mut sums);
        sums.iter_mut().for_each(|value| *value *= model.settings.dense_scale);
        self.add_sums(&sums, model, logits);
        for (_, look) in self.judged(looks).filter(|(_, look)| !look.voice().is_others()) {
            add_vector(&dense, look, model, sheet, logits);
        }
    }

    /// Adds what the dense columns bring that are `sums`, and those of the tone.
    fn add_sums(&self, sums: &[f32; SUMS], model: &FactionModel, logits: &mut [f64]) {
        let dense = model.article.layer.weights_from(model.article.bag.vocabulary().len());
        // Most of these columns are empty.
        let dense = dense.zip(sums.iter().chain(&self.tone)).filter(|&(_, &value)| value != 0.0);
        dense.for_each(|(weights, &value)| add(logits, weights, f64::from(value)));
    }
}

/// Adds the part of a word in the mean vector.
fn add_vector(dense: &Dense, look: &Look, model: &FactionModel, sheet: &Sheet, logits: &mut [f64]) {
    if let Some(weight) = dense.in_mean(&look.word) {
        add(logits, sheet.products(look.stem, &model.article.layer), weight);
    }
}

/// The tone of a passage, the title with it, apart from the words near the mentions.
fn tone(seen: &Seen<'_>, looks: &[Look], passage: &Passage) -> [f32; tone::COLUMNS] {
    let mut out = [0.0; tone::COLUMNS];
    let mut text = seen.tones.of(0..seen.article.reading.tokens.title_tokens());
    text += seen.tones.of(passage.tokens.clone());
    let reading = &seen.article.reading;
    let near = within(looks, |look| &look.word.spot, passage).map(|number| {
        let look = &looks[number];
        Tone::of_word(reading.connotations[look.word.spot.token], look.voice().is_others())
    });
    tone::fill(text, near, &mut out);
    out
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
