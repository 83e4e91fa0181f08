//! Messages for people, on standard error.

use std::fmt::Display;
use std::io::{self, Write};

/// Says `nabra: <message>`.
pub(crate) fn say(message: impl Display) {
    // A message that nobody can receive is no reason to stop.
    let _ = writeln!(io::stderr().lock(), "nabra: {message}");
}

/// Where no message is wanted on single records: one on all that could not be read.
pub(crate) fn unread(bad: u64) {
    if bad > 0 {
        say(format!("{} could not be read; without --quiet they are named", count(bad, "record")));
    }
}

/// The same of rows and labels that nothing is learned or measured from.
pub(crate) fn unused(faults: u64, noun: &str) {
    if faults > 0 {
        let were = if faults == 1 { "was" } else { "were" };
        say(format!("{} {were} not used; without --quiet they are named", count(faults, noun)));
    }
}

/// `1 record`, `2 records`.
pub(crate) fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
