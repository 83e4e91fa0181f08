//! `nabra agreement`: how far annotators agree.

use nabra::agreement::{self, AgreementError, Measured, Options};
use nabra::corpus::{ReadOptions, read_labels};
use nabra::learn::Progress;
use nabra::report;
use nabra::stats::{Bootstrap, bootstrap};

use super::input::{InputArgs, refuse_overwriting};
use super::labelled::TextsArgs;
use super::progress::Stages;
use super::written::{OutputArgs, SummaryFormat, json};
use super::{CliError, ExitStatus, threads};

/// Arguments of `nabra agreement`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra agreement anna.jsonl omar.jsonl    each label carries an `annotator`
  nabra agreement coded.csv --order against,neither,for
  nabra agreement training/labels/double.jsonl --json

Labels of the same text (the same words in title and text) and faction are
compared. Standoff labels are compared without their texts; with --texts the
differences show their words.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    texts: TextsArgs,

    /// The values from one end to the other, with commas between, for ordinal alpha
    /// [default: hostile,neutral,favourable where no other value occurs]
    #[arg(long, value_name = "VALUE,...", value_delimiter = ',')]
    order: Vec<String>,

    /// Leave out labels of which the annotator was less sure (`confidence`)
    #[arg(long, value_name = "LEVEL")]
    min_confidence: Option<u8>,

    /// Draws for the intervals
    #[arg(long, value_name = "N", default_value_t = bootstrap::DRAWS as u32, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,

    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = bootstrap::SEED)]
    seed: u64,

    /// Threads [default: one a core]; the figures are the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    output: OutputArgs<SummaryFormat>,
}

/// Measures, and writes what was found.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    threads(args.threads)?;
    let format = args.output.format()?;
    let inputs = args.input.inputs();
    for named in [&inputs, &args.texts.inputs()] {
        refuse_overwriting(named, args.output.output())?;
    }
    let mut output = args.output.create()?;
    let stages = Stages::new(args.quiet);
    let (store, mut complete) = args.texts.open(&stages)?;
    stages.stage("reading labels");
    let options = ReadOptions { labels: true, ..args.input.options() };
    let all = read_labels(&inputs, &options, store.as_ref())?;
    stages.say_all("row", &all.bad);
    let measured = agreement::agreement(&all.rows, &args.options()).map_err(|error| tell(&stages, error))?;
    let Measured { agreement, refused } = measured;
    stages.say_all("label", &refused);
    stages.end();
    complete &= all.bad.is_empty() && refused.is_empty();
    let bytes = match format {
        SummaryFormat::Json => json(&agreement)?,
        SummaryFormat::Csv => report::agreement::csv(&agreement)
            .map_err(|_| CliError::Internal("the figures could not be written down"))?,
        SummaryFormat::Table => {
            let surface = args.output.surface();
            report::agreement::table(&agreement, surface.width, surface.colour).into_bytes()
        }
    };
    output.put(&bytes)?;
    output.finish()?;
    Ok(if complete { ExitStatus::Success } else { ExitStatus::Error })
}

impl Args {
    fn options(&self) -> Options {
        Options {
            order: self.order.clone(),
            least_confidence: self.min_confidence,
            bootstrap: Bootstrap { draws: self.draws as usize, seed: self.seed, level: bootstrap::LEVEL },
        }
    }
}

/// Says what was found wrong with single labels.
fn tell(stages: &Stages, error: AgreementError) -> CliError {
    if let AgreementError::NothingShared { told } = &error {
        stages.say_all("label", told);
    }
    CliError::Agreement(error)
}
