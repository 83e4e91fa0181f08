//! Cross-validation of document models: the penalty, the calibration, and honest figures.
//!
//! The strength of the penalty is the one with the highest macro-F1 out of fold. On small sets
//! the least log loss, which hardly sees rare classes, chose strengths up to 0.03 below it.

use ndarray::Array2;

use super::super::drawn;
use super::super::examples::groups;
use super::super::report::{Figures, Tried};
use super::matrix::Documents;
use super::{Cut, LearnError, MOST_STEPS, OutOfFold, Run};
use crate::corpus::Drawn;
use crate::corpus::dedup::near_duplicates;
use crate::model::calibration::{Calibration, Line};
use crate::model::metrics::{Confusion, log_loss, top_classes};
use crate::model::solver::{Fitted, Problem, Settings, sparse};

/// How exactly folds are fitted.
const ROUGHLY: f64 = 1e-2;

/// What cross-validation decides on.
pub(super) struct Validated {
    /// Strength of the penalty.
    pub(super) alpha: f64,
    /// Calibration of each class's logit.
    pub(super) lines: Vec<Line>,
    /// Added to calibrated logits for the decision.
    pub(super) decision: Vec<f64>,
    /// The confidence that all but the recipe's share of rows reach.
    pub(super) least_confidence: f64,
    /// What was said of each row out of fold.
    pub(super) out_of_fold: Option<OutOfFold>,
}

impl Validated {
    /// What is used where nothing was validated.
    pub(super) fn none(alpha: f64, classes: usize) -> Self {
        let lines = Calibration::identity(classes).lines().to_vec();
        Self { alpha, lines, decision: vec![0.0; classes], least_confidence: 0.0, out_of_fold: None }
    }
}

