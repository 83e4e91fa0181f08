//! The text, its marked words in colour or between brackets, wrapped.

use anstyle::Style;

use super::{Terminal, lean_style};
use crate::explain::marks::{Piece, pieces};
use crate::explain::{Explanation, field_text};
use crate::report::View;
use crate::report::terminal::{cleaned, width};
use crate::score::{EvidenceSpan, Verdict};
use crate::text::Field;

const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';
const INDENT: usize = 2;

/// What is written without a blank in it.
#[derive(Default)]
struct Word {
    parts: Vec<(String, Option<Style>)>,
    width: usize,
}

/// The title, then the paragraphs of the text.
pub(super) fn render(terminal: &Terminal, explanation: &Explanation<'_>, view: &View) -> String {
    let spans = shown_spans(explanation, view);
    let mut out = String::new();
    for field in [Field::Title, Field::Text] {
        let spans: Vec<&EvidenceSpan> = spans.iter().copied().filter(|span| span.field == field).collect();
        let ranges: Vec<_> = spans.iter().map(|span| span.bytes.clone()).collect();
        let mut paragraph: Vec<Word> = Vec::new();
        let text = field_text(explanation.document, field);
        for (piece, pull) in runs(text, &pieces(text, &ranges), &spans) {
            for (number, line) in marked(piece, pull, terminal.colour).split('\n').enumerate() {
                if number > 0 {
                    write(terminal, &std::mem::take(&mut paragraph), &mut out);
                }
                add(line, pull.filter(|_| terminal.colour).map(lean_style), &mut paragraph);
            }
        }
        write(terminal, &paragraph, &mut out);
        if field == Field::Title && !out.is_empty() {
            out.push('\n');
        }
    }
    out
}

fn shown_spans<'a>(explanation: &'a Explanation<'_>, view: &View) -> Vec<&'a EvidenceSpan> {
    match &explanation.scored.verdict {
        Verdict::Factions { factions, .. } => {
            factions.iter().filter(|f| view.shows(&f.faction)).flat_map(|f| &f.evidence).collect()
        }
        Verdict::Document(score) => score.evidence.iter().collect(),
    }
}

/// Neighbouring pieces that pull the same way as one.
fn runs<'t>(text: &'t str, pieces: &[Piece<'_>], spans: &[&EvidenceSpan]) -> Vec<(&'t str, Option<f64>)> {
    let mut runs = Vec::new();
    let mut at = 0;
    let sign = |pull: Option<f64>| pull.map(|pull| pull < 0.0);
    for run in pieces.chunk_by(|a, b| sign(strongest(a, spans)) == sign(strongest(b, spans))) {
        let end = at + run.iter().map(|piece| piece.text.len()).sum::<usize>();
        let pull = run.first().and_then(|piece| strongest(piece, spans));
        runs.push((text.get(at..end).unwrap_or_default(), pull));
        at = end;
    }
    runs
}

/// The strongest pull of a piece's marks.
fn strongest(piece: &Piece<'_>, spans: &[&EvidenceSpan]) -> Option<f64> {
    let pulls = piece.marks.iter().filter_map(|&mark| spans.get(mark)).map(|span| span.contribution);
    pulls.max_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// The text; between brackets with a sign where it is marked and there is no colour.
fn marked(text: &str, pull: Option<f64>, colour: bool) -> String {
    match pull.filter(|_| !colour) {
        Some(pull) => {
            let sign = if pull < 0.0 { '-' } else { '+' };
            let inside = text.trim();
            let (before, rest) = text.split_at(text.len() - text.trim_start().len());
            let after = rest.get(inside.len()..).unwrap_or_default();
            // A line break inside a mark is one blank: the brackets stay on one line.
            format!("{before}[{sign}{}{sign}]{after}", inside.replace('\n', " "))
        }
        None => text.to_owned(),
    }
}

/// Adds the words of a text; the first goes on with the last one there unless a blank parts them.
fn add(text: &str, style: Option<Style>, words: &mut Vec<Word>) {
    let clean = cleaned(text);
    for (number, word) in clean.split(' ').enumerate() {
        if number > 0 || words.is_empty() {
            words.push(Word::default());
        }
        if let Some(last) = words.last_mut().filter(|_| !word.is_empty()) {
            last.width += width(word);
            last.parts.push((word.to_owned(), style));
        }
    }
}

/// Writes a paragraph in lines, each isolated.
fn write(terminal: &Terminal, words: &[Word], out: &mut String) {
    let room = terminal.width.saturating_sub(INDENT);
    let words: Vec<&Word> = words.iter().filter(|word| word.width > 0).collect();
    let mut line: Vec<&Word> = Vec::new();
    let mut used = 0;
    let isolate = isolate(&words);
    for word in words {
        if !line.is_empty() && used + 1 + word.width > room {
            write_line(&std::mem::take(&mut line), isolate, out);
            used = 0;
        }
        used += word.width + usize::from(!line.is_empty());
        line.push(word);
    }
    if !line.is_empty() {
        write_line(&line, isolate, out);
    }
}

/// All lines of a paragraph run the way of its first Arabic letter, if it has any.
fn isolate(words: &[&Word]) -> char {
    let letters = words.iter().flat_map(|word| &word.parts).flat_map(|(text, _)| text.chars());
    match letters.into_iter().find(|c| matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fefc}')) {
        Some(_) => RIGHT_TO_LEFT_ISOLATE,
        None => FIRST_STRONG_ISOLATE,
    }
}

fn write_line(words: &[&Word], isolate: char, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', INDENT));
    out.push(isolate);
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        for (text, style) in &word.parts {
            match style {
                Some(style) => {
                    out.extend([
                        style.render().to_string().as_str(),
                        text,
                        &style.render_reset().to_string(),
                    ]);
                }
                None => out.push_str(text),
            }
        }
    }
    out.push(POP_ISOLATE);
    out.push('\n');
}
