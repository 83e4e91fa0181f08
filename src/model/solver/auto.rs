//! Which solver to use.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Fitted, Problem, Settings, reduced, sparse};
use crate::model::Error;

/// A way to the optimum. All of them lead to the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// [`reduced`]: linfa-logistic on a small dense matrix.
    Linfa,
    /// [`sparse`]: truncated Newton on the sparse rows.
    Sparse,
}

impl fmt::Display for Solver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Linfa => "linfa",
            Self::Sparse => "sparse",
        })
    }
}

/// Which solver is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// The one that [`choose`] names.
    #[default]
    Auto,
    /// [`Solver::Linfa`], or an error where it cannot be.
    Linfa,
    /// [`Solver::Sparse`].
    Sparse,
}

impl Choice {
    /// Whether nothing was asked for.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        *self == Self::Auto
    }
}

/// Numbers in the largest dense matrix that linfa is given: 3,000 rows of 3,000, 72 MB in `f64`.
pub const REDUCED_NUMBERS: usize = 9_000_000;

/// The solver for a matrix of `rows x columns`, with row weights or without: linfa while its
/// reduced matrix, `rows x min(rows, columns)`, has at most [`REDUCED_NUMBERS`] numbers and the
/// rows have no weights.
#[must_use]
pub fn choose(rows: usize, columns: usize, weighted: bool) -> Solver {
    if !weighted && rows.saturating_mul(rows.min(columns)) <= REDUCED_NUMBERS {
        Solver::Linfa
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
    fit_and_tell(problem, settings, start).map(|(fitted, _)| fitted)
}

/// Fits `problem` with the solver asked for, from `start` if there is one; also tells which one
/// came to the result.
///
/// # Errors
///
/// As [`fit`]; also as [`reduced::fit`] where that is asked for.
pub fn fit_by(
    choice: Choice,
    problem: Problem<'_>,
    settings: &Settings,
    start: Option<&Fitted>,
) -> Result<(Fitted, Solver), Error> {
    match choice {
        Choice::Auto => fit_and_tell(problem, settings, start),
        Choice::Linfa => reduced::fit(problem, settings, start).map(|fitted| (fitted, Solver::Linfa)),
        Choice::Sparse => sparse::fit(problem, settings, start).map(|fitted| (fitted, Solver::Sparse)),
    }
}

fn fit_and_tell(
    problem: Problem<'_>,
    settings: &Settings,
    start: Option<&Fitted>,
) -> Result<(Fitted, Solver), Error> {
    let rows = problem.rows();
    let mut start = start;
    let stopped_short;
    if choose(rows.rows(), rows.columns(), problem.weights().is_some()) == Solver::Linfa {
        match reduced::fit(problem, settings, start) {
            Ok(fitted) if fitted.convergence.converged => return Ok((fitted, Solver::Linfa)),
            Ok(fitted) => {
                stopped_short = fitted;
                start = Some(&stopped_short);
            }
            Err(Error::LinfaLogistic(_)) => {}
            Err(error) => return Err(error),
        }
    }
    sparse::fit(problem, settings, start).map(|fitted| (fitted, Solver::Sparse))
}
