//! The passages written for Nabra.

use std::collections::{BTreeSet, HashMap, HashSet};

use nabra::annotate::Annotator;
use nabra::corpus::dedup::near_duplicates;
use nabra::corpus::{FactionLabel, Input, Label, ReadOptions, Row, read_all};

use crate::{FRAMINGS, QUOTED, assert_none, here, lexicons, read};

const PASSAGES: &str = "training/passages/passages.jsonl";

fn passages() -> Vec<Row> {
    let all = read_all(&[Input::Path(here(PASSAGES))], &ReadOptions::default(), None).unwrap();
    assert_none(&all.bad.iter().map(ToString::to_string).collect::<Vec<_>>());
    all.rows
}

fn labels(row: &Row) -> &[FactionLabel] {
    match &row.label {
        Some(Label::Factions(labels)) => labels,
        other => panic!("{}: {other:?}", row.place),
    }
}

#[test]
fn labels_are_legal_and_evidence_stands_in_its_text() {
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    for row in &passages() {
        let (document, place) = (&row.document, &row.place);
        if !seen.insert(document.id.clone()) {
            faults.push(format!("{place}: id {} is there twice", document.id));
        }
        let mut factions = HashSet::new();
        for label in labels(row) {
            let at = format!("{place}: {} {}", document.id, label.faction);
            let is_legal = FRAMINGS.contains(&label.framing.as_str())
                && label.quoted.as_deref().is_some_and(|quoted| QUOTED.contains(&quoted))
                && label.confidence.is_some_and(|confidence| (1..=3).contains(&confidence));
            if !is_legal {
                faults.push(format!("{at}: {:?} {:?} {:?}", label.framing, label.quoted, label.confidence));
            }
            if lexicons::all().factions.number(&label.faction).is_none() {
                faults.push(format!("{at}: no such faction"));
            }
            if !factions.insert(&label.faction) {
                faults.push(format!("{at}: labelled twice"));
            }
            if (label.framing == "neutral") != label.evidence.is_empty() {
                faults.push(format!("{at}: {} with {:?}", label.framing, label.evidence));
            }
            for piece in &label.evidence {
                let stands = document.text.contains(&piece.text) || document.title.contains(&piece.text);
                if piece.text.trim().is_empty() || !stands {
                    faults.push(format!("{at}: evidence {:?} is not in the text", piece.text));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn labelled_factions_are_found() {
    let known: BTreeSet<String> = read("training/known_misses.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let mut annotator = Annotator::default();
    let mut missed = BTreeSet::new();
    for row in &passages() {
        annotator.read(lexicons::all(), &row.document.title, &row.document.text);
        for label in labels(row) {
            let number = lexicons::all().factions.number(&label.faction);
            if !annotator.article.mentions.iter().any(|mention| Some(mention.faction) == number) {
                missed.insert(format!("{} {}", row.document.id, label.faction));
            }
        }
    }
    let new = missed.difference(&known).map(|miss| format!("not found: {miss}"));
    let mended =
        known.difference(&missed).map(|miss| format!("found now, take it out of known_misses.txt: {miss}"));
    assert_none(&new.chain(mended).collect::<Vec<_>>());
}

#[test]
fn different_events_have_different_texts() {
    let passages = passages();
    let texts: Vec<&str> = passages.iter().map(|row| row.document.text.as_str()).collect();
    let mut events: HashMap<u32, &Row> = HashMap::new();
    let mut faults = Vec::new();
    for (row, group) in passages.iter().zip(near_duplicates(&texts)) {
        let first = events.entry(group).or_insert(row);
        if row.document.event.is_none() || first.document.event != row.document.event {
            faults.push(format!("{}: nearly {}, of another event", row.document.id, first.document.id));
        }
    }
    assert_none(&faults);
}
