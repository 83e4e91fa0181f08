//! Documents through the model on all cores, in order and in bounded memory.
//!
//! One thread reads chunks of records, each with its number; workers parse, score and write every chunk
//! into bytes; the caller's thread puts the bytes in order. A chunk needs a ticket to be read and gives
//! it back once it is written, so however long one chunk takes, no more than [`AHEAD`] chunks a worker
//! are held. What a chunk becomes depends on nothing but the chunk: the bytes are the same with any
//! number of workers.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use nabra::corpus::{BadRow, RawRecord, ReadOptions, Reader};
use nabra::model::Model;
use nabra::report::{Line, Report, View};
use nabra::score::Scorer;

use crate::cli::CliError;

/// Chunks under way for each worker.
const AHEAD: usize = 4;

/// What every worker needs.
pub(super) struct Job {
    pub(super) options: ReadOptions,
    pub(super) model: Model,
    pub(super) report: Box<dyn Report>,
    pub(super) view: View,
}

/// A chunk that is scored.
pub(super) struct Done {
    number: u64,
    /// The lines, in order.
    pub(super) bytes: Vec<u8>,
    /// What could not be read.
    pub(super) bad: Vec<BadRow>,
    /// Records in the chunk.
    pub(super) records: u64,
    /// Their length in bytes.
    pub(super) size: u64,
}

struct Chunk {
    number: u64,
    records: Vec<RawRecord>,
}

type Outcome = io::Result<Done>;

/// Runs all of `reader` through the model and hands every chunk to `write`, in input order.
///
/// # Errors
/// The first error of `write` ends the run at once; threads that still wait for input are left behind.
pub(super) fn run(
    job: Job,
    reader: Reader,
    workers: NonZeroUsize,
    mut write: impl FnMut(Done) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let ahead = AHEAD * workers.get();
    let (tickets, ticket) = sync_channel(ahead);
    let (chunks, queue) = sync_channel(ahead);
    let (results, finished) = sync_channel(ahead);
    for () in std::iter::repeat_n((), ahead) {
        // There is room for all of them.
        let _ = tickets.try_send(());
    }
    let reading = start(move || read(reader, &ticket, &chunks))?;
    let (job, queue) = (Arc::new(job), Arc::new(Mutex::new(queue)));
    for _ in 0..workers.get() {
        let (job, queue, results) = (Arc::clone(&job), Arc::clone(&queue), results.clone());
        start(move || work(&job, &queue, &results))?;
    }
    drop((results, queue));

    let mut written = 0;
    let mut early = BTreeMap::new();
    while let Ok(outcome) = finished.recv() {
        let done = outcome.map_err(|_| CliError::Internal("a document could not be scored"))?;
        early.insert(done.number, done);
        while let Some(done) = early.remove(&written) {
            write(done)?;
            written += 1;
            // The reader may be at its end and take no more.
            let _ = tickets.try_send(());
        }
    }
    match reading.join() {
        Ok(read) if read == written => Ok(()),
        _ => Err(CliError::Internal("a part of the input was lost")),
    }
}

fn start<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, CliError> {
    thread::Builder::new()
        .spawn(body)
        .map_err(|error| CliError::Usage(format!("no thread can be started: {error}; try --threads 1")))
}

/// Reads to the end, or until nobody wants more; the number of chunks.
fn read(reader: Reader, ticket: &Receiver<()>, chunks: &SyncSender<Chunk>) -> u64 {
    let mut number = 0;
    for records in reader {
        if ticket.recv().is_err() || chunks.send(Chunk { number, records }).is_err() {
            break;
        }
        number += 1;
    }
    number
}

/// Scores chunks until there are no more.
fn work(job: &Job, queue: &Mutex<Receiver<Chunk>>, results: &SyncSender<Outcome>) {
    let _alarm = Alarm(results);
    let mut scorer = Scorer::new(&job.model);
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(chunk) = next else { return };
        let outcome = score(job, chunk, |document| scorer.score(document));
        if results.send(outcome).is_err() {
            return;
        }
    }
}

fn score(
    job: &Job,
    chunk: Chunk,
    mut score: impl FnMut(&nabra::corpus::Document) -> nabra::score::ScoredDocument,
) -> Outcome {
    let mut done = Done { number: chunk.number, bytes: Vec::new(), bad: Vec::new(), records: 0, size: 0 };
    for record in chunk.records {
        done.records += 1;
        done.size += record.size() as u64;
        match record.parse(&job.options) {
            Ok(row) => {
                drop(record);
                let scored = score(&row.document);
                job.report.line(&Line::scored(&scored, &job.view), &mut done.bytes)?;
            }
            Err(bad) => {
                job.report.line(&Line::bad(&bad), &mut done.bytes)?;
                done.bad.push(bad);
            }
        }
    }
    Ok(done)
}

/// Ends the run when its thread panics; a chunk would be waited for in vain.
struct Alarm<'a>(&'a SyncSender<Outcome>);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Nobody waits where this fails.
            let _ = self.0.send(Err(io::Error::other("a worker panicked")));
        }
    }
}
