//! `nabra man`: the manual, one page a command.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use super::output::Output;
use super::{CliError, ExitStatus};

/// Arguments of `nabra man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra man -o ~/.local/share/man/man1    then: man nabra, man nabra-predict")]
pub(crate) struct Args {
    /// The directory to write the pages into; made if it is not there
    #[arg(short, long, value_name = "DIR", required = true)]
    output: PathBuf,
}

/// Writes the pages.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    fs::create_dir_all(&args.output)
        .map_err(|source| CliError::Write { name: args.output.display().to_string(), source })?;
    let mut command = super::command().disable_help_subcommand(true);
    command.build();
    write(&command, &args.output)?;
    Ok(ExitStatus::Success)
}

/// The page of a command, then those of its commands.
fn write(command: &Command, directory: &Path) -> Result<(), CliError> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut page = Vec::new();
    Man::new(command.clone())
        .render(&mut page)
        .map_err(|source| CliError::Write { name: name.clone(), source })?;
    let mut output = Output::create(Some(&directory.join(format!("{name}.1"))))?;
    output.put(&page)?;
    output.finish()?;
    command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
        .try_for_each(|inner| write(inner, directory))
}
