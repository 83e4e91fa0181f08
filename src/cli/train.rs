//! `nabra train`: labelled files in, a model out.

use std::path::PathBuf;

use clap::ValueEnum;
use nabra::learn::recipe::Unit;

use super::input::InputArgs;
use super::{CliError, ExitStatus};

/// Arguments of `nabra train`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra train labels.jsonl -o mine.nabra
  nabra train coded.csv --factions mine.toml -o mine.nabra
  nabra train outlets.jsonl.gz --unit document -o outlets.nabra

A labelled row, one JSON object a line; in CSV and TSV columns of these names:
  {\"text\": \"...\", \"source\": \"outlet\",
   \"labels\": [{\"faction\": \"libya-gna\", \"framing\": \"hostile\", \"evidence\": [\"...\"]}]}
  {\"text\": \"...\", \"label\": \"any class of the whole document\"}")]
#[allow(dead_code, reason = "the body is not wired yet")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,

    /// The model to write; a file there stays until the new one is whole
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Settings of the training, a TOML file that names what it changes
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,

    /// What a label speaks of [default: as the rows say]
    #[arg(long, value_enum, value_name = "UNIT")]
    unit: Option<UnitArg>,

    /// The factions, a TOML file [default: those built in]
    #[arg(long, value_name = "FILE")]
    factions: Option<PathBuf>,

    /// The loaded terms, a TOML file [default: those built in]
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,

    /// Texts that standoff labels are joined with: files or directories; may be given again
    #[arg(long, value_name = "PATH")]
    texts: Vec<PathBuf>,

    /// Also write the report on cross-validation, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// The seed of every random choice [default: the recipe's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Threads [default: one a core]; the model is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No progress
    #[arg(short, long)]
    quiet: bool,
}

/// What a label speaks of.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum UnitArg {
    /// A document and a faction that it mentions.
    Faction,
    /// A document as a whole.
    Document,
}

impl From<UnitArg> for Unit {
    fn from(unit: UnitArg) -> Self {
        match unit {
            UnitArg::Faction => Self::Faction,
            UnitArg::Document => Self::Document,
        }
    }
}

/// STUB: to be wired to `nabra::learn::train`.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let _ = args.unit.map(Unit::from);
    Err(CliError::Usage("this build cannot train yet".to_owned()))
}
