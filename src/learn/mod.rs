//! Training: labelled rows in, a model and a report of how good it is out.

mod companions;
pub mod document;
mod drawn;
pub mod duplicates;
pub mod examples;
mod faction;
mod folds;
pub mod intercepts;
mod matrix;
mod network;
mod progress;
mod quoted;
pub mod recipe;
pub mod report;
pub mod spoken;
mod strongest;
pub mod token_layer;

pub use folds::Cut;
pub use progress::{Progress, Silent};
pub use recipe::{Recipe, Unit};
pub use report::{Figures, Report};

use ndarray::Array2;

use crate::annotate::Lexicons;
use crate::corpus::{Drawn, FactionLabel, Label, Row};
use crate::model::{self, Card, Model, Task};

/// A model and what its training found.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// The report.
    pub report: Report,
    /// What models that had not seen them said of the labels; `None` without cross-validation.
    pub out_of_fold: Option<OutOfFold>,
}

/// What cross-validation said of labels, each asked of a model that had not seen it. One entry a label
/// in every list.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfFold {
    /// Numbers of the row and of the label in it.
    pub labels: Vec<(usize, usize)>,
    /// True classes.
    pub targets: Vec<u32>,
    /// Classes decided on.
    pub decided: Vec<u32>,
    /// Calibrated probabilities, `labels x classes`.
    pub probabilities: Array2<f64>,
}

/// Why nothing could be learned.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// Rows with factions and rows with a label for the whole document.
    #[error("{factions} rows label factions and {documents} label whole documents; name one with --unit")]
    Mixed {
        /// Rows of the first kind.
        factions: usize,
        /// Rows of the second kind.
        documents: usize,
    },
    /// No row has a label.
    #[error("no row has a label: a row needs `labels`, `faction` and `framing`, or `label`")]
    NoLabels,
    /// Rows have labels, and none of them can be used.
    #[error(
        "no label of a faction can be used: {refused} refused, {unfound} whose faction the text does not name"
    )]
    NothingUsable {
        /// Labels that were refused.
        refused: usize,
        /// Labels whose faction was not found.
        unfound: usize,
        /// What was said of all of them.
        told: Vec<String>,
    },
    /// Fewer than two classes are left.
    #[error("all {rows} usable rows are of one class: there is nothing to tell apart")]
    OneClass {
        /// Usable rows.
        rows: usize,
        /// What was refused.
        told: Vec<String>,
    },
    /// A class of the recipe without rows.
    #[error("no usable row is {class:?}: label some, or take the class out of the recipe's `classes`")]
    EmptyClass {
        /// The class.
        class: String,
        /// What was refused.
        told: Vec<String>,
    },
    /// The recipe cannot be used.
    #[error("recipe: {0}")]
    Recipe(String),
    /// The data or settings do not fit a model.
    #[error(transparent)]
    Model(#[from] model::Error),
}

/// Trains on `rows` as `recipe` says. With `cross_validate` the strength of the penalty is
/// chosen, and probabilities are calibrated, on rows that were not learned from.
///
/// The same rows, lexicons and recipe give the same model to the bit.
///
/// # Errors
///
/// [`LearnError`].
pub fn train(
    rows: &[Row],
    lexicons: Lexicons,
    recipe: &Recipe,
    cross_validate: bool,
    progress: &dyn Progress,
) -> Result<Trained, LearnError> {
    match unit(rows, recipe)? {
        Unit::Faction => faction::train(rows, lexicons, recipe, cross_validate, progress),
        Unit::Document => whole(rows, recipe, cross_validate, progress),
    }
}

fn whole(
    rows: &[Row],
    recipe: &Recipe,
    cross_validate: bool,
    progress: &dyn Progress,
) -> Result<Trained, LearnError> {
    let (trained, data_hash) =
        rayon::join(|| document::train(rows, recipe, cross_validate, progress), || data_hash(rows));
    let document::DocumentTraining { model, report, out_of_fold } = trained?;
    let card = Card {
        nabra: env!("CARGO_PKG_VERSION").to_owned(),
        unit: Unit::Document,
        classes: model.settings.classes.clone(),
        class_counts: report.classes.iter().map(|(_, rows)| *rows).collect(),
        recipe: toml::to_string(recipe).map_err(|e| LearnError::Recipe(e.to_string()))?,
        data_hash,
        figures: serde_json::to_value(&report).map_err(|e| LearnError::Recipe(e.to_string()))?,
    };
    Ok(Trained { model: Model::new(Lexicons::none(), Task::Document(model), card), report, out_of_fold })
}

/// What the rows speak of: as the recipe says, else as they do.
///
/// # Errors
///
/// [`LearnError::NoLabels`] and [`LearnError::Mixed`].
pub fn unit(rows: &[Row], recipe: &Recipe) -> Result<Unit, LearnError> {
    let factions = rows.iter().filter(|row| matches!(row.label, Some(Label::Factions(_)))).count();
    let documents = rows.iter().filter(|row| matches!(row.label, Some(Label::Class(_)))).count();
    match (recipe.unit, factions, documents) {
        (_, 0, 0) => Err(LearnError::NoLabels),
        (Some(unit), _, _) => Ok(unit),
        (None, _, 0) => Ok(Unit::Faction),
        (None, 0, _) => Ok(Unit::Document),
        (None, factions, documents) => Err(LearnError::Mixed { factions, documents }),
    }
}

impl LearnError {
    /// What is to be said of single labels.
    #[must_use]
    pub fn told(&self) -> &[String] {
        match self {
            Self::NothingUsable { told, .. }
            | Self::OneClass { told, .. }
            | Self::EmptyClass { told, .. } => told,
            _ => &[],
        }
    }
}

/// Bytes that are hashed at once, at least.
const PIECE: usize = 1 << 17;

/// A hash of the rows, in order: texts, labels, and what else decides what is learned from them.
fn data_hash(rows: &[Row]) -> String {
    let mut hasher = blake3::Hasher::new();
    // In large pieces the hash is several times as fast.
    let mut piece = Vec::with_capacity(2 * PIECE);
    let mut put = |text: &str| {
        piece.extend_from_slice(&(text.len() as u64).to_le_bytes());
        piece.extend_from_slice(text.as_bytes());
        if piece.len() >= PIECE {
            hasher.update(&piece);
            piece.clear();
        }
    };
    for row in rows {
        let document = &row.document;
        for field in
            [Some(&document.title), Some(&document.text), document.source.as_ref(), document.event.as_ref()]
        {
            put(field.map_or("", String::as_str));
        }
        put(match row.drawn {
            None => "",
            Some(Drawn::Chosen) => "chosen",
            Some(Drawn::Random) => "random",
        });
        match &row.label {
            Some(Label::Class(label)) => {
                put(&label.class);
                label.annotator.iter().for_each(|annotator| put(annotator));
            }
            Some(Label::Factions(labels)) => labels.iter().for_each(|label| put_label(label, &mut put)),
            None => {}
        }
    }
    hasher.update(&piece);
    hasher.finalize().to_hex().to_string()
}

fn put_label(label: &FactionLabel, put: &mut impl FnMut(&str)) {
    put(&label.faction);
    put(&label.framing);
    put(label.quoted.as_deref().unwrap_or_default());
    put(&label.speakers.len().to_string());
    for said in &label.speakers {
        put(said.speaker.as_deref().unwrap_or_default());
        put(&said.framing);
    }
    label.annotator.iter().for_each(|annotator| put(annotator));
    put(&label.confidence.map(|level| level.to_string()).unwrap_or_default());
    put(&label.evidence.len().to_string());
    label.evidence.iter().for_each(|evidence| put(&evidence.text));
}
