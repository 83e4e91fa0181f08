//! Documents and labelled rows, read from files in any usual shape.
//!
//! [`Reader::open`] streams over files, directories and standard input and yields chunks of
//! [`RawRecord`]s in input order; it splits, decompresses and decodes but parses nothing, so that
//! workers can run [`RawRecord::parse`] in parallel. [`read_all`] does both for data that is wanted
//! in memory, labels for training above all. Whatever cannot be read becomes a [`BadRow`] in its
//! place and the rest goes on.
//!
//! 1. `input`: which files, in which order, in which [`Format`].
//! 2. `stream`: bytes out of plain, gzip and zstd files.
//! 3. `encoding`: those bytes as UTF-8.
//! 4. `window`, `split`: UTF-8 cut into records with line numbers.
//! 5. `record`, `json`, `table`, `label`: a record parsed into a [`Row`].
//! 6. [`standoff`]: labels apart from their texts, and the store that joins the two.
//! 7. [`dedup`]: near-duplicate texts.

pub mod dedup;
mod document;
mod encoding;
mod input;
mod json;
mod key;
mod label;
mod reader;
mod record;
mod split;
pub mod standoff;
mod store;
mod stream;
mod table;
mod window;

#[cfg(test)]
mod tests;

pub use document::{
    BadRow, ClassLabel, Document, Drawn, Evidence, FactionLabel, Field, Label, Place, Row, SpeakerLabel,
};
pub use encoding::{Encoding, encoding_named};
pub use input::{Format, Input, OpenError, ReadOptions};
pub use key::article_key;
pub use reader::{AllRows, Reader, read_all, read_labels};
pub use record::RawRecord;
