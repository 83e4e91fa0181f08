//! Text laid out in columns for a terminal, Arabic included.
//!
//! Terminals reorder right-to-left text, and then a line with Arabic in one column pulls its neighbours
//! along. Each text therefore stands in an isolate (U+2068 ... U+2069), and what would break it or drive
//! the terminal (controls, bidi marks, line breaks) is taken out of it: articles are not trusted.

use unicode_width::UnicodeWidthChar;

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Where a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// On the left.
    Left,
    /// On the right, as numbers do.
    Right,
}

/// One cell: what is written, and how wide that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    shown: String,
    width: usize,
    style: Option<anstyle::Style>,
}

impl Cell {
    /// A cell with a text from outside, cleaned and, unless it is ASCII, isolated.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let clean = cleaned(text);
        let width = width(&clean);
        Self { shown: isolated(clean), width, style: None }
    }

    /// Several texts side by side, each isolated with a note of one's own after it, as many as fit into
    /// `room` columns; the first is cut where it alone does not fit.
    #[must_use]
    pub fn noted<'a>(texts: impl IntoIterator<Item = (&'a str, String)>, room: usize) -> Self {
        const BETWEEN: &str = ", ";
        let mut cell = Self::default();
        for (text, note) in texts {
            let mut clean = cleaned(text);
            let note = format!(" {note}");
            let gap = if cell.width == 0 { "" } else { BETWEEN };
            let left = room.saturating_sub(cell.width + gap.len() + note.len());
            if width(&clean) > left {
                if cell.width > 0 {
                    break;
                }
                clean = cut(&clean, left);
            }
            cell.width += gap.len() + width(&clean) + note.len();
            cell.shown.extend([gap, &isolated(clean), &note]);
        }
        cell
    }

    /// The same in a style.
    #[must_use]
    pub fn styled(mut self, style: anstyle::Style) -> Self {
        self.style = Some(style);
        self
    }

    /// How many columns it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    fn write(&self, pad: usize, align: Align, colour: bool, out: &mut String) {
        let blanks = |out: &mut String| out.extend(std::iter::repeat_n(' ', pad));
        if align == Align::Right {
            blanks(out);
        }
        match self.style.filter(|_| colour && !self.shown.is_empty()) {
            Some(style) => {
                out.push_str(&style.render().to_string());
                out.push_str(&self.shown);
                out.push_str(&style.render_reset().to_string());
            }
            None => out.push_str(&self.shown),
        }
        if align == Align::Left {
            blanks(out);
        }
    }
}

/// Rows with their cells under each other, two blanks between columns, nothing after the last. A column
/// that is empty in all rows is left out.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    aligns: Vec<Align>,
    rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// An empty grid.
    #[must_use]
    pub fn new(aligns: &[Align]) -> Self {
        Self { aligns: aligns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; cells beyond the columns are left out.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        row.truncate(self.aligns.len());
        self.rows.push(row);
    }

    /// Adds a last cell to each of the lowest rows, in their order.
    pub fn extend(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        let first = self.rows.len().saturating_sub(cells.len());
        for (row, cell) in self.rows.iter_mut().skip(first).zip(cells) {
            row.push(cell);
        }
    }

    /// How wide the columns are together, with two blanks after each; empty columns take no room.
    #[must_use]
    pub fn width(&self) -> usize {
        self.widths().into_iter().filter(|&width| width > 0).map(|width| width + 2).sum()
    }

    fn widths(&self) -> Vec<usize> {
        let widest = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(Cell::width).max().unwrap_or(0)
        };
        (0..self.aligns.len()).map(widest).collect()
    }

    /// The rows as lines, each after `indent` blanks.
    #[must_use]
    pub fn render(&self, indent: usize, colour: bool) -> String {
        let widths = self.widths();
        let mut out = String::new();
        for row in &self.rows {
            out.extend(std::iter::repeat_n(' ', indent));
            let cells = row.iter().zip(&widths).zip(&self.aligns).filter(|((_, width), _)| **width > 0);
            for (i, ((cell, width), &align)) in cells.enumerate() {
                out.push_str(if i > 0 { "  " } else { "" });
                cell.write(width.saturating_sub(cell.width), align, colour, &mut out);
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        out
    }
}

/// How many columns a text takes: the sum over its characters, as terminals count.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text on one line, without controls and without marks that steer direction.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let steers = |c: char| matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().filter(|&c| !steers(c)).map(|c| if blank(c) { ' ' } else { c }).collect()
}

/// A cleaned text in an isolate of its own, unless it is ASCII, which cannot lose its place.
#[must_use]
pub fn isolated(clean: String) -> String {
    if clean.is_ascii() { clean } else { format!("{FIRST_STRONG_ISOLATE}{clean}{POP_ISOLATE}") }
}

/// The front of a text, with an ellipsis where it is cut.
fn cut(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let mut front: String = text.chars().take_while(fits).collect();
    front.push('…');
    front
}
