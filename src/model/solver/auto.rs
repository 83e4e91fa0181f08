//! Which solver to use.

use super::{Fitted, Problem, Settings, reduced, sparse};
use crate::model::Error;

/// A way to the optimum. All of them lead to the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// [`reduced`]: linfa-logistic on a small dense matrix.
    Reduced,
    /// [`sparse`]: truncated Newton on the sparse rows.
    Sparse,
}

/// Numbers in the largest dense matrix that linfa is given: 3,000 rows of 3,000, 72 MB in `f64`.
pub const REDUCED_NUMBERS: usize = 9_000_000;

/// The solver for a matrix of `rows x columns`, with row weights or without: linfa while its
/// reduced matrix, `rows x min(rows, columns)`, has at most [`REDUCED_NUMBERS`] numbers and the
/// rows have no weights.
#[must_use]
pub fn choose(rows: usize, columns: usize, weighted: bool) -> Solver {
    if !weighted && rows.saturating_mul(rows.min(columns)) <= REDUCED_NUMBERS {
        Solver::Reduced
    } else {
        Solver::Sparse
    }
}

/// Fits `problem` with the solver that [`choose`] names, from `start` if there is one.
///
/// Where linfa stops short of the tolerance, the sparse solver goes on from its result.
///
/// # Errors
///
/// [`Error::Setting`] for a setting out of its range, [`Error::Length`] for a start of another shape.
pub fn fit(problem: Problem<'_>, settings: &Settings, start: Option<&Fitted>) -> Result<Fitted, Error> {
    let rows = problem.rows();
    match choose(rows.rows(), rows.columns(), problem.weights().is_some()) {
        Solver::Sparse => sparse::fit(problem, settings, start),
        Solver::Reduced => match reduced::fit(problem, settings, start) {
            Ok(fitted) if fitted.convergence.converged => Ok(fitted),
            Ok(fitted) => sparse::fit(problem, settings, Some(&fitted)),
            Err(Error::LinfaLogistic(_)) => sparse::fit(problem, settings, start),
            Err(error) => Err(error),
        },
    }
}
