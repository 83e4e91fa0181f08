//! The articles that every bench reads: some megabytes of
//! `$NABRA_SHARED/unlabelled/faction_mentions.jsonl.gz` (without the variable, of `../shared`).

#![allow(dead_code, reason = "no bench needs all of it")]

use std::path::{Path, PathBuf};

use divan::counter::BytesCount;
use nabra::corpus::{Document, Input, ReadOptions, Reader};
use nabra::model::Model;

const BYTES: usize = 8 << 20;

/// The articles; none where the file is missing.
pub(crate) fn documents() -> Vec<Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("NABRA_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let file = shared.join("unlabelled/faction_mentions.jsonl.gz");
    let Ok(reader) = Reader::open(&[Input::from(file)], &ReadOptions::default()) else { return Vec::new() };
    let mut bytes = 0;
    reader
        .rows()
        .filter_map(Result::ok)
        .map(|row| row.document)
        .take_while(|document| {
            bytes += document.title.len() + document.text.len();
            bytes < BYTES
        })
        .collect()
}

/// Their size.
pub(crate) fn size(documents: &[Document]) -> BytesCount {
    BytesCount::new(
        documents.iter().map(|document| document.title.len() + document.text.len()).sum::<usize>(),
    )
}

/// The model built in.
pub(crate) fn model() -> Option<Model> {
    Model::default_model().ok()
}
