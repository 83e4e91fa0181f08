//! Telling most of what is not in a table without a look at the table.

/// A set of hashes that has some it was not given: a bit for each value of a hash's first bits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sieve(Vec<u64>);

impl Sieve {
    /// Small enough for the processor's cache, and sparse with some ten thousand words.
    const BITS: u32 = 18;

    fn place(hash: u64) -> (usize, u64) {
        let bit = hash >> (64 - Self::BITS);
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    pub(super) fn add(&mut self, hash: u64) {
        let (word, bit) = Self::place(hash);
        self.0[word] |= bit;
    }

    #[inline]
    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = Self::place(hash);
        self.0[word] & bit != 0
    }
}

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; 1 << (Self::BITS - 6)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::combine;

    #[test]
    fn what_was_given_is_never_missed_and_most_else_is() {
        let mut sieve = Sieve::default();
        (0..9_000).for_each(|i| sieve.add(combine(i, 1)));
        assert!((0..9_000).all(|i| sieve.may_have(combine(i, 1))));
        let others = (0..9_000).filter(|&i| sieve.may_have(combine(i, 2))).count();
        assert!(others < 900, "{others} of 9000 others");
    }
}
