//! How groups of documents frame each faction, with what is known of the error.
//!
//! 1. [`Observation`]: what a document says of a faction, from a scored document or a line of scores.
//! 2. [`Gold`]: true labels of a random sample.
//! 3. [`Collector`]: observations in, a [`Comparison`] out: [`Cell`]s (group, faction, period) and
//!    [`Difference`]s between groups.
//! 4. [`wire`], `csv`, `table`: what is written of it.

mod cells;
mod collect;
mod csv;
mod differences;
mod gold;
pub mod scores;
mod table;
pub mod wire;

#[cfg(test)]
mod tests;

pub use cells::{Cell, Corrected, Share};
pub use collect::{Collector, Observation, Standing};
pub use csv::csv;
pub use differences::{Against, Difference, Tested};
pub use gold::{Design, Gold, GoldFault, LEAST_LABELLED};
pub use table::table;

use serde::Serialize;

use crate::stats::Bootstrap;
use crate::stats::multiple::Correction;

/// What a comparison is told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComparisonSettings {
    /// How intervals are drawn.
    pub bootstrap: Bootstrap,
    /// Whom each group is compared with.
    pub against: Against,
    /// How the tests are corrected for being many.
    pub correction: Correction,
    /// Cells of fewer articles with a framing are left out, and not tested.
    pub least_articles: usize,
}

/// How groups frame factions.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Comparison {
    /// Documents that were seen.
    pub documents: u64,
    /// Of these, documents that do not say their group: left out.
    pub without_group: u64,
    /// Documents that do not say their period (all, where none was asked for): in no cell of a period.
    pub without_period: u64,
    /// Cells left out because they have too few articles.
    pub small_cells: usize,
    /// What was made of the labelled sample; `null` without one.
    pub gold: Option<GoldUse>,
    /// By faction (those of most articles first), group and period, each group's whole time first.
    pub cells: Vec<Cell>,
    /// By faction and group, over the whole time.
    pub differences: Vec<Difference>,
}

/// What was made of a labelled sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GoldUse {
    /// What is assumed of it.
    pub design: Design,
    /// Labels given.
    pub labels: usize,
    /// Labels of documents and factions that were seen, with a framing decided on.
    pub used: usize,
}
