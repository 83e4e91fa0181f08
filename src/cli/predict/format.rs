//! What is written, and its writer.

use clap::ValueEnum;
use nabra::learn::recipe::Unit;
use nabra::model::Model;
use nabra::report::{Columns, Csv, Jsonl, Report, Table};

use crate::cli::written::{Formats, Kind, Surface};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a document
    #[value(alias = "json")]
    Jsonl,
    /// One row a document and faction
    Csv,
    /// One block a document, for reading
    #[value(alias = "text")]
    Table,
}

impl Formats for Format {
    const HELP: &'static str =
        "What is written [default: by the ending of -o, else a table on a terminal and jsonl in a pipe]";
    const JSON: Self = Self::Jsonl;
    const ENDINGS: &'static [(&'static str, Self)] = &[
        (".jsonl", Self::Jsonl),
        (".ndjson", Self::Jsonl),
        (".json", Self::Jsonl),
        (".csv", Self::Csv),
        (".txt", Self::Table),
    ];

    /// A name without an ending, `/dev/null` say, takes JSON lines.
    fn unnamed(to: Kind) -> Self {
        match to {
            Kind::Terminal => Self::Table,
            Kind::Pipe => Self::Jsonl,
        }
    }
}

/// The writer of `format` for what `model` says.
pub(super) fn report(format: Format, surface: Surface, model: &Model) -> Box<dyn Report> {
    let classes = || model.classes().iter().map(ToString::to_string).collect();
    match format {
        Format::Jsonl => Box::new(Jsonl),
        Format::Csv => Box::new(Csv::new(match model.unit() {
            Unit::Faction => Columns::Factions { classes: classes() },
            Unit::Document => Columns::Document { classes: classes() },
        })),
        Format::Table => Box::new(Table::new(surface.width, surface.colour)),
    }
}
