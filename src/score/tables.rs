//! Weights of the layers added up once for each word, so that a text costs one look-up a word.

use super::faction::Seen;
use super::settings::SettingTable;
use super::weights::Logits;
use crate::features::bag::{self, Speaker};
use crate::features::surroundings::Side;
use crate::features::token::{self, Beside, Neighbour};
use crate::features::vocabulary::NO_COLUMN;
use crate::text::hash::HashedMap;
use crate::text::{Lexis, WordId};

/// What a stem brings to each layer, in every role that its words were met in so far: three lines
/// of the cache.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
struct StemRow {
    /// A word with this stem.
    word: WordId,
    /// Which of the parts are worked out, by their numbers.
    ready: u32,
    /// The row of its word vector, [`NONE`] where there is none.
    vector: u32,
    /// Its columns in the bag, as the article's own word and as another's; [`NONE`] where there
    /// is none.
    plain: [u32; 2],
    /// In the order of [`Part`].
    logits: [Logits; Part::COUNT],
}

// Every part and every column of the bag has a bit of [`StemRow::ready`].
const _: () = assert!(Part::COUNT + 2 * (1 + bag::PLACES) <= u32::BITS as usize);

/// No such column, or row.
pub(super) const NONE: u32 = NO_COLUMN;

/// A role that a word can have beside a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// As the word that is judged, wherever it stands.
    Judged,
    /// The same, on this side.
    OnSide(Side),
    /// As the word right before the mention, for a word on this side.
    Governor(Side),
    /// Beside the word that is judged.
    Beside(Neighbour),
}

impl Part {
    const COUNT: usize = 13;

    fn number(self) -> usize {
        match self {
            Self::Judged => 0,
            Self::Beside(which) => 1 + which as usize,
            Self::OnSide(side) => 5 + side as usize,
            Self::Governor(side) => 9 + side as usize,
        }
    }
}

/// The rows of the stems that stood near a mention so far; goes with one lexis.
#[derive(Debug, Clone, Default)]
pub(super) struct WordTable {
    rows: Vec<StemRow>,
    /// The columns of each row's stem in the bag by place, for both speakers.
    near: Vec<[[u32; bag::PLACES]; 2]>,
    /// What each row's word vector, weighing 1, adds to each class.
    products: Vec<f32>,
    by_stem: HashedMap<u32>,
    /// The number of each word's row, [`NONE`] where nothing has asked for it yet.
    numbers: Vec<u32>,
}

impl WordTable {
    /// Follows a lexis that has kept the words of these old ids alone, in this order: leaves the rows
    /// of their stems.
    pub(super) fn keep(&mut self, kept: &[WordId], lexis: &Lexis) {
        let places = self.keep_rows(kept);
        let number = |&word: &WordId| self.numbers.get(word as usize).copied().unwrap_or(NONE);
        let numbers = kept.iter().map(number).map(|old| places.get(old as usize).copied().unwrap_or(NONE));
        self.numbers = numbers.collect();
        self.by_stem.clear();
        for (&number, word) in self.numbers.iter().zip(0..).filter(|&(&number, _)| number != NONE) {
            self.rows[number as usize].word = word;
            self.by_stem.insert(lexis.word(word).stem_hash, number);
        }
    }

    /// Leaves the rows that these words have, in their order; the new number of each.
    fn keep_rows(&mut self, kept: &[WordId]) -> Vec<u32> {
        let classes = self.products.len().checked_div(self.rows.len()).unwrap_or(0);
        let mut places = vec![NONE; self.rows.len()];
        for &number in kept.iter().filter_map(|&word| self.numbers.get(word as usize)) {
            if let Some(place) = places.get_mut(number as usize) {
                *place = 0;
            }
        }
        let mut next = 0;
        for (old, place) in places.iter_mut().enumerate().filter(|(_, place)| **place != NONE) {
            self.rows.swap(next, old);
            self.near.swap(next, old);
            self.products.copy_within(old * classes..(old + 1) * classes, next * classes);
            *place = next as u32;
            next += 1;
        }
        self.rows.truncate(next);
        self.near.truncate(next);
        self.products.truncate(next * classes);
        places
    }

