//! What was taken for what.

use ndarray::Array2;
use serde::Serialize;

use crate::model::Error;
use crate::model::error::{classes_in_range, same_length};

/// How well one class is found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClassScores {
    /// Share of right ones among the rows predicted as the class; 0 when there are none.
    pub precision: f64,
    /// Share of found ones among the rows of the class; 0 when there are none.
    pub recall: f64,
    /// Harmonic mean of precision and recall; 0 when both are.
    pub f1: f64,
    /// Rows of the class.
    pub support: u64,
}

/// Counts of rows by class (first) and predicted class (second).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion(Array2<u64>);

impl Confusion {
    /// Counts `predictions` against `targets`, class numbers `0..classes` both.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`], [`Error::Length`] when there is not one prediction a target,
    /// [`Error::ClassRange`].
    pub fn new(targets: &[u32], predictions: &[u32], classes: usize) -> Result<Self, Error> {
        if targets.is_empty() {
            return Err(Error::NoRows);
        }
        same_length("predictions", targets.len(), predictions.len())?;
        classes_in_range(targets, classes)?;
        classes_in_range(predictions, classes)?;
        let mut counts = Array2::zeros((classes, classes));
        for (&target, &prediction) in targets.iter().zip(predictions) {
            counts[(target as usize, prediction as usize)] += 1;
        }
        Ok(Self(counts))
    }

    /// The counts, `classes x predicted classes`.
    #[must_use]
    pub fn counts(&self) -> &Array2<u64> {
        &self.0
    }

    /// Share of rows predicted right.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        ratio(self.0.diag().sum(), self.0.sum())
    }

    /// The scores of each class.
    #[must_use]
    pub fn per_class(&self) -> Vec<ClassScores> {
        let classes = 0..self.0.nrows();
        classes
            .map(|class| {
                let right = self.0[(class, class)];
                let (support, predicted) = (self.0.row(class).sum(), self.0.column(class).sum());
                ClassScores {
                    precision: ratio(right, predicted),
                    recall: ratio(right, support),
                    f1: ratio(2 * right, support + predicted),
                    support,
                }
            })
            .collect()
    }

    /// Mean F1 over all classes; one that is neither present nor predicted counts 0, as with
    /// scikit-learn's `labels` given and `zero_division=0`.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let scores = self.per_class();
        scores.iter().map(|scores| scores.f1).sum::<f64>() / scores.len() as f64
    }

    /// Mean F1 over the classes named; rows of other classes still count as wrong predictions.
    ///
    /// # Errors
    ///
    /// [`Error::ClassRange`] for a class that there is not, [`Error::NoRows`] for no class.
    pub fn macro_f1_over(&self, classes: &[u32]) -> Result<f64, Error> {
        classes_in_range(classes, self.0.nrows())?;
        if classes.is_empty() {
            return Err(Error::NoRows);
        }
        let scores = self.per_class();
        Ok(classes.iter().map(|&class| scores[class as usize].f1).sum::<f64>() / classes.len() as f64)
    }
}

/// `part / whole`, 0 when `whole` is.
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
