//! What a score promises: that its parts add up, that spans slice, that nothing but the document
//! and the model decides it.

#![cfg(test)]

mod contract;
mod hostile;
mod remembered;
mod sides;
mod speakers;
mod swap;

use std::path::Path;
use std::sync::LazyLock;

use nabra::corpus::{AllRows, Document, Input, ReadOptions, read_all};
use nabra::model::Model;
use nabra::score::{FactionScore, ScoredDocument, Scorer, Verdict};

/// The model built in.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::default_model().unwrap());

/// The written passages.
static PASSAGES: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/passages/passages.jsonl");
    let AllRows { rows, bad } = read_all(&[Input::from(path)], &ReadOptions::default(), None).unwrap();
    assert!(bad.is_empty());
    rows.into_iter().map(|row| row.document).collect()
});

fn document(title: &str, text: &str) -> Document {
    Document { title: title.to_owned(), text: text.to_owned(), ..Document::default() }
}

fn score(document: &Document) -> ScoredDocument {
    Scorer::new(&MODEL).score(document)
}

fn factions(scored: &ScoredDocument) -> &[FactionScore] {
    match &scored.verdict {
        Verdict::Factions { factions, .. } => factions,
        Verdict::Document(_) => panic!("a score of the whole document"),
    }
}
