//! Sorted hashes with a directory by their first bits.

/// Ascending hashes, found by a look at the directory and at the one or two hashes that share
/// their first bits: hashes are spread evenly, so a place follows from the hash itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    hashes: Vec<u64>,
    /// Where the hashes of each bucket begin; one more than there are buckets.
    starts: Vec<u32>,
    shift: u32,
}

impl Directory {
    /// The directory of `hashes`, which must ascend; `None` where they do not, or are more than
    /// 32 bits can number.
    #[must_use]
    pub fn new(hashes: Vec<u64>) -> Option<Self> {
        if u32::try_from(hashes.len()).is_err() || !hashes.is_sorted() {
            return None;
        }
        let bits = hashes.len().next_power_of_two().trailing_zeros().max(1);
        let shift = 64 - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        for &hash in &hashes {
            starts[(hash >> shift) as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Some(Self { hashes, starts, shift })
    }

    /// The hashes, ascending.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Number of hashes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The place of `hash`.
    #[inline]
    #[must_use]
    pub fn position(&self, hash: u64) -> Option<usize> {
        if self.hashes.is_empty() {
            return None;
        }
        let bucket = (hash >> self.shift) as usize;
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        // There are two at most, nearly always.
        self.hashes[from..to].iter().position(|&other| other == hash).map(|place| from + place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::combine;

    #[test]
    fn finds_what_a_binary_search_finds() {
        for size in [0u64, 1, 2, 3, 1000] {
            let mut hashes: Vec<u64> = (0..size).map(|i| combine(i, 1)).chain([0, u64::MAX]).collect();
            hashes.sort_unstable();
            let directory = Directory::new(hashes.clone()).unwrap();
            for hash in (0..2 * size).map(|i| combine(i, 1)).chain([0, 1, u64::MAX - 1, u64::MAX]) {
                assert_eq!(directory.position(hash), hashes.binary_search(&hash).ok());
            }
        }
        assert_eq!(Directory::default().position(7), None);
    }

    #[test]
    fn hashes_out_of_order_are_refused() {
        assert_eq!(Directory::new(vec![2, 1]), None);
    }
}