impl Run<'_> {
    /// Cross-validates; where there can be no folds a warning says so.
    pub(super) fn validate(&mut self, documents: &Documents) -> Result<Validated, LearnError> {
        let Some(cut) = self.cut() else {
            return Ok(self.unvalidated());
        };
        let alphas = self.recipe.document.alphas.clone();
        let mut logits = vec![Array2::zeros((self.rows.len(), self.classes.len())); alphas.len()];
        for fold in 0..cut.count() {
            self.progress.stage(&format!("fold {}", fold + 1));
            self.fold(documents, &cut, fold, &mut logits)?;
        }
        let mut best: Option<(f64, usize)> = None;
        for (number, (&alpha, logits)) in alphas.iter().zip(&logits).enumerate() {
            let calibration = self.calibration(logits)?;
            let loss = log_loss(calibration.probabilities(logits.view())?.view(), &self.targets)?;
            let decided = Confusion::new(&self.targets, &top_classes(logits.view()), self.classes.len())?;
            let macro_f1 = decided.macro_f1();
            self.report.tried.push(Tried { alpha, log_loss: loss, macro_f1 });
            if best.is_none_or(|(most, _)| macro_f1 > most) {
                best = Some((macro_f1, number));
            }
        }
        let chosen = best.map_or(0, |(_, number)| number);
        self.report.alpha = alphas[chosen];
        let validated = self.calibrate(alphas[chosen], &logits[chosen], &cut)?;
        self.done("cross-validation");
        Ok(validated)
    }

    /// Cuts the rows into folds; `None`, with a warning, where a class would be missing.
    fn cut(&mut self) -> Option<Cut> {
        self.progress.stage("looking for near-duplicates");
        let texts: Vec<&str> = self.rows.iter().map(|row| row.document.text.as_str()).collect();
        let duplicates = near_duplicates(&texts);
        let groups = groups(&self.rows, self.recipe);
        let (folds, seed) = (&self.recipe.folds, self.recipe.seed);
        let cut = match Cut::new(&groups, &duplicates, duplicates.clone(), &self.targets, folds, seed) {
            Ok(cut) => cut,
            Err(error) => {
                self.report.warnings.push(format!("no cross-validation: {error}"));
                return None;
            }
        };
        let taught =
            |fold, class| (0..self.rows.len()).any(|i| self.targets[i] == class && cut.teaches(fold, i));
        if !(0..cut.count()).all(|fold| (0..self.classes.len() as u32).all(|class| taught(fold, class))) {
            let warning = "no cross-validation: a fold would have to learn without one of the classes; \
                           label more rows of the rare class";
            self.report.warnings.push(warning.to_owned());
            return None;
        }
        self.report.folds = cut.count();
        self.report.grouped_by = format!("{:?}", cut.grouped_by).to_lowercase();
        self.done("folds");
        Some(cut)
    }

    /// The logits of the rows that `fold` is tested on, for every strength of the penalty.
    fn fold(
        &self,
        documents: &Documents,
        cut: &Cut,
        fold: usize,
        logits: &mut [Array2<f64>],
    ) -> Result<(), LearnError> {
        let all = 0..self.rows.len();
        let taught: Vec<usize> = all.clone().filter(|&i| cut.teaches(fold, i)).collect();
        let tested: Vec<usize> = all.filter(|&i| cut.tests(fold, i)).collect();
        let [rows, asked] = documents.cut(&taught, &tested, self.least(taught.len()));
        let targets: Vec<u32> = taught.iter().map(|&i| self.targets[i]).collect();
        let weights: Option<Vec<f64>> =
            self.weights.as_ref().map(|weights| taught.iter().map(|&i| weights[i]).collect());
        let problem = Problem::new(&rows, &targets, self.classes.len(), weights.as_deref())?;
        let mut order: Vec<usize> = (0..logits.len()).collect();
        let alphas = &self.recipe.document.alphas;
        order.sort_by(|&a, &b| alphas[b].total_cmp(&alphas[a]));
        let mut start: Option<Fitted> = None;
        for number in order {
            let settings = Settings { alpha: alphas[number], tolerance: ROUGHLY, max_iterations: MOST_STEPS };
            let fitted = sparse::fit(problem, &settings, start.as_ref())?;
            for (row, &i) in fitted.logits(&asked)?.rows().into_iter().zip(&tested) {
                logits[number].row_mut(i).assign(&row);
            }
            start = Some(fitted);
        }
        Ok(())
    }

    fn calibration(&self, logits: &Array2<f64>) -> Result<Calibration, LearnError> {
        let recipe = &self.recipe.calibration;
        let (_, weights) = self.calibrating();
        let fitted =
            Calibration::fit(recipe.method, logits.view(), &self.targets, weights.as_deref(), recipe.penalty);
        Ok(fitted?)
    }

    /// How each row was drawn, and what it weighs in the calibration, if not all the same.
    fn calibrating(&self) -> (Vec<Option<Drawn>>, Option<Vec<f64>>) {
        let drawn: Vec<_> = self.rows.iter().map(|row| row.drawn).collect();
        let weights = drawn::weights(&drawn, &self.targets, self.classes.len());
        (drawn, weights)
    }

    /// Calibrates on the out-of-fold logits and reports the figures that follow.
    fn calibrate(&mut self, alpha: f64, logits: &Array2<f64>, cut: &Cut) -> Result<Validated, LearnError> {
        let calibration = self.calibration(logits)?;
        let probabilities = calibration.probabilities(logits.view())?;
        let fold = |i: usize| (0..cut.count()).find(|&fold| cut.tests(fold, i)).unwrap_or(0);
        let folds: Vec<usize> = (0..self.rows.len()).map(fold).collect();
        let decided = top_classes(logits.view());
        let figures = Figures::new(&self.classes, &self.targets, &decided, &probabilities, &folds)?;
        self.report.figures = Some(figures);
        let lines = calibration.lines().to_vec();
        // Class balance made the logits before the calibration's biases the fair ones to decide by.
        let decision = lines.iter().map(|line| -line.bias).collect();
        let tops = probabilities.rows().into_iter().map(|row| row.iter().copied().fold(0.0, f64::max));
        let share = self.recipe.calibration.abstain_share;
        let (drawn, weights) = self.calibrating();
        self.report.warnings.extend(drawn::warning(&drawn, weights.as_deref()));
        let least_confidence = drawn::least_confidence(tops, weights.as_deref(), share);
        let labels = self.numbers.iter().map(|&row| (row, 0)).collect();
        let out_of_fold = Some(OutOfFold { labels, targets: self.targets.clone(), decided, probabilities });
        Ok(Validated { alpha, lines, decision, least_confidence, out_of_fold })
    }
}
