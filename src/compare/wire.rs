//! What is written of a comparison: one JSON object.

use serde::Serialize;

use super::Comparison;

/// The contract's name and version.
pub const SCHEMA: &str = "nabra.comparison/1";

/// A comparison with what was asked.
///
/// Numbers are as they were computed, not rounded. A figure with an interval is `{"value", "low", "high"}`,
/// each `null` where it cannot be computed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What documents are grouped by.
    pub by: &'a str,
    /// The stretches of time; `null` for none.
    pub over: Option<&'a str>,
    /// How tests are corrected: `bh` or `holm`.
    pub correction: &'static str,
    /// All the rest.
    #[serde(flatten)]
    pub comparison: &'a Comparison,
}
