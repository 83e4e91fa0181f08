//! True labels of a random sample of the documents.

use std::collections::HashMap;

use serde::Serialize;

use crate::corpus::{Label, Row};

/// A share is corrected where so many rows of its cell are labelled at least: the interval rests on a
/// normal approximation.
pub const LEAST_LABELLED: usize = 10;

/// How the sample was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// Every document with the same probability: prediction-powered inference (PPI++).
    #[default]
    SimpleRandom,
    /// Each with a probability of its own, which the row gives: design-based supervised learning.
    KnownProbabilities,
}

/// Why a labelled row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoldFault {
    /// It has no labels of factions.
    #[error("no `labels` of factions: a labelled sample needs them")]
    NoLabels,
    /// Its probability is none.
    #[error("`{0}` must be the probability with which the row was drawn, above 0 and at most 1")]
    Probability(String),
}

/// A true label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Truth {
    /// The number of its class among [`Gold::framings`].
    pub(super) framing: usize,
    /// With which the row was drawn; 1 in a simple random sample.
    pub(super) probability: f64,
}

/// The labels of a sample.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    design: Design,
    /// By document and faction; `None` where annotators disagree.
    truths: HashMap<String, HashMap<String, Option<Truth>>>,
    framings: Vec<String>,
}

impl Gold {
    /// An empty sample of this design.
    #[must_use]
    pub fn new(design: Design) -> Self {
        Self { design, ..Self::default() }
    }

    /// How it was drawn.
    #[must_use]
    pub fn design(&self) -> Design {
        self.design
    }

    /// Labels that it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.truths.values().flat_map(HashMap::values).flatten().count()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the labels of a row. `probability` is what the row says of how it was drawn; in a simple
    /// random sample it is not looked at. Labels of one document and faction that contradict each other
    /// count as none.
    ///
    /// # Errors
    /// A row without labels of factions, or without the probability that the design needs.
    pub fn add(&mut self, row: &Row, probability: Option<&str>) -> Result<(), GoldFault> {
        let Some(Label::Factions(labels)) = &row.label else { return Err(GoldFault::NoLabels) };
        let probability = match self.design {
            Design::SimpleRandom => 1.0,
            Design::KnownProbabilities => read(probability)?,
        };
        for label in labels {
            let framing = self.framing(&label.framing);
            let factions = self.truths.entry(row.document.id.clone()).or_default();
            let truth = Some(Truth { framing, probability });
            let known = factions.entry(label.faction.clone()).or_insert(truth);
            if known.is_some_and(|known| known.framing != framing) {
                *known = None;
            }
        }
        Ok(())
    }

    pub(super) fn truth(&self, document: &str, faction: &str) -> Option<Truth> {
        *self.truths.get(document)?.get(faction)?
    }

    /// The framings that its labels name, by number.
    pub(super) fn framings(&self) -> &[String] {
        &self.framings
    }

    fn framing(&mut self, name: &str) -> usize {
        self.framings.iter().position(|known| known == name).unwrap_or_else(|| {
            self.framings.push(name.to_owned());
            self.framings.len() - 1
        })
    }
}

fn read(probability: Option<&str>) -> Result<f64, GoldFault> {
    let text = probability.unwrap_or_default();
    match text.trim().parse() {
        Ok(p) if p > 0.0 && p <= 1.0 => Ok(p),
        _ => Err(GoldFault::Probability(text.to_owned())),
    }
}
