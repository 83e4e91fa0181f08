//! Labelled rows, with the texts that standoff labels are joined with.

use std::ffi::OsString;

use nabra::corpus::standoff::TextStore;
use nabra::corpus::{AllRows, Input, ReadOptions, read_all};
use nabra::learn::Progress;

use super::CliError;
use super::input::InputArgs;
use super::progress::Stages;

/// Where texts are.
#[derive(Debug, clap::Args)]
pub(crate) struct TextsArgs {
    /// Texts that standoff labels are joined with: files or directories; may be given again
    #[arg(long, value_name = "PATH")]
    texts: Vec<OsString>,
}

/// Labelled rows as they were read.
pub(crate) struct Labelled {
    /// The rows, and what could not be read.
    pub(crate) all: AllRows,
    /// Whether everything could be read.
    pub(crate) complete: bool,
}

impl TextsArgs {
    /// The texts as inputs.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        self.texts.iter().map(Input::from).collect()
    }

    /// The store; `None` where no texts are named. What is wrong with them is told, and whether anything
    /// is.
    pub(crate) fn open(&self, stages: &Stages) -> Result<(Option<TextStore>, bool), CliError> {
        if self.texts.is_empty() {
            return Ok((None, true));
        }
        stages.stage("reading texts");
        let reading = TextStore::open(&self.inputs(), None)?;
        stages.say_all("text", &reading.bad);
        Ok((Some(reading.store), reading.bad.is_empty()))
    }

    /// All labelled rows of `inputs` with their texts; what cannot be read is told.
    pub(crate) fn read(
        &self,
        input: &InputArgs,
        inputs: &[Input],
        stages: &Stages,
    ) -> Result<Labelled, CliError> {
        let (store, complete) = self.open(stages)?;
        stages.stage("reading labels");
        let options = ReadOptions { labels: true, ..input.options() };
        let all = read_all(inputs, &options, store.as_ref())?;
        stages.say_all("row", &all.bad);
        let complete = complete && all.bad.is_empty();
        Ok(Labelled { all, complete })
    }
}
