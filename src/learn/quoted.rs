//! The layer that tells how the speakers whom a text quotes present a faction: taught by the labels'
//! `quoted`, on the article layer's rows.

use ndarray::Array2;

use super::LearnError;
use super::drawn;
use super::examples::Example;
use super::folds::Cut;
use super::intercepts::Intercepts;
use super::recipe::CalibrationRecipe;
use super::report::QuotedFigures;
use crate::corpus::{Drawn, Label, Row};
use crate::features::SparseRows;
use crate::model::calibration::Calibration;
use crate::model::layer::Layer;
use crate::model::metrics::{Confusion, calibration_error, log_loss, top_classes};
use crate::model::solver::{Fitted, Problem, Settings, sparse};

/// Labels of each class that there must be.
const LEAST: usize = 20;
/// How exactly folds and whole are fitted.
const TOLERANCE: f64 = 1e-3;
const MOST_STEPS: usize = 500;

/// What the layer is fitted on.
pub(super) struct Quoted<'a> {
    /// One row an example, the article layer's columns without the word vector.
    pub(super) rows: &'a SparseRows,
    /// The class of each example's `quoted`, if its label has one.
    pub(super) targets: &'a [Option<u32>],
    pub(super) examples: &'a [Example],
    /// How each example's row was drawn: rows that were chosen do not calibrate.
    pub(super) drawn: &'a [Option<Drawn>],
    pub(super) intercepts: &'a Intercepts,
    pub(super) classes: usize,
    /// Strength of the L2 penalty.
    pub(super) alpha: f64,
}

/// What came of fitting it.
pub(super) enum Fit {
    /// No label speaks of quoted speakers.
    Silent,
    /// Too few labels of some class do, in all or in the rows that a fold may learn from.
    TooFew,
    /// The layer, with what folds tell of it if there were any.
    Layer(Layer, Option<OutOfFold>),
}

/// What folds tell.
pub(super) struct OutOfFold {
    /// Below this confidence the layer would rather not say.
    pub(super) least_confidence: f64,
    pub(super) figures: QuotedFigures,
}

impl Fit {
    /// What the user should know.
    pub(super) fn warning(&self) -> Option<String> {
        matches!(self, Self::TooFew).then(|| {
            format!(
                "the score of quoted speakers is not learned from `quoted`: each class needs {LEAST} labels, of \
                 several outlets; others' words are scored as if the article had said them"
            )
        })
    }
}

/// What else a label's `quoted` may say.
const NONE: &str = "none";
const MIXED: &str = "mixed";

/// A warning about labels whose `quoted` is nothing that it can be.
pub(super) fn unknown(rows: &[Row], classes: &[String]) -> Option<String> {
    let known = |quoted: &str| [NONE, MIXED].contains(&quoted) || classes.iter().any(|class| class == quoted);
    let labels = rows.iter().filter_map(|row| match &row.label {
        Some(Label::Factions(labels)) => Some((row, labels)),
        _ => None,
    });
    let mut strange = labels.flat_map(|(row, labels)| {
        let quoted = labels.iter().filter_map(|label| label.quoted.as_deref());
        quoted.filter(|quoted| !known(quoted)).map(move |quoted| (&row.place, quoted))
    });
    let (place, quoted) = strange.next()?;
    Some(format!(
        "{} labels have a `quoted` that is none of {}, {MIXED} and {NONE}: nothing is learned from it until \
         that is put right; the first is {quoted:?} at {place}",
        strange.count() + 1,
        classes.join(", "),
    ))
}

/// The class of what quoted speakers say of each example's faction, `None` where none does or the
/// label does not say; what is mixed is of the middle class.
pub(super) fn targets(examples: &[Example], rows: &[Row], classes: &[String]) -> Vec<Option<u32>> {
    let class = |example: &Example| {
        let Some(Label::Factions(labels)) = &rows[example.row].label else { return None };
        let quoted = labels.get(example.label)?.quoted.as_deref()?;
        match quoted {
            NONE => None,
            MIXED => (classes.len() % 2 == 1).then_some(classes.len() / 2),
            _ => classes.iter().position(|class| class == quoted),
        }
    };
    examples.iter().map(|example| class(example).map(|class| class as u32)).collect()
}

