//! The features a model knows, by hash.

use rayon::prelude::*;

use crate::text::hash::HashedMap;

/// The features that a model knows: column `i` is the feature with the `i`-th smallest hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    hashes: Vec<u64>,
}

impl Vocabulary {
    /// The vocabulary of `hashes`, in any order, repeated or not.
    #[must_use]
    pub fn new(mut hashes: Vec<u64>) -> Self {
        hashes.par_sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    /// The vocabulary whose hashes are given in ascending order without repeats; `None` where
    /// they are not.
    #[must_use]
    pub fn from_sorted(hashes: Vec<u64>) -> Option<Self> {
        hashes.is_sorted_by(|a, b| a < b).then_some(Self { hashes })
    }

    /// The hashes, ascending.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Number of columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether it has no column.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The column of a feature.
    #[inline]
    #[must_use]
    pub fn column(&self, hash: u64) -> Option<u32> {
        self.hashes.binary_search(&hash).ok().map(|column| column as u32)
    }

    /// The same by one look-up a feature, for many.
    #[must_use]
    pub fn index(&self) -> HashedMap<u32> {
        self.hashes.iter().enumerate().map(|(column, &hash)| (hash, column as u32)).collect()
    }
}

/// In how many of `rows` (hashes of one row, repeats allowed) each feature occurs; those in at
/// least `least` rows, with their counts, ascending by hash.
#[must_use]
pub fn document_frequencies(rows: &[Vec<u64>], least: u32) -> Vec<(u64, u32)> {
    let mut all: Vec<u64> = rows
        .par_iter()
        .flat_map_iter(|row| {
            let mut distinct = row.clone();
            distinct.sort_unstable();
            distinct.dedup();
            distinct
        })
        .collect();
    all.par_sort_unstable();
    let mut counts = Vec::new();
    for run in all.chunk_by(|a, b| a == b) {
        if run.len() as u32 >= least {
            counts.push((run[0], run.len() as u32));
        }
    }
    counts
}
