//! The columns that the sparse solver works on: fewer than there are, with the same optimum.
//!
//! A column without entries has weight 0. The columns that occur in one and the same row only (the
//! words seen once) act together through one sum: by the penalty's symmetry under rotation their
//! weights are proportional to their entries, so one column whose entry is the length of theirs
//! stands for them all. The rest are renumbered by falling count: the numbers that most rows read
//! then stand side by side in the cache.

use crate::features::SparseRows;

/// Which working columns stand for which original ones: first `shared`, then `single`.
pub(super) struct Columns<'a> {
    rows: &'a SparseRows,
    /// How many entries each original column has.
    counts: Vec<u32>,
    /// The original columns with at least two entries, by falling count.
    shared: Vec<u32>,
    /// The rows that have columns of their own, and the length of these.
    single: Vec<(u32, f64)>,
}

impl<'a> Columns<'a> {
    /// Looks at the columns of `rows`; gives back the working columns as the rows of a matrix too.
    pub(super) fn new(rows: &'a SparseRows) -> (Self, SparseRows) {
        let counts = rows.column_counts();
        let mut shared: Vec<u32> = (0..counts.len() as u32).filter(|&j| counts[j as usize] > 1).collect();
        shared.sort_by_key(|&j| std::cmp::Reverse(counts[j as usize]));
        let mut by_column = rows.columns_as_rows(&shared);
        let mut columns = Self { rows, counts, shared, single: Vec::new() };
        for i in 0..rows.rows() {
            let length = columns.own(i).map(|(_, x)| x * x).sum::<f64>().sqrt();
            if length > 0.0 {
                columns.single.push((i as u32, length));
                by_column.push([(i as u32, length as f32)]);
            }
        }
        (columns, by_column)
    }

    /// Every column as it is.
    pub(super) fn plain(rows: &'a SparseRows) -> Self {
        Self { rows, counts: Vec::new(), shared: (0..rows.columns() as u32).collect(), single: Vec::new() }
    }

    /// Number of working columns.
    pub(super) fn len(&self) -> usize {
        self.shared.len() + self.single.len()
    }

    /// The columns that only row `i` has, with their entries.
    fn own(&self, i: usize) -> impl Iterator<Item = (u32, f64)> {
        let (columns, values) = self.rows.row(i);
        let entries = columns.iter().zip(values).filter(|(j, _)| self.counts[**j as usize] == 1);
        entries.map(|(&j, &x)| (j, f64::from(x)))
    }

    /// Calls `each` with the number of a working column, an original column that it stands for and
    /// the factor from the working column's weight to the original one's.
    pub(super) fn for_each(&self, mut each: impl FnMut(usize, usize, f64)) {
        for (at, &j) in self.shared.iter().enumerate() {
            each(at, j as usize, 1.0);
        }
        for (at, &(i, length)) in self.single.iter().enumerate() {
            for (j, x) in self.own(i as usize) {
                each(self.shared.len() + at, j as usize, x / length);
            }
        }
    }
}
