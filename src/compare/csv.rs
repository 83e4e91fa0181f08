//! One row a cell.

use std::io;

use super::wire::Report;
use super::{Cell, Corrected, Difference};
use crate::report::defused;
use crate::stats::Interval;

/// Comma-separated values under a header row: a row for each cell, with the difference of its group from
/// all others where that was tested over the whole time.
///
/// # Errors
/// None that a report can cause.
pub fn csv(report: &Report<'_>) -> io::Result<Vec<u8>> {
    let comparison = report.comparison;
    let framings: Vec<&str> = match comparison.cells.first() {
        Some(cell) => cell.shares.iter().map(|share| share.framing.as_str()).collect(),
        None => Vec::new(),
    };
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(header(&framings))?;
    for cell in &comparison.cells {
        let own =
            |difference: &&Difference| difference.faction == cell.faction && difference.group == cell.group;
        let differences: Vec<&Difference> =
            comparison.differences.iter().filter(own).filter(|_| cell.period.is_none()).collect();
        // Compared with several groups, a cell has a row for each.
        match &differences[..] {
            [] => writer.write_record(cells(cell, None))?,
            several => several.iter().try_for_each(|one| writer.write_record(cells(cell, Some(one))))?,
        }
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn header(framings: &[&str]) -> Vec<String> {
    let interval = |name: &str| ["", "_low", "_high"].map(|end| format!("{name}{end}"));
    let corrected =
        |name: &str| ["", "_low", "_high", "_labelled"].map(|end| format!("{name}_corrected{end}"));
    let start = ["group", "period", "faction", "name", "articles", "decided", "abstained", "mentions"];
    let mut names: Vec<String> = start.map(str::to_owned).into();
    names.extend(interval("score"));
    names.extend(corrected("score"));
    for framing in framings {
        names.push(format!("{framing}_count"));
        names.extend(interval(framing));
        names.extend(corrected(framing));
    }
    names.extend(
        ["against", "difference", "difference_low", "difference_high", "p", "p_adjusted"].map(str::to_owned),
    );
    names.extend(
        ["corrected_difference", "corrected_low", "corrected_high", "corrected_p", "corrected_p_adjusted"]
            .map(str::to_owned),
    );
    names.push("polarisation".to_owned());
    names
}

fn cells(cell: &Cell, difference: Option<&Difference>) -> Vec<String> {
    let text = |text: &str| defused(text.into()).into_owned();
    let mut row = vec![
        text(&cell.group),
        cell.period.clone().unwrap_or_default(),
        cell.faction.clone(),
        text(&cell.name),
    ];
    row.extend([cell.articles, cell.decided, cell.abstained].map(|number| number.to_string()));
    row.push(cell.mentions.to_string());
    row.extend(interval(cell.score));
    row.extend(corrected(cell.corrected_score));
    for share in &cell.shares {
        row.push(share.count.to_string());
        row.extend(interval(share.naive));
        row.extend(corrected(share.corrected));
    }
    row.push(
        difference.map_or(String::new(), |one| one.against.as_deref().map_or("others".to_owned(), text)),
    );
    for test in [difference.map(|one| one.score), difference.and_then(|one| one.corrected)] {
        row.extend(match test {
            Some(test) => {
                [test.difference, test.low, test.high, test.p, test.adjusted].map(|number| number.to_string())
            }
            None => [const { String::new() }; 5],
        });
    }
    row.push(optional(difference.and_then(|one| one.polarisation)));
    row
}

fn interval(figure: Interval) -> [String; 3] {
    [figure.value, figure.low, figure.high].map(optional)
}

fn corrected(figure: Option<Corrected>) -> [String; 4] {
    match figure {
        Some(figure) => {
            let [value, low, high] = [figure.value, figure.low, figure.high].map(|number| number.to_string());
            [value, low, high, figure.labelled.to_string()]
        }
        None => [const { String::new() }; 4],
    }
}

fn optional(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
