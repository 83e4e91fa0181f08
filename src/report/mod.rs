//! The wire formats: what `nabra predict` writes.
//!
//! [`wire`] holds the types that are written, apart from the inner ones of [`crate::score`], so that
//! either side can change without the other; one file a format turns them into bytes:
//!
//! - [`Jsonl`]: one JSON object a line for each document, the contract for programs.
//! - [`Csv`]: one row a document and faction, for spreadsheets.
//! - [`Table`]: one block a document, for people at a terminal.
//!
//! Every [`Report`] writes each document on its own, from nothing but that document, so that chunks
//! can be written by any thread and the bytes stay the same.

pub mod agreement;
mod csv;
pub mod evaluation;
mod jsonl;
mod table;
pub mod terminal;
pub mod wire;

#[cfg(test)]
mod tests;

use std::io;

pub use self::csv::{Csv, defused};
pub use jsonl::Jsonl;
pub use table::Table;
pub use wire::{Line, SCHEMA, View};

/// One format.
///
/// # Errors
/// Writing into memory does not fail by itself; an error means that a value could not be put into the
/// format.
pub trait Report: Send + Sync {
    /// What stands before the first document.
    ///
    /// # Errors
    /// See [`Report`].
    fn header(&self, out: &mut Vec<u8>) -> io::Result<()>;

    /// One document, or the error that stands in its place.
    ///
    /// # Errors
    /// See [`Report`].
    fn line(&self, line: &Line<'_>, out: &mut Vec<u8>) -> io::Result<()>;
}

/// What a table's columns are named after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Columns {
    /// Rows speak of a document and a faction.
    Factions {
        /// The classes, in order.
        classes: Vec<String>,
    },
    /// Rows speak of a document.
    Document {
        /// The classes, in order.
        classes: Vec<String>,
    },
}

impl Columns {
    /// The classes, in order.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        match self {
            Self::Factions { classes } | Self::Document { classes } => classes,
        }
    }
}
