//! `nabra factions list`: the factions that are known.

use nabra::factions::{Faction, FactionLexicon};
use nabra::report::terminal::{Align, Cell, Grid};
use serde::Serialize;

use crate::cli::model::ModelArgs;
use crate::cli::output::Output;
use crate::cli::{CliError, ExitStatus};

/// Arguments of `nabra factions list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra factions list                          whom the model built in knows
  nabra factions list --json | jq -r .[].id    their ids, for programs")]
pub(crate) struct Args {
    #[command(flatten)]
    model: ModelArgs,

    /// One JSON array
    #[arg(long)]
    json: bool,
}

/// One faction, as `--json` gives it.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: Names<'a>,
    country: &'a str,
    conflict: Option<&'a str>,
    aliases: usize,
}

#[derive(Serialize)]
struct Names<'a> {
    ar: &'a str,
    en: &'a str,
}

/// Writes the list.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let model = args.model.load()?;
    let text = if args.json { json(model.factions())? } else { table(model.factions()) };
    let mut output = Output::create(None)?;
    output.put(text.as_bytes())?;
    output.finish()?;
    Ok(ExitStatus::Success)
}

fn json(lexicon: &FactionLexicon) -> Result<String, CliError> {
    let entries: Vec<Entry<'_>> = lexicon.factions.iter().map(Entry::from).collect();
    let mut json =
        serde_json::to_string_pretty(&entries).map_err(|_| CliError::Internal("the factions are no JSON"))?;
    json.push('\n');
    Ok(json)
}

fn table(lexicon: &FactionLexicon) -> String {
    let mut grid = Grid::new(&[Align::Left, Align::Left, Align::Right, Align::Left, Align::Left]);
    grid.push(["id", "country", "aliases", "name", ""].map(Cell::text).into());
    for faction in &lexicon.factions {
        let aliases = faction.aliases.len().to_string();
        let cells = [&faction.id, &faction.country, &aliases, &faction.name.en, &faction.name.ar];
        grid.push(cells.map(|text| Cell::text(text)).into());
    }
    grid.render(0, false)
}

impl<'a> From<&'a Faction> for Entry<'a> {
    fn from(faction: &'a Faction) -> Self {
        Self {
            id: &faction.id,
            name: Names { ar: &faction.name.ar, en: &faction.name.en },
            country: &faction.country,
            conflict: faction.conflict.as_deref(),
            aliases: faction.aliases.len(),
        }
    }
}
