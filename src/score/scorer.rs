//! STUB, to be replaced: finds aliases as they are spelled and makes figures up from how many there are.

use std::sync::Arc;

use crate::corpus::Document;
use crate::factions::Faction;
use crate::model::Model;
use crate::text::Field;
use crate::text::voice::Voice;

use super::{EvidenceSpan, FactionScore, ScoredDocument, Verdict, VoiceScore};

/// A stub of a scorer.
pub struct Scorer<'a> {
    model: &'a Model,
}

impl<'a> Scorer<'a> {
    /// A scorer for one thread.
    #[must_use]
    pub fn new(model: &'a Model) -> Self {
        Self { model }
    }

    /// Scores one document.
    #[must_use]
    pub fn score(&mut self, document: &Document) -> ScoredDocument {
        let factions = self.model.factions().factions.iter();
        ScoredDocument {
            id: document.id.clone(),
            source: document.source.clone(),
            date: document.date.clone(),
            verdict: Verdict::Factions {
                factions: factions.filter_map(|faction| self.faction(faction, &document.text)).collect(),
                loaded_per_1000: 1000.0 / (1 + document.text.len()) as f64,
            },
        }
    }

    fn faction(&self, faction: &Faction, text: &str) -> Option<FactionScore> {
        let places: Vec<_> =
            faction.aliases.iter().flat_map(|alias| text.match_indices(alias.text.as_str())).collect();
        if places.is_empty() {
            return None;
        }
        let weights = [places.len() as f64, 1.0, text.len() as f64 % 7.0];
        let sum: f64 = weights.iter().sum();
        let [hostile, neutral, favourable] = weights.map(|weight| weight / sum);
        let probabilities: Vec<(Arc<str>, f64)> = self
            .model
            .classes()
            .iter()
            .map(|c| Arc::from(c.as_str()))
            .zip([hostile, neutral, favourable])
            .collect();
        let framing = probabilities.iter().max_by(|a, b| a.1.total_cmp(&b.1))?.0.clone();
        let score = favourable - hostile;
        Some(FactionScore {
            faction: faction.id.as_str().into(),
            name: faction.name.ar.as_str().into(),
            mentions: places.len(),
            framing,
            score,
            probabilities,
            own: VoiceScore { mentions: places.len(), score: Some(score) },
            quoted: VoiceScore { mentions: 0, score: None },
            evidence: places.iter().take(5).map(|&(start, found)| span(text, start, found)).collect(),
            abstained: None,
        })
    }
}

fn span(text: &str, start: usize, found: &str) -> EvidenceSpan {
    let chars = text.get(..start).unwrap_or_default().chars().count();
    EvidenceSpan {
        text: found.to_owned(),
        bytes: start..start + found.len(),
        chars: chars..chars + found.chars().count(),
        field: Field::Text,
        voice: Voice::Own,
        contribution: -0.5,
    }
}
