//! The standoff labels by themselves, without a text.

use std::collections::{HashMap, HashSet};

use nabra::corpus::SpeakerLabel;
use nabra::corpus::standoff::{StandoffLabel, StandoffRow, write_standoff};

use crate::{FRAMINGS, QUOTED, assert_none, lexicons, read};

/// Labels to train on.
pub(crate) const TRAINING: [&str; 2] = ["training/labels/real.jsonl", "training/labels/nabra.jsonl"];
/// The same excerpts by two annotators.
pub(crate) const DOUBLE: &str = "training/labels/double.jsonl";

pub(crate) fn all_files() -> impl Iterator<Item = &'static str> {
    TRAINING.into_iter().chain([DOUBLE])
}

pub(crate) fn rows(file: &str) -> Vec<StandoffRow> {
    let line = |(i, line)| serde_json::from_str(line).unwrap_or_else(|e| panic!("{file}:{}: {e}", i + 1));
    read(file).lines().enumerate().map(line).collect()
}

/// Where a label stands, for messages.
fn at(file: &str, row: &StandoffRow, label: &StandoffLabel) -> String {
    format!("{file} {} {}", row.document_id(), label.faction)
}

#[test]
fn files_are_canonical() {
    for file in all_files() {
        let mut rows = rows(file);
        rows.sort();
        for row in &mut rows {
            row.labels.sort_by(|a, b| (&a.faction, &a.annotator).cmp(&(&b.faction, &b.annotator)));
            row.labels.iter_mut().for_each(|label| {
                label.evidence.sort();
                label.evidence.dedup();
            });
        }
        let mut canonical = Vec::new();
        write_standoff(&mut canonical, &rows).unwrap();
        let canonical = String::from_utf8(canonical).unwrap();
        let text = read(file);
        let differing = text.lines().zip(canonical.lines()).position(|(a, b)| a != b);
        assert_eq!(
            differing, None,
            "{file}: from this line (counted from 0) on not as examples/standoff.rs writes"
        );
        assert!(text == canonical, "{file}: line ends, or lines too many");
    }
}

/// Rows of `training/labels/voices.jsonl` as they are written.
#[derive(serde::Deserialize)]
struct Voices {
    #[serde(flatten)]
    words: StandoffRow,
    others: Ranges,
    unsure: Ranges,
}

#[derive(serde::Deserialize)]
struct Ranges {
    title: Vec<[usize; 2]>,
    text: Vec<[usize; 2]>,
}

#[test]
fn voices_are_in_order_and_their_words_are_in_the_excerpt() {
    let file = "training/labels/voices.jsonl";
    let line = |(i, line)| serde_json::from_str(line).unwrap_or_else(|e| panic!("{file}:{}: {e}", i + 1));
    let rows: Vec<Voices> = read(file).lines().enumerate().map(line).collect();
    assert!(rows.len() >= 1_600, "{}", rows.len());
    let place =
        |row: &Voices| (row.words.corpus.clone(), row.words.key.clone(), row.words.start, row.words.end);
    assert!(rows.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])));
    for row in &rows {
        let words = row.words.end - row.words.start;
        assert!(row.words.labels.is_empty(), "{}", row.words.document_id());
        for ranges in [&row.others, &row.unsure] {
            assert!(ranges.text.iter().all(|&[_, end]| end <= words), "{}", row.words.document_id());
            for ranges in [&ranges.title, &ranges.text] {
                let ascending = ranges.as_flattened().windows(2).all(|pair| pair[0] < pair[1]);
                assert!(ascending, "{}: {ranges:?}", row.words.document_id());
            }
        }
        let unsure = |word: &usize| row.unsure.text.iter().any(|&[start, end]| (start..end).contains(word));
        let others = row.others.text.iter().flat_map(|&[start, end]| start..end);
        assert_eq!(others.filter(unsure).count(), 0, "{}", row.words.document_id());
    }
}

#[test]
fn ids_are_unique() {
    for file in all_files() {
        let mut seen = HashSet::new();
        let again = rows(file).into_iter().map(|row| row.document_id()).filter(|id| !seen.insert(id.clone()));
        assert_none(&again.map(|id| format!("{file}: {id} is there twice")).collect::<Vec<_>>());
    }
}

