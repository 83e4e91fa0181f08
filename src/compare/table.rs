//! A block a faction, for people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::wire::Report;
use super::{Cell, Corrected, Design, Difference};
use crate::report::terminal::{Align, Cell as Shown, Grid, cleaned, isolated};
use crate::stats::Interval;

/// The `top` factions of most articles, each with its groups; how many were left out is said at the end.
#[must_use]
pub fn table(report: &Report<'_>, top: usize, colour: bool) -> String {
    let comparison = report.comparison;
    let mut out = head(report);
    let mut rest = &comparison.cells[..];
    let mut shown = 0;
    while let Some(first) = rest.first() {
        let size = rest.iter().take_while(|cell| cell.faction == first.faction).count();
        let (cells, after) = rest.split_at(size);
        rest = after;
        shown += 1;
        if shown <= top {
            out.push('\n');
            out.push_str(&block(report, cells, colour));
        }
    }
    if shown > top {
        // Writing into memory does not fail.
        let _ = write!(
            out,
            "\n{} more factions: --top {shown}, --faction ID or --format csv shows them\n",
            shown - top
        );
    }
    out
}

fn head(report: &Report<'_>) -> String {
    let comparison = report.comparison;
    let mut out = format!(
        "{} documents by {}; shares are of articles on which the model decides, intervals of 95 %\n",
        comparison.documents, report.by
    );
    if let Some(gold) = comparison.gold {
        let design = match gold.design {
            Design::SimpleRandom => "taken to be a simple random sample of these documents (PPI++)",
            Design::KnownProbabilities => "drawn with the probabilities that they give (design-based)",
        };
        let _ = writeln!(out, "corrected by {} labels of {}, {design}", gold.used, gold.labels);
    }
    out
}

fn block(report: &Report<'_>, cells: &[Cell], colour: bool) -> String {
    let Some(first) = cells.first() else { return String::new() };
    let has_gold = report.comparison.gold.is_some();
    let name = format!("{} {}", isolated(cleaned(&first.name)), first.faction);
    let mut out = if colour { format!("{0}{name}{0:#}\n", Style::new().bold()) } else { format!("{name}\n") };
    let framings: Vec<&str> = first.shares.iter().map(|share| share.framing.as_str()).collect();
    let mut headings = vec!["", "", "articles", "abstained", "score", ""];
    let mut aligns = vec![Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Left];
    for framing in &framings {
        headings.extend([framing, ""]);
        aligns.extend([Align::Right, Align::Left]);
    }
    headings.extend(["against", "difference", "p adj.", "polar."]);
    aligns.extend([Align::Left, Align::Right, Align::Right, Align::Right]);
    let mut grid = Grid::new(&aligns);
    grid.push(headings.into_iter().map(|text| Shown::text(text).styled(Style::new().dimmed())).collect());
    for cell in cells {
        let own = |one: &&Difference| {
            one.faction == cell.faction && one.group == cell.group && cell.period.is_none()
        };
        let differences: Vec<&Difference> = report.comparison.differences.iter().filter(own).collect();
        let mut row = naive(cell);
        row.extend(differences.first().map(|one| tested(one, false)).unwrap_or_default());
        grid.push(row);
        if has_gold {
            let mut row = corrected(cell);
            row.extend(differences.first().map(|one| tested(one, true)).unwrap_or_default());
            grid.push(row);
        }
        for one in differences.iter().skip(1) {
            let mut row = vec![Shown::default(); 6 + 2 * framings.len()];
            row.extend(tested(one, false));
            grid.push(row);
        }
    }
    out.push_str(&grid.render(2, colour));
    out
}

fn naive(cell: &Cell) -> Vec<Shown> {
    let number = |number: usize| Shown::text(&number.to_string());
    let mut row = vec![
        Shown::text(&cell.group),
        Shown::text(cell.period.as_deref().unwrap_or_default()),
        number(cell.articles),
        number(cell.abstained),
    ];
    row.extend(signed(cell.score));
    row.extend(cell.shares.iter().flat_map(|share| percent(share.naive)));
    row
}

fn corrected(cell: &Cell) -> Vec<Shown> {
    let interval = |figure: Option<Corrected>| {
        figure.map_or(Interval::default(), |one| Interval {
            value: Some(one.value),
            low: Some(one.low),
            high: Some(one.high),
        })
    };
    let labelled =
        cell.corrected_score.or(cell.shares.iter().find_map(|share| share.corrected)).map(|one| one.labelled);
    let note = labelled.map_or("too few labels".to_owned(), |labelled| format!("{labelled} labels"));
    let mut row = vec![
        Shown::text("  corrected").styled(Style::new().dimmed()),
        Shown::default(),
        Shown::text(&note),
        Shown::default(),
    ];
    row.extend(signed(interval(cell.corrected_score)));
    row.extend(cell.shares.iter().flat_map(|share| percent(interval(share.corrected))));
    row
}

fn tested(difference: &Difference, corrected: bool) -> Vec<Shown> {
    let Some(test) = (if corrected { difference.corrected } else { Some(difference.score) }) else {
        return Vec::new();
    };
    let style = if test.differs { AnsiColor::Yellow.on_default().bold() } else { Style::new() };
    let p = if test.adjusted < 0.001 { "<0.001".to_owned() } else { format!("{:.3}", test.adjusted) };
    let polarisation = difference.polarisation.filter(|_| !corrected);
    vec![
        Shown::text(difference.against.as_deref().unwrap_or("others")),
        Shown::text(&format!("{:+.2}", test.difference)).styled(style),
        Shown::text(&p).styled(style),
        Shown::text(&polarisation.map(|p| format!("{p:.3}")).unwrap_or_default()),
    ]
}

fn signed(figure: Interval) -> [Shown; 2] {
    let number = |number: f64| format!("{number:+.2}");
    shown(figure, number)
}

fn percent(figure: Interval) -> [Shown; 2] {
    shown(figure, |share| format!("{:.0}%", 100.0 * share))
}

fn shown(figure: Interval, number: impl Fn(f64) -> String) -> [Shown; 2] {
    let ends = figure.low.zip(figure.high).map(|(low, high)| format!("[{} {}]", number(low), number(high)));
    [
        Shown::text(&figure.value.map(&number).unwrap_or_default()),
        Shown::text(&ends.unwrap_or_default()).styled(Style::new().dimmed()),
    ]
}
