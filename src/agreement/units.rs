//! Labels of the same text and faction, gathered.

use std::collections::{BTreeSet, HashMap};

use super::wire::Place;
use crate::corpus::{Evidence, Label, Row};
use crate::learn::duplicates::text_hash;

/// A text, and a faction or the text as a whole, that several annotators judged.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit<'a> {
    /// Number of the text.
    pub(super) document: usize,
    /// The faction; `None` for the whole text.
    pub(super) faction: Option<&'a str>,
    /// One judgement an annotator, in the order of rows.
    pub(super) said: Vec<Judgement>,
}

/// What one annotator says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    pub(super) annotator: String,
    pub(super) value: String,
    /// Number of the row.
    pub(super) row: usize,
    pub(super) confidence: Option<u8>,
    pub(super) evidence: Vec<Place>,
}

/// All of them.
pub(super) struct Units<'a> {
    /// Those that at least two annotators judged, in the order of rows.
    pub(super) shared: Vec<Unit<'a>>,
    /// Those that one annotator alone judged.
    pub(super) alone: usize,
    /// Labels that could not be used.
    pub(super) refused: Vec<String>,
}

/// A label as it stands in its row.
struct Given<'a> {
    row: usize,
    faction: Option<&'a str>,
    value: &'a str,
    annotator: Option<&'a str>,
    confidence: Option<u8>,
    evidence: &'a [Evidence],
}

impl<'a> Units<'a> {
    /// Gathers the labels of `rows`; those of a confidence below `least` are left out.
    pub(super) fn new(rows: &'a [Row], least: Option<u8>) -> Self {
        let mut refused = Vec::new();
        let mut numbers: HashMap<(usize, Option<&str>), usize> = HashMap::new();
        let mut units: Vec<Unit<'a>> = Vec::new();
        let documents = documents(rows);
        for given in rows.iter().enumerate().flat_map(|(row, content)| given(row, content)) {
            if least.is_some_and(|least| given.confidence.is_some_and(|level| level < least)) {
                continue;
            }
            let Some(annotator) = given.annotator else {
                refused.push(format!("{}: {} has no `annotator`", rows[given.row].place, name(&given)));
                continue;
            };
            let document = documents[given.row];
            let number = *numbers.entry((document, given.faction)).or_insert_with(|| {
                units.push(Unit { document, faction: given.faction, said: Vec::new() });
                units.len() - 1
            });
            units[number].said.push(Judgement {
                annotator: annotator.to_owned(),
                value: given.value.to_owned(),
                row: given.row,
                confidence: given.confidence,
                evidence: given.evidence.iter().map(Place::of).collect(),
            });
        }
        for unit in &mut units {
            unit.unite(rows, &mut refused);
        }
        let before = units.iter().filter(|unit| !unit.said.is_empty()).count();
        units.retain(|unit| unit.said.len() > 1);
        Self { alone: before - units.len(), shared: units, refused }
    }
}

impl Unit<'_> {
    /// One judgement an annotator: said twice it counts once, and one who says two things is left out.
    fn unite(&mut self, rows: &[Row], refused: &mut Vec<String>) {
        let mut divided = BTreeSet::new();
        for said in &self.said {
            if let Some(other) =
                self.said.iter().find(|o| o.annotator == said.annotator && o.value != said.value)
            {
                divided.insert(said.annotator.clone());
                refused.push(format!(
                    "{}: {:?} says {:?} here but {:?} at {}, of the same text: left out",
                    rows[said.row].place, said.annotator, said.value, other.value, rows[other.row].place
                ));
            }
        }
        let mut seen = BTreeSet::new();
        self.said.retain(|said| !divided.contains(&said.annotator) && seen.insert(said.annotator.clone()));
    }

    /// How many annotators gave each value.
    pub(super) fn counts(&self, values: &[String]) -> Vec<u32> {
        counts(self.said.iter(), values)
    }
}

/// How many of `said` are of each value.
pub(super) fn counts<'s>(said: impl Iterator<Item = &'s Judgement>, values: &[String]) -> Vec<u32> {
    let mut out = vec![0; values.len()];
    for said in said {
        if let Some(value) = values.iter().position(|value| *value == said.value) {
            out[value] += 1;
        }
    }
    out
}

/// Numbers of texts: rows of the same words are one, and without a text those of the same id.
fn documents(rows: &[Row]) -> Vec<usize> {
    let mut numbers: HashMap<([u8; 32], &str), usize> = HashMap::new();
    let number = |row| {
        let row: &Row = row;
        let id = if row.document.text.is_empty() { row.document.id.as_str() } else { "" };
        let next = numbers.len();
        *numbers.entry((text_hash(row), id)).or_insert(next)
    };
    rows.iter().map(number).collect()
}

fn given(row: usize, content: &Row) -> Vec<Given<'_>> {
    match &content.label {
        None => Vec::new(),
        Some(Label::Class(label)) => vec![Given {
            row,
            faction: None,
            value: &label.class,
            annotator: label.annotator.as_deref(),
            confidence: None,
            evidence: &[],
        }],
        Some(Label::Factions(labels)) => labels
            .iter()
            .map(|label| Given {
                row,
                faction: Some(&label.faction),
                value: &label.framing,
                annotator: label.annotator.as_deref(),
                confidence: label.confidence,
                evidence: &label.evidence,
            })
            .collect(),
    }
}

fn name(given: &Given<'_>) -> String {
    given.faction.map_or_else(|| "the label".to_owned(), |faction| format!("the label of {faction:?}"))
}
