//! What tokens are told of their words without a look at the words, by hash.

use super::clitics::{Attached, Clitic};
use super::connotation::Connotation;
use super::lexis::{Word, WordId};

/// What a token is told of its word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slot {
    /// The hash of the word with its marks.
    pub(super) hash: u64,
    /// The word.
    pub(super) id: WordId,
    /// The number of its role among those met; [`UNLISTED`] where the word itself must be asked.
    pub(super) role: u16,
    /// The number of its connotation.
    connotation: u8,
    /// The number of its clitic, and the flags.
    bits: u8,
}

/// The number of a role that has none.
pub(super) const UNLISTED: u16 = u16::MAX;

const FREE: WordId = WordId::MAX;

impl Slot {
    const EMPTY: Self = Self { hash: 0, id: FREE, role: UNLISTED, connotation: 0, bits: 0 };
    const CLITIC: u8 = 0b111;
    const ARTICLE: u8 = 1 << 3;
    const BEGINS_PHRASE: u8 = 1 << 4;
    const AGAIN: u8 = 1 << 5;

    pub(super) fn new(hash: u64, id: WordId, role: u16, word: &Word) -> Self {
        let Attached { clitic, article } = word.attached();
        let flag = |set, bit| if set { bit } else { 0 };
        let flags = flag(article, Self::ARTICLE) | flag(word.begins_phrase, Self::BEGINS_PHRASE);
        Self { hash, id, role, connotation: word.connotation.number() as u8, bits: clitic as u8 | flags }
    }

    /// The same word with another number, not met again so far.
    pub(super) fn renumbered(self, id: WordId) -> Self {
        Self { id, bits: self.bits & !Self::AGAIN, ..self }
    }

    /// Notes that the word was met again.
    #[inline]
    pub(super) fn meet(&mut self) {
        // Nearly always it was before: then the line stays as it is in the cache.
        if !self.was_met_again() {
            self.bits |= Self::AGAIN;
        }
    }

    /// Whether the word was met again after it was added or numbered anew.
    pub(super) fn was_met_again(self) -> bool {
        self.has(Self::AGAIN)
    }

    /// Whether a phrase with a connotation may begin with it.
    pub(super) fn begins_phrase(self) -> bool {
        self.has(Self::BEGINS_PHRASE)
    }

    /// What is written onto it.
    #[inline]
    pub(super) fn attached(self) -> Attached {
        let clitic = Clitic::ALL.get(usize::from(self.bits & Self::CLITIC)).copied().unwrap_or_default();
        Attached { clitic, article: self.has(Self::ARTICLE) }
    }

    /// What its choice says of whom.
    #[inline]
    pub(super) fn connotation(self) -> Connotation {
        Connotation::of_number(self.connotation)
    }

    fn has(self, flag: u8) -> bool {
        self.bits & flag != 0
    }
}

/// Slots by hash, each in the first free place from where the hash's upper bits point; at most half
/// full. Four share a line of the cache.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    places: Vec<Slot>,
    taken: usize,
}

const FEWEST_PLACES: usize = 1 << 10;

impl Slots {
    /// The slot of this hash.
    #[inline]
    pub(super) fn get(&mut self, hash: u64) -> Option<&mut Slot> {
        if self.places.is_empty() {
            return None;
        }
        let place = self.place(hash);
        Some(&mut self.places[place]).filter(|slot| slot.id != FREE)
    }

    /// Adds one whose hash is not there yet.
    pub(super) fn insert(&mut self, slot: Slot) {
        if 2 * (self.taken + 1) > self.places.len() {
            let longer = vec![Slot::EMPTY; (2 * self.places.len()).max(FEWEST_PLACES)];
            for slot in std::mem::replace(&mut self.places, longer).into_iter().filter(|s| s.id != FREE) {
                let place = self.place(slot.hash);
                self.places[place] = slot;
            }
        }
        let place = self.place(slot.hash);
        self.places[place] = slot;
        self.taken += 1;
    }

    /// Where `hash` stands, or the free place where it belongs.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        let last = self.places.len() - 1;
        let mut at = (hash >> 32) as usize & last;
        while self.places[at].id != FREE && self.places[at].hash != hash {
            at = (at + 1) & last;
        }
        at
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        self.places.iter().copied().filter(|slot| slot.id != FREE)
    }

    /// Takes all of them out.
    pub(super) fn clear(&mut self) {
        self.places.fill(Slot::EMPTY);
        self.taken = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::combine;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let mut slots = Slots::default();
        assert_eq!(slots.get(7), None);
        // A hash of 0, and some that belong into one place.
        let hashes: Vec<u64> = (0..2_000).map(|i| combine(i, 1)).chain(0..20).collect();
        for (&hash, id) in hashes.iter().zip(0..) {
            assert_eq!(slots.get(hash), None);
            slots.insert(Slot { hash, id, ..Slot::EMPTY });
        }
        for (&hash, id) in hashes.iter().zip(0..) {
            assert_eq!(slots.get(hash).map(|slot| slot.id), Some(id));
        }
        assert_eq!(slots.get(combine(1, 2)), None);
        assert_eq!(slots.get(20), None);
        assert_eq!(slots.iter().count(), hashes.len());
        slots.clear();
        assert_eq!(slots.get(5), None);
        assert_eq!(slots.iter().count(), 0);
    }
}
