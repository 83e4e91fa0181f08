//! What is written of an evaluation. Every figure is an [`Interval`]: `value`, `low`, `high`.

use serde::Serialize;

use super::Options;
use super::clusters::ClusterBy;
use crate::model::Unit;
use crate::stats::{Clusters, Interval};

/// The contract's name and version.
pub const SCHEMA: &str = "nabra.evaluation/1";

/// A model measured on labelled rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelName,
    /// What a label speaks of.
    pub unit: Unit,
    /// Rows read.
    pub rows: usize,
    /// Labels measured on.
    pub labels: usize,
    /// Labels that could not be used.
    pub refused: usize,
    /// Labels that say again what another one says.
    pub repeated: usize,
    /// How intervals were made.
    pub bootstrap: Bootstrapped,
    /// The figures.
    pub figures: Figures,
    /// Rows by true class (outer) and class decided on (inner), in the order of `figures.classes`.
    pub confusion: Vec<Vec<u64>>,
    /// What costs nothing, on the same rows.
    pub baselines: Vec<Baseline>,
    /// The same by faction, outlet and month.
    pub groups: Groups,
    /// The surest mistakes.
    pub worst: Vec<Mistake>,
    /// What the reader should know.
    pub warnings: Vec<String>,
}

/// Which model was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelName {
    /// Its bundle's checksum.
    pub checksum: String,
}

/// How intervals were made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bootstrapped {
    /// What was drawn whole.
    pub cluster: ClusterBy,
    /// How many of those there are.
    pub clusters: usize,
    /// Number of draws.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Share of draws between the ends of an interval.
    pub level: f64,
}

impl Bootstrapped {
    /// Draws from `clusters` as `options` say.
    #[must_use]
    pub fn new(options: &Options, clusters: &Clusters) -> Self {
        let bootstrap = options.bootstrap;
        Self {
            cluster: options.cluster,
            clusters: clusters.count(),
            draws: bootstrap.draws,
            seed: bootstrap.seed,
            level: bootstrap.level,
        }
    }
}

/// Figures of a model's answers. docs/EVALUATE.md says what each means.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Figures {
    /// Mean of the classes' F1.
    pub macro_f1: Interval,
    /// Share of right decisions.
    pub accuracy: Interval,
    /// Mean of the classes' AUROC.
    pub auroc: Interval,
    /// Squared distance of probabilities from the truth, summed over classes, 0 to 2.
    pub brier: Interval,
    /// Expected calibration error, 15 bins of equal mass.
    pub calibration_error: Interval,
    /// Mean share of mistakes over all coverages.
    pub area_under_risk: Interval,
    /// Share of labels whose faction was found.
    pub found: Interval,
    /// Of labels rightly not neutral, with evidence: share where one of the model's first three pieces
    /// overlaps it.
    pub evidence_in_first_three: Interval,
    /// By class.
    pub classes: Vec<ClassFigures>,
    /// On the surest rows alone.
    pub coverage: Vec<Coverage>,
}

/// Figures of one class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassFigures {
    /// Its name.
    pub class: String,
    /// Rows of it.
    pub rows: usize,
    /// Share of right ones among those decided so.
    pub precision: Interval,
    /// Share of found ones among those that are so.
    pub recall: Interval,
    /// Their harmonic mean.
    pub f1: Interval,
    /// Of its probability against the rest.
    pub auroc: Interval,
}

/// Figures on the surest rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// Share of rows kept.
    pub coverage: f64,
    /// Rows kept.
    pub rows: usize,
    /// Macro-F1 on them.
    pub macro_f1: Interval,
    /// Accuracy on them.
    pub accuracy: Interval,
}

/// A baseline on the same rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baseline {
    /// What it is.
    pub name: String,
    /// Its macro-F1.
    pub macro_f1: Interval,
    /// Its accuracy.
    pub accuracy: Interval,
    /// The model's macro-F1 less its own, on the same draws.
    pub lead: Interval,
    /// Its F1 by class.
    pub f1: Vec<f64>,
}

/// Tables by group.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Groups {
    /// By faction, the most frequent first.
    pub faction: Vec<Group>,
    /// By outlet, the most frequent first.
    pub source: Vec<Group>,
    /// By month, in order.
    pub month: Vec<Group>,
}

/// The rows of one faction, outlet or month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Labels.
    pub rows: usize,
    /// What was drawn from.
    pub clusters: usize,
    /// Labels by true class.
    pub gold: Vec<u64>,
    /// Share of right decisions.
    pub accuracy: Interval,
    /// Mean F1 of the classes that occur among the true ones.
    pub f1_of_classes_present: Interval,
    /// Labels whose faction was not found.
    pub not_found: usize,
}

/// A label that the model has wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// File and line.
    pub place: String,
    /// The document's id.
    pub id: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// The faction; `null` for whole documents.
    pub faction: Option<String>,
    /// The true class.
    pub gold: String,
    /// The class decided on.
    pub predicted: String,
    /// Its probability; `null` where the faction was not found.
    pub probability: Option<f64>,
    /// The probability of the true class.
    pub gold_probability: Option<f64>,
    /// Whether the faction was found.
    pub found: bool,
    /// The words around the first mention, or where the document begins.
    pub text: String,
    /// The words that decided, strongest first.
    pub evidence: Vec<Piece>,
    /// The annotator's evidence.
    pub gold_evidence: Vec<String>,
}

/// Words that decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// As in [`EvidenceSpan`](crate::score::EvidenceSpan).
    pub contribution: f64,
}
