//! Rows of documents as term frequencies, and their weighting.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::ngrams::{BLOCK, Level, NGrams};
use crate::corpus::Row;
use crate::features::document::DocumentFeatures;
use crate::features::tfidf::{idf, weigh};
use crate::features::vocabulary::{ColumnTable, NO_COLUMN};
use crate::features::{SparseRows, TfIdf};
use crate::text::Tokens;

/// Documents as rows of term frequencies.
pub(super) struct Documents {
    /// Words and their n-grams, with the idf over all rows.
    pub(super) words: TfIdf,
    /// Letters within words.
    pub(super) letters: TfIdf,
    /// `1 + ln(count)` of each column in each row.
    pub(super) frequencies: SparseRows,
    /// The model's column for each column of the rows: those of words by falling count, then those
    /// of letters likewise, so that what is read most stands side by side in the cache.
    order: Vec<u32>,
}

/// Documents as weighted rows.
pub(super) struct Weighted {
    pub(super) rows: SparseRows,
    /// The model's column for each column of the rows.
    pub(super) order: Vec<u32>,
    pub(super) words: TfIdf,
    pub(super) letters: TfIdf,
}

impl Documents {
    /// Reads `rows`; features in fewer than `least` of them are left out.
    pub(super) fn read(rows: &[&Row], features: &DocumentFeatures, least: u32) -> Self {
        let mut found = NGrams::count(rows, features, least);
        let letter_counts = std::mem::take(&mut found.letters);
        let mut word_counts: Vec<(u64, u32)> =
            found.levels.iter().flat_map(|level| level.frequent.iter().copied()).collect();
        word_counts.par_sort_unstable();
        let mut order = by_falling_count(&word_counts, 0);
        order.extend(by_falling_count(&letter_counts, word_counts.len() as u32));
        let words = TfIdf::from_counts(&word_counts, rows.len());
        let letters = TfIdf::from_counts(&letter_counts, rows.len());
        let parts = Filler::new(&found, &words, &letters, &order, features).fill(rows);
        drop(found);
        let frequencies = SparseRows::joined(order.len(), parts);
        Self { words, letters, frequencies, order }
    }

    /// The number of columns of words.
    fn split(&self) -> usize {
        self.words.vocabulary().len()
    }

    /// The rows named by `taught` and those named by `asked`, weighted by the idf of the first
    /// alone; columns in fewer than `least` of them are 0.
    pub(super) fn cut(&self, taught: &[usize], asked: &[usize], least: u32) -> [SparseRows; 2] {
        let mut rows = [self.frequencies.select(taught), self.frequencies.select(asked)];
        let counts = rows[0].column_counts();
        let idf: Vec<f32> =
            counts.iter().map(|&df| if df < least { 0.0 } else { idf(taught.len(), df) }).collect();
        for rows in &mut rows {
            weigh_rows(rows, &idf, self.split());
        }
        rows
    }

    /// All rows, weighted, and the columns that they have.
    pub(super) fn into_weighted(mut self) -> Weighted {
        let by_model = [self.words.idf(), self.letters.idf()].concat();
        let idf: Vec<f32> = self.order.iter().map(|&column| by_model[column as usize]).collect();
        let split = self.split();
        weigh_rows(&mut self.frequencies, &idf, split);
        Weighted { rows: self.frequencies, order: self.order, words: self.words, letters: self.letters }
    }
}

/// The places of `counts`, from `first` on, by falling count.
fn by_falling_count(counts: &[(u64, u32)], first: u32) -> Vec<u32> {
    let mut places: Vec<u32> = (0..counts.len() as u32).collect();
    places.par_sort_unstable_by_key(|&place| (Reverse(counts[place as usize].1), place));
    places.iter_mut().for_each(|place| *place += first);
    places
}

fn weigh_rows(rows: &mut SparseRows, idf: &[f32], split: usize) {
    rows.for_each_row(|columns, values| {
        let parted = columns.partition_point(|&column| (column as usize) < split);
        let (words, letters) = values.split_at_mut(parted);
        weigh(&columns[..parted], words, idf);
        weigh(&columns[parted..], letters, idf);
    });
}

/// Fills rows with term frequencies.
struct Filler<'a> {
    found: &'a NGrams,
    /// The column of each n-gram, by level.
    columns: Vec<Vec<u32>>,
    letters: ColumnTable,
    /// The column of each letters' n-gram.
    letter_columns: Vec<u32>,
    features: &'a DocumentFeatures,
}

