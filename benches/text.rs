//! How fast texts are read: fold and tokens alone, and a whole reading.
//!
//! `NABRA_SHARED=DIR cargo bench --bench text` reads some megabytes of
//! `DIR/unlabelled/faction_mentions.jsonl.gz` (without the variable, `../shared`).

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::BytesCount;
use flate2::read::MultiGzDecoder;
use nabra::text::{HostWords, Language, Lexis, Reading, Tokens, WordVectors};

const MEGABYTES: usize = 8;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn texts() -> Outcome<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("NABRA_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let file = File::open(shared.join("unlabelled/faction_mentions.jsonl.gz"))?;
    let mut texts = Vec::new();
    let mut bytes = 0;
    for line in BufReader::new(MultiGzDecoder::new(file)).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default().to_owned();
        bytes += text.len();
        texts.push(text);
        if bytes > MEGABYTES << 20 {
            break;
        }
    }
    Ok(texts)
}

fn language() -> Outcome<Language> {
    let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/lexicon");
    let settings = toml::from_str(&std::fs::read_to_string(lexicon.join("text.toml"))?)?;
    let hosts = HostWords::from_tsv(&std::fs::read_to_string(lexicon.join("words.tsv"))?)?;
    Ok(Language::new(settings, hosts, WordVectors::default()))
}

fn size(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

#[divan::bench(sample_count = 10)]
fn tokens(bencher: Bencher<'_, '_>) {
    let Ok(texts) = texts() else { return };
    let mut tokens = Tokens::default();
    bencher.counter(size(&texts)).bench_local(|| {
        texts.iter().fold(0, |sum, text| {
            tokens.read("", text);
            sum + tokens.len()
        })
    });
}

#[divan::bench(sample_count = 10)]
fn reading(bencher: Bencher<'_, '_>) {
    let (Ok(texts), Ok(language)) = (texts(), language()) else { return };
    let mut lexis = Lexis::default();
    let mut reading = Reading::default();
    bencher.counter(size(&texts)).bench_local(|| {
        texts.iter().fold(0, |sum, text| {
            reading.read(&language, &mut lexis, "", text);
            sum + reading.tokens.len()
        })
    });
}

fn main() {
    divan::main();
}