impl Quoted<'_> {
    /// Fits the layer, calibrated if there are folds.
    ///
    /// # Errors
    ///
    /// [`LearnError`] where the solver fails.
    pub(super) fn fit(&self, cut: Option<&Cut>, recipe: &CalibrationRecipe) -> Result<Fit, LearnError> {
        let all: Vec<usize> = (0..self.targets.len()).filter(|&i| self.targets[i].is_some()).collect();
        if self.classes < 3 || all.is_empty() {
            return Ok(Fit::Silent);
        }
        if !self.is_teachable(&all, LEAST) {
            return Ok(Fit::TooFew);
        }
        let Some(cut) = cut else { return Ok(Fit::Layer(Layer::new(&self.fit_on(&all)?), None)) };
        let Some(logits) = self.out_of_fold(&all, cut)? else { return Ok(Fit::TooFew) };
        let layer = Layer::new(&self.fit_on(&all)?);
        let targets: Vec<u32> = all.iter().filter_map(|&i| self.targets[i]).collect();
        let drawn: Vec<_> = all.iter().map(|&i| self.drawn[i]).collect();
        let weights = drawn::weights(&drawn, &targets, self.classes);
        let calibration =
            Calibration::fit(recipe.method, logits.view(), &targets, weights.as_deref(), recipe.penalty)?;
        let probabilities = calibration.probabilities(logits.view())?;
        let decided = top_classes(probabilities.view());
        let figures = QuotedFigures {
            rows: all.len(),
            macro_f1: Confusion::new(&targets, &decided, self.classes)?.macro_f1(),
            log_loss: log_loss(probabilities.view(), &targets)?,
            calibration_error: calibration_error(probabilities.view(), &targets, 15)?,
        };
        let tops = probabilities.rows().into_iter().map(|row| row.iter().copied().fold(0.0, f64::max));
        let least_confidence = drawn::least_confidence(tops, weights.as_deref(), recipe.abstain_share);
        let known = OutOfFold { least_confidence, figures };
        Ok(Fit::Layer(layer.rescaled(calibration.lines()), Some(known)))
    }

    /// What layers that have not seen them say of `all`; `None` where a fold has too few to learn from.
    fn out_of_fold(&self, all: &[usize], cut: &Cut) -> Result<Option<Array2<f64>>, LearnError> {
        let mut out = Array2::zeros((all.len(), self.classes));
        for fold in 0..cut.count() {
            let taught: Vec<usize> = all.iter().copied().filter(|&i| cut.teaches(fold, i)).collect();
            if !self.is_teachable(&taught, 1) {
                return Ok(None);
            }
            let fitted = self.fit_on(&taught)?;
            let asked = (0..all.len()).filter(|&n| cut.tests(fold, all[n]));
            let (places, asked): (Vec<usize>, Vec<usize>) = asked.map(|n| (n, all[n])).unzip();
            for (row, place) in fitted.logits(&self.rows.select(&asked))?.rows().into_iter().zip(places) {
                out.row_mut(place).assign(&row);
            }
        }
        Ok(Some(out))
    }

    fn fit_on(&self, which: &[usize]) -> Result<Fitted, LearnError> {
        let rows = self.intercepts.select(self.rows, which);
        let targets: Vec<u32> = which.iter().filter_map(|&i| self.targets[i]).collect();
        let weights: Vec<f64> = which.iter().map(|&i| self.examples[i].weight).collect();
        let problem = Problem::new(&rows, &targets, self.classes, Some(&weights))?;
        let settings = Settings { alpha: self.alpha, tolerance: TOLERANCE, max_iterations: MOST_STEPS };
        Ok(self.intercepts.without(&sparse::fit(problem, &settings, None)?))
    }

    /// Whether `which` has that many labels of every class that count.
    fn is_teachable(&self, which: &[usize], least: usize) -> bool {
        let counts = |&&i: &&usize, class| self.targets[i] == Some(class) && self.examples[i].weight > 0.0;
        let of = |class| which.iter().filter(|i| counts(i, class)).count();
        (0..self.classes as u32).all(|class| of(class) >= least)
    }
}
