//! SARIF 2.1.0, the format that code hosts and editors read (OASIS standard, 27 March 2020).
//!
//! The log is written in pieces, so that however many results it has none is held: [`head`], the
//! results with commas between, [`tail`] with the rules of the terms that were found.

use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde_json::{Value, json};

use super::wire::{field_name, voice_name};
use super::{Finding, Level, why};
use crate::corpus::{Document, Place};
use crate::terms::{Term, TermLean};

/// What stands in a path of a URI as it is (RFC 3986).
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b':');

/// What stands before the results.
#[must_use]
pub fn head() -> &'static str {
    concat!(
        r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"#,
        r#""columnKind":"unicodeCodePoints","results":["#,
        "\n"
    )
}

/// One result. `before` tells how many bytes of a UTF-8 text file stand before its text, a byte order
/// mark; `None` where bytes of the file are not bytes of the text.
///
/// # Errors
/// None that a finding can cause.
pub fn result(
    place: &Place,
    document: &Document,
    finding: &Finding<'_>,
    before: Option<usize>,
) -> io::Result<Vec<u8>> {
    let is_file = place.line == 0;
    let field = field_name(finding.field);
    let mut result = json!({
        "ruleId": finding.term.id,
        "level": finding.level.name(),
        "message": {"text": message(finding)},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": uri(&place.file)},
                "region": if is_file { region(finding, before) } else { json!({"startLine": place.line}) },
            },
        }],
        "properties": {
            "id": document.id,
            "field": field,
            "voice": voice_name(finding.voice),
            "faction": finding.faction.map(|faction| &faction.id),
            "category": finding.term.category,
            "lean": finding.term.lean,
            "neutral": finding.plainer,
            "guidance": finding.term.guidance,
        },
    });
    if !is_file {
        result["locations"][0]["logicalLocations"] = json!([{"name": field, "fullyQualifiedName": format!("{}/{field}", document.id), "kind": "value"}]);
        result["properties"]["region"] = region(finding, None);
    }
    Ok(serde_json::to_vec(&result)?)
}

/// What stands after the results; `terms` are those that were found.
///
/// # Errors
/// None that a lexicon can cause.
pub fn tail<'l>(terms: impl IntoIterator<Item = &'l Term>) -> io::Result<Vec<u8>> {
    let rules: Vec<Value> = terms.into_iter().map(rule).collect();
    let tool = json!({"driver": {
        "name": "nabra",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    }});
    let mut bytes = b"\n],\"tool\":".to_vec();
    serde_json::to_writer(&mut bytes, &tool)?;
    bytes.extend_from_slice(b"}]}\n");
    Ok(bytes)
}

fn region(finding: &Finding<'_>, before: Option<usize>) -> Value {
    let mut region = json!({
        "startLine": finding.start.line,
        "startColumn": finding.start.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
        "charOffset": finding.start.offset,
        "charLength": finding.end.offset - finding.start.offset,
        "snippet": {"text": finding.excerpt.words},
    });
    if let Some(before) = before {
        region["byteOffset"] = json!(before + finding.bytes.start);
        region["byteLength"] = json!(finding.bytes.len());
    }
    region
}

fn rule(term: &Term) -> Value {
    let level = if term.lean == TermLean::Context { Level::Note } else { Level::Warning };
    let plainer: Vec<&str> = term.neutral.iter().map(String::as_str).collect();
    let advice = advice(term, &plainer);
    json!({
        "id": term.id,
        "name": pascal(&term.id),
        "shortDescription": {"text": format!("«{}»: {}", term.cores.first().map_or("", String::as_str), why(term))},
        "fullDescription": {"text": format!("The lexicon lists «{}»: {}.", term.cores.join("، "), why(term))},
        "help": {"text": advice},
        "defaultConfiguration": {"level": level.name()},
        "properties": {"category": term.category, "lean": term.lean, "tags": ["framing", "arabic"]},
    })
}

fn message(finding: &Finding<'_>) -> String {
    let whom = finding.faction.map(|faction| format!(", near {} ({})", faction.name.ar, faction.id));
    format!(
        "«{}»: {}{}. {}",
        finding.excerpt.words,
        why(finding.term),
        whom.unwrap_or_default(),
        advice(finding.term, &finding.plainer)
    )
}

fn advice(term: &Term, plainer: &[&str]) -> String {
    let plain = match plainer {
        [] => "Leave it out, or say what happened.".to_owned(),
        words => format!("Plainer: {}.", words.join("، ")),
    };
    match &term.guidance {
        Some(source) => format!("{plain} Guidance: {source}."),
        None => plain,
    }
}

/// `name-of-term` as `NameOfTerm`, the form that the standard recommends for names of rules.
fn pascal(id: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    id.split('-').map(capital).collect()
}

/// A path as a URI: relative paths stay relative, others begin with `file://`.
fn uri(path: &str) -> String {
    let slashed = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let encoded = percent_encode(slashed.as_bytes(), PATH).to_string();
    match slashed.as_bytes() {
        [b'/', ..] => format!("file://{encoded}"),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => format!("file:///{encoded}"),
        _ => encoded.strip_prefix("./").unwrap_or(&encoded).replace(':', "%3A"),
    }
}
