//! The `nabra` command from outside: what it prints, what it leaves, how it ends.

#![allow(clippy::expect_used, reason = "a helper that fails is a test that fails")]

mod agreement;
mod bundles;
mod comfort;
mod compare;
mod evaluate;
mod explain;
mod factions;
mod hostile;
mod lint;
mod output;
mod predict;
mod report;
mod support;
mod terms;
mod train;
