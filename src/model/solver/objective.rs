//! The objective of a [`Problem`] in the coordinates that the sparse solver works in.
//!
//! Three changes of coordinates, all exact, make its products cheap:
//!
//! - At the optimum the coefficients of a column sum to 0 over the `k` classes. They are therefore
//!   written as `Q v` with an orthonormal `Q` (`k x m`, `m = k - 1`, Helmert's contrasts), which
//!   leaves the penalty `||W||² = ||V||²` and saves a class; two classes need one number a column.
//! - Columns that no row or one row has are left out or put together: see `columns.rs`.
//! - The matrix is kept by rows and by columns. Each number of a product is then one sum in a
//!   fixed order, whatever the number of threads. Where there are few columns, the rows are enough,
//!   and columns stay as they are: see `chunks.rs`.
//!
//! A vector holds `m` numbers for each working column and, last, `m` for the intercepts.

use std::borrow::Cow;

use ndarray::Array2;
use rayon::prelude::*;

use super::chunks::Chunks;
use super::columns::Columns;
use super::products::{Blocked, gather, product};
use super::{Fitted, Problem, softmax, vectors};

/// Rows in a block of work that runs over classes, not entries.
const ROWS: usize = 1_024;

/// Power of the diagonal that preconditions the conjugate gradients. Of them, in all, a fit took at
/// powers 0, 0.5, 0.75 and 1: 75, 55, 79 and 235 steps on made-up rows, 8,000 x 200,000, alpha 1;
/// 676, 160, 95 and 210 on 250,000 x 300,000, alpha 0.1; and 65, 68 and 63 at 0.5, 0.75 and 1 on
/// news by outlet, 18,000 x 2 million, alpha 1. Plain L-BFGS with a memory of 10 took 2 to
/// 15 times as long on the first and the last.
const PRECONDITIONING: f64 = 0.625;

/// The state of conjugate gradients, vectors all.
pub(super) struct Inner {
    pub(super) step: Vec<f64>,
    pub(super) residual: Vec<f64>,
    pub(super) direction: Vec<f64>,
    /// What the residual is multiplied with: the preconditioner's inverse, a diagonal.
    pub(super) inverse: Vec<f64>,
    /// The loss's second derivatives times the direction's columns, where they are made with the
    /// forward products; else empty.
    pub(super) product: Vec<f64>,
}

/// What transposed products are made of.
enum Transposed<'a> {
    Columns(Blocked<'a>),
    Chunks(Chunks<'a>),
}

/// A problem, ready for products. "Rows x m" arrays hold `m` numbers a row, rows x classes `k`.
pub(super) struct Objective<'a> {
    problem: Problem<'a>,
    alpha: f64,
    /// `Q`, row by row: `m` numbers for each class.
    basis: Vec<f64>,
    columns: Columns<'a>,
    by_row: Blocked<'a>,
    transposed: Transposed<'a>,
}

impl<'a> Objective<'a> {
    /// Copies the matrix into both forms, 16 bytes an entry, unless the rows are enough.
    pub(super) fn new(problem: Problem<'a>, alpha: f64) -> Self {
        let rows = problem.rows();
        let (columns, by_row, transposed) = if let Some(chunks) = Chunks::new(rows) {
            (Columns::plain(rows), Cow::Borrowed(rows), Transposed::Chunks(chunks))
        } else {
            let (columns, by_column) = Columns::new(rows);
            let all: Vec<u32> = (0..rows.rows() as u32).collect();
            let by_row = Cow::Owned(by_column.columns_as_rows(&all));
            (columns, by_row, Transposed::Columns(Blocked::new(Cow::Owned(by_column))))
        };
        let basis = helmert(problem.classes());
        Self { problem, alpha, basis, columns, by_row: Blocked::new(by_row), transposed }
    }

