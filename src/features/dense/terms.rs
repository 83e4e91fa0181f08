//! How much loaded vocabulary of the lexicon stands near, by lean, side and voice.

use super::{Judged, Pair, nearness};
use crate::features::surroundings::Side;
use crate::terms::{TermLean, TermLexicon};

const LEANS: usize = 3;
const SIDES: usize = Side::ALL.len();
/// Lean by side by whether the words are the article's own.
pub(super) const COLUMNS: usize = LEANS * SIDES * 2;

fn lean(lean: TermLean) -> Option<usize> {
    match lean {
        TermLean::Hostile => Some(0),
        TermLean::Favourable => Some(1),
        TermLean::Context => Some(2),
        TermLean::Neutral => None,
    }
}

/// The column of a word and what it adds to it: less, the farther away.
fn part(word: &Judged, terms: &TermLexicon) -> Option<(usize, f64)> {
    let lean = lean(terms.terms[usize::from(word.term?)].lean)?;
    let side = word.spot.side as usize;
    let others = usize::from(word.spot.voice.voice.is_others());
    Some(((lean * SIDES + side) * 2 + others, nearness(&word.spot)))
}

/// The columns before their logarithm.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums([f64; COLUMNS]);

impl Sums {
    pub(super) fn add(&mut self, word: &Judged, terms: &TermLexicon) {
        if let Some((column, amount)) = part(word, terms) {
            self.0[column] += amount;
        }
    }

    pub(super) fn fill(&self, out: &mut [f32]) {
        for (out, &sum) in out.iter_mut().zip(&self.0) {
            *out = if sum > 0.0 { sum.ln_1p() as f32 } else { 0.0 };
        }
    }

    /// Adds the part of one of the words in the columns' `values`.
    pub(super) fn add_share(
        &self,
        word: &Judged,
        terms: &TermLexicon,
        weights: &[Pair],
        values: &[f32],
        share: &mut Pair,
    ) {
        if let Some((column, amount)) = part(word, terms) {
            *share += weights[column] * (f64::from(values[column]) * amount / self.0[column]);
        }
    }
}
