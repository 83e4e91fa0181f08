//! A fitted model and how well it was fitted.

use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::features::SparseRows;
use crate::model::Error;
use crate::model::error::same_length;

/// Whether a fit reached its optimum, as found on the original problem.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Steps taken: Newton steps, or 0 where the solver (linfa) does not tell.
    pub iterations: usize,
    /// Euclidean norm of the objective's gradient at the result, over coefficients and intercepts.
    pub gradient_norm: f64,
    /// Whether the gradient's norm is within the tolerance asked for.
    pub converged: bool,
    /// The objective at the result: summed loss plus penalty, in nats.
    pub objective: f64,
}

/// Coefficients and intercepts of a multinomial logistic model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Weight of each column for each class, `classes x columns`; every column sums to 0.
    pub coefficients: Array2<f64>,
    /// One a class, with sum 0.
    pub intercepts: Vec<f64>,
    /// How the fit ended.
    pub convergence: Convergence,
}

impl Fitted {
    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.intercepts.len()
    }

    /// The mean of `fits`, to be taken for a fit on all their rows or to start one from: the convergence is of none.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`] where there are no fits, [`Error::Length`] where they are of different shapes.
    pub fn mean(fits: &[&Fitted]) -> Result<Fitted, Error> {
        let [first, others @ ..] = fits else { return Err(Error::NoRows) };
        let mut mean = (*first).clone();
        for fitted in others {
            same_length("classes", mean.classes(), fitted.classes())?;
            same_length("columns", mean.coefficients.ncols(), fitted.coefficients.ncols())?;
            mean.coefficients += &fitted.coefficients;
            mean.intercepts.iter_mut().zip(&fitted.intercepts).for_each(|(sum, b)| *sum += b);
        }
        let share = 1.0 / fits.len() as f64;
        mean.coefficients *= share;
        mean.intercepts.iter_mut().for_each(|b| *b *= share);
        mean.convergence = Convergence { converged: false, iterations: 0, ..mean.convergence };
        Ok(mean)
    }

    /// `W x + b` of each row: `rows x classes`, in nats.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when `rows` has another number of columns than the model.
    pub fn logits(&self, rows: &SparseRows) -> Result<Array2<f64>, Error> {
        same_length("columns", self.coefficients.ncols(), rows.columns())?;
        let classes = self.classes();
        let mut out = Array2::zeros((rows.rows(), classes));
        if let Some(flat) = out.as_slice_mut() {
            flat.par_chunks_mut(classes).enumerate().for_each(|(i, logits)| {
                let (columns, values) = rows.row(i);
                for (class, logit) in logits.iter_mut().enumerate() {
                    let weights = self.coefficients.row(class);
                    let terms = columns.iter().zip(values);
                    *logit = self.intercepts[class]
                        + terms.map(|(&j, &x)| f64::from(x) * weights[j as usize]).sum::<f64>();
                }
            });
        }
        Ok(out)
    }

    /// The probability of each class for each row: `rows x classes`, each row sums to 1.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when `rows` has another number of columns than the model.
    pub fn predict_probabilities(&self, rows: &SparseRows) -> Result<Array2<f64>, Error> {
        let mut out = self.logits(rows)?;
        for mut row in out.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax(row);
            }
        }
        Ok(out)
    }
}

/// Replaces logits by probabilities and gives back `ln(sum(exp(logits)))`.
pub fn softmax(logits: &mut [f64]) -> f64 {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - top).exp();
        sum += *logit;
    }
    for p in logits {
        *p /= sum;
    }
    top + sum.ln()
}
