//! Inputs as chunks of raw records, in order and in bounded memory.

use std::fs::File;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;

use encoding_rs::UTF_8;
use rayon::prelude::*;

use super::document::{BadRow, Row};
use super::encoding::{Utf8Stream, is_binary, to_utf8};
use super::input::{Format, Input, OpenError, ReadOptions, Source, Sources, split_ending};
use super::record::{Body, Origin, RawRecord};
use super::split::{Piece, Shape, Splitter};
use super::standoff::TextStore;
use super::stream::{Bytes, Limited, unpack};
use super::table::Columns;

/// Streams over its inputs and yields chunks of raw records in input order.
///
/// A chunk is never empty; it keeps to [`ReadOptions::chunk_bytes`] and
/// [`ReadOptions::chunk_records`], except that a larger record is a chunk of its own. A file that
/// cannot be opened or read to its end is a record too, which parses to a [`BadRow`].
pub struct Reader {
    options: ReadOptions,
    sources: Sources,
    file: Option<FileReader>,
    /// The record that did not fit into the last chunk.
    held: Option<RawRecord>,
}

impl Reader {
    /// Prepares to read; files are opened when their turn comes.
    ///
    /// # Errors
    /// A directory that holds no file to read, or standard input named twice.
    pub fn open(inputs: &[Input], options: &ReadOptions) -> Result<Self, OpenError> {
        Ok(Self { options: options.clone(), sources: Sources::new(inputs)?, file: None, held: None })
    }

    /// Every record parsed, one after another.
    pub fn rows(self) -> impl Iterator<Item = Result<Row, BadRow>> {
        let options = self.options.clone();
        self.flatten().map(move |record| record.parse(&options))
    }

    fn next_record(&mut self) -> Option<RawRecord> {
        loop {
            if let Some(file) = &mut self.file {
                if let Some(record) = file.next_record(&self.options) {
                    return Some(record);
                }
                self.file = None;
            }
            match FileReader::open(self.sources.next()?, &self.options) {
                Ok(file) => self.file = Some(file),
                Err(failed) => return Some(failed),
            }
        }
    }
}

impl Iterator for Reader {
    type Item = Vec<RawRecord>;

    fn next(&mut self) -> Option<Vec<RawRecord>> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        while chunk.len() < self.options.chunk_records.max(1) {
            let Some(record) = self.held.take().or_else(|| self.next_record()) else { break };
            bytes += record.size();
            if bytes > self.options.chunk_bytes && !chunk.is_empty() {
                self.held = Some(record);
                break;
            }
            chunk.push(record);
        }
        (!chunk.is_empty()).then_some(chunk)
    }
}

/// Everything that was read, in input order.
#[derive(Debug, Default)]
pub struct AllRows {
    /// The rows.
    pub rows: Vec<Row>,
    /// What could not be read.
    pub bad: Vec<BadRow>,
}

/// Reads and parses all inputs into memory; standoff rows are joined with their texts from `store`.
///
/// # Errors
/// As [`Reader::open`]; everything else that fails is in [`AllRows::bad`].
pub fn read_all(
    inputs: &[Input],
    options: &ReadOptions,
    store: Option<&TextStore>,
) -> Result<AllRows, OpenError> {
    gather(inputs, options, |record| record.parse_with(options, store))
}

/// As [`read_all`], for those who want labels above all: standoff rows whose text is not in `store` come
/// without it.
///
/// # Errors
/// As [`Reader::open`]; everything else that fails is in [`AllRows::bad`].
pub fn read_labels(
    inputs: &[Input],
    options: &ReadOptions,
    store: Option<&TextStore>,
) -> Result<AllRows, OpenError> {
    gather(inputs, options, |record| record.parse_labels(options, store))
}

fn gather(
    inputs: &[Input],
    options: &ReadOptions,
    parse: impl Fn(&RawRecord) -> Result<Row, BadRow> + Sync,
) -> Result<AllRows, OpenError> {
    let mut all = AllRows::default();
    let mut reader = Reader::open(inputs, options)?;
    let mut next = reader.next();
    while let Some(chunk) = next {
        let parse_all = || -> Vec<_> { chunk.par_iter().map(&parse).collect() };
        // The next chunk is read while this one is parsed.
        let (following, parsed) = rayon::join(|| reader.next(), parse_all);
        next = following;
        for row in parsed {
            match row {
                Ok(row) => all.rows.push(row),
                Err(bad) => all.bad.push(bad),
            }
        }
    }
    Ok(all)
}

/// One file being read.
pub(super) struct FileReader {
    origin: Arc<Origin>,
    format: Format,
    splitter: Splitter<Bytes>,
    columns: Option<Arc<Columns>>,
    finished: bool,
}

impl FileReader {
    fn open(source: Source, options: &ReadOptions) -> Result<Self, RawRecord> {
        match source {
            Source::Stdin => Self::new(Names::stdin(), None, Box::new(io::stdin()), options),
            Source::File { path, relative } => {
                let names = Names::of(&path, &relative);
                match File::open(&path) {
                    Ok(file) => Self::new(names, Format::of(&path), Box::new(file), options),
                    Err(error) => Err(names.fail(0, format!("cannot be opened: {error}"))),
                }
            }
            Source::Memory { name, bytes } => {
                let path = Path::new(&name);
                let names = Names::of(path, Path::new(path.file_name().unwrap_or_default()));
                Self::new(names, Format::of(path), Box::new(Cursor::new(bytes)), options)
            }
            Source::Unreadable { name, reason } => {
                Err(Names::of(Path::new(&name), Path::new(&name))
                    .fail(0, format!("cannot be read: {reason}")))
            }
        }
    }

