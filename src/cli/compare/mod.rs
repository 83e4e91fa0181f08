//! `nabra compare`: how groups of documents frame each faction.

mod args;
mod job;

pub(crate) use args::Args;

use nabra::compare::wire::{Report, SCHEMA};
use nabra::compare::{
    Against, Collector, Comparison, ComparisonSettings, Design, Gold, Standing, csv, table,
};
use nabra::corpus::{Input, ReadOptions, Reader};
use nabra::groups::{GroupBy, Period};
use nabra::stats::{Bootstrap, multiple};

use super::counter::Progress;
use super::engine::{self, chunked, workers};
use super::input::refuse_overwriting;
use super::model::{Scorers, check_factions};
use super::over::Over;
use super::written::SummaryFormat;
use super::{CliError, ExitStatus, messages};
use args::Correction;
use job::Job;

/// Scores everything that is not scored yet and compares; records that cannot be read are told of and the
/// rest goes on.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let format = args.output.format()?;
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, args.output.output())?;
    let by = GroupBy::named(&args.by);
    let options = by.read_with(chunked(ReadOptions { labels: false, ..args.input.options() }));
    let reader = Reader::open(&inputs, &options)?;
    let mut output = args.output.create()?;
    let mut progress = Progress::new(!args.quiet);
    let (gold, bad_gold) = gold(args)?;
    let model = args.model.load()?;
    check_factions("--faction", &args.faction, &model)?;

    let over = args.over.map(Over::period);
    let mut collector = Collector::new(gold);
    let mut bad = bad_gold;
    let job = Job { options, scorers: Scorers::new(model), by: by.clone(), only: args.faction.clone() };
    engine::run(job, reader, workers(args.threads), |done| {
        for document in done.documents {
            let period = over.zip(document.date.as_deref()).and_then(|(over, date)| over.of(date));
            let standing = Standing { group: document.group.as_deref(), period: period.as_deref() };
            collector.add(&document.id, standing, &document.observations);
        }
        bad += done.bad.len();
        if !args.quiet {
            done.bad.iter().for_each(|row| progress.say(row));
        }
        progress.add(done.records, done.size);
        Ok(())
    })?;
    let comparison = collector.finish(&settings(args));
    drop(progress);
    if args.quiet {
        messages::unread(bad as u64);
    } else {
        tell(args, over, &comparison);
    }
    output.put(&written(args, format, over, &comparison)?)?;
    output.finish()?;
    Ok(if bad == 0 { ExitStatus::Success } else { ExitStatus::Error })
}

fn settings(args: &Args) -> ComparisonSettings {
    ComparisonSettings {
        bootstrap: Bootstrap { draws: args.draws as usize, seed: args.seed, ..Bootstrap::default() },
        against: match args.against.as_str() {
            "others" => Against::Others,
            "each" => Against::Each,
            group => Against::Group(group.to_owned()),
        },
        correction: match args.correction {
            Correction::Bh => multiple::Correction::BenjaminiHochberg,
            Correction::Holm => multiple::Correction::Holm,
        },
        least_articles: args.min_articles,
    }
}

/// The labelled sample, and how many of its rows could not be used.
fn gold(args: &Args) -> Result<(Option<Gold>, usize), CliError> {
    let Some(path) = &args.gold else { return Ok((None, 0)) };
    let design =
        if args.probability_column.is_some() { Design::KnownProbabilities } else { Design::SimpleRandom };
    let mut options = ReadOptions { labels: true, ..args.input.options() };
    if let Some(column) = &args.probability_column {
        // The outlet of a labelled row is that of its document; the probability is read in its place.
        options.source_column.clone_from(column);
    }
    let mut gold = Gold::new(design);
    let mut bad = 0;
    for row in Reader::open(&[Input::from(path)], &options)?.rows() {
        let fault = match row {
            Ok(row) => match gold.add(&row, row.document.source.as_deref()) {
                Ok(()) => continue,
                Err(fault) => format!("{}: {fault}", row.place),
            },
            Err(bad) => bad.to_string(),
        };
        bad += 1;
        messages::say(fault);
    }
    if gold.is_empty() {
        return Err(CliError::Usage(format!("{}: no label of a faction in it", path.display())));
    }
    Ok((Some(gold), bad))
}

fn tell(args: &Args, over: Option<Period>, comparison: &Comparison) {
    use messages::{count, say};
    if comparison.without_group > 0 {
        say(format!("{} without `{}` left out", count(comparison.without_group, "document"), args.by));
    }
    if let Some(over) = over
        && comparison.without_period > 0
    {
        let documents = count(comparison.without_period, "document");
        say(format!(
            "{documents} whose date does not tell the {}: counted over the whole time alone",
            over.name()
        ));
    }
    if comparison.small_cells > 0 {
        let cells = count(comparison.small_cells as u64, "group");
        say(format!(
            "{cells} of fewer than {} articles on a faction left out (--min-articles)",
            args.min_articles
        ));
    }
    if let Some(gold) = comparison.gold
        && gold.used == 0
    {
        say("none of the labels is of a document and faction here: ids must be those of the documents");
    }
}

fn written(
    args: &Args,
    format: SummaryFormat,
    over: Option<Period>,
    comparison: &Comparison,
) -> Result<Vec<u8>, CliError> {
    let unwritable = "the comparison could not be written down";
    let correction = match args.correction {
        Correction::Bh => "bh",
        Correction::Holm => "holm",
    };
    let report =
        Report { schema: SCHEMA, by: &args.by, over: over.map(Period::name), correction, comparison };
    match format {
        SummaryFormat::Csv => csv(&report).map_err(|_| CliError::Internal(unwritable)),
        SummaryFormat::Json => {
            let mut json = serde_json::to_vec(&report).map_err(|_| CliError::Internal(unwritable))?;
            json.push(b'\n');
            Ok(json)
        }
        SummaryFormat::Table => Ok(table(&report, args.top, args.output.surface().colour).into_bytes()),
    }
}
