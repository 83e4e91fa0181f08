//! The solvers behind linfa's traits.

use linfa::dataset::{AsSingleTargets, Records};
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::Array2;

use super::{Choice, Fitted, Problem, Settings, auto};
use crate::features::SparseRows;
use crate::model::Error;

/// Parameters of a logistic regression on sparse rows, not checked yet.
///
/// `SparseLogistic::new().alpha(0.5).fit(&dataset)` checks them and fits; the data set's weights,
/// where it has any, are row weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseLogistic(SparseLogisticValid);

/// Checked parameters: only [`SparseLogistic`] makes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseLogisticValid(Settings, Choice);

impl SparseLogistic {
    /// The defaults of [`Settings`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the strength of the L2 penalty.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.0.alpha = alpha;
        self
    }

    /// Sets the relative tolerance for the gradient's norm.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.0.tolerance = tolerance;
        self
    }

    /// Sets the number of steps after which the fit is given up.
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.0.0.max_iterations = max_iterations;
        self
    }

    /// Sets which solver fits.
    #[must_use]
    pub fn solver(mut self, choice: Choice) -> Self {
        self.0.1 = choice;
        self
    }
}

impl SparseLogisticValid {
    /// The settings, each in its range.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0
    }
}

impl ParamGuard for SparseLogistic {
    type Checked = SparseLogisticValid;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked, Error> {
        self.0.0.check()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, Error> {
        self.0.0.check()?;
        Ok(self.0)
    }
}

impl Records for SparseRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.rows()
    }

    fn nfeatures(&self) -> usize {
        self.columns()
    }
}

impl<C: Ord + Clone, T: AsSingleTargets<Elem = C>> Fit<SparseRows, T, Error> for SparseLogisticValid {
    type Object = FittedSparse<C>;

    /// Fits with the solver that was asked for, by default the one that [`auto`] picks; the classes are the distinct targets, ascending.
    fn fit(&self, dataset: &DatasetBase<SparseRows, T>) -> Result<FittedSparse<C>, Error> {
        let targets = dataset.targets.as_single_targets();
        let mut classes = targets.to_vec();
        classes.sort();
        classes.dedup();
        let numbers: Vec<u32> =
            targets.iter().map(|target| classes.partition_point(|class| class < target) as u32).collect();
        let weights: Vec<f64> = dataset.weights.iter().map(|&weight| f64::from(weight)).collect();
        let weights = (!weights.is_empty()).then_some(&weights[..]);
        let problem = Problem::new(&dataset.records, &numbers, classes.len(), weights)?;
        Ok(FittedSparse { model: auto::fit_by(self.1, problem, &self.0, None)?.0, classes })
    }
}

/// A fitted model with the targets that its classes stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedSparse<C> {
    model: Fitted,
    classes: Vec<C>,
}

impl<C: Clone> FittedSparse<C> {
    /// Coefficients, intercepts and convergence.
    #[must_use]
    pub fn model(&self) -> &Fitted {
        &self.model
    }

    /// The target of each class number, ascending.
    #[must_use]
    pub fn classes(&self) -> &[C] {
        &self.classes
    }

    /// The probability of each class for each row, `rows x classes`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when `rows` has another number of columns than the model.
    pub fn predict_probabilities(&self, rows: &SparseRows) -> Result<Array2<f64>, Error> {
        self.model.predict_probabilities(rows)
    }

    /// The most probable target of each row; of equally probable ones the first.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when `rows` has another number of columns than the model.
    pub fn predict(&self, rows: &SparseRows) -> Result<Vec<C>, Error> {
        let logits = self.model.logits(rows)?;
        let best = logits.rows().into_iter().map(|row| {
            let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.iter().position(|&logit| logit >= top).unwrap_or_default()
        });
        Ok(best.map(|class| self.classes[class].clone()).collect())
    }
}
