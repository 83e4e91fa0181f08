//! Transposed products from rows alone, for few columns with many entries each.
//!
//! A second copy of the matrix by columns makes each number of a transposed product one sum, but
//! takes time and memory to make, and a step of conjugate gradients reads both copies. Here the
//! rows are cut into chunks, by their entries alone; each chunk adds up a product of its own, and
//! these are added in their order, so the threads change no bit. A step of conjugate gradients
//! reads each row once, for both of its products, while it is in the cache.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::products::gather;
use crate::features::SparseRows;

/// Entries for each column, at least, for chunks to be worth their sums.
const WORTH: usize = 64;
/// Chunks at most.
const MOST: usize = 16;
/// Rows whose two products are made one after the other.
const ROWS: usize = 8;
/// Numbers of a sum in a piece of work.
const SUM: usize = 4_096;

/// The chunks of a matrix, and room for their sums.
pub(super) struct Chunks<'a> {
    rows: &'a SparseRows,
    bounds: Vec<usize>,
    sums: Mutex<Vec<f64>>,
}

/// A chunk of the arrays with `m` numbers a row that belong to it.
struct Part<'p> {
    first: usize,
    sum: &'p mut [f64],
    forward: &'p mut [f64],
    curved: &'p mut [f64],
}

impl<'a> Chunks<'a> {
    /// The chunks of `rows`; `None` where there are too many columns for it.
    pub(super) fn new(rows: &'a SparseRows) -> Option<Self> {
        let (entries, columns) = (rows.entries(), rows.columns());
        if columns == 0 || entries / columns < WORTH {
            return None;
        }
        let chunks = (2 * entries / (WORTH * columns)).clamp(1, MOST);
        let bounds = rows.blocks(entries.div_ceil(chunks), usize::MAX);
        Some(Self { rows, bounds, sums: Mutex::default() })
    }

    /// `out[j] = sum over rows i of x_ij * from[i]`, each of them `m` numbers; with `SQUARED`, `x²`
    /// for `x`.
    pub(super) fn transposed<const SQUARED: bool>(&self, from: &[f64], m: usize, out: &mut [f64]) {
        let mut sums = self.zeros(out.len());
        sums.par_chunks_mut(out.len()).zip(self.bounds.par_windows(2)).for_each(|(sum, bounds)| {
            scatter::<SQUARED>(self.rows, bounds[0], &from[bounds[0] * m..bounds[1] * m], m, sum);
        });
        add_up(&sums, out);
    }

    /// For blocks of rows the forward product, made of `from` (`m` numbers a column) and added to
    /// `start`; then what `curve` makes of it, given the number of the first row; then the
    /// transposed product of that, added up in `out`.
    pub(super) fn through(
        &self,
        from: &[f64],
        start: &[f64],
        [forward, curved]: [&mut [f64]; 2],
        out: &mut [f64],
        curve: impl Fn(usize, &[f64], &mut [f64]) + Sync,
    ) {
        let m = start.len();
        let mut sums = self.zeros(out.len());
        let mut rest = (forward, curved);
        let mut parts = Vec::with_capacity(self.bounds.len());
        for (sum, bounds) in sums.chunks_mut(out.len()).zip(self.bounds.windows(2)) {
            let length = (bounds[1] - bounds[0]) * m;
            let (forward, curved) = (rest.0.split_at_mut(length), rest.1.split_at_mut(length));
            parts.push(Part { first: bounds[0], sum, forward: forward.0, curved: curved.0 });
            rest = (forward.1, curved.1);
        }
        parts.into_par_iter().for_each(|part| {
            let blocks = part.forward.chunks_mut(ROWS * m).zip(part.curved.chunks_mut(ROWS * m));
            for (first, (forward, curved)) in (part.first..).step_by(ROWS).zip(blocks) {
                gather::<false>(self.rows, first, from, m, forward);
                forward.chunks_mut(m).for_each(|row| row.iter_mut().zip(start).for_each(|(z, b)| *z += b));
                curve(first, forward, curved);
                scatter::<false>(self.rows, first, curved, m, part.sum);
            }
        });
        add_up(&sums, out);
    }

    /// Room for the sum of each chunk, all 0.
    fn zeros(&self, length: usize) -> MutexGuard<'_, Vec<f64>> {
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        sums.resize((self.bounds.len() - 1) * length, 0.0);
        sums.par_chunks_mut(SUM).for_each(|sums| sums.fill(0.0));
        sums
    }
}

/// Adds up sums of the length of `out`, in their order.
fn add_up(sums: &[f64], out: &mut [f64]) {
    let length = out.len();
    out.par_chunks_mut(SUM).enumerate().for_each(|(piece, out)| {
        let range = piece * SUM..piece * SUM + out.len();
        out.fill(0.0);
        for sum in sums.chunks(length) {
            out.iter_mut().zip(&sum[range.clone()]).for_each(|(out, sum)| *out += sum);
        }
    });
}

/// Adds to `sum` the transposed product of the rows from `first` on that `from` has numbers for.
fn scatter<const SQUARED: bool>(rows: &SparseRows, first: usize, from: &[f64], m: usize, sum: &mut [f64]) {
    match m {
        1 => scatter_known::<1, SQUARED>(rows, first, from, sum),
        2 => scatter_known::<2, SQUARED>(rows, first, from, sum),
        3 => scatter_known::<3, SQUARED>(rows, first, from, sum),
        _ => scatter_any::<SQUARED>(rows, first, from, m, sum),
    }
}

fn scatter_known<const M: usize, const SQUARED: bool>(
    rows: &SparseRows,
    first: usize,
    from: &[f64],
    sum: &mut [f64],
) {
    let (from, _) = from.as_chunks::<M>();
    let (sum, _) = sum.as_chunks_mut::<M>();
    for (i, from) in from.iter().enumerate() {
        let (indices, values) = rows.row(first + i);
        for (&j, &x) in indices.iter().zip(values) {
            let x = f64::from(x);
            let x = if SQUARED { x * x } else { x };
            let sum = &mut sum[j as usize];
            for c in 0..M {
                sum[c] += x * from[c];
            }
        }
    }
}

fn scatter_any<const SQUARED: bool>(
    rows: &SparseRows,
    first: usize,
    from: &[f64],
    m: usize,
    sum: &mut [f64],
) {
    for (i, from) in from.chunks(m).enumerate() {
        let (indices, values) = rows.row(first + i);
        for (&j, &x) in indices.iter().zip(values) {
            let x = f64::from(x);
            let x = if SQUARED { x * x } else { x };
            let sum = &mut sum[j as usize * m..][..m];
            sum.iter_mut().zip(from).for_each(|(sum, from)| *sum += x * from);
        }
    }
}
