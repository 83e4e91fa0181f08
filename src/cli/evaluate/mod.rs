//! `nabra evaluate`: labelled files in, figures with intervals out.

mod args;
mod cross;

pub(crate) use args::Args;

use nabra::evaluate::wire::Evaluation;
use nabra::evaluate::{EvaluateError, Evaluated, evaluate};
use nabra::report::evaluation;
use nabra::stats::Interval;

use super::input::refuse_overwriting;
use super::progress::Stages;
use super::written::{SummaryFormat, json};
use super::{CliError, ExitStatus, messages, threads};

/// Measures, and writes what was found.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    threads(args.threads)?;
    let format = args.output.format()?;
    let inputs = args.input.inputs();
    for named in [&inputs, &args.texts.inputs()] {
        refuse_overwriting(named, args.output.output())?;
    }
    if args.cv {
        let output = args.output.create()?;
        return cross::run(args, format, output, |stages| args.texts.read(&args.input, &inputs, stages));
    }
    let model = args.model.load()?;
    let mut output = args.output.create()?;
    let stages = Stages::new(args.quiet);
    let labelled = args.texts.read(&args.input, &inputs, &stages)?;
    let evaluated = evaluate(&labelled.all.rows, &model, &args.options(), &stages);
    let Evaluated { evaluation, refused, repeated } = evaluated.map_err(|error| tell(&stages, error))?;
    stages.say_all("label", &refused);
    stages.say_all("label", &repeated);
    stages.end();
    evaluation.warnings.iter().for_each(messages::say);
    output.put(&bytes(args, format, &evaluation)?)?;
    output.finish()?;
    if !(labelled.complete && refused.is_empty()) {
        return Ok(ExitStatus::Error);
    }
    Ok(gate(args.min_f1, evaluation.figures.macro_f1))
}

fn bytes(args: &Args, format: SummaryFormat, found: &Evaluation) -> Result<Vec<u8>, CliError> {
    match format {
        SummaryFormat::Json => json(found),
        SummaryFormat::Csv => {
            evaluation::csv(found).map_err(|_| CliError::Internal("the figures could not be written down"))
        }
        SummaryFormat::Table => {
            let surface = args.output.surface();
            Ok(evaluation::table(found, surface.width, surface.colour).into_bytes())
        }
    }
}

/// Says what was found wrong with single labels.
fn tell(stages: &Stages, error: EvaluateError) -> CliError {
    stages.say_all("label", error.told());
    CliError::Evaluate(error)
}

fn gate(least: Option<f64>, macro_f1: Interval) -> ExitStatus {
    let (Some(least), Some(found)) = (least, macro_f1.value) else {
        return ExitStatus::Success;
    };
    if found >= least {
        return ExitStatus::Success;
    }
    messages::say(format!("macro-F1 {found:.3} is below {least}"));
    ExitStatus::Gate
}
