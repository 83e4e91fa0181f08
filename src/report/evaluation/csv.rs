//! One row a figure.

use std::io;

use crate::evaluate::wire::{Evaluation, Figures, Group};
use crate::stats::Interval;

/// `table, name, figure, value, low, high`: all figures of an evaluation but the single mistakes.
///
/// `table` is `overall`, `class`, `coverage`, `baseline`, `confusion`, `faction`, `source` or `month`;
/// cells of what cannot be computed are empty.
///
/// # Errors
/// Only if a value cannot be put into the format.
pub fn csv(evaluation: &Evaluation) -> io::Result<Vec<u8>> {
    let mut rows = Rows(Vec::new());
    rows.push("overall", "", "labels", whole(evaluation.labels));
    rows.push("overall", "", "clusters", whole(evaluation.bootstrap.clusters));
    figures(&mut rows, &evaluation.figures);
    for (class, counts) in evaluation.figures.classes.iter().zip(&evaluation.confusion) {
        for (predicted, &count) in evaluation.figures.classes.iter().zip(counts) {
            rows.push("confusion", &class.class, &predicted.class, whole(count as usize));
        }
    }
    for baseline in &evaluation.baselines {
        for (figure, interval) in
            [("macro_f1", baseline.macro_f1), ("accuracy", baseline.accuracy), ("lead", baseline.lead)]
        {
            rows.push("baseline", &baseline.name, figure, interval);
        }
    }
    let classes: Vec<&str> = evaluation.figures.classes.iter().map(|class| class.class.as_str()).collect();
    let tables = &evaluation.groups;
    for (table, all) in [("faction", &tables.faction), ("source", &tables.source), ("month", &tables.month)] {
        all.iter().for_each(|one| group(&mut rows, table, one, &classes));
    }
    rows.into_bytes()
}

/// All figures, by class and coverage too.
pub(super) fn figures(rows: &mut Rows, figures: &Figures) {
    for (name, interval) in [
        ("macro_f1", figures.macro_f1),
        ("accuracy", figures.accuracy),
        ("auroc", figures.auroc),
        ("brier", figures.brier),
        ("calibration_error", figures.calibration_error),
        ("area_under_risk", figures.area_under_risk),
        ("found", figures.found),
        ("evidence_in_first_three", figures.evidence_in_first_three),
    ] {
        rows.push("overall", "", name, interval);
    }
    for class in &figures.classes {
        rows.push("class", &class.class, "rows", whole(class.rows));
        for (name, interval) in [
            ("precision", class.precision),
            ("recall", class.recall),
            ("f1", class.f1),
            ("auroc", class.auroc),
        ] {
            rows.push("class", &class.class, name, interval);
        }
    }
    for point in &figures.coverage {
        let at = point.coverage.to_string();
        rows.push("coverage", &at, "rows", whole(point.rows));
        rows.push("coverage", &at, "macro_f1", point.macro_f1);
        rows.push("coverage", &at, "accuracy", point.accuracy);
    }
}

fn group(rows: &mut Rows, table: &str, group: &Group, classes: &[&str]) {
    rows.push(table, &group.name, "rows", whole(group.rows));
    for (class, &count) in classes.iter().zip(&group.gold) {
        rows.push(table, &group.name, &format!("rows {class}"), whole(count as usize));
    }
    rows.push(table, &group.name, "accuracy", group.accuracy);
    rows.push(table, &group.name, "f1_of_classes_present", group.f1_of_classes_present);
    rows.push(table, &group.name, "not_found", whole(group.not_found));
}

/// A count, which has no interval.
pub(in crate::report) fn whole(count: usize) -> Interval {
    Interval { value: Some(count as f64), low: None, high: None }
}

/// Rows of figures.
pub(in crate::report) struct Rows(pub(in crate::report) Vec<[String; 6]>);

impl Rows {
    pub(in crate::report) fn push(&mut self, table: &str, name: &str, figure: &str, interval: Interval) {
        let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
        let [value, low, high] = [interval.value, interval.low, interval.high].map(number);
        let name = crate::report::csv::defused(name.into()).into_owned();
        self.0.push([table.to_owned(), name, figure.to_owned(), value, low, high]);
    }

    pub(in crate::report) fn into_bytes(self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let header = ["table", "name", "figure", "value", "low", "high"].map(str::to_owned);
        crate::report::csv::write(&mut out, [header].into_iter().chain(self.0))?;
        Ok(out)
    }
}
