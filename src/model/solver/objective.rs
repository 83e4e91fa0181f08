//! The objective of a [`Problem`] in the coordinates that the sparse solver works in.
//!
//! Three changes of coordinates, all exact, make its products cheap:
//!
//! - At the optimum the coefficients of a column sum to 0 over the `k` classes. They are therefore
//!   written as `Q v` with an orthonormal `Q` (`k x m`, `m = k - 1`, Helmert's contrasts), which
//!   leaves the penalty `||W||² = ||V||²` and saves a class; two classes need one number a column.
//! - Columns without entries are left out, the others renumbered by falling count: the numbers
//!   that most rows read stand side by side in the cache.
//! - The matrix is kept by rows and by columns. Each number of a product is then one sum in a
//!   fixed order, whatever the number of threads.
//!
//! A vector holds `m` numbers for each kept column and, last, `m` for the intercepts.

use rayon::prelude::*;

use super::fitted::softmax;
use super::{Problem, vectors};
use crate::features::SparseRows;

/// Rows in a block of work that runs over classes, not entries.
const ROWS: usize = 1_024;
/// Entries in a block of a matrix product.
const ENTRIES: usize = 1 << 15;

/// A problem, ready for products. "Rows x m" arrays hold `m` numbers a row, rows x classes `k`.
pub(super) struct Objective<'a> {
    problem: Problem<'a>,
    alpha: f64,
    /// `Q`, row by row: `m` numbers for each class.
    basis: Vec<f64>,
    /// The original number of each kept column.
    kept: Vec<u32>,
    by_row: Blocked,
    by_column: Blocked,
}

/// A matrix with its blocks of rows.
struct Blocked {
    matrix: SparseRows,
    bounds: Vec<usize>,
}

impl Blocked {
    fn new(matrix: SparseRows) -> Self {
        let bounds = matrix.blocks(ENTRIES, 16 * ROWS);
        Self { matrix, bounds }
    }
}

impl<'a> Objective<'a> {
    /// Copies the matrix into both forms: 16 bytes an entry.
    pub(super) fn new(problem: Problem<'a>, alpha: f64) -> Self {
        let counts = problem.rows().column_counts();
        let mut kept: Vec<u32> = (0..counts.len() as u32).filter(|&j| counts[j as usize] > 0).collect();
        kept.sort_by_key(|&j| std::cmp::Reverse(counts[j as usize]));
        let by_column = problem.rows().columns_as_rows(&kept);
        let all: Vec<u32> = (0..problem.rows().rows() as u32).collect();
        let by_row = by_column.columns_as_rows(&all);
        Self {
            basis: helmert(problem.classes()),
            by_row: Blocked::new(by_row),
            by_column: Blocked::new(by_column),
            problem,
            alpha,
            kept,
        }
    }

    /// `m`: numbers a column.
    pub(super) fn contrasts(&self) -> usize {
        self.problem.classes() - 1
    }

    /// Length of a vector.
    pub(super) fn len(&self) -> usize {
        (self.kept.len() + 1) * self.contrasts()
    }

    /// Length of a "rows x m" array.
    pub(super) fn row_len(&self) -> usize {
        self.problem.rows().rows() * self.contrasts()
    }

    /// The original numbers of the kept columns.
    pub(super) fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// `Qᵀ` times one number a class.
    pub(super) fn to_contrasts(&self, classes: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (value, basis) in classes.iter().zip(self.basis.chunks(out.len())) {
            out.iter_mut().zip(basis).for_each(|(out, q)| *out += q * value);
        }
    }

    /// `Q` times the numbers of one column or row: one number a class.
    pub(super) fn to_classes(&self, contrasts: &[f64], out: &mut [f64]) {
        for (out, basis) in out.iter_mut().zip(self.basis.chunks(contrasts.len())) {
            *out = basis.iter().zip(contrasts).map(|(q, v)| q * v).sum();
        }
    }

    /// Forward product, rows x m: `X v` with the intercepts.
    pub(super) fn forward(&self, vector: &[f64], out: &mut [f64]) {
        let m = self.contrasts();
        let (columns, intercepts) = vector.split_at(vector.len() - m);
        product::<false>(&self.by_row, columns, m, out);
        out.par_chunks_mut(ROWS * m).for_each(|block| {
            for row in block.chunks_mut(m) {
                row.iter_mut().zip(intercepts).for_each(|(z, b)| *z += b);
            }
        });
    }

