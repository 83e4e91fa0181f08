//! One JSON object parsed into a row.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::document::{Document, Drawn, Label};
use super::input::ReadOptions;
use super::label;
use super::record::{Parsed, Refusal};
use super::standoff::StandoffRow;

const ID: &str = "id";
const TEXT: &str = "text";
const SOURCE: &str = "source";
const FIELDS: [&str; 3] = ["title", "date", "event"];
const LABEL_FIELDS: [&str; 7] = ["label", "labels", "annotator", "drawn", "key", "start", "end"];

/// Parses one object; an id that it does not give is left empty.
pub(super) fn parse(json: &str, options: &ReadOptions) -> Result<Parsed, Refusal> {
    let json = json.trim_ascii_end();
    let found = read(json, options).map_err(|reason| (None, reason))?;
    if options.labels && found.is_standoff() {
        return match serde_json::from_str::<StandoffRow>(json) {
            Ok(row) => Ok(Parsed::Standoff(row)),
            Err(error) => Err((None, format!("no standoff row: {}", cause(&error)))),
        };
    }
    let id = found.scalar(ID).map_err(|reason| (None, reason))?;
    match found.into_row(id.clone().unwrap_or_default(), options) {
        Ok((document, label, drawn)) => Ok(Parsed::Row(document, label, drawn)),
        Err(reason) => Err((id, reason)),
    }
}

/// The fields of an object that are known, others left out.
fn read(json: &str, options: &ReadOptions) -> Result<Found, String> {
    read_strictly(json, options).or_else(|error| {
        // A raw NUL inside a string is data that was not escaped; anywhere else it stays an error.
        let escaped = json.contains('\0').then(|| json.replace('\0', "\\u0000"));
        escaped.and_then(|json| read_strictly(&json, options).ok()).ok_or_else(|| describe(&error))
    })
}

fn read_strictly(json: &str, options: &ReadOptions) -> serde_json::Result<Found> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let found = ObjectSeed(options).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(found)
}

pub(super) fn describe(error: &serde_json::Error) -> String {
    if error.is_data() {
        return format!("not a row: {}", cause(error));
    }
    match error.line() {
        0 | 1 => format!("broken JSON at column {}: {}", error.column(), cause(error)),
        line => {
            format!("broken JSON, line {line} of the record, column {}: {}", error.column(), cause(error))
        }
    }
}

/// The message without the place serde adds.
fn cause(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map(|(cause, _)| cause.to_owned()).unwrap_or(message)
}

/// Known fields under their own names, whatever the row calls text and id. Of a field given twice, the
/// last counts.
struct Found(Vec<(&'static str, Value)>);

impl Found {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value).filter(|v| !v.is_null())
    }

    fn is_standoff(&self) -> bool {
        self.get(TEXT).is_none() && ["key", "start", "end"].iter().all(|name| self.get(name).is_some())
    }

    /// A string or number as a string; `None` if it is absent, null or empty.
    fn scalar(&self, name: &str) -> Result<Option<String>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(value)) => Ok(Some(value.clone()).filter(|value| !value.is_empty())),
            Some(Value::Number(value)) => Ok(Some(value.to_string())),
            Some(other) => Err(format!("`{name}` must be a string, not {}", label::kind(other))),
        }
    }

    fn into_row(
        mut self,
        id: String,
        options: &ReadOptions,
    ) -> Result<(Document, Option<Label>, Option<Drawn>), String> {
        let mut label = match (self.get("label"), self.get("labels")) {
            (None, None) => None,
            (Some(class), None) => Some(label::class(class)?),
            (None, Some(factions)) => Some(label::factions(factions)?),
            (Some(_), Some(_)) => return Err("both `label` and `labels` are given: keep one".to_owned()),
        };
        let annotator = self.scalar("annotator")?;
        label.iter_mut().for_each(|label| label.by(annotator.as_ref()));
        let drawn = label::drawn(self.scalar("drawn")?.as_deref())?;
        let title = self.scalar("title")?.unwrap_or_default();
        let (source, date, event) = (self.scalar(SOURCE)?, self.scalar("date")?, self.scalar("event")?);
        let text = match self.0.iter().rposition(|(name, _)| *name == TEXT).map(|i| self.0.swap_remove(i).1) {
            Some(Value::String(text)) => text,
            None | Some(Value::Null) => return Err(format!("`{}` is missing", options.text_column)),
            Some(other) => {
                return Err(format!(
                    "`{}` must be a string, not {}",
                    options.text_column,
                    label::kind(&other)
                ));
            }
        };
        Ok((Document { id, title, text, source, date, event }, label, drawn))
    }
}

struct ObjectSeed<'a>(&'a ReadOptions);

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Vec::new();
        while let Some(name) = map.next_key_seed(NameSeed(self.0))? {
            match name {
                Some(name) => found.push((name, map.next_value()?)),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Found(found))
    }
}

/// Reads a key as the known field it names, without storing it.
struct NameSeed<'a>(&'a ReadOptions);

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let options = self.0;
        let labels = if options.labels { LABEL_FIELDS.as_slice() } else { &[] };
        Ok(match key {
            _ if key == options.text_column => Some(TEXT),
            _ if key == options.id_column => Some(ID),
            _ if key == options.source_column => Some(SOURCE),
            _ => FIELDS.iter().chain(labels).copied().find(|name| *name == key),
        })
    }
}
