//! `nabra factions check`: what is wrong with a file of factions.

use std::path::PathBuf;

use crate::cli::model::read_lexicon;
use crate::cli::{ExitStatus, messages};

/// Arguments of `nabra factions check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra factions check mine.toml            all that is wrong with a file of yours
  nabra factions check a.toml b.toml && nabra predict news/ --factions a.toml")]
pub(crate) struct Args {
    /// TOML files of factions; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// Checks every file and goes on after faults.
pub(crate) fn run(args: &Args) -> ExitStatus {
    let mut status = ExitStatus::Success;
    for path in &args.files {
        match read_lexicon(path) {
            Ok(lexicon) => {
                let aliases = lexicon.factions.iter().map(|faction| faction.aliases.len() as u64).sum();
                let factions = messages::count(lexicon.factions.len() as u64, "faction");
                let aliases = messages::count(aliases, "name");
                messages::say(format!("{}: no faults; {factions}, {aliases}", path.display()));
            }
            Err(error) => {
                messages::say(error);
                status = ExitStatus::Error;
            }
        }
    }
    status
}
