//! Labels and the texts they speak of, where the texts are at hand: below `NABRA_SHARED`, else
//! `../shared` beside the project.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::PathBuf;

use nabra::annotate::Annotator;
use nabra::corpus::dedup::near_duplicates;
use nabra::corpus::standoff::{Excerpt, TextStore};
use nabra::corpus::{Document, Input, Label, Place, ReadOptions, Row, read_all};
use nabra::text::fold_key;
use rayon::prelude::*;

use crate::corpora::Corpora;
use crate::{assert_none, here, labels, lexicons};

/// Words in a row that no text of the gold shares with one trained on.
const SHINGLE: usize = 8;

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("NABRA_SHARED").map_or_else(|| here("../shared"), PathBuf::from);
    let found = path.join("gold").is_dir().then_some(path);
    if found.is_none() {
        println!("skipped: no ../shared");
    }
    found
}

/// All rows of all label files with their texts, as `examples/text_store.rs` would join them.
fn joined(shared: &std::path::Path) -> Vec<Row> {
    let rows: Vec<_> = labels::all_files()
        .flat_map(|file| labels::rows(file).into_iter().map(move |row| (file, row)))
        .collect();
    let wanted: HashSet<String> = rows.iter().map(|(_, row)| row.key.clone()).collect();
    let mut store = TextStore::default();
    let corpora = Corpora::read(&here("training/corpora.toml")).unwrap();
    let insert = &mut |text: crate::corpora::Text| -> io::Result<()> {
        store.insert(Excerpt {
            place: Place { file: "".into(), line: 0 },
            corpus: text.corpus,
            key: text.id,
            words: text.start.zip(text.end).map(|(start, end)| start..end),
            title: text.title,
            text: text.text,
            source: Some(text.source),
            date: text.date,
            drawn: None,
            labels: Vec::new(),
        });
        Ok(())
    };
    corpora.texts(shared, &wanted, insert).unwrap();
    let (mut joined, mut faults) = (Vec::new(), Vec::new());
    for (number, (file, row)) in rows.iter().enumerate() {
        match store.join(Place { file: (*file).into(), line: number as u64 }, row) {
            Ok(row) => joined.push(row),
            Err(bad) => faults.push(bad.to_string()),
        }
    }
    assert_none(&faults);
    joined
}

fn gold(shared: &std::path::Path) -> Vec<Document> {
    let options = ReadOptions { labels: false, ..ReadOptions::default() };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shared.join("gold")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    let inputs: Vec<Input> = files.into_iter().map(Input::Path).collect();
    let all = read_all(&inputs, &options, None).unwrap();
    assert_none(&all.bad.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert!(!all.rows.is_empty());
    all.rows.into_iter().map(|row| row.document).collect()
}

fn shingles(text: &str) -> Vec<String> {
    let folded = fold_key(text);
    let words: Vec<&str> = folded.split(' ').collect();
    words.windows(SHINGLE).map(|words| words.join(" ")).collect()
}

#[test]
fn every_row_joins_and_its_factions_are_found() {
    let Some(shared) = shared() else { return };
    let rows = joined(&shared);
    let (mut all, mut missed, mut faults) = (0_usize, BTreeMap::<String, usize>::new(), Vec::new());
    let judged: Vec<_> = rows.par_iter().map_init(Annotator::default, judge).collect();
    for (row_all, row_missed, row_faults) in judged {
        all += row_all;
        for faction in row_missed {
            *missed.entry(faction).or_default() += 1;
        }
        faults.extend(row_faults);
    }
    assert_none(&faults);
    let mut most: Vec<_> =
        missed.iter().map(|(faction, count)| (Reverse(*count), faction.as_str())).collect();
    most.sort_unstable();
    let most: Vec<_> =
        most.iter().take(12).map(|(count, faction)| format!("{faction} {}", count.0)).collect();
    let share = 1.0 - missed.values().sum::<usize>() as f64 / all as f64;
    println!("{} rows join; the matcher finds {:.2} % of {all} labelled factions", rows.len(), 100.0 * share);
    println!("missed most: {}", most.join(", "));
    assert!(share >= 0.95, "{share}");
}

/// How many factions a row labels, those of them that are not found, and evidence that is none.
fn judge(annotator: &mut Annotator, row: &Row) -> (usize, Vec<String>, Vec<String>) {
    let Some(Label::Factions(labels)) = &row.label else { panic!("{}: no labels", row.place) };
    annotator.read(lexicons::all(), &row.document.title, &row.document.text);
    let is_found = |faction: &str| {
        let number = lexicons::all().factions.number(faction);
        annotator.article.mentions.iter().any(|mention| Some(mention.faction) == number)
    };
    let missed =
        labels.iter().map(|label| label.faction.clone()).filter(|faction| !is_found(faction)).collect();
    let evidence = labels.iter().flat_map(|label| &label.evidence);
    // Joining checked that the range lies inside; there must be words in it, and no space at its ends.
    let wrong = evidence.filter(|piece| fold_key(&piece.text).is_empty() || piece.text.trim() != piece.text);
    (
        labels.len(),
        missed,
        wrong.map(|piece| format!("{}: evidence {:?}", row.document.id, piece.text)).collect(),
    )
}

#[test]
fn no_text_of_the_gold_is_trained_on() {
    let Some(shared) = shared() else { return };
    let gold = gold(&shared);
    let keys: HashSet<&str> = gold.iter().filter_map(|document| document.id.get(..16)).collect();
    let known: HashSet<String> = gold.iter().flat_map(|document| shingles(&document.text)).collect();
    let rows = joined(&shared);
    let mut faults = Vec::new();
    for row in &rows {
        if row.document.id.get(..16).is_some_and(|key| keys.contains(key)) {
            faults.push(format!("{}: the article is in the gold", row.document.id));
        } else if shingles(&row.document.text).iter().any(|shingle| known.contains(shingle)) {
            faults.push(format!("{}: {SHINGLE} words in a row are in the gold", row.document.id));
        }
    }
    assert_none(&faults);

    let texts: Vec<&str> =
        gold.iter().chain(rows.iter().map(|row| &row.document)).map(|d| d.text.as_str()).collect();
    let groups = near_duplicates(&texts);
    let gold_groups: HashMap<u32, &Document> = groups.iter().copied().zip(&gold).collect();
    let copies = rows.iter().zip(groups.iter().skip(gold.len())).filter_map(|(row, group)| {
        gold_groups.get(group).map(|gold| format!("{}: nearly {} of the gold", row.document.id, gold.id))
    });
    assert_none(&copies.collect::<Vec<_>>());
}
