//! Lines of scores that `nabra predict` wrote, as observations.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Observation;
use crate::groups::GroupBy;

/// How a line of scores begins, white space aside.
const MARK: &str = "\"nabra.scores/";

/// A line of scores.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredLine {
    /// The document's id.
    pub id: String,
    /// Its group, if it says.
    pub group: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// What it says of each faction; `None` where the line has an error in place of scores.
    pub observations: Option<Vec<Observation>>,
}

#[derive(Deserialize)]
struct Line {
    schema: String,
    id: String,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    factions: Option<Vec<Scored>>,
    #[serde(default)]
    error: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
struct Scored {
    faction: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    mentions: usize,
    framing: String,
    score: f64,
    probabilities: Map<String, Value>,
    #[serde(default)]
    abstained: Option<String>,
}

/// Whether a JSON row is a line of scores and no article.
#[must_use]
pub fn is_scores(json: &str) -> bool {
    let mut front = json.len().min(64);
    while !json.is_char_boundary(front) {
        front -= 1;
    }
    json[..front].contains(MARK)
}

/// Reads a line of scores.
///
/// # Errors
/// What is wrong with it: no line of scores, another version of them, or scores of whole documents.
pub fn read(json: &str, by: &GroupBy) -> Result<ScoredLine, String> {
    let line: Line = serde_json::from_str(json).map_err(|error| format!("no line of scores: {error}"))?;
    if line.schema != crate::report::SCHEMA {
        return Err(format!("scores of the form {}; {} is read", line.schema, crate::report::SCHEMA));
    }
    let group = match by {
        GroupBy::Period(period) => line.date.as_deref().and_then(|date| period.of(date)),
        GroupBy::Field(name) if name == "date" => line.date.clone(),
        _ => line.others.get(by.name()).and_then(text),
    };
    let observations = match (line.factions, line.error) {
        (Some(factions), _) => Some(factions.into_iter().map(Observation::from).collect()),
        (None, Some(_)) => None,
        (None, None) => return Err("scores of whole documents: those of factions can be compared".to_owned()),
    };
    Ok(ScoredLine { id: line.id, group, date: line.date, observations })
}

impl From<Scored> for Observation {
    fn from(faction: Scored) -> Self {
        Self {
            faction: faction.faction,
            name: faction.name,
            mentions: faction.mentions,
            framing: faction.framing,
            score: faction.score,
            classes: faction.probabilities.into_iter().map(|(class, _)| class).collect(),
            abstained: faction.abstained.is_some(),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
