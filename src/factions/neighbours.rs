//! What must not stand beside a name.

use crate::text::hash::hash_bytes;
use crate::text::phrases::{next_word, previous_word};
use crate::text::{Lexis, Reading, fold_key};

/// Words and phrases of a condition on one side of a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Neighbours {
    /// Hashes of folded words, ascending.
    words: Vec<u64>,
    /// Of phrases, the hashes of their folded words in the order of the text.
    phrases: Vec<Vec<u64>>,
}

impl Neighbours {
    /// Takes a condition's words and phrases; `hash` folds and hashes one word.
    pub(super) fn new<'a>(all: impl Iterator<Item = &'a str>, mut hash: impl FnMut(&'a str) -> u64) -> Self {
        let mut out = Self::default();
        for phrase in all {
            let mut words = phrase.split_whitespace();
            match (words.next(), words.next()) {
                (None, _) => {}
                (Some(word), None) => out.words.push(hash(word)),
                _ => out.phrases.push(phrase.split_whitespace().map(&mut hash).collect()),
            }
        }
        out.words.sort_unstable();
        out.words.dedup();
        out
    }

    /// Whether one of them follows the name whose last token this is. Quotation marks and brackets
    /// between are passed over.
    pub(super) fn follow(&self, reading: &Reading, last: usize) -> bool {
        if self.is_empty() {
            return false;
        }
        let Some(next) = next_word(reading, last) else { return false };
        let goes_on = |phrase: &Vec<u64>| {
            let mut at = Some(next);
            phrase.iter().all(|&hash| {
                let here = at.filter(|&at| reading.hashes[at] == hash);
                at = here.and_then(|here| next_word(reading, here));
                here.is_some()
            })
        };
        self.words.binary_search(&reading.hashes[next]).is_ok() || self.phrases.iter().any(goes_on)
    }

    /// Whether one of them stands right before the name that begins at this token, a word with clitics
    /// or without; likewise.
    pub(super) fn precede(&self, reading: &Reading, lexis: &Lexis, first: usize) -> bool {
        if self.is_empty() {
            return false;
        }
        let Some(before) = previous_word(reading, first) else { return false };
        let forms = |at: usize| [reading.hashes[at], lexis.word(reading.words[at]).stem_hash];
        let leads_up = |phrase: &Vec<u64>| {
            let mut at = Some(before);
            phrase.iter().rev().all(|hash| {
                let here = at.filter(|&at| forms(at).contains(hash));
                at = here.and_then(|here| previous_word(reading, here));
                here.is_some()
            })
        };
        forms(before).iter().any(|hash| self.words.binary_search(hash).is_ok())
            || self.phrases.iter().any(leads_up)
    }

    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }
}

/// The hash of a folded word.
pub(super) fn hash_of(word: &str) -> u64 {
    hash_bytes(fold_key(word).as_bytes())
}
