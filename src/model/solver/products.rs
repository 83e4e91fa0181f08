//! Products of a sparse matrix with arrays of `m` numbers a column.
//!
//! Each number of the result is one sum in a fixed order, so the threads change no bit of it.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::features::SparseRows;

/// Entries in a block of work, about.
const ENTRIES: usize = 1 << 15;
/// Rows in a block of work, at most.
const ROWS: usize = 1 << 14;

/// A matrix with its blocks of rows.
pub(super) struct Blocked<'a> {
    matrix: Cow<'a, SparseRows>,
    bounds: Vec<usize>,
}

impl<'a> Blocked<'a> {
    pub(super) fn new(matrix: Cow<'a, SparseRows>) -> Self {
        let bounds = matrix.blocks(ENTRIES, ROWS);
        Self { matrix, bounds }
    }

    pub(super) fn matrix(&self) -> &SparseRows {
        &self.matrix
    }

    /// `out`, `m` numbers a row, cut into the blocks, each with the number of its first row.
    pub(super) fn split<'b>(&self, out: &'b mut [f64], m: usize) -> Vec<(usize, &'b mut [f64])> {
        let mut parts = Vec::with_capacity(self.bounds.len());
        let mut rest = out;
        for bounds in self.bounds.windows(2) {
            let (part, after) = rest.split_at_mut((bounds[1] - bounds[0]) * m);
            parts.push((bounds[0], part));
            rest = after;
        }
        parts
    }
}

/// `out[i] = sum over the entries (j, x) of row i of x * from[j]`, each of them `m` numbers; with
/// `SQUARED`, `x²` for `x`.
pub(super) fn product<const SQUARED: bool>(by: &Blocked<'_>, from: &[f64], m: usize, out: &mut [f64]) {
    let matrix = by.matrix();
    by.split(out, m).into_par_iter().for_each(|(first, out)| gather::<SQUARED>(matrix, first, from, m, out));
}

/// [`product`] for the rows from `first` on that `out` has room for.
pub(super) fn gather<const SQUARED: bool>(
    matrix: &SparseRows,
    first: usize,
    from: &[f64],
    m: usize,
    out: &mut [f64],
) {
    match m {
        1 => gather_known::<1, SQUARED>(matrix, first, from, out),
        2 => gather_known::<2, SQUARED>(matrix, first, from, out),
        3 => gather_known::<3, SQUARED>(matrix, first, from, out),
        _ => gather_any::<SQUARED>(matrix, first, from, m, out),
    }
}

/// [`gather`] with `M` known.
fn gather_known<const M: usize, const SQUARED: bool>(
    matrix: &SparseRows,
    first: usize,
    from: &[f64],
    out: &mut [f64],
) {
    let (from, _) = from.as_chunks::<M>();
    let (out, _) = out.as_chunks_mut::<M>();
    for (i, out) in out.iter_mut().enumerate() {
        let (indices, values) = matrix.row(first + i);
        // Two sums, each waiting for its own additions only.
        let (mut sums, mut others) = ([0.0; M], [0.0; M]);
        let (pairs, last) = indices.as_chunks::<2>();
        let (value_pairs, last_value) = values.as_chunks::<2>();
        for ([j, k], [x, y]) in pairs.iter().zip(value_pairs) {
            let (x, y) = (factor::<SQUARED>(*x), factor::<SQUARED>(*y));
            let (a, b) = (&from[*j as usize], &from[*k as usize]);
            for c in 0..M {
                sums[c] += x * a[c];
                others[c] += y * b[c];
            }
        }
        for (&j, &x) in last.iter().zip(last_value) {
            for c in 0..M {
                sums[c] += factor::<SQUARED>(x) * from[j as usize][c];
            }
        }
        for c in 0..M {
            sums[c] += others[c];
        }
        *out = sums;
    }
}

/// [`gather`] for any `m`.
fn gather_any<const SQUARED: bool>(
    matrix: &SparseRows,
    first: usize,
    from: &[f64],
    m: usize,
    out: &mut [f64],
) {
    for (i, out) in out.chunks_mut(m).enumerate() {
        let (indices, values) = matrix.row(first + i);
        out.fill(0.0);
        for (&j, &x) in indices.iter().zip(values) {
            let x = factor::<SQUARED>(x);
            let from = &from[j as usize * m..][..m];
            out.iter_mut().zip(from).for_each(|(sum, from)| *sum += x * from);
        }
    }
}

fn factor<const SQUARED: bool>(x: f32) -> f64 {
    let x = f64::from(x);
    if SQUARED { x * x } else { x }
}
