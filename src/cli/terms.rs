//! `nabra terms`: which words each group sets beside a faction.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::ValueEnum;
use nabra::corpus::{BadRow, Document, RawRecord, ReadOptions, Reader};
use nabra::groups::GroupBy;
use nabra::keyness::wire::{Question, Report};
use nabra::keyness::{
    Collector, KeynessSettings, Observer, Units, Voices, Window, WindowSettings, csv, table,
};
use nabra::model::Model;
use nabra::terms::TermLean;

use super::counter::Progress;
use super::engine::{self, chunked, workers};
use super::input::{InputArgs, refuse_overwriting};
use super::model::ModelArgs;
use super::written::{OutputArgs, SummaryFormat};
use super::{CliError, ExitStatus, messages};

/// Arguments of `nabra terms`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra terms news.jsonl --faction houthi             words beside their name
  nabra terms news.jsonl --faction houthi --of names  what each outlet calls them
  nabra terms news.jsonl --faction houthi --loaded    words of the lexicon alone
  nabra terms news.jsonl --faction hamas --by month -o hamas.csv

Strength: z of the log-odds ratio with an informative Dirichlet prior (Monroe,
Colaresi and Quinn 2008). DP: how unevenly a word is spread over the group's
articles (Gries 2008), 0 even, 1 in one place.
Texts that an outlet repeats word for word count once.")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    model: ModelArgs,

    /// The faction whose surroundings are compared (`nabra factions list` shows the ids)
    #[arg(long, value_name = "ID")]
    faction: String,

    /// What documents are grouped by: source, event, day, week, month, year or a field of the rows
    #[arg(long, value_name = "FIELD", default_value = "source")]
    by: String,

    /// What is counted
    #[arg(long, value_enum, value_name = "UNIT", default_value_t)]
    of: Of,

    /// Whose words are counted
    #[arg(long, value_enum, value_name = "VOICE", default_value_t)]
    voice: Voice,

    /// Words on either side of a mention, in its sentence
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    window: u16,

    /// Only words that the lexicon lists as loaded
    #[arg(long)]
    loaded: bool,

    /// Words shown for each group
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,

    /// Examples shown for each word
    #[arg(long, value_name = "N", default_value_t = 1)]
    examples: usize,

    /// Leave out words that stand in fewer articles of the group
    #[arg(long, value_name = "N", default_value_t = 3)]
    min_articles: usize,

    /// Weight of the prior, in words: what all groups say, as if each had said so much of it before
    #[arg(long, value_name = "WORDS", default_value_t = 1000)]
    prior: u32,

    /// Threads [default: one a core]; the output is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No progress, and no messages on single records
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    output: OutputArgs<SummaryFormat>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Of {
    /// Words, their clitics taken off
    #[default]
    Words,
    /// Terms of the lexicon, all forms of one together
    Terms,
    /// What the faction itself is called
    Names,
}

/// Whose words are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Voice {
    /// The article's own
    #[default]
    Own,
    /// Those it quotes and reports
    Quoted,
    /// All
    All,
}

/// What every worker needs.
struct Job {
    options: ReadOptions,
    model: Arc<Model>,
    settings: WindowSettings,
    by: GroupBy,
}

/// A chunk that was looked through.
#[derive(Default)]
struct Done {
    found: Vec<(Option<String>, Document, Vec<Window>)>,
    bad: Vec<BadRow>,
    records: u64,
    size: u64,
}

impl engine::Job for Job {
    type Worker<'j> = Observer<'j>;
    type Done = Done;

    fn worker(&self) -> Observer<'_> {
        Observer::new(&self.model.lexicons, self.settings)
    }

    fn chunk<'j>(&'j self, observer: &mut Observer<'j>, records: Vec<RawRecord>) -> Result<Done, CliError> {
        let mut done = Done::default();
        for record in records {
            done.records += 1;
            done.size += record.size() as u64;
            match record.parse(&self.options) {
                Ok(row) => {
                    let windows = observer.windows(&row.document);
                    if !windows.is_empty() {
                        // What is counted does not need the texts.
                        let document = Document { title: String::new(), text: String::new(), ..row.document };
                        done.found.push((self.by.of(&document), document, windows));
                    }
                }
                Err(bad) => done.bad.push(bad),
            }
        }
        Ok(done)
    }
}

