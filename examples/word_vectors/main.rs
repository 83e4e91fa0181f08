//! Makes `training/lexicon/vectors.bin` from a text store.
//!
//! `cargo run --release --example word_vectors -- OUT DIMENSIONS CLUSTERS STORE.jsonl.gz...`
//! counts which stems stand within four words of each other, takes positive pointwise mutual
//! information, reduces it to DIMENSIONS numbers a stem and groups like stems into CLUSTERS.
//! Every step is deterministic. Only numbers leave the store.

mod counts;
mod kmeans;
mod svd;

use std::io;

use nabra::text::{HostWords, Language, TextSettings, WordVectors};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, dimensions, clusters, stores @ ..] = &arguments[..] else {
        return Err(io::Error::other("usage: word_vectors OUT DIMENSIONS CLUSTERS STORE.jsonl.gz..."));
    };
    let number = |text: &String| text.parse::<usize>().map_err(io::Error::other);
    let (dimensions, clusters) = (number(dimensions)?, number(clusters)?);
    let corpus = counts::Corpus::read(&language()?, stores)?;
    let matrix = counts::ppmi(&corpus);
    let vectors = svd::reduce(&matrix, dimensions);
    let groups = kmeans::cluster(&vectors, clusters);
    let made =
        quantise(&corpus.stems, &vectors, &groups).ok_or_else(|| io::Error::other("hashes collide"))?;
    std::fs::write(out, made.to_bytes())
}

fn language() -> io::Result<Language> {
    let settings: TextSettings =
        toml::from_str(&std::fs::read_to_string("training/lexicon/text.toml")?).map_err(io::Error::other)?;
    let hosts = HostWords::from_tsv(&std::fs::read_to_string("training/lexicon/words.tsv")?);
    Ok(Language::new(settings, hosts.map_err(io::Error::other)?, WordVectors::default()))
}

fn quantise(stems: &[u64], vectors: &[Vec<f32>], groups: &[u16]) -> Option<WordVectors> {
    let mut order: Vec<usize> = (0..stems.len()).collect();
    order.sort_by_key(|&i| stems[i]);
    let top = vectors.iter().flatten().fold(0.0f32, |top, value| top.max(value.abs()));
    let scale = top / 127.0;
    let values = order.iter().flat_map(|&i| vectors[i].iter().map(|v| (v / scale).round() as i8)).collect();
    let hashes = order.iter().map(|&i| stems[i]).collect();
    let clusters = order.iter().map(|&i| groups[i]).collect();
    WordVectors::from_parts(hashes, vectors.first()?.len(), scale, values, clusters)
}
