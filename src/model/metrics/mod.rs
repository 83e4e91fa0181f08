//! How good predictions are: what was taken for what, how far probabilities can be trusted, and
//! what is gained by leaving doubtful rows out. Conventions are scikit-learn's where it has any.
//!
//! Probabilities are `rows x classes`, each row summing to 1; targets are class numbers.

mod confusion;
mod probability;
mod ranking;

#[cfg(test)]
mod tests;

use ndarray::ArrayView2;

pub use confusion::{ClassScores, Confusion};
pub use probability::{brier, calibration_error, classwise_calibration_error, log_loss};
pub use ranking::{RiskPoint, area_under_risk, auroc, coverage_risk, one_versus_rest_auroc};

use super::Error;
use super::error::{classes_in_range, same_length};

/// The most probable class of each row; of equally probable ones the first.
#[must_use]
pub fn top_classes(probabilities: ArrayView2<'_, f64>) -> Vec<u32> {
    let rows = probabilities.rows().into_iter();
    rows.map(|row| {
        let mut best = 0;
        for (class, p) in row.iter().enumerate() {
            if *p > row[best] {
                best = class;
            }
        }
        best as u32
    })
    .collect()
}

/// The probability of each row's most probable class, and whether that is its target.
fn tops(probabilities: ArrayView2<'_, f64>, targets: &[u32]) -> Vec<(f64, bool)> {
    let tops = top_classes(probabilities);
    let pairs = tops.iter().zip(targets).enumerate();
    pairs.map(|(i, (top, target))| (probabilities[(i, *top as usize)], top == target)).collect()
}

/// `Ok` when there are rows, one target for each, and all numbers are in range.
fn check(probabilities: ArrayView2<'_, f64>, targets: &[u32]) -> Result<(), Error> {
    if targets.is_empty() {
        return Err(Error::NoRows);
    }
    same_length("rows of probabilities", targets.len(), probabilities.nrows())?;
    classes_in_range(targets, probabilities.ncols())?;
    let rows = probabilities.rows();
    match rows.into_iter().position(|row| row.iter().any(|p| !(-1e-9..=1.0 + 1e-9).contains(p))) {
        Some(row) => Err(Error::Value { what: "a probability", row, must: "from 0 to 1" }),
        None => Ok(()),
    }
}
