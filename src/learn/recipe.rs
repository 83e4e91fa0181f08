//! Every setting of a training run; a TOML file that the bundle remembers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use crate::model::Unit;
use crate::model::calibration::Method;
pub use crate::model::solver::Choice;

/// What is kept whole when rows are cut into folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// The outlet.
    #[default]
    Source,
    /// The event.
    Event,
    /// The document.
    Document,
}

/// What becomes of several annotators' labels of the same text and faction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Annotators {
    /// The label that most of them gave counts; a tie is left out.
    Majority,
    /// Every label counts, by the share of annotators who gave it.
    Soft,
}

/// All settings. Every one has a default, so that a recipe names what it changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recipe {
    /// The seed of every random choice.
    pub seed: u64,
    /// What rows speak of; `None`: as the data say.
    pub unit: Option<Unit>,
    /// The classes of faction rows, the neutral one in the middle; other labels are refused.
    pub classes: Vec<String>,
    /// What becomes of several annotators' labels of the same text; by default what they agree on
    /// counts once, and the rest is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotators: Option<Annotators>,
    /// Which solver makes the last fit: of the article layer, or of whole documents. Folds and the
    /// token layer, whose rows have weights, take the sparse one.
    #[serde(skip_serializing_if = "Choice::is_auto")]
    pub solver: Choice,
    /// Folds and groups.
    pub folds: Folds,
    /// What a row counts.
    pub weights: Weights,
    /// The layer that looks for evidence word by word.
    pub token: TokenLayerRecipe,
    /// The layer that looks at a faction's surroundings as a whole.
    pub article: ArticleLayerRecipe,
    /// What stands beside that layer, for what its columns say together.
    pub network: NetworkRecipe,
    /// Whole documents.
    pub document: DocumentRecipe,
    /// How free the intercept is that each group of rows (outlet, or event) has of its own while the
    /// article layer and that of quoted speakers are fitted; 0 for none.
    pub group_intercepts: f64,
    /// Calibration and abstention.
    pub calibration: CalibrationRecipe,
}

/// Cross-validation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Folds {
    /// How many.
    pub count: usize,
    /// What stays whole.
    pub group_by: GroupBy,
    /// Sources that are one outlet under several names: name of the outlet, its sources.
    pub same_source: BTreeMap<String, Vec<String>>,
}

/// What a row counts in the sum that is minimised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// 0 leaves classes as they are, 1 balances them.
    pub balance: f64,
    /// By the annotator's confidence 1, 2, 3.
    pub confidence: [f64; 3],
    /// Factors by source, such as of written passages.
    pub source: BTreeMap<String, f64>,
}

/// Settings of the token layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenLayerRecipe {
    /// Whether there is one. Without it no evidence is needed.
    pub enabled: bool,
    /// Words on either side of a mention that are looked at.
    pub window: usize,
    /// Sentences between a mention and the loaded words that are looked at beside those; 0 for none.
    pub far: usize,
    /// Features seen at fewer words are left out.
    pub least: u32,
    /// Strength of the L2 penalty.
    pub alpha: f64,
    /// The share of the features, those of least weight, that are left out once it is fitted, with all that weigh the
    /// same as the heaviest of them.
    pub light: f64,
}

/// Settings of the article layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArticleLayerRecipe {
    /// Words on either side of a mention that go into the bag.
    pub window: usize,
    /// Features seen in fewer rows are left out...
    pub least: u32,
    /// ... and those seen in fewer groups of rows (outlets), or in fewer than half of them.
    pub least_groups: u32,
    /// Strengths of the L2 penalty to choose from.
    pub alphas: Vec<f64>,
    /// What the dense columns (summaries, vectors) are multiplied with.
    pub dense_scale: f64,
}

