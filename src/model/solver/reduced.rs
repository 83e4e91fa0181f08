//! linfa-logistic on the sparse rows, by an exact reduction to a dense matrix as small as can be.
//!
//! linfa-logistic takes dense rows only. Its penalty does not change under rotation, and the
//! optimum lies in the span of the rows, so with the Gram matrix `K = X Xᵀ = L Lᵀ` the rows of `L`
//! (as many columns as `X` has rank) have the same optimum: `w = Xᵀ L⁻ᵀ β`. When there are no more
//! columns than rows, the rows are fitted as they are.
//!
//! linfa's own limits, met here: no row weights (an error; scaling a row by the root of its weight
//! is another objective); a fit that did not converge says nothing (the gradient is computed
//! afterwards, on the original rows); one maximum for all rows in its `log_sum_exp` (rows should
//! have norm 1; if it mattered, the gradient shows it).

use linfa::traits::Fit;
use linfa::{Dataset, DatasetBase};
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis, concatenate};
use rayon::prelude::*;

use super::cholesky::{Factor, factor};
use super::{Convergence, Fitted, Problem, Settings, sparse};
use crate::features::SparseRows;
use crate::model::Error;

/// Share of the tolerance that linfa is given, as its gradient is rounded otherwise than ours.
const MARGIN: f64 = 0.5;

/// Numbers in the largest dense matrix that is made at all: 2 GB in `f64`.
const MOST_NUMBERS: usize = 1 << 28;

/// Fits `problem` with linfa-logistic, from `start` (same classes and columns) if there is one.
///
/// Memory: about three times `rows x min(rows, columns)` doubles. Time grows with the cube of that
/// smaller side. `convergence.iterations` is 0, as linfa does not tell.
///
/// # Errors
///
/// [`Error::WeightsUnsupported`] when the problem has weights, [`Error::TooLarge`] where the dense
/// matrix would have more than 2^28 numbers, [`Error::Setting`] for a setting out of its range, [`Error::Length`] for a start of another shape, [`Error::LinfaLogistic`] when
/// linfa stops with an error (its line search can, when the tolerance is below rounding).
pub fn fit(problem: Problem<'_>, settings: &Settings, start: Option<&Fitted>) -> Result<Fitted, Error> {
    settings.check()?;
    if problem.weights().is_some() {
        return Err(Error::WeightsUnsupported);
    }
    let (rows, side) = (problem.rows().rows(), problem.rows().columns().min(problem.rows().rows()));
    if rows.saturating_mul(side) > MOST_NUMBERS {
        return Err(Error::TooLarge { rows, side });
    }
    let prior = without_features(&problem);
    let at_prior = sparse::check(problem, settings, &prior)?;
    let start = start.unwrap_or(&prior);
    sparse::same_shape(&problem, start)?;
    let limit = MARGIN * settings.tolerance * at_prior.gradient_norm.max(1.0);
    let linfa = MultiLogisticRegression::default()
        .alpha(settings.alpha)
        .gradient_tolerance(limit)
        .max_iterations(settings.max_iterations as u64);
    let rows = problem.rows();
    let mut fitted = if rows.columns() <= rows.rows() {
        fit_dense(&problem, linfa, start)?
    } else {
        fit_factor(&problem, linfa, start)?
    };
    fitted.convergence = sparse::check(problem, settings, &fitted)?;
    Ok(fitted)
}

type Linfa = MultiLogisticRegression<f64>;

/// The model that knows the class shares only.
fn without_features(problem: &Problem<'_>) -> Fitted {
    Fitted {
        coefficients: Array2::zeros((problem.classes(), problem.rows().columns())),
        intercepts: problem.prior(),
        convergence: Convergence { iterations: 0, gradient_norm: 0.0, converged: false, objective: 0.0 },
    }
}

/// The rows as they are.
fn fit_dense(problem: &Problem<'_>, linfa: Linfa, start: &Fitted) -> Result<Fitted, Error> {
    let rows = problem.rows();
    if rows.columns() == 0 {
        return Ok(without_features(problem));
    }
    let mut dense = Array2::zeros((rows.rows(), rows.columns()));
    for (i, mut out) in dense.rows_mut().into_iter().enumerate() {
        let (columns, values) = rows.row(i);
        for (&j, &x) in columns.iter().zip(values) {
            out[j as usize] = f64::from(x);
        }
    }
    let targets = problem.targets().iter().map(|&class| class as usize).collect();
    let (weights, intercepts) = run(linfa, dense, targets, &start.coefficients.t().to_owned(), start)?;
    Ok(Fitted { coefficients: weights.reversed_axes(), intercepts, ..without_features(problem) })
}

