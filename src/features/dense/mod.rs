//! The columns of the article layer that are always there: what the token layer says
//! ([`summary`]), the lexicon's terms (`terms`), the mean word vector (`vector`).
//!
//! Every column is carried by words near the mentions, so its part in a score can be handed to
//! them ([`share_out`]).

pub mod summary;
mod terms;
mod vector;

use super::surroundings::Spot;
use crate::terms::{TermId, TermLexicon};
use crate::text::WordVectors;

/// A word near a mention with all that the dense columns need to know of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Where the word is.
    pub spot: Spot,
    /// Probability that it is evidence, for the first and the last framing class.
    pub evidence: [f32; 2],
    /// The lexicon's term it belongs to.
    pub term: Option<TermId>,
    /// The row of its word vector.
    pub vector: Option<u32>,
}

/// What the columns are read with.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The term lexicon.
    pub terms: &'a TermLexicon,
    /// The word vectors.
    pub vectors: &'a WordVectors,
}

/// Number of dense columns.
#[must_use]
pub fn columns(vectors: &WordVectors) -> usize {
    summary::COLUMNS + terms::COLUMNS + vectors.dimensions()
}

/// Fills `out`, of length [`columns`], from the words near a faction's mentions.
pub fn fill(words: &[Judged], sources: Sources<'_>, out: &mut [f32]) {
    let (summary, rest) = out.split_at_mut(summary::COLUMNS);
    let (terms, vector) = rest.split_at_mut(terms::COLUMNS);
    summary::fill(words, summary);
    terms::fill(words, sources.terms, terms);
    vector::fill(words, sources.vectors, vector);
}

/// Hands the columns' parts in a logit to the words: `weights` and `values` are of length
/// [`columns`], `shares` has one entry a word and is added to.
pub fn share_out(
    words: &[Judged],
    sources: Sources<'_>,
    weights: &[f64],
    values: &[f32],
    shares: &mut [f64],
) {
    let (summary_weights, rest) = weights.split_at(summary::COLUMNS);
    let (term_weights, vector_weights) = rest.split_at(terms::COLUMNS);
    let (summary_values, rest) = values.split_at(summary::COLUMNS);
    summary::share_out(words, summary_weights, summary_values, shares);
    terms::share_out(words, sources.terms, term_weights, &rest[..terms::COLUMNS], shares);
    vector::share_out(words, sources.vectors, vector_weights, shares);
}
