//! Multinomial logistic regression with an L2 penalty, exact and repeatable.
//!
//! Every solver here minimises the same function of the coefficients `W` (classes x columns) and
//! the intercepts `b` (one a class):
//!
//! ```text
//! sum_i weight_i * crossentropy(softmax(W x_i + b), y_i)  +  alpha/2 * ||W||²
//! ```
//!
//! This is the objective of linfa-logistic 0.8's `MultiLogisticRegression`: a summed loss, a
//! penalty that leaves the intercepts out. In scikit-learn's terms, `C = 1 / alpha`; for two
//! classes `C = 2 / alpha`, as scikit-learn and linfa's binary model have one vector `w` there,
//! and the softmax two, `w/2` and `-w/2`, whose squares sum to half of `||w||²`. The penalty makes
//! `W` unique; the intercepts are unique up to a constant, and are given with sum 0.
//!
//! - [`reduced`]: linfa-logistic on a factor of the Gram matrix, for few rows.
//! - [`sparse`]: a truncated Newton method on the sparse rows, for many, and for row weights.
//! - [`auto`]: the rule that picks one of them.
//! - [`SparseLogistic`]: the same behind linfa's traits.

pub mod auto;
pub(super) mod cholesky;
mod chunks;
mod columns;
mod fitted;
mod line;
mod objective;
mod params;
mod problem;
mod products;
pub mod reduced;
pub mod sparse;
mod vectors;

#[cfg(test)]
mod tests;

pub use auto::{Choice, Solver, choose};
pub use fitted::{Convergence, Fitted, softmax};
pub use params::{FittedSparse, SparseLogistic, SparseLogisticValid};
pub use problem::{Problem, Settings};
