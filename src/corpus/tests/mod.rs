//! What a user would miss if it broke: each hostile input with its place, its reason, and the rows
//! after it.

mod encodings;
mod files;
mod lines;
mod standoff;
mod tables;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use super::reader::{FileReader, Names};
use super::*;

/// A directory of fixtures that goes away with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// Reads paths with the given options.
fn read_with(paths: &[&Path], options: &ReadOptions) -> AllRows {
    let inputs: Vec<Input> = paths.iter().map(Input::from).collect();
    read_all(&inputs, options, None).unwrap()
}

/// Reads one file of this name and content.
fn read(name: &str, content: impl AsRef<[u8]>) -> AllRows {
    let folder = Folder::new();
    let path = folder.write(name, content);
    read_with(&[&path], &ReadOptions::default())
}

/// Reads content as if it came on standard input.
fn read_stdin(content: impl AsRef<[u8]>, options: &ReadOptions) -> Vec<Result<Row, BadRow>> {
    let raw = Box::new(Cursor::new(content.as_ref().to_vec()));
    match FileReader::new(Names::stdin(), None, raw, options) {
        Ok(mut file) => {
            std::iter::from_fn(|| file.next_record(options)).map(|record| record.parse(options)).collect()
        }
        Err(failed) => vec![failed.parse(options)],
    }
}

/// `line text` of every row.
fn lines_and_texts(all: &AllRows) -> Vec<(u64, &str)> {
    all.rows.iter().map(|row| (row.place.line, row.document.text.as_str())).collect()
}

/// `line: reason` of every bad row.
fn reasons(all: &AllRows) -> Vec<String> {
    all.bad.iter().map(|bad| format!("{}: {}", bad.place.line, bad.reason)).collect()
}
