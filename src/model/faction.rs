//! A model of how documents frame factions: two layers, and what is done with their logits.

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, BundleError, BundleView, number_bytes};
use super::layer::Layer;
use super::network::Network;
use crate::features::dense;
use crate::features::{TfIdf, Vocabulary};

/// The layer that asks of each word near a mention: is it evidence?
#[derive(Debug, Clone, PartialEq)]
pub struct TokenLayer {
    /// Its features.
    pub vocabulary: Vocabulary,
    /// No evidence, evidence of the first framing, of the last.
    pub layer: Layer,
}

/// The layer that looks at a faction's surroundings as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleLayer {
    /// The bag's features.
    pub bag: TfIdf,
    /// Columns: the bag, then the dense ones. Its logits are calibrated, with those of the network added.
    pub layer: Layer,
    /// Columns: the dense ones. Absent where there were too few rows to learn from.
    pub network: Option<Box<Network>>,
    /// How quoted speakers present the faction: the same columns without the word vector, its logits
    /// calibrated. Absent where labels did not say.
    pub quoted: Option<Layer>,
}

/// What else the layers need to be used as they were trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactionSettings {
    /// The framings, the neutral one in the middle.
    pub classes: Vec<String>,
    /// Words on either side of a mention that the token layer looks at.
    pub token_window: usize,
    /// Sentences between a mention and the loaded words that it looks at beside those.
    pub far: usize,
    /// Words on either side of a mention that go into the bag.
    pub article_window: usize,
    /// What the dense columns are multiplied with.
    pub dense_scale: f32,
    /// Added to the calibrated logits when a framing is decided on, one a class: what makes
    /// rare framings as easy to be found as they are to be missed.
    pub decision: Vec<f64>,
    /// Below this confidence the model would rather not decide.
    pub least_confidence: f64,
    /// Below this confidence it would rather not say how quoted speakers present a faction.
    pub least_quoted_confidence: f64,
    /// Below this share of known words it would rather not decide.
    pub least_known: f64,
}

/// A model of how documents frame factions.
#[derive(Debug, Clone, PartialEq)]
pub struct FactionModel {
    /// Settings.
    pub settings: FactionSettings,
    /// Absent where there was no evidence to learn from.
    pub tokens: Option<TokenLayer>,
    /// Always there.
    pub article: ArticleLayer,
}

const WIDTH: &str = "faction.settings";
const TOKEN_SECTIONS: [&str; 3] = ["token.vocabulary", "token.weights", "token.intercepts"];

const QUOTED_SECTIONS: [&str; 2] = ["quoted.weights", "quoted.intercepts"];

impl FactionModel {
    /// Writes its sections.
    pub fn put(&self, bundle: &mut Bundle) {
        bundle.put(WIDTH, serde_json::to_vec(&self.settings).unwrap_or_default());
        if let Some(tokens) = &self.tokens {
            bundle.put("token.vocabulary", number_bytes(tokens.vocabulary.hashes(), u64::to_le_bytes));
            tokens.layer.put("token", bundle);
        }
        let bag = &self.article.bag;
        bundle.put("article.vocabulary", number_bytes(bag.vocabulary().hashes(), u64::to_le_bytes));
        bundle.put("article.idf", number_bytes(bag.idf(), f32::to_le_bytes));
        self.article.layer.put("article", bundle);
        if let Some(network) = &self.article.network {
            network.put(bundle);
        }
        if let Some(quoted) = &self.article.quoted {
            quoted.put("quoted", bundle);
        }
    }

    /// Reads what [`Self::put`] wrote; there must be this many dense `columns`.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] for one that is missing or not of its form.
    pub fn get(bundle: &BundleView<'_>, columns: usize) -> Result<Self, BundleError> {
        let settings: FactionSettings = bundle.json(WIDTH)?;
        // Half a token layer is no layer: without its part the scores would be others.
        let has_tokens = TOKEN_SECTIONS.iter().any(|section| bundle.has(section));
        let tokens = || has_tokens.then(|| token_layer(bundle)).transpose();
        let (tokens, article) = rayon::join(tokens, || article_layer(bundle, columns));
        let (tokens, article) = (tokens?, article?);
        let classes = settings.classes.len();
        let scale = settings.dense_scale;
        let sound = settings.decision.len() == classes && scale.is_finite() && scale > 0.0;
        if article.layer.classes() != classes || !sound {
            return Err(malformed(WIDTH));
        }
        if article.network.as_ref().is_some_and(|network| network.classes() != classes) {
            return Err(malformed("network"));
        }
        if article.quoted.as_ref().is_some_and(|quoted| quoted.classes() != classes) {
            return Err(malformed("quoted.weights"));
        }
        Ok(Self { settings, tokens, article })
    }
}

fn malformed(section: &str) -> BundleError {
    BundleError::Section(section.to_owned())
}

fn vocabulary(bundle: &BundleView<'_>, section: &str) -> Result<Vocabulary, BundleError> {
    let hashes = bundle.numbers(section, u64::from_le_bytes)?;
    Vocabulary::from_sorted(hashes).ok_or_else(|| malformed(section))
}

fn token_layer(bundle: &BundleView<'_>) -> Result<TokenLayer, BundleError> {
    let vocabulary = vocabulary(bundle, "token.vocabulary")?;
    let layer = Layer::get("token", bundle, vocabulary.len())?;
    if layer.classes() == 3 { Ok(TokenLayer { vocabulary, layer }) } else { Err(malformed("token.weights")) }
}

/// The article layer with this many dense `columns`.
fn article_layer(bundle: &BundleView<'_>, columns: usize) -> Result<ArticleLayer, BundleError> {
    let vocabulary = vocabulary(bundle, "article.vocabulary")?;
    let idf = bundle.numbers("article.idf", f32::from_le_bytes)?;
    let bag = TfIdf::from_parts(vocabulary, idf).ok_or_else(|| malformed("article.idf"))?;
    let layer = Layer::get("article", bundle, bag.vocabulary().len() + columns)?;
    let network = Network::get(bundle, columns)?.map(Box::new);
    let has_quoted = QUOTED_SECTIONS.iter().any(|section| bundle.has(section));
    let narrow = bag.vocabulary().len() + dense::SUMS + dense::CONTEXT;
    let quoted = has_quoted.then(|| Layer::get("quoted", bundle, narrow)).transpose()?;
    Ok(ArticleLayer { bag, layer, network, quoted })
}
