//! How fast the words around every mentioned faction are found and placed.

mod articles;

use articles::{documents, model, size};
use divan::Bencher;
use nabra::annotate::{Annotator, Article};
use nabra::factions::FactionId;
use nabra::features::surroundings::{Surroundings, masks};

const WINDOW: usize = 16;

fn factions(article: &Article) -> Vec<FactionId> {
    let mut factions: Vec<FactionId> = article.mentions.iter().map(|mention| mention.faction).collect();
    factions.sort_unstable();
    factions.dedup();
    factions
}

#[divan::bench(sample_count = 10)]
fn surroundings(bencher: Bencher<'_, '_>) {
    let (documents, Some(model)) = (documents(), model()) else { return };
    let mut annotator = Annotator::default();
    let articles: Vec<Article> = documents
        .iter()
        .map(|document| {
            annotator.read(&model.lexicons, &document.title, &document.text);
            annotator.article.clone()
        })
        .collect();
    let (mut hidden, mut spots, mut surroundings) = (Vec::new(), Vec::new(), Surroundings::default());
    bencher.counter(size(&documents)).bench_local(|| {
        let mut words = 0;
        for article in &articles {
            masks(article, &model.lexicons.terms, &mut hidden);
            for faction in factions(article) {
                surroundings.around(article, &hidden, faction, WINDOW, &mut spots);
                words += spots.len();
            }
        }
        words
    });
}

fn main() {
    divan::main();
}
