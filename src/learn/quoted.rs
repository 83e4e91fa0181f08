//! The layer that tells how the speakers whom a text quotes present a faction: taught by the labels'
//! `quoted`, on the article layer's rows.

use ndarray::{Array2, Axis};

use super::LearnError;
use super::drawn;
use super::examples::Example;
use super::folds::Cut;
use super::intercepts::Intercepts;
use super::recipe::CalibrationRecipe;
use super::report::{QuotedFigures, SpeakerKind};
use super::spoken::Spoken;
use crate::corpus::{Drawn, Label, Row};
use crate::features::SparseRows;
use crate::model::calibration::Calibration;
use crate::model::layer::Layer;
use crate::model::metrics::{Confusion, auroc, calibration_error, log_loss, top_classes};
use crate::model::solver::{Fitted, Problem, Settings, sparse};

/// Labels of each class that there must be.
const LEAST: usize = 20;
/// How exactly folds and whole are fitted.
const TOLERANCE: f64 = 1e-3;
const MOST_STEPS: usize = 500;

/// What the layer is fitted on.
pub(super) struct Quoted<'a> {
    /// The article layer's rows without the word vector.
    pub(super) rows: &'a SparseRows,
    /// What all quoted speakers together say, where a label tells.
    pub(super) whole: &'a [Told],
    /// What single ones say, where a label tells.
    pub(super) spoken: &'a [Told],
    pub(super) examples: &'a [Example],
    /// How each example's row was drawn: rows that were chosen do not calibrate.
    pub(super) drawn: &'a [Option<Drawn>],
    pub(super) intercepts: &'a Intercepts,
    pub(super) classes: usize,
    /// Strength of the L2 penalty.
    pub(super) alpha: f64,
}

/// A row whose class a label tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    row: usize,
    example: usize,
    class: u32,
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
    /// Figures of all speakers together.
    pub(super) whole: QuotedFigures,
    /// Figures of single speakers, by whom they are of.
    pub(super) spoken: Vec<(SpeakerKind, QuotedFigures)>,
}

impl Fit {
    /// What the user should know.
    pub(super) fn warning(&self) -> Option<String> {
        matches!(self, Self::TooFew).then(|| {
            format!(
                "the score of quoted speakers is not learned: each class of `quoted` needs {LEAST} labels, of \
                 several outlets, whatever `speakers` say; others' words are scored as if the article had said them"
            )
        })
    }
}

/// What else a label's `quoted` may say.
const NONE: &str = "none";
const MIXED: &str = "mixed";

/// Whether speakers may be said to present a faction so.
pub(super) fn is_known(framing: &str, classes: &[String]) -> bool {
    [NONE, MIXED].contains(&framing) || classes.iter().any(|class| class == framing)
}

/// A warning about labels whose `quoted` is nothing that it can be.
pub(super) fn unknown(rows: &[Row], classes: &[String]) -> Option<String> {
    let labels = rows.iter().filter_map(|row| match &row.label {
        Some(Label::Factions(labels)) => Some((row, labels)),
        _ => None,
    });
    let mut strange = labels.flat_map(|(row, labels)| {
        let quoted = labels.iter().filter_map(|label| label.quoted.as_deref());
        quoted.filter(|quoted| !is_known(quoted, classes)).map(move |quoted| (&row.place, quoted))
    });
    let (place, quoted) = strange.next()?;
    Some(format!(
        "{} labels have a `quoted` that is none of {}, {MIXED} and {NONE}: nothing is learned from it until \
         that is put right; the first is {quoted:?} at {place}",
        strange.count() + 1,
        classes.join(", "),
    ))
}

/// The number of the class that speakers' framing is of, `None` where they say nothing of the faction; what is
/// mixed is of the middle class.
pub(super) fn class(framing: &str, classes: &[String]) -> Option<usize> {
    match framing {
        NONE => None,
        MIXED => (classes.len() % 2 == 1).then_some(classes.len() / 2),
        _ => classes.iter().position(|class| class == framing),
    }
}

/// What labels tell of all speakers together: of the rows of the examples.
pub(super) fn whole(examples: &[Example], rows: &[Row], classes: &[String]) -> Vec<Told> {
    let told = |(nth, example): (usize, &Example)| {
        let Some(Label::Factions(labels)) = &rows[example.row].label else { return None };
        let class = class(labels.get(example.label)?.quoted.as_deref()?, classes)?;
        Some(Told { row: nth, example: nth, class: class as u32 })
    };
    examples.iter().enumerate().filter_map(told).collect()
}

/// What labels tell of single speakers: of the rows behind those of the examples.
pub(super) fn spoken(examples: &[Example]) -> Vec<Told> {
    let told = |((example, said), row): ((usize, &Spoken), usize)| Told { row, example, class: said.class };
    spoken_of(examples).zip(examples.len()..).map(told).collect()
}

/// What single speakers say, with the number of the example that it is of.
fn spoken_of(examples: &[Example]) -> impl Iterator<Item = (usize, &Spoken)> {
    let each = examples.iter().enumerate();
    each.flat_map(|(nth, example)| example.spoken.iter().map(move |said| (nth, said)))
}

