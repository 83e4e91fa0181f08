//! What `nabra compare` can be told.

use std::path::PathBuf;

use clap::ValueEnum;
use nabra::stats::bootstrap;

use crate::cli::input::InputArgs;
use crate::cli::model::ModelArgs;
use crate::cli::over::Over;
use crate::cli::written::{OutputArgs, SummaryFormat};

/// Arguments of `nabra compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra compare news.jsonl                         the outlets
  nabra predict news.jsonl -o scores.jsonl         score once ...
  nabra compare scores.jsonl --faction houthi --over month
                                                   ... and compare often
  nabra compare scores.jsonl --gold sample.jsonl   corrected for its errors
  nabra compare scores.jsonl --against each -o outlets.csv

--gold: true labels of a random sample of the same documents, matched by id
(rows as for `nabra train`). The sample must be random: labels of articles that
somebody picked correct nothing.

Tests: Welch's t on the articles' scores, adjusted for their number. An article
counts once; texts copied by many outlets are many articles. docs/COMPARE.md
says what every figure means and assumes.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// What documents are grouped by: source, event, day, week, month, year or a field of the rows
    #[arg(long, value_name = "FIELD", default_value = "source")]
    pub(super) by: String,

    /// Also each stretch of time apart
    #[arg(long, value_enum, value_name = "PERIOD")]
    pub(super) over: Option<Over>,

    /// These factions alone (ids, with commas between)
    #[arg(long, visible_alias = "only", value_name = "FACTION,...", value_delimiter = ',')]
    pub(super) faction: Vec<String>,

    /// Whom each group is compared with: others (together), each, or the name of a group
    #[arg(long, value_name = "GROUP", default_value = "others")]
    pub(super) against: String,

    /// How tests are corrected for being many
    #[arg(long, value_enum, value_name = "METHOD", default_value_t)]
    pub(super) correction: Correction,

    /// Labels of a random sample of the documents, to correct shares for the model's errors
    #[arg(long, value_name = "FILE")]
    pub(super) gold: Option<PathBuf>,

    /// The field of the labelled rows with the probability with which each was drawn; without it the
    /// sample is taken to be a simple random one
    #[arg(long, value_name = "NAME", requires = "gold")]
    pub(super) probability_column: Option<String>,

    /// Leave out groups with fewer articles on a faction (of those on which the model decides)
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) min_articles: usize,

    /// Draws for each interval
    #[arg(long, value_name = "N", default_value_t = bootstrap::DRAWS as u32, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) draws: u32,

    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = bootstrap::SEED)]
    pub(super) seed: u64,

    /// Threads [default: one a core]; the output is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Factions in the table, those of most articles first
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(super) top: usize,

    #[command(flatten)]
    pub(super) output: OutputArgs<SummaryFormat>,
}

/// A correction for many tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Correction {
    /// Benjamini and Hochberg: the false discovery rate
    #[default]
    Bh,
    /// Holm: the probability of even one false call
    Holm,
}
