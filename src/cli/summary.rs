//! Reports of one piece: which format, and how wide a table is.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use super::CliError;
use super::output::Output;

/// How wide a table is where no terminal says.
const WIDTH: usize = 112;

/// Where a report goes and what it looks like.
#[derive(Debug, clap::Args)]
pub(crate) struct SummaryArgs {
    /// What is written [default: by the ending of -o, else a table]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<SummaryFormat>,

    /// The same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    json: bool,

    /// Write to this file, packed if it ends in .gz or .zst; a file there stays until the new one is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    /// Tables, for reading
    Table,
    /// One JSON object
    Json,
    /// One row a figure
    Csv,
}

/// What a table is drawn on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surface {
    /// Columns.
    pub(crate) width: usize,
    /// Whether escape codes are understood.
    pub(crate) colour: bool,
}

impl SummaryArgs {
    /// The file that is written; `None` for standard output.
    pub(crate) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// Prepares the output: a place that cannot be written to is told of before the work.
    pub(crate) fn create(&self) -> Result<Output, CliError> {
        Output::create(self.output())
    }

    /// The format asked for, else the one that the output's name speaks for.
    pub(crate) fn format(&self) -> Result<SummaryFormat, CliError> {
        match (self.json, self.format, self.output()) {
            (true, ..) => Ok(SummaryFormat::Json),
            (_, Some(format), _) => Ok(format),
            (_, _, Some(path)) => by_ending(path),
            _ => Ok(SummaryFormat::Table),
        }
    }

    /// What a table is drawn on.
    pub(crate) fn surface(&self) -> Surface {
        if self.output().is_some() || !io::stdout().is_terminal() {
            return Surface { width: WIDTH, colour: false };
        }
        let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
        let choice = anstream::AutoStream::choice(&io::stdout());
        Surface { width, colour: choice != anstream::ColorChoice::Never }
    }
}

/// One JSON object, indented, with a line break after it.
pub(crate) fn json(value: &impl Serialize) -> Result<Vec<u8>, CliError> {
    let mut json =
        serde_json::to_vec_pretty(value).map_err(|_| CliError::Internal("the report is no JSON"))?;
    json.push(b'\n');
    Ok(json)
}

fn by_ending(path: &Path) -> Result<SummaryFormat, CliError> {
    let ending = |path: &Path| path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let bare = match ending(path).as_deref() {
        Some("gz" | "zst") => path.with_extension(""),
        _ => path.to_owned(),
    };
    match ending(&bare).as_deref() {
        Some("json") => Ok(SummaryFormat::Json),
        Some("csv") => Ok(SummaryFormat::Csv),
        None | Some("txt") => Ok(SummaryFormat::Table),
        Some(other) => {
            let name = path.display();
            let hint = "add --format table, json or csv";
            Err(CliError::Usage(format!("{name}: nothing is written as .{other}: {hint}")))
        }
    }
}