impl Quoted<'_> {
    /// Fits the layer, calibrated if there are folds.
    ///
    /// # Errors
    ///
    /// [`LearnError`] where the solver fails.
    pub(super) fn fit(&self, cut: Option<&Cut>, recipe: &CalibrationRecipe) -> Result<Fit, LearnError> {
        if self.classes < 3 || self.whole.is_empty() && self.spoken.is_empty() {
            return Ok(Fit::Silent);
        }
        if !self.is_teachable(self.whole, LEAST) {
            return Ok(Fit::TooFew);
        }
        let all = [self.whole, self.spoken].concat();
        let Some(cut) = cut else { return Ok(Fit::Layer(Layer::new(&self.fit_on(&all)?), None)) };
        let Some(logits) = self.out_of_fold(&all, cut)? else { return Ok(Fit::TooFew) };
        let layer = Layer::new(&self.fit_on(&all)?);
        let (whole, spoken) = logits.view().split_at(Axis(0), self.whole.len());
        let targets: Vec<u32> = self.whole.iter().map(|told| told.class).collect();
        let drawn: Vec<_> = self.whole.iter().map(|told| self.drawn[told.example]).collect();
        let weights = drawn::weights(&drawn, &targets, self.classes);
        let calibration =
            Calibration::fit(recipe.method, whole, &targets, weights.as_deref(), recipe.penalty)?;
        let probabilities = calibration.probabilities(whole)?;
        let tops = probabilities.rows().into_iter().map(|row| row.iter().copied().fold(0.0, f64::max));
        let known = OutOfFold {
            least_confidence: drawn::least_confidence(tops, weights.as_deref(), recipe.abstain_share),
            whole: self.figures(self.whole, &probabilities)?,
            spoken: self.by_kind(&calibration.probabilities(spoken)?)?,
        };
        Ok(Fit::Layer(layer.rescaled(calibration.lines(), 1.0), Some(known)))
    }

    /// Figures of each kind of single speakers that there are labels of.
    fn by_kind(&self, probabilities: &Array2<f64>) -> Result<Vec<(SpeakerKind, QuotedFigures)>, LearnError> {
        let kinds: Vec<SpeakerKind> = spoken_of(self.examples).map(|(_, said)| said.kind).collect();
        let of = |kind| (0..kinds.len()).filter(|&nth| kinds[nth] == kind).collect::<Vec<usize>>();
        let figures = |kind| {
            let which = of(kind);
            let told: Vec<Told> = which.iter().map(|&nth| self.spoken[nth]).collect();
            Ok((kind, self.figures(&told, &probabilities.select(Axis(0), &which))?))
        };
        SpeakerKind::ALL.into_iter().filter(|&kind| !of(kind).is_empty()).map(figures).collect()
    }

    fn figures(&self, told: &[Told], probabilities: &Array2<f64>) -> Result<QuotedFigures, LearnError> {
        let targets: Vec<u32> = told.iter().map(|told| told.class).collect();
        let decided = top_classes(probabilities.view());
        let count = |class| targets.iter().filter(|&&target| target == class).count();
        let last = self.classes as u32 - 1;
        let present: Vec<u32> = (0..=last).filter(|&class| count(class) > 0).collect();
        let ends: Vec<usize> = (0..told.len()).filter(|&i| targets[i] == 0 || targets[i] == last).collect();
        let score = |i: usize| probabilities[(i, last as usize)] - probabilities[(i, 0)];
        let scores: Vec<f64> = ends.iter().map(|&i| score(i)).collect();
        let favourable: Vec<bool> = ends.iter().map(|&i| targets[i] == last).collect();
        Ok(QuotedFigures {
            rows: told.len(),
            classes: (0..=last).map(count).collect(),
            ordered: auroc(&scores, &favourable)?,
            macro_f1: Confusion::new(&targets, &decided, self.classes)?.macro_f1_over(&present)?,
            log_loss: log_loss(probabilities.view(), &targets)?,
            calibration_error: calibration_error(probabilities.view(), &targets, 15)?,
        })
    }

    /// What layers that have not seen them say of `all`; `None` where a fold has too few to learn from.
    fn out_of_fold(&self, all: &[Told], cut: &Cut) -> Result<Option<Array2<f64>>, LearnError> {
        let mut out = Array2::zeros((all.len(), self.classes));
        for fold in 0..cut.count() {
            let teaches = |told: &&Told| cut.teaches(fold, told.example);
            let taught: Vec<Told> = all.iter().filter(teaches).copied().collect();
            if !self.is_teachable(&taught, 1) {
                return Ok(None);
            }
            let fitted = self.fit_on(&taught)?;
            let asked = (0..all.len()).filter(|&n| cut.tests(fold, all[n].example));
            let (places, asked): (Vec<usize>, Vec<usize>) = asked.map(|n| (n, all[n].row)).unzip();
            for (row, place) in fitted.logits(&self.rows.select(&asked))?.rows().into_iter().zip(places) {
                out.row_mut(place).assign(&row);
            }
        }
        Ok(Some(out))
    }

    fn fit_on(&self, which: &[Told]) -> Result<Fitted, LearnError> {
        let rows = self.intercepts.select_of(self.rows, which.iter().map(|told| (told.row, told.example)));
        let targets: Vec<u32> = which.iter().map(|told| told.class).collect();
        let weights: Vec<f64> = which.iter().map(|told| self.examples[told.example].weight).collect();
        let problem = Problem::new(&rows, &targets, self.classes, Some(&weights))?;
        let settings = Settings { alpha: self.alpha, tolerance: TOLERANCE, max_iterations: MOST_STEPS };
        Ok(self.intercepts.without(&sparse::fit(problem, &settings, None)?))
    }

    /// Whether `which` has that many labels of every class that count.
    fn is_teachable(&self, which: &[Told], least: usize) -> bool {
        let counts = |told: &&Told| self.examples[told.example].weight > 0.0;
        let of = |class| which.iter().filter(counts).filter(|told| told.class == class).count();
        (0..self.classes as u32).all(|class| of(class) >= least)
    }
}
