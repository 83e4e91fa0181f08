//! How far a run is, on a terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::messages;

/// A line on standard error while a run goes on, and messages that do not break it.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    start: Instant,
    documents: u64,
    bytes: u64,
}

impl Progress {
    /// Shows a line if `wanted` and standard error is a terminal.
    pub(crate) fn new(wanted: bool) -> Self {
        let bar = (wanted && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            bar.set_message("loading");
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, start: Instant::now(), documents: 0, bytes: 0 }
    }

    /// Counts a piece of work that is done.
    pub(crate) fn add(&mut self, documents: u64, bytes: u64) {
        self.documents += documents;
        self.bytes += bytes;
        if let Some(bar) = &self.bar {
            let seconds = self.start.elapsed().as_secs_f64().max(1e-3);
            let megabytes = self.bytes as f64 / 1e6;
            bar.set_message(format!(
                "{} documents, {megabytes:.1} MB, {:.1} MB/s",
                self.documents,
                megabytes / seconds
            ));
        }
    }

    /// Says something above the line.
    pub(crate) fn say(&self, message: impl Display) {
        match &self.bar {
            Some(bar) => bar.suspend(|| messages::say(message)),
            None => messages::say(message),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
