//! `nabra lint`: loaded terms, for editors.

mod format;

use std::collections::BTreeSet;
use std::sync::Arc;

use nabra::corpus::{BadRow, RawRecord, ReadOptions, Reader};
use nabra::lint::{Linter, Scope};
use nabra::model::Model;

use super::counter::Progress;
use super::engine::{self, chunked, workers};
use super::input::{InputArgs, refuse_overwriting};
use super::model::ModelArgs;
use super::written::OutputArgs;
use super::{CliError, ExitStatus, messages};
use format::Format;

/// Arguments of `nabra lint`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra lint article.txt            every loaded term in the article's own voice
  nabra lint drafts/ -o lint.sarif  for code hosts and editors
  nabra lint news.jsonl --all       quoted terms and doubtful ones too
  nabra lint article.txt --max 3    exit 1 from the fourth on

Places: lines and columns count from 1, columns in Unicode characters; a line
ends with a line feed. In text files they are those of the file; in rows those
of the field, and the row's line stands before them.

Exit codes: 0 nothing found (or no more than --max), 1 something found, 2 an
error.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    model: ModelArgs,

    /// Also terms in quotations, reports and scare quotes, and those whose lean depends on their use, as notes
    #[arg(long)]
    all: bool,

    /// Allow so many findings before the exit code is 1
    #[arg(long, value_name = "N", default_value_t = 0)]
    max: u64,

    /// Threads [default: one a core]; the output is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    output: OutputArgs<Format>,
}

/// What every worker needs.
struct Job {
    options: ReadOptions,
    model: Arc<Model>,
    scope: Scope,
    writer: format::Writer,
}

/// A chunk that was looked through.
#[derive(Default)]
struct Done {
    bytes: Vec<u8>,
    bad: Vec<BadRow>,
    records: u64,
    size: u64,
    findings: u64,
    /// Ids of the terms found.
    terms: BTreeSet<String>,
}

impl engine::Job for Job {
    type Worker<'j> = Linter<'j>;
    type Done = Done;

    fn worker(&self) -> Linter<'_> {
        Linter::new(&self.model.lexicons, self.scope)
    }

    fn chunk<'j>(&'j self, linter: &mut Linter<'j>, records: Vec<RawRecord>) -> Result<Done, CliError> {
        let mut done = Done::default();
        for record in records {
            done.records += 1;
            done.size += record.size() as u64;
            match record.parse(&self.options) {
                Ok(row) => {
                    for finding in linter.lint(&row.document) {
                        self.writer.put(&row, &finding, record.bytes_before(), &mut done.bytes)?;
                        done.findings += 1;
                        if !done.terms.contains(&finding.term.id) {
                            done.terms.insert(finding.term.id.clone());
                        }
                    }
                }
                Err(bad) => done.bad.push(bad),
            }
        }
        Ok(done)
    }
}

/// What was found in all.
#[derive(Default)]
struct Total {
    findings: u64,
    records: u64,
    bad: u64,
    terms: BTreeSet<String>,
}

/// Looks through everything; records that cannot be read are told of and the rest goes on.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let format = args.output.format()?;
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, args.output.output())?;
    let options = chunked(ReadOptions { labels: false, ..args.input.options() });
    let reader = Reader::open(&inputs, &options)?;
    let mut output = args.output.create()?;
    let writer = format::Writer::new(format, args.output.surface().colour);
    let mut progress = Progress::new(!args.quiet && !args.output.on_terminal());
    let model = Arc::new(args.model.load()?);
    let scope = if args.all { Scope::All } else { Scope::OwnVoice };

    output.put(writer.head())?;
    let mut total = Total::default();
    let job = Job { options, model: Arc::clone(&model), scope, writer };
    engine::run(job, reader, workers(args.threads), |done| {
        output.put(writer.joined(total.findings > 0, &done.bytes))?;
        total.findings += done.findings;
        total.records += done.records;
        total.bad += done.bad.len() as u64;
        total.terms.extend(done.terms);
        if !args.quiet {
            done.bad.iter().for_each(|row| progress.say(row));
        }
        progress.add(done.records, done.size);
        Ok(())
    })?;
    let found = model.lexicons.terms.terms.iter().filter(|term| total.terms.contains(&term.id));
    output.put(&writer.tail(found)?)?;
    output.finish()?;
    drop(progress);
    Ok(ended(args, &total))
}

/// Tells what was found, and judges it.
fn ended(args: &Args, total: &Total) -> ExitStatus {
    if args.quiet {
        messages::unread(total.bad);
    } else {
        let found = messages::count(total.findings, "loaded term");
        messages::say(format!("{found} in {}", messages::count(total.records - total.bad, "document")));
    }
    if total.bad > 0 {
        return ExitStatus::Error;
    }
    if total.findings > args.max { ExitStatus::Gate } else { ExitStatus::Success }
}
