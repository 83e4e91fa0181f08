//! One document in, one scored document out: framing, evidence, abstention.

pub mod document;
mod evidence;
mod faction;
mod hidden;
mod offsets;
pub mod scored;
mod settings;
mod tables;
mod weights;

pub use scored::{
    Abstention, DocumentScore, EvidenceSpan, FactionExplanation, FactionScore, QuotedScore, ScoredDocument,
    Share, SpeakerScore, Verdict, VoiceScore, spread,
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

impl<'m> Scorer<'m> {
    /// A scorer for `model`.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let task = match &model.task {
            Task::Faction(layers) => {
                Scoring::Faction(Box::new(faction::FactionScorer::new(layers, &model.lexicons)))
            }
            Task::Document(layers) => Scoring::Document(Box::new(document::DocumentScorer::new(layers))),
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
