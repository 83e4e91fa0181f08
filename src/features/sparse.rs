//! Sparse rows in compressed (CSR) form.

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
}
