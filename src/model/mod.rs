//! Logistic regression, calibration and the bundle file.
//!
//! [`solver`] fits the coefficients, [`class_weights`] says how much a row counts,
//! [`calibration`] turns logits into probabilities that hold on unseen rows, [`metrics`] measures
//! them, and [`folds`] cuts the rows so that what is measured was unseen.
//!
//! Classes are numbers `0..k` throughout; rows of probabilities and logits have one column a class.

//MOD calibration
//MOD class_weights
mod error;
//MOD folds
//MOD metrics
pub mod solver;

pub use error::Error;
