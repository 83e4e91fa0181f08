//! `nabra report`: many articles in, pages to look at out.

mod args;
mod directory;
mod job;

pub(crate) use args::Args;

use std::collections::HashMap;
use std::sync::Arc;

use nabra::corpus::{ReadOptions, Reader};
use nabra::explain::Explainer;
use nabra::learn::recipe::Unit;
use nabra::model::Model;
use nabra::overview::loaded::text_hash;
use nabra::overview::pages::{self, Pages};
use nabra::overview::{Gatherer, GathererSettings, Overview};
use nabra::page::Language;
use nabra::report::View;

use super::counter::Progress;
use super::engine::{self, chunked, workers};
use super::input::refuse_overwriting;
use super::model::check_factions;
use super::output::Output;
use super::{CliError, ExitStatus, messages};
use directory::Directory;
use job::{Job, Texts};

/// A page of articles is made of so many bytes of input at most: some twenty articles.
const PAGE_BYTES: usize = 64 << 10;
/// Articles in one file where no number is asked for, and how long they may be together.
const SINGLE_ARTICLES: usize = 200;
const SINGLE_BYTES: usize = 8_000_000;
/// Articles listed behind each figure of an outlet and a faction, in one file and in a folder.
const BEHIND_SINGLE: usize = 10;
const BEHIND_MANY: usize = 100;
/// The same of a stretch of time and a faction.
const BEHIND_PERIOD_SINGLE: usize = 5;
const BEHIND_PERIOD_MANY: usize = 50;
/// Most loaded articles in a folder's table.
const LOADED_MANY: usize = 25;

/// Looks at everything once; records that cannot be read are told of and the rest goes on.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, Some(&args.output))?;
    let single = args.is_single();
    if !single && args.articles.is_some() {
        let reason = "--articles is for one file (-o report.html): a folder holds all articles";
        return Err(CliError::Usage(reason.to_owned()));
    }
    let options = chunked(ReadOptions { labels: false, ..args.input.options() });
    let options = if single { options } else { ReadOptions { chunk_bytes: PAGE_BYTES, ..options } };
    let reader = Reader::open(&inputs, &options)?;
    let mut target = Target::create(args, single)?;
    let mut progress = Progress::new(!args.quiet);
    let model = Arc::new(args.model.load()?);
    check(args, &model)?;

    let view = View { only: args.faction.clone(), ..View::default() };
    let texts = if single { Texts::Keep } else { Texts::Draw(args.language.language()) };
    let job = Job { options, model: Arc::clone(&model), view: view.clone(), texts };
    let Gathered { overview, unread, twice } = gather(args, job, reader, &mut target, &mut progress)?;
    let report = Pages {
        overview: &overview,
        factions: model.factions(),
        terms: &model.lexicons.terms,
        language: args.language.language(),
        over: args.over.period(),
        top: usize::from(args.top),
        unread,
        article_pages: target.pages(),
        model: model.checksum().get(..16).unwrap_or_default(),
    };
    target.finish(args, &report, &model, &view)?;
    drop(progress);
    tell(args, unread, twice);
    Ok(if unread == 0 { ExitStatus::Success } else { ExitStatus::Error })
}

/// Says what was left out of the figures.
fn tell(args: &Args, unread: u64, twice: u64) {
    if twice > 0 {
        let articles = messages::count(twice, "article");
        let advice = "counted once, as first given: name texts before scores to see them";
        messages::say(format!("{articles} given as text and as scores, by the id: {advice}"));
    }
    if args.quiet {
        messages::unread(unread);
    } else if unread > 0 {
        messages::say(format!("{} could not be read", messages::count(unread, "record")));
    }
}

/// What came of all records.
struct Gathered {
    overview: Overview,
    /// Rows that could not be read.
    unread: u64,
    /// Articles that came as text and as scores.
    twice: u64,
}

/// Looks at every record.
fn gather(
    args: &Args,
    job: Job,
    reader: Reader,
    target: &mut Target,
    progress: &mut Progress,
) -> Result<Gathered, CliError> {
    let mut gatherer = Gatherer::new(gatherer_settings(args));
    // Whether an id came with a text first.
    let mut with_text: HashMap<u64, bool> = HashMap::new();
    let (mut unread, mut twice) = (0, 0);
    engine::run(job, reader, workers(args.threads), |done| {
        let page = target.articles(done.articles)?;
        for mut seen in done.seen {
            seen.place = seen.place.map(|(_, at)| (page, at));
            let has_text = seen.loaded_per_1000.is_some();
            if *with_text.entry(text_hash(&seen.id, "")).or_insert(has_text) == has_text {
                gatherer.add(seen);
            } else {
                twice += 1;
            }
        }
        unread += done.bad.len() as u64;
        if !args.quiet {
            done.bad.iter().for_each(|row| progress.say(row));
        }
        progress.add(done.records, done.size);
        Ok(())
    })?;
    Ok(Gathered { overview: gatherer.finish(), unread, twice })
}

