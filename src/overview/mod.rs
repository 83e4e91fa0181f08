//! Many scored documents in, all that a report shows of them out.
//!
//! 1. [`Seen`]: what is looked at of one document.
//! 2. [`Gatherer`]: document after document in, an [`Overview`] out, in one pass.
//! 3. `ranking`: the strongest few of many.
//! 4. [`loaded`]: the loaded terms of a document's own voice, as keyness counts them.
//! 5. [`pages`]: the overview for a browser.

mod gather;
pub mod loaded;
pub mod pages;
mod ranking;

use std::sync::Arc;

use crate::compare::{Cell, Difference, Observation};
use crate::corpus::Document;
use crate::keyness::{Keyness, Window};

pub use gather::{Gatherer, GathererSettings};

/// What is looked at of one document.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Its id.
    pub id: String,
    /// Its title, or how its text begins; empty where only scores are known.
    pub title: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its date, as written.
    pub date: Option<String>,
    /// Words of title and text; 0 where only scores are known.
    pub words: usize,
    /// Loaded terms of the own voice per 1,000 words; `None` where only scores are known.
    pub loaded_per_1000: Option<f64>,
    /// The same for the same text; 0 where only scores are known.
    pub hash: u64,
    /// What it says of the factions that it mentions.
    pub observations: Vec<Observation>,
    /// Its loaded terms ([`loaded::windows`]).
    pub windows: Vec<Window>,
    /// Where a report of many pages shows it: page and number on the page.
    pub place: Option<(u32, u32)>,
    /// The document itself, where it may be wanted once more.
    pub document: Option<Document>,
}

/// What lists say of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Its number in the input, from 0.
    pub number: u64,
    /// Its id.
    pub id: String,
    /// Its title, or how its text begins.
    pub title: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Loaded terms per 1,000 words; `None` where only scores are known.
    pub loaded_per_1000: Option<f64>,
    /// As [`Seen::place`].
    pub place: Option<(u32, u32)>,
}

/// A document among those behind a figure.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The document.
    pub entry: Arc<Entry>,
    /// Its score of the faction.
    pub score: f64,
    /// The framing decided on.
    pub framing: String,
    /// The document itself; kept for the strongest of each outlet and faction alone.
    pub document: Option<Arc<Document>>,
}

/// A document among the most loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The document.
    pub entry: Arc<Entry>,
    /// The factions framed in it with a side taken, strongest first.
    pub sides: Vec<Observation>,
    /// The document itself, where it was handed over.
    pub document: Option<Arc<Document>>,
}

/// All that a report shows.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Documents that were scored.
    pub documents: u64,
    /// Of these, documents that do not say their outlet.
    pub without_source: u64,
    /// Of these, documents whose date cannot be read.
    pub without_date: u64,
    /// Documents and factions on which the model decides.
    pub decided: u64,
    /// Documents and factions on which it would rather not.
    pub abstained: u64,
    /// First and last day.
    pub days: Option<(String, String)>,
    /// Factions mentioned.
    pub factions_met: usize,
    /// Outlets, those of most documents first.
    pub outlets: Vec<Outlet>,
    /// The factions with a framing decided on, those of most documents first.
    pub factions: Vec<FactionOverview>,
    /// The most loaded documents, most loaded first.
    pub loaded: Vec<Loaded>,
    /// The loaded terms that tell the outlets apart.
    pub terms: Keyness,
}

/// An outlet.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlet {
    /// Its name.
    pub name: String,
    /// Its documents.
    pub articles: u64,
    /// Mean of its documents' loaded terms per 1,000 words, where texts are known.
    pub loaded_per_1000: Option<f64>,
}

/// A faction over all documents, by period and by outlet.
#[derive(Debug, Clone)]
pub struct FactionOverview {
    /// All documents.
    pub whole: Cell,
    /// The same by period, in order.
    pub periods: Vec<PeriodOverview>,
    /// The same by outlet, those of most documents first.
    pub outlets: Vec<OutletOverview>,
}

/// A faction in one stretch of time.
#[derive(Debug, Clone)]
pub struct PeriodOverview {
    /// The figures.
    pub cell: Cell,
    /// The documents that score farthest from zero.
    pub behind: Vec<Behind>,
}

/// A faction in one outlet.
#[derive(Debug, Clone)]
pub struct OutletOverview {
    /// The figures.
    pub cell: Cell,
    /// Compared with the other outlets.
    pub difference: Option<Difference>,
    /// The documents that score farthest from zero.
    pub behind: Vec<Behind>,
}
