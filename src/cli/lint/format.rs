//! How findings are written.

use clap::ValueEnum;
use nabra::corpus::Row;
use nabra::lint::{Finding, sarif, text, wire};
use nabra::terms::Term;

use crate::cli::CliError;
use crate::cli::written::{Formats, Kind};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Place, message, the line with the term marked
    #[value(alias = "text")]
    Table,
    /// One JSON object a finding
    #[value(alias = "json")]
    Jsonl,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
}

impl Formats for Format {
    const JSON: Self = Self::Jsonl;
    const ENDINGS: &'static [(&'static str, Self)] = &[
        (".sarif.json", Self::Sarif),
        (".sarif", Self::Sarif),
        (".jsonl", Self::Jsonl),
        (".ndjson", Self::Jsonl),
        (".json", Self::Jsonl),
        (".txt", Self::Table),
    ];

    fn unnamed(_: Kind) -> Self {
        Self::Table
    }
}

/// Writes findings into bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writer {
    format: Format,
    colour: bool,
}

impl Writer {
    /// In this format, with escape codes if `colour` is wanted.
    pub(super) fn new(format: Format, colour: bool) -> Self {
        Self { format, colour }
    }

    /// What stands before all findings.
    pub(super) fn head(self) -> &'static [u8] {
        if self.format == Format::Sarif { sarif::head().as_bytes() } else { b"" }
    }

    /// One finding.
    pub(super) fn put(
        self,
        row: &Row,
        finding: &Finding<'_>,
        before: Option<usize>,
        out: &mut Vec<u8>,
    ) -> Result<(), CliError> {
        let unwritable = || CliError::Internal("a finding could not be written down");
        match self.format {
            Format::Table => out.extend(text::block(&row.place, &row.document, finding, self.colour).bytes()),
            Format::Jsonl => {
                let line = wire::Line::new(&row.place, &row.document, finding);
                serde_json::to_writer(&mut *out, &line).map_err(|_| unwritable())?;
                out.push(b'\n');
            }
            Format::Sarif => {
                let result = sarif::result(&row.place, &row.document, finding, before);
                out.extend_from_slice(b",\n");
                out.extend(result.map_err(|_| unwritable())?);
            }
        }
        Ok(())
    }

    /// The bytes of a chunk as they follow others, or as the first ones, before which no comma stands.
    pub(super) fn joined(self, follows: bool, bytes: &[u8]) -> &[u8] {
        match self.format {
            Format::Sarif if !follows => bytes.strip_prefix(b",\n").unwrap_or(bytes),
            _ => bytes,
        }
    }

    /// What stands after all findings, of which these are the terms.
    pub(super) fn tail<'l>(self, terms: impl IntoIterator<Item = &'l Term>) -> Result<Vec<u8>, CliError> {
        match self.format {
            Format::Sarif => {
                sarif::tail(terms).map_err(|_| CliError::Internal("the rules could not be written down"))
            }
            _ => Ok(Vec::new()),
        }
    }
}