    /// Transposed product of a rows x m array, plus the penalty's part `alpha * vector`.
    pub(super) fn backward(&self, rows: &[f64], vector: &[f64], out: &mut [f64]) {
        self.transposed::<false>(rows, out);
        let columns = out.len() - self.contrasts();
        vectors::add_scaled(&mut out[..columns], self.alpha, &vector[..columns]);
    }

    fn transposed<const SQUARED: bool>(&self, rows: &[f64], out: &mut [f64]) {
        let m = self.contrasts();
        let (columns, intercepts) = out.split_at_mut(out.len() - m);
        product::<SQUARED>(&self.by_column, rows, m, columns);
        intercepts.fill(0.0);
        for row in rows.chunks(m) {
            intercepts.iter_mut().zip(row).for_each(|(sum, r)| *sum += r);
        }
    }

    /// The penalty at `vector`: `alpha/2 * ||columns||²`.
    pub(super) fn penalty(&self, vector: &[f64]) -> f64 {
        0.5 * self.penalty_slope(vector, vector)
    }

    /// The penalty's derivative at `vector` along `step`.
    pub(super) fn penalty_slope(&self, vector: &[f64], step: &[f64]) -> f64 {
        let columns = self.len() - self.contrasts();
        self.alpha * vectors::dot(&vector[..columns], &step[..columns])
    }

    /// The summed loss at forward products `z + size * dz`.
    pub(super) fn loss(&self, z: &[f64], size: f64, dz: &[f64]) -> f64 {
        let m = self.contrasts();
        let blocks: Vec<f64> = (z.par_chunks(ROWS * m), dz.par_chunks(ROWS * m))
            .into_par_iter()
            .enumerate()
            .map(|(block, (z, dz))| {
                let (mut at, mut logits) = (vec![0.0; m], vec![0.0; m + 1]);
                let mut sum = 0.0;
                for (i, (z, dz)) in z.chunks(m).zip(dz.chunks(m)).enumerate() {
                    at.iter_mut().zip(z.iter().zip(dz)).for_each(|(at, (z, dz))| *at = z + size * dz);
                    self.to_classes(&at, &mut logits);
                    sum += self.row_loss(block * ROWS + i, &mut logits);
                }
                sum
            })
            .collect();
        blocks.iter().sum()
    }

    /// Fills in the probabilities (rows x classes) and the loss's derivatives (rows x m) at the
    /// forward products `z`; gives back the summed loss.
    pub(super) fn derivatives(&self, z: &[f64], probabilities: &mut [f64], out: &mut [f64]) -> f64 {
        let m = self.contrasts();
        let rows = (z.par_chunks(ROWS * m), probabilities.par_chunks_mut(ROWS * (m + 1)));
        let blocks: Vec<f64> = (rows, out.par_chunks_mut(ROWS * m))
            .into_par_iter()
            .enumerate()
            .map(|(block, ((z, p), out))| {
                let mut errors = vec![0.0; m + 1];
                let mut sum = 0.0;
                let rows = z.chunks(m).zip(p.chunks_mut(m + 1)).zip(out.chunks_mut(m));
                for (i, ((z, p), out)) in rows.enumerate() {
                    let i = block * ROWS + i;
                    let weight = self.problem.weight(i);
                    self.to_classes(z, p);
                    sum += self.row_loss(i, p);
                    errors.iter_mut().zip(&*p).for_each(|(error, p)| *error = weight * p);
                    errors[self.problem.targets()[i] as usize] -= weight;
                    self.to_contrasts(&errors, out);
                }
                sum
            })
            .collect();
        blocks.iter().sum()
    }

    /// The weighted loss of row `i`; its logits become probabilities.
    fn row_loss(&self, i: usize, logits: &mut [f64]) -> f64 {
        let own = logits[self.problem.targets()[i] as usize];
        self.problem.weight(i) * (softmax(logits) - own)
    }

