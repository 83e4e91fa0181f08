//! From logits to probabilities that hold on unseen rows.
//!
//! A [`Calibration`] is fitted on logits that the model gave to rows it was not trained on
//! (out-of-fold), and is applied to every later logit. Per class `c` it replaces the logit `z_c`
//! by `scale_c * z_c + bias_c`, then takes the softmax. Source: Guo, Pleiss, Sun and Weinberger,
//! "On calibration of modern neural networks", ICML 2017; with biases: Alexandari, Kundaje and
//! Shrikumar, ICML 2020.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::Error;
use super::error::{classes_in_range, same_length, weights_usable};
use super::solver::cholesky::factor;
use super::solver::softmax;

#[cfg(test)]
mod tests;

/// The smallest scale: logits that say nothing, or the opposite, are flattened, never turned over.
const LEAST_SCALE: f64 = 0.01;
/// Newton steps, at most.
const MAX_STEPS: usize = 100;

/// Which numbers are fitted; all others stay at scale 1 and bias 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// One scale (1 / temperature) for all classes: the order of classes never changes.
    Temperature,
    /// One scale for all classes and a bias for each.
    BiasCorrectedTemperature,
    /// A scale and a bias for each class.
    Vector,
}

/// What is done to the logits of a class.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Factor of the logit, at least 0.01.
    pub scale: f64,
    /// Added after scaling, in nats.
    pub bias: f64,
}

/// Changes `weights`, one a class for each column, and `intercepts` so that every logit `z` of class `c` becomes
/// `scale[c] * share * (z - mean over classes)`; the biases are left to the caller.
pub(super) fn rescale(weights: &mut [f32], intercepts: &mut [f64], lines: &[Line], share: f64) {
    for weights in weights.chunks_exact_mut(lines.len()) {
        let mean = weights.iter().sum::<f32>() / lines.len() as f32;
        weights.iter_mut().zip(lines).for_each(|(w, line)| *w = (*w - mean) * (line.scale * share) as f32);
    }
    let mean = intercepts.iter().sum::<f64>() / lines.len() as f64;
    intercepts.iter_mut().zip(lines).for_each(|(b, line)| *b = (*b - mean) * line.scale * share);
}

/// A fitted calibration: one [`Line`] a class. Logits are first shifted to sum 0 over the classes
/// of a row, so that it does not matter which of the equivalent logits a model gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration(Vec<Line>);

impl Calibration {
    /// The calibration that changes no probability.
    #[must_use]
    pub fn identity(classes: usize) -> Self {
        Self(vec![Line { scale: 1.0, bias: 0.0 }; classes])
    }

    /// Fits on `logits` (`rows x classes`) of rows with classes `targets` and, if given, `weights`.
    ///
    /// Minimises the weighted sum of log losses plus `penalty / 2` times the squared distance of
    /// the fitted scales to 1 and biases to 0, by Newton's method; the problem is convex. A
    /// `penalty` of 1 weighs about as much as a handful of rows.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`], [`Error::OneClass`], [`Error::Length`], [`Error::ClassRange`],
    /// [`Error::Value`] for data that do not fit or are not finite, [`Error::Setting`] for a
    /// penalty that is not positive.
    pub fn fit(
        method: Method,
        logits: ArrayView2<'_, f64>,
        targets: &[u32],
        weights: Option<&[f64]>,
        penalty: f64,
    ) -> Result<Self, Error> {
        check(logits, targets, weights, penalty)?;
        let classes = logits.ncols();
        let fitting = Fitting { method, logits: centred(logits), targets, weights, penalty };
        let mut free = vec![true; fitting.scales() + fitting.biases()];
        let mut numbers = fitting.start();
        loop {
            fitting.descend(&mut numbers, &free);
            let low = (0..fitting.scales()).filter(|&at| free[at] && numbers[at] < LEAST_SCALE);
            let low: Vec<usize> = low.collect();
            if low.is_empty() {
                let lines = (0..classes).map(|class| fitting.line(&numbers, class));
                return Ok(Self(lines.collect()));
            }
            for at in low {
                (numbers[at], free[at]) = (LEAST_SCALE, false);
            }
        }
    }

    /// What is done to each class.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The calibrated logits of `logits` (`rows x classes`).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for another number of classes.
    pub fn logits(&self, logits: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        same_length("classes of the logits", self.0.len(), logits.ncols())?;
        let mut out = centred(logits);
        for mut row in out.rows_mut() {
            row.iter_mut().zip(&self.0).for_each(|(z, line)| *z = line.scale * *z + line.bias);
        }
        Ok(out)
    }

    /// The calibrated probabilities of `logits` (`rows x classes`); each row sums to 1.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for another number of classes.
    pub fn probabilities(&self, logits: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        let mut out = self.logits(logits)?;
        for mut row in out.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax(row);
            }
        }
        Ok(out)
    }
}

fn check(
    logits: ArrayView2<'_, f64>,
    targets: &[u32],
    weights: Option<&[f64]>,
    penalty: f64,
) -> Result<(), Error> {
    if targets.is_empty() {
        return Err(Error::NoRows);
    }
    if logits.ncols() < 2 {
        return Err(Error::OneClass(logits.ncols()));
    }
    same_length("rows of logits", targets.len(), logits.nrows())?;
    classes_in_range(targets, logits.ncols())?;
    if let Some(weights) = weights {
        weights_usable(weights, targets.len())?;
    }
    if let Some(row) = logits.rows().into_iter().position(|row| row.iter().any(|z| !z.is_finite())) {
        return Err(Error::Value { what: "a logit", row, must: "finite" });
    }
    if !(penalty.is_finite() && penalty > 0.0) {
        return Err(Error::Setting { what: "penalty", must: "positive and finite", found: penalty });
    }
    Ok(())
}

