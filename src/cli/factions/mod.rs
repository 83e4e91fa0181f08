//! `nabra factions`: the factions that are known, and files of more.

mod check;
mod list;

use clap::Subcommand;

use super::{CliError, ExitStatus};

/// Arguments of `nabra factions`.
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = "\
Examples:
  nabra factions list                         whom the model built in knows
  nabra factions list --factions mine.toml    the same with a file of yours
  nabra factions check mine.toml              what is wrong with that file

A file of factions:
  [[faction]]
  id = \"libya-gna\"
  name = { ar = \"حكومة الوفاق الوطني\", en = \"Government of National Accord\" }
  country = \"LY\"
  aliases = [\"حكومة الوفاق\", { text = \"المجلس الرئاسي\", near = [\"ليبيا\", \"طرابلس\"] }]"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the factions that are known
    List(list::Args),
    /// Checks files of factions and names every fault; exit code 2 if there is any
    Check(check::Args),
}

/// Runs the command below this one.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Check(args) => Ok(check::run(args)),
    }
}
