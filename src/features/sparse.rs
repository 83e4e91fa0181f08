//! Sparse rows in compressed (CSR) form.

use rayon::prelude::*;

/// A sparse matrix of shape `rows x columns`: row `i` holds the entries
/// `offsets[i]..offsets[i + 1]` of `indices` (column numbers, ascending within a row, no
/// duplicates) and `values`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseRows {
    columns: usize,
    offsets: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl SparseRows {
    /// An empty matrix with `columns` columns and no rows.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { columns, offsets: vec![0], indices: Vec::new(), values: Vec::new() }
    }

    /// Appends one row; `entries` are `(column, value)` with ascending, distinct columns.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            debug_assert!((column as usize) < self.columns);
            self.indices.push(column);
            self.values.push(value);
        }
        self.offsets.push(self.indices.len());
    }

    /// The rows of `parts`, one after another; each part has `columns` columns, and is given up as
    /// soon as it is copied.
    #[must_use]
    pub fn joined(columns: usize, parts: Vec<Self>) -> Self {
        let entries = parts.iter().map(Self::entries).sum();
        let (mut indices, mut values) = (vec![0; entries], vec![0.0; entries]);
        let mut offsets = vec![0];
        let mut places = Vec::with_capacity(parts.len());
        let mut rest = (&mut indices[..], &mut values[..]);
        for part in parts {
            let first = offsets.last().copied().unwrap_or_default();
            offsets.extend(part.offsets[1..].iter().map(|offset| first + offset));
            let (indices, values) =
                (rest.0.split_at_mut(part.entries()), rest.1.split_at_mut(part.entries()));
            places.push((part, indices.0, values.0));
            rest = (indices.1, values.1);
        }
        places.into_par_iter().for_each(|(part, indices, values)| {
            indices.copy_from_slice(&part.indices);
            values.copy_from_slice(&part.values);
        });
        Self { columns, offsets, indices, values }
    }

    /// Lets `change` change the values of each row, given with their columns; in parallel.
    pub fn for_each_row(&mut self, change: impl Fn(&[u32], &mut [f32]) + Sync) {
        let mut rows = Vec::with_capacity(self.rows());
        let (mut values, mut indices) = (&mut self.values[..], &self.indices[..]);
        for bounds in self.offsets.windows(2) {
            let (row, rest) = values.split_at_mut(bounds[1] - bounds[0]);
            let (columns, others) = indices.split_at(row.len());
            rows.push((columns, row));
            (values, indices) = (rest, others);
        }
        rows.into_par_iter().with_min_len(64).for_each(|(columns, row)| change(columns, row));
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of stored entries.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.indices.len()
    }

    /// The columns and values of row `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[i]..self.offsets[i + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The first `columns` columns of every row.
    #[must_use]
    pub fn narrowed(&self, columns: usize) -> Self {
        let mut out = Self::new(columns);
        for i in 0..self.rows() {
            let (indices, values) = self.row(i);
            let kept = indices.partition_point(|&column| (column as usize) < columns);
            out.push(indices[..kept].iter().copied().zip(values.iter().copied()));
        }
        out
    }

    /// The rows named by `which`, in that order, as a matrix of their own.
    #[must_use]
    pub fn select(&self, which: &[usize]) -> Self {
        let mut out = Self::new(self.columns);
        for &i in which {
            let (indices, values) = self.row(i);
            out.push(indices.iter().copied().zip(values.iter().copied()));
        }
        out
    }

    /// How many entries each column has.
    #[must_use]
    pub fn column_counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.columns];
        for &column in &self.indices {
            counts[column as usize] += 1;
        }
        counts
    }

    /// The columns named by `which` (distinct), in that order, as the rows of a matrix whose
    /// columns are the rows of this one. All of them, in order, give the transposed matrix.
    ///
    /// Row numbers must fit 32 bits.
    #[must_use]
    pub fn columns_as_rows(&self, which: &[u32]) -> Self {
        let counts = self.column_counts();
        let mut offsets = Vec::with_capacity(which.len() + 1);
        offsets.push(0);
        let mut total = 0;
        for &column in which {
            total += counts[column as usize] as usize;
            offsets.push(total);
        }
        let (mut indices, mut values) = (vec![0; total], vec![0.0; total]);
        let mut parts = Vec::new();
        let (mut from, mut rest) = (0, (&mut indices[..], &mut values[..]));
        for to in part_ends(&offsets) {
            let length = offsets[to] - offsets[from];
            let (indices, values) = (rest.0.split_at_mut(length), rest.1.split_at_mut(length));
            parts.push((from..to, indices.0, values.0));
            rest = (indices.1, values.1);
            from = to;
        }
        parts.into_par_iter().for_each(|(range, indices, values)| {
            self.turn(&which[range.clone()], &offsets[range], indices, values);
        });
        Self { columns: self.rows(), offsets, indices, values }
    }

    /// Fills in the entries of the columns `which`, whose first entries stand at `offsets`.
    fn turn(&self, which: &[u32], offsets: &[usize], indices: &mut [u32], values: &mut [f32]) {
        let mut next = vec![usize::MAX; self.columns];
        for (&column, offset) in which.iter().zip(offsets) {
            next[column as usize] = offset - offsets[0];
        }
        for i in 0..self.rows() {
            let (columns, entries) = self.row(i);
            for (&column, &value) in columns.iter().zip(entries) {
                let at = &mut next[column as usize];
                if *at != usize::MAX {
                    indices[*at] = i as u32;
                    values[*at] = value;
                    *at += 1;
                }
            }
        }
    }

    /// Bounds of blocks of rows, from 0 to `rows()`, each closed once it holds `entries` entries
    /// or `rows` rows. They depend on the matrix alone, so work cut along them gives the same
    /// sums at any number of threads.
    #[must_use]
    pub fn blocks(&self, entries: usize, rows: usize) -> Vec<usize> {
        let mut bounds = vec![0];
        let mut first = 0;
        for i in 1..=self.rows() {
            if self.offsets[i] - self.offsets[first] >= entries || i - first >= rows || i == self.rows() {
                bounds.push(i);
                first = i;
            }
        }
        bounds
    }
}

