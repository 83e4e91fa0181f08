//! What `nabra explain` can be told.

use std::path::PathBuf;

use clap::ValueEnum;
use nabra::page::Language;

use crate::cli::input::InputArgs;
use crate::cli::model::ModelArgs;

/// Arguments of `nabra explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra explain article.txt                         the article with its marked words
  nabra explain news.jsonl --id a17                 one row of many
  nabra explain article.txt --faction libya-gna --all
                                                    every word's part in one score
  nabra explain article.txt --html -o article.html  a page to look at and hand over

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

    /// What is written [default: by the ending of -o, else text]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(super) format: Option<Format>,

    /// The same as --format html: one page in one file, to be opened without a network
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(super) html: bool,

    /// The language of the page: ar or en
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = language, help_heading = "Output")]
    pub(super) lang: Language,

    /// Write to this file; a file there stays until the new one is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    Text,
    /// One JSON object
    Json,
    /// One page in one file
    Html,
}

fn language(code: &str) -> Result<Language, String> {
    Language::of_code(code).ok_or_else(|| "it is ar or en".to_owned())
}
