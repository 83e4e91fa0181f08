//! The n-grams that occur often enough, counted level by level.
//!
//! An n-gram is at most as frequent as the two (n-1)-grams within it, so only those whose parts
//! are frequent are counted at all (Agrawal and Srikant, "Fast algorithms for mining association
//! rules", VLDB 1994). What is found is the same as if all were counted.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::counter::{Counter, Interner};
use super::pairs::{PairTable, frequent_pairs};
use crate::corpus::Row;
use crate::features::document::{DocumentFeatures, joined};
use crate::features::vocabulary::NO_COLUMN;
use crate::text::Tokens;

/// Rows in a block of work.
pub(super) const BLOCK: usize = 64;

/// Bytes of Arabic text for each token, about.
const BYTES: usize = 9;

/// N-grams of one length in a block of rows, by number, in the order of the text. Between two that
/// do not follow each other stands [`NO_COLUMN`], and after the last one of a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    pub(super) numbers: Vec<u32>,
    /// Where each row ends.
    pub(super) ends: Vec<usize>,
}

/// Frequent n-grams of one length, and where they stand.
pub(super) struct Level {
    /// Their features, ascending, and in how many rows each occurs; numbers are places here.
    pub(super) frequent: Vec<(u64, u32)>,
    /// By block.
    pub(super) streams: Vec<Stream>,
}

/// The n-grams of rows.
pub(super) struct NGrams {
    /// By length, from 1 on.
    pub(super) levels: Vec<Level>,
    /// Frequent features of letters, ascending, with their row counts.
    pub(super) letters: Vec<(u64, u32)>,
}

/// What one thread counts.
struct Counting {
    /// Which one it is.
    number: usize,
    tokens: Tokens,
    words: Interner,
    letters: Counter,
    /// The words of the row at hand.
    hashes: Vec<u64>,
    scratch: Vec<char>,
}

/// A block as numbers that one thread gave to words.
struct Block {
    thread: usize,
    words: Stream,
}

impl NGrams {
    /// Counts the n-grams of `rows` and keeps those in at least `least` rows. Reads each text
    /// once. Memory: 4 bytes a token and length, 8 more a pair of frequent neighbours while these
    /// are counted, and 29 to 42 a distinct word and thread.
    pub(super) fn count(rows: &[&Row], features: &DocumentFeatures, least: u32) -> Self {
        let pool = Pool::new(Counting::new);
        let read = |(number, rows): (usize, &[&Row])| {
            pool.lend(|counting| counting.read(rows, number * BLOCK, features))
        };
        let blocks: Vec<Block> = rows.par_chunks(BLOCK).enumerate().map(read).collect();
        let mut counted = pool.into_values();
        let letters = letters(&mut counted, least);
        let mut found = Self { levels: vec![words(blocks, &counted, least)], letters };
        for n in 2..=features.words {
            let next = found.longer(n, least);
            found.levels.push(next);
        }
        found
    }

    /// The frequent n-grams of length `n`, one more than the last level's.
    fn longer(&self, n: usize, least: u32) -> Level {
        let shorter = &self.levels[n - 2];
        let pairs = frequent_pairs(&shorter.streams, shorter.frequent.len(), least);
        let feature = |number: u32| shorter.frequent[number as usize].0;
        let features = pairs.par_iter().map(|pair| joined(n, feature(pair.left), feature(pair.right)));
        let mut by_feature: Vec<(u64, usize)> = features.zip(0..pairs.len()).collect();
        by_feature.par_sort_unstable();
        let mut numbers = vec![NO_COLUMN; pairs.len()];
        for (number, &(_, pair)) in by_feature.iter().enumerate() {
            numbers[pair] = number as u32;
        }
        let table = PairTable::new(&pairs, &numbers);
        let frequent = by_feature.iter().map(|&(feature, pair)| (feature, pairs[pair].rows)).collect();
        let streams = shorter.streams.par_iter().map(|stream| stream.paired(&table)).collect();
        Level { frequent, streams }
    }
}

impl Stream {
    /// The numbers of the `row`-th row of the block.
    pub(super) fn row(&self, row: usize) -> &[u32] {
        let from = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.numbers[from..self.ends[row]]
    }

    /// Gives every number that `number` gives for it, if any, and closes up the gaps.
    fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        let mut writer = Writer::default();
        let mut from = 0;
        for end in &mut self.ends {
            for at in from..*end {
                let number = number(self.numbers[at]);
                writer.put(&mut self.numbers, number);
            }
            from = std::mem::replace(end, writer.end_row(&mut self.numbers));
        }
        self.numbers.truncate(writer.at);
    }

    /// The stream of the pairs of neighbours that `table` knows.
    fn paired(&self, table: &PairTable) -> Self {
        let mut out =
            Self { numbers: vec![0; self.numbers.len() + 1], ends: Vec::with_capacity(self.ends.len()) };
        let mut writer = Writer::default();
        let mut from = 0;
        for &end in &self.ends {
            for pair in self.numbers[from..end].windows(2) {
                let is_pair = pair[0] != NO_COLUMN && pair[1] != NO_COLUMN;
                let number = if is_pair { table.get(pair[0], pair[1]) } else { NO_COLUMN };
                writer.put(&mut out.numbers, number);
            }
            out.ends.push(writer.end_row(&mut out.numbers));
            from = end;
        }
        out.numbers.truncate(writer.at);
        out.numbers.shrink_to_fit();
        out
    }
}

