//! The same labels trained on and tested in different folds, side by side.
//!
//! Random folds ask how a model does on more of the same; folds by outlet or by event, how it does on
//! what is new. Where the first look much better, the model has learned its outlets or events.

use std::collections::BTreeSet;

use serde::Serialize;

use super::clusters::{ClusterBy, documents};
use super::figures::figures;
use super::predictions::Predictions;
use super::wire::{Bootstrapped, Figures};
use super::{EvaluateError, Options};
use crate::annotate::Lexicons;
use crate::corpus::Row;
use crate::learn::examples::groups;
use crate::learn::recipe::GroupBy;
use crate::learn::{self, LearnError, OutOfFold, Progress, Recipe};
use crate::model::{Error, Unit};
use crate::stats::{Clusters, Interval};

/// The contract's name and version.
pub const SCHEMA: &str = "nabra.cross-validation/1";

/// Figures in folds of several kinds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossValidation {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What a label speaks of.
    pub unit: Unit,
    /// Rows read.
    pub rows: usize,
    /// Labels that are tested, in folds of every kind the same.
    pub labels: usize,
    /// Labels that could not be used.
    pub refused: usize,
    /// Labels whose faction the text does not name: they are neither taught nor tested.
    pub not_found: usize,
    /// How intervals were made.
    pub bootstrap: Bootstrapped,
    /// One entry a kind, random folds first.
    pub folds: Vec<Folds>,
    /// Macro-F1 in random folds less that in folds of the other kinds, on the same draws.
    pub flattery: Vec<Flattery>,
    /// What the reader should know.
    pub warnings: Vec<String>,
}

/// Figures in folds of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Folds {
    /// What stays whole: `random` (a document), `source`, `event`.
    pub by: &'static str,
    /// Number of folds.
    pub count: usize,
    /// The figures.
    pub figures: Figures,
    /// Labels by true class (outer) and class decided on (inner).
    pub confusion: Vec<Vec<u64>>,
}

/// By how much random folds look better.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flattery {
    /// Than folds of this kind.
    pub by: &'static str,
    /// Macro-F1 in random folds less that in these.
    pub macro_f1: Interval,
}

/// A cross-validation, and what is to be said of single labels.
#[derive(Debug, Clone)]
pub struct CrossValidated {
    /// The figures.
    pub validation: CrossValidation,
    /// Labels that could not be used, with file and line.
    pub refused: Vec<String>,
    /// Labels that count once, with others, or not at all.
    pub repeated: Vec<String>,
}