#[test]
fn no_words_are_labelled_twice_for_a_faction() {
    let mut labelled: HashMap<(String, String), Vec<_>> = HashMap::new();
    let mut faults = Vec::new();
    for file in TRAINING {
        for row in rows(file) {
            for label in &row.labels {
                let ranges = labelled.entry((row.key.clone(), label.faction.clone())).or_default();
                for (start, end, other) in ranges.iter().filter(|(a, b, _)| *a < row.end && row.start < *b) {
                    faults.push(format!("{}: {start}-{end} too, in {other}", at(file, &row, label)));
                }
                ranges.push((row.start, row.end, file));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn values_are_legal() {
    let factions = lexicons::all().factions.clone();
    let corpora: HashSet<String> = lexicons::corpora().into_iter().map(|(id, _)| id).collect();
    let mut faults = Vec::new();
    for file in all_files() {
        for row in rows(file) {
            let id = row.document_id();
            let is_key =
                row.key.len() == 16 && row.key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if !is_key || row.start >= row.end || row.labels.is_empty() || !corpora.contains(&row.corpus) {
                faults.push(format!("{file} {id}: key, range, labels or corpus {:?}", row.corpus));
            }
            for label in &row.labels {
                let at = at(file, &row, label);
                if factions.number(&label.faction).is_none() {
                    faults.push(format!("{at}: no such faction"));
                }
                if !FRAMINGS.contains(&label.framing.as_str()) {
                    faults.push(format!("{at}: framing {:?}", label.framing));
                }
                if !label.quoted.as_deref().is_some_and(|quoted| QUOTED.contains(&quoted)) {
                    faults.push(format!("{at}: quoted {:?}", label.quoted));
                }
                if !label.confidence.is_some_and(|confidence| (1..=3).contains(&confidence)) {
                    faults.push(format!("{at}: confidence {:?}", label.confidence));
                }
                if (label.framing == "neutral") != label.evidence.is_empty() {
                    faults.push(format!("{at}: {} with {:?}", label.framing, label.evidence));
                }
                if label.evidence.iter().any(|span| span.start >= span.end) {
                    faults.push(format!("{at}: empty evidence"));
                }
                let expected: &[Option<&str>] =
                    if file == DOUBLE { &[Some("a"), Some("b")] } else { &[None] };
                if !expected.contains(&label.annotator.as_deref()) {
                    faults.push(format!("{at}: annotator {:?}", label.annotator));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn single_speakers_are_factions_each_once_in_order() {
    let factions = &lexicons::all().factions;
    let mut faults = Vec::new();
    for file in all_files() {
        for row in rows(file) {
            for label in &row.labels {
                let legal = |said: &SpeakerLabel| {
                    QUOTED.contains(&said.framing.as_str())
                        && said.speaker.as_ref().is_none_or(|id| factions.number(id).is_some())
                };
                let once = label.speakers.windows(2).all(|pair| pair[0].speaker < pair[1].speaker);
                if !once || !label.speakers.iter().all(legal) {
                    faults.push(format!("{}: {:?}", at(file, &row, label), label.speakers));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn the_first_reader_of_single_speakers_is_the_one_trained_on() {
    let mut trained = HashMap::new();
    for row in TRAINING.into_iter().flat_map(rows) {
        for label in &row.labels {
            for said in &label.speakers {
                let speaker = said.speaker.clone().unwrap_or_else(|| "-".to_owned());
                let label = (row.key.clone(), row.start, row.end, label.faction.clone(), speaker);
                trained.insert(label, said.framing.clone());
            }
        }
    }
    let text = read("training/labels/speakers_double.tsv");
    let (head, lines) = text.split_once('\n').unwrap();
    assert_eq!(head, "key\tstart\tend\tfaction\tspeaker\tfirst\tsecond");
    let mut faults = Vec::new();
    for line in lines.lines() {
        let [key, start, end, faction, speaker, first, second] = line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let place = (key.to_owned(), start.parse().unwrap(), end.parse().unwrap());
        let label = (place.0, place.1, place.2, faction.to_owned(), speaker.to_owned());
        // A speaker whom the second reader added says nothing by the first.
        let told = trained.get(&label).map_or("none", String::as_str);
        if told != first || !QUOTED.contains(&second) {
            faults.push(line.to_owned());
        }
    }
    assert_none(&faults);
}

/// The labels of some files that models are trained on, by excerpt and faction.
fn trained(files: &[&str]) -> HashMap<(String, usize, usize, String), String> {
    let all = files.iter().flat_map(|file| rows(file)).flat_map(|row| {
        let (key, start, end) = (row.key, row.start, row.end);
        row.labels.into_iter().map(move |label| ((key.clone(), start, end, label.faction), label.framing))
    });
    all.collect()
}

/// The lines of a table of second readings whose first reading is none of `trained`, or that say what cannot be said.
fn strange_readings(
    file: &str,
    more: &str,
    trained: &HashMap<(String, usize, usize, String), String>,
    legal: impl Fn(&str, &[&str]) -> bool,
) -> Vec<String> {
    let text = read(file);
    let (head, lines) = text.split_once('\n').unwrap();
    assert_eq!(head, format!("key\tstart\tend\tfaction\tfirst\tsecond\tconfidence{more}"));
    let strange = |line: &&str| {
        let [key, start, end, faction, first, second, confidence, rest @ ..] =
            &line.split('\t').collect::<Vec<_>>()[..]
        else {
            return true;
        };
        let place = (key.to_string(), start.parse().unwrap(), end.parse().unwrap(), faction.to_string());
        let known = trained.get(&place).is_some_and(|told| told == first);
        !known || !["1", "2", "3"].contains(confidence) || !legal(second, rest)
    };
    lines.lines().filter(strange).map(str::to_owned).collect()
}

#[test]
fn the_first_reader_of_the_other_teams_labels_is_the_one_trained_on() {
    let legal = |second: &str, rest: &[&str]| FRAMINGS.contains(&second) && rest.is_empty();
    let file = "training/labels/real_double.tsv";
    assert_none(&strange_readings(file, "", &trained(&TRAINING[..1]), legal));
}

#[test]
fn the_first_reader_of_what_was_missed_is_the_one_trained_on() {
    let legal = |second: &str, rest: &[&str]| {
        (FRAMINGS.contains(&second) || second == "none") && matches!(rest, ["missed" | "other"])
    };
    let file = "training/labels/missed_double.tsv";
    assert_none(&strange_readings(file, "\tdrawn", &trained(&TRAINING), legal));
}

#[test]
fn the_first_annotator_of_double_is_the_one_trained_on() {
    // Single speakers were labelled later, in what is trained on alone.
    let whole = |label: StandoffLabel| StandoffLabel { speakers: Vec::new(), ..label };
    let trained: HashMap<_, _> = rows("training/labels/nabra.jsonl")
        .into_iter()
        .map(|row| (row.document_id(), row.labels.into_iter().map(whole).collect::<Vec<_>>()))
        .collect();
    let mut faults = Vec::new();
    for row in rows(DOUBLE) {
        let is_first = |label: &&StandoffLabel| label.annotator.as_deref() == Some("a");
        let first = row
            .labels
            .iter()
            .filter(is_first)
            .map(|label| StandoffLabel { annotator: None, ..label.clone() });
        if trained.get(&row.document_id()).cloned().unwrap_or_default() != first.collect::<Vec<_>>() {
            faults.push(row.document_id());
        }
    }
    assert_none(&faults);
}

#[test]
fn changes_are_made() {
    let rows: HashMap<_, _> =
        rows(TRAINING[0]).into_iter().map(|row| ((row.key.clone(), row.start), row)).collect();
    let text = read("training/labels/CHANGES.tsv");
    let (head, changes) = text.split_once('\n').unwrap();
    assert_eq!(head, "key\tstart\told\tnew");
    let changes: Vec<Vec<&str>> = changes.lines().map(|line| line.split('\t').collect()).collect();
    assert!(changes.is_sorted_by_key(|change| (change[0], change[1].parse::<usize>().unwrap(), change[2])));
    let mut faults = Vec::new();
    for change in changes {
        let [key, start, old, new] = change[..] else { panic!("{change:?}") };
        let row = rows.get(&(key.to_owned(), start.parse().unwrap()));
        // A row whose only label was dropped is not there.
        let has = |id: &str| row.is_some_and(|row| row.labels.iter().any(|label| label.faction == id));
        if has(old) || (new != "-" && !has(new)) {
            faults.push(format!("{key}:{start}: {old} is not {new}"));
        }
    }
    assert_none(&faults);
}