/// The rows of the Gram matrix's factor.
fn fit_factor(problem: &Problem<'_>, linfa: Linfa, start: &Fitted) -> Result<Fitted, Error> {
    let rows = problem.rows();
    let factor = factor(gram(rows));
    if factor.rank() == 0 {
        return Ok(without_features(problem));
    }
    let targets = factor.order.iter().map(|&i| problem.targets()[i] as usize).collect();
    let reduced_start = reduce(rows, &factor, start);
    let (mut weights, intercepts) = run(linfa, factor.lower.clone(), targets, &reduced_start, start)?;
    factor.solve_transposed(&mut weights);
    let mut coefficients = Array2::zeros((problem.classes(), rows.columns()));
    for (weights, &i) in weights.rows().into_iter().zip(&factor.order) {
        let (columns, values) = rows.row(i);
        for (mut class, weight) in coefficients.rows_mut().into_iter().zip(weights) {
            for (&j, &x) in columns.iter().zip(values) {
                class[j as usize] += weight * f64::from(x);
            }
        }
    }
    Ok(Fitted { coefficients, intercepts, ..without_features(problem) })
}

/// `K = X Xᵀ`, the lower triangle only.
fn gram(rows: &SparseRows) -> Array2<f64> {
    let n = rows.rows();
    let all: Vec<u32> = (0..rows.columns() as u32).collect();
    let columns = rows.columns_as_rows(&all);
    let mut out = Array2::zeros((n, n));
    let strips: Vec<_> = out.rows_mut().into_iter().collect();
    strips.into_par_iter().enumerate().for_each(|(i, mut out)| {
        let (own, values) = rows.row(i);
        for (&j, &x) in own.iter().zip(values) {
            let (others, other_values) = columns.row(j as usize);
            for (&other, &y) in others.iter().zip(other_values).take_while(|(other, _)| **other as usize <= i)
            {
                out[other as usize] += f64::from(x) * f64::from(y);
            }
        }
    });
    out
}

/// `start`'s coefficients in the factor's coordinates: the solution of `L β = X w`.
fn reduce(rows: &SparseRows, factor: &Factor, start: &Fitted) -> Array2<f64> {
    let mut out = Array2::zeros((factor.rank(), start.classes()));
    for (mut out, &i) in out.rows_mut().into_iter().zip(&factor.order) {
        let (columns, values) = rows.row(i);
        for (class, out) in out.iter_mut().enumerate() {
            let weights = start.coefficients.row(class);
            *out = columns.iter().zip(values).map(|(&j, &x)| f64::from(x) * weights[j as usize]).sum();
        }
    }
    factor.solve(&mut out);
    out
}

/// Runs linfa; gives back weights (columns x classes) and intercepts, in the order of the classes
/// and each with sum 0 over them.
fn run(
    linfa: Linfa,
    rows: Array2<f64>,
    targets: Array1<usize>,
    weights: &Array2<f64>,
    start: &Fitted,
) -> Result<(Array2<f64>, Vec<f64>), Error> {
    let intercepts = Array2::from_shape_fn((1, start.classes()), |(_, class)| start.intercepts[class]);
    let initial = concatenate(Axis(0), &[weights.view(), intercepts.view()]).map_err(linfa::Error::from)?;
    let data: Dataset<f64, usize, ndarray::Ix1> = DatasetBase::new(rows, targets);
    let model = linfa.initial_params(initial).fit(&data)?;
    let mut weights = Array2::zeros(model.params().dim());
    let mut intercepts = vec![0.0; start.classes()];
    for (at, &class) in model.classes().iter().enumerate() {
        weights.column_mut(class).assign(&model.params().column(at));
        intercepts[class] = model.intercept()[at];
    }
    for mut row in weights.rows_mut() {
        let mean = row.sum() / row.len() as f64;
        row -= mean;
    }
    let mean = intercepts.iter().sum::<f64>() / intercepts.len() as f64;
    for intercept in &mut intercepts {
        *intercept -= mean;
    }
    Ok((weights, intercepts))
}
