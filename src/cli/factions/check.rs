//! `nabra factions check`: what is wrong with a file of factions.

use std::path::{Path, PathBuf};

use nabra::factions::FactionLexicon;

use crate::cli::model::{self, read_lexicon};
use crate::cli::{CliError, ExitStatus, messages};

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
        match read(path) {
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

/// A lexicon without faults; its sides may name factions of the model built in.
fn read(path: &Path) -> Result<FactionLexicon, CliError> {
    let lexicon = read_lexicon(path)?;
    if !lexicon.sides.is_empty() {
        model::check_sides(path, &lexicon, model::load(None)?.factions())?;
    }
    Ok(lexicon)
}
