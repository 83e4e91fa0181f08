//! What `nabra evaluate` can be told.

use std::path::PathBuf;

use clap::ValueEnum;
use nabra::evaluate::Options;
use nabra::evaluate::clusters::ClusterBy;
use nabra::stats::{Bootstrap, bootstrap};

use crate::cli::input::InputArgs;
use crate::cli::labelled::TextsArgs;
use crate::cli::model::ModelArgs;
use crate::cli::written::{OutputArgs, SummaryFormat};

/// Arguments of `nabra evaluate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra evaluate labelled.jsonl                        the model built in
  nabra evaluate labelled.csv --model mine.nabra --json
  nabra evaluate labels.jsonl --texts store.jsonl.zst  standoff labels
  nabra evaluate labelled.jsonl --min-f1 0.65          exit 1 where it is lower
  nabra evaluate labelled.jsonl --cluster source -o figures.csv
  nabra evaluate labels.jsonl --cv --recipe mine.toml  in folds, as when trained

Label a random sample of your own documents, not those that the model was
trained on.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    #[command(flatten)]
    pub(super) texts: TextsArgs,

    /// Train and test on these files in random folds, by outlet and by event, side by side
    #[arg(long, conflicts_with_all = ["model", "worst"])]
    pub(super) cv: bool,

    /// Settings of the training, a TOML file that names what it changes
    #[arg(long, value_name = "FILE", requires = "cv")]
    pub(super) recipe: Option<PathBuf>,

    /// A directory with the lexicons to train with [default: those of the model built in]
    #[arg(long, value_name = "DIR", requires = "cv")]
    pub(super) lexicon: Option<PathBuf>,

    /// What is drawn whole for the intervals
    #[arg(long, value_enum, value_name = "WHAT", default_value = "document")]
    cluster: Cluster,

    /// Draws for the intervals
    #[arg(long, value_name = "N", default_value_t = bootstrap::DRAWS as u32, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,

    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = bootstrap::SEED)]
    seed: u64,

    /// How many of the surest mistakes are listed
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,

    /// Leave out labels of which the annotator was less sure (`confidence`)
    #[arg(long, value_name = "LEVEL", conflicts_with = "cv")]
    min_confidence: Option<u8>,

    /// Exit code 1 where macro-F1 is below X
    #[arg(long, value_name = "X", value_parser = share)]
    pub(super) min_f1: Option<f64>,

    /// Threads [default: one a core]; the figures are the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    pub(super) quiet: bool,

    #[command(flatten)]
    pub(super) output: OutputArgs<SummaryFormat>,
}

/// What is drawn whole.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Cluster {
    /// Documents; nearly equal ones together
    Document,
    /// Outlets
    Source,
}

impl Args {
    /// What is asked of the library.
    pub(super) fn options(&self) -> Options {
        Options {
            cluster: match self.cluster {
                Cluster::Document => ClusterBy::Document,
                Cluster::Source => ClusterBy::Source,
            },
            bootstrap: Bootstrap { draws: self.draws as usize, seed: self.seed, level: bootstrap::LEVEL },
            worst: self.worst,
            least_confidence: self.min_confidence,
        }
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}
