//! `nabra train`: labelled files in, a model out.

pub(crate) mod lexicon;
mod out_of_fold;
mod report;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use nabra::annotate::Lexicons;
use nabra::corpus::{AllRows, Input};
use nabra::learn;
use nabra::learn::recipe::{Recipe, Unit};

use super::input::{InputArgs, refuse_overwriting};
use super::labelled::{Labelled, TextsArgs};
use super::output::Output;
use super::progress::Stages;
use super::{CliError, ExitStatus, model, threads, written};

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

    /// What becomes of several annotators' labels of the same text
    /// [default: what all agree on counts, the rest is refused]
    #[arg(long, value_enum, value_name = "HOW")]
    annotators: Option<AnnotatorsArg>,

    /// Factions to add; one with a known id replaces it
    #[arg(long, value_name = "FILE")]
    factions: Option<PathBuf>,

    /// The loaded terms, a TOML file [default: those built in]
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,

    /// A directory with factions.toml, terms.toml, connotations.tsv, text.toml, words.tsv and
    /// vectors.bin
    /// [default: what the built-in model was trained with]
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,

    #[command(flatten)]
    texts: TextsArgs,

    /// Which solver makes the last fit; all come to the same optimum [default: auto]
    #[arg(long, value_enum, value_name = "SOLVER")]
    solver: Option<SolverArg>,

    /// Also write the report as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Also write what cross-validation said of each label, as JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "no_cv")]
    out_of_fold: Option<PathBuf>,

    /// The seed of every random choice [default: the recipe's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// No cross-validation: faster, but with no figures and no calibrated probabilities
    #[arg(long)]
    no_cv: bool,

    /// Threads [default: one a core]; the model is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No progress, and no messages on single records
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

/// What becomes of several annotators' labels of the same text.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum AnnotatorsArg {
    /// The label that most gave counts; ties are left out.
    Majority,
    /// Every label counts by the share of annotators who gave it.
    Soft,
}

impl From<AnnotatorsArg> for learn::recipe::Annotators {
    fn from(how: AnnotatorsArg) -> Self {
        match how {
            AnnotatorsArg::Majority => Self::Majority,
            AnnotatorsArg::Soft => Self::Soft,
        }
    }
}

/// Which solver makes the last fit.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SolverArg {
    /// linfa where its dense matrix is small and rows have no weights, else sparse.
    Auto,
    /// linfa-logistic on a dense matrix; rows must have no weights (a recipe with `balance = 0`).
    Linfa,
    /// A truncated Newton method on the sparse rows.
    Sparse,
}

impl From<SolverArg> for learn::recipe::Choice {
    fn from(solver: SolverArg) -> Self {
        match solver {
            SolverArg::Auto => Self::Auto,
            SolverArg::Linfa => Self::Linfa,
            SolverArg::Sparse => Self::Sparse,
        }
    }
}

/// Trains, writes the model and reports on it.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    threads(args.threads)?;
    let inputs = args.input.inputs();
    check_outputs(args, &inputs)?;
    let recipe = recipe(args)?;
    let named = args.lexicon.is_some() || args.factions.is_some() || args.terms.is_some();
    // Faults of files that were named are told of before the work.
    let lexicons = named.then(|| load_lexicons(args)).transpose()?;
    // A place that cannot be written to is told of before the work, not after it.
    let mut output = Output::create(Some(&args.output))?;
    let json = args.report.as_deref().map(|path| Output::create(Some(path))).transpose()?;
    let said = args.out_of_fold.as_deref().map(|path| Output::create(Some(path))).transpose()?;
    let stages = Stages::new(args.quiet);
    let Labelled { all: AllRows { rows, bad }, mut complete } =
        args.texts.read(&args.input, &inputs, &stages)?;
    // Those built in take a while to unpack, and whole documents need none.
    let lexicons = match (lexicons, learn::unit(&rows, &recipe)) {
        (Some(lexicons), _) => lexicons,
        (None, Ok(Unit::Faction)) => load_lexicons(args)?,
        (None, _) => Lexicons::none(),
    };
    let trained = match learn::train(&rows, lexicons, &recipe, !args.no_cv, &stages) {
        Ok(trained) => trained,
        Err(error) => {
            stages.say_all("label", error.told());
            return Err(CliError::Learn(error));
        }
    };
    stages.end();
    complete &= trained.report.refused.is_empty();
    for labels in [&trained.report.refused, &trained.report.repeated, &trained.report.unfound] {
        stages.say_all("label", labels);
    }
    output.put(&trained.model.to_bytes())?;
    output.finish()?;
    if let Some(mut json) = json {
        json.put(&written::json(&trained.report)?)?;
        json.finish()?;
    }
    if let Some(mut said) = said {
        out_of_fold::write(&trained, &rows, &mut said)?;
        said.finish()?;
    }
    // Where standard output carries the model or the JSON, nothing may follow it.
    let taken = outputs(args).any(|path| is_stdout(path));
    report::print(&trained, bad.len(), &args.output, taken)?;
    Ok(if complete { ExitStatus::Success } else { ExitStatus::Error })
}

fn load_lexicons(args: &Args) -> Result<Lexicons, CliError> {
    lexicon::load(args.lexicon.as_deref(), args.factions.as_deref(), args.terms.as_deref())
}

fn recipe(args: &Args) -> Result<Recipe, CliError> {
    let mut recipe = read_recipe(args.recipe.as_deref())?;
    recipe.unit = args.unit.map(Unit::from).or(recipe.unit);
    recipe.annotators = args.annotators.map(Into::into).or(recipe.annotators);
    recipe.solver = args.solver.map_or(recipe.solver, Into::into);
    recipe.seed = args.seed.unwrap_or(recipe.seed);
    recipe.folds.group_by = args.group_by.map_or(recipe.folds.group_by, Into::into);
    check(recipe)
}

/// The recipe in a file, or the usual one.
pub(crate) fn read_recipe(path: Option<&Path>) -> Result<Recipe, CliError> {
    let Some(path) = path else { return Ok(Recipe::default()) };
    let recipe = toml::from_str(&model::read_text(path)?);
    check(recipe.map_err(|error| CliError::Usage(format!("{}: {error}", path.display())))?)
}

fn check(recipe: Recipe) -> Result<Recipe, CliError> {
    recipe.check().map_err(|fault| CliError::Usage(format!("recipe: {fault}")))?;
    Ok(recipe)
}

/// Where the command writes to.
fn outputs(args: &Args) -> impl Iterator<Item = &PathBuf> {
    [Some(&args.output), args.report.as_ref(), args.out_of_fold.as_ref()].into_iter().flatten()
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Refuses outputs that would destroy an input or each other, or that no command could read.
fn check_outputs(args: &Args, inputs: &[Input]) -> Result<(), CliError> {
    let all: Vec<&PathBuf> = outputs(args).collect();
    if let Some(twice) = all.iter().enumerate().find_map(|(i, path)| all[..i].contains(path).then_some(path))
    {
        let name = twice.display();
        return Err(CliError::Usage(format!("{name}: every output needs a file of its own")));
    }
    let ending = args.output.extension().and_then(OsStr::to_str);
    if matches!(ending, Some("gz" | "zst")) {
        let name = args.output.display();
        return Err(CliError::Usage(format!("{name}: a model is not packed; leave the ending away")));
    }
    let texts = args.texts.inputs();
    for output in all {
        refuse_overwriting(inputs, Some(output))?;
        refuse_overwriting(&texts, Some(output))?;
    }
    Ok(())
}
