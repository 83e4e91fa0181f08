//! The token layer: fitted on the annotators' evidence, and asked out of fold.

use std::collections::HashSet;

use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;

use super::examples::Example;
use super::recipe::TokenLayerRecipe;
use crate::features::SparseRows;
use crate::features::dense::Judged;
use crate::features::vocabulary::{Vocabulary, document_frequencies};
use crate::model::Error;
use crate::model::faction::TokenLayer;
use crate::model::layer::Layer;
use crate::model::solver::{Fitted, Problem, Settings, sparse};

/// Numbers of classes of the token layer: no evidence, hostile, favourable.
pub const CLASSES: usize = 3;

/// How exactly it is fitted: ten times more exactly takes much longer, and the log loss of the article layer out of fold
/// is no lower.
const TOLERANCE: f64 = 5e-2;
const MOST_STEPS: usize = 500;

/// The token layer's rows: one for each word near a mention, in the order of examples.
pub struct TokenRows {
    /// The features that occur often enough.
    pub vocabulary: Vocabulary,
    /// One row a word.
    pub rows: SparseRows,
    /// What each word is.
    pub targets: Vec<u32>,
    /// The example each word belongs to.
    pub example: Vec<usize>,
    weights: Vec<f64>,
}

impl TokenRows {
    /// The rows of all `examples`, whose features it takes.
    #[must_use]
    pub fn new(examples: &mut [Example], recipe: &TokenLayerRecipe) -> Self {
        let tokens = examples.iter_mut().flat_map(|example| &mut example.tokens);
        let features: Vec<Vec<u64>> = tokens.map(|token| std::mem::take(&mut token.features)).collect();
        let frequent = document_frequencies(&features, recipe.least);
        let vocabulary = Vocabulary::new(frequent.into_iter().map(|(hash, _)| hash).collect());
        let index = vocabulary.index();
        let counts: Vec<Vec<(u32, f32)>> =
            features.par_iter().map(|features| Vocabulary::counts(&index, features)).collect();
        let mut rows = SparseRows::new(vocabulary.len());
        for row in counts {
            rows.push(row);
        }
        let of = |f: fn(&Example, usize) -> f64| -> Vec<f64> {
            examples.iter().flat_map(|e| (0..e.tokens.len()).map(move |i| f(e, i))).collect()
        };
        Self {
            vocabulary,
            rows,
            targets: examples.iter().flat_map(|e| e.tokens.iter().map(|t| u32::from(t.target))).collect(),
            example: examples.iter().enumerate().flat_map(|(n, e)| e.tokens.iter().map(move |_| n)).collect(),
            weights: of(|e, _| e.weight),
        }
    }

    /// Fits the layer as the recipe says on the words of the examples that `keep` names. The features that are left out
    /// weigh nothing.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyClass`] where there is no evidence of one of the classes.
    pub fn fit(
        &self,
        keep: &(dyn Fn(usize) -> bool + Sync),
        recipe: &TokenLayerRecipe,
    ) -> Result<Fitted, Error> {
        let kept: Vec<usize> = (0..self.targets.len()).filter(|&i| keep(self.example[i])).collect();
        let rows = self.rows.select(&kept);
        let targets: Vec<u32> = kept.iter().map(|&i| self.targets[i]).collect();
        let weights: Vec<f64> = kept.iter().map(|&i| self.weights[i]).collect();
        let settings = Settings { alpha: recipe.alpha, tolerance: TOLERANCE, max_iterations: MOST_STEPS };
        let problem = Problem::new(&rows, &targets, CLASSES, Some(&weights))?;
        let mut fitted = sparse::fit(problem, &settings, None)?;
        leave_out_lightest(&mut fitted, recipe.light);
        Ok(fitted)
    }

    /// The mean of the layers that the folds made, with as many features left out as each of them has. The article layer
    /// is taught with what such layers say, and out of fold their mean is no worse than a fit on all rows. It has
    /// converged where all of them have.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`] where there are no `folds`.
    pub fn mean(folds: &[Fitted], recipe: &TokenLayerRecipe) -> Result<Fitted, Error> {
        let mut mean = Fitted::mean(&folds.iter().collect::<Vec<_>>())?;
        leave_out_lightest(&mut mean, recipe.light);
        mean.convergence.converged = folds.iter().all(|fold| fold.convergence.converged);
        let norms = folds.iter().map(|fold| fold.convergence.gradient_norm);
        mean.convergence.gradient_norm = norms.fold(0.0, f64::max);
        Ok(mean)
    }

    /// The layer of `fitted`, without the features that weigh nothing.
    #[must_use]
    pub fn layer(&self, mut fitted: Fitted) -> TokenLayer {
        let columns = fitted.coefficients.columns();
        let heavy: Vec<usize> = columns
            .into_iter()
            .enumerate()
            .filter(|(_, weights)| heaviest(*weights) > 0.0)
            .map(|(column, _)| column)
            .collect();
        fitted.coefficients = fitted.coefficients.select(Axis(1), &heavy);
        let hashes = heavy.iter().map(|&column| self.vocabulary.hashes()[column]).collect();
        TokenLayer { vocabulary: Vocabulary::new(hashes), layer: Layer::new(&fitted) }
    }

    /// Whether every class of evidence occurs.
    #[must_use]
    pub fn is_teachable(&self) -> bool {
        self.targets.iter().collect::<HashSet<_>>().len() == CLASSES
    }

    /// What `fitted` says of the words of the examples that `which` names: filled into `out`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] where `fitted` is of other columns.
    pub fn judge(
        &self,
        fitted: &Fitted,
        which: &dyn Fn(usize) -> bool,
        out: &mut Array2<f64>,
    ) -> Result<(), Error> {
        let asked: Vec<usize> = (0..self.targets.len()).filter(|&i| which(self.example[i])).collect();
        let probabilities = fitted.predict_probabilities(&self.rows.select(&asked))?;
        for (row, &i) in asked.iter().enumerate() {
            out.row_mut(i).assign(&probabilities.row(row));
        }
        Ok(())
    }

    /// The verdicts on each example's words, in order.
    #[must_use]
    pub fn judged(&self, examples: &[Example], probabilities: &Array2<f64>) -> Vec<Vec<Judged>> {
        let mut next = 0;
        examples
            .iter()
            .map(|example| {
                example
                    .tokens
                    .iter()
                    .map(|token| {
                        let p = probabilities.row(next);
                        next += 1;
                        Judged { evidence: [p[1] as f32, p[2] as f32], ..token.word }
                    })
                    .collect()
            })
            .collect()
    }
}

/// A column's weight that is farthest from 0.
fn heaviest(weights: ArrayView1<'_, f64>) -> f64 {
    weights.iter().fold(0.0, |heaviest, weight| heaviest.max(weight.abs()))
}

/// Sets the weights of this share of the columns to 0, those that weigh least.
fn leave_out_lightest(fitted: &mut Fitted, share: f64) {
    let mut weights: Vec<f64> = fitted.coefficients.columns().into_iter().map(heaviest).collect();
    let out = (share * weights.len() as f64) as usize;
    if out == 0 {
        return;
    }
    let (_, least, _) = weights.select_nth_unstable_by(out - 1, f64::total_cmp);
    let least = *least;
    for mut column in fitted.coefficients.columns_mut() {
        if heaviest(column.view()) <= least {
            column.fill(0.0);
        }
    }
}
