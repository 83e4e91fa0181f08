//! The columns of the article layer that are always there: what the token layer says
//! ([`summary`]), the lexicon's terms (`terms`), loaded words by connotation (`connotations`), the
//! tone of the rest of the text ([`tone`]), its register ([`register`]), what it says of other factions
//! ([`company`]), who says what others say ([`speakers`]), the mean word vector (`vector`).
//!
//! Every column but those of tone, register, company and speakers is carried by words near the mentions, so its part in
//! a score can be handed to them ([`Dense::share_out`]).

pub mod company;
mod connotations;
pub mod register;
pub mod speakers;
pub mod summary;
mod terms;
pub mod tone;
mod vector;

use std::ops::{AddAssign, Mul};
use std::sync::LazyLock;

use super::surroundings::Spot;
use crate::terms::{TermId, TermLexicon};
use crate::text::{Connotation, WordVectors};
use summary::Summary;

/// A word near a mention with all that the dense columns need to know of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Where the word is.
    pub spot: Spot,
    /// Probability that it is evidence, for the first and the last framing class.
    pub evidence: [f32; 2],
    /// The lexicon's term it belongs to.
    pub term: Option<TermId>,
    /// What the choice of the word says of whom.
    pub connotation: Connotation,
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

/// Number of the columns that are sums over words; those of the context and of the mean word vector
/// follow.
pub const SUMS: usize = summary::COLUMNS + terms::COLUMNS + connotations::COLUMNS;

/// Number of the columns of the text alone: tone, register.
pub const TEXT: usize = tone::COLUMNS + register::COLUMNS;

/// Number of the columns that no word near the mentions carries: those of the text, company, speakers.
pub const CONTEXT: usize = TEXT + company::COLUMNS + speakers::COLUMNS;

/// The columns of tone and register in a row.
#[must_use]
pub fn of_text(tone: &[f32; tone::COLUMNS], register: &[f32; register::COLUMNS]) -> [f32; TEXT] {
    let mut out = [0.0; TEXT];
    let (of_tone, of_register) = out.split_at_mut(tone::COLUMNS);
    of_tone.copy_from_slice(tone);
    of_register.copy_from_slice(register);
    out
}

/// What the rest of a text has to say: the columns of the text, of company and speakers in a row.
#[must_use]
pub fn context(
    text: &[f32; TEXT],
    company: &[f32; company::COLUMNS],
    speakers: &[f32; speakers::COLUMNS],
) -> [f32; CONTEXT] {
    let mut out = [0.0; CONTEXT];
    let (of_text, rest) = out.split_at_mut(TEXT);
    let (of_company, of_speakers) = rest.split_at_mut(company::COLUMNS);
    of_text.copy_from_slice(text);
    of_company.copy_from_slice(company);
    of_speakers.copy_from_slice(speakers);
    out
}

/// The same context with other speakers.
#[must_use]
pub fn spoken_by(mut context: [f32; CONTEXT], speakers: &[f32; speakers::COLUMNS]) -> [f32; CONTEXT] {
    context[CONTEXT - speakers::COLUMNS..].copy_from_slice(speakers);
    context
}

/// Number of dense columns.
#[must_use]
pub fn columns(vectors: &WordVectors) -> usize {
    SUMS + CONTEXT + vectors.dimensions()
}

/// Fills `out`, of length [`columns`], from the words near a faction's mentions and the columns of
/// their context.
pub fn fill(words: &[Judged], context: &[f32; CONTEXT], sources: Sources<'_>, out: &mut [f32]) {
    let (sums, rest) = out.split_at_mut(SUMS);
    let (of_context, vector) = rest.split_at_mut(CONTEXT);
    of_context.copy_from_slice(context);
    let mut dense = Dense::default();
    words.iter().enumerate().for_each(|(place, word)| dense.add(place, word, sources.terms));
    dense.fill(sums);
    vector.fill(0.0);
    words.iter().for_each(|word| dense.add_to_mean(word, sources.vectors, vector));
}

/// Parts of two sums that are worked out side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pair(pub f64, pub f64);

impl AddAssign for Pair {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
        self.1 += other.1;
    }
}

impl Mul<f64> for Pair {
    type Output = Self;

    #[inline]
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor, self.1 * factor)
    }
}

/// Words near a faction's mentions summed up, one after another.
#[derive(Debug, Clone, Default)]
pub struct Dense {
    summary: Summary,
    terms: terms::Sums,
    connotations: connotations::Sums,
    /// Of the words that have a part in the mean vector.
    nearness: f64,
}

impl Dense {
    /// Adds the word at `place` among the words that shares are handed to.
    pub fn add(&mut self, place: usize, word: &Judged, terms: &TermLexicon) {
        self.summary.add(place, word);
        self.terms.add(word, terms);
        self.connotations.add(word);
        if vector::counts(word) {
            self.nearness += nearness(&word.spot);
        }
    }

    /// Fills the columns that are sums, [`SUMS`] of them.
    pub fn fill(&self, out: &mut [f32]) {
        let (summary, rest) = out.split_at_mut(summary::COLUMNS);
        let (terms, connotations) = rest.split_at_mut(terms::COLUMNS);
        self.summary.fill(summary);
        self.terms.fill(terms);
        self.connotations.fill(connotations);
    }

    /// What the vector of one of the words weighs in their mean; `None` where it has no part in it.
    #[must_use]
    pub fn in_mean(&self, word: &Judged) -> Option<f64> {
        vector::counts(word).then(|| vector::SCALE * nearness(&word.spot) / self.nearness)
    }

    /// Adds the part of one of the words to their mean vector.
    pub fn add_to_mean(&self, word: &Judged, vectors: &WordVectors, mean: &mut [f32]) {
        if let (Some(row), Some(weight)) = (word.vector, self.in_mean(word)) {
            vector::add(weight, vectors.vector(row as usize), mean);
        }
    }

    /// Hands the parts of the columns that are sums, in two sums of logits, to the words:
    /// `weights` and `values` are those of the columns; `words` come with their places in
    /// `shares`, which are added to.
    pub fn share_out<'w>(
        &self,
        words: impl Iterator<Item = (usize, &'w Judged)>,
        terms: &TermLexicon,
        weights: &[Pair],
        values: &[f32],
        shares: &mut [Pair],
    ) {
        let (of_summary, rest) = weights.split_at(summary::COLUMNS);
        let (of_terms, of_connotations) = rest.split_at(terms::COLUMNS);
        let (summary, rest) = values.split_at(summary::COLUMNS);
        let (in_terms, in_connotations) = rest.split_at(terms::COLUMNS);
        let each = self.summary.shares(of_summary, summary, shares);
        for (place, word) in words {
            let share = &mut shares[place];
            each.add(word, share);
            self.terms.add_share(word, terms, of_terms, in_terms, share);
            self.connotations.add_share(word, of_connotations, in_connotations, share);
        }
    }
}

#[cfg(test)]
mod tests;