/// Each row shifted to sum 0, in rows that lie in one piece.
fn centred(logits: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut out = Array2::zeros(logits.dim());
    out.assign(&logits);
    for mut row in out.rows_mut() {
        let mean = row.sum() / row.len() as f64;
        row -= mean;
    }
    out
}

/// The problem; its numbers are the scales, then the biases.
struct Fitting<'a> {
    method: Method,
    logits: Array2<f64>,
    targets: &'a [u32],
    weights: Option<&'a [f64]>,
    penalty: f64,
}

impl Fitting<'_> {
    fn scales(&self) -> usize {
        if self.method == Method::Vector { self.logits.ncols() } else { 1 }
    }

    fn biases(&self) -> usize {
        if self.method == Method::Temperature { 0 } else { self.logits.ncols() }
    }

    /// The identity's numbers.
    fn start(&self) -> Array1<f64> {
        let count = self.scales() + self.biases();
        Array1::from_shape_fn(count, |at| if at < self.scales() { 1.0 } else { 0.0 })
    }

    /// Where the scale of `class` stands among the numbers, and its bias if it has one.
    fn places(&self, class: usize) -> (usize, Option<usize>) {
        let scale = if self.method == Method::Vector { class } else { 0 };
        (scale, (self.biases() > 0).then(|| self.scales() + class))
    }

    fn line(&self, numbers: &Array1<f64>, class: usize) -> Line {
        let (scale, bias) = self.places(class);
        Line { scale: numbers[scale], bias: bias.map_or(0.0, |at| numbers[at]) }
    }

    /// Newton's method with halved steps, over the numbers that are `free`.
    fn descend(&self, numbers: &mut Array1<f64>, free: &[bool]) {
        for _ in 0..MAX_STEPS {
            let (value, mut gradient, mut hessian) = self.look(numbers);
            for at in (0..free.len()).filter(|&at| !free[at]) {
                gradient[at] = 0.0;
                hessian.row_mut(at).fill(0.0);
                hessian.column_mut(at).fill(0.0);
                hessian[(at, at)] = 1.0;
            }
            let step = solve(hessian, &gradient);
            let slope = gradient.dot(&step);
            if slope <= 1e-14 * value.abs().max(1.0) {
                return;
            }
            let mut size = 1.0;
            loop {
                let next = &*numbers - &(&step * size);
                if self.value(&next) <= value - 1e-4 * size * slope {
                    *numbers = next;
                    break;
                }
                size *= 0.5;
                if size < 1e-10 {
                    return;
                }
            }
        }
    }

    /// The penalised loss; `p` gives each row's probabilities to `each` with its weight.
    fn walk(&self, numbers: &Array1<f64>, mut each: impl FnMut(usize, f64, &[f64])) -> f64 {
        let lines: Vec<Line> = (0..self.logits.ncols()).map(|class| self.line(numbers, class)).collect();
        let mut p = vec![0.0; lines.len()];
        let mut sum = 0.0;
        for (i, row) in self.logits.rows().into_iter().enumerate() {
            for ((p, z), line) in p.iter_mut().zip(row).zip(&lines) {
                *p = line.scale * z + line.bias;
            }
            let weight = self.weights.map_or(1.0, |weights| weights[i]);
            let own = p[self.targets[i] as usize];
            sum += weight * (softmax(&mut p) - own);
            each(i, weight, &p);
        }
        let away = numbers - &self.start();
        sum + 0.5 * self.penalty * away.dot(&away)
    }

    fn value(&self, numbers: &Array1<f64>) -> f64 {
        self.walk(numbers, |_, _, _| ())
    }

    /// The penalised loss with its first and second derivatives.
    fn look(&self, numbers: &Array1<f64>) -> (f64, Array1<f64>, Array2<f64>) {
        let mut gradient = (numbers - &self.start()) * self.penalty;
        let mut hessian = Array2::from_diag_elem(numbers.len(), self.penalty);
        let mut mean = vec![0.0; numbers.len()];
        let value = self.walk(numbers, |i, weight, p| {
            mean.fill(0.0);
            for (class, &p) in p.iter().enumerate() {
                let z = self.logits[(i, class)];
                let error = weight * (p - f64::from(u8::from(class == self.targets[i] as usize)));
                let (scale, bias) = self.places(class);
                gradient[scale] += error * z;
                hessian[(scale, scale)] += weight * p * z * z;
                mean[scale] += p * z;
                if let Some(bias) = bias {
                    gradient[bias] += error;
                    hessian[(bias, bias)] += weight * p;
                    hessian[(bias, scale)] += weight * p * z;
                    hessian[(scale, bias)] += weight * p * z;
                    mean[bias] += p;
                }
            }
            for (mut row, a) in hessian.axis_iter_mut(Axis(0)).zip(&mean) {
                row.iter_mut().zip(&mean).for_each(|(h, b)| *h -= weight * a * b);
            }
        });
        (value, gradient, hessian)
    }
}

/// The solution `x` of `matrix x = right`, for a positive definite matrix.
fn solve(matrix: Array2<f64>, right: &Array1<f64>) -> Array1<f64> {
    let factor = factor(matrix);
    let mut b = Array2::from_shape_fn((factor.rank(), 1), |(i, _)| right[factor.order[i]]);
    factor.solve(&mut b);
    factor.solve_transposed(&mut b);
    let mut out = Array1::zeros(right.len());
    for (value, &at) in b.iter().zip(&factor.order) {
        out[at] = *value;
    }
    out
}
