//! An explanation for people at a terminal.

mod article;
mod factions;

use anstyle::{AnsiColor, Style};

use super::Explanation;
use crate::report::View;
use crate::report::terminal::{Align, Cell, Grid};

/// Writes the article with its marked words, then what they say of each faction.
///
/// Terminals reorder right-to-left text; each line of it is an isolate of its own (U+2067 ...
/// U+2069) so that Latin words and numbers in it do not turn it round, and every control in it is
/// taken out: articles are not trusted.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    width: usize,
    colour: bool,
}

impl Terminal {
    /// Lines of about `width` columns; marked words in colour, or between brackets.
    #[must_use]
    pub fn new(width: usize, colour: bool) -> Self {
        Self { width: width.max(20), colour }
    }

    /// The explanation, of the factions that `view` shows.
    #[must_use]
    pub fn render(&self, explanation: &Explanation<'_>, view: &View) -> String {
        let mut out = self.heading(explanation);
        out.push_str(&article::render(self, explanation, view));
        out.push('\n');
        out.push_str(&factions::render(self, explanation, view));
        out
    }

    fn heading(&self, explanation: &Explanation<'_>) -> String {
        let scored = &explanation.scored;
        let parts = [Some(scored.id.as_str()), scored.source.as_deref(), scored.date.as_deref()];
        let mut grid = Grid::new(&[Align::Left; 3]);
        let cells = parts.into_iter().flatten().map(|part| Cell::text(part).styled(Style::new().dimmed()));
        grid.push(cells.collect());
        grid.render(0, self.colour)
    }
}

/// Words that pull towards hostile (or the first class), and towards favourable (or the last).
fn lean_style(contribution: f64) -> Style {
    if contribution < 0.0 { AnsiColor::Red.on_default() } else { AnsiColor::Green.on_default() }
}
