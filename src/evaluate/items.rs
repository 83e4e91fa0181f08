//! Labelled rows as items with a true class.

use std::collections::BTreeSet;

use super::EvaluateError;
use crate::corpus::{BadRow, Label, Row};
use crate::learn::duplicates::Repeats;
use crate::learn::recipe::Annotators;
use crate::model::{Model, Unit};

/// One label that the model is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Number of its row.
    pub row: usize,
    /// Number of the label in its row; 0 for whole documents.
    pub label: usize,
    /// Number of its class.
    pub target: u32,
}

/// All of them, in the order of rows and labels.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// The items.
    pub items: Vec<Item>,
    /// The model's classes.
    pub classes: Vec<String>,
    /// Labels that cannot be used, those that contradict another among them.
    pub refused: Vec<BadRow>,
    /// Labels that say again what another one says, or that most annotators do not share.
    pub repeated: Vec<BadRow>,
    /// Factions that the model's lexicon does not have.
    pub unknown: Vec<String>,
}

impl Items {
    /// The labels of `rows` that `model` can be measured on, those of a confidence below `least` left out.
    ///
    /// # Errors
    ///
    /// [`EvaluateError::NoLabels`], [`EvaluateError::NothingUsable`].
    pub fn new(rows: &[Row], model: &Model, least: Option<u8>) -> Result<Self, EvaluateError> {
        let mut all = Self { classes: model.classes().to_vec(), ..Self::default() };
        let known = |class: &str| model.classes().iter().any(|known| known == class);
        let repeats = Repeats::find(rows, known, Some(Annotators::Majority));
        let mut unknown = BTreeSet::new();
        for (number, row) in rows.iter().enumerate() {
            match (&row.label, model.unit()) {
                (Some(Label::Factions(labels)), Unit::Faction) => {
                    for (nth, label) in labels.iter().enumerate() {
                        // A label that does not say how sure it is counts as sure.
                        if label.confidence.is_some_and(|level| Some(level) < least) {
                            continue;
                        }
                        if model.factions().number(&label.faction).is_none() {
                            unknown.insert(label.faction.clone());
                        }
                        all.add(row, [number, nth], &label.framing, &repeats);
                    }
                }
                (Some(Label::Class(label)), Unit::Document) => {
                    all.add(row, [number, 0], &label.class, &repeats);
                }
                _ => {}
            }
        }
        all.unknown = unknown.into_iter().collect();
        match (all.items.is_empty(), model.unit()) {
            (false, _) => Ok(all),
            (true, Unit::Faction) if all.refused.is_empty() => {
                Err(EvaluateError::NoLabels("`labels`, or `faction` and `framing`"))
            }
            (true, Unit::Document) if all.refused.is_empty() => {
                Err(EvaluateError::NoLabels("`label`, the class of the whole document"))
            }
            _ => Err(EvaluateError::NothingUsable {
                told: all.refused.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    fn add(&mut self, row: &Row, [number, nth]: [usize; 2], class: &str, repeats: &Repeats) {
        let target = self.classes.iter().position(|known| known == class);
        match (target, repeats.of(number, nth)) {
            (None, _) => {
                let reason = format!("unknown class {class:?}; the model knows {}", self.classes.join(", "));
                self.refused.push(bad(row, reason));
            }
            (Some(_), Some(repeat)) => {
                let told = bad(row, format!("{class:?} {repeat}"));
                if repeat.is_fault() { self.refused.push(told) } else { self.repeated.push(told) }
            }
            (Some(target), None) => {
                self.items.push(Item { row: number, label: nth, target: target as u32 });
            }
        }
    }

    /// The class that says nothing for or against: the one called neutral, else the middle one.
    #[must_use]
    pub fn neutral(&self) -> u32 {
        let named = self.classes.iter().position(|class| class == "neutral");
        named.unwrap_or(self.classes.len() / 2) as u32
    }

    /// The faction that an item speaks of; `None` for whole documents.
    #[must_use]
    pub fn faction<'r>(&self, rows: &'r [Row], item: &Item) -> Option<&'r str> {
        match &rows[item.row].label {
            Some(Label::Factions(labels)) => Some(&labels[item.label].faction),
            _ => None,
        }
    }
}

fn bad(row: &Row, reason: String) -> BadRow {
    BadRow { place: row.place.clone(), id: Some(row.document.id.clone()), reason }
}
