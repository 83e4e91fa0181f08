//! Counts the folded words of a text store, for `training/lexicon/words.tsv`.
//!
//! `cargo run --release --example word_counts -- LEAST STORE.jsonl.gz... > words.tsv` writes
//! every Arabic word that occurs at least LEAST times, with how often its first letter was a
//! hamzated alef and how often it ended in ة. Counts only: no text leaves the store.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use flate2::read::MultiGzDecoder;
use nabra::text::{Mark, TokenKind, Tokens, WordCount};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let least: u32 = arguments.next().and_then(|n| n.parse().ok()).ok_or_else(usage)?;
    let mut counts: HashMap<String, WordCount> = HashMap::new();
    for path in arguments {
        for line in BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines() {
            count(&line?, &mut counts)?;
        }
    }
    let mut words: Vec<(String, WordCount)> = counts.into_iter().filter(|(_, c)| c.count >= least).collect();
    words.sort();
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "# word, occurrences, of these with a hamzated first alef, of these ending in ة")?;
    for (word, c) in words {
        writeln!(out, "{word}\t{}\t{}\t{}", c.count, c.hamzated, c.taa_marbuta)?;
    }
    out.flush()
}

fn usage() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "usage: word_counts LEAST STORE.jsonl.gz...")
}

fn count(line: &str, counts: &mut HashMap<String, WordCount>) -> io::Result<()> {
    let row: serde_json::Value = serde_json::from_str(line)?;
    let field = |name: &str| row[name].as_str().unwrap_or("").to_owned();
    let mut tokens = Tokens::default();
    tokens.read(&field("title"), &field("text"));
    for i in 0..tokens.len() {
        let token = tokens.token(i);
        if token.kind != TokenKind::Word
            || !tokens.key(i).starts_with(|c| ('\u{621}'..='\u{64A}').contains(&c))
        {
            continue;
        }
        let entry = counts.entry(tokens.key(i).to_owned()).or_default();
        entry.count += 1;
        entry.hamzated += u32::from(token.marks.has(Mark::hamzated(0)));
        entry.taa_marbuta += u32::from(token.marks.has(Mark::TAA_MARBUTA));
    }
    Ok(())
}
