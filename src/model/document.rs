//! A model of documents as a whole: features, one layer, and what is done with its logits.

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, BundleError, BundleView, number_bytes};
use super::layer::Layer;
use crate::features::document::DocumentFeatures;
use crate::features::{TfIdf, Vocabulary};

/// What else the layer needs to be used as it was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentSettings {
    /// The classes, ascending by name.
    pub classes: Vec<String>,
    /// Which features count.
    pub features: DocumentFeatures,
    /// Added to the calibrated logits when a class is decided on, one a class: what makes rare
    /// classes as easy to be found as they are to be missed.
    pub decision: Vec<f64>,
    /// Below this confidence the model would rather not decide.
    pub least_confidence: f64,
    /// Below this share of known words likewise.
    pub least_known: f64,
}

/// A model of documents as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentModel {
    /// Settings.
    pub settings: DocumentSettings,
    /// Words and signs and their n-grams. Of each n-gram it has the shorter ones within too.
    pub words: TfIdf,
    /// Letters within words; empty where they do not count.
    pub letters: TfIdf,
    /// Columns: `words`, then `letters`. Its logits are calibrated.
    pub layer: Layer,
}

const SETTINGS: &str = "document.settings";

impl DocumentModel {
    /// Writes its sections.
    pub fn put(&self, bundle: &mut Bundle) {
        bundle.put(SETTINGS, serde_json::to_vec(&self.settings).unwrap_or_default());
        put("document.words", &self.words, bundle);
        put("document.letters", &self.letters, bundle);
        self.layer.put("document", bundle);
    }

    /// Reads what [`Self::put`] wrote.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] naming what is missing or malformed.
    pub fn get(bundle: &BundleView<'_>) -> Result<Self, BundleError> {
        let settings: DocumentSettings = bundle.json(SETTINGS)?;
        let (words, letters) = (get("document.words", bundle)?, get("document.letters", bundle)?);
        let layer = Layer::get("document", bundle, words.vocabulary().len() + letters.vocabulary().len())?;
        let classes = settings.classes.len();
        if classes < 2 || layer.classes() != classes || settings.decision.len() != classes {
            return Err(BundleError::Section(SETTINGS.to_owned()));
        }
        Ok(Self { settings, words, letters, layer })
    }
}

fn put(name: &str, table: &TfIdf, bundle: &mut Bundle) {
    bundle.put(name, number_bytes(table.vocabulary().hashes(), u64::to_le_bytes));
    bundle.put(&format!("{name}.idf"), number_bytes(table.idf(), f32::to_le_bytes));
}

fn get(name: &str, bundle: &BundleView<'_>) -> Result<TfIdf, BundleError> {
    let vocabulary = Vocabulary::from_sorted(bundle.numbers(name, u64::from_le_bytes)?);
    let idf = bundle.numbers(&format!("{name}.idf"), f32::from_le_bytes)?;
    let sound = idf.iter().all(|value| value.is_finite());
    let table = vocabulary.filter(|_| sound).and_then(|vocabulary| TfIdf::from_parts(vocabulary, idf));
    table.ok_or_else(|| BundleError::Section(name.to_owned()))
}
