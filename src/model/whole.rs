//! A model as it is kept: lexicons, layers, and a card that says where it comes from.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, BundleError, BundleView, number_bytes};
use super::document::DocumentModel;
use super::faction::FactionModel;
use super::network::Network;
use crate::annotate::Lexicons;
use crate::factions::FactionLexicon;
use crate::features::dense;
use crate::text::{
    ConnotationEntry, Connotations, HostWords, Language, TextSettings, WordCount, WordVectors,
};

/// What a model, and a row that it learns from, speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A document and a faction that it mentions.
    #[default]
    Faction,
    /// A document as a whole.
    Document,
}

/// What a model says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The program's version that trained it.
    pub nabra: String,
    /// What its rows speak of.
    pub unit: Unit,
    /// Its classes.
    pub classes: Vec<String>,
    /// Rows it was trained on, by class.
    pub class_counts: Vec<usize>,
    /// The recipe, as TOML with every setting spelled out.
    pub recipe: String,
    /// BLAKE3 hash of the training data as read.
    pub data_hash: String,
    /// Figures of its training: folds, scores, strongest terms.
    pub figures: serde_json::Value,
}

/// What a model is made of.
#[derive(Debug, Clone, Serialize)]
pub struct Description<'a> {
    /// Version of the bundle format.
    pub format: u32,
    /// Its checksum.
    pub checksum: &'a str,
    /// Its size.
    pub bytes: usize,
    /// Factions it knows.
    pub factions: usize,
    /// Terms it knows.
    pub terms: usize,
    /// Words whose counts the clitic rules rest on.
    pub known_words: usize,
    /// Words with a vector.
    pub word_vectors: usize,
    /// Stems with a connotation.
    pub connotations: usize,
    /// Columns by layer.
    pub columns: std::collections::BTreeMap<&'static str, usize>,
    /// What it says of itself.
    pub card: &'a Card,
}

/// What a model decides.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// How documents frame the factions that they mention.
    Faction(FactionModel),
    /// What documents as a whole are.
    Document(DocumentModel),
}

/// A model with everything it needs.
#[derive(Debug, Clone)]
pub struct Model {
    /// Language, factions, terms.
    pub lexicons: Lexicons,
    /// The layers.
    pub task: Task,
    /// What it says of itself.
    pub card: Card,
    checksum: String,
    size: usize,
}

#[cfg(feature = "default-model")]
static DEFAULT: &[u8] = include_bytes!("../../models/default.nabra");

impl Model {
    /// A model fresh from training.
    #[must_use]
    pub fn new(lexicons: Lexicons, task: Task, card: Card) -> Self {
        let mut model = Self { lexicons, task, card, checksum: String::new(), size: 0 };
        let bytes = model.to_bytes();
        model.size = bytes.len();
        model.checksum = BundleView::read(&bytes).map(|view| view.checksum()).unwrap_or_default();
        model
    }

    /// The embedded default model.
    ///
    /// # Errors
    ///
    /// [`BundleError::Read`] where the program was built without it.
    pub fn default_model() -> Result<Self, BundleError> {
        #[cfg(feature = "default-model")]
        return Self::read(DEFAULT);
        #[cfg(not(feature = "default-model"))]
        Err(BundleError::Read(
            "this program was built without its default model: name one with --model".to_owned(),
        ))
    }

