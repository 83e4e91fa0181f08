//! One block a document, for people.

use std::io;

use anstyle::{AnsiColor, Style};

use super::Report;
use super::terminal::{Align, Cell, Grid};
use super::wire::{DocumentLine, Evidence, Faction, FactionsLine, Line};

const INDENT: usize = 2;
/// Evidence gets at least this much room, however narrow the terminal.
const LEAST_EVIDENCE: usize = 24;

/// The columns of a block on factions.
const COLUMNS: [(&str, Align); 7] = [
    ("faction", Align::Left),
    ("mentions", Align::Right),
    ("framing", Align::Left),
    ("score", Align::Right),
    ("probability", Align::Right),
    ("", Align::Left),
    ("evidence", Align::Left),
];

/// A heading and a small table for each document.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    colour: bool,
    width: usize,
}

impl Table {
    /// Lines of about `width` columns; escape codes only if `colour`.
    #[must_use]
    pub fn new(width: usize, colour: bool) -> Self {
        Self { colour, width }
    }

    fn heading(&self, id: &str, source: Option<&str>, date: Option<&str>) -> String {
        let parts = [Some(id), source, date].into_iter().flatten();
        let mut grid = Grid::new(&[Align::Left; 3]);
        let cells = parts.enumerate().map(|(i, part)| {
            let cell = Cell::text(part);
            if i == 0 { cell.styled(Style::new().bold()) } else { cell }
        });
        grid.push(cells.collect());
        grid.render(0, self.colour)
    }

    /// What the other columns leave for the evidence.
    fn room(&self, others: usize) -> usize {
        self.width.saturating_sub(INDENT + others).max(LEAST_EVIDENCE)
    }

    fn factions(&self, line: &FactionsLine<'_>) -> String {
        if line.factions.is_empty() {
            return "  no faction of the lexicon is mentioned\n".to_owned();
        }
        let mut grid = Grid::new(&COLUMNS.map(|(_, align)| align));
        let mut headings: Vec<Cell> =
            COLUMNS.iter().map(|(name, _)| Cell::text(name).styled(Style::new().dimmed())).collect();
        let last = headings.pop();
        grid.push(headings);
        for faction in &line.factions {
            grid.push(faction_cells(faction));
        }
        let room = self.room(grid.width());
        let found = line.factions.iter().map(|faction| evidence(&faction.evidence, room));
        grid.extend(last.into_iter().chain(found));
        let mut out = grid.render(INDENT, self.colour);
        let spread = line.bias.spread.map(|spread| format!("spread {spread:.2}, ")).unwrap_or_default();
        let loaded = format!("loaded terms per 1,000 words {:.1}\n", line.bias.loaded_per_1000);
        out.extend(["  ", &spread, &loaded]);
        out
    }

    fn document(&self, line: &DocumentLine<'_>) -> String {
        let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Left, Align::Left]);
        grid.push(vec![
            verdict(line.label, line.abstained),
            probability(line.probabilities.get(line.label)),
            Cell::text(line.abstained.unwrap_or_default()),
        ]);
        let room = self.room(grid.width());
        grid.extend([evidence(&line.evidence, room)]);
        grid.render(INDENT, self.colour)
    }
}

impl Report for Table {
    fn header(&self, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn line(&self, line: &Line<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let block = match line {
            Line::Factions(line) => self.heading(line.id, line.source, line.date) + &self.factions(line),
            Line::Document(line) => self.heading(line.id, line.source, line.date) + &self.document(line),
            Line::Bad(line) => {
                let mut grid = Grid::new(&[Align::Left]);
                grid.push(vec![Cell::text(&format!("not read: {}", line.error)).styled(red())]);
                self.heading(&line.id, None, None) + &grid.render(INDENT, self.colour)
            }
        };
        out.extend_from_slice(block.as_bytes());
        out.push(b'\n');
        Ok(())
    }
}

/// All columns but the evidence.
fn faction_cells(faction: &Faction<'_>) -> Vec<Cell> {
    let name = if faction.name.is_empty() { faction.faction } else { faction.name };
    vec![
        Cell::text(name),
        Cell::text(&faction.mentions.to_string()),
        verdict(faction.framing, faction.abstained),
        Cell::text(&format!("{:+.2}", faction.score)),
        probability(faction.probabilities.get(faction.framing)),
        Cell::text(faction.abstained.unwrap_or_default()),
    ]
}

/// As many pieces of evidence as there is room for, with their contributions.
fn evidence(spans: &[Evidence<'_>], room: usize) -> Cell {
    Cell::noted(spans.iter().map(|span| (span.text, format!("{:+.2}", span.contribution))), room)
}

/// The class decided on; with a question mark and without colour where the model would rather not.
fn verdict(class: &str, abstained: Option<&str>) -> Cell {
    if abstained.is_some() {
        return Cell::text(&format!("{class}?")).styled(Style::new().dimmed());
    }
    let cell = Cell::text(class);
    match class {
        "hostile" => cell.styled(red()),
        "favourable" => cell.styled(AnsiColor::Green.on_default()),
        "neutral" => cell,
        _ => cell.styled(Style::new().bold()),
    }
}

fn probability(p: Option<f64>) -> Cell {
    Cell::text(&p.map(|p| format!("{p:.2}")).unwrap_or_default())
}

fn red() -> Style {
    AnsiColor::Red.on_default()
}
