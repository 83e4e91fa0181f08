//! Takes labelled excerpts apart: labels into the repository, texts stay where they are.
//!
//! ```text
//! cargo run --example standoff -- --out training/labels/real.jsonl \
//!     --changes training/labels/CHANGES.tsv --keep-out ../shared/gold/dev.jsonl \
//!     ../shared/training/real.jsonl.gz
//! ```
//!
//! Reads rows `{id, corpus, source, start, end, title, text, labels}` and writes canonical standoff
//! rows: sorted by corpus, key and place, labels by faction and annotator, evidence by place. Every
//! row that does not fit is named with file and line; if there is one, nothing is written. Labels may say
//! who gave them (`annotator`).

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nabra::corpus::standoff::{Excerpt, StandoffLabel, StandoffRow, write_standoff};
use nabra::corpus::{BadRow, Format, Input, Place, ReadOptions, Reader, SpeakerLabel, read_all};
use nabra::factions::FactionLexicon;
use nabra::text::fold_key;

const FRAMINGS: [&str; 3] = ["hostile", "neutral", "favourable"];
const QUOTED: [&str; 5] = ["hostile", "neutral", "favourable", "mixed", "none"];
/// Words in a row that make a text a leak if a text kept out has them too.
const SHINGLE: usize = 8;

#[derive(Parser)]
struct Arguments {
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    /// Labels to give to another faction: a table of key, start, old id and new id (`-` drops it).
    #[arg(long)]
    changes: Option<PathBuf>,
    /// Rows whose texts must not be trained on; excerpts that share their key (the first 16
    /// characters of the id) or eight words in a row with one of them are left out.
    #[arg(long)]
    keep_out: Vec<PathBuf>,
    /// The faction lexicon.
    #[arg(long, default_value = "training/lexicon/factions.toml")]
    factions: PathBuf,
    /// Labelled excerpts, JSON lines, packed or not.
    #[arg(required = true)]
    excerpts: Vec<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let factions = FactionLexicon::parse(&fs::read_to_string(&arguments.factions)?)
        .map_err(|faults| format!("{}: {}", arguments.factions.display(), faults[0]))?;
    let mut converter = Converter {
        factions: factions.factions.into_iter().map(|faction| faction.id).collect(),
        changes: arguments.changes.as_deref().map_or(Ok(Changes::default()), read_changes)?,
        kept_out: KeptOut::read(&arguments.keep_out)?,
        ..Converter::default()
    };
    for chunk in open(&arguments.excerpts)? {
        for record in &chunk {
            match record.parse_excerpt() {
                Ok(excerpt) => converter.add(&excerpt),
                Err(bad) => converter.bad.push(bad),
            }
        }
    }
    converter.finish(&arguments.out)
}

fn open(paths: &[PathBuf]) -> Result<Reader, Box<dyn Error>> {
    let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    Ok(Reader::open(&inputs, &ReadOptions { format: Some(Format::Json), ..ReadOptions::default() })?)
}

/// The new faction of a label, by key, start and old faction; `None` drops it.
type Changes = HashMap<(String, usize, String), Option<String>>;

fn read_changes(path: &Path) -> Result<Changes, Box<dyn Error>> {
    let mut changes = Changes::new();
    for (number, line) in fs::read_to_string(path)?.lines().enumerate().skip(1) {
        let fault = || format!("{}:{}: not `key start old new`", path.display(), number + 1);
        let [key, start, old, new] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(fault().into());
        };
        let start = start.parse().map_err(|_| fault())?;
        let new = Some(new.to_owned()).filter(|new| new != "-");
        changes.insert((key.to_owned(), start, old.to_owned()), new);
    }
    Ok(changes)
}

/// Texts that training must not see.
#[derive(Default)]
struct KeptOut {
    keys: HashSet<String>,
    shingles: HashSet<String>,
}

impl KeptOut {
    fn read(paths: &[PathBuf]) -> Result<Self, Box<dyn Error>> {
        let mut kept_out = Self::default();
        if paths.is_empty() {
            return Ok(kept_out);
        }
        let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
        let all = read_all(&inputs, &ReadOptions { labels: false, ..ReadOptions::default() }, None)?;
        if let Some(bad) = all.bad.first() {
            return Err(bad.to_string().into());
        }
        for row in all.rows {
            kept_out.keys.extend(row.document.id.get(..16).map(str::to_owned));
            kept_out.shingles.extend(shingles(&row.document.text));
        }
        Ok(kept_out)
    }

    fn has(&self, excerpt: &Excerpt) -> bool {
        self.keys.contains(&excerpt.key)
            || shingles(&excerpt.text).iter().any(|shingle| self.shingles.contains(shingle))
    }
}

fn shingles(text: &str) -> Vec<String> {
    let folded = fold_key(text);
    let words: Vec<&str> = folded.split(' ').collect();
    words.windows(SHINGLE).map(|words| words.join(" ")).collect()
}

#[derive(Default)]
struct Converter {
    factions: HashSet<String>,
    changes: Changes,
    kept_out: KeptOut,
    rows: Vec<(StandoffRow, Place)>,
    bad: Vec<BadRow>,
    left_out: usize,
    labels_left_out: usize,
    merged: usize,
    dropped: usize,
}

