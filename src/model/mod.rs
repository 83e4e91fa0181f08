//! Logistic regression, calibration and the bundle file.
//!
//! [`solver`] fits the coefficients, [`class_weights`] says how much a row counts,
//! [`calibration`] turns logits into probabilities that hold on unseen rows, [`metrics`] measures
//! them, and [`folds`] cuts the rows so that what is measured was unseen.
//!
//! Classes are numbers `0..k` throughout; rows of probabilities and logits have one column a class.

pub mod bundle;
pub mod calibration;
pub mod class_weights;
mod error;
pub mod folds;
pub mod metrics;
pub mod solver;

pub use bundle::{BundleError, Model};
pub use error::Error;
