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
pub mod document;
mod error;
pub mod faction;
pub mod folds;
pub mod layer;
pub mod metrics;
pub mod network;
mod random;
pub mod solver;
mod whole;

pub use bundle::BundleError;
pub use error::Error;
pub use faction::FactionModel;
pub use whole::{Card, Description, Model, Task, Unit};
