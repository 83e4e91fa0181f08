//! Arguments on what is read and how.

use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use clap::Args;
use nabra::corpus::{Encoding, Format, Input, ReadOptions, encoding_named};

use super::{CliError, messages};

/// What to read.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, directories (walked in order of name) or - for standard input [default: -]
    ///
    /// Text, JSON lines, CSV or TSV, told apart by ending or content; gzip and zstd are unpacked.
    #[arg(value_name = "FILES", help_heading = None)]
    files: Vec<OsString>,

    /// The JSON field or column with the text
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Input")]
    text_column: String,

    /// The JSON field or column with the id
    #[arg(long, value_name = "NAME", default_value = "id", help_heading = "Input")]
    id_column: String,

    /// Read every file as text (one document a file), lines (one a line), jsonl, csv or tsv
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    input_format: Option<Format>,

    /// Decode every file from this encoding, such as windows-1256; by default the content decides
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "Input")]
    encoding: Option<&'static Encoding>,
}

impl InputArgs {
    /// What to read; with no files standard input, and a word about it if that is a terminal.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let inputs: Vec<Input> = if self.files.is_empty() {
            vec![Input::Stdin]
        } else {
            self.files.iter().map(Input::from).collect()
        };
        if inputs.contains(&Input::Stdin) && io::stdin().is_terminal() {
            messages::say(
                "reading from the terminal: end the text with Ctrl-D, or stop with Ctrl-C and name FILES",
            );
        }
        inputs
    }

    /// How to read it.
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            format: self.input_format,
            encoding: self.encoding,
            text_column: self.text_column.clone(),
            id_column: self.id_column.clone(),
            ..ReadOptions::default()
        }
    }
}

/// What is written must not take the place of what it is made from.
pub(crate) fn refuse_overwriting(inputs: &[Input], output: Option<&Path>) -> Result<(), CliError> {
    let Some(target) = output.and_then(|path| fs::canonicalize(path).ok()).filter(|path| path.is_file())
    else {
        return Ok(());
    };
    let same = |input: &Input| match input {
        Input::Stdin | Input::Memory { .. } => false,
        Input::Path(path) => fs::canonicalize(path).is_ok_and(|path| path == target),
    };
    if inputs.iter().any(same) {
        let name = target.display();
        return Err(CliError::Usage(format!("{name} is an input: name another file with -o")));
    }
    Ok(())
}

fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let hint = "use a name such as utf-8, windows-1256, iso-8859-6 or utf-16le";
    encoding_named(name).ok_or_else(|| format!("no encoding is called so: {hint}"))
}
