//! Pages for a browser, from templates that escape all they are given.
//!
//! 1. [`strings`]: what the pages say, in Arabic and English.
//! 2. [`Frame`]: what every page shares: language, direction, style and script, linked or inside.
//! 3. [`article`]: a document with its marked words, its factions and their bars.
//! 4. [`number`]: numbers as pages show them.
//!
//! A page asks for nothing outside itself (or, when served, outside its server), runs no script
//! but its own, and shows the same without any.

pub mod article;
mod frame;
pub mod number;
mod single;
pub mod strings;

pub use frame::{Frame, SCRIPT, STYLE};
pub use single::single;
pub use strings::{Language, Strings};

/// A page could not be put together; the cause is in its template.
#[derive(Debug, thiserror::Error)]
#[error("the page could not be put together: {0}")]
pub struct PageError(#[from] askama::Error);
