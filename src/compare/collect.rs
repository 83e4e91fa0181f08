//! Observations of all documents, by group, faction and period.

use std::collections::BTreeMap;

use super::cells::{self, Cell};
use super::differences;
use super::gold::{Gold, Truth};
use super::{Comparison, ComparisonSettings, GoldUse};
use crate::groups::Names;
use crate::score::FactionScore;

/// What a document says of one faction.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The faction's id.
    pub faction: String,
    /// Its name.
    pub name: String,
    /// How often the document mentions it.
    pub mentions: usize,
    /// The framing decided on.
    pub framing: String,
    /// P(favourable) - P(hostile).
    pub score: f64,
    /// The model's classes, in order.
    pub classes: Vec<String>,
    /// Whether the model would rather not decide.
    pub abstained: bool,
}

impl From<&FactionScore> for Observation {
    fn from(score: &FactionScore) -> Self {
        Self {
            faction: score.faction.to_string(),
            name: score.name.to_string(),
            mentions: score.mentions,
            framing: score.framing.to_string(),
            score: score.score,
            classes: score.probabilities.iter().map(|(class, _)| class.to_string()).collect(),
            abstained: score.abstained.is_some(),
        }
    }
}

/// A number in a table of names.
pub(super) type Number = u32;

/// One document and faction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Observed {
    pub(super) group: Number,
    pub(super) faction: Number,
    /// `None` where the date does not say.
    pub(super) period: Option<Number>,
    pub(super) mentions: u32,
    /// The number of the framing; `None` for an abstention.
    pub(super) framing: Option<u8>,
    pub(super) score: f64,
    /// What the labelled sample says: the number of the framing, and the probability of being drawn.
    pub(super) truth: Option<(u8, f64)>,
}

/// Takes documents one after another; what it holds grows by some fifty bytes a document and faction.
#[derive(Debug, Default)]
pub struct Collector {
    pub(super) groups: Names,
    pub(super) factions: Names,
    /// Names of the factions, by number.
    pub(super) labels: Vec<String>,
    pub(super) periods: Names,
    pub(super) framings: Names,
    pub(super) rows: Vec<Observed>,
    gold: Option<Gold>,
    documents: u64,
    without_group: u64,
    without_period: u64,
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its group; `None` where it does not say.
    pub group: Option<&'a str>,
    /// Its period; `None` where it does not say, or nobody asked.
    pub period: Option<&'a str>,
}

impl Collector {
    /// One that corrects shares with `gold`, if there is one.
    #[must_use]
    pub fn new(gold: Option<Gold>) -> Self {
        Self { gold, ..Self::default() }
    }

    /// Takes what a document says of the factions that it mentions.
    pub fn add(&mut self, id: &str, standing: Standing<'_>, observations: &[Observation]) {
        self.documents += 1;
        let Some(group) = standing.group else {
            self.without_group += 1;
            return;
        };
        self.without_period += u64::from(standing.period.is_none());
        let group = self.groups.number(group);
        let period = standing.period.map(|period| self.periods.number(period));
        for observation in observations {
            for class in &observation.classes {
                self.framings.number(class);
            }
            let faction = self.factions.number(&observation.faction);
            if faction as usize == self.labels.len() {
                self.labels.push(observation.name.clone());
            }
            let framing = self.framings.number(&observation.framing) as u8;
            let truth = self.gold.as_ref().and_then(|gold| gold.truth(id, &observation.faction));
            let truth = truth.and_then(|truth| self.known(truth));
            self.rows.push(Observed {
                group,
                faction,
                period,
                mentions: observation.mentions as u32,
                framing: (!observation.abstained).then_some(framing),
                score: observation.score,
                truth,
            });
        }
    }

    /// A true label by the numbers used here. One that the model does not know gets a number too: it
    /// says that none of the model's framings is right.
    fn known(&mut self, truth: Truth) -> Option<(u8, f64)> {
        let name = self.gold.as_ref()?.framings().get(truth.framing)?;
        Some((self.framings.number(name) as u8, truth.probability))
    }

    /// All that the documents say together.
    #[must_use]
    pub fn finish(&self, settings: &ComparisonSettings) -> Comparison {
        let by_faction = self.by_faction();
        let all: Vec<Cell> = cells::cells(self, &by_faction, settings);
        let (cells, small): (Vec<Cell>, Vec<Cell>) =
            all.into_iter().partition(|cell| cell.decided >= settings.least_articles.max(1));
        Comparison {
            documents: self.documents,
            without_group: self.without_group,
            without_period: self.without_period,
            small_cells: small.len(),
            gold: self.gold.as_ref().map(|gold| GoldUse {
                design: gold.design(),
                labels: gold.len(),
                used: self.rows.iter().filter(|row| row.framing.is_some() && row.truth.is_some()).count(),
            }),
            differences: differences::differences(self, &by_faction, settings),
            cells,
        }
    }

    pub(super) fn gold(&self) -> Option<&Gold> {
        self.gold.as_ref()
    }

    /// Rows by faction and group, the factions of most rows first.
    fn by_faction(&self) -> Vec<(Number, BTreeMap<Number, Vec<Observed>>)> {
        let mut factions: BTreeMap<Number, BTreeMap<Number, Vec<Observed>>> = BTreeMap::new();
        for row in &self.rows {
            factions.entry(row.faction).or_default().entry(row.group).or_default().push(*row);
        }
        let mut factions: Vec<_> = factions.into_iter().collect();
        let size = |groups: &BTreeMap<Number, Vec<Observed>>| groups.values().map(Vec::len).sum::<usize>();
        factions.sort_by(|(a, first), (b, second)| {
            size(second)
                .cmp(&size(first))
                .then(self.factions.names[*a as usize].cmp(&self.factions.names[*b as usize]))
        });
        factions
    }
}
