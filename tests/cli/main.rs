//! The `nabra` command from outside: what it prints, what it leaves, how it ends.

mod bundles;
mod factions;
mod hostile;
mod output;
mod predict;
mod support;