    /// Prepares one stream. `by_ending` is the format its name speaks for.
    pub(super) fn new(
        names: Names,
        by_ending: Option<Format>,
        raw: Bytes,
        options: &ReadOptions,
    ) -> Result<Self, RawRecord> {
        let unreadable = |names: Names, error| Err(names.fail(0, format!("cannot be read: {error}")));
        let unpacked = match unpack(raw) {
            Ok(unpacked) => Box::new(Limited::new(unpacked, options.max_unpacked)),
            Err(error) => return unreadable(names, error),
        };
        let Utf8Stream { bytes, encoding, mark } = to_utf8(unpacked, options.encoding);
        let mut splitter = Splitter::new(bytes, Shape::Whole, options.max_record);
        if let Err(error) = splitter.window.grow() {
            return unreadable(names, error);
        }
        let head = splitter.window.data();
        if is_binary(head, encoding, options.encoding.is_some()) {
            let reason = "cannot be read: it holds bytes as binary files do, not text; save it as plain text";
            return Err(names.fail(0, reason.to_owned()));
        }
        let format = options.format.unwrap_or_else(|| sniff(by_ending, head));
        splitter.shape = match format {
            Format::Text => Shape::Whole,
            Format::Lines => Shape::Lines,
            Format::Json => json_shape(head),
            Format::Csv => Shape::Table { delimiter: b',' },
            Format::Tsv => Shape::Table { delimiter: b'\t' },
        };
        let origin = Arc::new(Origin { encoding, mark, ..names.0 });
        Ok(Self { origin, format, splitter, columns: None, finished: false })
    }

    pub(super) fn next_record(&mut self, options: &ReadOptions) -> Option<RawRecord> {
        if self.finished {
            return None;
        }
        let piece = match self.splitter.next() {
            Ok(piece) => piece?,
            Err(error) => {
                let line = if self.format == Format::Text { 0 } else { self.splitter.line() };
                return Some(self.finish(line, format!("cannot be read from here on: {error}")));
            }
        };
        let line = if self.format == Format::Text { 0 } else { piece.line };
        let Piece { bytes: Some(bytes), .. } = piece else {
            let reason = format!("longer than {} bytes", options.max_record);
            self.finished = self.columns.is_none() && matches!(self.format, Format::Csv | Format::Tsv);
            return Some(self.record(line, Body::Failed(reason)));
        };
        let body = match (self.format, self.splitter.shape, &self.columns) {
            (_, Shape::Table { .. }, Some(columns)) => Body::Cells(bytes, Arc::clone(columns)),
            (_, Shape::Table { delimiter }, None) => {
                return match self.read_header(&bytes, delimiter, options) {
                    Ok(()) => self.next_record(options),
                    Err(reason) => Some(self.finish(line, reason)),
                };
            }
            (Format::Json, ..) => Body::Json(bytes),
            (Format::Lines, ..) => Body::Line(bytes),
            _ => Body::Text(bytes),
        };
        Some(self.record(line, body))
    }

    fn read_header(&mut self, header: &[u8], delimiter: u8, options: &ReadOptions) -> Result<(), String> {
        let Ok(header) = std::str::from_utf8(header) else {
            return Err(format!("the header is no valid {}", self.origin.encoding.name()));
        };
        let columns = Columns::read(header, delimiter, options)?;
        self.splitter.shape = Shape::Table { delimiter: columns.delimiter };
        self.columns = Some(Arc::new(columns));
        Ok(())
    }

    fn record(&self, line: u64, body: Body) -> RawRecord {
        RawRecord { origin: Arc::clone(&self.origin), line, body }
    }

    fn finish(&mut self, line: u64, reason: String) -> RawRecord {
        self.finished = true;
        self.record(line, Body::Failed(reason))
    }
}

/// What a file is called in places and ids.
pub(super) struct Names(Origin);

impl Names {
    pub(super) fn stdin() -> Self {
        Self::of(Path::new("stdin"), Path::new("stdin"))
    }

    fn of(path: &Path, relative: &Path) -> Self {
        let name = relative.file_name().unwrap_or(relative.as_os_str()).to_string_lossy().into_owned();
        let stem = relative.with_file_name(split_ending(&name).0).display().to_string();
        Self(Origin { file: path.display().to_string().into(), name, stem, encoding: UTF_8, mark: 0 })
    }

    fn fail(self, line: u64, reason: String) -> RawRecord {
        RawRecord { origin: Arc::new(self.0), line, body: Body::Failed(reason) }
    }
}

/// The format of a stream that starts with `head`, its name's ending considered first.
fn sniff(by_ending: Option<Format>, head: &[u8]) -> Format {
    let start = head.trim_ascii_start();
    match by_ending {
        Some(format) if format != Format::Text => format,
        _ if start.starts_with(b"__label__") => Format::Lines,
        Some(format) => format,
        None if starts_json(start) => Format::Json,
        None => Format::Text,
    }
}

/// Whether this opens an object, or an array of objects; prose in braces does neither.
fn starts_json(start: &[u8]) -> bool {
    match start.split_first() {
        Some((b'{', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        Some((b'[', rest)) => rest.trim_ascii_start().first() == Some(&b'{'),
        _ => false,
    }
}

/// JSON is one object a line, unless it starts as an array or with a brace alone on its line.
fn json_shape(head: &[u8]) -> Shape {
    let start = head.trim_ascii_start();
    let first_line = start.split(|&b| b == b'\n').next().unwrap_or_default();
    match start.first() {
        Some(b'[') => Shape::Values,
        _ if first_line.trim_ascii_end() == b"{" => Shape::Values,
        _ => Shape::Lines,
    }
}
