//! How good a model is on labelled rows, and how far the figures can be trusted.
//!
//! 1. [`items`]: labelled rows as items with a true class; what cannot be used is told.
//! 2. [`answers`]: what the model says of each item.
//! 3. [`predictions`], [`figures`]: the figures, and their intervals over clusters.
//! 4. [`clusters`]: which items are drawn together.
//! 5. [`baselines`], [`groups`], [`mistakes`]: what stands beside them.
//! 6. [`wire`]: what is written.
//! 7. [`cross`]: the same figures for labels that are taught and tested in folds.

pub mod answers;
pub mod baselines;
pub mod clusters;
pub mod cross;
pub mod figures;
pub mod groups;
pub mod items;
pub mod mistakes;
pub mod predictions;
pub mod wire;

#[cfg(test)]
mod tests;

use answers::Answers;
use clusters::ClusterBy;
use items::Items;
use predictions::Predictions;
use wire::{Bootstrapped, Evaluation, ModelName};

use crate::corpus::Row;
use crate::learn::Progress;
use crate::model::{self, Model};
use crate::stats::Bootstrap;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// What is drawn whole.
    pub cluster: ClusterBy,
    /// How often, from which seed.
    pub bootstrap: Bootstrap,
    /// How many of the worst mistakes are listed.
    pub worst: usize,
    /// Labels of which the annotator was less sure are left out.
    pub least_confidence: Option<u8>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cluster: ClusterBy::default(),
            bootstrap: Bootstrap::default(),
            worst: 10,
            least_confidence: None,
        }
    }
}

/// An evaluation, and what is to be said of single labels.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The figures.
    pub evaluation: Evaluation,
    /// Labels that could not be used, with file and line.
    pub refused: Vec<String>,
    /// Labels that say again what another one says: they count once.
    pub repeated: Vec<String>,
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// No row has a label of the model's kind.
    #[error("no row has a label that the model can be measured on: it needs {0}")]
    NoLabels(&'static str),
    /// Rows have labels, and none of them can be used.
    #[error("none of {} labels can be used", told.len())]
    NothingUsable {
        /// What was said of all of them.
        told: Vec<String>,
    },
    /// The figures cannot be computed.
    #[error(transparent)]
    Model(#[from] model::Error),
}

impl EvaluateError {
    /// What is to be said of single labels.
    #[must_use]
    pub fn told(&self) -> &[String] {
        match self {
            Self::NothingUsable { told } => told,
            _ => &[],
        }
    }
}

/// Measures `model` on `rows`. All rows are held in memory; the same rows, model and options give the
/// same figures to the bit.
///
/// A faction that the model does not find in the text counts as said to be neutral, with the least
/// confidence of all; it has no part in figures of probabilities.
///
/// # Errors
///
/// [`EvaluateError`].
pub fn evaluate(
    rows: &[Row],
    model: &Model,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Evaluated, EvaluateError> {
    let items = Items::new(rows, model, options.least_confidence)?;
    progress.stage("scoring");
    let answers = Answers::new(rows, &items, model);
    let predictions = Predictions::new(&items, &answers);
    progress.stage("looking for near-duplicates");
    let clusters = clusters::clusters(rows, &items, model, options.cluster);
    progress.stage("drawing rows anew");
    let figures = figures::figures(&predictions, &items.classes, &clusters, options.bootstrap)?;
    let baselines =
        baselines::baselines(&items, &answers, model, &predictions, &clusters, options.bootstrap)?;
    let groups = groups::groups(rows, &items, &predictions, &clusters, options.bootstrap)?;
    let evaluation = Evaluation {
        schema: wire::SCHEMA,
        model: ModelName { checksum: model.checksum().to_owned() },
        unit: model.unit(),
        rows: rows.len(),
        labels: items.items.len(),
        refused: items.refused.len(),
        repeated: items.repeated.len(),
        bootstrap: Bootstrapped::new(options, &clusters),
        confusion: predictions.confusion(),
        figures,
        baselines,
        groups,
        worst: mistakes::worst(rows, &items, &answers, options.worst),
        warnings: warnings(&items, &predictions, clusters.count()),
    };
    let [refused, repeated] =
        [items.refused, items.repeated].map(|all| all.iter().map(ToString::to_string).collect());
    Ok(Evaluated { evaluation, refused, repeated })
}

/// Fewer clusters than this give intervals that are too narrow.
const FEW_CLUSTERS: usize = 20;
/// F1 of a class with fewer rows than this says little.
const FEW_ROWS: usize = 20;

fn warnings(items: &Items, predictions: &Predictions, clusters: usize) -> Vec<String> {
    let mut out = Vec::new();
    if !items.unknown.is_empty() {
        out.push(format!(
            "the model's lexicon does not have {}: labels of it count as not found",
            items.unknown.join(", ")
        ));
    }
    if clusters < FEW_CLUSTERS {
        let drawn =
            if clusters == 1 { "one cluster is".to_owned() } else { format!("{clusters} clusters are") };
        out.push(format!("only {drawn} drawn from: the intervals are too narrow"));
    }
    for (number, class) in items.classes.iter().enumerate() {
        let rows = predictions.targets.iter().filter(|&&target| target as usize == number).count();
        if rows < FEW_ROWS {
            let rows = if rows == 1 { "one row".to_owned() } else { format!("{rows} rows") };
            out.push(format!("{class}: {rows} only; its F1, and macro-F1 with it, says little"));
        }
    }
    out
}
