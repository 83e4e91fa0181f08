//! How much loaded vocabulary of the lexicon stands near, by lean, side and voice.

use super::{Judged, Pair, nearness};
use crate::features::surroundings::Side;
use crate::terms::{TermLean, TermLexicon};

const LEANS: usize = 3;
const SIDES: usize = 3;
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
    let side = match word.spot.side {
        Side::Before => 0,
        Side::Inside => 1,
        Side::After => 2,
    };
    let others = usize::from(word.spot.voice.voice.is_others());
    Some(((lean * SIDES + side) * 2 + others, nearness(&word.spot)))
}

fn sums(words: &[Judged], terms: &TermLexicon) -> [f64; COLUMNS] {
    let mut sums = [0.0; COLUMNS];
    for (column, amount) in words.iter().filter_map(|word| part(word, terms)) {
        sums[column] += amount;
    }
    sums
}

pub(super) fn fill(words: &[Judged], terms: &TermLexicon, out: &mut [f32]) {
    for (out, sum) in out.iter_mut().zip(sums(words, terms)) {
        *out = sum.ln_1p() as f32;
    }
}

pub(super) fn share_out(
    words: &[Judged],
    terms: &TermLexicon,
    weights: &[Pair],
    values: &[f32],
    shares: &mut [Pair],
) {
    let sums = sums(words, terms);
    for (word, share) in words.iter().zip(shares) {
        if let Some((column, amount)) = part(word, terms) {
            for (share, weight) in share.iter_mut().zip(weights[column]) {
                *share += weight * f64::from(values[column]) * amount / sums[column];
            }
        }
    }
}