    /// Reads a bundle file.
    ///
    /// # Errors
    ///
    /// [`BundleError`]; nothing of a bundle is used before it is checked.
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let bytes = std::fs::read(path).map_err(|e| BundleError::Read(e.to_string()))?;
        Self::read(&bytes)
    }

    /// Reads a bundle.
    ///
    /// # Errors
    ///
    /// [`BundleError`].
    pub fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let bundle = BundleView::read(bytes)?;
        let card: Card = bundle.json("card")?;
        let (lexicons, task) = match card.unit {
            Unit::Faction => {
                let (lexicons, model) = of_factions(&bundle)?;
                if model.settings.classes != card.classes {
                    return Err(BundleError::Section("card".to_owned()));
                }
                (lexicons, Task::Faction(model))
            }
            Unit::Document => (Lexicons::none(), Task::Document(DocumentModel::get(&bundle)?)),
        };
        Ok(Self { lexicons, task, card, checksum: bundle.checksum(), size: bytes.len() })
    }

    /// The bundle's bytes: the same model gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bundle = Bundle::new();
        let json = |value: serde_json::Result<Vec<u8>>| value.unwrap_or_default();
        bundle.put("card", json(serde_json::to_vec(&self.card)));
        match &self.task {
            Task::Faction(model) => {
                bundle.put("factions", json(serde_json::to_vec(&self.lexicons.factions)));
                bundle.put("terms", json(serde_json::to_vec(&self.lexicons.terms)));
                put_language(&self.lexicons.language, &mut bundle);
                model.put(&mut bundle);
            }
            Task::Document(model) => model.put(&mut bundle),
        }
        bundle.to_bytes()
    }

    /// What it speaks of.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.card.unit
    }

    /// Its classes, in order.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.card.classes
    }

    /// The factions it knows.
    #[must_use]
    pub fn factions(&self) -> &FactionLexicon {
        &self.lexicons.factions
    }

    /// What `nabra inspect` shows.
    #[must_use]
    pub fn description(&self) -> Description<'_> {
        let columns = match &self.task {
            Task::Faction(model) => vec![
                ("token layer", model.tokens.as_ref().map_or(0, |tokens| tokens.vocabulary.len())),
                ("article layer, bag", model.article.bag.vocabulary().len()),
                ("article layer", model.article.layer.columns()),
                ("article network, units", model.article.network.as_deref().map_or(0, Network::units)),
            ],
            Task::Document(model) => {
                vec![("words", model.words.vocabulary().len()), ("letters", model.letters.vocabulary().len())]
            }
        };
        Description {
            format: super::bundle::VERSION,
            checksum: &self.checksum,
            bytes: self.size,
            factions: self.lexicons.factions.factions.len(),
            terms: self.lexicons.terms.terms.len(),
            known_words: self.lexicons.language.morphology.hosts().len(),
            word_vectors: self.lexicons.language.vectors.len(),
            connotations: self.lexicons.language.connotations.len(),
            columns: columns.into_iter().collect(),
            card: &self.card,
        }
    }

    /// BLAKE3 checksum of the bundle, in hexadecimal digits.
    #[must_use]
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// Size of the bundle in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The same model with factions added or replaced by id.
    #[must_use]
    pub fn with_factions(mut self, factions: FactionLexicon) -> Self {
        let mut all = self.lexicons.factions.clone();
        all.merge(factions);
        self.lexicons = self.lexicons.with_factions(all);
        self
    }
}

fn put_language(language: &Language, bundle: &mut Bundle) {
    bundle.put("text", serde_json::to_vec(&language.settings()).unwrap_or_default());
    let (hashes, counts) = language.morphology.hosts().parts();
    bundle.put("hosts.hashes", number_bytes(hashes, u64::to_le_bytes));
    bundle.put("hosts.counts", number_bytes(counts, WordCount::to_bytes));
    bundle.put("vectors", language.vectors.to_bytes());
    let (hashes, entries) = language.connotations.parts();
    bundle.put("connotations.hashes", number_bytes(hashes, u64::to_le_bytes));
    bundle.put("connotations.entries", number_bytes(entries, ConnotationEntry::to_bytes));
}

/// Lexicons and layers of a faction model; what needs nothing of each other is read side by side.
fn of_factions(bundle: &BundleView<'_>) -> Result<(Lexicons, FactionModel), BundleError> {
    let (language, (factions, terms)) =
        rayon::join(|| language(bundle), || rayon::join(|| bundle.json("factions"), || bundle.json("terms")));
    let (language, factions, terms) = (language?, factions?, terms?);
    let columns = dense::columns(&language.vectors);
    let (lexicons, model) =
        rayon::join(|| Lexicons::new(language, factions, terms), || FactionModel::get(bundle, columns));
    Ok((lexicons, model?))
}

fn language(bundle: &BundleView<'_>) -> Result<Language, BundleError> {
    let settings: TextSettings = bundle.json("text")?;
    let hashes = bundle.numbers("hosts.hashes", u64::from_le_bytes)?;
    let counts = bundle.numbers("hosts.counts", WordCount::from_bytes)?;
    let malformed = |section: &str| BundleError::Section(section.to_owned());
    let hosts = HostWords::from_parts(hashes, counts).ok_or_else(|| malformed("hosts"))?;
    let vectors = WordVectors::from_bytes(bundle.get("vectors")?).ok_or_else(|| malformed("vectors"))?;
    let hashes = bundle.numbers("connotations.hashes", u64::from_le_bytes)?;
    let entries = bundle.numbers("connotations.entries", ConnotationEntry::from_bytes)?;
    let connotations =
        Connotations::from_parts(hashes, entries).ok_or_else(|| malformed("connotations.hashes"))?;
    Ok(Language::new(settings, hosts, vectors).with_connotations(connotations))
}
