//! Which format is written, and its writer.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::Path;

use clap::ValueEnum;
use nabra::learn::recipe::Unit;
use nabra::model::Model;
use nabra::report::{Columns, Csv, Jsonl, Report, Table};

use crate::cli::CliError;

/// How wide a table is where no terminal says.
const WIDTH: usize = 112;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a document
    Jsonl,
    /// One row a document and faction
    Csv,
    /// One block a document, for reading
    Table,
}

/// The format asked for, else the one that the output's name or kind speaks for.
pub(super) fn choose(asked: Option<Format>, output: Option<&Path>) -> Result<Format, CliError> {
    match (asked, file(output)) {
        (Some(format), _) => Ok(format),
        (None, Some(path)) => by_ending(path),
        (None, None) if io::stdout().is_terminal() => Ok(Format::Table),
        (None, None) => Ok(Format::Jsonl),
    }
}

/// Whether the output is shown as it comes.
pub(super) fn on_terminal(output: Option<&Path>) -> bool {
    file(output).is_none() && io::stdout().is_terminal()
}

/// The writer of `format` for what `model` says.
pub(super) fn report(format: Format, output: Option<&Path>, model: &Model) -> Box<dyn Report> {
    let classes = || model.classes().iter().map(ToString::to_string).collect();
    match format {
        Format::Jsonl => Box::new(Jsonl),
        Format::Csv => Box::new(Csv::new(match model.unit() {
            Unit::Faction => Columns::Factions { classes: classes() },
            Unit::Document => Columns::Document { classes: classes() },
        })),
        Format::Table if on_terminal(output) => {
            let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
            let choice = anstream::AutoStream::choice(&io::stdout());
            Box::new(Table::new(width, choice != anstream::ColorChoice::Never))
        }
        Format::Table => Box::new(Table::new(WIDTH, false)),
    }
}

fn file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| path.as_os_str() != "-")
}

/// A name without an ending, `/dev/null` say, takes JSON lines.
fn by_ending(path: &Path) -> Result<Format, CliError> {
    let ending = |path: &Path| path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let bare = match ending(path).as_deref() {
        Some("gz" | "zst") => path.with_extension(""),
        _ => path.to_owned(),
    };
    match ending(&bare).as_deref() {
        None | Some("jsonl" | "ndjson" | "json") => Ok(Format::Jsonl),
        Some("csv") => Ok(Format::Csv),
        Some("txt") => Ok(Format::Table),
        Some(other) => {
            let name = path.display();
            Err(CliError::Usage(format!(
                "{name}: nothing is written as .{other}: add --format jsonl, csv or table"
            )))
        }
    }
}
