//! Keeps what stands in `training/` honest: labels, passages, lexicons, and the texts they speak of.

#[cfg(test)]
#[path = "../../examples/text_store/corpora.rs"]
mod corpora;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod lexicons;
#[cfg(test)]
mod names;
#[cfg(test)]
mod passages;
#[cfg(test)]
mod shared;

#[cfg(test)]
use std::path::{Path, PathBuf};

/// What annotators may call a framing.
#[cfg(test)]
const FRAMINGS: [&str; 3] = ["hostile", "neutral", "favourable"];
/// What they may say of the voices quoted.
#[cfg(test)]
const QUOTED: [&str; 5] = ["hostile", "neutral", "favourable", "mixed", "none"];

/// A file of this repository.
#[cfg(test)]
fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[cfg(test)]
fn read(path: &str) -> String {
    std::fs::read_to_string(here(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails with all faults at once, so that a broken file is mended in one go.
#[cfg(test)]
#[track_caller]
fn assert_none(faults: &[String]) {
    let shown = faults.iter().take(40).map(String::as_str).collect::<Vec<_>>().join("\n  ");
    assert!(faults.is_empty(), "{} faults:\n  {shown}", faults.len());
}
