//! `nabra predict`: documents in, scores out.

mod args;
mod engine;
mod format;

pub(crate) use args::Args;

use nabra::corpus::{ReadOptions, Reader};
use nabra::model::Model;
use nabra::report::View;

use super::counter::Progress;
use super::engine::{chunked, workers};
use super::input::refuse_overwriting;
use super::model::{Scorers, check_factions};
use super::{CliError, ExitStatus, messages};
use engine::Job;

/// Scores everything; records that cannot be read are told of and the rest goes on.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let format = args.output.format()?;
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, args.output.output())?;
    let options = chunked(ReadOptions { labels: false, ..args.input.options() });
    let reader = Reader::open(&inputs, &options)?;
    let mut output = args.output.create()?;
    // A line of progress between the lines of a table helps nobody.
    let mut progress = Progress::new(!args.quiet && !args.output.on_terminal());

    let model = args.model.load()?;
    let view = view(args, &model)?;
    let report = format::report(format, args.output.surface(), &model);
    let mut header = Vec::new();
    report.header(&mut header).map_err(|_| CliError::Internal("the header could not be written down"))?;
    output.put(&header)?;

    let (mut records, mut bad) = (0, 0);
    let scorers = Scorers::new(model);
    super::engine::run(Job { options, scorers, report, view }, reader, workers(args.threads), |done| {
        output.put(&done.bytes)?;
        records += done.records;
        bad += done.bad.len() as u64;
        if !args.quiet {
            done.bad.iter().for_each(|row| progress.say(row));
        }
        progress.add(done.records, done.size);
        Ok(())
    })?;
    output.finish()?;
    drop(progress);
    if bad == 0 {
        return Ok(ExitStatus::Success);
    }
    if args.quiet {
        messages::unread(bad);
    } else if records > 1 {
        messages::say(format!("{} of {} could not be scored", bad, messages::count(records, "record")));
    }
    Ok(ExitStatus::Error)
}

fn view(args: &Args, model: &Model) -> Result<View, CliError> {
    check_factions("--only", &args.only, model)?;
    Ok(View {
        only: args.only.clone(),
        without_evidence: args.no_evidence,
        min_probability: args.min_probability,
    })
}
