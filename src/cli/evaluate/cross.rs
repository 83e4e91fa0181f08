//! `nabra evaluate --cv`: the same labels taught and tested, in folds of several kinds.

use nabra::evaluate::cross::{CrossError, CrossValidated, CrossValidation, cross_validate};
use nabra::report::evaluation;

use super::{Args, gate};
use crate::cli::labelled::Labelled;
use crate::cli::output::Output;
use crate::cli::progress::Stages;
use crate::cli::train::{lexicon, read_recipe};
use crate::cli::written::{SummaryFormat, json};
use crate::cli::{CliError, ExitStatus, messages};

/// Trains, tests, and writes what was found.
pub(super) fn run(
    args: &Args,
    format: SummaryFormat,
    mut output: Output,
    read: impl FnOnce(&Stages) -> Result<Labelled, CliError>,
) -> Result<ExitStatus, CliError> {
    let recipe = read_recipe(args.recipe.as_deref())?;
    let lexicons = lexicon::load(args.lexicon.as_deref(), args.model.factions(), None)?;
    let stages = Stages::new(args.quiet);
    let labelled = read(&stages)?;
    let validated = cross_validate(&labelled.all.rows, &lexicons, &recipe, &args.options(), &stages);
    let CrossValidated { validation, refused, repeated } = validated.map_err(|error| tell(&stages, error))?;
    stages.say_all("label", &refused);
    stages.say_all("label", &repeated);
    stages.end();
    validation.warnings.iter().for_each(messages::say);
    output.put(&bytes(args, format, &validation)?)?;
    output.finish()?;
    if !(labelled.complete && refused.is_empty()) {
        return Ok(ExitStatus::Error);
    }
    let lowest = validation.folds.iter().map(|folds| folds.figures.macro_f1).min_by(|a, b| {
        let [a, b] = [a, b].map(|interval| interval.value.unwrap_or_default());
        a.total_cmp(&b)
    });
    Ok(gate(args.min_f1, lowest.unwrap_or_default()))
}

fn bytes(args: &Args, format: SummaryFormat, validation: &CrossValidation) -> Result<Vec<u8>, CliError> {
    match format {
        SummaryFormat::Json => json(validation),
        SummaryFormat::Csv => evaluation::cross_csv(validation)
            .map_err(|_| CliError::Internal("the figures could not be written down")),
        SummaryFormat::Table => {
            Ok(evaluation::cross_table(validation, args.output.surface().colour).into_bytes())
        }
    }
}

/// Says what was found wrong with single labels.
fn tell(stages: &Stages, error: CrossError) -> CliError {
    if let CrossError::Learn(error) = &error {
        stages.say_all("label", error.told());
    }
    CliError::Cross(error)
}
