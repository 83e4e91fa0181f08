//! What documents are grouped by: outlet, event, a stretch of time, or any other field.

mod names;
mod period;

pub(crate) use names::Names;
pub use period::Period;

use crate::corpus::{Document, ReadOptions};

/// What documents are grouped by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupBy {
    /// The outlet.
    Source,
    /// The event.
    Event,
    /// A stretch of time, from the date.
    Period(Period),
    /// Another field or column, by its name.
    Field(String),
}

impl GroupBy {
    /// Reads `source`, `event`, `day`, `week`, `month` or `year`; anything else names a field.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "source" => Self::Source,
            "event" => Self::Event,
            _ => Period::named(name).map_or_else(|| Self::Field(name.to_owned()), Self::Period),
        }
    }

    /// Its name, as [`Self::named`] reads it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Source => "source",
            Self::Event => "event",
            Self::Period(period) => period.name(),
            Self::Field(name) => name,
        }
    }

    /// `options` under which the readers put what is grouped by into the document: another field takes
    /// the place of the source.
    #[must_use]
    pub fn read_with(&self, options: ReadOptions) -> ReadOptions {
        match self {
            Self::Field(name) => ReadOptions { source_column: name.clone(), ..options },
            _ => options,
        }
    }

    /// The group of a document that was read with [`Self::read_with`]; `None` where it does not say.
    #[must_use]
    pub fn of(&self, document: &Document) -> Option<String> {
        match self {
            Self::Source | Self::Field(_) => document.source.clone(),
            Self::Event => document.event.clone(),
            Self::Period(period) => document.date.as_deref().and_then(|date| period.of(date)),
        }
    }
}
