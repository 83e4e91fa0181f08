//! Tables for people.

use std::fmt::Write;

use anstyle::Style;

use crate::evaluate::wire::{Evaluation, Group, Mistake};
use crate::report::terminal::{Align, Cell, Grid};
use crate::stats::Interval;

const INDENT: usize = 2;
/// Groups with fewer labels are left out of the tables, not out of the JSON and the CSV.
const LEAST: usize = 8;
/// So many groups are shown of each kind.
const MOST: usize = 12;

/// Everything on about `width` columns; escape codes only if `colour`.
#[must_use]
pub fn table(evaluation: &Evaluation, width: usize, colour: bool) -> String {
    let page = Page { evaluation, width, colour };
    let mut out = page.heading();
    let parts = [
        page.overall(),
        page.classes(),
        page.confusion(),
        page.coverage(),
        page.baselines(),
        page.groups("faction", &evaluation.groups.faction),
        page.groups("source", &evaluation.groups.source),
        page.groups("month", &evaluation.groups.month),
        page.mistakes(),
    ];
    for part in parts.iter().filter(|part| !part.is_empty()) {
        out.extend(["\n", part]);
    }
    out
}

struct Page<'a> {
    evaluation: &'a Evaluation,
    width: usize,
    colour: bool,
}

impl Page<'_> {
    fn heading(&self) -> String {
        let of = self.evaluation;
        let checksum: String = of.model.checksum.chars().take(16).collect();
        let drawn = &of.bootstrap;
        format!(
            "{} labels in {} rows, model {checksum}\n\
             {:.0} % intervals in brackets: {} draws of {} {}s, seed {}\n",
            of.labels,
            of.rows,
            100.0 * drawn.level,
            drawn.draws,
            drawn.clusters,
            drawn.cluster.name(),
            drawn.seed
        )
    }

    fn overall(&self) -> String {
        let figures = &self.evaluation.figures;
        let mut grid = Grid::new(&[Align::Left; 2]);
        for (name, interval) in [
            ("macro-F1", figures.macro_f1),
            ("accuracy", figures.accuracy),
            ("AUROC, mean of classes", figures.auroc),
            ("Brier score (0 to 2)", figures.brier),
            ("calibration error, 15 bins", figures.calibration_error),
            ("area under risk-coverage", figures.area_under_risk),
            ("factions found", figures.found),
            ("evidence among first 3", figures.evidence_in_first_three),
        ] {
            // Whole documents have no factions to find; a row of dashes says nothing.
            if interval.value.is_some() && !(name == "factions found" && self.is_of_documents()) {
                grid.push(vec![Cell::text(name), with_interval(interval)]);
            }
        }
        grid.render(INDENT, self.colour)
    }

    fn is_of_documents(&self) -> bool {
        self.evaluation.unit == crate::model::Unit::Document
    }

    fn classes(&self) -> String {
        let mut grid = Grid::new(&[&[Align::Left, Align::Right][..], &[Align::Left; 4]].concat());
        grid.push(head(&["class", "rows", "precision", "recall", "F1", "AUROC"]));
        for class in &self.evaluation.figures.classes {
            let mut row = vec![Cell::text(&class.class), count(class.rows)];
            for interval in [class.precision, class.recall, class.f1, class.auroc] {
                row.push(with_interval(interval));
            }
            grid.push(row);
        }
        grid.render(INDENT, self.colour)
    }

    fn confusion(&self) -> String {
        let names: Vec<&str> = self.evaluation.figures.classes.iter().map(|c| c.class.as_str()).collect();
        let mut grid = Grid::new(&[&[Align::Left][..], &vec![Align::Right; names.len()]].concat());
        grid.push(head(&[&["true \\ decided"][..], &names].concat()));
        for (name, counts) in names.iter().zip(&self.evaluation.confusion) {
            let mut row = vec![Cell::text(name)];
            row.extend(counts.iter().map(|&n| count(n as usize)));
            grid.push(row);
        }
        grid.render(INDENT, self.colour)
    }

    fn coverage(&self) -> String {
        let mut grid = Grid::new(&[&[Align::Right; 2][..], &[Align::Left; 2]].concat());
        grid.push(head(&["surest", "rows", "macro-F1", "accuracy"]));
        for point in &self.evaluation.figures.coverage {
            let share = format!("{:.0} %", 100.0 * point.coverage);
            let mut row = vec![Cell::text(&share), count(point.rows)];
            row.push(with_interval(point.macro_f1));
            row.push(with_interval(point.accuracy));
            grid.push(row);
        }
        grid.render(INDENT, self.colour)
    }

    fn baselines(&self) -> String {
        let mut grid = Grid::new(&[&[Align::Left][..], &[Align::Left; 3]].concat());
        grid.push(head(&["baseline", "macro-F1", "accuracy", "the model's lead"]));
        for baseline in &self.evaluation.baselines {
            let mut row = vec![Cell::text(&baseline.name)];
            row.push(with_interval(baseline.macro_f1));
            row.push(with_interval(baseline.accuracy));
            row.push(signed(baseline.lead));
            grid.push(row);
        }
        grid.render(INDENT, self.colour)
    }

    fn groups(&self, name: &str, groups: &[Group]) -> String {
        let shown: Vec<&Group> = groups.iter().filter(|group| group.rows >= LEAST).take(MOST).collect();
        if shown.is_empty() {
            return String::new();
        }
        let classes: Vec<&str> = self.evaluation.figures.classes.iter().map(|c| c.class.as_str()).collect();
        let aligns = [
            &[Align::Left, Align::Right][..],
            &vec![Align::Right; classes.len()],
            &[Align::Left; 2],
            &[Align::Right],
        ];
        let mut grid = Grid::new(&aligns.concat());
        let names = [&[name, "rows"][..], &classes, &["accuracy", "F1 of these", "not found"]];
        grid.push(head(&names.concat()));
        for group in &shown {
            let mut row = vec![Cell::text(&group.name), count(group.rows)];
            row.extend(group.gold.iter().map(|&n| count(n as usize)));
            row.push(with_interval(group.accuracy));
            row.push(with_interval(group.f1_of_classes_present));
            row.push(count(group.not_found));
            grid.push(row);
        }
        let mut out = grid.render(INDENT, self.colour);
        if shown.len() < groups.len() {
            let more = groups.len() - shown.len();
            let _ = writeln!(out, "  and {more} more in --json: smaller ones, or beyond the first {MOST}");
        }
        out
    }

    fn mistakes(&self) -> String {
        let mut out = String::new();
        for mistake in &self.evaluation.worst {
            let mut grid = Grid::new(&[Align::Left; 5]);
            let probability = mistake.probability.map_or("not found".to_owned(), |p| format!("{p:.2}"));
            grid.push(vec![
                Cell::text(&mistake.place).styled(Style::new().bold()),
                Cell::text(mistake.faction.as_deref().unwrap_or_default()),
                Cell::text(&format!("is {}, said {} {probability}", mistake.gold, mistake.predicted)),
                Cell::text(mistake.source.as_deref().unwrap_or_default()),
                Cell::text(mistake.date.as_deref().unwrap_or_default()),
            ]);
            out.push_str(&grid.render(INDENT, self.colour));
            out.push_str(&self.details(mistake));
        }
        if out.is_empty() { out } else { format!("  the surest mistakes:\n{out}") }
    }

    fn details(&self, mistake: &Mistake) -> String {
        let room = self.width.saturating_sub(INDENT + 16);
        let plain =
            |texts: &[String]| Cell::noted(texts.iter().map(|text| (text.as_str(), String::new())), room);
        let mut grid = Grid::new(&[Align::Left, Align::Left]);
        grid.push(vec![Cell::text("  text"), plain(std::slice::from_ref(&mistake.text))]);
        let said =
            mistake.evidence.iter().map(|piece| (piece.text.as_str(), format!("{:+.2}", piece.contribution)));
        for (name, cell) in
            [("  evidence", Cell::noted(said, room)), ("  annotator's", plain(&mistake.gold_evidence))]
        {
            if cell.width() > 0 {
                grid.push(vec![Cell::text(name), cell]);
            }
        }
        grid.render(INDENT, self.colour)
    }
}

/// Headings of columns.
pub(in crate::report) fn head(names: &[&str]) -> Vec<Cell> {
    names.iter().map(|name| Cell::text(name).styled(Style::new().dimmed())).collect()
}

fn count(n: usize) -> Cell {
    Cell::text(&n.to_string())
}

/// `0.694 (0.623 to 0.759)`.
pub(in crate::report) fn with_interval(interval: Interval) -> Cell {
    let value = interval.value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    match (interval.low, interval.high) {
        (Some(low), Some(high)) => Cell::text(&format!("{value} ({low:.3} to {high:.3})")),
        _ => Cell::text(&value),
    }
}

/// The same with signs, of a difference.
pub(super) fn signed(interval: Interval) -> Cell {
    let value = interval.value.map_or("-".to_owned(), |value| format!("{value:+.3}"));
    match (interval.low, interval.high) {
        (Some(low), Some(high)) => Cell::text(&format!("{value} ({low:+.3} to {high:+.3})")),
        _ => Cell::text(&value),
    }
}
