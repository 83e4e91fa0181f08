//! A block of lines for each finding, for people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::wire::{field_name, voice_name};
use super::{Finding, Level, why};
use crate::corpus::{Document, Place};
use crate::report::terminal::{cleaned, isolated};
use crate::text::Excerpt;
use crate::text::voice::Voice;

const TERM: Style = AnsiColor::Red.on_default().bold();
const DIMMED: Style = Style::new().dimmed();

/// Place, message, the line with the term marked, and what could be said instead.
///
/// A text file's place is `file:line:column`; a row's is `file:row (id, field line:column)`. Arabic and
/// Latin runs stand in isolates, so that no terminal mixes them up. Without colour the term stands
/// between `[[` and `]]`.
#[must_use]
pub fn block(place: &Place, document: &Document, finding: &Finding<'_>, colour: bool) -> String {
    let mut out = String::new();
    let paint =
        |style: Style, text: &str| if colour { format!("{style}{text}{style:#}") } else { text.to_owned() };
    let words = isolated(cleaned(&finding.excerpt.words));
    let level = match finding.level {
        Level::Warning => paint(AnsiColor::Yellow.on_default(), "warning"),
        Level::Note => paint(AnsiColor::Cyan.on_default(), "note"),
    };
    // Writing into memory does not fail.
    let _ = writeln!(
        out,
        "{}: {level} [{}] {words}: {}{}{}",
        paint(Style::new().bold(), &location(place, document, finding)),
        finding.term.id,
        why(finding.term),
        finding
            .faction
            .map(|faction| format!(", near {}", isolated(cleaned(&faction.name.ar))))
            .unwrap_or_default(),
        if finding.voice == Voice::Own { String::new() } else { format!(" ({})", voice_name(finding.voice)) },
    );
    let _ = writeln!(out, "    {}", marked(&finding.excerpt, colour));
    if let Some(advice) = advice(finding) {
        let _ = writeln!(out, "    {} {advice}", paint(DIMMED, "="));
    }
    out
}

fn location(place: &Place, document: &Document, finding: &Finding<'_>) -> String {
    let start = finding.start;
    let file = isolated(cleaned(&place.file));
    if place.line == 0 {
        return format!("{file}:{}:{}", start.line, start.column);
    }
    let (id, field) = (isolated(cleaned(&document.id)), field_name(finding.field));
    format!("{file}:{} ({id}, {field} {}:{})", place.line, start.line, start.column)
}

/// The line in one isolate, the term in it coloured or in brackets.
fn marked(excerpt: &Excerpt, colour: bool) -> String {
    let [before, words, after] = [&excerpt.before, &excerpt.words, &excerpt.after].map(|part| cleaned(part));
    isolated(if colour {
        format!("{before}{TERM}{words}{TERM:#}{after}")
    } else {
        format!("{before}[[{words}]]{after}")
    })
}

fn advice(finding: &Finding<'_>) -> Option<String> {
    let term = finding.term;
    let neutral = match &finding.plainer[..] {
        [] => None,
        words => Some(format!("plainer: {}", isolated(words.join("، ")))),
    };
    let guidance = term.guidance.as_ref().map(|source| format!("guidance: {source}"));
    let parts: Vec<String> = neutral.into_iter().chain(guidance).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
