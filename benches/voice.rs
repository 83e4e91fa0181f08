//! How fast own and others' words are told apart.

mod articles;

use articles::{documents, model, size};
use divan::Bencher;
use nabra::text::{Lexis, Reading};

#[divan::bench(sample_count = 10)]
fn voices(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let (mut lexis, language) = (Lexis::default(), &model.lexicons.language);
    let mut readings: Vec<Reading> = documents.iter().map(|_| Reading::default()).collect();
    for (reading, document) in readings.iter_mut().zip(&documents) {
        reading.read(language, &mut lexis, &document.title, &document.text);
    }
    bencher.counter(size(&documents)).bench_local(|| {
        readings.iter_mut().for_each(|reading| reading.hear(language, &lexis));
    });
}

fn main() {
    divan::main();
}
