//! How much loaded vocabulary stands near, by what it says of whom, side and voice: words that no
//! label has taught and no term names.

use super::{Judged, Pair, nearness};
use crate::features::surroundings::Side;

const SIDES: usize = Side::ALL.len();
/// Said of bearer or undergoer, well or ill.
const SAYINGS: usize = 4;
/// Saying by side by whether the words are the article's own.
pub(super) const COLUMNS: usize = SAYINGS * SIDES * 2;

/// The columns of a word and what it adds to them: less, the farther away.
fn parts(word: &Judged) -> impl Iterator<Item = (usize, f64)> {
    let side = word.spot.side as usize;
    let place = side * 2 + usize::from(word.spot.voice.voice.is_others());
    let near = if word.connotation.is_plain() { 0.0 } else { nearness(&word.spot) };
    let values = [word.connotation.bearer(), word.connotation.undergoer()];
    values.into_iter().enumerate().filter(|&(_, value)| value != 0).map(move |(of, value)| {
        let saying = of * 2 + usize::from(value > 0);
        (saying * SIDES * 2 + place, f64::from(value.abs()) * near)
    })
}

/// The columns before their logarithm.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums([f64; COLUMNS]);

impl Sums {
    pub(super) fn add(&mut self, word: &Judged) {
        parts(word).for_each(|(column, amount)| self.0[column] += amount);
    }

    pub(super) fn fill(&self, out: &mut [f32]) {
        for (out, &sum) in out.iter_mut().zip(&self.0) {
            *out = if sum > 0.0 { sum.ln_1p() as f32 } else { 0.0 };
        }
    }

    /// Adds the part of one of the words in the columns' `values`.
    pub(super) fn add_share(&self, word: &Judged, weights: &[Pair], values: &[f32], share: &mut Pair) {
        for (column, amount) in parts(word) {
            *share += weights[column] * (f64::from(values[column]) * amount / self.0[column]);
        }
    }
}
