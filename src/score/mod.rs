//! One document in, one scored document out: framing, evidence, abstention.

pub mod document;
mod evidence;
mod faction;
mod offsets;
pub mod scored;
mod stems;
mod tables;
mod weights;

use std::sync::Arc;

pub use scored::{
    Abstention, DocumentScore, EvidenceSpan, FactionExplanation, FactionScore, ScoredDocument, Share,
    Verdict, VoiceScore, spread,
};

use crate::corpus::Document;
use crate::model::{Model, Task};

/// Scores document after document; one for each thread ([`Scorer::another`]).
pub struct Scorer<'m> {
    task: Scoring<'m>,
}

enum Scoring<'m> {
    Faction(Box<faction::FactionScorer<'m>>),
    Document(Box<document::DocumentScorer<'m>>),
}

/// What all scorers of a model share: the tables made of it, and what was learnt of the words met,
/// up to a bound. What is in it changes no result.
pub struct Common {
    task: Shared,
}

enum Shared {
    Faction(Box<faction::Common>),
    Document(Arc<document::Tables>),
}

impl Common {
    /// For `model`.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let task = match &model.task {
            Task::Faction(layers) => Shared::Faction(Box::new(faction::Common::new(layers, &model.lexicons))),
            Task::Document(layers) => Shared::Document(Arc::new(document::Tables::new(layers))),
        };
        Self { task }
    }
}

impl<'m> Scorer<'m> {
    /// A scorer for `model`.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        Self::with(model, &Common::new(model))
    }

    /// A scorer that shares what is `common` to those of the same model.
    #[must_use]
    pub fn with(model: &'m Model, common: &Common) -> Self {
        let task = match (&model.task, &common.task) {
            (Task::Faction(layers), Shared::Faction(common)) => {
                Scoring::Faction(Box::new(faction::FactionScorer::with(layers, &model.lexicons, common)))
            }
            (Task::Document(layers), Shared::Document(tables)) => {
                Scoring::Document(Box::new(document::DocumentScorer::with(layers, tables)))
            }
            // That of another model is of no use.
            _ => return Self::new(model),
        };
        Self { task }
    }

    /// A scorer for another thread.
    #[must_use]
    pub fn another(&self) -> Self {
        let task = match &self.task {
            Scoring::Faction(scorer) => Scoring::Faction(Box::new(scorer.another())),
            Scoring::Document(scorer) => Scoring::Document(Box::new(scorer.another())),
        };
        Self { task }
    }

    /// Scores one document. What it returns depends on the document and the model alone.
    pub fn score(&mut self, document: &Document) -> ScoredDocument {
        let verdict = match &mut self.task {
            Scoring::Faction(scorer) => scorer.score(document),
            Scoring::Document(scorer) => scorer.score(document),
        };
        ScoredDocument {
            id: document.id.clone(),
            source: document.source.clone(),
            date: document.date.clone(),
            verdict,
        }
    }

    /// What every word adds to the score of every faction that one document mentions, in the
    /// order of [`Self::score`]. A model of whole documents has none; it explains itself by
    /// [`document::DocumentScorer::explain`].
    pub fn explain(&mut self, document: &Document) -> Vec<FactionExplanation> {
        match &mut self.task {
            Scoring::Faction(scorer) => scorer.explain(document),
            Scoring::Document(_) => Vec::new(),
        }
    }
}