    /// Multiplies the rows x m array `dz` by the loss's second derivatives, into `out`.
    pub(super) fn curve(&self, probabilities: &[f64], dz: &[f64], out: &mut [f64]) {
        let m = self.contrasts();
        (out.par_chunks_mut(ROWS * m), dz.par_chunks(ROWS * m), probabilities.par_chunks(ROWS * (m + 1)))
            .into_par_iter()
            .enumerate()
            .for_each(|(block, (out, dz, p))| {
                let mut logits = vec![0.0; m + 1];
                let rows = out.chunks_mut(m).zip(dz.chunks(m)).zip(p.chunks(m + 1));
                for (i, ((out, dz), p)) in rows.enumerate() {
                    let weight = self.problem.weight(block * ROWS + i);
                    self.to_classes(dz, &mut logits);
                    let mean: f64 = p.iter().zip(&logits).map(|(p, z)| p * z).sum();
                    logits.iter_mut().zip(p).for_each(|(z, p)| *z = weight * p * (*z - mean));
                    self.to_contrasts(&logits, out);
                }
            });
    }

    /// The diagonal of the objective's second derivatives; `scratch` is a rows x m array.
    pub(super) fn diagonal(&self, probabilities: &[f64], scratch: &mut [f64], out: &mut [f64]) {
        let m = self.contrasts();
        for (i, (row, p)) in scratch.chunks_mut(m).zip(probabilities.chunks(m + 1)).enumerate() {
            for (c, variance) in row.iter_mut().enumerate() {
                let (mut mean, mut square) = (0.0, 0.0);
                for (p, q) in p.iter().zip(self.basis[c..].iter().step_by(m)) {
                    mean += p * q;
                    square += p * q * q;
                }
                *variance = self.problem.weight(i) * (square - mean * mean).max(0.0);
            }
        }
        self.transposed::<true>(scratch, out);
        let columns = out.len() - m;
        out[..columns].iter_mut().for_each(|d| *d += self.alpha);
        out[columns..].iter_mut().for_each(|d| *d = d.max(f64::MIN_POSITIVE.sqrt()));
    }
}

/// Helmert's contrasts, `k x (k - 1)` row by row: orthonormal columns, each orthogonal to ones.
fn helmert(classes: usize) -> Vec<f64> {
    let m = classes - 1;
    let mut basis = vec![0.0; classes * m];
    for c in 0..m {
        let scale = 1.0 / (((c + 1) * (c + 2)) as f64).sqrt();
        for class in 0..=c {
            basis[class * m + c] = scale;
        }
        basis[(c + 1) * m + c] = -scale * (c + 1) as f64;
    }
    basis
}

/// `out[i] = sum over the entries (j, x) of row i of x * from[j]`, each of them `m` numbers; with
/// `SQUARED`, `x²` for `x`.
fn product<const SQUARED: bool>(by: &Blocked, from: &[f64], m: usize, out: &mut [f64]) {
    let mut parts = Vec::with_capacity(by.bounds.len());
    let mut rest = out;
    for bounds in by.bounds.windows(2) {
        let (part, after) = rest.split_at_mut((bounds[1] - bounds[0]) * m);
        parts.push((bounds[0], part));
        rest = after;
    }
    parts.into_par_iter().for_each(|(first, part)| match m {
        1 => gather::<1, SQUARED>(&by.matrix, first, from, part),
        2 => gather::<2, SQUARED>(&by.matrix, first, from, part),
        3 => gather::<3, SQUARED>(&by.matrix, first, from, part),
        _ => gather_any::<SQUARED>(&by.matrix, first, from, m, part),
    });
}

/// [`product`] for the rows from `first` on that `out` has room for, with `M` known.
fn gather<const M: usize, const SQUARED: bool>(
    matrix: &SparseRows,
    first: usize,
    from: &[f64],
    out: &mut [f64],
) {
    let (from, _) = from.as_chunks::<M>();
    let (out, _) = out.as_chunks_mut::<M>();
    for (i, out) in out.iter_mut().enumerate() {
        let (indices, values) = matrix.row(first + i);
        let mut sums = [0.0; M];
        for (&j, &x) in indices.iter().zip(values) {
            let x = factor::<SQUARED>(x);
            let from = &from[j as usize];
            for c in 0..M {
                sums[c] += x * from[c];
            }
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
