//! Lines and columns.

/// A place in a text, as editors show it.
///
/// Lines end with a line feed, a carriage return before it belongs to the line's end; lines and columns
/// count from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The column in it.
    pub column: u64,
    /// Characters of the text before it.
    pub offset: u64,
}

/// Counts through a text once; places are asked for in ascending order.
pub(super) struct Positions<'t> {
    text: &'t str,
    byte: usize,
    position: Position,
}

impl<'t> Positions<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, position: Position { line: 1, column: 1, offset: 0 } }
    }

    /// The place of the character at `byte`, which lies at or behind the one asked for before.
    pub(super) fn at(&mut self, byte: usize) -> Position {
        for c in self.text.get(self.byte..byte).unwrap_or_default().chars() {
            self.position.offset += 1;
            self.position.column += 1;
            if c == '\n' {
                self.position.line += 1;
                self.position.column = 1;
            }
        }
        self.byte = self.byte.max(byte);
        self.position
    }
}
