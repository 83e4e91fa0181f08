//! The columns of the article layer that are always there: what the token layer says
//! ([`summary`]), the lexicon's terms (`terms`), the mean word vector (`vector`).
//!
//! Every column is carried by words near the mentions, so its part in a score can be handed to
//! them ([`share_out`]).

pub mod summary;
mod terms;
mod vector;

use std::sync::LazyLock;

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

/// How much less a word counts, the farther away it is: 1 / sqrt(1 + distance).
fn nearness(spot: &Spot) -> f64 {
    static NEAR: LazyLock<[f64; 16]> = LazyLock::new(|| std::array::from_fn(far));
    NEAR.get(spot.distance).copied().unwrap_or_else(|| far(spot.distance))
}

fn far(distance: usize) -> f64 {
    (1.0 + distance as f64).sqrt().recip()
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

/// Numbers of two sums that are worked out side by side.
pub type Pair = [f64; 2];

/// The part of `columns`, of length [`columns`], that belongs to the word vectors.
#[must_use]
pub fn of_vectors<'c, T>(columns: &'c [T], vectors: &WordVectors) -> &'c [T] {
    &columns[columns.len() - vectors.dimensions()..]
}

/// Hands the columns' parts in two sums of logits to the words: `weights` and `values` are of
/// length [`columns`], `shares` has one entry a word and is added to. `of_vector` gives the
/// products of the weights with a word's vector.
pub fn share_out(
    words: &[Judged],
    sources: Sources<'_>,
    weights: &[Pair],
    values: &[f32],
    of_vector: impl Fn(usize) -> Pair,
    shares: &mut [Pair],
) {
    let (summary_weights, rest) = weights.split_at(summary::COLUMNS);
    let term_weights = &rest[..terms::COLUMNS];
    let (summary_values, rest) = values.split_at(summary::COLUMNS);
    summary::share_out(words, summary_weights, summary_values, shares);
    terms::share_out(words, sources.terms, term_weights, &rest[..terms::COLUMNS], shares);
    vector::share_out(words, of_vector, shares);
}
