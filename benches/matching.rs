//! How fast factions and terms are found in texts that are read.

mod articles;

use articles::{documents, model, size};
use divan::Bencher;
use nabra::factions::{FactionMatcher, MatcherCache};
use nabra::model::Model;
use nabra::terms::{TermCache, TermMatcher};
use nabra::text::{Lexis, Reading};

fn readings(model: &Model, lexis: &mut Lexis) -> Vec<Reading> {
    let read = |document: &nabra::corpus::Document| {
        let mut reading = Reading::default();
        reading.read(&model.lexicons.language, lexis, &document.title, &document.text);
        reading
    };
    documents().iter().map(read).collect()
}

#[divan::bench(sample_count = 10)]
fn factions(bencher: Bencher<'_, '_>) {
    let Some(model) = model() else { return };
    let mut lexis = Lexis::default();
    let readings = readings(&model, &mut lexis);
    let matcher = FactionMatcher::new(&model.lexicons.factions);
    let (mut cache, mut found) = (MatcherCache::default(), Vec::new());
    bencher.counter(size(&documents())).bench_local(|| {
        readings.iter().for_each(|reading| matcher.find(reading, &lexis, &mut cache, &mut found));
    });
}

#[divan::bench(sample_count = 10)]
fn terms(bencher: Bencher<'_, '_>) {
    let Some(model) = model() else { return };
    let mut lexis = Lexis::default();
    let readings = readings(&model, &mut lexis);
    let matcher = TermMatcher::new(&model.lexicons.terms);
    let (mut cache, mut found) = (TermCache::default(), Vec::new());
    bencher.counter(size(&documents())).bench_local(|| {
        readings.iter().for_each(|reading| matcher.find(reading, &lexis, &mut cache, &mut found));
    });
}

fn main() {
    divan::main();
}
