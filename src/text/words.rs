//! How often words stand in news, as evidence for where a clitic ends and its word begins.

use super::directory::Directory;
use super::hash::{hash_bytes, hash_joined};

/// The count of one folded word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordCount {
    /// Occurrences.
    pub count: u32,
    /// Occurrences whose first letter was written أ, إ or آ.
    pub hamzated: u32,
    /// Occurrences that ended in ة.
    pub taa_marbuta: u32,
}

impl WordCount {
    /// Share of the occurrences whose first letter was a hamzated alef.
    #[must_use]
    pub fn hamzated_share(self) -> f64 {
        f64::from(self.hamzated) / f64::from(self.count.max(1))
    }

    /// As bytes: the count, then the two shares in 255ths.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 6] {
        let [a, b, c, d] = self.count.to_le_bytes();
        let share = |share: f64| (share * 255.0).round() as u8;
        [a, b, c, d, share(self.hamzated_share()), share(self.taa_share())]
    }

    /// Reads what [`Self::to_bytes`] wrote, exact to a 255th of the count.
    #[must_use]
    pub fn from_bytes([a, b, c, d, hamzated, taa]: [u8; 6]) -> Self {
        let count = u32::from_le_bytes([a, b, c, d]);
        let part = |share: u8| (f64::from(count) * f64::from(share) / 255.0).round() as u32;
        Self { count, hamzated: part(hamzated), taa_marbuta: part(taa) }
    }

    /// The count as a bundle keeps it, so that a model reads the same words before and after it
    /// is written.
    fn kept(self) -> Self {
        Self::from_bytes(self.to_bytes())
    }

    /// Share of the occurrences that ended in ة.
    #[must_use]
    pub fn taa_share(self) -> f64 {
        f64::from(self.taa_marbuta) / f64::from(self.count.max(1))
    }
}

/// The words that news is made of, with their counts, looked up by hash.
///
/// Made from `training/lexicon/words.tsv`; a bundle carries the table that its model was
/// trained with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostWords {
    hashes: Directory,
    counts: Vec<WordCount>,
}

impl HostWords {
    /// The table of `words` (folded key, count); of a word given twice the first counts.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = (S, WordCount)>) -> Self {
        let mut entries: Vec<(u64, WordCount)> = words
            .into_iter()
            .map(|(word, count)| (hash_bytes(word.as_ref().as_bytes()), count.kept()))
            .collect();
        entries.sort_by_key(|&(hash, _)| hash);
        entries.dedup_by_key(|&mut (hash, _)| hash);
        let (hashes, counts) = entries.into_iter().unzip();
        Self { hashes: Directory::new(hashes).unwrap_or_default(), counts }
    }

    /// Reads lines of `word<TAB>count<TAB>hamzated<TAB>taa_marbuta`; lines that begin with `#`
    /// are remarks.
    ///
    /// # Errors
    /// The line that is not of this form.
    pub fn from_tsv(tsv: &str) -> Result<Self, String> {
        let mut words = Vec::new();
        for (i, line) in tsv.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            words.push(parse_line(line).ok_or_else(|| format!("word counts, line {}: {line:?}", i + 1))?);
        }
        Ok(Self::new(words))
    }

    /// The hashes (ascending) and their counts, for the bundle.
    #[must_use]
    pub fn parts(&self) -> (&[u64], &[WordCount]) {
        (self.hashes.hashes(), &self.counts)
    }

    /// The table of `hashes` (ascending) and `counts`; `None` where they do not fit together.
    #[must_use]
    pub fn from_parts(hashes: Vec<u64>, counts: Vec<WordCount>) -> Option<Self> {
        let hashes = Directory::new(hashes)?;
        (hashes.len() == counts.len()).then_some(Self { hashes, counts })
    }

    /// The count of the folded word `key`; all zero where it is not known.
    #[must_use]
    pub fn get(&self, key: &str) -> WordCount {
        self.of_hash(hash_bytes(key.as_bytes()))
    }

    /// The same of the word that `front` and `rest` make together.
    #[must_use]
    pub fn get_joined(&self, front: &str, rest: &str) -> WordCount {
        self.of_hash(hash_joined(front, rest))
    }

    /// The same by the word's hash.
    #[must_use]
    pub fn of_hash(&self, hash: u64) -> WordCount {
        self.hashes.position(hash).map_or_else(WordCount::default, |i| self.counts[i])
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether it knows no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

fn parse_line(line: &str) -> Option<(&str, WordCount)> {
    let mut fields = line.split('\t');
    let word = fields.next()?;
    let mut number = || fields.next()?.parse().ok();
    Some((word, WordCount { count: number()?, hamzated: number()?, taa_marbuta: number()? }))
}