    /// Room for conjugate gradients.
    pub(super) fn inner(&self) -> Inner {
        let vector = vec![0.0; self.len()];
        let product = match &self.transposed {
            Transposed::Columns(_) => Vec::new(),
            Transposed::Chunks(_) => vec![0.0; self.columns.len() * self.contrasts()],
        };
        let [step, residual, direction] = [&vector; 3].map(Clone::clone);
        Inner { step, residual, direction, inverse: vector, product }
    }

    /// `m`: numbers a column.
    pub(super) fn contrasts(&self) -> usize {
        self.problem.classes() - 1
    }

    /// Length of a vector.
    pub(super) fn len(&self) -> usize {
        (self.columns.len() + 1) * self.contrasts()
    }

    /// Length of a "rows x m" array.
    pub(super) fn row_len(&self) -> usize {
        self.problem.rows().rows() * self.contrasts()
    }

    /// The vector of `fitted`, which has the problem's shape.
    pub(super) fn enter(&self, fitted: &Fitted, out: &mut [f64]) {
        let m = self.contrasts();
        let (mut classes, mut contrasts) = (vec![0.0; m + 1], vec![0.0; m]);
        let (columns, intercepts) = out.split_at_mut(self.columns.len() * m);
        columns.fill(0.0);
        self.columns.for_each(|at, j, factor| {
            let weights = fitted.coefficients.column(j);
            classes.iter_mut().zip(weights).for_each(|(to, from)| *to = factor * from);
            self.to_contrasts(&classes, &mut contrasts);
            columns[at * m..][..m].iter_mut().zip(&contrasts).for_each(|(sum, v)| *sum += v);
        });
        if matches!(self.transposed, Transposed::Chunks(_)) {
            let counts = self.problem.rows().column_counts();
            let unseen = columns.chunks_mut(m).zip(counts).filter(|(_, count)| *count == 0);
            unseen.for_each(|(column, _)| column.fill(0.0));
        }
        self.to_contrasts(&fitted.intercepts, intercepts);
    }