    /// The number of a word's row.
    #[inline]
    pub(super) fn number(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        match self.numbers.get(word as usize) {
            Some(&number) if number != NONE => number,
            _ => self.add(word, seen),
        }
    }

    #[cold]
    fn add(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        if self.numbers.len() < seen.lexis.len() {
            self.numbers.resize(seen.lexis.len(), NONE);
        }
        let next = self.rows.len() as u32;
        let number = *self.by_stem.entry(seen.lexis.word(word).stem_hash).or_insert(next);
        self.numbers[word as usize] = number;
        if number == next {
            let vector = seen.lexis.word(word).vector;
            self.rows.push(StemRow {
                word,
                ready: 0,
                vector: vector.unwrap_or(NONE),
                plain: [NONE; 2],
                logits: [Logits::default(); Part::COUNT],
            });
            self.near.push([[NONE; bag::PLACES]; 2]);
            self.products.extend(products(vector, seen));
        }
        number
    }

    /// The row of its stem among the word vectors.
    #[inline]
    pub(super) fn vector(&self, number: u32) -> Option<u32> {
        Some(self.rows[number as usize].vector).filter(|&row| row != NONE)
    }

    /// What that vector, weighing 1, adds to each class.
    #[inline]
    pub(super) fn products(&self, number: u32) -> &[f32] {
        let classes = self.products.len() / self.rows.len();
        &self.products[number as usize * classes..][..classes]
    }

    /// What the row's word brings as `part`.
    #[inline]
    pub(super) fn part(&mut self, number: u32, part: Part, seen: &Seen<'_>) -> &Logits {
        let row = &mut self.rows[number as usize];
        let at = part.number();
        if row.ready & (1 << at) == 0 {
            row.ready |= 1 << at;
            if let Some(table) = seen.settings {
                row.logits[at] = weigh(row.word, part, table, seen);
            }
        }
        &row.logits[at]
    }

    /// The bag's column of the row's word; with a `place`, that of the word there.
    #[inline]
    pub(super) fn column(
        &mut self,
        number: u32,
        speaker: Speaker,
        place: Option<usize>,
        seen: &Seen<'_>,
    ) -> u32 {
        let row = &mut self.rows[number as usize];
        let which = place.map_or(0, |place| 1 + place);
        let bit = 1 << (Part::COUNT + speaker as usize * (1 + bag::PLACES) + which);
        let column = match place {
            None => &mut row.plain[speaker as usize],
            Some(place) => &mut self.near[number as usize][speaker as usize][place],
        };
        if row.ready & bit == 0 {
            row.ready |= bit;
            *column = find(row.word, speaker, place, seen);
        }
        *column
    }
}

/// What the word vector in row `row` of the vectors, weighing 1, adds to each class of the article
/// layer.
fn products(row: Option<u32>, seen: &Seen<'_>) -> Vec<f32> {
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

#[cold]
fn find(word: WordId, speaker: Speaker, place: Option<usize>, seen: &Seen<'_>) -> u32 {
    let word = seen.lexis.word(word);
    let hash = match place {
        None => bag::word(word, speaker),
        Some(place) => bag::near(word, place, speaker),
    };
    seen.bag.get(hash)
}

#[cold]
fn weigh(id: WordId, part: Part, table: &SettingTable, seen: &Seen<'_>) -> Logits {
    let (word, vectors) = (seen.lexis.word(id), &seen.lexicons.language.vectors);
    let mut logits = Logits::default();
    let emit = table.features.adder(&mut logits);
    match part {
        Part::Judged => token::word(word, vectors, emit),
        Part::OnSide(side) => token::on_side(word, vectors, side, emit),
        Part::Governor(side) => token::as_governor(word, side, emit),
        Part::Beside(which) => token::as_neighbour(Beside::Word(id), seen.lexis, vectors, which, emit),
    }
    logits
}
