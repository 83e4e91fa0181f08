//! Which files are read, in which order and as what.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::vec;

use walkdir::{DirEntry, FilterEntry, WalkDir};

use super::encoding::Encoding;

/// One thing to read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, or a directory to be walked.
    Path(PathBuf),
    /// A file's bytes, at hand already.
    Memory {
        /// What the file is called: speaks for its format, and for ids.
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
}

impl<T: AsRef<OsStr>> From<T> for Input {
    /// `-` is standard input, anything else a path.
    fn from(argument: T) -> Self {
        match argument.as_ref() {
            dash if dash == "-" => Self::Stdin,
            path => Self::Path(PathBuf::from(path)),
        }
    }
}

/// Where a row's source stands if nothing else is said.
const SOURCE: &str = "source";

/// How a file is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One document a file.
    Text,
    /// One document a line, with fastText's `__label__x` before it where it is labelled.
    Lines,
    /// One JSON object a line; a file that is one JSON array, or a pretty-printed object, is read too.
    Json,
    /// Comma-separated values under a header row; semicolons and tabs are recognised by the header.
    Csv,
    /// Tab-separated values under a header row.
    Tsv,
}

impl Format {
    /// The format a path's ending speaks for, `.gz` and `.zst` set aside; `None` if unknown.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match split_ending(path.file_name()?.to_str()?).1.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Text),
            "ft" => Some(Self::Lines),
            "jsonl" | "ndjson" | "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            _ => None,
        }
    }
}

impl FromStr for Format {
    type Err = String;

    /// Reads `text`, `lines`, `jsonl`, `csv` or `tsv`; the error lists these.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "text" | "txt" => Ok(Self::Text),
            "lines" | "fasttext" => Ok(Self::Lines),
            "jsonl" | "ndjson" | "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "tsv" => Ok(Self::Tsv),
            _ => Err(format!("no format `{name}`: it is one of text, lines, jsonl, csv, tsv")),
        }
    }
}

/// A file name without its format's ending and compression's, and the former (empty if none).
pub(super) fn split_ending(name: &str) -> (&str, &str) {
    let packed = [".gz", ".zst"].into_iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len())?;
        name.get(at..)?.eq_ignore_ascii_case(ending).then(|| name.get(..at))?
    });
    match packed.unwrap_or(name).rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, ending),
        _ => (packed.unwrap_or(name), ""),
    }
}

/// What a [`Reader`](super::Reader) is told besides its inputs.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Read every file as this; by default the ending decides, and the content where there is none.
    pub format: Option<Format>,
    /// Decode every file from this; by default a mark or the content decides. A byte order mark wins.
    pub encoding: Option<&'static Encoding>,
    /// The JSON field or column that holds the body.
    pub text_column: String,
    /// The JSON field or column that holds the id.
    pub id_column: String,
    /// The JSON field or column that holds the source.
    pub source_column: String,
    /// Whether labels are read. Without them `label`, `labels`, `faction`... are unknown fields like
    /// any other, so that an archive whose rows use these names for something else can be scored.
    pub labels: bool,
    /// Records longer than this many bytes (as UTF-8) become bad rows and are not held in memory.
    pub max_record: usize,
    /// A file of more bytes than this, once it is unpacked, is read no farther and gives a bad row there.
    pub max_unpacked: u64,
    /// A chunk is closed before it would pass this many bytes...
    pub chunk_bytes: usize,
    /// ... or this many records.
    pub chunk_records: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            text_column: "text".to_owned(),
            id_column: "id".to_owned(),
            source_column: SOURCE.to_owned(),
            labels: true,
            max_record: 256 << 20,
            max_unpacked: u64::MAX,
            chunk_bytes: 1 << 20,
            chunk_records: 1024,
        }
    }
}

/// A request that cannot be meant; everything else that fails is a bad row in its place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A directory without any file to read.
    #[error("{}: no file ending in txt, ft, jsonl, ndjson, json, csv or tsv (.gz, .zst) in this directory", .0.display())]
    NothingIn(PathBuf),
    /// Standard input named more than once.
    #[error("standard input can be read only once")]
    StdinTwice,
}

/// The next thing to open.
pub(super) enum Source {
    Stdin,
    /// A file, and its path below the directory that was asked for (else its name).
    File {
        path: PathBuf,
        relative: PathBuf,
    },
    /// Bytes at hand, and what their file is called.
    Memory {
        name: String,
        bytes: Arc<[u8]>,
    },
    /// Something the walk could not look into.
    Unreadable {
        name: String,
        reason: String,
    },
}

type Walk = FilterEntry<walkdir::IntoIter, fn(&DirEntry) -> bool>;

/// Inputs flattened into files, lazily: directories in sorted order, hidden files left out.
pub(super) struct Sources {
    inputs: vec::IntoIter<Input>,
    walk: Option<(PathBuf, Walk)>,
}

impl Sources {
    pub(super) fn new(inputs: &[Input]) -> Result<Self, OpenError> {
        if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
            return Err(OpenError::StdinTwice);
        }
        for input in inputs {
            if let Input::Path(path) = input
                && path.is_dir()
                && !walk(path).any(|entry| entry.is_err() || entry.is_ok_and(|e| is_readable(&e)))
            {
                return Err(OpenError::NothingIn(path.clone()));
            }
        }
        Ok(Self { inputs: Vec::from(inputs).into_iter(), walk: None })
    }
}

impl Iterator for Sources {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        loop {
            if let Some((root, entries)) = &mut self.walk {
                match entries.next() {
                    Some(Ok(entry)) if is_readable(&entry) => {
                        let relative = entry.path().strip_prefix(&root).unwrap_or(entry.path()).to_owned();
                        return Some(Source::File { path: entry.into_path(), relative });
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Some(unreadable(root, &error)),
                    None => self.walk = None,
                }
                continue;
            }
            match self.inputs.next()? {
                Input::Stdin => return Some(Source::Stdin),
                Input::Memory { name, bytes } => return Some(Source::Memory { name, bytes }),
                Input::Path(path) if path.is_dir() => self.walk = Some((path.clone(), walk(&path))),
                Input::Path(path) => {
                    let relative = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
                    return Some(Source::File { path, relative });
                }
            }
        }
    }
}

fn walk(root: &Path) -> Walk {
    let visible: fn(&DirEntry) -> bool =
        |entry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible)
}

fn is_readable(entry: &DirEntry) -> bool {
    entry.file_type().is_file() && Format::of(entry.path()).is_some()
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Source {
    let name = error.path().unwrap_or(root).display().to_string();
    let reason = match error.io_error() {
        Some(cause) => cause.to_string(),
        None => error.to_string(),
    };
    Source::Unreadable { name, reason }
}
