//! One row a group and unit.

use std::io;

use super::wire::{Report, Unit};
use crate::report::defused;

/// Columns of the table.
const COLUMNS: [&str; 21] = [
    "faction",
    "by",
    "group",
    "group_articles",
    "group_words",
    "polarisation",
    "text",
    "count",
    "others",
    "per_1000",
    "others_per_1000",
    "log_odds",
    "z",
    "articles",
    "other_articles",
    "sources",
    "dp_articles",
    "dp_sources",
    "term",
    "neutral",
    "example",
];

/// Comma-separated values under a header row; a group without key units has one row with these empty.
///
/// # Errors
/// None that a report can cause.
pub fn csv(report: &Report<'_>) -> io::Result<Vec<u8>> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for group in &report.groups {
        let start = [
            report.question.faction.to_owned(),
            report.question.by.to_owned(),
            defused(group.group.into()).into_owned(),
            group.articles.to_string(),
            group.words.to_string(),
            group.polarisation.map(|p| p.to_string()).unwrap_or_default(),
        ];
        let blank = std::iter::repeat_n(String::new(), COLUMNS.len() - start.len());
        if group.units.is_empty() {
            writer.write_record(start.iter().cloned().chain(blank))?;
        }
        for unit in &group.units {
            writer.write_record(start.iter().cloned().chain(cells(unit)))?;
        }
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn cells(unit: &Unit<'_>) -> Vec<String> {
    let numbers = [unit.per_1000, unit.others_per_1000, unit.log_odds, unit.z];
    let term = unit.term.as_ref();
    let example = unit.examples.first().map(|example| [example.before, example.text, example.after].concat());
    let mut cells =
        vec![defused(unit.text.into()).into_owned(), unit.count.to_string(), unit.others.to_string()];
    cells.extend(numbers.map(|number| number.to_string()));
    cells.extend([unit.articles, unit.other_articles, unit.sources].map(|number| number.to_string()));
    cells.extend([unit.dp_articles, unit.dp_sources].map(|number| number.to_string()));
    cells.push(term.map(|term| term.id.to_owned()).unwrap_or_default());
    cells.push(term.map(|term| term.neutral.join("|")).unwrap_or_default());
    cells.push(defused(example.unwrap_or_default().into()).into_owned());
    cells
}
