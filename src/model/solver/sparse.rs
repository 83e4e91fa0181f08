//! Logistic regression on the sparse rows, by a truncated Newton method.
//!
//! Each step solves the Newton equations by conjugate gradients, preconditioned with the diagonal
//! and only as exactly as the step deserves, then searches along the line (`line.rs`). Products of the rows
//! with the direction come with the conjugate gradients, so the search never reads the matrix.
//! Sources: Lin, Weng and Keerthi, "Trust region Newton method for large-scale logistic
//! regression", JMLR 9 (2008); Hsia, Chiang and Lin, "Preconditioned conjugate gradient methods in
//! truncated Newton frameworks for large-scale linear classification", ACML 2018; Galli and Lin,
//! "A study on truncated Newton methods for linear classification", IEEE TNNLS 33 (2022).

use super::line::Line;
use super::objective::{Inner, Objective};
use super::{Convergence, Fitted, Problem, Settings, vectors};
use crate::model::Error;
use crate::model::error::same_length;

/// Conjugate gradient steps in a Newton step, at most.
const MAX_INNER: usize = 250;
/// The loosest relative residual that ends the conjugate gradients.
const LOOSEST: f64 = 0.3;
/// Share of the tolerance that the last conjugate gradients aim at.
const ENOUGH: f64 = 0.1;

/// Fits `problem`, from `start` (same classes and columns) if there is one; from nothing where that leads nowhere.
///
/// The result is the same bits at any number of threads. Memory: six vectors of
/// `(classes - 1) x columns` doubles, and the rows twice at 8 bytes an entry; where columns have 64
/// entries or more on average, up to 16 more such vectors instead of the rows. A fit that does not converge in
/// `settings.max_iterations` Newton steps is given back with `converged` false.
///
/// # Errors
///
/// [`Error::Setting`] for a setting out of its range, [`Error::Length`] for a start of another shape.
pub fn fit(problem: Problem<'_>, settings: &Settings, start: Option<&Fitted>) -> Result<Fitted, Error> {
    settings.check()?;
    let objective = Objective::new(problem, settings.alpha);
    let mut state = State::new(&objective);
    let scale = state.enter_prior(&problem).max(1.0);
    let mut started = start.is_some();
    if let Some(start) = start {
        state.enter(&problem, start)?;
    }
    let limit = settings.tolerance * scale;
    let mut iterations = 0;
    while state.gradient_norm > limit && iterations < settings.max_iterations {
        iterations += 1;
        if !state.step(scale, limit) {
            if !started {
                break;
            }
            // So sure of wrong classes that no curvature is left to steer by.
            started = false;
            state.enter_prior(&problem);
        }
    }
    let convergence = Convergence {
        iterations,
        gradient_norm: state.gradient_norm,
        converged: state.gradient_norm <= limit,
        objective: state.value,
    };
    Ok(state.into_fitted(convergence))
}

/// Where `fitted` stands on `problem`: its gradient and objective there, with `converged` and the
/// tolerance as in [`fit`], whichever solver it came from. Parts of its coefficients that no row
/// sees (columns without entries, say), or that are equal for all classes, are taken as 0, which
/// they are at the optimum.
///
/// # Errors
///
/// As [`fit`].
pub fn check(problem: Problem<'_>, settings: &Settings, fitted: &Fitted) -> Result<Convergence, Error> {
    settings.check()?;
    let objective = Objective::new(problem, settings.alpha);
    let mut state = State::new(&objective);
    let scale = state.enter_prior(&problem).max(1.0);
    state.enter(&problem, fitted)?;
    Ok(Convergence {
        iterations: fitted.convergence.iterations,
        gradient_norm: state.gradient_norm,
        converged: state.gradient_norm <= settings.tolerance * scale,
        objective: state.value,
    })
}

/// `Ok` when `start` has the classes and columns of `problem`.
pub(super) fn same_shape(problem: &Problem<'_>, start: &Fitted) -> Result<(), Error> {
    same_length("classes of the start", problem.classes(), start.classes())?;
    same_length("classes of the start's coefficients", problem.classes(), start.coefficients.nrows())?;
    same_length("columns of the start", problem.rows().columns(), start.coefficients.ncols())
}

/// A point, what is known of the objective there, and room for the next step.
struct State<'a> {
    objective: &'a Objective<'a>,
    point: Vec<f64>,
    gradient: Vec<f64>,
    gradient_norm: f64,
    value: f64,
    /// Forward products of the point.
    forward: Vec<f64>,
    probabilities: Vec<f64>,
    inner: Inner,
    /// Forward products of the step.
    step_forward: Vec<f64>,
    /// Forward products of the direction, and those times the curvature.
    rows: [Vec<f64>; 2],
}

