//! Records as what an overview looks at, and as articles with their marks.

use nabra::compare::{Observation, scores};
use nabra::corpus::{BadRow, Document, RawRecord, ReadOptions};
use nabra::explain::Explainer;
use nabra::groups::GroupBy;
use nabra::model::Model;
use nabra::overview::loaded::{self, TermNumbers};
use nabra::overview::{Seen, pages};
use nabra::page::Language;
use nabra::report::View;
use nabra::score::Verdict;

use std::sync::Arc;

use crate::cli::{CliError, engine};

/// Characters of a text that stand for a title.
const TITLE: usize = 90;

/// What becomes of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// They are kept, for the few that are shown.
    Keep,
    /// All are drawn at once, in this language.
    Draw(Language),
}

/// What every worker needs.
pub(super) struct Job {
    pub(super) options: ReadOptions,
    pub(super) model: Arc<Model>,
    pub(super) view: View,
    pub(super) texts: Texts,
}

/// What a thread keeps from chunk to chunk.
pub(super) struct Worker<'j> {
    explainer: Explainer<'j>,
    numbers: TermNumbers,
}

/// A chunk that was looked at.
#[derive(Default)]
pub(super) struct Done {
    pub(super) seen: Vec<Seen>,
    /// The articles of the chunk with their marks; [`Seen::place`] has the number of each.
    pub(super) articles: Vec<String>,
    pub(super) bad: Vec<BadRow>,
    pub(super) records: u64,
    pub(super) size: u64,
}

impl engine::Job for Job {
    /// Made when the first article comes: scores need none.
    type Worker<'j> = Option<Worker<'j>>;
    type Done = Done;

    fn worker(&self) -> Self::Worker<'_> {
        None
    }

    fn chunk<'j>(&'j self, worker: &mut Self::Worker<'j>, records: Vec<RawRecord>) -> Result<Done, CliError> {
        let mut done = Done::default();
        for record in records {
            done.records += 1;
            done.size += record.size() as u64;
            let seen = match record.json().filter(|json| scores::is_scores(json)) {
                Some(json) => read(&record, json),
                None => match record.parse(&self.options) {
                    Ok(row) => Ok(self.look(worker, row.document, &mut done.articles)?),
                    Err(bad) => Err(bad),
                },
            };
            match seen {
                Ok(mut seen) => {
                    seen.observations.retain(|observation| self.view.shows(&observation.faction));
                    done.seen.push(seen);
                }
                Err(bad) => done.bad.push(bad),
            }
        }
        Ok(done)
    }
}

impl Job {
    fn look<'j>(
        &'j self,
        worker: &mut Option<Worker<'j>>,
        document: Document,
        articles: &mut Vec<String>,
    ) -> Result<Seen, CliError> {
        let worker = worker.get_or_insert_with(|| Worker {
            explainer: Explainer::new(&self.model),
            numbers: TermNumbers::of(&self.model.lexicons.terms),
        });
        let explanation = worker.explainer.explain(&document);
        let (observations, loaded_per_1000) = match &explanation.scored.verdict {
            Verdict::Factions { factions, loaded_per_1000 } => {
                (factions.iter().map(Observation::from).collect(), Some(*loaded_per_1000))
            }
            Verdict::Document(_) => return Err(CliError::Internal("a model of whole documents")),
        };
        let mut seen = Seen {
            id: document.id.clone(),
            title: title(&document),
            source: document.source.clone(),
            date: document.date.clone(),
            words: [&document.title, &document.text].map(|text| text.split_whitespace().count()).iter().sum(),
            loaded_per_1000,
            hash: loaded::text_hash(&document.title, &document.text),
            observations,
            windows: loaded::windows(&explanation, &worker.numbers),
            ..Seen::default()
        };
        if let Texts::Draw(language) = self.texts {
            let number = articles.len() + 1;
            let lexicon = self.model.factions();
            articles.push(pages::article(&explanation, &self.view, lexicon, language, number)?);
            seen.place = Some((0, number as u32));
        }
        drop(explanation);
        if self.texts == Texts::Keep {
            seen.document = Some(document);
        }
        Ok(seen)
    }
}

/// The title, or how the text begins.
fn title(document: &Document) -> String {
    if !document.title.trim().is_empty() {
        return document.title.clone();
    }
    let line = document.text.trim().lines().next().unwrap_or_default();
    let mut start: String = line.chars().take(TITLE).collect();
    if start.len() < line.len() {
        let whole = start.rfind(char::is_whitespace).unwrap_or(start.len());
        start.truncate(whole);
        start.push_str(" …");
    }
    start
}

fn read(record: &RawRecord, json: &str) -> Result<Seen, BadRow> {
    let refuse = |id, reason| BadRow { place: record.place(), id, reason };
    let line = scores::read(json, &GroupBy::Source).map_err(|reason| refuse(None, reason))?;
    match line.observations {
        Some(observations) => {
            Ok(Seen { id: line.id, source: line.group, date: line.date, observations, ..Seen::default() })
        }
        None => Err(refuse(Some(line.id), "a record that could not be scored".to_owned())),
    }
}
