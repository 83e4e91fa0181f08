//! Near-duplicate texts.
//!
//! News is copied: the same agency text stands in many outlets. A copy in training of a text in test
//! makes every figure a lie, so folds keep these groups together.

use std::collections::HashMap;
use std::iter;

use rayon::prelude::*;

/// Words in one shingle.
const SHINGLE: usize = 5;
/// Hashes in one band; texts that agree on a whole band are compared.
const BAND: usize = 4;
/// Bands: at a similarity of 0.7, 1 - (1 - 0.7⁴)²⁴ = 99.9 % of pairs agree on one at least.
const BANDS: usize = 24;
/// From this share of common shingles on (Jaccard), two texts are copies.
const SIMILAR: f64 = 0.7;
/// A text is compared with so many different texts of one band at most.
const COMPARED: usize = 64;

/// The group of each text: texts with the same number are copies of each other, directly or through
/// others. Groups are numbered from 0 in the order of their first texts.
///
/// Two texts are copies if their sets of five-word sequences overlap by 0.7 or more (Jaccard); words
/// are runs of letters and digits, vowel marks and tatweel aside. Texts of fewer words are copies if
/// all words are the same; a text without any is a group of its own. The outcome depends on nothing
/// but the texts and their order; an unlucky pair at the very threshold may be missed (1 in 1,000).
#[must_use]
pub fn near_duplicates(texts: &[&str]) -> Vec<u32> {
    let shingles: Vec<Vec<u64>> = texts.par_iter().map(|text| shingles(text)).collect();
    let sketches: Vec<Vec<u64>> = shingles.par_iter().map(|set| sketch(set)).collect();
    let mut groups = Groups::new(texts.len());
    for band in 0..BANDS {
        let mut buckets: HashMap<u64, Vec<usize>> = HashMap::new();
        for (text, sketch) in sketches.iter().enumerate() {
            let Some(&key) = sketch.get(band) else { continue };
            let bucket = buckets.entry(key).or_default();
            let mut is_new = true;
            for &other in bucket.iter() {
                let (Some(a), Some(b)) = (shingles.get(other), shingles.get(text)) else { continue };
                if groups.root(other) != groups.root(text) && are_similar(a, b) {
                    groups.join(other, text);
                }
                is_new &= a != b;
            }
            if is_new && bucket.len() < COMPARED {
                bucket.push(text);
            }
        }
    }
    groups.numbers()
}

/// Sorted, distinct hashes of the text's word sequences.
fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> =
        text.split(|c: char| !c.is_alphanumeric() && !is_silent(c)).filter_map(hash_word).collect();
    let mut hashes: Vec<u64> = match words.len() {
        0 => Vec::new(),
        1..=SHINGLE => vec![hash_sequence(&words)],
        _ => words.windows(SHINGLE).map(hash_sequence).collect(),
    };
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Tashkeel, tatweel, and the joiners that may stand within words.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6ed}' | '\u{200c}' | '\u{200d}')
}

fn hash_word(word: &str) -> Option<u64> {
    let mut letters = word.chars().filter(|&c| !is_silent(c)).peekable();
    letters.peek()?;
    Some(letters.fold(0, |hash, c| mix(hash ^ u64::from(c))))
}

fn hash_sequence(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |hash, &word| mix(hash.rotate_left(5) ^ word))
}

/// A bijection of 64 bits in which every input bit moves every output bit (the finaliser of `SplitMix64`).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// One key a band, made of the least values of [`BAND`] hash functions; empty for an empty set.
fn sketch(shingles: &[u64]) -> Vec<u64> {
    if shingles.is_empty() {
        return Vec::new();
    }
    let seeds: Vec<u64> =
        iter::successors(Some(1), |&seed| Some(mix(seed))).skip(1).take(BAND * BANDS).collect();
    let least = |seed: u64| {
        // Multiplying by an odd number permutes; the upper half is well enough mixed to compare.
        shingles.iter().map(|&s| (s ^ seed).wrapping_mul(seed | 1) >> 32).min().unwrap_or(u64::MAX)
    };
    seeds.chunks(BAND).map(|band| band.iter().fold(0, |key, &seed| mix(key ^ least(seed)))).collect()
}

/// Whether two sorted sets overlap enough.
fn are_similar(a: &[u64], b: &[u64]) -> bool {
    let (small, large) = (a.len().min(b.len()) as f64, a.len().max(b.len()) as f64);
    if small < SIMILAR * large {
        return false;
    }
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0_usize;
    while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
        let order = x.cmp(y);
        common += usize::from(order.is_eq());
        if order.is_le() {
            left.next();
        }
        if order.is_ge() {
            right.next();
        }
    }
    common as f64 >= SIMILAR * (a.len() + b.len() - common) as f64
}

/// Disjoint sets; the root of a set is its first member.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&self, mut member: usize) -> usize {
        while let Some(&parent) = self.0.get(member).filter(|&&parent| parent != member) {
            member = parent;
        }
        member
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.0.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    fn numbers(&self) -> Vec<u32> {
        let mut numbers: HashMap<usize, u32> = HashMap::new();
        let number = |member| {
            let next = numbers.len() as u32;
            *numbers.entry(self.root(member)).or_insert(next)
        };
        (0..self.0.len()).map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::near_duplicates;

    /// Sixty words that a generator picks; the same seed gives the same text.
    fn text(seed: u64) -> Vec<String> {
        let letters: Vec<char> = "ابتثجحخدرزسشصطعفقكلمنهوي".chars().collect();
        let word = |n: u64| (0..4).map(|i| letters[(super::mix(n * 8 + i) % 24) as usize]).collect();
        (0..60).map(|i| word(seed * 1000 + i)).collect()
    }

    #[test]
    fn copies_are_grouped_and_others_are_not() {
        let original = text(1);
        let mut edited = original.clone();
        edited[30] = "غيرها".into();
        let mut rewritten = original.clone();
        for i in (0..60).step_by(6) {
            rewritten[i] = format!("كلمة{i}");
        }
        let texts = [
            original.join(" "),
            text(2).join(" "),
            edited.join("، "),
            rewritten.join(" "),
            original.join("  ").replace('ب', "بَ").replace('ا', "ـا"),
            text(2).join("\n"),
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(near_duplicates(&texts), [0, 1, 0, 2, 0, 1]);
    }

    #[test]
    fn short_and_empty_texts() {
        let texts = ["", "خبر عاجل", "خبر، عاجل!", "", "خبر", "!?"];
        assert_eq!(near_duplicates(&texts), [0, 1, 1, 2, 3, 4]);
        assert_eq!(near_duplicates(&[]), Vec::<u32>::new());
    }

    #[test]
    fn copies_of_copies_are_one_group() {
        let steps: Vec<String> = (0..4)
            .map(|step| {
                let mut words = text(7);
                words.iter_mut().take(4 * step).for_each(|word| *word = format!("بديل{word}"));
                words.join(" ")
            })
            .collect();
        let texts: Vec<&str> = steps.iter().map(String::as_str).collect();
        assert_eq!(near_duplicates(&texts), [0, 0, 0, 0]);
        assert_eq!(near_duplicates(&[texts[0], texts[3]]), [0, 1], "only through others");
    }
}
