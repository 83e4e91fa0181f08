//! The n-grams that occur often enough, counted level by level.
//!
//! An n-gram is at most as frequent as the two (n-1)-grams within it, so only those whose parts
//! are frequent are counted at all (Agrawal and Srikant, "Fast algorithms for mining association
//! rules", VLDB 1994). What is found is the same as if all were counted.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::counter::{Counter, Sketch};
use crate::corpus::Row;
use crate::features::document::{DocumentFeatures, joined};
use crate::features::vocabulary::{NO_COLUMN, Vocabulary};
use crate::text::Tokens;

/// Rows in a block of work.
pub(super) const BLOCK: usize = 64;

/// Bytes of Arabic text for each token, about.
const BYTES: usize = 9;

/// Frequent n-grams of one length, and where they stand.
pub(super) struct Level {
    /// Their features, ascending, and in how many rows each occurs.
    pub(super) frequent: Vec<(u64, u32)>,
    /// For each token of a block the number (in `frequent`) of the n-gram that starts there,
    /// [`NO_COLUMN`] where it is not frequent; by block.
    pub(super) starts: Vec<Vec<u32>>,
}

/// The n-grams of rows.
pub(super) struct NGrams {
    /// By length, from 1 on.
    pub(super) levels: Vec<Level>,
    /// Where each row's tokens end in its block, by block.
    pub(super) ends: Vec<Vec<usize>>,
    /// Frequent features of letters, ascending, with their row counts.
    pub(super) letters: Vec<(u64, u32)>,
}

/// What one thread counts.
struct Counting {
    tokens: Tokens,
    words: Sketch,
    letters: Counter,
    scratch: Vec<char>,
}

/// A block of rows as hashes of words; 0 parts the title from the text and a row from the next.
struct Hashes {
    words: Vec<u64>,
    ends: Vec<usize>,
}

impl NGrams {
    /// Counts the n-grams of `rows` and keeps those in at least `least` rows. Reads each text
    /// once. Memory: 8 bytes a token for words, then 4 a token and length.
    pub(super) fn count(rows: &[&Row], features: &DocumentFeatures, least: u32) -> Self {
        let bytes: usize = rows.iter().map(|row| row.document.text.len()).sum();
        let pool = Pool::new(|| Counting::new(bytes / BYTES));
        let read = |(number, rows): (usize, &[&Row])| {
            pool.lend(|counting| counting.read(rows, number * BLOCK, features))
        };
        let blocks: Vec<Hashes> = rows.par_chunks(BLOCK).enumerate().map(read).collect();
        let all = pool.sum(|all, other| {
            all.words.absorb(&other.words);
            all.letters.absorb(&other.letters);
        });
        let words = count_words(&blocks, &all.words, least);
        let (hashes, ends) = blocks.into_iter().map(|block| (block.words, block.ends)).unzip();
        let levels = vec![first(hashes, &words, least)];
        let mut found = Self { levels, ends, letters: frequent(&all.letters, least) };
        for n in 2..=features.words {
            let next = found.longer(n, least);
            found.levels.push(next);
        }
        found
    }

    /// The frequent n-grams of length `n`, one more than the last level's.
    fn longer(&self, n: usize, least: u32) -> Level {
        let shorter = &self.levels[n - 2];
        let feature = |id: u64| shorter.frequent[id as u32 as usize].0;
        let counted = self.count_pairs(shorter, least);
        let often = counted.iter().filter(|&(_, rows)| rows >= least);
        let mut frequent: Vec<(u64, u32)> =
            often.map(|(pair, rows)| (joined(n, feature(pair >> 32), feature(pair)), rows)).collect();
        frequent.par_sort_unstable();
        let table = vocabulary(&frequent).table();
        let starts = shorter.starts.par_iter().map(|starts| {
            let mut out = vec![NO_COLUMN; starts.len()];
            for (out, pair) in out.iter_mut().zip(starts.windows(2)) {
                if pair[0] != NO_COLUMN && pair[1] != NO_COLUMN {
                    let [left, right] = [pair[0], pair[1]].map(|id| shorter.frequent[id as usize].0);
                    *out = table.get(joined(n, left, right));
                }
            }
            out
        });
        Level { starts: starts.collect(), frequent }
    }

    /// Rows by pair of neighbours in `shorter`, of the pairs that may be frequent.
    fn count_pairs(&self, shorter: &Level, least: u32) -> Counter {
        let tokens: usize = shorter.starts.iter().map(Vec::len).sum();
        let sketches = Pool::new(|| Sketch::new(tokens));
        let blocks = 0..self.ends.len();
        blocks.clone().into_par_iter().for_each(|block| {
            sketches.lend(|sketch| self.each_pair(shorter, block, |pair, _| sketch.add(pair)));
        });
        let sketch = sketches.sum(Sketch::absorb);
        let counters = Pool::new(Counter::default);
        blocks.into_par_iter().for_each(|block| {
            counters.lend(|counter| {
                self.each_pair(shorter, block, |pair, row| {
                    if sketch.may_reach(pair, least) {
                        counter.add(pair, row);
                    }
                });
            });
        });
        counters.sum(Counter::absorb)
    }

