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
    /// they are not, or are more than 32 bits can number.
    #[must_use]
    pub fn from_sorted(hashes: Vec<u64>) -> Option<Self> {
        let sound = hashes.is_sorted_by(|a, b| a < b) && u32::try_from(hashes.len()).is_ok();
        sound.then_some(Self { hashes })
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

    /// Its columns by feature, in a form made for very many look-ups.
    #[must_use]
    pub fn table(&self) -> ColumnTable {
        ColumnTable::new(self.hashes())
    }

    /// The same by one look-up a feature, for many.
    #[must_use]
    pub fn index(&self) -> HashedMap<u32> {
        self.hashes().iter().enumerate().map(|(column, &hash)| (hash, column as u32)).collect()
    }

    /// The columns of those `features` that an [index](Self::index) knows, each with how often it is among
    /// them, in order.
    #[must_use]
    pub fn counts(index: &HashedMap<u32>, features: &[u64]) -> Vec<(u32, f32)> {
        let mut columns: Vec<u32> = features.iter().filter_map(|hash| index.get(hash).copied()).collect();
        columns.sort_unstable();
        columns.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as f32)).collect()
    }
}

/// What [`ColumnTable::get`] gives for a feature that is not known.
pub const NO_COLUMN: u32 = u32::MAX;

/// Features that share a line of the cache.
const PLACES: usize = 8;

/// Columns by feature, in buckets of a line of the cache each, at most half of their places taken: a look-up
/// compares a whole bucket at once and need not guess where in it a feature is, or whether.
///
/// A place keeps the lower half of the hash and its bucket follows from the upper, so an unknown
/// feature is taken for a known one about once in 2^29 look-ups.
#[derive(Debug, Clone)]
pub struct ColumnTable {
    buckets: Vec<Bucket>,
    shift: u32,
}

/// Taken from the front; where all places are taken, what belongs here may be in the next.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Bucket {
    /// The lower halves of hashes.
    tags: [u32; PLACES],
    /// Their columns.
    columns: [u32; PLACES],
}

impl Bucket {
    const EMPTY: Self = Self { tags: [0; PLACES], columns: [NO_COLUMN; PLACES] };

    /// The column of this tag: all bits are set in [`NO_COLUMN`], so the columns of other tags take
    /// nothing from it.
    #[inline]
    fn column(&self, tag: u32) -> u32 {
        let mut found = NO_COLUMN;
        for (&other, &column) in self.tags.iter().zip(&self.columns) {
            found &= column | if other == tag { 0 } else { NO_COLUMN };
        }
        found
    }

    fn is_full(&self) -> bool {
        self.columns[PLACES - 1] != NO_COLUMN
    }
}

impl ColumnTable {
    /// The table of `hashes`, whose columns are their places.
    fn new(hashes: &[u64]) -> Self {
        let bits = (2 * hashes.len()).div_ceil(PLACES).next_power_of_two().trailing_zeros().max(1);
        let mut table = Self { buckets: vec![Bucket::EMPTY; 1 << bits], shift: 64 - bits };
        let mask = table.buckets.len() - 1;
        for (column, &hash) in hashes.iter().enumerate() {
            let mut at = (hash >> table.shift) as usize;
            while table.buckets[at].is_full() {
                at = (at + 1) & mask;
            }
            // One of two features that cannot be told apart is enough.
            if table.buckets[at].column(hash as u32) != NO_COLUMN {
                continue;
            }
            let Bucket { tags, columns } = &mut table.buckets[at];
            let free = columns.iter().position(|&taken| taken == NO_COLUMN).unwrap_or(PLACES - 1);
            (tags[free], columns[free]) = (hash as u32, column as u32);
        }
        table
    }

    /// The column of a feature, [`NO_COLUMN`] where there is none.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> u32 {
        let mask = self.buckets.len() - 1;
        let mut at = (hash >> self.shift) as usize;
        loop {
            let bucket = &self.buckets[at & mask];
            let column = bucket.column(hash as u32);
            if column != NO_COLUMN || !bucket.is_full() {
                return column;
            }
            at += 1;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::combine;

    #[test]
    fn the_table_has_the_columns_of_the_vocabulary_and_no_others() {
        for size in [0u64, 1, 2, 1000] {
            let vocabulary = Vocabulary::new((0..size).map(|i| combine(i, 1)).collect());
            let table = vocabulary.table();
            for i in 0..2 * size + 5 {
                let hash = combine(i, 1);
                let column = vocabulary.hashes().binary_search(&hash).map_or(NO_COLUMN, |at| at as u32);
                assert_eq!(table.get(hash), column);
            }
        }
    }
}