impl<'a> State<'a> {
    fn new(objective: &'a Objective<'a>) -> Self {
        let (vector, rows) = (vec![0.0; objective.len()], vec![0.0; objective.row_len()]);
        let probabilities = rows.len() / objective.contrasts() * (objective.contrasts() + 1);
        Self {
            objective,
            gradient: vector.clone(),
            gradient_norm: 0.0,
            value: 0.0,
            forward: rows.clone(),
            probabilities: vec![0.0; probabilities],
            inner: objective.inner(),
            step_forward: rows.clone(),
            point: vector,
            rows: [rows.clone(), rows],
        }
    }

    /// Goes to the model without features; gives back the gradient's norm there.
    fn enter_prior(&mut self, problem: &Problem<'_>) -> f64 {
        let columns = self.point.len() - self.objective.contrasts();
        let (columns, intercepts) = self.point.split_at_mut(columns);
        columns.fill(0.0);
        self.objective.to_contrasts(&problem.prior(), intercepts);
        self.look_from_afresh();
        self.gradient_norm
    }

    /// Goes to `start`.
    fn enter(&mut self, problem: &Problem<'_>, start: &Fitted) -> Result<(), Error> {
        same_shape(problem, start)?;
        self.objective.enter(start, &mut self.point);
        self.look_from_afresh();
        Ok(())
    }

    /// [`Self::look`] after the point was set from outside.
    fn look_from_afresh(&mut self) {
        self.objective.forward(&self.point, &mut self.forward);
        self.look();
    }

    /// Objective, probabilities and gradient at the point, from its forward products.
    fn look(&mut self) {
        let derivatives = &mut self.rows[0];
        let loss = self.objective.derivatives(&self.forward, &mut self.probabilities, derivatives);
        self.value = loss + self.objective.penalty(&self.point);
        self.objective.backward(derivatives, &self.point, &mut self.gradient);
        self.gradient_norm = vectors::norm(&self.gradient);
    }

    /// One Newton step; false when no step brings the objective down.
    fn step(&mut self, scale: f64, limit: f64) -> bool {
        // As exact as the step deserves, but not past the tolerance.
        let deserved = (self.gradient_norm / scale).sqrt().min(LOOSEST);
        self.solve(deserved.max(ENOUGH * limit / self.gradient_norm).min(LOOSEST));
        let Some(size) = self.line().search() else { return false };
        vectors::add_scaled(&mut self.point, size, &self.inner.step);
        vectors::add_scaled(&mut self.forward, size, &self.step_forward);
        self.look();
        true
    }

    /// The objective along the step.
    fn line(&self) -> Line<'_> {
        let step = &self.inner.step;
        Line {
            objective: self.objective,
            forward: &self.forward,
            step: &self.step_forward,
            value: self.value,
            slope: vectors::dot(&self.gradient, step),
            penalty: self.objective.penalty(&self.point),
            cross: self.objective.penalty_slope(&self.point, step),
            square: self.objective.penalty(step),
        }
    }

    /// Solves the Newton equations for the step by conjugate gradients, until the residual in the
    /// preconditioner's norm is `exactness` of what it was.
    fn solve(&mut self, exactness: f64) {
        let Self { objective, inner, rows, .. } = self;
        objective.inverse(&self.probabilities, &mut rows[0], &mut inner.inverse);
        inner.step.fill(0.0);
        inner.direction.fill(0.0);
        self.step_forward.fill(0.0);
        inner.residual.iter_mut().zip(&self.gradient).for_each(|(r, g)| *r = -g);
        let mut penalty = objective.turn(inner, 0.0);
        let mut size = vectors::dot(&inner.residual, &inner.direction);
        let enough = size * exactness * exactness;
        for _ in 0..MAX_INNER {
            objective.bend(&self.probabilities, inner, rows);
            let [forward, curved] = &*rows;
            let bend = vectors::dot(forward, curved) + penalty;
            if bend <= 0.0 || size <= 0.0 {
                break;
            }
            let along = size / bend;
            vectors::add_scaled(&mut self.step_forward, along, forward);
            let next = objective.advance(curved, along, inner);
            if next <= enough {
                break;
            }
            penalty = objective.turn(inner, next / size);
            size = next;
        }
    }

    /// The point in classes and original columns.
    fn into_fitted(self, convergence: Convergence) -> Fitted {
        let (coefficients, intercepts) = self.objective.leave(&self.point);
        Fitted { coefficients, intercepts, convergence }
    }
}
