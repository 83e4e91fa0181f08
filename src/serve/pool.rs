//! Threads that score, apart from those that talk.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

use tokio::sync::oneshot;

use crate::explain::Explainer;
use crate::model::Model;

type Job = Box<dyn FnOnce(&mut Explainer<'_>) + Send>;

/// Hands work to threads; their number and the queue before them are fixed.
pub(super) struct Pool {
    jobs: SyncSender<Job>,
}

/// Why a job was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotDone {
    /// The queue is full.
    Busy,
    /// It panicked.
    Panicked,
}

impl Pool {
    /// Starts the threads.
    pub(super) fn start(model: &Arc<Model>, workers: NonZeroUsize, queue: usize) -> io::Result<Self> {
        let (jobs, waiting) = sync_channel(queue);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..workers.get() {
            let (model, waiting) = (Arc::clone(model), Arc::clone(&waiting));
            let name = format!("score-{number}");
            thread::Builder::new().name(name).spawn(move || work(&model, &waiting))?;
        }
        Ok(Self { jobs })
    }

    /// Runs `job` on one of the threads.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Explainer<'_>) -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |explainer| {
            // Who asked and went away needs no answer, and none is worked out.
            if !answer.is_closed() {
                let _ = answer.send(job(explainer));
            }
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => NotDone::Busy,
            TrySendError::Disconnected(_) => NotDone::Panicked,
        })?;
        answered.await.map_err(|_| NotDone::Panicked)
    }
}

/// Does jobs until there will be no more.
fn work(model: &Model, waiting: &Mutex<Receiver<Job>>) {
    let mut explainer = Explainer::new(model);
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut explainer))).is_err() {
            // What a job left half done is no ground for the next.
            explainer = Explainer::new(model);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;

    fn pool(queue: usize) -> Pool {
        let model = Arc::new(Model::default_model().unwrap());
        Pool::start(&model, NonZeroUsize::MIN, queue).unwrap()
    }

    #[test]
    fn a_job_that_panics_harms_no_other() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let pool = pool(4);
            let score = |text: &'static str| {
                pool.run(move |explainer| {
                    assert!(text != "panic", "as asked");
                    let document = Document { text: text.to_owned(), ..Document::default() };
                    explainer.explain(&document).scored
                })
            };
            let before = score("قصف حفتر المدينة").await.unwrap();
            assert_eq!(score("panic").await.unwrap_err(), NotDone::Panicked);
            assert_eq!(score("قصف حفتر المدينة").await.unwrap(), before);
        });
    }

    #[test]
    fn a_full_queue_turns_work_away() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            let pool = Arc::new(pool(1));
            let (go, gone) = std::sync::mpsc::channel::<()>();
            let (started, has_started) = oneshot::channel();
            let first = {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move {
                    let wait = move |_: &mut Explainer<'_>| {
                        let _ = started.send(());
                        gone.recv().is_ok()
                    };
                    pool.run(wait).await
                })
            };
            has_started.await.unwrap();
            let second = pool.run(|_| true);
            let mut second = std::pin::pin!(second);
            let waker = std::task::Waker::noop();
            assert!(second.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
            assert_eq!(pool.run(|_| true).await, Err(NotDone::Busy));
            go.send(()).unwrap();
            assert_eq!((first.await.unwrap(), second.await), (Ok(true), Ok(true)));
        });
    }
}
