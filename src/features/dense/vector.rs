//! The mean word vector of the words near: what the surroundings are about, for words that no
//! label has taught.

use super::Judged;
use crate::text::WordVectors;

/// Words up to this far away count.
const REACH: usize = 8;
/// What the mean is multiplied with, so that the penalty treats it as it does the bag.
const SCALE: f64 = 0.7;

/// The words that have a vector, with their weights, which sum to [`SCALE`].
fn weighted(words: &[Judged]) -> impl Iterator<Item = (usize, u32, f64)> + '_ {
    let weight = |word: &Judged| (1.0 + word.spot.distance as f64).sqrt().recip();
    let counted = move |word: &&Judged| word.spot.distance <= REACH && word.vector.is_some();
    let total: f64 = words.iter().filter(counted).map(weight).sum();
    words
        .iter()
        .enumerate()
        .filter(move |(_, word)| counted(word))
        .filter_map(move |(i, word)| Some((i, word.vector?, SCALE * weight(word) / total)))
}

pub(super) fn fill(words: &[Judged], vectors: &WordVectors, out: &mut [f32]) {
    out.fill(0.0);
    for (_, row, weight) in weighted(words) {
        for (out, value) in out.iter_mut().zip(vectors.vector(row as usize)) {
            *out += weight as f32 * value;
        }
    }
}

pub(super) fn share_out(words: &[Judged], vectors: &WordVectors, weights: &[f64], shares: &mut [f64]) {
    for (i, row, weight) in weighted(words) {
        let dot: f64 = weights.iter().zip(vectors.vector(row as usize)).map(|(w, v)| w * f64::from(v)).sum();
        shares[i] += weight * dot;
    }
}
