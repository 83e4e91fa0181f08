//! What the words bring to each layer, worked out once for each stem and shared by all threads.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Mutex, PoisonError};

use super::faction::Seen;
use super::weights::{Emitter, Logits};
use crate::features::bag::{self, PLACES, SPEAKERS};
use crate::features::surroundings::Side;
use crate::features::token::{self, Neighbour};
use crate::features::vocabulary::NO_COLUMN;
use crate::model::faction::FactionModel;
use crate::text::shared::{Numbered, Shared, Slots};
use crate::text::{Word, WordId};

/// How many different stems all threads together remember before they start afresh.
pub(super) const REMEMBERED_STEMS: usize = 60_000;

/// No such column, or row.
pub(super) const NONE: u32 = NO_COLUMN;

/// Classes of the article layer that a row has room for, the usual number of them.
pub(super) const CLASSES: usize = 3;

/// A column of the bag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its number, [`NONE`] where the bag does not have it.
    pub(super) number: u32,
    pub(super) idf: f32,
    /// What it weighs, where the layer has [`CLASSES`] classes.
    pub(super) weights: [f32; CLASSES],
}

impl Column {
    pub(super) fn new(number: u32, model: &FactionModel) -> Self {
        let article = &model.article;
        let mut column = Self { number, idf: 0.0, weights: [0.0; CLASSES] };
        if number != NONE {
            column.idf = article.bag.idf()[number as usize];
            fit(article.layer.weights(number as usize), &mut column.weights);
        }
        column
    }
}

/// Copies values, one a class, where there are [`CLASSES`].
fn fit(values: &[f32], out: &mut [f32; CLASSES]) {
    if let Ok(values) = values.try_into() {
        *out = values;
    }
}

/// What a stem brings to each layer, in every role that its words can have: some lines of the cache
/// that are read together.
#[derive(Debug, Clone, Copy)]
pub(super) struct StemRow {
    /// To the token layer, as the word that is judged, wherever it stands.
    pub(super) judged: Logits,
    /// As the word before it and behind it.
    pub(super) beside: [Logits; 2],
    /// As the word that is judged, on each side.
    pub(super) sides: [Logits; 3],
    /// As the word right before the mention, for a word on each side.
    pub(super) governor: [Logits; 3],
    /// Its columns in the bag, as the article's own word and as another's.
    pub(super) plain: [Column; 2],
    /// What its word vector, weighing 1, adds to each class, where there are [`CLASSES`].
    pub(super) products: [f32; CLASSES],
    /// The row of its word vector, [`NONE`] where there is none.
    pub(super) vector: u32,
    /// Which of its [`NearColumns`] there are, a bit for each: those of the first speaker first.
    pub(super) near: u32,
}

/// The columns of a stem in the bag by place, for both speakers; [`NONE`] where there is none.
pub(super) type NearColumns = [[u32; PLACES]; 2];

impl StemRow {
    fn of(word: &Word, near: &NearColumns, seen: &Seen<'_>) -> Self {
        let weigh = |emit: &Emitter<'_>| seen.settings.map_or([0.0; 3], |table| table.features.sum(emit));
        let vectors = &seen.lexicons.language.vectors;
        let column = |speaker| Column::new(seen.bag.get(bag::word(word, speaker)), seen.model);
        let mut row = Self {
            judged: weigh(&|e| token::word(word, vectors, e)),
            beside: [Neighbour::Previous, Neighbour::Next]
                .map(|which| weigh(&|e| token::word_beside(word, vectors, which, e))),
            sides: Side::ALL.map(|side| weigh(&|e| token::on_side(word, vectors, side, e))),
            governor: Side::ALL.map(|side| weigh(&|e| token::as_governor(word, side, e))),
            plain: SPEAKERS.map(column),
            products: [0.0; CLASSES],
            vector: word.vector.unwrap_or(NONE),
            near: near.as_flattened().iter().rev().fold(0, |bits, &c| bits * 2 + u32::from(c != NONE)),
        };
        if seen.model.article.layer.classes() == CLASSES {
            fit(&products(word.vector, seen), &mut row.products);
        }
        row
    }
}

