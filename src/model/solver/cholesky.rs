//! Cholesky factor of a positive semidefinite matrix, with pivoting, in blocks.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView1, Axis, Slice};
use rayon::prelude::*;

/// Columns that are finished before the rest of the matrix is brought up to date.
const BLOCK: usize = 64;
/// Rows of the rest that one thread updates at a time.
const STRIP: usize = 128;
/// Pivots at most this share of the largest diagonal entry count as 0.
const NEGLIGIBLE: f64 = 1e-12;

/// `K[order[i], order[j]] = (lower lowerᵀ)[i, j]`, up to [`NEGLIGIBLE`] parts.
pub(in crate::model) struct Factor {
    /// `n x rank`; its first `rank` rows are lower triangular with a positive diagonal.
    pub(in crate::model) lower: Array2<f64>,
    /// Which row of `K` each row of `lower` belongs to.
    pub(in crate::model) order: Vec<usize>,
}

impl Factor {
    /// Rank of the matrix.
    pub(in crate::model) fn rank(&self) -> usize {
        self.lower.ncols()
    }

    /// Replaces `b` (`rank x any`) by the solution of `lowerᵀ x = b`, over the first `rank` rows.
    pub(in crate::model) fn solve_transposed(&self, b: &mut Array2<f64>) {
        for i in (0..self.rank()).rev() {
            let (mut before, mut at) = b.view_mut().split_at(Axis(0), i);
            let solved = at.row(0).mapv(|value| value / self.lower[(i, i)]);
            at.row_mut(0).assign(&solved);
            for (j, mut row) in before.rows_mut().into_iter().enumerate() {
                row.scaled_add(-self.lower[(i, j)], &solved);
            }
        }
    }

    /// Replaces `b` (at least `rank` rows) in its first `rank` rows by the solution of `lower x = b`.
    pub(in crate::model) fn solve(&self, b: &mut Array2<f64>) {
        for i in 0..self.rank() {
            let (before, mut at) = b.view_mut().split_at(Axis(0), i);
            let mut row = at.row_mut(0);
            for (j, solved) in before.rows().into_iter().enumerate() {
                row.scaled_add(-self.lower[(i, j)], &solved);
            }
            row.mapv_inplace(|value| value / self.lower[(i, i)]);
        }
    }
}

/// Factors `k`, of which the lower triangle is read, in its own memory. The largest pivot comes
/// first each time, so dependent rows end the work early instead of spoiling it.
///
/// Same bits at any number of threads. Source: LAPACK's `dpstrf` (Lucas, LAPACK Working Note 161).
pub(in crate::model) fn factor(mut k: Array2<f64>) -> Factor {
    let n = k.nrows();
    let mut order: Vec<usize> = (0..n).collect();
    let least = NEGLIGIBLE * k.diag().iter().copied().fold(0.0, f64::max);
    let mut rank = 0;
    while rank < n {
        let end = (rank + BLOCK).min(n);
        let done = panel(&mut k, &mut order, rank..end, least);
        if done < end {
            rank = done;
            break;
        }
        update(&mut k, rank..end);
        rank = end;
    }
    let mut lower = k;
    lower.slice_axis_inplace(Axis(1), Slice::from(..rank));
    for (i, mut row) in lower.rows_mut().into_iter().take(rank).enumerate() {
        row.slice_axis_inplace(Axis(0), Slice::from(i + 1..));
        row.fill(0.0);
    }
    Factor { lower, order }
}

/// Finishes the columns of `block`; gives back the first that has no pivot, or the block's end.
fn panel(k: &mut Array2<f64>, order: &mut [usize], block: std::ops::Range<usize>, least: f64) -> usize {
    let n = k.nrows();
    // What the block's finished columns take from each diagonal entry.
    let mut taken = vec![0.0; n];
    for j in block.clone() {
        let (mut pivot, mut largest) = (j, f64::NEG_INFINITY);
        for i in j..n {
            if k[(i, i)] - taken[i] > largest {
                (pivot, largest) = (i, k[(i, i)] - taken[i]);
            }
        }
        if largest <= least {
            return j;
        }
        swap(k, j, pivot);
        order.swap(j, pivot);
        taken.swap(j, pivot);
        let root = largest.sqrt();
        k[(j, j)] = root;
        let own: Array1<f64> = part(k.row(j), block.start..j).to_owned();
        for i in j + 1..n {
            let value = (k[(i, j)] - part(k.row(i), block.start..j).dot(&own)) / root;
            k[(i, j)] = value;
            taken[i] += value * value;
        }
    }
    block.end
}

