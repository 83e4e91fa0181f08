//! How fast texts are folded and cut into tokens, and their words looked up.

mod articles;

use articles::{documents, model, size};
use divan::Bencher;
use nabra::text::{Lexis, Reading, Tokens};

#[divan::bench(sample_count = 10)]
fn tokenise(bencher: Bencher<'_, '_>) {
    let documents = documents();
    let mut tokens = Tokens::default();
    bencher.counter(size(&documents)).bench_local(|| {
        documents.iter().fold(0, |sum, document| {
            tokens.read(&document.title, &document.text);
            sum + tokens.len()
        })
    });
}

/// Words met before, and their sentences.
#[divan::bench(sample_count = 10)]
fn look_up(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let (mut lexis, language) = (Lexis::default(), &model.lexicons.language);
    let mut readings: Vec<Reading> = documents.iter().map(|_| Reading::default()).collect();
    for (reading, document) in readings.iter_mut().zip(&documents) {
        reading.read(language, &mut lexis, &document.title, &document.text);
    }
    bencher.counter(size(&documents)).bench_local(|| {
        readings.iter_mut().for_each(|reading| reading.look_up(language, &mut lexis));
    });
}

/// The same with every word new.
#[divan::bench(sample_count = 10)]
fn look_up_new(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let language = &model.lexicons.language;
    let mut readings: Vec<Reading> = documents.iter().map(|_| Reading::default()).collect();
    for (reading, document) in readings.iter_mut().zip(&documents) {
        reading.tokens.read(&document.title, &document.text);
    }
    bencher.counter(size(&documents)).bench_local(|| {
        let mut lexis = Lexis::default();
        readings.iter_mut().for_each(|reading| reading.look_up(language, &mut lexis));
        lexis.len()
    });
}

fn main() {
    divan::main();
}