/// Why folds cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CrossError {
    /// Nothing can be learned.
    #[error(transparent)]
    Learn(#[from] LearnError),
    /// No folds can be cut.
    #[error("no folds can be cut: {0}")]
    NoFolds(String),
    /// The figures cannot be computed.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

impl From<Error> for CrossError {
    fn from(error: Error) -> Self {
        Self::Evaluate(error.into())
    }
}

/// One kind of folds that was tried.
struct Tried {
    by: &'static str,
    count: usize,
    classes: Vec<String>,
    said: OutOfFold,
}

/// Trains and tests on `rows` in random folds, by outlet and by event, as far as the rows have any.
///
/// Each kind is one training as [`learn::train`] does it, with its penalty and calibration chosen on
/// those folds. Near-duplicates of a test row are never taught, in random folds either.
///
/// # Errors
///
/// [`CrossError`].
pub fn cross_validate(
    rows: &[Row],
    lexicons: &Lexicons,
    recipe: &Recipe,
    options: &Options,
    progress: &dyn Progress,
) -> Result<CrossValidated, CrossError> {
    let mut warnings = Vec::new();
    let mut tried: Vec<Tried> = Vec::new();
    let mut told = None;
    for (group, by) in kinds(rows, &mut warnings) {
        let mut recipe = recipe.clone();
        recipe.folds.group_by = group;
        let named = Stage { by, progress };
        let trained = learn::train(rows, lexicons.clone(), &recipe, true, &named)?;
        let report = trained.report;
        match trained.out_of_fold {
            Some(said) => {
                let classes = report.classes.iter().map(|(class, _)| class.clone()).collect();
                tried.push(Tried { by, count: report.folds, classes, said });
            }
            None => warnings.push(format!("{by}: {}", report.warnings.join("; "))),
        }
        told.get_or_insert((report.refused, report.repeated, report.unfound_count, trained.model.unit()));
    }
    let (Some(first), Some((refused, repeated, not_found, unit))) = (tried.first(), told) else {
        return Err(CrossError::NoFolds(warnings.join("; ")));
    };
    let clusters = clusters(rows, &first.said, recipe, options.cluster);
    progress.stage("drawing rows anew");
    let (folds, flattery) = compared(&tried, &clusters, options)?;
    warnings.extend(flattery.iter().filter_map(|one| warning(one, &folds)));
    let validation = CrossValidation {
        schema: SCHEMA,
        unit,
        rows: rows.len(),
        labels: first.said.targets.len(),
        refused: refused.len(),
        not_found,
        bootstrap: Bootstrapped::new(options, &clusters),
        folds,
        flattery,
        warnings,
    };
    Ok(CrossValidated { validation, refused, repeated })
}

/// The kinds of folds that `rows` allow; why others are not is told.
fn kinds(rows: &[Row], warnings: &mut Vec<String>) -> Vec<(GroupBy, &'static str)> {
    let mut kinds = vec![(GroupBy::Document, "random")];
    let sources: BTreeSet<_> = rows.iter().filter_map(|row| row.document.source.as_ref()).collect();
    let events: BTreeSet<_> = rows.iter().filter_map(|row| row.document.event.as_ref()).collect();
    for (group, by, names) in
        [(GroupBy::Source, "source", sources.len()), (GroupBy::Event, "event", events.len())]
    {
        if names > 1 {
            kinds.push((group, by));
        } else {
            warnings.push(format!("no folds by {by}: the rows have {names} different values of `{by}`"));
        }
    }
    kinds
}

fn clusters(rows: &[Row], said: &OutOfFold, recipe: &Recipe, by: ClusterBy) -> Clusters {
    let of_rows = match by {
        ClusterBy::Document => documents(rows),
        ClusterBy::Source => {
            let mut recipe = recipe.clone();
            recipe.folds.group_by = GroupBy::Source;
            groups(rows, &recipe)
        }
    };
    Clusters::new(said.labels.iter().map(|&(row, _)| of_rows[row]))
}

fn compared(
    tried: &[Tried],
    clusters: &Clusters,
    options: &Options,
) -> Result<(Vec<Folds>, Vec<Flattery>), Error> {
    let predictions: Vec<Predictions> = tried.iter().map(|one| predictions(&one.said)).collect();
    let mut folds = Vec::new();
    for (one, predictions) in tried.iter().zip(&predictions) {
        let figures = figures(predictions, &one.classes, clusters, options.bootstrap)?;
        folds.push(Folds { by: one.by, count: one.count, figures, confusion: predictions.confusion() });
    }
    let mut flattery = Vec::new();
    if let (Some(random), true) = (predictions.first(), tried.first().is_some_and(|one| one.by == "random")) {
        for (one, other) in tried.iter().zip(&predictions).skip(1) {
            let macro_f1 = options.bootstrap.interval(clusters.count(), |drawn| {
                let drawn = random.drawn(|i| drawn[clusters.of_rows()[i] as usize]);
                let of = |which: &Predictions| {
                    which.counted(&which.decided, &drawn).map_or(f64::NAN, |confusion| confusion.macro_f1())
                };
                of(random) - of(other)
            });
            flattery.push(Flattery { by: one.by, macro_f1 });
        }
    }
    Ok((folds, flattery))
}

fn predictions(said: &OutOfFold) -> Predictions {
    let count = said.targets.len();
    Predictions::from_parts(
        said.targets.clone(),
        said.decided.clone(),
        said.probabilities.clone(),
        vec![true; count],
        vec![None; count],
    )
}

/// Says so where random folds surely look better.
fn warning(flattery: &Flattery, folds: &[Folds]) -> Option<String> {
    let (value, low, high) = (flattery.macro_f1.value?, flattery.macro_f1.low?, flattery.macro_f1.high?);
    let of = |by: &str| folds.iter().find(|one| one.by == by)?.figures.macro_f1.value;
    let (random, other) = (of("random")?, of(flattery.by)?);
    (low > 0.0).then(|| {
        let what = if flattery.by == "source" { "an outlet" } else { "an event" };
        format!(
            "random folds flatter: macro-F1 {random:.3} against {other:.3} by {}, {value:+.3} ({low:+.3} to \
             {high:+.3}); on {what} that the model has not seen expect the lower one",
            flattery.by
        )
    })
}

/// Names the kind of folds before each stage.
struct Stage<'a> {
    by: &'static str,
    progress: &'a dyn Progress,
}

impl Progress for Stage<'_> {
    fn stage(&self, name: &str) {
        self.progress.stage(&format!("{} folds: {name}", self.by));
    }
}