fn check(args: &Args, model: &Model) -> Result<(), CliError> {
    if model.unit() == Unit::Document {
        let reason = "--model: a model of whole documents: a model of factions is needed";
        return Err(CliError::Usage(reason.to_owned()));
    }
    check_factions("--faction", &args.faction, model)
}

fn gatherer_settings(args: &Args) -> GathererSettings {
    let over = args.over.period();
    if args.is_single() {
        let loaded = args.articles.unwrap_or(SINGLE_ARTICLES).max(LOADED_MANY);
        GathererSettings { over, behind: BEHIND_SINGLE, behind_period: BEHIND_PERIOD_SINGLE, loaded }
    } else {
        GathererSettings { over, behind: BEHIND_MANY, behind_period: BEHIND_PERIOD_MANY, loaded: LOADED_MANY }
    }
}

/// Where the pages go.
enum Target {
    File(Output),
    Folder {
        directory: Directory,
        /// The last page of articles: whether another follows is known when it comes.
        pending: Vec<String>,
        pages: u32,
        language: Language,
    },
}

impl Target {
    fn create(args: &Args, single: bool) -> Result<Self, CliError> {
        if single {
            return Ok(Self::File(Output::create(Some(&args.output))?));
        }
        let directory = Directory::create(&args.output)?;
        Ok(Self::Folder { directory, pending: Vec::new(), pages: 0, language: args.language.language() })
    }

    /// Takes the articles of a page; its number.
    fn articles(&mut self, articles: Vec<String>) -> Result<u32, CliError> {
        let Self::Folder { pending, pages, .. } = self else { return Ok(0) };
        if articles.is_empty() {
            return Ok(*pages);
        }
        let before = std::mem::replace(pending, articles);
        let next = self.pages() + 1;
        self.page(&before, Some(next))?;
        if let Self::Folder { pages, .. } = self {
            *pages = next;
        }
        Ok(next)
    }

    fn page(&self, articles: &[String], next: Option<u32>) -> Result<(), CliError> {
        match self {
            Self::Folder { directory, pages, language, .. } if !articles.is_empty() => {
                let name = format!("articles/{}", pages::articles_file(*pages));
                directory.put(&name, &pages::articles_page(articles, *language, *pages, next)?)
            }
            _ => Ok(()),
        }
    }

    fn pages(&self) -> u32 {
        match self {
            Self::File(_) => 0,
            Self::Folder { pages, .. } => *pages,
        }
    }

    fn finish(mut self, args: &Args, report: &Pages<'_>, model: &Model, view: &View) -> Result<(), CliError> {
        if let Self::Folder { pending, .. } = &mut self {
            let pending = std::mem::take(pending);
            self.page(&pending, None)?;
        }
        match self {
            Self::File(mut output) => {
                let articles = chosen(args, report, model, view)?;
                output.put(report.single(&articles)?.as_bytes())?;
                output.finish()
            }
            Self::Folder { directory, .. } => {
                for (name, page) in report.many()? {
                    directory.put(&name, &page)?;
                }
                directory.finish()
            }
        }
    }
}

/// The articles that are shown in one file, drawn.
fn chosen(
    args: &Args,
    report: &Pages<'_>,
    model: &Model,
    view: &View,
) -> Result<Vec<(u64, String)>, CliError> {
    let overview: &Overview = report.overview;
    let most = args.articles.unwrap_or(SINGLE_ARTICLES);
    let room = args.articles.map_or(SINGLE_BYTES, |_| usize::MAX);
    let mut explainer = Explainer::new(model);
    let (mut drawn, mut size) = (Vec::new(), 0);
    for (number, document) in overview.documents(report.top, most) {
        let explanation = explainer.explain(&document);
        let on_page = usize::try_from(number).unwrap_or(usize::MAX).saturating_add(1);
        let article = pages::article(&explanation, view, model.factions(), report.language, on_page)?;
        size += article.len();
        if size > room {
            break;
        }
        drawn.push((number, article));
    }
    Ok(drawn)
}