impl Converter {
    fn add(&mut self, excerpt: &Excerpt) {
        if self.kept_out.has(excerpt) {
            self.left_out += 1;
            self.labels_left_out += excerpt.labels.len();
            return;
        }
        match excerpt.to_standoff() {
            Ok(standoff) => {
                self.bad.extend(standoff.dropped);
                let row = self.settle(standoff.row, &excerpt.place);
                if !row.labels.is_empty() {
                    self.rows.push((row, excerpt.place.clone()));
                }
            }
            Err(bad) => self.bad.push(bad),
        }
    }

    /// The row with its changes made and its labels in order.
    fn settle(&mut self, mut row: StandoffRow, place: &Place) -> StandoffRow {
        let mut labels: Vec<(StandoffLabel, bool)> = Vec::new();
        for mut label in std::mem::take(&mut row.labels) {
            let change = self.changes.remove(&(row.key.clone(), row.start, label.faction.clone()));
            let is_changed = change.is_some();
            match change {
                Some(None) => {
                    self.dropped += 1;
                    continue;
                }
                Some(Some(new)) => {
                    let itself = |said: &&mut SpeakerLabel| said.speaker.as_deref() == Some(&label.faction);
                    label
                        .speakers
                        .iter_mut()
                        .filter(itself)
                        .for_each(|said| said.speaker = Some(new.clone()));
                    label.faction = new;
                }
                None => {}
            }
            label.evidence.sort_unstable();
            label.evidence.dedup();
            label.speakers.sort_unstable();
            let reasons = self.faults(&label);
            self.bad.extend(reasons.into_iter().map(|reason| bad(&row, place, reason)));
            let same = |(other, _): &&mut (StandoffLabel, bool)| {
                other.faction == label.faction && other.annotator == label.annotator
            };
            match labels.iter_mut().find(same) {
                None => labels.push((label, is_changed)),
                // Two names of one faction were labelled: the surer label counts, else the first.
                Some((first, was_changed)) if is_changed || *was_changed => {
                    self.merged += 1;
                    if first.confidence < label.confidence {
                        *first = label;
                    }
                }
                Some(_) => self.bad.push(bad(&row, place, format!("{} is labelled twice", label.faction))),
            }
        }
        row.labels = labels.into_iter().map(|(label, _)| label).collect();
        row.labels.sort_by(|a, b| (&a.faction, &a.annotator).cmp(&(&b.faction, &b.annotator)));
        row
    }

    fn faults(&self, label: &StandoffLabel) -> Vec<String> {
        let mut faults = Vec::new();
        let faction = &label.faction;
        if !self.factions.contains(faction) {
            faults.push(format!("no faction {faction:?} in the lexicon"));
        }
        if !FRAMINGS.contains(&label.framing.as_str()) {
            faults.push(format!("{faction}: framing {:?}", label.framing));
        }
        if label.quoted.as_deref().is_none_or(|quoted| !QUOTED.contains(&quoted)) {
            faults.push(format!("{faction}: quoted {:?}", label.quoted));
        }
        for said in &label.speakers {
            if said.speaker.as_ref().is_some_and(|speaker| !self.factions.contains(speaker))
                || !QUOTED.contains(&said.framing.as_str())
            {
                faults.push(format!("{faction}: speaker {:?}, framing {:?}", said.speaker, said.framing));
            }
        }
        if label.confidence.is_none_or(|confidence| !(1..=3).contains(&confidence)) {
            faults.push(format!("{faction}: confidence {:?}", label.confidence));
        }
        if (label.framing == "neutral") != label.evidence.is_empty() {
            faults.push(format!("{faction}: {} with {} evidence", label.framing, label.evidence.len()));
        }
        faults
    }

    fn finish(mut self, out: &Path) -> Result<ExitCode, Box<dyn Error>> {
        let mut log = io::stderr().lock();
        self.rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        for pair in self.rows.windows(2) {
            if let [(a, _), (b, place)] = pair
                && a.document_id() == b.document_id()
            {
                self.bad.push(bad(b, place, "these words are labelled in another row".to_owned()));
            }
        }
        for bad in &self.bad {
            writeln!(log, "{bad}")?;
        }
        for (key, start, old) in self.changes.keys() {
            writeln!(log, "{key}:{start}: no label {old} to change")?;
        }
        if !self.bad.is_empty() || !self.changes.is_empty() {
            writeln!(log, "{} faults; nothing is written", self.bad.len() + self.changes.len())?;
            return Ok(ExitCode::from(2));
        }
        let rows: Vec<StandoffRow> = self.rows.into_iter().map(|(row, _)| row).collect();
        let mut file = Vec::new();
        write_standoff(&mut file, &rows)?;
        fs::write(out, file)?;
        let labels: usize = rows.iter().map(|row| row.labels.len()).sum();
        writeln!(log, "{}: {} excerpts, {labels} labels", out.display(), rows.len())?;
        writeln!(log, "kept out: {} excerpts, {} labels", self.left_out, self.labels_left_out)?;
        writeln!(log, "dropped: {}, merged: {}", self.dropped, self.merged)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn bad(row: &StandoffRow, place: &Place, reason: String) -> BadRow {
    BadRow { place: place.clone(), id: Some(row.document_id()), reason }
}
