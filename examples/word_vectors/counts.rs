//! Who stands beside whom.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

use flate2::read::MultiGzDecoder;
use nabra::features::SparseRows;
use nabra::text::{Language, Lexis, Reading};
use rayon::prelude::*;

/// Stems rarer than this are left out.
const LEAST: u32 = 25;
/// At most this many stems, the most frequent.
const MOST: usize = 32_000;
/// Words on either side.
const WINDOW: usize = 4;
/// What counts in a token stream where a sentence ends or a stem is not among the frequent.
const GAP: u32 = u32::MAX;
/// Rows are counted in this many passes, to spare memory.
const PASSES: usize = 8;

/// A corpus as numbers of stems.
pub(crate) struct Corpus {
    /// The hash of each stem, the most frequent first.
    pub(crate) stems: Vec<u64>,
    /// The texts, as numbers of stems; `u32::MAX` between sentences and for rare stems.
    pub(crate) tokens: Vec<u32>,
    counts: Vec<u32>,
}

impl Corpus {
    /// Reads stores of JSON lines with `title` and `text`.
    pub(crate) fn read(language: &Language, paths: &[String]) -> io::Result<Self> {
        let (mut lexis, mut reading) = (Lexis::default(), Reading::default());
        let (mut all, mut counts) = (Vec::new(), HashMap::<u64, u32>::new());
        for path in paths {
            for line in BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines() {
                let row: serde_json::Value = serde_json::from_str(&line?)?;
                let field = |name: &str| row[name].as_str().unwrap_or("").to_owned();
                reading.read(language, &mut lexis, &field("title"), &field("text"));
                for i in 0..reading.tokens.len() {
                    let ends = i > 0 && reading.sentences[i] != reading.sentences[i - 1];
                    if ends {
                        all.push(0);
                    }
                    if reading.tokens.is_word(i) {
                        let stem = lexis.word(reading.words[i]).stem_hash;
                        *counts.entry(stem).or_default() += 1;
                        all.push(stem);
                    }
                }
                all.push(0);
            }
        }
        Ok(Self::number(&all, counts))
    }

    fn number(all: &[u64], counts: HashMap<u64, u32>) -> Self {
        let mut frequent: Vec<(u64, u32)> = counts.into_iter().filter(|&(_, count)| count >= LEAST).collect();
        frequent.sort_by_key(|&(stem, count)| (std::cmp::Reverse(count), stem));
        frequent.truncate(MOST);
        let numbers: HashMap<u64, u32> =
            frequent.iter().enumerate().map(|(i, &(stem, _))| (stem, i as u32)).collect();
        let tokens = all.iter().map(|stem| numbers.get(stem).copied().unwrap_or(GAP)).collect();
        let (stems, counts) = frequent.into_iter().unzip();
        Self { stems, tokens, counts }
    }
}

/// Positive pointwise mutual information of each pair of stems, contexts smoothed by the power
/// 0.75.
pub(crate) fn ppmi(corpus: &Corpus) -> SparseRows {
    let n = corpus.stems.len();
    let mut rows: Vec<Vec<(u32, f32)>> = Vec::with_capacity(n);
    for pass in 0..PASSES {
        let range = n * pass / PASSES..n * (pass + 1) / PASSES;
        rows.extend(count_rows(corpus, range));
    }
    let smoothed: Vec<f64> = corpus.counts.iter().map(|&c| f64::from(c).powf(0.75)).collect();
    let context_total: f64 = smoothed.iter().sum();
    let mut matrix = SparseRows::new(n);
    for row in rows {
        let total: f64 = row.iter().map(|&(_, count)| f64::from(count)).sum();
        let information = row.into_iter().filter_map(|(context, count)| {
            let expected = total * smoothed[context as usize] / context_total;
            let pmi = (f64::from(count) / expected).ln();
            (pmi > 0.0).then_some((context, pmi as f32))
        });
        matrix.push(information);
    }
    matrix
}

fn count_rows(corpus: &Corpus, range: std::ops::Range<usize>) -> Vec<Vec<(u32, f32)>> {
    let mut pairs = Vec::new();
    for (i, &stem) in corpus.tokens.iter().enumerate() {
        if stem == GAP || !range.contains(&(stem as usize)) {
            continue;
        }
        let before = corpus.tokens[i.saturating_sub(WINDOW)..i].iter().rev();
        let after = corpus.tokens[i + 1..].iter().take(WINDOW);
        for side in [before.collect::<Vec<_>>(), after.collect()] {
            for (distance, &&context) in side.iter().enumerate().take_while(|&(_, &&c)| c != GAP) {
                pairs.push((u64::from(stem) << 34) | (u64::from(context) << 2) | distance as u64);
            }
        }
    }
    pairs.par_sort_unstable();
    let mut rows = vec![Vec::new(); range.len()];
    for run in pairs.chunk_by(|a, b| a >> 2 == b >> 2) {
        let count: f32 = run.iter().map(|pair| 1.0 / ((pair & 3) + 1) as f32).sum();
        let (stem, context) = (run[0] >> 34, (run[0] >> 2) as u32);
        if run.len() > 1 {
            rows[stem as usize - range.start].push((context, count));
        }
    }
    rows
}
