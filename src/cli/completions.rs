//! `nabra completions`: what a shell needs to complete arguments.

use clap_complete::{Shell, generate};

use super::output::Output;
use super::{CliError, ExitStatus};

/// Arguments of `nabra completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra completions bash > ~/.local/share/bash-completion/completions/nabra
  nabra completions zsh > ~/.zfunc/_nabra      with ~/.zfunc in $fpath
  nabra completions fish > ~/.config/fish/completions/nabra.fish")]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Writes the script.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let mut script = Vec::new();
    generate(args.shell, &mut super::command(), "nabra", &mut script);
    let mut output = Output::create(None)?;
    output.put(&script)?;
    output.finish()?;
    Ok(ExitStatus::Success)
}