/// Settings of the network beside the article layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkRecipe {
    /// Hidden units; 0 for no network.
    pub units: usize,
    /// With fewer labels there is none: it would bring nothing.
    pub least_rows: usize,
    /// Its share in the logits; the article layer has the rest.
    pub share: f64,
    /// The share of the columns that each row is shown without while it learns.
    pub dropout: f64,
    /// How often each row is shown.
    pub epochs: usize,
    /// Strength of the L2 penalty, for a mean loss.
    pub penalty: f64,
}

/// Settings of whole-document models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentRecipe {
    /// Features seen in fewer documents are left out...
    pub least: u32,
    /// ... and those seen in a smaller share of them.
    pub least_share: f64,
    /// Longest n-gram of words and punctuation.
    pub words: usize,
    /// Shortest and longest n-gram of letters within words; `[0, 0]` for none.
    pub letters: [usize; 2],
    /// Whether words that differ only in spelling that folding hides (أ for ا) differ.
    pub spelling: bool,
    /// 0 leaves classes as they are, 1 balances them; whole documents do not go by
    /// [`Weights::balance`].
    pub balance: f64,
    /// From this many rows on words are known well enough: letters are left out, and the last
    /// fit stops at `rough_tolerance`.
    pub large: usize,
    /// Strengths of the L2 penalty to choose from.
    pub alphas: Vec<f64>,
    /// The strength used where there is no cross-validation.
    pub alpha: f64,
    /// How exactly the last fit is made: [`Settings::tolerance`](crate::model::solver::Settings).
    pub tolerance: f64,
    /// The same for large sets. What is decided is the same (docs/PERFORMANCE.md).
    pub rough_tolerance: f64,
    /// The least share of a document's words that the model must know.
    pub least_known: f64,
}

/// Calibration and abstention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalibrationRecipe {
    /// What is fitted.
    pub method: Method,
    /// Pull towards no change.
    pub penalty: f64,
    /// How far the framing that is decided on departs from the most probable one towards rare
    /// ones: 0 not at all, 1 so far that a rare framing is found as easily as it is missed.
    pub decision: f64,
    /// The share of rows on which the model would rather not decide.
    pub abstain_share: f64,
    /// The least share of words near a mention that the model must know.
    pub least_known: f64,
}

impl Recipe {
    /// What is wrong with it, if anything.
    ///
    /// # Errors
    ///
    /// A phrase that names the setting.
    pub fn check(&self) -> Result<(), String> {
        let positive = |name: &str, values: &[f64]| {
            let sound = !values.is_empty() && values.iter().all(|v| v.is_finite() && *v > 0.0);
            if sound { Ok(()) } else { Err(format!("`{name}` must be positive")) }
        };
        positive("article.alphas", &self.article.alphas)?;
        positive("document.alphas", &self.document.alphas)?;
        positive("document.alpha", &[self.document.alpha])?;
        positive("document.tolerance", &[self.document.tolerance, self.document.rough_tolerance])?;
        positive("token.alpha", &[self.token.alpha])?;
        positive("article.dense_scale", &[self.article.dense_scale])?;
        positive("calibration.penalty", &[self.calibration.penalty])?;
        if !(0.0..=1e6).contains(&self.group_intercepts) {
            return Err("`group_intercepts` must be a number from 0 to 1,000,000".to_owned());
        }
        let weights = self.weights.confidence.iter().chain(self.weights.source.values());
        if weights.clone().any(|w| !w.is_finite() || *w < 0.0) {
            return Err("`weights` must not be negative".to_owned());
        }
        if [self.weights.balance, self.document.balance].iter().any(|balance| !(0.0..=1.0).contains(balance))
        {
            return Err("`weights.balance` and `document.balance` must be from 0 to 1".to_owned());
        }
        let document = &self.document;
        if document.words == 0 || document.words > 8 || document.letters.iter().any(|&n| n > 16) {
            return Err("`document.words` must be from 1 to 8, `document.letters` at most 16".to_owned());
        }
        if [document.least_share, document.least_known].iter().any(|share| !(0.0..1.0).contains(share)) {
            return Err("`document.least_share` and `least_known` must be from 0 to below 1".to_owned());
        }
        if self.token.enabled && self.article.window < self.token.window {
            return Err("`article.window` must not be less than `token.window`".to_owned());
        }
        if !(0.0..1.0).contains(&self.token.light) {
            return Err("`token.light` must be from 0 to below 1".to_owned());
        }
        self.network.check()?;
        if self.folds.count < 2 {
            return Err("`folds.count` must be at least 2".to_owned());
        }
        if self.classes.len() < 2 {
            return Err("`classes` must name at least two".to_owned());
        }
        if self.classes.iter().collect::<BTreeSet<_>>().len() < self.classes.len() {
            return Err("`classes` must not name one twice".to_owned());
        }
        if !(0.0..1.0).contains(&self.calibration.abstain_share) {
            return Err("`calibration.abstain_share` must be from 0 to below 1".to_owned());
        }
        if !(0.0..=1.0).contains(&self.calibration.least_known) {
            return Err("`calibration.least_known` must be from 0 to 1".to_owned());
        }
        // The model keeps its recipe as TOML, which has no larger numbers.
        if i64::try_from(self.seed).is_err() {
            return Err(format!("`seed` must be at most {}", i64::MAX));
        }
        Ok(())
    }
}

