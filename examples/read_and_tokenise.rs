//! Reads JSON lines and tokenises every text, and does no more: the yardstick for `nabra predict`.
//!
//! `read_and_tokenise FILE [THREADS]` writes the number of documents, tokens and bytes.

use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::{env, io, thread};

use nabra::corpus::{Input, ReadOptions, Reader};
use nabra::text::Tokens;

#[derive(Default)]
struct Counts {
    documents: usize,
    tokens: usize,
    bytes: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args_os().skip(1);
    let file = arguments.next().ok_or("read_and_tokenise FILE [THREADS]")?;
    let threads = match arguments.next() {
        Some(threads) => threads.to_str().ok_or("THREADS is no number")?.parse()?,
        None => thread::available_parallelism().map_or(1, NonZeroUsize::get),
    };
    let options =
        ReadOptions { labels: false, chunk_bytes: 256 << 10, chunk_records: 256, ..ReadOptions::default() };
    let reader = Mutex::new(Reader::open(&[Input::from(file)], &options)?);
    let total = Mutex::new(Counts::default());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let counts = work(&reader, &options);
                let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
                total.documents += counts.documents;
                total.tokens += counts.tokens;
                total.bytes += counts.bytes;
            });
        }
    });
    let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    writeln!(io::stdout(), "{} documents, {} tokens, {} bytes", total.documents, total.tokens, total.bytes)?;
    Ok(())
}

fn work(reader: &Mutex<Reader>, options: &ReadOptions) -> Counts {
    let (mut counts, mut tokens) = (Counts::default(), Tokens::default());
    loop {
        let Some(chunk) = reader.lock().unwrap_or_else(PoisonError::into_inner).next() else { return counts };
        for record in chunk {
            counts.bytes += record.size();
            if let Ok(row) = record.parse(options) {
                tokens.read(&row.document.title, &row.document.text);
                counts.documents += 1;
                counts.tokens += tokens.len();
            }
        }
    }
}
