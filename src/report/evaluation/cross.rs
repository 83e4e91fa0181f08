//! Folds of several kinds side by side.

use std::io;

use super::csv::{Rows, figures, whole};
use super::table::{head, signed, with_interval};
use crate::evaluate::cross::{CrossValidation, Folds};
use crate::report::terminal::{Align, Cell, Grid};
use crate::stats::Interval;

const INDENT: usize = 2;
/// Where on the list of coverages 70 % stands.
const AT_70: usize = 3;

/// `folds, table, name, figure, value, low, high`: all figures. `folds` is `random`, `source`, `event`, or
/// for the lead of random folds `random-source`, `random-event`.
///
/// # Errors
/// Only if a value cannot be put into the format.
pub fn cross_csv(validation: &CrossValidation) -> io::Result<Vec<u8>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut add = |by: &str, rows: Rows| {
        all.extend(rows.0.into_iter().map(|row| [&[by.to_owned()][..], &row].concat()));
    };
    for folds in &validation.folds {
        let mut rows = Rows(Vec::new());
        rows.push("overall", "", "labels", whole(validation.labels));
        rows.push("overall", "", "folds", whole(folds.count));
        figures(&mut rows, &folds.figures);
        add(folds.by, rows);
    }
    for one in &validation.flattery {
        let mut rows = Rows(Vec::new());
        rows.push("overall", "", "macro_f1", one.macro_f1);
        add(&format!("random-{}", one.by), rows);
    }
    let header = ["folds", "table", "name", "figure", "value", "low", "high"];
    let mut out = Vec::new();
    let header = header.map(str::to_owned).to_vec();
    crate::report::csv::write(&mut out, [header].into_iter().chain(all))?;
    Ok(out)
}

/// A table with one column a kind of folds.
#[must_use]
pub fn cross_table(validation: &CrossValidation, colour: bool) -> String {
    let drawn = &validation.bootstrap;
    let mut out = format!(
        "{} labels, each asked of a model that had not seen it; {} whose faction was not found left out\n\
         {:.0} % intervals in brackets: {} draws of {} {}s, seed {}\n\n",
        validation.labels,
        validation.not_found,
        100.0 * drawn.level,
        drawn.draws,
        drawn.clusters,
        drawn.cluster.name(),
        drawn.seed
    );
    let kinds = validation.folds.len();
    let mut grid = Grid::new(&[&[Align::Left][..], &vec![Align::Left; kinds]].concat());
    let names: Vec<String> = validation.folds.iter().map(title).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    grid.push(head(&[&["folds"][..], &names].concat()));
    for (name, of) in lines(validation) {
        let mut row = vec![Cell::text(&name)];
        validation.folds.iter().for_each(|folds| row.push(with_interval(of(folds))));
        grid.push(row);
    }
    out.push_str(&grid.render(INDENT, colour));
    for one in &validation.flattery {
        let mut grid = Grid::new(&[Align::Left; 2]);
        let name = format!("macro-F1, random less by {}", one.by);
        grid.push(vec![Cell::text(&name), signed(one.macro_f1)]);
        out.push('\n');
        out.push_str(&grid.render(INDENT, colour));
    }
    out
}

fn title(folds: &Folds) -> String {
    match folds.by {
        "random" => format!("{} random", folds.count),
        by => format!("{} by {by}", folds.count),
    }
}

type Figure = Box<dyn Fn(&Folds) -> Interval>;

/// The figures shown, with their names.
fn lines(validation: &CrossValidation) -> Vec<(String, Figure)> {
    let mut out: Vec<(String, Figure)> = vec![
        ("macro-F1".to_owned(), Box::new(|of| of.figures.macro_f1)),
        ("accuracy".to_owned(), Box::new(|of| of.figures.accuracy)),
    ];
    let classes = validation.folds.first().map_or(&[][..], |folds| &folds.figures.classes);
    for (number, class) in classes.iter().enumerate() {
        let f1 =
            move |of: &Folds| of.figures.classes.get(number).map_or(Interval::default(), |class| class.f1);
        out.push((format!("{} F1", class.class), Box::new(f1)));
    }
    let rest: [(&str, Figure); 5] = [
        ("AUROC, mean of classes", Box::new(|of| of.figures.auroc)),
        ("Brier score (0 to 2)", Box::new(|of| of.figures.brier)),
        ("calibration error, 15 bins", Box::new(|of| of.figures.calibration_error)),
        ("area under risk-coverage", Box::new(|of| of.figures.area_under_risk)),
        (
            "macro-F1, surest 70 %",
            Box::new(|of| of.figures.coverage.get(AT_70).map_or(Interval::default(), |at| at.macro_f1)),
        ),
    ];
    out.extend(rest.map(|(name, figure)| (name.to_owned(), figure)));
    out
}
