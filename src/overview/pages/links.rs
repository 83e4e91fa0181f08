//! Where each thing is shown, and how one page points to another.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::overview::Entry;

/// The page that points.
#[derive(Debug, Clone, Copy)]
pub(super) enum Links<'a> {
    /// The only one; these articles are on it.
    Single {
        /// Their numbers in the input.
        shown: &'a BTreeSet<u64>,
    },
    /// The first one of many.
    First,
    /// A faction's page of many.
    Faction,
}

impl Links<'_> {
    /// To an article, where it is shown.
    pub(super) fn article(self, entry: &Entry) -> Option<String> {
        let file = |folder: &str| {
            entry.place.map(|(page, at)| format!("{folder}articles/{}#a{at}", articles_file(page)))
        };
        match self {
            Self::Single { shown } => {
                shown.contains(&entry.number).then(|| format!("#a{}", entry.number + 1))
            }
            Self::First => file(""),
            Self::Faction => file("../"),
        }
    }

    /// To the section of the faction with this number.
    pub(super) fn faction(self, number: usize) -> String {
        match self {
            Self::Single { .. } => format!("#f{number}"),
            Self::First => format!("factions/{number}.html"),
            Self::Faction => format!("{number}.html"),
        }
    }

    /// To the articles behind the figure of a faction and an outlet (its number in the section).
    pub(super) fn behind(self, faction: usize, outlet: usize) -> String {
        match self {
            Self::Single { .. } | Self::Faction => format!("#{}", behind_id(faction, outlet)),
            Self::First => format!("factions/{faction}.html#{}", behind_id(faction, outlet)),
        }
    }

    /// To the articles behind the figures of a faction over time, but for the number of the stretch.
    pub(super) fn periods(self, faction: usize) -> String {
        match self {
            Self::Single { .. } | Self::Faction => format!("#{}", period_id(faction, "")),
            Self::First => format!("factions/{faction}.html#{}", period_id(faction, "")),
        }
    }
}

/// The id of the list of articles of a faction and a stretch of time.
pub(super) fn period_id(faction: usize, number: impl Display) -> String {
    format!("f{faction}-p{number}")
}

/// The id of the list of articles of a faction and an outlet.
pub(super) fn behind_id(faction: usize, outlet: usize) -> String {
    format!("f{faction}-o{outlet}")
}

/// The file of a page of articles.
pub(super) fn articles_file(page: u32) -> String {
    format!("{page:05}.html")
}
