//! The mean word vector of the words near: what the surroundings are about, for words that no
//! label has taught.

use super::Judged;

/// Words up to this far away count.
const REACH: usize = 8;
/// What the mean is multiplied with, so that the penalty treats it as it does the bag.
pub(super) const SCALE: f64 = 0.7;

/// Whether the word has a part in the mean.
pub(super) fn counts(word: &Judged) -> bool {
    word.spot.distance <= REACH && word.vector.is_some()
}

/// Adds the vector of a word that weighs `weight`.
pub(super) fn add(weight: f64, vector: impl Iterator<Item = f32>, out: &mut [f32]) {
    let weight = weight as f32;
    out.iter_mut().zip(vector).for_each(|(out, value)| *out += weight * value);
}
