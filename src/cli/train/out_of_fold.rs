//! What cross-validation said of every label, as JSON lines.

use std::collections::BTreeMap;

use nabra::corpus::{Label, Row};
use nabra::learn::{OutOfFold, Trained};
use serde::Serialize;

use crate::cli::CliError;
use crate::cli::output::Output;
use crate::cli::written;

/// One label. The text is not written, only where it was read.
#[derive(Serialize)]
struct Said<'a> {
    file: &'a str,
    line: u64,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    /// Missing where the label is of the whole document.
    #[serde(skip_serializing_if = "Option::is_none")]
    faction: Option<&'a str>,
    label: &'a str,
    decided: &'a str,
    probabilities: BTreeMap<&'a str, f64>,
}

/// Writes a line a label, in the order of the rows; nothing where there was no cross-validation.
pub(super) fn write(trained: &Trained, rows: &[Row], output: &mut Output) -> Result<(), CliError> {
    let Some(said) = &trained.out_of_fold else { return Ok(()) };
    let classes = trained.model.classes();
    for (i, &(row, label)) in said.labels.iter().enumerate() {
        let row = &rows[row];
        let line = Said {
            file: &row.place.file,
            line: row.place.line,
            id: &row.document.id,
            source: row.document.source.as_deref(),
            faction: faction(row, label),
            label: class(classes, said.targets[i]),
            decided: class(classes, said.decided[i]),
            probabilities: probabilities(classes, said, i),
        };
        output.put(&written::json_line(&line)?)?;
    }
    Ok(())
}

fn faction(row: &Row, label: usize) -> Option<&str> {
    match &row.label {
        Some(Label::Factions(labels)) => labels.get(label).map(|label| label.faction.as_str()),
        _ => None,
    }
}

fn class(classes: &[String], number: u32) -> &str {
    classes.get(number as usize).map_or("", String::as_str)
}

fn probabilities<'a>(classes: &'a [String], said: &OutOfFold, i: usize) -> BTreeMap<&'a str, f64> {
    classes.iter().map(String::as_str).zip(said.probabilities.row(i).iter().copied()).collect()
}
