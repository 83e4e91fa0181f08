//! What `nabra predict` can be told.

use super::format::Format;
use crate::cli::input::InputArgs;
use crate::cli::model::ModelArgs;
use crate::cli::written::OutputArgs;

/// Arguments of `nabra predict`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra predict article.txt                           a table on the terminal
  nabra predict archive/ -o scores.jsonl.zst          JSON lines, packed
  nabra predict news.csv --text-column body -o scores.csv
  zcat crawl.jsonl.gz | nabra predict | jq .factions  from pipe to pipe
  nabra predict news.jsonl --only libya-gna,libya-lna --format csv

A record that cannot be read gets a line with its error in the output and a
message with its file and line; the rest goes on, and the exit code is 2.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// Show these factions alone (ids, with commas between)
    #[arg(long, visible_alias = "faction", value_name = "FACTION,...", value_delimiter = ',')]
    pub(super) only: Vec<String>,

    /// Count framings less probable than P as abstentions
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(super) min_probability: Option<f64>,

    /// Threads [default: one a core]; the output is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    pub(super) quiet: bool,

    #[command(flatten)]
    pub(super) output: OutputArgs<Format>,

    /// Leave out the words that decided
    #[arg(long, help_heading = "Output")]
    pub(super) no_evidence: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}
