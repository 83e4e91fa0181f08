//! A stream cut into raw records, with the line each starts on.

use std::io::{self, Read};

use super::table;
use super::window::Window;

/// How records follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The whole stream is one record.
    Whole,
    /// One record a line.
    Lines,
    /// Rows of a table, whose quoted fields may hold line breaks.
    Table {
        /// What stands between fields.
        delimiter: u8,
    },
    /// JSON values one after another, or the elements of one array.
    Values,
}

/// One record as it stands in the stream, its line break included.
pub(super) struct Piece {
    /// 1-based line of its first byte.
    pub(super) line: u64,
    /// `None` if it is longer than allowed; it was skipped.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Cuts a UTF-8 stream into records no longer than `limit` bytes.
pub(super) struct Splitter<R> {
    pub(super) window: Window<R>,
    pub(super) shape: Shape,
    limit: usize,
    line: u64,
    /// Whether the one record of [`Shape::Whole`] was given.
    whole_given: bool,
}

/// Where the record at the front of the window ends.
enum End {
    /// After this many bytes.
    At(usize),
    /// Not within the limit.
    TooFar,
    /// There is no record left.
    None,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(inner: R, shape: Shape, limit: usize) -> Self {
        Self { window: Window::new(inner), shape, limit, line: 1, whole_given: false }
    }

    /// The line on which the next record starts.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next record that is not blank; `None` at the end of the stream.
    ///
    /// # Errors
    /// Those of the stream; the record they cut is not given. Nothing can be read after them.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            if self.shape == Shape::Values {
                self.skip_between_values()?;
            }
            if self.whole_given {
                return Ok(None);
            }
            self.whole_given = self.shape == Shape::Whole;
            let line = self.line;
            match self.find_end()? {
                End::None => return Ok(None),
                End::TooFar => {
                    self.skip()?;
                    return Ok(Some(Piece { line, bytes: None }));
                }
                End::At(n) => {
                    let bytes = self.window.data().get(..n).unwrap_or_default().to_vec();
                    self.consume(n);
                    if self.shape == Shape::Whole || !bytes.iter().all(u8::is_ascii_whitespace) {
                        return Ok(Some(Piece { line, bytes: Some(bytes) }));
                    }
                }
            }
        }
    }

    fn consume(&mut self, n: usize) {
        let gone = self.window.data().get(..n).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', gone).count() as u64;
        self.window.consume(n);
    }

    fn find_end(&mut self) -> io::Result<End> {
        let mut seen = 0;
        loop {
            let data = self.window.data();
            if let Some(n) = self.end_in(seen, false) {
                return Ok(if n > self.limit { End::TooFar } else { End::At(n) });
            }
            seen = data.len();
            if seen > self.limit {
                // An open quote that runs this far was none, so the row may still end on its line.
                return Ok(self.end_in(0, true).filter(|&n| n <= self.limit).map_or(End::TooFar, End::At));
            }
            if !self.window.grow()? {
                return Ok(match self.end_in(0, true) {
                    Some(n) if n > 0 || self.shape == Shape::Whole => End::At(n),
                    _ => End::None,
                });
            }
        }
    }

    /// The end of the first record if the window shows it; the first `seen` bytes hold no line break.
    fn end_in(&self, seen: usize, is_last: bool) -> Option<usize> {
        let data = self.window.data();
        let all = is_last.then_some(data.len());
        match self.shape {
            Shape::Whole => all,
            Shape::Lines => {
                let fresh = data.get(seen..).unwrap_or_default();
                memchr::memchr(b'\n', fresh).map(|n| seen + n + 1).or(all)
            }
            Shape::Table { delimiter } => table::row_end(data, delimiter, is_last),
            Shape::Values => value_end(data).or(all),
        }
    }

    /// Drops the record at the front without holding it.
    fn skip(&mut self) -> io::Result<()> {
        let by_line = matches!(self.shape, Shape::Lines | Shape::Table { .. });
        loop {
            match memchr::memchr(b'\n', self.window.data()).filter(|_| by_line) {
                Some(n) => {
                    self.consume(n + 1);
                    return Ok(());
                }
                None => self.consume(self.window.data().len()),
            }
            if !self.window.grow()? {
                return Ok(());
            }
        }
    }

    /// Drops white space, commas and the brackets of an array around values.
    fn skip_between_values(&mut self) -> io::Result<()> {
        let between = |b: &u8| b.is_ascii_whitespace() || matches!(b, b',' | b'[' | b']');
        loop {
            let data = self.window.data();
            let n = data.iter().position(|b| !between(b));
            self.consume(n.unwrap_or(data.len()));
            if n.is_some() || !self.window.grow()? {
                return Ok(());
            }
        }
    }
}

/// The end of the JSON value at the front of `data`, if it is there.
fn value_end(data: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = data.get(at) {
        match byte {
            b'"' => {
                at = string_end(data, at)?;
                if depth == 0 {
                    return Some(at);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Some(if depth == 0 { at.max(1) } else { at + 1 }),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The index after the JSON string that starts at `start`.
fn string_end(data: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', data.get(at..)?)?;
        if data.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}
