//! Rows of documents as term frequencies, and their weighting.

use rayon::prelude::*;

use super::ngrams::{BLOCK, Level, NGrams};
use crate::corpus::Row;
use crate::features::document::DocumentFeatures;
use crate::features::tfidf::{idf, weigh};
use crate::features::vocabulary::{NO_COLUMN, Vocabulary};
use crate::features::{SparseRows, TfIdf};
use crate::text::Tokens;

/// Documents as rows of term frequencies.
pub(super) struct Documents {
    /// Columns of words and their n-grams, with the idf over all rows.
    pub(super) words: TfIdf,
    /// Columns of letters within words, which come after those of words.
    pub(super) letters: TfIdf,
    /// `1 + ln(count)` of each column in each row.
    pub(super) frequencies: SparseRows,
}

impl Documents {
    /// Reads `rows`; features in fewer than `least` of them are left out.
    pub(super) fn read(rows: &[&Row], features: &DocumentFeatures, least: u32) -> Self {
        let found = NGrams::count(rows, features, least);
        let all: Vec<(u64, u32)> =
            found.levels.iter().flat_map(|level| level.frequent.iter().copied()).collect();
        let (words, letters) = (table(all, rows.len()), table(found.letters.clone(), rows.len()));
        let frequencies = Filler { found: &found, words: &words, letters: &letters, features }.fill(rows);
        Self { words, letters, frequencies }
    }

    /// The number of columns of words.
    pub(super) fn split(&self) -> usize {
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
    pub(super) fn into_weighted(mut self) -> (SparseRows, TfIdf, TfIdf) {
        let idf = [self.words.idf(), self.letters.idf()].concat();
        let split = self.split();
        weigh_rows(&mut self.frequencies, &idf, split);
        (self.frequencies, self.words, self.letters)
    }
}

fn weigh_rows(rows: &mut SparseRows, idf: &[f32], split: usize) {
    rows.for_each_row(|columns, values| {
        let parted = columns.partition_point(|&column| (column as usize) < split);
        let (words, letters) = values.split_at_mut(parted);
        weigh(&columns[..parted], words, idf);
        weigh(&columns[parted..], letters, idf);
    });
}

fn table(mut frequent: Vec<(u64, u32)>, rows: usize) -> TfIdf {
    frequent.par_sort_unstable();
    TfIdf::from_counts(&frequent, rows)
}

/// Fills rows with term frequencies.
struct Filler<'a> {
    found: &'a NGrams,
    words: &'a TfIdf,
    letters: &'a TfIdf,
    features: &'a DocumentFeatures,
}

/// How often each column occurs in one row; serves row after row.
struct Bag {
    counts: Vec<u32>,
    present: Vec<u32>,
}

impl Bag {
    fn add(&mut self, column: u32) {
        let count = &mut self.counts[column as usize];
        if *count == 0 {
            self.present.push(column);
        }
        *count += 1;
    }

    /// Moves its row to the end of `rows`.
    fn give(&mut self, rows: &mut SparseRows) {
        self.present.sort_unstable();
        let counts = &mut self.counts;
        rows.push(self.present.drain(..).map(|column| {
            let count = std::mem::take(&mut counts[column as usize]);
            (column, if count == 1 { 1.0 } else { 1.0 + f64::from(count).ln() as f32 })
        }));
    }
}

impl Filler<'_> {
    fn fill(&self, rows: &[&Row]) -> SparseRows {
        let columns: Vec<Vec<u32>> = self.found.levels.iter().map(|level| self.columns(level)).collect();
        let width = self.words.vocabulary().len() + self.letters.vocabulary().len();
        let bag = || Bag { counts: vec![0; width], present: Vec::new() };
        let parts: Vec<SparseRows> = (0..self.found.ends.len())
            .into_par_iter()
            .map_init(bag, |bag, block| self.block(block, &columns, rows, bag))
            .collect();
        SparseRows::joined(width, &parts)
    }

    /// The column of each n-gram of a level.
    fn columns(&self, level: &Level) -> Vec<u32> {
        let column = |hash| self.words.vocabulary().column(hash).unwrap_or(NO_COLUMN);
        level.frequent.par_iter().map(|&(hash, _)| column(hash)).collect()
    }

    fn block(&self, block: usize, columns: &[Vec<u32>], rows: &[&Row], bag: &mut Bag) -> SparseRows {
        let mut out = SparseRows::new(bag.counts.len());
        let table = self.features.has_letters().then(|| self.letters.vocabulary());
        let (mut tokens, mut scratch) = (Tokens::default(), Vec::new());
        let mut from = 0;
        for (row, &end) in self.found.ends[block].iter().enumerate() {
            for (level, columns) in self.found.levels.iter().zip(columns) {
                for &id in level.starts[block][from..end].iter().filter(|&&id| id != NO_COLUMN) {
                    bag.add(columns[id as usize]);
                }
            }
            if let Some(table) = table {
                let document = &rows[block * BLOCK + row].document;
                tokens.read(&document.title, &document.text);
                self.add_letters(&tokens, table, &mut scratch, bag);
            }
            bag.give(&mut out);
            from = end;
        }
        out
    }

    fn add_letters(&self, tokens: &Tokens, table: &Vocabulary, scratch: &mut Vec<char>, bag: &mut Bag) {
        let first = self.words.vocabulary().len() as u32;
        for i in 0..tokens.len() {
            self.features.letters(tokens, i, scratch, |hash, _| {
                if let Some(column) = table.column(hash) {
                    bag.add(first + column);
                }
            });
        }
    }
}
