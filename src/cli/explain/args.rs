//! What `nabra explain` can be told.

use clap::ValueEnum;

use crate::cli::input::InputArgs;
use crate::cli::language::LanguageArgs;
use crate::cli::model::ModelArgs;
use crate::cli::written::{Formats, Kind, OutputArgs};

/// Arguments of `nabra explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra explain article.txt                    the article with its marked words
  nabra explain news.jsonl --id a17            one row of many
  nabra explain article.txt --faction libya-gna --all
                                               every word's part in one score
  nabra explain article.txt -o article.html    a page to look at and hand over

Marked words are red where they pull towards hostile and green where they pull
towards favourable; without colour they stand in [-...-] and [+...+].")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// The document with this id, where the input holds several
    #[arg(long, value_name = "ID", help_heading = "Input")]
    pub(super) id: Option<String>,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// Show these factions alone (ids, with commas between)
    #[arg(long, visible_alias = "only", value_name = "FACTION,...", value_delimiter = ',')]
    pub(super) faction: Vec<String>,

    /// Show what every word adds: with the intercept it sums to the difference of logits
    #[arg(long)]
    pub(super) all: bool,

    /// The same as --format html: one page in one file, to be opened without a network
    #[arg(long, conflicts_with_all = ["format", "json"], help_heading = "Output")]
    pub(super) html: bool,

    #[command(flatten)]
    pub(super) language: LanguageArgs,

    #[command(flatten)]
    pub(super) output: OutputArgs<Format>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The article with its marks, and its factions, for reading
    #[value(alias = "text")]
    Table,
    /// One JSON object
    Json,
    /// One page in one file
    Html,
}

impl Formats for Format {
    const JSON: Self = Self::Json;
    const ENDINGS: &'static [(&'static str, Self)] =
        &[(".txt", Self::Table), (".json", Self::Json), (".html", Self::Html), (".htm", Self::Html)];

    fn unnamed(_: Kind) -> Self {
        Self::Table
    }
}