    /// The coefficients and intercepts of a vector.
    pub(super) fn leave(&self, vector: &[f64]) -> (Array2<f64>, Vec<f64>) {
        let m = self.contrasts();
        let mut coefficients = Array2::zeros((m + 1, self.problem.rows().columns()));
        let mut classes = vec![0.0; m + 1];
        self.columns.for_each(|at, j, factor| {
            self.to_classes(&vector[at * m..][..m], &mut classes);
            for (class, weight) in classes.iter().enumerate() {
                coefficients[(class, j)] = factor * weight;
            }
        });
        self.to_classes(&vector[self.columns.len() * m..], &mut classes);
        (coefficients, classes)
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

    /// Gradient: transposed product of a rows x m array, plus the penalty's part `alpha * vector`.
    pub(super) fn backward(&self, rows: &[f64], vector: &[f64], out: &mut [f64]) {
        self.transposed::<false>(rows, out);
        let columns = out.len() - self.contrasts();
        vectors::add_scaled(&mut out[..columns], self.alpha, &vector[..columns]);
    }

    fn transposed<const SQUARED: bool>(&self, rows: &[f64], out: &mut [f64]) {
        let m = self.contrasts();
        let (columns, intercepts) = out.split_at_mut(out.len() - m);
        match &self.transposed {
            Transposed::Columns(by_column) => product::<SQUARED>(by_column, rows, m, columns),
            Transposed::Chunks(chunks) => chunks.transposed::<SQUARED>(rows, m, columns),
        }
        sum_rows(rows, intercepts);
    }

    /// The forward products of `inner.direction`, and those times the loss's second derivatives:
    /// rows x m both.
    pub(super) fn bend(&self, probabilities: &[f64], inner: &mut Inner, rows: &mut [Vec<f64>; 2]) {
        let [forward, curved] = rows;
        let Transposed::Chunks(chunks) = &self.transposed else {
            self.forward(&inner.direction, forward);
            self.curve(probabilities, forward, curved);
            return;
        };
        let (columns, intercepts) = inner.direction.split_at(inner.product.len());
        let k = self.problem.classes();
        chunks.through(columns, intercepts, [forward, curved], &mut inner.product, |first, dz, out| {
            self.curve_rows(first, &probabilities[first * k..], dz, out);
        });
    }

    /// One step of conjugate gradients: with `product` the second derivatives times
    /// `inner.direction`, whose derivatives by row are `curved`, `step += size * direction` and
    /// `residual -= size * product`; gives back `residual · residual * inverse`.
    ///
    /// Unless it is there already, the product is used up column by column and never stored: with
    /// many columns it is reading and writing vectors that takes the time.
    pub(super) fn advance(&self, curved: &[f64], size: f64, inner: &mut Inner) -> f64 {
        let m = self.contrasts();
        let Inner { step, residual, direction, inverse, product } = inner;
        let last = step.len() - m;
        let advance = |first: usize, product: &[f64], step: &mut [f64], residual: &mut [f64]| -> f64 {
            let part = first..first + step.len();
            let (direction, inverse) = (&direction[part.clone()], &inverse[part]);
            let mut sum = 0.0;
            for i in 0..step.len() {
                step[i] += size * direction[i];
                residual[i] -= size * (product[i] + self.alpha * direction[i]);
                sum += residual[i] * residual[i] * inverse[i];
            }
            sum
        };
        let blocks: Vec<f64> = match &self.transposed {
            Transposed::Columns(by_column) => {
                let steps = by_column.split(&mut step[..last], m);
                let residuals = by_column.split(&mut residual[..last], m);
                let blocks = (steps, residuals).into_par_iter().map(|((first, step), (_, residual))| {
                    let mut product = vec![0.0; step.len()];
                    gather::<false>(by_column.matrix(), first, curved, m, &mut product);
                    advance(first * m, &product, step, residual)
                });
                blocks.collect()
            }
            Transposed::Chunks(_) => {
                let steps =
                    step[..last].par_chunks_mut(ROWS * m).zip(residual[..last].par_chunks_mut(ROWS * m));
                let blocks = steps.zip(product.par_chunks(ROWS * m)).enumerate().map(
                    |(block, ((step, residual), product))| advance(block * ROWS * m, product, step, residual),
                );
                blocks.collect()
            }
        };
        let mut intercepts = vec![0.0; m];
        sum_rows(curved, &mut intercepts);
        let mut sum: f64 = blocks.iter().sum();
        for (i, product) in (last..).zip(intercepts) {
            step[i] += size * direction[i];
            residual[i] -= size * product;
            sum += residual[i] * residual[i] * inverse[i];
        }
        sum
    }

    /// Turns the direction: `residual * inverse + keep * direction`; gives back the penalty's part
    /// of its product with the second derivatives, `alpha * ||columns||²`.
    pub(super) fn turn(&self, inner: &mut Inner, keep: f64) -> f64 {
        let (columns, intercepts) = inner.direction.split_at_mut(self.len() - self.contrasts());
        let (residual, last_residual) = inner.residual.split_at(columns.len());
        let (inverse, last_inverse) = inner.inverse.split_at(columns.len());
        vectors::turn(intercepts, last_residual, last_inverse, keep);
        self.alpha * vectors::turn(columns, residual, inverse, keep)
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

    /// The summed loss at forward products `z + size * dz`, and its derivative by `size`.
    pub(super) fn along(&self, z: &[f64], size: f64, dz: &[f64]) -> (f64, f64) {
        let m = self.contrasts();
        let blocks: Vec<(f64, f64)> = (z.par_chunks(ROWS * m), dz.par_chunks(ROWS * m))
            .into_par_iter()
            .enumerate()
            .map(|(block, (z, dz))| {
                let (mut at, mut p, mut turn) = (vec![0.0; m], vec![0.0; m + 1], vec![0.0; m + 1]);
                let (mut loss, mut slope) = (0.0, 0.0);
                for (i, (z, dz)) in z.chunks(m).zip(dz.chunks(m)).enumerate() {
                    let i = block * ROWS + i;
                    at.iter_mut().zip(z.iter().zip(dz)).for_each(|(at, (z, dz))| *at = z + size * dz);
                    self.to_classes(&at, &mut p);
                    self.to_classes(dz, &mut turn);
                    loss += self.row_loss(i, &mut p);
                    let mean: f64 = p.iter().zip(&turn).map(|(p, turn)| p * turn).sum();
                    slope += self.problem.weight(i) * (mean - turn[self.problem.targets()[i] as usize]);
                }
                (loss, slope)
            })
            .collect();
        blocks.iter().fold((0.0, 0.0), |sum, block| (sum.0 + block.0, sum.1 + block.1))
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
            .for_each(|(block, (out, dz, p))| self.curve_rows(block * ROWS, p, dz, out));
    }

    /// [`Self::curve`] for the rows from `first` on that `out` has room for.
    fn curve_rows(&self, first: usize, probabilities: &[f64], dz: &[f64], out: &mut [f64]) {
        match self.contrasts() {
            1 => self.curve_known::<1, 2>(first, probabilities, dz, out),
            2 => self.curve_known::<2, 3>(first, probabilities, dz, out),
            3 => self.curve_known::<3, 4>(first, probabilities, dz, out),
            _ => self.curve_any(first, probabilities, dz, out),
        }
    }

    /// [`Self::curve_rows`] for `M` contrasts of `K` classes.
    fn curve_known<const M: usize, const K: usize>(
        &self,
        first: usize,
        probabilities: &[f64],
        dz: &[f64],
        out: &mut [f64],
    ) {
        let Ok(basis) = <&[[f64; M]; K]>::try_from(self.basis.as_chunks::<M>().0) else {
            return self.curve_any(first, probabilities, dz, out);
        };
        let ((out, _), (dz, _)) = (out.as_chunks_mut::<M>(), dz.as_chunks::<M>());
        let (probabilities, _) = probabilities.as_chunks::<K>();
        for (i, ((out, dz), p)) in out.iter_mut().zip(dz).zip(probabilities).enumerate() {
            let weight = self.problem.weight(first + i);
            let logits: [f64; K] = std::array::from_fn(|class| (0..M).map(|c| basis[class][c] * dz[c]).sum());
            let mean: f64 = (0..K).map(|class| p[class] * logits[class]).sum();
            *out = [0.0; M];
            for class in 0..K {
                let curved = weight * p[class] * (logits[class] - mean);
                for c in 0..M {
                    out[c] += basis[class][c] * curved;
                }
            }
        }
    }

    /// [`Self::curve_rows`] for any number of classes.
    fn curve_any(&self, first: usize, probabilities: &[f64], dz: &[f64], out: &mut [f64]) {
        let m = self.contrasts();
        let mut logits = vec![0.0; m + 1];
        let rows = out.chunks_mut(m).zip(dz.chunks(m)).zip(probabilities.chunks(m + 1));
        for (i, ((out, dz), p)) in rows.enumerate() {
            let weight = self.problem.weight(first + i);
            self.to_classes(dz, &mut logits);
            let mean: f64 = p.iter().zip(&logits).map(|(p, z)| p * z).sum();
            logits.iter_mut().zip(p).for_each(|(z, p)| *z = weight * p * (*z - mean));
            self.to_contrasts(&logits, out);
        }
    }

    /// The preconditioner's inverse, from the diagonal of the objective's second derivatives;
    /// `scratch` is a rows x m array.
    pub(super) fn inverse(&self, probabilities: &[f64], scratch: &mut [f64], out: &mut [f64]) {
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
        out[..columns].par_iter_mut().for_each(|d| *d = (*d + self.alpha).powf(-PRECONDITIONING));
        out[columns..].iter_mut().for_each(|d| *d = 1.0 / d.max(f64::MIN_POSITIVE.sqrt()));
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

/// Sums a rows x m array over its rows.
fn sum_rows(rows: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for row in rows.chunks(out.len()) {
        out.iter_mut().zip(row).for_each(|(sum, r)| *sum += r);
    }
}
