//! What can be wrong with the data or the settings of a model.

use thiserror::Error;

/// Why a model could not be fitted, calibrated, measured or split into folds.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing to learn from or to measure on.
    #[error("no rows")]
    NoRows,
    /// Only one class was asked for: there is nothing to tell apart.
    #[error("at least two classes are needed, found {0}")]
    OneClass(usize),
    /// A class without rows (or with rows of weight 0 only) has no finite intercept.
    #[error("class {0} has no row of positive weight")]
    EmptyClass(usize),
    /// A class number outside `0..classes`.
    #[error("row {row}: class {class} is not below {classes}")]
    ClassRange {
        /// Row number, from 0.
        row: usize,
        /// The class number found.
        class: u32,
        /// How many classes there are.
        classes: usize,
    },
    /// Two inputs that describe the same rows, columns or classes differ in number.
    #[error("{what}: expected {expected}, found {found}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// The number that the other input has.
        expected: usize,
        /// The number found.
        found: usize,
    },
    /// A number that is infinite, not a number, or out of its range.
    #[error("{what} of row {row} must be {must}")]
    Value {
        /// What the number is.
        what: &'static str,
        /// Row number, from 0.
        row: usize,
        /// What it must be.
        must: &'static str,
    },
    /// A setting out of its range.
    #[error("{what} must be {must}, found {found}")]
    Setting {
        /// Name of the setting.
        what: &'static str,
        /// What it must be.
        must: &'static str,
        /// The value found.
        found: f64,
    },
    /// linfa-logistic knows no row weights, and scaling rows is not the same objective.
    #[error(
        "linfa-logistic knows no row weights, and balanced classes are weights too: \
         use the sparse solver, or set `balance` to 0"
    )]
    WeightsUnsupported,
    /// The dense matrix that linfa-logistic would need is too large.
    #[error("linfa-logistic would need a dense matrix of {rows} x {side} numbers: use the sparse solver")]
    TooLarge {
        /// Its rows.
        rows: usize,
        /// The smaller side of the sparse matrix.
        side: usize,
    },
    /// Folds over groups need groups.
    #[error("at least two groups are needed for folds, found {0}")]
    TooFewGroups(usize),
    /// linfa refused the data set.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// linfa-logistic stopped with an error.
    #[error(transparent)]
    LinfaLogistic(#[from] linfa_logistic::error::Error),
}

/// `Ok` when `found == expected`.
pub(crate) fn same_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Length { what, expected, found }) }
}

/// `Ok` when every class number is below `classes`.
pub(crate) fn classes_in_range(targets: &[u32], classes: usize) -> Result<(), Error> {
    match targets.iter().position(|&class| class as usize >= classes) {
        Some(row) => Err(Error::ClassRange { row, class: targets[row], classes }),
        None => Ok(()),
    }
}

/// `Ok` when every weight is finite and not negative, and there is one for each of `rows` rows.
pub(crate) fn weights_usable(weights: &[f64], rows: usize) -> Result<(), Error> {
    same_length("row weights", rows, weights.len())?;
    match weights.iter().position(|weight| !weight.is_finite() || *weight < 0.0) {
        Some(row) => Err(Error::Value { what: "weight", row, must: "finite and at least 0" }),
        None => Ok(()),
    }
}
