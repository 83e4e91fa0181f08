//! Training a model of documents as a whole: features, folds, one layer, calibration.

mod counter;
mod matrix;
mod ngrams;
mod pairs;
mod terms;
mod validation;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Instant;

use self::matrix::{Documents, Weighted};
use self::validation::Validated;
use super::duplicates::Repeats;
use super::progress::Progress;
use super::recipe::Recipe;
use super::report::Report;
use super::{Cut, LearnError, OutOfFold};
use crate::corpus::{Label, Row};
use crate::features::SparseRows;
use crate::features::document::DocumentFeatures;
use crate::model::class_weights::{class_weights, row_weights};
use crate::model::document::{DocumentModel, DocumentSettings};
use crate::model::layer::Layer;
use crate::model::solver::{Fitted, Problem, Settings, auto};

/// Steps after which a fit is given up.
const MOST_STEPS: usize = 500;

/// A model of documents and what its training found.
#[derive(Debug, Clone)]
pub struct DocumentTraining {
    /// The model.
    pub model: DocumentModel,
    /// The report.
    pub report: Report,
    /// As [`Trained::out_of_fold`](super::Trained::out_of_fold).
    pub out_of_fold: Option<OutOfFold>,
}

/// Trains on the rows that label documents as a whole; the classes are the labels found.
///
/// With `cross_validate` the strength of the penalty is chosen, and probabilities are calibrated,
/// on rows that were not learned from; near-duplicates of these were not learned from either.
/// The same rows and recipe give the same model to the bit, at any number of threads. Memory,
/// besides the rows: 4 bytes a token and length of n-gram, 8 a pair of frequent neighbours while
/// these are counted, later 8 to 24 an entry of the matrix.
///
/// # Errors
///
/// [`LearnError::NoLabels`], [`LearnError::OneClass`], [`LearnError::Recipe`], and
/// [`LearnError::Model`] for what the solver refuses.
pub fn train(
    rows: &[Row],
    recipe: &Recipe,
    cross_validate: bool,
    progress: &dyn Progress,
) -> Result<DocumentTraining, LearnError> {
    recipe.check().map_err(LearnError::Recipe)?;
    let mut run = Run::new(rows, recipe, progress)?;
    let features = run.features();
    progress.stage("reading documents");
    let documents = Documents::read(&run.rows, &features, run.least(run.rows.len()));
    run.done("features");
    let validated = if cross_validate { run.validate(&documents)? } else { run.unvalidated() };
    progress.stage("fitting");
    let matrix = documents.into_weighted();
    run.done("weighting");
    let fitted = run.fit(&matrix.rows, validated.alpha)?;
    let settings = DocumentSettings {
        classes: run.classes.clone(),
        features,
        decision: validated.decision,
        least_confidence: validated.least_confidence,
        least_known: recipe.document.least_known,
    };
    let layer = Layer::new(&fitted).reordered(&matrix.order).rescaled(&validated.lines, 1.0);
    let Weighted { rows: matrix, order, words, letters } = matrix;
    let model = DocumentModel { settings, words, letters, layer };
    run.report.strongest = terms::strongest(&model, &run.rows, &matrix, &order);
    run.done("strongest terms");
    Ok(DocumentTraining { model, report: run.report, out_of_fold: validated.out_of_fold })
}

/// A training run: the usable rows, and what is found on the way.
struct Run<'a> {
    rows: Vec<&'a Row>,
    /// Numbers of `rows` among all that were given.
    numbers: Vec<usize>,
    recipe: &'a Recipe,
    progress: &'a dyn Progress,
    classes: Vec<String>,
    /// Class number of each row.
    targets: Vec<u32>,
    /// Weight of each row; `None` where all count the same.
    weights: Option<Vec<f64>>,
    report: Report,
    since: Instant,
}