impl NetworkRecipe {
    fn check(&self) -> Result<(), String> {
        if self.units > 4_096 || self.epochs == 0 || self.epochs > 10_000 {
            return Err("`network.units` must be at most 4,096, `network.epochs` from 1 to 10,000".to_owned());
        }
        if [self.share, self.dropout].iter().any(|share| !(0.0..1.0).contains(share)) {
            return Err("`network.share` and `network.dropout` must be from 0 to below 1".to_owned());
        }
        if !(0.0..=1.0).contains(&self.penalty) {
            return Err("`network.penalty` must be from 0 to 1".to_owned());
        }
        Ok(())
    }
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            seed: 1,
            unit: None,
            classes: ["hostile", "neutral", "favourable"].map(str::to_owned).to_vec(),
            annotators: None,
            solver: Choice::Auto,
            folds: Folds::default(),
            weights: Weights::default(),
            token: TokenLayerRecipe::default(),
            article: ArticleLayerRecipe::default(),
            network: NetworkRecipe::default(),
            document: DocumentRecipe::default(),
            group_intercepts: 0.5,
            calibration: CalibrationRecipe::default(),
        }
    }
}

impl Default for Folds {
    fn default() -> Self {
        Self { count: 5, group_by: GroupBy::Source, same_source: BTreeMap::new() }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { balance: 0.5, confidence: [0.4, 0.7, 1.0], source: BTreeMap::new() }
    }
}

impl Default for TokenLayerRecipe {
    fn default() -> Self {
        Self { enabled: true, window: 9, far: 3, least: 3, alpha: 1.0, light: 0.0 }
    }
}

impl Default for ArticleLayerRecipe {
    fn default() -> Self {
        Self {
            window: 12,
            least: 2,
            least_groups: 1,
            alphas: vec![0.5, 1.0, 2.0, 4.0, 8.0],
            dense_scale: 1.0,
        }
    }
}

impl Default for NetworkRecipe {
    fn default() -> Self {
        Self { units: 64, least_rows: 1_000, share: 0.5, dropout: 0.4, epochs: 20, penalty: 1e-4 }
    }
}

impl Default for DocumentRecipe {
    fn default() -> Self {
        Self {
            least: 2,
            least_share: 0.002,
            words: 3,
            letters: [2, 5],
            spelling: true,
            balance: 1.0,
            large: 10_000,
            alphas: vec![0.1, 0.3, 1.0, 3.0, 10.0],
            alpha: 0.3,
            tolerance: 1e-4,
            rough_tolerance: 0.3,
            least_known: 0.2,
        }
    }
}

impl Default for CalibrationRecipe {
    fn default() -> Self {
        Self {
            method: Method::BiasCorrectedTemperature,
            penalty: 1.0,
            decision: 0.5,
            abstain_share: 0.2,
            least_known: 0.5,
        }
    }
}
