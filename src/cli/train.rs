//! `nabra train`: labelled files in, a model out.

mod lexicon;
mod report;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use nabra::corpus::standoff::TextStore;
use nabra::corpus::{AllRows, Input, ReadOptions, read_all};
use nabra::learn::recipe::{Recipe, Unit};
use nabra::learn::{self, LearnError};

use super::input::InputArgs;
use super::output::Output;
use super::progress::Stages;
use super::{CliError, ExitStatus, model};

/// Arguments of `nabra train`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra train labels.jsonl -o mine.nabra
  nabra train coded.csv --factions mine.toml -o mine.nabra
  nabra train outlets.jsonl.gz --unit document -o outlets.nabra

A labelled row, one JSON object a line; in CSV and TSV columns of these names:
  {\"text\": \"...\", \"source\": \"outlet\",
   \"labels\": [{\"faction\": \"libya-gna\", \"framing\": \"hostile\", \"evidence\": [\"...\"]}]}
  {\"text\": \"...\", \"label\": \"any class of the whole document\"}")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,

    /// The model to write; a file there stays until the new one is whole
    #[arg(short, long, value_name = "FILE", required = true)]
    output: PathBuf,

    /// Settings of the training, a TOML file that names what it changes
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,

    /// What a label speaks of [default: as the rows say]
    #[arg(long, value_enum, value_name = "UNIT")]
    unit: Option<UnitArg>,

    /// What stays whole in the folds of cross-validation [default: the recipe's]
    #[arg(long, value_enum, value_name = "WHAT")]
    group_by: Option<GroupArg>,

    /// Factions to add; one with a known id replaces it
    #[arg(long, value_name = "FILE")]
    factions: Option<PathBuf>,

    /// The loaded terms, a TOML file [default: those built in]
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,

    /// A directory with factions.toml, terms.toml, text.toml, words.tsv and vectors.bin
    /// [default: what the built-in model was trained with]
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,

    /// Texts that standoff labels are joined with: files or directories; may be given again
    #[arg(long, value_name = "PATH")]
    texts: Vec<OsString>,

    /// Also write the report as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// The seed of every random choice [default: the recipe's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// No cross-validation: faster, but with no figures and no calibrated probabilities
    #[arg(long)]
    no_cv: bool,

    /// Threads [default: one a core]; the model is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No progress
    #[arg(short, long)]
    quiet: bool,
}

/// What a label speaks of.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum UnitArg {
    /// A document and a faction that it mentions.
    Faction,
    /// A document as a whole.
    Document,
}

impl From<UnitArg> for Unit {
    fn from(unit: UnitArg) -> Self {
        match unit {
            UnitArg::Faction => Self::Faction,
            UnitArg::Document => Self::Document,
        }
    }
}

/// What stays whole in the folds.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum GroupArg {
    /// Outlets.
    Source,
    /// Events.
    Event,
    /// Documents.
    Document,
}

impl From<GroupArg> for learn::recipe::GroupBy {
    fn from(group: GroupArg) -> Self {
        match group {
            GroupArg::Source => Self::Source,
            GroupArg::Event => Self::Event,
            GroupArg::Document => Self::Document,
        }
    }
}

/// Trains, writes the model and reports on it.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    if let Some(threads) = args.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
        pool.map_err(|error| CliError::Usage(format!("no threads can be started: {error}")))?;
    }
    let recipe = recipe(args)?;
    let lexicons = lexicon::load(args.lexicon.as_deref(), args.factions.as_deref(), args.terms.as_deref())?;
    let mut output = Output::create(Some(&args.output))?;
    let stages = Stages::new(!args.quiet);
    let AllRows { rows, bad } = read(args, &stages)?;
    let mut complete = bad.is_empty();
    stages.say_all("row", &bad);
    let trained = match learn::train(&rows, lexicons, &recipe, !args.no_cv, &stages) {
        Ok(trained) => trained,
        Err(error) => {
            if let LearnError::OneClass { told, .. } | LearnError::EmptyClass { told, .. } = &error {
                stages.say_all("label", told);
            }
            return Err(CliError::Learn(error));
        }
    };
    stages.end();
    complete &= trained.report.refused.is_empty();
    stages.say_all("label", &trained.report.refused);
    output.put(&trained.model.to_bytes())?;
    output.finish()?;
    if let Some(path) = &args.report {
        write_json(path, &trained.report)?;
    }
    report::print(&trained, bad.len(), &args.output)?;
    Ok(if complete { ExitStatus::Success } else { ExitStatus::Error })
}

fn recipe(args: &Args) -> Result<Recipe, CliError> {
    let mut recipe = match &args.recipe {
        None => Recipe::default(),
        Some(path) => toml::from_str(&model::read_text(path)?)
            .map_err(|error| CliError::Usage(format!("{}: {error}", path.display())))?,
    };
    recipe.unit = args.unit.map(Unit::from).or(recipe.unit);
    recipe.seed = args.seed.unwrap_or(recipe.seed);
    recipe.folds.group_by = args.group_by.map_or(recipe.folds.group_by, Into::into);
    recipe.check().map_err(|fault| CliError::Usage(format!("recipe: {fault}")))?;
    Ok(recipe)
}

fn read(args: &Args, stages: &Stages) -> Result<AllRows, CliError> {
    use nabra::learn::Progress;

    let store = if args.texts.is_empty() {
        None
    } else {
        stages.stage("reading texts");
        let inputs: Vec<Input> = args.texts.iter().map(Input::from).collect();
        let reading = TextStore::open(&inputs, None)?;
        stages.say_all("text", &reading.bad);
        Some(reading.store)
    };
    stages.stage("reading labels");
    let options = ReadOptions { labels: true, ..args.input.options() };
    Ok(read_all(&args.input.inputs(), &options, store.as_ref())?)
}

fn write_json(path: &Path, report: &learn::Report) -> Result<(), CliError> {
    let mut json =
        serde_json::to_vec_pretty(report).map_err(|_| CliError::Internal("the report is no JSON"))?;
    json.push(b'\n');
    let mut output = Output::create(Some(path))?;
    output.put(&json)?;
    output.finish()
}
