//! Arguments on which model and which factions.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Args;
use nabra::factions::FactionLexicon;
use nabra::model::Model;
use nabra::score::Scorer;

use super::CliError;

/// Which model, and which factions besides its own.
#[derive(Debug, Args)]
pub(crate) struct ModelArgs {
    /// A model that `nabra train` wrote [default: the one built in]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// A TOML file of factions to add; one with a known id replaces it (see `nabra factions`)
    #[arg(long, value_name = "FILE")]
    factions: Option<PathBuf>,
}

impl ModelArgs {
    /// The file of factions to add.
    pub(crate) fn factions(&self) -> Option<&Path> {
        self.factions.as_deref()
    }

    /// The model with the factions that were asked for.
    pub(crate) fn load(&self) -> Result<Model, CliError> {
        // A small file with faults is told of before a large one is read.
        let factions = self.factions.as_deref().map(read_lexicon).transpose()?;
        let model = load(self.model.as_deref())?;
        let Some((path, factions)) = self.factions.as_deref().zip(factions) else { return Ok(model) };
        check_sides(path, &factions, model.factions())?;
        Ok(model.with_factions(factions))
    }
}

/// A model, and tables for scoring with it that are made once for all threads, when the first asks.
pub(crate) struct Scorers {
    /// Kept to the end of the program: threads that wait for input may be left behind with it.
    model: &'static Model,
    first: OnceLock<Scorer<'static>>,
}

impl Scorers {
    pub(crate) fn new(model: Model) -> Self {
        Self { model: Box::leak(Box::new(model)), first: OnceLock::new() }
    }

    /// A scorer for one thread.
    pub(crate) fn scorer(&self) -> Scorer<'static> {
        self.first.get_or_init(|| Scorer::new(self.model)).another()
    }
}

/// The model in a file, or the one built in.
pub(crate) fn load(path: Option<&Path>) -> Result<Model, CliError> {
    match path {
        Some(path) => {
            Model::open(path).map_err(|source| CliError::Model { name: path.display().to_string(), source })
        }
        None => default_model(),
    }
}

#[cfg(feature = "default-model")]
fn default_model() -> Result<Model, CliError> {
    Model::default_model().map_err(|source| CliError::Model { name: "the model built in".to_owned(), source })
}

#[cfg(not(feature = "default-model"))]
fn default_model() -> Result<Model, CliError> {
    Err(CliError::Usage("this nabra has no model built in: name one with --model FILE".to_owned()))
}

/// Refuses ids of factions that `model` does not know; `option` is where they were given.
pub(crate) fn check_factions(option: &str, ids: &[String], model: &Model) -> Result<(), CliError> {
    match ids.iter().find(|id| model.factions().number(id).is_none()) {
        Some(id) => {
            let hint = "`nabra factions list` shows those that are known, --factions FILE adds more";
            Err(CliError::Usage(format!("{option}: there is no faction `{id}`; {hint}")))
        }
        None => Ok(()),
    }
}

/// A lexicon without faults.
pub(crate) fn read_lexicon(path: &Path) -> Result<FactionLexicon, CliError> {
    FactionLexicon::parse(&read_text(path)?).map_err(|faults| CliError::Lexicon {
        path: path.to_owned(),
        faults: faults.iter().map(ToString::to_string).collect(),
    })
}

/// Refuses sides of `lexicon`, read from `path`, with members that neither it nor the `known` one has.
pub(crate) fn check_sides(
    path: &Path,
    lexicon: &FactionLexicon,
    known: &FactionLexicon,
) -> Result<(), CliError> {
    let faults: Vec<String> = lexicon.strangers(known).iter().map(ToString::to_string).collect();
    if faults.is_empty() { Ok(()) } else { Err(CliError::Lexicon { path: path.to_owned(), faults }) }
}

/// A file, or standard input for `-`, as UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String, CliError> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    let text = text.map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