/// Counts below this have their frequency in a table.
const TABLE: u32 = 64;

/// How often each column occurs in one row; serves row after row.
struct Bag {
    counts: Vec<u32>,
    /// The columns that occur, in no order.
    present: Vec<u32>,
    /// The same as bits.
    bits: Vec<u64>,
    /// `1 + ln(count)`.
    frequencies: Vec<f32>,
}

impl Bag {
    fn new(columns: usize) -> Self {
        Self {
            counts: vec![0; columns],
            present: Vec::new(),
            bits: vec![0; columns.div_ceil(64)],
            frequencies: (0..TABLE).map(frequency).collect(),
        }
    }

    #[inline]
    fn add(&mut self, column: u32) {
        let count = &mut self.counts[column as usize];
        if *count == 0 {
            self.present.push(column);
            self.bits[column as usize / 64] |= 1 << (column % 64);
        }
        *count += 1;
    }

    /// Moves its row to the end of `rows`.
    fn give(&mut self, rows: &mut SparseRows) {
        self.sort();
        let Self { counts, present, frequencies, .. } = self;
        rows.push(present.drain(..).map(|column| {
            let count = std::mem::take(&mut counts[column as usize]);
            (column, frequencies.get(count as usize).copied().unwrap_or_else(|| frequency(count)))
        }));
    }

    /// Puts `present` in order and clears the bits: a long row reads them off the bits, a short one
    /// in a wide matrix is sorted.
    fn sort(&mut self) {
        let Self { present, bits, .. } = self;
        if present.len() * 4 < bits.len() {
            present.sort_unstable();
            present.iter().for_each(|&column| bits[column as usize / 64] = 0);
            return;
        }
        present.clear();
        for (first, bits) in (0..).step_by(64).zip(bits) {
            while *bits != 0 {
                present.push(first + bits.trailing_zeros());
                *bits &= *bits - 1;
            }
        }
    }
}

fn frequency(count: u32) -> f32 {
    if count <= 1 { 1.0 } else { 1.0 + f64::from(count).ln() as f32 }
}

impl<'a> Filler<'a> {
    fn new(
        found: &'a NGrams,
        words: &TfIdf,
        letters: &TfIdf,
        order: &[u32],
        features: &'a DocumentFeatures,
    ) -> Self {
        let mut places = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(&column, place)| places[column as usize] = place);
        let letter_columns = places.split_off(words.vocabulary().len());
        let words = words.vocabulary().table();
        let column = |hash| places.get(words.get(hash) as usize).copied().unwrap_or(NO_COLUMN);
        let columns = |level: &Level| level.frequent.par_iter().map(|&(hash, _)| column(hash)).collect();
        let columns = found.levels.iter().map(columns).collect();
        Self { found, columns, letters: letters.vocabulary().table(), letter_columns, features }
    }

    fn width(&self) -> usize {
        self.columns.iter().map(Vec::len).sum::<usize>() + self.letter_columns.len()
    }

    /// The rows, block by block.
    fn fill(&self, rows: &[&Row]) -> Vec<SparseRows> {
        rows.par_chunks(BLOCK)
            .enumerate()
            .map_init(|| Bag::new(self.width()), |bag, (block, rows)| self.block(block, rows, bag))
            .collect()
    }

    fn block(&self, block: usize, rows: &[&Row], bag: &mut Bag) -> SparseRows {
        let mut out = SparseRows::new(bag.counts.len());
        let (mut tokens, mut scratch) = (Tokens::default(), Vec::new());
        for (row, Row { document, .. }) in rows.iter().enumerate() {
            for (level, columns) in self.found.levels.iter().zip(&self.columns) {
                let numbers = level.streams[block].row(row).iter();
                numbers
                    .filter_map(|&number| columns.get(number as usize))
                    .for_each(|&column| bag.add(column));
            }
            if self.features.has_letters() {
                tokens.read(&document.title, &document.text);
                self.add_letters(&tokens, &mut scratch, bag);
            }
            bag.give(&mut out);
        }
        out
    }

    fn add_letters(&self, tokens: &Tokens, scratch: &mut Vec<char>, bag: &mut Bag) {
        for i in 0..tokens.len() {
            self.features.letters(tokens, i, scratch, |hash, _| {
                if let Some(&column) = self.letter_columns.get(self.letters.get(hash) as usize) {
                    bag.add(column);
                }
            });
        }
    }
}
