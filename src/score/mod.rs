//! One document in, one scored document out: framing, evidence, abstention.

mod evidence;
mod faction;
pub mod scored;
mod tables;

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
    Faction(faction::FactionScorer<'m>),
}

impl<'m> Scorer<'m> {
    /// A scorer for `model`.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let task = match &model.task {
            Task::Faction(layers) => Scoring::Faction(faction::FactionScorer::new(layers, &model.lexicons)),
        };
        Self { task }
    }

    /// A scorer for another thread.
    #[must_use]
    pub fn another(&self) -> Self {
        let task = match &self.task {
            Scoring::Faction(scorer) => Scoring::Faction(scorer.another()),
        };
        Self { task }
    }

    /// Scores one document. What it returns depends on the document and the model alone.
    pub fn score(&mut self, document: &Document) -> ScoredDocument {
        let verdict = match &mut self.task {
            Scoring::Faction(scorer) => scorer.score(document),
        };
        ScoredDocument {
            id: document.id.clone(),
            source: document.source.clone(),
            date: document.date.clone(),
            verdict,
        }
    }

    /// What every word adds to the score of every faction that one document mentions, in the
    /// order of [`Self::score`].
    pub fn explain(&mut self, document: &Document) -> Vec<FactionExplanation> {
        match &mut self.task {
            Scoring::Faction(scorer) => scorer.explain(document),
        }
    }
}
