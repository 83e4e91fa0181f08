//! Puts the texts that standoff labels speak of into one file, for `nabra train`.
//!
//! ```text
//! cargo run --example text_store -- ../shared ../store.jsonl.zst training/labels/*.jsonl
//! ```
//!
//! Which files hold which corpus, and how their fields are called, stands in `training/corpora.toml`.
//! Keys are computed where a file has none. Only articles that a label names are written; every row
//! of the label files is then joined with what was written, and what does not join is an error. The
//! store holds texts of others: keep it out of the repository.

mod corpora;

use std::collections::HashSet;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use flate2::Compression;
use flate2::write::GzEncoder;
use nabra::corpus::standoff::{StandoffRow, TextStore};
use nabra::corpus::{Input, Place, ReadOptions, Reader};

use corpora::Corpora;

#[derive(Parser)]
struct Arguments {
    /// The directory that the paths in the table of corpora start from.
    shared: PathBuf,
    /// The store to write: JSON lines, packed if it ends in .zst or .gz.
    out: PathBuf,
    /// Standoff labels.
    #[arg(required = true)]
    labels: Vec<PathBuf>,
    /// The table of corpora.
    #[arg(long, default_value = "training/corpora.toml")]
    corpora: PathBuf,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut log = io::stderr().lock();
    let rows = read_labels(&arguments.labels)?;
    let wanted: HashSet<String> = rows.iter().map(|(_, row)| row.key.clone()).collect();
    write_store(&arguments, &wanted)?;

    let reading = TextStore::open(&[Input::Path(arguments.out.clone())], None)?;
    let unread = reading.bad.iter().map(ToString::to_string);
    let joined = |(place, row): &(Place, StandoffRow)| reading.store.join(place.clone(), row);
    let unjoined = rows.iter().filter_map(|row| joined(row).err().map(|bad| bad.to_string()));
    let faults: Vec<String> = unread.chain(unjoined).collect();
    for fault in &faults {
        writeln!(log, "{fault}")?;
    }
    let (articles, joins) = (reading.store.len(), rows.len().saturating_sub(faults.len()));
    writeln!(log, "{}: {articles} articles; {joins} of {} rows join", arguments.out.display(), rows.len())?;
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn read_labels(paths: &[PathBuf]) -> Result<Vec<(Place, StandoffRow)>, Box<dyn Error>> {
    let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    let mut rows = Vec::new();
    for chunk in Reader::open(&inputs, &ReadOptions::default())? {
        for record in &chunk {
            rows.push((record.place(), record.parse_standoff()?));
        }
    }
    Ok(rows)
}

fn write_store(arguments: &Arguments, wanted: &HashSet<String>) -> Result<(), Box<dyn Error>> {
    let corpora = Corpora::read(&arguments.corpora)?;
    let file = BufWriter::new(File::create(&arguments.out)?);
    let ending = |name| Path::new(&arguments.out).extension().is_some_and(|ending| ending == name);
    let write = |out: &mut dyn Write| {
        corpora.texts(&arguments.shared, wanted, &mut |text| {
            serde_json::to_writer(&mut *out, &text)?;
            out.write_all(b"\n")
        })
    };
    if ending("zst") {
        let mut out = zstd::Encoder::new(file, 9)?;
        write(&mut out)?;
        out.finish()?.flush()?;
    } else if ending("gz") {
        let mut out = GzEncoder::new(file, Compression::default());
        write(&mut out)?;
        out.finish()?.flush()?;
    } else {
        let mut out = file;
        write(&mut out)?;
        out.flush()?;
    }
    Ok(())
}
