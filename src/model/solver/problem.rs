//! What is to be fitted, checked once for all solvers.

use rayon::prelude::*;

use crate::features::SparseRows;
use crate::model::Error;
use crate::model::error::{classes_in_range, same_length, weights_usable};

/// Rows, their classes and their weights, known to be usable: at least one row, at least two
/// classes, each class with a row of positive weight, finite values, finite weights >= 0.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    rows: &'a SparseRows,
    targets: &'a [u32],
    classes: usize,
    weights: Option<&'a [f64]>,
}

impl<'a> Problem<'a> {
    /// Checks and holds `rows` with one class number (`0..classes`) and, if given, one weight each.
    ///
    /// # Errors
    ///
    /// No rows, lengths that differ, fewer than two classes, a class number out of range, a class
    /// without rows of positive weight, a value or weight that is not finite, a negative weight.
    pub fn new(
        rows: &'a SparseRows,
        targets: &'a [u32],
        classes: usize,
        weights: Option<&'a [f64]>,
    ) -> Result<Self, Error> {
        if rows.rows() == 0 {
            return Err(Error::NoRows);
        }
        same_length("targets", rows.rows(), targets.len())?;
        classes_in_range(targets, classes)?;
        if classes < 2 {
            return Err(Error::OneClass(classes));
        }
        if let Some(weights) = weights {
            weights_usable(weights, rows.rows())?;
        }
        let is_bad = |&i: &usize| rows.row(i).1.iter().any(|v| !v.is_finite());
        if let Some(row) = (0..rows.rows()).into_par_iter().with_min_len(256).find_first(is_bad) {
            return Err(Error::Value { what: "a feature", row, must: "finite" });
        }
        let problem = Self { rows, targets, classes, weights };
        match problem.class_totals().iter().position(|&total| total <= 0.0) {
            Some(class) => Err(Error::EmptyClass(class)),
            None => Ok(problem),
        }
    }

    /// The feature rows.
    #[must_use]
    pub fn rows(&self) -> &'a SparseRows {
        self.rows
    }

    /// The class number of each row.
    #[must_use]
    pub fn targets(&self) -> &'a [u32] {
        self.targets
    }

    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The weight of each row, if they differ.
    #[must_use]
    pub fn weights(&self) -> Option<&'a [f64]> {
        self.weights
    }

    /// The weight of row `i`: 1 when none were given.
    pub(super) fn weight(&self, i: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[i])
    }

    /// Total weight of each class.
    fn class_totals(&self) -> Vec<f64> {
        let mut totals = vec![0.0; self.classes];
        for (i, &class) in self.targets.iter().enumerate() {
            totals[class as usize] += self.weight(i);
        }
        totals
    }

    /// The intercepts of the model without features, the logarithms of the class shares, with sum 0.
    pub(super) fn prior(&self) -> Vec<f64> {
        let mut logs: Vec<f64> = self.class_totals().into_iter().map(f64::ln).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        for log in &mut logs {
            *log -= mean;
        }
        logs
    }
}

/// How strongly to regularise and when to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Strength of the L2 penalty against the summed loss: positive. scikit-learn's `1 / C`.
    pub alpha: f64,
    /// The fit has converged when the Euclidean norm of the gradient is at most this times the
    /// larger of 1 and the gradient's norm at the model without features. Positive.
    pub tolerance: f64,
    /// Newton steps (sparse) or L-BFGS steps (linfa) after which the fit is given up: positive.
    pub max_iterations: usize,
}

impl Default for Settings {
    /// `alpha` 1, `tolerance` 1e-6, 1,000 iterations.
    fn default() -> Self {
        Self { alpha: 1.0, tolerance: 1e-6, max_iterations: 1_000 }
    }
}

impl Settings {
    /// `Ok` when every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] naming the first that is not.
    pub fn check(&self) -> Result<(), Error> {
        for (what, found) in [("alpha", self.alpha), ("tolerance", self.tolerance)] {
            if !(found.is_finite() && found > 0.0) {
                return Err(Error::Setting { what, must: "positive and finite", found });
            }
        }
        if self.max_iterations == 0 {
            return Err(Error::Setting { what: "max_iterations", must: "positive", found: 0.0 });
        }
        Ok(())
    }
}
