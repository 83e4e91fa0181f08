//! Which neighbours in streams of numbers stand together in many rows.
//!
//! The pairs are sorted by their left number first, by counting; those of one left number are then
//! counted in a table by the right number, which fits the cache however many pairs there are.

use std::ops::Range;

use rayon::prelude::*;

use super::ngrams::{BLOCK, Stream};
use crate::features::vocabulary::NO_COLUMN;

/// Pairs in a group, at least: 4 MB.
const GROUP: usize = 1 << 19;
/// Left numbers in a piece of work.
const LEFTS: usize = 64;

/// A pair of neighbours and in how many rows it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) rows: u32,
}

/// Rights and rows of the pairs of some blocks, by their left number.
struct Group {
    /// Where the pairs of each left number begin; one more than there are numbers.
    starts: Vec<u32>,
    /// The right number and the row.
    pairs: Vec<(u32, u32)>,
}

/// A right number's count.
#[derive(Clone, Copy, Default)]
struct Count {
    rows: u32,
    /// The row counted last, and one.
    last: u32,
}

/// The pairs of neighbours in at least `least` rows, ascending by left and right. The numbers in
/// `streams` are below `numbers`. Memory: 8 bytes a pair of neighbours.
pub(super) fn frequent_pairs(streams: &[Stream], numbers: usize, least: u32) -> Vec<Pair> {
    let least = least.max(1);
    let groups: Vec<Group> =
        groups(streams, numbers).into_par_iter().map(|blocks| Group::of(streams, blocks, numbers)).collect();
    let pieces: Vec<Vec<Pair>> = (0..numbers.div_ceil(LEFTS))
        .into_par_iter()
        .map_init(
            || vec![Count::default(); numbers],
            |counts, piece| {
                let lefts = piece * LEFTS..numbers.min((piece + 1) * LEFTS);
                lefts.flat_map(|left| count(&groups, left, least, counts)).collect()
            },
        )
        .collect();
    pieces.concat()
}

/// Blocks in groups of about as many pairs, the more the more numbers there are.
fn groups(streams: &[Stream], numbers: usize) -> Vec<Range<usize>> {
    let size = GROUP.max(4 * numbers);
    let (mut groups, mut first, mut pairs) = (Vec::new(), 0, 0);
    for (block, stream) in streams.iter().enumerate() {
        pairs += stream.numbers.len();
        if pairs >= size || block + 1 == streams.len() {
            groups.push(first..block + 1);
            (first, pairs) = (block + 1, 0);
        }
    }
    groups
}

impl Group {
    fn of(streams: &[Stream], blocks: Range<usize>, numbers: usize) -> Self {
        // What has no left number goes to one more, which has room for one.
        let mut starts = vec![0u32; numbers + 2];
        for stream in &streams[blocks.clone()] {
            for &left in &stream.numbers {
                starts[(left as usize).min(numbers) + 1] += 1;
            }
        }
        starts[numbers + 1] = 1;
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut pairs = vec![(0, 0); sum as usize];
        let mut next = starts.clone();
        for block in blocks {
            streams[block].each_pair(block, |left, right, row| {
                let left = (left as usize).min(numbers);
                let at = next[left];
                pairs[at as usize] = (right, row);
                next[left] = at + u32::from(left < numbers);
            });
        }
        Self { starts, pairs }
    }

    /// The pairs of a left number.
    fn of_left(&self, left: usize) -> &[(u32, u32)] {
        &self.pairs[self.starts[left] as usize..self.starts[left + 1] as usize]
    }
}

/// The frequent pairs of one left number; `counts` is left as it was.
fn count(groups: &[Group], left: usize, least: u32, counts: &mut [Count]) -> Vec<Pair> {
    let pairs =
        || groups.iter().flat_map(|group| group.of_left(left)).filter(|(right, _)| *right != NO_COLUMN);
    for &(right, row) in pairs() {
        let count = &mut counts[right as usize];
        count.rows += u32::from(count.last != row + 1);
        count.last = row + 1;
    }
    let mut found = Vec::new();
    for &(right, _) in pairs() {
        let Count { rows, .. } = std::mem::take(&mut counts[right as usize]);
        if rows >= least {
            found.push(Pair { left: left as u32, right, rows });
        }
    }
    found.sort_unstable_by_key(|pair| pair.right);
    found
}

/// Numbers of pairs, for very many look-ups.
pub(super) struct PairTable {
    keys: Vec<u64>,
    numbers: Vec<u32>,
    shift: u32,
}

/// No pair: its halves would be [`NO_COLUMN`].
const FREE: u64 = u64::MAX;

/// Spreads keys over the slots.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl PairTable {
    /// The table of `pairs` with their numbers.
    pub(super) fn new(pairs: &[Pair], numbers: &[u32]) -> Self {
        let bits = (4 * pairs.len()).next_power_of_two().trailing_zeros().max(1);
        let (keys, shift) = (vec![FREE; 1 << bits], 64 - bits);
        let mut table = Self { numbers: vec![NO_COLUMN; keys.len()], keys, shift };
        for (pair, &number) in pairs.iter().zip(numbers) {
            let at = table.place(pair.left, pair.right);
            table.keys[at] = key(pair.left, pair.right);
            table.numbers[at] = number;
        }
        table
    }

    /// The number of a pair, [`NO_COLUMN`] where it has none.
    #[inline]
    pub(super) fn get(&self, left: u32, right: u32) -> u32 {
        self.numbers[self.place(left, right)]
    }

    /// Where the pair is, or would be.
    #[inline]
    fn place(&self, left: u32, right: u32) -> usize {
        let (key, mask) = (key(left, right), self.keys.len() - 1);
        let mut at = (key.wrapping_mul(SPREAD) >> self.shift) as usize;
        while self.keys[at] != key && self.keys[at] != FREE {
            at = (at + 1) & mask;
        }
        at
    }
}

fn key(left: u32, right: u32) -> u64 {
    (u64::from(left) << 32) | u64::from(right)
}

impl Stream {
    /// Tells `emit` of each number, its neighbour and its row; either may be [`NO_COLUMN`].
    #[inline]
    fn each_pair(&self, block: usize, mut emit: impl FnMut(u32, u32, u32)) {
        let mut from = 0;
        for (row, &end) in self.ends.iter().enumerate() {
            let row = (block * BLOCK + row) as u32;
            for pair in self.numbers[from..end].windows(2) {
                emit(pair[0], pair[1], row);
            }
            from = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_once_a_row_and_never_over_a_gap() {
        let stream = |rows: &[&[u32]]| {
            let mut stream = Stream::default();
            for row in rows {
                stream.numbers.extend_from_slice(row);
                stream.numbers.push(NO_COLUMN);
                stream.ends.push(stream.numbers.len());
            }
            stream
        };
        let no = NO_COLUMN;
        let streams = [stream(&[&[0, 1, 0, 1], &[2, no, 0, 1]]), stream(&[&[1, 0], &[], &[2, 2, 2]])];
        let pair = |left, right, rows| Pair { left, right, rows };
        let all = frequent_pairs(&streams, 3, 1);
        assert_eq!(all, [pair(0, 1, 2), pair(1, 0, 2), pair(2, 2, 1)]);
        assert_eq!(frequent_pairs(&streams, 3, 2), all[..2]);
        assert!(frequent_pairs(&[], 3, 1).is_empty());

        let table = PairTable::new(&all, &[7, 8, 9]);
        assert_eq!([table.get(0, 1), table.get(1, 0), table.get(2, 2)], [7, 8, 9]);
        assert_eq!([table.get(2, 1), table.get(0, 0)], [no, no]);
    }
}
