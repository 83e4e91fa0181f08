//! What a training run found, for people and for the model's card.

use std::time::Duration;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::model::Error;
use crate::model::metrics::{Confusion, calibration_error, log_loss};
use crate::model::solver::Convergence;

/// Figures of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Its name.
    pub class: String,
    /// Rows of it.
    pub rows: usize,
    /// Of the rows predicted so, the share that are.
    pub precision: f64,
    /// Of the rows that are so, the share predicted.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Figures on rows that were not trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Rows.
    pub rows: usize,
    /// Mean of the classes' F1.
    pub macro_f1: f64,
    /// Standard deviation of macro-F1 over the folds.
    pub spread: f64,
    /// Share of right predictions.
    pub accuracy: f64,
    /// Mean negative log probability of the true class, in nats.
    pub log_loss: f64,
    /// Expected calibration error over 15 bins of equal mass.
    pub calibration_error: f64,
    /// Macro-F1 on the 70 % of rows with the highest confidence.
    pub macro_f1_at_70: f64,
    /// By class.
    pub classes: Vec<ClassFigures>,
    /// Rows of the true class (first index) predicted as the second.
    pub confusion: Vec<Vec<u64>>,
}

impl Figures {
    /// Figures of `predictions` and calibrated `probabilities` (`rows x classes`); `folds` gives
    /// the fold of each row.
    ///
    /// # Errors
    ///
    /// [`Error`] where the inputs do not fit together.
    pub fn new(
        names: &[String],
        targets: &[u32],
        predictions: &[u32],
        probabilities: &Array2<f64>,
        folds: &[usize],
    ) -> Result<Self, Error> {
        let classes = names.len();
        let confusion = Confusion::new(targets, predictions, classes)?;
        let per_class = confusion.per_class();
        let figures = names.iter().zip(&per_class).enumerate().map(|(class, (name, scores))| ClassFigures {
            class: name.clone(),
            rows: targets.iter().filter(|&&t| t as usize == class).count(),
            precision: scores.precision,
            recall: scores.recall,
            f1: scores.f1,
        });
        Ok(Self {
            rows: targets.len(),
            macro_f1: confusion.macro_f1(),
            spread: spread(targets, predictions, folds, classes)?,
            accuracy: confusion.accuracy(),
            log_loss: log_loss(probabilities.view(), targets)?,
            calibration_error: calibration_error(probabilities.view(), targets, 15)?,
            macro_f1_at_70: at_coverage(targets, predictions, probabilities, 0.7, classes)?,
            classes: figures.collect(),
            confusion: confusion.counts().rows().into_iter().map(|row| row.to_vec()).collect(),
        })
    }
}

fn spread(targets: &[u32], predictions: &[u32], folds: &[usize], classes: usize) -> Result<f64, Error> {
    let count = folds.iter().max().map_or(0, |last| last + 1);
    let mut scores = Vec::new();
    for fold in 0..count {
        let of = |all: &[u32]| -> Vec<u32> {
            all.iter().zip(folds).filter(|&(_, &f)| f == fold).map(|(&x, _)| x).collect()
        };
        let (targets, predictions) = (of(targets), of(predictions));
        if !targets.is_empty() {
            scores.push(Confusion::new(&targets, &predictions, classes)?.macro_f1());
        }
    }
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = scores.iter().map(|score| (score - mean).powi(2)).sum();
    Ok((squares / (n - 1.0).max(1.0)).sqrt())
}

/// Macro-F1 on the `coverage` of rows with the highest top probability.
fn at_coverage(
    targets: &[u32],
    predictions: &[u32],
    probabilities: &Array2<f64>,
    coverage: f64,
    classes: usize,
) -> Result<f64, Error> {
    let confidence = |i: usize| probabilities.row(i).iter().copied().fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..targets.len()).collect();
    order.sort_by(|&a, &b| confidence(b).total_cmp(&confidence(a)).then(a.cmp(&b)));
    let kept = (targets.len() as f64 * coverage).round().max(1.0);
    let order: Vec<usize> =
        order.into_iter().enumerate().take_while(|&(nth, _)| (nth as f64) < kept).map(|(_, i)| i).collect();
    let of = |all: &[u32]| -> Vec<u32> { order.iter().map(|&i| all[i]).collect() };
    Ok(Confusion::new(&of(targets), &of(predictions), classes)?.macro_f1())
}

/// Figures of the layer that tells how quoted speakers present factions, on rows that were not
/// trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuotedFigures {
    /// Labels that say how quoted speakers present a faction.
    pub rows: usize,
    /// How many of these are of each class.
    #[serde(default)]
    pub classes: Vec<usize>,
    /// Mean of the F1 of the classes that there are.
    pub macro_f1: f64,
    /// Mean negative log probability of the true class, in nats.
    pub log_loss: f64,
    /// Expected calibration error over 15 bins of equal mass.
    pub calibration_error: f64,
    /// How often, of a row of the first class and one of the last, the latter has the higher score: the area
    /// under the ROC curve. `None` without rows of both.
    #[serde(default)]
    pub ordered: Option<f64>,
}

/// Whom single speakers are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeakerKind {
    /// The faction that they speak of.
    Itself,
    /// Another faction.
    Other,
    /// None, or nobody knows.
    Unknown,
}

impl SpeakerKind {
    /// Every kind, in a fixed order.
    pub const ALL: [Self; 3] = [Self::Itself, Self::Other, Self::Unknown];
}

/// What was tried for the strength of the penalty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// The strength.
    pub alpha: f64,
    /// Calibrated log loss out of fold.
    pub log_loss: f64,
    /// Macro-F1 out of fold.
    pub macro_f1: f64,
}

/// What a training run found. Serialised without times, so that the same data give the same card.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Rows read.
    pub rows: usize,
    /// Labels learned from.
    pub examples: usize,
    /// Labels left out, with file, line and reason.
    #[serde(skip)]
    pub refused: Vec<String>,
    /// How many those are.
    pub refused_count: usize,
    /// Labels whose faction the text does not name, with file and line.
    #[serde(skip)]
    pub unfound: Vec<String>,
    /// How many those are.
    pub unfound_count: usize,
    /// Labels that say again what another one says, with the places of both.
    #[serde(skip)]
    pub repeated: Vec<String>,
    /// How many those are.
    pub repeated_count: usize,
    /// Class names with their rows.
    pub classes: Vec<(String, usize)>,
    /// What stayed whole in the folds.
    pub grouped_by: String,
    /// Number of folds; 0 where there was no cross-validation.
    pub folds: usize,
    /// Strengths tried.
    pub tried: Vec<Tried>,
    /// The strength chosen.
    pub alpha: f64,
    /// Figures out of fold.
    pub figures: Option<Figures>,
    /// Figures out of fold of what quoted speakers say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<QuotedFigures>,
    /// Figures out of fold of what single speakers say, by whom they are of, if labels tell them apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<(SpeakerKind, QuotedFigures)>,
    /// Which solver fitted the article layer.
    pub solver: String,
    /// How the last fits ended: token layer, article layer.
    pub convergence: Vec<(String, Convergence)>,
    /// The strongest terms of each class with their weights.
    pub strongest: Vec<(String, Vec<(String, f64)>)>,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// Time by stage.
    #[serde(skip)]
    pub times: Vec<(String, Duration)>,
}