/// Looks through everything; records that cannot be read are told of and the rest goes on.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let format = args.output.format()?;
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, args.output.output())?;
    let by = GroupBy::named(&args.by);
    let options = by.read_with(chunked(ReadOptions { labels: false, ..args.input.options() }));
    let reader = Reader::open(&inputs, &options)?;
    let mut output = args.output.create()?;
    let mut progress = Progress::new(!args.quiet);
    let model = Arc::new(args.model.load()?);
    let settings = window_settings(args, &model)?;

    let mut collector = Collector::default();
    let mut bad = 0;
    let job = Job { options, model: Arc::clone(&model), settings, by };
    engine::run(job, reader, workers(args.threads), |done| {
        for (group, document, windows) in done.found {
            collector.add(group.as_deref(), &document, windows);
        }
        bad += done.bad.len();
        if !args.quiet {
            done.bad.iter().for_each(|row| progress.say(row));
        }
        progress.add(done.records, done.size);
        Ok(())
    })?;
    let keyness = collector.finish(&keyness_settings(args, &model));
    drop(progress);
    if args.quiet {
        messages::unread(bad as u64);
    } else {
        tell(args, &keyness);
    }
    let report = Report::new(&keyness, question(args), &model.lexicons.terms);
    output.put(&written(args, format, &report)?)?;
    output.finish()?;
    Ok(if bad == 0 { ExitStatus::Success } else { ExitStatus::Error })
}

fn window_settings(args: &Args, model: &Model) -> Result<WindowSettings, CliError> {
    let Some(faction) = model.factions().number(&args.faction) else {
        let hint = "`nabra factions list` shows those that are known, --factions FILE adds more";
        return Err(CliError::Usage(format!("--faction: there is no faction `{}`; {hint}", args.faction)));
    };
    Ok(WindowSettings {
        faction,
        reach: usize::from(args.window),
        voices: match args.voice {
            Voice::Own => Voices::Own,
            Voice::Quoted => Voices::Quoted,
            Voice::All => Voices::All,
        },
        units: match args.of {
            Of::Words => Units::Words,
            Of::Terms => Units::Terms,
            Of::Names => Units::Names,
        },
    })
}

fn keyness_settings(args: &Args, model: &Model) -> KeynessSettings {
    let terms = model.lexicons.terms.terms.iter().enumerate();
    let loaded = terms.filter(|(_, term)| matches!(term.lean, TermLean::Hostile | TermLean::Favourable));
    let loaded: BTreeSet<_> = loaded.map(|(number, _)| number as u16).collect();
    KeynessSettings {
        top: args.top,
        examples: args.examples,
        least_articles: args.min_articles,
        prior: f64::from(args.prior.max(1)),
        loaded: args.loaded.then_some(loaded),
    }
}

fn tell(args: &Args, keyness: &nabra::keyness::Keyness) {
    use messages::{count, say};
    if keyness.groupless > 0 {
        say(format!("{} without `{}` left out", count(keyness.groupless, "article"), args.by));
    }
    match keyness.groups.len() {
        0 => say(format!("no article mentions {}", args.faction)),
        1 => say(format!(
            "all articles that mention {} are of one group: nothing to compare with",
            args.faction
        )),
        _ => {}
    }
}

fn question(args: &Args) -> Question<'_> {
    Question {
        faction: &args.faction,
        by: &args.by,
        of: match args.of {
            Of::Words => "words",
            Of::Terms => "terms",
            Of::Names => "names",
        },
        voice: match args.voice {
            Voice::Own => "own",
            Voice::Quoted => "quoted",
            Voice::All => "all",
        },
        window: usize::from(args.window),
    }
}

fn written(args: &Args, format: SummaryFormat, report: &Report<'_>) -> Result<Vec<u8>, CliError> {
    let unwritable = "the terms could not be written down";
    match format {
        SummaryFormat::Csv => csv(report).map_err(|_| CliError::Internal(unwritable)),
        SummaryFormat::Json => {
            let mut json = serde_json::to_vec(report).map_err(|_| CliError::Internal(unwritable))?;
            json.push(b'\n');
            Ok(json)
        }
        SummaryFormat::Table => Ok(table(report, args.output.surface().colour).into_bytes()),
    }
}