/// Swaps rows and columns `a <= b` of the symmetric matrix whose lower triangle is `k`.
fn swap(k: &mut Array2<f64>, a: usize, b: usize) {
    if a == b {
        return;
    }
    for j in 0..a {
        k.swap((a, j), (b, j));
    }
    for i in a + 1..b {
        k.swap((i, a), (b, i));
    }
    for i in b + 1..k.nrows() {
        k.swap((i, a), (i, b));
    }
    k.swap((a, a), (b, b));
}

/// Takes the finished columns of `block` out of everything right of them.
fn update(k: &mut Array2<f64>, block: std::ops::Range<usize>) {
    let (mut done, mut rest) = k.view_mut().split_at(Axis(1), block.end);
    done.slice_axis_inplace(Axis(1), Slice::from(block.start..));
    done.slice_axis_inplace(Axis(0), Slice::from(block.end..));
    let panel = done.to_owned();
    rest.slice_axis_inplace(Axis(0), Slice::from(block.end..));
    let strips: Vec<_> = rest.axis_chunks_iter_mut(Axis(0), STRIP).collect();
    strips.into_par_iter().enumerate().for_each(|(strip, mut rows)| {
        let first = strip * STRIP;
        let last = first + rows.nrows();
        let right = panel.slice_axis(Axis(0), Slice::from(..last));
        let left = right.slice_axis(Axis(0), Slice::from(first..));
        rows.slice_axis_inplace(Axis(1), Slice::from(..last));
        general_mat_mul(-1.0, &left, &right.t(), 1.0, &mut rows);
    });
}

/// The numbers of `row` in the columns `range`.
fn part(mut row: ArrayView1<'_, f64>, range: std::ops::Range<usize>) -> ArrayView1<'_, f64> {
    row.slice_axis_inplace(Axis(0), Slice::from(range));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n x d` numbers between -1 and 1 that repeat.
    fn numbers(n: usize, d: usize) -> Array2<f64> {
        Array2::from_shape_fn((n, d), |(i, j)| ((i * 31 + j * 17 + i * j * 7) % 101) as f64 / 50.5 - 1.0)
    }

    fn worst(k: &Array2<f64>, factor: &Factor) -> f64 {
        let again = factor.lower.dot(&factor.lower.t());
        let n = k.nrows();
        (0..n * n)
            .map(|at| {
                let (i, j) = (at / n, at % n);
                (again[(i, j)] - k[(factor.order[i], factor.order[j])]).abs()
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn factors_over_several_blocks() {
        let x = Array2::from_shape_fn((150, 150), |(i, j)| {
            if i == j { 5.0 } else { ((i * i + 3 * j) % 13) as f64 / 13.0 }
        });
        let k = x.dot(&x.t());
        let factor = factor(k.clone());
        assert_eq!(factor.rank(), 150);
        assert!(worst(&k, &factor) < 1e-9);
        let mut b = numbers(150, 2);
        let whole = factor.lower.clone();
        let expected = b.clone();
        factor.solve(&mut b);
        assert!((whole.dot(&b) - &expected).iter().all(|e| e.abs() < 1e-8));
        factor.solve_transposed(&mut b);
        let mut again = whole.t().dot(&b);
        factor.solve_transposed(&mut again);
        assert!((again - b).iter().all(|e| e.abs() < 1e-6));
    }

    #[test]
    fn dependent_rows_lower_the_rank() {
        let x = numbers(200, 70);
        let k = x.dot(&x.t());
        let factor = factor(k.clone());
        assert!(factor.rank() <= 70, "rank {}", factor.rank());
        assert!(worst(&k, &factor) < 1e-9);
    }

    #[test]
    fn nothing_has_rank_zero() {
        assert_eq!(factor(Array2::zeros((3, 3))).rank(), 0);
    }
}