/// Entries from which on one more thread is worth reading the whole matrix once more.
const WORTH: usize = 1 << 18;

/// Where to cut rows with these `offsets` into one part a thread, of about as many entries each:
/// the ends of the parts.
fn part_ends(offsets: &[usize]) -> Vec<usize> {
    let (rows, entries) = (offsets.len() - 1, offsets[offsets.len() - 1]);
    let parts = rayon::current_num_threads().min(entries / WORTH).max(1);
    let mut ends: Vec<usize> = (1..parts)
        .map(|part| offsets.partition_point(|&offset| offset < entries / parts * part).min(rows))
        .collect();
    ends.push(rows);
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> SparseRows {
        let mut rows = SparseRows::new(4);
        rows.push([(0, 1.0), (3, 2.0)]);
        rows.push([]);
        rows.push([(1, 3.0), (3, 4.0)]);
        rows
    }

    #[test]
    fn transposing_twice_changes_nothing() {
        let turned = sample().columns_as_rows(&[0, 1, 2, 3]);
        assert_eq!((turned.rows(), turned.columns()), (4, 3));
        assert_eq!(turned.row(3), (&[0, 2][..], &[2.0, 4.0][..]));
        assert_eq!(turned.columns_as_rows(&[0, 1, 2]), sample());
    }

    #[test]
    fn parts_joined_are_the_whole() {
        let whole = sample();
        let parts = [whole.select(&[0]), SparseRows::new(4), whole.select(&[1, 2])];
        assert_eq!(SparseRows::joined(4, parts.into()), whole);
    }

    #[test]
    fn every_row_is_changed_once() {
        let mut rows = sample();
        rows.for_each_row(|columns, values| {
            columns.iter().zip(values).for_each(|(column, value)| *value += *column as f32);
        });
        assert_eq!(rows.row(2).1, [4.0, 7.0]);
        assert_eq!(rows.row(0).1, [1.0, 5.0]);
    }

    #[test]
    fn a_large_matrix_is_turned_in_parts() {
        let mut rows = SparseRows::new(1000);
        for i in 0..4000u32 {
            rows.push((0..200).map(|j| (j * 5 + i % 5, (i + j) as f32)));
        }
        assert!(rows.entries() > 2 * WORTH);
        let all: Vec<u32> = (0..1000).rev().collect();
        let [one, four] = [1, 4].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| rows.columns_as_rows(&all))
        });
        assert_eq!(one, four);
        assert_eq!(one.row(999).0.len(), 800);
    }

    #[test]
    fn chosen_columns_come_in_the_order_asked_for() {
        let turned = sample().columns_as_rows(&[3, 0]);
        assert_eq!(turned.rows(), 2);
        assert_eq!(turned.row(0).1, [2.0, 4.0]);
        assert_eq!(turned.row(1).1, [1.0]);
    }

    #[test]
    fn blocks_cover_all_rows_once() {
        assert_eq!(sample().blocks(2, 100), [0, 1, 3]);
        assert_eq!(sample().blocks(100, 1), [0, 1, 2, 3]);
        assert_eq!(SparseRows::new(4).blocks(1, 1), [0]);
    }
}
