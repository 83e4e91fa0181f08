//! How fast documents are scored, all rooms together, and written; and how long a model takes to load.

mod articles;

use articles::{documents, model, size};
use divan::Bencher;
use nabra::model::Model;
use nabra::report::{Jsonl, Line, Report, View};
use nabra::score::{ScoredDocument, Scorer};

/// One thread, words and rows remembered from the run before.
#[divan::bench(sample_count = 10)]
fn score(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let mut scorer = Scorer::new(&model);
    bencher.counter(size(&documents)).bench_local(|| {
        documents.iter().for_each(|document| drop(divan::black_box(scorer.score(document))));
    });
}

/// The same with a new scorer, which has met no word.
#[divan::bench(sample_count = 10)]
fn score_new(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let scorer = Scorer::new(&model);
    bencher.counter(size(&documents)).bench_local(|| {
        let mut scorer = scorer.another();
        documents.iter().for_each(|document| drop(divan::black_box(scorer.score(document))));
    });
}

#[divan::bench(sample_count = 10)]
fn write(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let mut scorer = Scorer::new(&model);
    let scored: Vec<ScoredDocument> = documents.iter().map(|document| scorer.score(document)).collect();
    let (view, mut out) = (View::default(), Vec::new());
    bencher.counter(size(&documents)).bench_local(|| {
        out.clear();
        scored.iter().all(|document| Jsonl.line(&Line::scored(document, &view), &mut out).is_ok())
    });
}

#[divan::bench(sample_count = 20)]
fn load() -> bool {
    divan::black_box(Model::default_model()).is_ok()
}

fn main() {
    divan::main();
}
