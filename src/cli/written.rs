//! What a command writes: in which format, where to, and what a table is drawn on.
//!
//! All commands decide alike: `--format`, else `--json`, else how the output's name ends, else what is for
//! reading.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use super::CliError;
use super::output::Output;

/// How wide a table is where no terminal says.
const WIDTH: usize = 112;

/// The formats of a command.
pub(crate) trait Formats: ValueEnum + Copy + std::fmt::Debug + Send + Sync + 'static {
    /// What `--format` says of itself.
    const HELP: &'static str = "What is written [default: by the ending of -o, else a table]";
    /// What `--json` stands for.
    const JSON: Self;
    /// How names end that speak for a format, packing aside.
    const ENDINGS: &'static [(&'static str, Self)];

    /// What is written where no name speaks for a format.
    fn unnamed(to: Kind) -> Self;
}

/// What an output without an ending is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody reads along.
    Terminal,
    /// A pipe, or a file without an ending.
    Pipe,
}

/// Where the output goes and what it looks like.
#[derive(Debug, clap::Args)]
pub(crate) struct OutputArgs<F: Formats> {
    #[arg(long, value_enum, value_name = "FORMAT", help = F::HELP, help_heading = "Output")]
    format: Option<F>,

    /// For programs: as JSON
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    json: bool,

    /// Write to this file, packed if it ends in .gz or .zst; a file there stays until the new one is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

/// The formats of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    /// Tables, for reading
    #[value(alias = "text")]
    Table,
    /// One JSON object
    Json,
    /// One row a figure
    Csv,
}

impl Formats for SummaryFormat {
    const JSON: Self = Self::Json;
    const ENDINGS: &'static [(&'static str, Self)] =
        &[(".txt", Self::Table), (".json", Self::Json), (".csv", Self::Csv)];

    fn unnamed(_: Kind) -> Self {
        Self::Table
    }
}

/// What a table is drawn on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surface {
    /// Columns.
    pub(crate) width: usize,
    /// Whether escape codes are understood.
    pub(crate) colour: bool,
}

impl<F: Formats> OutputArgs<F> {
    /// The file that is written; `None` for standard output.
    pub(crate) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// Prepares the output: a place that cannot be written to is told of before the work.
    pub(crate) fn create(&self) -> Result<Output, CliError> {
        Output::create(self.output())
    }

    /// The format asked for, else the one that the output's name speaks for.
    pub(crate) fn format(&self) -> Result<F, CliError> {
        match (self.json, self.format, self.output()) {
            (true, ..) => Ok(F::JSON),
            (_, Some(format), _) => Ok(format),
            (_, _, Some(path)) => by_ending(path),
            _ if self.on_terminal() => Ok(F::unnamed(Kind::Terminal)),
            _ => Ok(F::unnamed(Kind::Pipe)),
        }
    }

    /// Whether somebody reads along.
    pub(crate) fn on_terminal(&self) -> bool {
        self.output().is_none() && io::stdout().is_terminal()
    }

    /// What a table is drawn on.
    pub(crate) fn surface(&self) -> Surface {
        if !self.on_terminal() {
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

/// One JSON object on a line of its own.
pub(crate) fn json_line(value: &impl Serialize) -> Result<Vec<u8>, CliError> {
    let mut json = serde_json::to_vec(value).map_err(|_| CliError::Internal("the report is no JSON"))?;
    json.push(b'\n');
    Ok(json)
}

fn by_ending<F: Formats>(path: &Path) -> Result<F, CliError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let bare = [".gz", ".zst"].into_iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    if let Some((_, format)) = F::ENDINGS.iter().find(|(ending, _)| bare.ends_with(ending)) {
        return Ok(*format);
    }
    let Some(ending) = Path::new(bare).extension() else { return Ok(F::unnamed(Kind::Pipe)) };
    let formats: Vec<String> = F::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect();
    let (path, ending, formats) = (path.display(), ending.display(), formats.join(", "));
    Err(CliError::Usage(format!("{path}: nothing is written as .{ending}: add --format, one of {formats}")))
}
