//! What `nabra report` can be told.

use std::path::PathBuf;

use crate::cli::input::InputArgs;
use crate::cli::language::LanguageArgs;
use crate::cli::model::ModelArgs;
use crate::cli::over::Over;

/// Arguments of `nabra report`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra report news.jsonl -o report.html     one file to hand over
  nabra report archive/ -o report/           a folder with every article
  nabra report news.jsonl -o taqrir.html --lang ar --faction houthi,saleh
  nabra report scores.jsonl -o report.html   figures alone, from scores

The pages need no network. Rows name their outlet in `source` and their date in
`date`; without these there are no figures by outlet or over time.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// These factions alone (ids, with commas between)
    #[arg(long, visible_alias = "only", value_name = "FACTION,...", value_delimiter = ',')]
    pub(super) faction: Vec<String>,

    /// The stretches of time that are told apart
    #[arg(long, value_enum, value_name = "PERIOD", default_value_t)]
    pub(super) over: Over,

    /// Factions shown, those of most articles
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(super) top: u16,

    /// Articles shown with their text in one file [default: 200, as long as they stay below 8 MB];
    /// a folder holds all
    #[arg(long, value_name = "N")]
    pub(super) articles: Option<usize>,

    #[command(flatten)]
    pub(super) language: LanguageArgs,

    /// Threads [default: one a core]; the output is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Write one file, if it ends in .html (or is - for standard output), else a new folder
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: PathBuf,
}

impl Args {
    /// Whether one file is written.
    pub(super) fn is_single(&self) -> bool {
        let name = self.output.to_string_lossy().to_lowercase();
        name == "-"
            || [".html", ".htm", ".html.gz", ".html.zst"].iter().any(|ending| name.ends_with(ending))
            || self.output.exists() && !self.output.is_dir()
    }
}
