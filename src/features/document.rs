//! What a document as a whole is made of: words and signs in a row, and letters within words.
//!
//! The feature of an n-gram is made of those of the two (n-1)-grams that it overlaps. A model
//! that knows an n-gram knows these two as well, since they occur wherever it does: what is
//! rare is left out level by level, and most n-grams of a text are never looked up.

use serde::{Deserialize, Serialize};

use super::kinds::{Kind, feature};
use super::vocabulary::{ColumnTable, NO_COLUMN};
use crate::text::Tokens;
use crate::text::hash::combine;

/// Which features of a document count; part of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFeatures {
    /// Longest n-gram of words and signs, at least 1.
    pub words: usize,
    /// Shortest and longest n-gram of letters within words; `[0, 0]` for none.
    pub letters: [usize; 2],
    /// Whether words that differ only in spelling that folding hides (أ for ا, ة for ه) differ.
    pub spelling: bool,
}

impl DocumentFeatures {
    /// The feature of token `i` alone.
    #[inline]
    #[must_use]
    pub fn word(&self, tokens: &Tokens, i: usize) -> u64 {
        let key = tokens.key_hash(i);
        let bits = if self.spelling { tokens.token(i).marks.bits() } else { 0 };
        feature(Kind::Unigram, if bits == 0 { key } else { combine(key, u64::from(bits)) })
    }

    /// Whether letters within words count.
    #[must_use]
    pub fn has_letters(&self) -> bool {
        self.letters[1] > 0
    }

    /// Tells `emit` the features of the letters of token `i`, a blank on either side counted in,
    /// and the letters themselves: nothing for signs. `scratch` is room to work in.
    pub fn letters(
        &self,
        tokens: &Tokens,
        i: usize,
        scratch: &mut Vec<char>,
        mut emit: impl FnMut(u64, &[char]),
    ) {
        if !tokens.is_word(i) || !self.has_letters() {
            return;
        }
        scratch.clear();
        scratch.push(' ');
        scratch.extend(tokens.key(i).chars());
        scratch.push(' ');
        for n in self.letters[0].max(1)..=self.letters[1] {
            if scratch.len() <= n {
                emit(letters(scratch), scratch);
                break;
            }
            scratch.windows(n).for_each(|window| emit(letters(window), window));
        }
    }
}

fn letters(window: &[char]) -> u64 {
    let hash = window.iter().fold(window.len() as u64, |hash, &c| combine(hash, u64::from(c)));
    feature(Kind::Letters, hash)
}

/// The feature of the n-gram whose first `n - 1` tokens have the feature `left` and whose last
/// `n - 1` have `right`; `n` is at least 2.
#[inline]
#[must_use]
pub fn joined(n: usize, left: u64, right: u64) -> u64 {
    feature(if n == 2 { Kind::Bigram } else { Kind::Trigram }, combine(left, right))
}

/// The n-grams of a document that a model knows; one value serves document after document.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The features of single tokens.
    words: Vec<u64>,
    /// The known n-grams of one length, in order.
    level: Vec<Gram>,
}

/// A known n-gram.
#[derive(Debug, Clone, Copy)]
struct Gram {
    first: u32,
    column: u32,
    feature: u64,
}

impl Known {
    /// Tells `emit` of each n-gram of `tokens` that `table` knows: its first token, its length
    /// and its column, shortest n-grams first.
    pub fn look_up(
        &mut self,
        features: &DocumentFeatures,
        table: &ColumnTable,
        tokens: &Tokens,
        mut emit: impl FnMut(usize, usize, u32),
    ) {
        let Self { words, level } = self;
        words.clear();
        words.extend((0..tokens.len()).map(|i| features.word(tokens, i)));
        // Each n-gram is written down, and written over where it is not known: what is known and what
        // is not cannot be guessed.
        level.resize(words.len(), Gram { first: 0, column: NO_COLUMN, feature: 0 });
        let mut found = 0;
        for (&feature, first) in words.iter().zip(0..) {
            let column = table.get(feature);
            level[found] = Gram { first, column, feature };
            found += usize::from(column != NO_COLUMN);
        }
        level.truncate(found);
        for n in 1..=features.words {
            level.iter().for_each(|gram| emit(gram.first as usize, n, gram.column));
            // The next level takes the place of this one from its front.
            let mut found = 0;
            let pairs = if n < features.words { 1..level.len() } else { 0..0 };
            for at in pairs {
                let (left, right) = (level[at - 1], level[at]);
                let feature = joined(n + 1, left.feature, right.feature);
                let column = table.get(feature);
                let joins = left.first + 1 == right.first && !crosses(tokens, left.first as usize);
                level[found] = Gram { first: left.first, column, feature };
                found += usize::from(joins) & usize::from(column != NO_COLUMN);
            }
            level.truncate(found);
        }
    }
}

/// Whether an n-gram that starts at token `i` would reach from the title into the text.
#[inline]
fn crosses(tokens: &Tokens, i: usize) -> bool {
    i + 1 == tokens.title_tokens()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Vocabulary;
    use crate::text::tokenise;

    const FEATURES: DocumentFeatures = DocumentFeatures { words: 3, letters: [2, 3], spelling: false };

    /// The features of all n-grams of `text`, by first token and length.
    fn grams(text: &str) -> Vec<(usize, usize, u64)> {
        let tokens = tokenise("", text);
        let mut level: Vec<u64> = (0..tokens.len()).map(|i| FEATURES.word(&tokens, i)).collect();
        let mut out = Vec::new();
        for n in 1..=FEATURES.words {
            if n > 1 {
                level = level.windows(2).map(|pair| joined(n, pair[0], pair[1])).collect();
            }
            out.extend(level.iter().enumerate().map(|(i, &hash)| (i, n, hash)));
        }
        out
    }

    #[test]
    fn all_n_grams_of_a_known_text_are_found() {
        let text = "قالت قوات الوفاق، إن قوات الوفاق تقدمت";
        let vocabulary = Vocabulary::new(grams(text).iter().map(|gram| gram.2).collect());
        let mut found = Vec::new();
        let table = vocabulary.table();
        Known::default().look_up(&FEATURES, &table, &tokenise("", text), |i, n, column| {
            found.push((i, n, vocabulary.hashes()[column as usize]));
        });
        assert_eq!(found, grams(text));
    }

    #[test]
    fn no_n_gram_reaches_from_title_to_text() {
        let vocabulary = Vocabulary::new(grams("a b").iter().map(|gram| gram.2).collect());
        let mut lengths = Vec::new();
        Known::default().look_up(&FEATURES, &vocabulary.table(), &tokenise("a", "b"), |_, n, _| {
            lengths.push(n);
        });
        assert_eq!(lengths, [1, 1]);
    }

    #[test]
    fn letters_are_those_of_words_with_a_blank_on_either_side() {
        let count = |text: &str| {
            let mut n = 0;
            FEATURES.letters(&tokenise("", text), 0, &mut Vec::new(), |_, _| n += 1);
            n
        };
        // " ا ": 2 of two letters, 1 of three. " من ": 3 and 2. A sign: none.
        assert_eq!([count("ا"), count("من"), count("!")], [3, 5, 0]);
    }

    #[test]
    fn spelling_counts_where_it_is_asked_for() {
        let word =
            |text: &str, spelling| DocumentFeatures { spelling, ..FEATURES }.word(&tokenise("", text), 0);
        assert_eq!(word("أحمد", false), word("احمد", false));
        assert_ne!(word("أحمد", true), word("احمد", true));
        assert_eq!(word("احمد", true), word("احمد", false));
    }
}
