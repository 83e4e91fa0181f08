//! How well the rules of voices tell other people's words from the article's own, against readers.
//!
//! ```text
//! cargo run --release --example voices -- ../store.jsonl.zst training/labels/voices.jsonl
//! ```
//!
//! Each row names words of an article as standoff labels do, and which words of title and text are
//! another's (`others`) or could be anybody's (`unsure`, left out): half-open ranges of words, counted
//! from 0. Prints words, precision, recall and F1 of "another's", by corpus and together.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use nabra::annotate::Annotator;
use nabra::corpus::standoff::{StandoffRow, TextStore};
use nabra::corpus::{Input, Place};
use nabra::model::Model;
use nabra::text::{Field, Reading};
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// The text store, made with the rows' file among its labels.
    store: PathBuf,
    /// The rows.
    rows: PathBuf,
}

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    words: StandoffRow,
    others: Ranges,
    unsure: Ranges,
}

#[derive(Deserialize)]
struct Ranges {
    title: Vec<[usize; 2]>,
    text: Vec<[usize; 2]>,
}

impl Ranges {
    fn has(&self, field: Field, word: usize) -> bool {
        let ranges = if field == Field::Title { &self.title } else { &self.text };
        ranges.iter().any(|&[start, end]| (start..end).contains(&word))
    }
}

/// Words by whose they are: by the readers, then by the rules.
#[derive(Default)]
struct Counts([[u64; 2]; 2]);

impl Counts {
    fn line(&self, name: &str) -> String {
        let [[own, false_alarms], [missed, found]] = self.0.map(|row| row.map(|count| count as f64));
        let (precision, recall) = (found / (found + false_alarms), found / (found + missed));
        let f1 = 2.0 * precision * recall / (precision + recall);
        let all = own + false_alarms + missed + found;
        format!("{name}\t{all}\t{precision:.3}\t{recall:.3}\t{f1:.3}")
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let store = TextStore::open(&[Input::Path(arguments.store)], None)?.store;
    let lexicons = Model::default_model()?.lexicons;
    let mut annotator = Annotator::default();
    let (mut corpora, mut all) = (BTreeMap::<String, Counts>::new(), Counts::default());
    for (number, line) in fs::read_to_string(&arguments.rows)?.lines().enumerate() {
        let row: Row = serde_json::from_str(line)?;
        let place = Place { file: arguments.rows.display().to_string().into(), line: number as u64 + 1 };
        let document = store.join(place, &row.words)?.document;
        annotator.read(&lexicons, &document.title, &document.text);
        let reading = &annotator.article.reading;
        let of_corpus = corpora.entry(row.words.corpus.clone()).or_default();
        for (token, field, word) in words(reading, [&document.title, &document.text]) {
            if !row.unsure.has(field, word) {
                let truth = usize::from(row.others.has(field, word));
                let rules = usize::from(reading.voices[token].voice.is_others());
                of_corpus.0[truth][rules] += 1;
                all.0[truth][rules] += 1;
            }
        }
    }
    let mut out = io::stdout().lock();
    writeln!(out, "corpus\twords\tprecision\trecall\tF1")?;
    for (corpus, counts) in &corpora {
        writeln!(out, "{}", counts.line(corpus))?;
    }
    writeln!(out, "{}", all.line("all"))?;
    Ok(())
}

/// The tokens that are words, each with its field and the number of the written word it begins in.
fn words<'a>(
    reading: &'a Reading,
    fields: [&'a str; 2],
) -> impl Iterator<Item = (usize, Field, usize)> + use<'a> {
    let starts = fields.map(|text| {
        let written = text.split(char::is_whitespace).filter(|word| !word.is_empty());
        written.map(|word| word.as_ptr() as usize - text.as_ptr() as usize).collect::<Vec<_>>()
    });
    (0..reading.tokens.len()).filter(|&i| reading.tokens.is_word(i)).map(move |i| {
        let field = reading.tokens.field(i);
        let starts = &starts[usize::from(field == Field::Text)];
        let before = starts.partition_point(|&start| start <= reading.tokens.token(i).start as usize);
        (i, field, before.saturating_sub(1))
    })
}
