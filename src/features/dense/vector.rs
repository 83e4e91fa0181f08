//! The mean word vector of the words near: what the surroundings are about, for words that no
//! label has taught.

use super::{Judged, Pair, nearness};
use crate::text::WordVectors;

/// Words up to this far away count.
const REACH: usize = 8;
/// What the mean is multiplied with, so that the penalty treats it as it does the bag.
const SCALE: f64 = 0.7;

/// The words that have a vector, with their weights, which sum to [`SCALE`].
fn weighted(words: &[Judged]) -> impl Iterator<Item = (usize, u32, f64)> + '_ {
    let weight = |word: &Judged| nearness(&word.spot);
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
        let weight = weight as f32;
        for (out, value) in out.iter_mut().zip(vectors.vector(row as usize)) {
            *out += weight * value;
        }
    }
}

pub(super) fn share_out(words: &[Judged], of_vector: impl Fn(usize) -> Pair, shares: &mut [Pair]) {
    for (i, _, weight) in weighted(words) {
        let dots = of_vector(i);
        shares[i].iter_mut().zip(dots).for_each(|(share, dot)| *share += weight * dot);
    }
}
