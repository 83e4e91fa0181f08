//! The stages of a long run, on a terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nabra::learn::Progress;

use super::messages;

/// Of many messages of a kind this many are shown.
const SHOWN: usize = 20;

/// Says which stage a run is in, if standard error is a terminal.
pub(crate) struct Stages {
    bar: Option<ProgressBar>,
    /// Whether single rows and labels are counted rather than named.
    quiet: bool,
}

impl Stages {
    /// Shows a line if standard error is a terminal, unless it is to be `quiet`.
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = (!quiet && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, quiet }
    }

    /// Says what is to be said of single rows or labels: the first ones, and how many more there are.
    pub(crate) fn say_all<T: Display>(&self, noun: &str, faults: &[T]) {
        if self.quiet {
            return messages::unused(faults.len() as u64, noun);
        }
        let tell = || {
            faults.iter().take(SHOWN).for_each(messages::say);
            if faults.len() > SHOWN {
                let more = messages::count((faults.len() - SHOWN) as u64, noun);
                messages::say(format!("and {more} more"));
            }
        };
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Stages {
    fn stage(&self, name: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name.to_owned());
        }
    }
}

impl Drop for Stages {
    fn drop(&mut self) {
        self.end();
    }
}
