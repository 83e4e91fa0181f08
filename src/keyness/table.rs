//! A block a group, for people.

use anstyle::{AnsiColor, Style};

use super::wire::{Context, Group, Report, Unit};
use crate::report::terminal::{Align, Cell, Grid, cleaned, isolated};
use crate::terms::TermLean;

const COLUMNS: [(&str, Align); 8] = [
    ("", Align::Left),
    ("z", Align::Right),
    ("count", Align::Right),
    ("others", Align::Right),
    ("articles", Align::Right),
    ("DP", Align::Right),
    ("loaded", Align::Left),
    ("plainer", Align::Left),
];

/// For each group a heading, its key units, and under each unit its examples.
#[must_use]
pub fn table(report: &Report<'_>, colour: bool) -> String {
    let question = &report.question;
    let mut out = format!(
        "{} within {} words of {}, by {} ({} voice); others: all other groups together\n",
        question.of, question.window, question.faction, question.by, question.voice
    );
    let (keyed, plain): (Vec<&Group<'_>>, Vec<&Group<'_>>) =
        report.groups.iter().partition(|group| !group.units.is_empty());
    for group in keyed {
        out.push('\n');
        out.push_str(&block(group, colour));
    }
    if !plain.is_empty() {
        let named =
            |group: &&Group<'_>| format!("{} ({} articles)", isolated(cleaned(group.group)), group.articles);
        let names: Vec<String> = plain.iter().map(named).collect();
        out.extend(["\nnothing that they use more than the others: ", &names.join(", "), "\n"]);
    }
    out
}

fn block(group: &Group<'_>, colour: bool) -> String {
    let name = isolated(cleaned(group.group));
    let bold = if colour { format!("{0}{name}{0:#}", Style::new().bold()) } else { name };
    let polarisation = group.polarisation.map(|p| format!(", polarisation {p:.3}")).unwrap_or_default();
    let mut out = format!("{bold}: {} articles, {} counted{polarisation}\n", group.articles, group.words);
    let mut grid = Grid::new(&COLUMNS.map(|(_, align)| align));
    grid.push(COLUMNS.iter().map(|(name, _)| Cell::text(name).styled(Style::new().dimmed())).collect());
    for unit in &group.units {
        grid.push(cells(unit));
    }
    let rendered = grid.render(2, colour);
    let mut lines = rendered.lines();
    out.extend(lines.next().into_iter().flat_map(|heading| [heading, "\n"]));
    for (line, unit) in lines.zip(&group.units) {
        out.extend([line, "\n"]);
        for example in &unit.examples {
            out.push_str(&context(example, colour));
        }
    }
    out
}

fn cells(unit: &Unit<'_>) -> Vec<Cell> {
    let number = |text: String| Cell::text(&text);
    let lean = unit.term.as_ref().map_or(Cell::default(), |term| match term.lean {
        TermLean::Hostile => Cell::text("hostile").styled(AnsiColor::Red.on_default()),
        TermLean::Favourable => Cell::text("favourable").styled(AnsiColor::Green.on_default()),
        TermLean::Context => Cell::text("depends"),
        TermLean::Neutral => Cell::text("plain"),
    });
    let plainer =
        unit.term.as_ref().map(|term| term.neutral.iter().take(3).cloned().collect::<Vec<_>>().join("، "));
    vec![
        Cell::text(unit.text),
        number(format!("{:+.1}", unit.z)),
        number(unit.count.to_string()),
        number(unit.others.to_string()),
        number(unit.articles.to_string()),
        number(format!("{:.2}", unit.dp_articles)),
        lean,
        Cell::text(&plainer.unwrap_or_default()),
    ]
}

/// The words around a unit on one line, the unit coloured or in brackets.
fn context(example: &Context<'_>, colour: bool) -> String {
    let [before, text, after] = [example.before, example.text, example.after].map(cleaned);
    let text = if colour { format!("{0}{text}{0:#}", Style::new().bold()) } else { format!("[[{text}]]") };
    format!("      {} {}\n", isolated(format!("{before}{text}{after}")), isolated(cleaned(example.id)))
}
