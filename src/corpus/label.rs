//! Labels as JSON rows write them.

use serde_json::{Map, Value};

use super::document::{Drawn, Evidence, FactionLabel, Label, SpeakerLabel};

/// The label of a whole document: any string, number or truth value.
pub(super) fn class(value: &Value) -> Result<Label, String> {
    match value {
        Value::String(class) if !class.trim().is_empty() => Ok(Label::Class(class.as_str().into())),
        Value::Number(_) | Value::Bool(_) => Ok(Label::Class(value.to_string().as_str().into())),
        Value::String(_) => Err("`label` is empty".to_owned()),
        other => Err(format!("`label` must be a string, not {}", kind(other))),
    }
}

/// How a row says that it was picked. A number is something else, such as the probability that it was.
pub(super) fn drawn(value: Option<&str>) -> Result<Option<Drawn>, String> {
    match value.map(str::trim) {
        None => Ok(None),
        Some("random") => Ok(Some(Drawn::Random)),
        Some("chosen") => Ok(Some(Drawn::Chosen)),
        Some(number) if number.parse::<f64>().is_ok() => Ok(None),
        Some(other) => Err(format!("`drawn` must be `random` or `chosen`, not {other:?}")),
    }
}

/// The labels of factions: an array of objects with `faction` and `framing`.
pub(super) fn factions(value: &Value) -> Result<Label, String> {
    let Value::Array(items) = value else {
        return Err(format!("`labels` must be an array of objects, not {}", kind(value)));
    };
    let labels = items.iter().enumerate().map(|(i, item)| {
        let Value::Object(fields) = item else {
            return Err(format!("`labels[{i}]` must be an object, not {}", kind(item)));
        };
        faction(fields).map_err(|reason| format!("`labels[{i}]`: {reason}"))
    });
    Ok(Label::Factions(labels.collect::<Result<_, _>>()?))
}

fn faction(fields: &Map<String, Value>) -> Result<FactionLabel, String> {
    let required = |name: &str| string(fields, name)?.ok_or_else(|| format!("`{name}` is missing or empty"));
    Ok(FactionLabel {
        faction: required("faction")?,
        framing: required("framing")?,
        quoted: string(fields, "quoted")?,
        speakers: speakers(fields)?,
        confidence: confidence(fields)?,
        evidence: evidence(fields)?,
        annotator: string(fields, "annotator")?,
    })
}

/// The string in a field; `None` if it is absent, null or empty.
fn string(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value.clone()).filter(|value| !value.trim().is_empty())),
        Some(other) => Err(format!("`{name}` must be a string, not {}", kind(other))),
    }
}

fn confidence(fields: &Map<String, Value>) -> Result<Option<u8>, String> {
    match fields.get("confidence") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64().map(u8::try_from) {
            Some(Ok(confidence)) => Ok(Some(confidence)),
            _ => Err(format!("`confidence` must be a whole number from 0 to 255, not {value}")),
        },
    }
}

fn evidence(fields: &Map<String, Value>) -> Result<Vec<Evidence>, String> {
    let items = match fields.get("evidence") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(other) => return Err(format!("`evidence` must be an array of strings, not {}", kind(other))),
    };
    let pieces = items.iter().map(|item| match item {
        Value::String(text) => Ok(Evidence::unplaced(text.as_str())),
        other => Err(format!("`evidence` must hold strings, not {}", kind(other))),
    });
    pieces.collect()
}

/// The labels of single speakers: an array of objects with `speaker`, null for those of no faction, and
/// `framing`.
fn speakers(fields: &Map<String, Value>) -> Result<Vec<SpeakerLabel>, String> {
    let items = match fields.get("speakers") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(other) => return Err(format!("`speakers` must be an array of objects, not {}", kind(other))),
    };
    let label = |item: &Value| {
        let Value::Object(fields) = item else {
            return Err(format!("`speakers` must hold objects, not {}", kind(item)));
        };
        let framing = string(fields, "framing")?.ok_or("a speaker's `framing` is missing or empty")?;
        if !fields.contains_key("speaker") {
            return Err("`speaker` is missing: a faction, or null for everybody else".to_owned());
        }
        Ok(SpeakerLabel { speaker: string(fields, "speaker")?, framing })
    };
    items.iter().map(label).collect()
}

/// What a value is, with its article.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