impl<'a> Run<'a> {
    fn new(rows: &'a [Row], recipe: &'a Recipe, progress: &'a dyn Progress) -> Result<Self, LearnError> {
        let since = Instant::now();
        let (mut used, mut labels, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        let mut numbers = Vec::new();
        let (mut refused, mut repeated) = (Vec::new(), Vec::new());
        // Copies are left as they are unless several annotators are to be heard.
        let votes = recipe.annotators.map(|how| Repeats::find(rows, |_| true, Some(how))).unwrap_or_default();
        for (number, row) in rows.iter().enumerate() {
            match (&row.label, votes.of(number, 0)) {
                (Some(Label::Class(label)), None) => {
                    used.push(row);
                    numbers.push(number);
                    labels.push(label.class.as_str());
                    shares.push(votes.share(number, 0));
                }
                (Some(Label::Class(label)), Some(repeat)) => {
                    repeated.push(format!("{}: {:?} {repeat}", row.place, label.class));
                }
                _ => refused.push(format!("{}: no label for the whole document", row.place)),
            }
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for label in &labels {
            *counts.entry(label).or_default() += 1;
        }
        match counts.len() {
            0 => return Err(LearnError::NoLabels),
            1 => return Err(LearnError::OneClass { rows: used.len(), told: refused }),
            _ => {}
        }
        let class_of: BTreeMap<&str, u32> =
            counts.keys().zip(0..).map(|(&class, number)| (class, number)).collect();
        let targets: Vec<u32> = labels.iter().map(|label| class_of[label]).collect();
        let weights = weights(&used, &shares, &targets, counts.len(), recipe)?;
        let report = Report {
            rows: rows.len(),
            examples: used.len(),
            refused_count: refused.len(),
            refused,
            repeated_count: repeated.len(),
            repeated,
            classes: counts.iter().map(|(&class, &rows)| (class.to_owned(), rows)).collect(),
            ..Report::default()
        };
        let classes = counts.keys().map(|&class| class.to_owned()).collect();
        Ok(Self { rows: used, numbers, recipe, progress, classes, targets, weights, report, since })
    }

    fn done(&mut self, stage: &str) {
        self.report.times.push((stage.to_owned(), self.since.elapsed()));
        self.since = Instant::now();
    }

    fn is_large(&self) -> bool {
        self.rows.len() >= self.recipe.document.large
    }

    fn features(&self) -> DocumentFeatures {
        let recipe = &self.recipe.document;
        let letters = if self.is_large() { [0, 0] } else { recipe.letters };
        DocumentFeatures { words: recipe.words, letters, spelling: recipe.spelling }
    }

    /// Features in fewer of `rows` rows are left out.
    #[expect(clippy::cast_sign_loss, reason = "a share is not negative")]
    fn least(&self, rows: usize) -> u32 {
        let recipe = &self.recipe.document;
        recipe.least.max((recipe.least_share * rows as f64).round() as u32)
    }

    fn unvalidated(&mut self) -> Validated {
        self.report.alpha = self.recipe.document.alpha;
        self.report
            .warnings
            .push("probabilities are not calibrated: there are no folds to do it on".to_owned());
        Validated::none(self.recipe.document.alpha, self.classes.len())
    }

    fn fit(&mut self, matrix: &SparseRows, alpha: f64) -> Result<Fitted, LearnError> {
        let recipe = &self.recipe.document;
        let tolerance = if self.is_large() { recipe.rough_tolerance } else { recipe.tolerance };
        let settings = Settings { alpha, tolerance, max_iterations: MOST_STEPS };
        let problem = Problem::new(matrix, &self.targets, self.classes.len(), self.weights.as_deref())?;
        let (fitted, solver) = auto::fit_by(self.recipe.solver, problem, &settings, None)?;
        self.report.solver = solver.to_string();
        if !fitted.convergence.converged {
            self.report.warnings.push("the fit did not converge; its figures are rough".to_owned());
        }
        self.report.convergence.push(("documents".to_owned(), fitted.convergence));
        self.done("fit");
        Ok(fitted)
    }
}

/// The weight of each row: that of its source, times the share of its annotators, times that of its class.
fn weights(
    rows: &[&Row],
    shares: &[f64],
    targets: &[u32],
    classes: usize,
    recipe: &Recipe,
) -> Result<Option<Vec<f64>>, LearnError> {
    let of = |row: &&Row| row.document.source.as_ref().and_then(|source| recipe.weights.source.get(source));
    let own: Vec<f64> =
        rows.iter().zip(shares).map(|(row, share)| of(row).copied().unwrap_or(1.0) * share).collect();
    let by_class = class_weights(targets, classes, Some(&own), recipe.document.balance)?;
    let weights = row_weights(targets, &by_class, Some(&own))?;
    Ok(weights.iter().any(|weight| (weight - 1.0).abs() > 1e-3).then_some(weights))
}