/// Writes a stream into numbers that have room for it, one gap in place of several.
struct Writer {
    at: usize,
    last: u32,
}

impl Default for Writer {
    fn default() -> Self {
        Self { at: 0, last: NO_COLUMN }
    }
}

impl Writer {
    #[inline]
    fn put(&mut self, numbers: &mut [u32], number: u32) {
        numbers[self.at] = number;
        self.at += usize::from(number != NO_COLUMN || self.last != NO_COLUMN);
        self.last = number;
    }

    /// Ends a row with a gap; gives back where.
    fn end_row(&mut self, numbers: &mut [u32]) -> usize {
        if self.last != NO_COLUMN {
            self.put(numbers, NO_COLUMN);
        }
        self.at
    }
}

/// Values that threads borrow one at a time and that are wanted in the end.
struct Pool<T> {
    /// Those that nobody has, and how many there are.
    free: Mutex<(Vec<T>, usize)>,
    new: fn(usize) -> T,
}

impl<T> Pool<T> {
    /// A pool of values made by `new` from their numbers.
    fn new(new: fn(usize) -> T) -> Self {
        Self { free: Mutex::new((Vec::new(), 0)), new }
    }

    fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.take();
        let result = work(&mut value);
        self.lock().0.push(value);
        result
    }

    fn take(&self) -> T {
        let mut pool = self.lock();
        pool.0.pop().unwrap_or_else(|| {
            pool.1 += 1;
            (self.new)(pool.1 - 1)
        })
    }

    fn lock(&self) -> MutexGuard<'_, (Vec<T>, usize)> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All values, in no order.
    fn into_values(self) -> Vec<T> {
        self.free.into_inner().unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Counting {
    fn new(number: usize) -> Self {
        Self {
            number,
            tokens: Tokens::default(),
            words: Interner::default(),
            letters: Counter::default(),
            hashes: Vec::new(),
            scratch: Vec::new(),
        }
    }

    fn read(&mut self, rows: &[&Row], first: usize, features: &DocumentFeatures) -> Block {
        let bytes: usize = rows.iter().map(|row| row.document.text.len()).sum();
        let mut words = Stream {
            numbers: Vec::with_capacity(bytes / BYTES + rows.len()),
            ends: Vec::with_capacity(rows.len()),
        };
        for (i, row) in rows.iter().enumerate() {
            let number = (first + i) as u32;
            let tokens = &mut self.tokens;
            tokens.read(&row.document.title, &row.document.text);
            self.hashes.clear();
            self.hashes.extend((0..tokens.len()).map(|at| features.word(tokens, at)));
            let (title, text) = self.hashes.split_at(tokens.title_tokens());
            self.words.add_all(title, number, |word| words.numbers.push(word));
            if !title.is_empty() {
                words.numbers.push(NO_COLUMN);
            }
            self.words.add_all(text, number, |word| words.numbers.push(word));
            if features.has_letters() {
                let (letters, scratch) = (&mut self.letters, &mut self.scratch);
                for at in 0..tokens.len() {
                    features.letters(tokens, at, scratch, |hash, _| letters.add(hash, number));
                }
            }
            words.numbers.push(NO_COLUMN);
            words.ends.push(words.numbers.len());
        }
        Block { thread: self.number, words }
    }
}

/// The level of single words.
fn words(blocks: Vec<Block>, counted: &[Counting], least: u32) -> Level {
    let frequent = frequent_words(counted, least);
    let mut numbers = vec![Vec::new(); counted.len()];
    for counting in counted {
        let mut own = vec![NO_COLUMN; counting.words.len()];
        for (number, &(hash, _)) in (0..).zip(&frequent) {
            if let Some((at, _)) = counting.words.get(hash) {
                own[at] = number;
            }
        }
        numbers[counting.number] = own;
    }
    let streams = blocks.into_par_iter().map(|Block { thread, mut words }| {
        let numbers = &numbers[thread];
        words.renumber(|word| numbers.get(word as usize).copied().unwrap_or(NO_COLUMN));
        words
    });
    Level { streams: streams.collect(), frequent }
}

/// The words in at least `least` rows over all threads, ascending: each is in a fair share of them
/// for one thread at least.
fn frequent_words(counted: &[Counting], least: u32) -> Vec<(u64, u32)> {
    let may_reach = |rows: u32| rows as usize * counted.len() >= least as usize;
    let mut hashes: Vec<u64> = counted
        .iter()
        .flat_map(|counting| counting.words.iter().filter(|word| may_reach(word.1)).map(|word| word.0))
        .collect();
    hashes.par_sort_unstable();
    hashes.dedup();
    let rows = |hash| counted.iter().filter_map(|counting| Some(counting.words.get(hash)?.1)).sum();
    let mut frequent: Vec<(u64, u32)> = hashes.into_par_iter().map(|hash| (hash, rows(hash))).collect();
    frequent.retain(|&(_, rows)| rows >= least);
    frequent
}

/// The letters in at least `least` rows, ascending.
fn letters(counted: &mut [Counting], least: u32) -> Vec<(u64, u32)> {
    let mut counters = counted.iter_mut().map(|counting| std::mem::take(&mut counting.letters));
    let mut all = counters.next().unwrap_or_default();
    counters.for_each(|counter| all.absorb(&counter));
    let mut out: Vec<(u64, u32)> = all.iter().filter(|&(_, rows)| rows >= least).collect();
    out.par_sort_unstable();
    out
}