fn near(word: &Word, seen: &Seen<'_>) -> NearColumns {
    let column = |speaker, place| seen.bag.get(bag::near(word, place, speaker));
    SPEAKERS.map(|speaker| std::array::from_fn(|place| column(speaker, place)))
}

/// What the word vector in row `row` of the vectors, weighing 1, adds to each class of the article
/// layer.
pub(super) fn products(row: Option<u32>, seen: &Seen<'_>) -> Vec<f32> {
    let (layer, vectors) = (&seen.model.article.layer, &seen.lexicons.language.vectors);
    let mut sums = vec![0.0; layer.classes()];
    let first = layer.columns() - vectors.dimensions();
    let vector = row.into_iter().flat_map(|row| vectors.vector(row as usize));
    for (weights, value) in layer.weights_from(first).zip(vector) {
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
    }
    let scale = seen.model.settings.dense_scale;
    sums.iter_mut().for_each(|sum| *sum *= scale);
    sums
}

/// The rows of the stems that stood near a mention so far.
#[derive(Debug, Default)]
struct Stems {
    slots: Slots<1, 17>,
    rows: Numbered<StemRow>,
    near: Numbered<NearColumns>,
    count: AtomicU32,
    writing: Mutex<()>,
}

impl Stems {
    fn number(&self, word: &Word, seen: &Seen<'_>) -> u32 {
        let find = || self.slots.find(word.stem_hash).map(|[number]| number.load(Relaxed) as u32);
        if let Some(number) = find() {
            return number;
        }
        let near = near(word, seen);
        let row = StemRow::of(word, &near, seen);
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster.
        if let Some(number) = find() {
            return number;
        }
        let number = self.count.load(Relaxed);
        self.rows.set(number, row);
        self.near.set(number, near);
        self.count.store(number + 1, Release);
        self.slots.insert(word.stem_hash, [u64::from(number)], number as usize);
        number
    }
}

/// One thread's way from words to the rows of their stems.
#[derive(Debug)]
pub(super) struct WordTable {
    stems: Shared<Stems>,
    remembered: usize,
    /// The number of each word's row, [`NONE`] where nothing has asked for it yet; goes with one lexis.
    numbers: Vec<u32>,
}

impl WordTable {
    /// One that remembers so many stems, and those of one document more.
    pub(super) fn remembering(stems: usize) -> Self {
        Self { stems: Shared::default(), remembered: stems, numbers: Vec::new() }
    }

    /// One for another thread, which shares the rows.
    pub(super) fn another(&self) -> Self {
        Self { stems: self.stems.another(), remembered: self.remembered, numbers: Vec::new() }
    }

    /// Makes ready for a document: forgets the words if they are `other` words than before, and the
    /// rows where they have become too many.
    pub(super) fn refresh(&mut self, other: bool) {
        let most = self.remembered;
        let full = |stems: &Stems| stems.count.load(Acquire) as usize > most;
        if self.stems.refresh(full, |_| Stems::default()) || other {
            self.numbers.clear();
        }
    }

    /// The number of a word's row.
    #[inline]
    pub(super) fn number(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        match self.numbers.get(word as usize) {
            Some(&number) if number != NONE => number,
            _ => self.look_up(word, seen),
        }
    }

    #[cold]
    fn look_up(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        if self.numbers.len() <= word as usize {
            self.numbers.resize(seen.lexis.len(), NONE);
        }
        let number = self.stems.table().number(seen.lexis.word(word), seen);
        self.numbers[word as usize] = number;
        number
    }

    /// The columns of the row's stem by place.
    pub(super) fn near(&self, number: u32) -> &NearColumns {
        match self.stems.table().near.get(number) {
            Some(near) => near,
            None => unreachable!("a row of another table"),
        }
    }

    /// The row of that number.
    #[inline]
    pub(super) fn row(&self, number: u32) -> &StemRow {
        match self.stems.table().rows.get(number) {
            Some(row) => row,
            None => unreachable!("a row of another table"),
        }
    }
}
