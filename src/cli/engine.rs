//! Records through workers on all cores, in order and in bounded memory.
//!
//! One thread reads chunks of records, each with its number; workers turn every chunk into what the
//! command wants of it; the caller's thread takes these in order. A chunk needs a ticket to be read and
//! gives it back once it is taken, so however long one chunk takes, no more than [`AHEAD`] chunks a
//! worker are held. What a chunk becomes must depend on nothing but the chunk: then the outcome is the
//! same with any number of workers.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use nabra::corpus::{RawRecord, ReadOptions, Reader};

use super::CliError;

/// Chunks under way for each worker.
const AHEAD: usize = 4;
/// Chunks are small enough that a few hundred articles already keep every core busy.
const CHUNK_BYTES: usize = 256 << 10;
const CHUNK_RECORDS: usize = 256;

/// What is done with each chunk.
pub(crate) trait Job: Send + Sync + 'static {
    /// What one thread keeps from chunk to chunk.
    type Worker<'j>
    where
        Self: 'j;
    /// What a chunk becomes.
    type Done: Send + 'static;

    /// For one thread.
    fn worker(&self) -> Self::Worker<'_>;

    /// Does one chunk.
    ///
    /// # Errors
    /// One ends the run.
    fn chunk<'j>(
        &'j self,
        worker: &mut Self::Worker<'j>,
        records: Vec<RawRecord>,
    ) -> Result<Self::Done, CliError>;
}

/// `options` with chunks of the size that suits the engine.
pub(crate) fn chunked(options: ReadOptions) -> ReadOptions {
    ReadOptions { chunk_bytes: CHUNK_BYTES, chunk_records: CHUNK_RECORDS, ..options }
}

/// As many workers as were asked for, by default one a core.
pub(crate) fn workers(asked: Option<u16>) -> NonZeroUsize {
    let asked = asked.and_then(|n| NonZeroUsize::new(usize::from(n)));
    asked.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// A chunk with its number in the input.
struct Numbered<T> {
    number: u64,
    content: T,
}

type Outcome<D> = Result<Numbered<D>, CliError>;

/// Runs all of `reader` through `job` and hands what every chunk becomes to `take`, in input order.
///
/// # Errors
/// The first error of the job or of `take` ends the run at once; threads that still wait for input are
/// left behind.
pub(crate) fn run<J: Job>(
    job: J,
    reader: Reader,
    workers: NonZeroUsize,
    mut take: impl FnMut(J::Done) -> Result<(), CliError>,
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
        start(move || work(&*job, &queue, &results))?;
    }
    drop((results, queue));

    let mut taken = 0;
    let mut early = BTreeMap::new();
    while let Ok(outcome) = finished.recv() {
        let done: Numbered<J::Done> = outcome?;
        early.insert(done.number, done.content);
        while let Some(done) = early.remove(&taken) {
            take(done)?;
            taken += 1;
            // The reader may be at its end and take no more.
            let _ = tickets.try_send(());
        }
    }
    match reading.join() {
        Ok(read) if read == taken => Ok(()),
        _ => Err(CliError::Internal("a part of the input was lost")),
    }
}

fn start<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, CliError> {
    thread::Builder::new()
        .spawn(body)
        .map_err(|error| CliError::Usage(format!("no thread can be started: {error}; try --threads 1")))
}

/// Reads to the end, or until nobody wants more; the number of chunks.
fn read(reader: Reader, ticket: &Receiver<()>, chunks: &SyncSender<Numbered<Vec<RawRecord>>>) -> u64 {
    let mut number = 0;
    for content in reader {
        if ticket.recv().is_err() || chunks.send(Numbered { number, content }).is_err() {
            break;
        }
        number += 1;
    }
    number
}

/// Does chunks until there are no more.
fn work<J: Job>(
    job: &J,
    queue: &Mutex<Receiver<Numbered<Vec<RawRecord>>>>,
    results: &SyncSender<Outcome<J::Done>>,
) {
    let _alarm = Alarm(results);
    let mut worker = job.worker();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Numbered { number, content }) = next else { return };
        let outcome = job.chunk(&mut worker, content).map(|content| Numbered { number, content });
        if results.send(outcome).is_err() {
            return;
        }
    }
}

/// Ends the run when its thread panics; a chunk would be waited for in vain.
struct Alarm<'a, D>(&'a SyncSender<Outcome<D>>);

impl<D> Drop for Alarm<'_, D> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Nobody waits where this fails.
            let _ = self.0.send(Err(CliError::Internal("a document could not be worked on")));
        }
    }
}
