//! The command line: one file a command, each with its arguments and a `run`.
//!
//! Standard output carries data only; messages and progress go to standard error. Exit codes: 0 done, 1
//! a gate that was asked for failed, 2 an error, a partial failure included.

mod agreement;
mod compare;
mod completions;
mod counter;
mod engine;
mod error;
mod evaluate;
mod explain;
mod factions;
mod input;
mod inspect;
mod labelled;
mod language;
mod lint;
mod man;
mod messages;
mod model;
mod output;
mod over;
mod predict;
mod progress;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod terms;
mod train;
mod written;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use error::CliError;

/// How Arabic news frames the factions it writes about.
#[derive(Debug, Parser)]
#[command(name = "nabra", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  nabra predict article.txt                   how one article frames whom
  nabra predict archive/ -o scores.jsonl.zst  a whole archive, as JSON lines
  nabra lint article.txt                      its loaded terms and plainer words
  nabra explain article.txt                   its marked words, and why
  nabra report archive/ -o report.html        an archive as a report to look at
  nabra serve                                 a page to paste articles into
  nabra train labels.jsonl -o mine.nabra      a model of your own labels
  nabra evaluate labelled.jsonl               how good a model is

`nabra COMMAND --help` shows the options and more examples.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Scores documents: for every faction, how it is framed and by which words
    Predict(predict::Args),
    /// Shows one document with the words that decided, and why
    Explain(explain::Args),
    /// Makes a report to look at: framing by faction, outlet and time, and the articles behind it
    Report(report::Args),
    /// Serves a page to paste articles into, and a JSON API
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    /// Trains a model on labelled files
    Train(train::Args),
    /// Finds loaded terms in articles, with their places and plainer words
    Lint(lint::Args),
    /// Measures a model on labelled files: figures with intervals, baselines, the worst mistakes
    Evaluate(evaluate::Args),
    /// Measures how far annotators agree who labelled the same texts
    Agreement(agreement::Args),
    /// Compares how outlets, events or months frame each faction
    Compare(compare::Args),
    /// Finds the words that each outlet sets beside a faction more than others do
    Terms(terms::Args),
    /// Shows what a model is made of
    Inspect(inspect::Args),
    /// Lists the factions that are known, and checks files of factions
    Factions(factions::Args),
    /// Writes what a shell needs to complete arguments
    Completions(completions::Args),
    /// Writes the manual, one page a command
    Man(man::Args),
}

/// The command with all its arguments.
fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// All is done.
    Success,
    /// A gate that the user asked for failed.
    Gate,
    /// Something went wrong, if only with a part.
    Error,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Success => 0,
            ExitStatus::Gate => 1,
            ExitStatus::Error => 2,
        })
    }
}

/// Parses the arguments, runs the command and tells what went wrong.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            return match usage.print() {
                // Help that was asked for is data.
                Err(source) if !usage.use_stderr() => {
                    ended(Err(CliError::Write { name: "stdout".to_owned(), source }))
                }
                // Nothing can be said where neither stream takes it.
                _ => ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2)),
            };
        }
    };
    let outcome = match &cli.command {
        Command::Predict(args) => predict::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Report(args) => report::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args),
        Command::Train(args) => train::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Agreement(args) => agreement::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Terms(args) => terms::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Factions(args) => factions::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    ended(outcome)
}

/// The exit code of a command, and a word on what ended it.
fn ended(outcome: Result<ExitStatus, CliError>) -> ExitCode {
    match outcome {
        Ok(status) => status.into(),
        // Who reads the output has enough of it, such as `head`.
        Err(error) if error.is_closed_pipe() => ExitStatus::Success.into(),
        Err(error) => {
            messages::say(&error);
            ExitStatus::Error.into()
        }
    }
}

/// Sets how many threads the library's loops run on.
fn threads(asked: Option<u16>) -> Result<(), CliError> {
    let Some(threads) = asked else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    pool.map_err(|error| CliError::Usage(format!("no threads can be started: {error}")))
}
