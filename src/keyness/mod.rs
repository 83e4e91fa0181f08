//! Keyness: which words one group of documents sets beside a faction more than the others do.
//!
//! 1. [`window`]: a document in, the words beside its mentions of a faction out.
//! 2. [`Collector`]: counts of these by group, article and outlet.
//! 3. [`Keyness`]: what separates the groups, with dispersion and examples.
//! 4. [`wire`], `csv`, `table`: what is written of it.

mod collect;
mod csv;
mod examples;
mod result;
mod table;
pub mod window;
pub mod wire;

pub use collect::Collector;
pub use csv::csv;
pub use examples::Example;
pub use result::{GroupKeyness, KeyTerm, Keyness, KeynessSettings};
pub use table::table;
pub use window::{Observer, Unit, Units, Voices, Window, WindowSettings};