    /// Tells `emit` of each pair of neighbours in a block that are both frequent, and of its row.
    #[inline]
    fn each_pair(&self, shorter: &Level, block: usize, mut emit: impl FnMut(u64, u32)) {
        let mut from = 0;
        for (row, &end) in self.ends[block].iter().enumerate() {
            let row = (block * BLOCK + row) as u32;
            for pair in shorter.starts[block][from..end].windows(2) {
                if pair[0] != NO_COLUMN && pair[1] != NO_COLUMN {
                    emit((u64::from(pair[0]) << 32) | u64::from(pair[1]), row);
                }
            }
            from = end;
        }
    }
}

/// Values that threads borrow one at a time and whose sum is wanted in the end.
struct Pool<T, F> {
    free: Mutex<Vec<T>>,
    new: F,
}

impl<T, F: Fn() -> T> Pool<T, F> {
    fn new(new: F) -> Self {
        Self { free: Mutex::default(), new }
    }

    fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let free = self.lock().pop();
        let mut value = free.unwrap_or_else(&self.new);
        let result = work(&mut value);
        self.lock().push(value);
        result
    }

    fn lock(&self) -> MutexGuard<'_, Vec<T>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All values added up; `add` must not mind the order.
    fn sum(self, add: impl Fn(&mut T, &T)) -> T {
        let mut values = std::mem::take(&mut *self.lock()).into_iter();
        let mut all = values.next().unwrap_or_else(&self.new);
        for other in values {
            add(&mut all, &other);
        }
        all
    }
}

impl Counting {
    fn new(words: usize) -> Self {
        Self {
            tokens: Tokens::default(),
            words: Sketch::new(words),
            letters: Counter::default(),
            scratch: Vec::new(),
        }
    }

    fn read(&mut self, rows: &[&Row], first: usize, features: &DocumentFeatures) -> Hashes {
        let bytes: usize = rows.iter().map(|row| row.document.text.len()).sum();
        let mut block = Hashes {
            words: Vec::with_capacity(bytes / BYTES + rows.len()),
            ends: Vec::with_capacity(rows.len()),
        };
        for (i, row) in rows.iter().enumerate() {
            let number = (first + i) as u32;
            let tokens = &mut self.tokens;
            tokens.read(&row.document.title, &row.document.text);
            for at in 0..tokens.len() {
                if at == tokens.title_tokens() && at > 0 {
                    block.words.push(0);
                }
                let hash = features.word(tokens, at);
                self.words.add(hash);
                block.words.push(hash);
                let letters = &mut self.letters;
                features.letters(tokens, at, &mut self.scratch, |hash, _| letters.add(hash, number));
            }
            block.words.push(0);
            block.ends.push(block.words.len());
        }
        block
    }
}

/// In how many rows each word stands, of those that may be frequent.
fn count_words(blocks: &[Hashes], sketch: &Sketch, least: u32) -> Counter {
    let counters = Pool::new(Counter::default);
    let count = |counter: &mut Counter, number: usize, block: &Hashes| {
        let mut from = 0;
        for (row, &end) in block.ends.iter().enumerate() {
            let row = (number * BLOCK + row) as u32;
            for &hash in block.words[from..end].iter().filter(|&&hash| hash != 0) {
                if sketch.may_reach(hash, least) {
                    counter.add(hash, row);
                }
            }
            from = end;
        }
    };
    let work = |(number, block)| counters.lend(|counter| count(counter, number, block));
    blocks.par_iter().enumerate().for_each(work);
    counters.sum(Counter::absorb)
}

/// The features in at least `least` rows, ascending.
fn frequent(counter: &Counter, least: u32) -> Vec<(u64, u32)> {
    let mut out = Vec::with_capacity(counter.len().min(1 << 16));
    out.extend(counter.iter().filter(|&(_, rows)| rows >= least));
    out.par_sort_unstable();
    out
}

fn vocabulary(frequent: &[(u64, u32)]) -> Vocabulary {
    Vocabulary::new(frequent.iter().map(|&(hash, _)| hash).collect())
}

/// The level of single words.
fn first(words: Vec<Vec<u64>>, counted: &Counter, least: u32) -> Level {
    let frequent = frequent(counted, least);
    let table = vocabulary(&frequent).table();
    let starts = words
        .into_par_iter()
        .map(|words| words.iter().map(|&hash| if hash == 0 { NO_COLUMN } else { table.get(hash) }).collect());
    Level { starts: starts.collect(), frequent }
}
