//! How an [`Agreement`] is shown: tables for people, rows for spreadsheets. The JSON is the value itself.

use std::fmt::Write;
use std::io;

use anstyle::Style;

use super::evaluation::{Rows, head, whole, with_interval};
use super::terminal::{Align, Cell, Grid};
use crate::agreement::wire::{Agreement, Alpha, Disagreement, Said};

const INDENT: usize = 2;
/// So many disagreements are shown; the JSON has all.
const MOST: usize = 20;

/// `table, name, figure, value, low, high`: all figures but the single disagreements. `table` is
/// `overall`, `value` or `pair`.
///
/// # Errors
/// Only if a value cannot be put into the format.
pub fn csv(agreement: &Agreement) -> io::Result<Vec<u8>> {
    let mut rows = Rows(Vec::new());
    rows.push("overall", "", "units", whole(agreement.units));
    rows.push("overall", "", "documents", whole(agreement.documents));
    rows.push("overall", "", "alpha nominal", agreement.nominal.alpha);
    if let Some(ordinal) = agreement.ordinal {
        rows.push("overall", "", "alpha ordinal", ordinal.alpha);
    }
    rows.push("overall", "", "same", agreement.nominal.same);
    for value in &agreement.values {
        rows.push("value", &value.value, "labels", whole(value.labels));
        rows.push("value", &value.value, "alpha nominal", value.alpha.alpha);
        rows.push("value", &value.value, "same", value.alpha.same);
    }
    for pair in &agreement.pairs {
        let name = pair.annotators.join("|");
        rows.push("pair", &name, "units", whole(pair.units));
        rows.push("pair", &name, "alpha nominal", pair.nominal.alpha);
        rows.push("pair", &name, "same", pair.nominal.same);
    }
    rows.into_bytes()
}

/// Everything on about `width` columns; escape codes only if `colour`.
#[must_use]
pub fn table(agreement: &Agreement, width: usize, colour: bool) -> String {
    let mut out = heading(agreement);
    for part in [figures(agreement, colour), pairs(agreement, colour)] {
        out.extend(["\n", &part]);
    }
    if !agreement.disagreements.is_empty() {
        let count = agreement.disagreements.len();
        let _ = writeln!(out, "\n  {count} of {} labelled differently:", agreement.units);
        for one in agreement.disagreements.iter().take(MOST) {
            out.push_str(&disagreement(one, width, colour));
        }
        if count > MOST {
            let _ = writeln!(out, "  and {} more in --json", count - MOST);
        }
    }
    out
}

fn heading(agreement: &Agreement) -> String {
    let names: Vec<String> =
        agreement.annotators.iter().map(|(name, labels)| format!("{name} {labels}")).collect();
    let drawn = &agreement.bootstrap;
    format!(
        "{} texts and factions labelled by several annotators, in {} documents; {} by one alone\n\
         labels by annotator: {}\n\
         {:.0} % intervals in brackets: {} draws of whole documents, seed {}\n",
        agreement.units,
        agreement.documents,
        agreement.alone,
        names.join(", "),
        100.0 * drawn.level,
        drawn.draws,
        drawn.seed
    )
}

fn figures(agreement: &Agreement, colour: bool) -> String {
    let mut grid = grid();
    grid.push(head(&["Krippendorff's alpha", "labels", "alpha", "same"]));
    let all: usize = agreement.annotators.values().sum();
    let mut push = |name: &str, labels: usize, alpha: Alpha| {
        grid.push([vec![Cell::text(name), Cell::text(&labels.to_string())], cells(alpha)].concat());
    };
    push("nominal", all, agreement.nominal);
    if let Some(ordinal) = agreement.ordinal {
        push("ordinal", all, ordinal);
    }
    for value in &agreement.values {
        push(&format!("{} or not", value.value), value.labels, value.alpha);
    }
    grid.render(INDENT, colour)
}

fn pairs(agreement: &Agreement, colour: bool) -> String {
    let mut grid = grid();
    grid.push(head(&["annotators", "units", "alpha", "same"]));
    for pair in &agreement.pairs {
        let names = pair.annotators.join(", ");
        grid.push(
            [vec![Cell::text(&names), Cell::text(&pair.units.to_string())], cells(pair.nominal)].concat(),
        );
    }
    grid.render(INDENT, colour)
}

fn grid() -> Grid {
    Grid::new(&[&[Align::Left, Align::Right][..], &[Align::Left; 2]].concat())
}

fn cells(alpha: Alpha) -> Vec<Cell> {
    vec![with_interval(alpha.alpha), with_interval(alpha.same)]
}

fn disagreement(one: &Disagreement, width: usize, colour: bool) -> String {
    let mut grid = Grid::new(&[Align::Left; 4]);
    grid.push(vec![
        Cell::text(&one.id).styled(Style::new().bold()),
        Cell::text(one.faction.as_deref().unwrap_or_default()),
        Cell::text(one.source.as_deref().unwrap_or_default()),
        Cell::text(&one.title),
    ]);
    let mut said = Grid::new(&[Align::Left; 5]);
    for of in &one.said {
        let sure = of.confidence.map(|level| format!("sure {level}")).unwrap_or_default();
        let room = width.saturating_sub(INDENT + 50).max(24);
        said.push(vec![
            Cell::text(&of.annotator),
            Cell::text(&of.value),
            Cell::text(&sure),
            Cell::text(&of.place),
            Cell::noted(evidence(of).iter().map(|(text, place)| (text.as_str(), place.clone())), room),
        ]);
    }
    grid.render(INDENT, colour) + &said.render(2 * INDENT, colour)
}

/// The words of the evidence, each with its place.
fn evidence(said: &Said) -> Vec<(String, String)> {
    let of = |place: &crate::agreement::wire::Place| {
        let field = match place.field {
            Some(crate::corpus::Field::Title) => "title",
            Some(crate::corpus::Field::Text) => "text",
            None => "",
        };
        let at = place.char_start.zip(place.char_end).map(|(start, end)| format!("{field} {start}-{end}"));
        (place.text.clone(), at.unwrap_or_default())
    };
    said.evidence.iter().map(of).collect()
}
