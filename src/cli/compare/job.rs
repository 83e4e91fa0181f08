//! Records as observations: articles are scored, lines of scores are read.

use nabra::compare::{Observation, scores};
use nabra::corpus::{BadRow, RawRecord, ReadOptions};
use nabra::groups::GroupBy;
use nabra::score::{Scorer, Verdict};

use crate::cli::model::Scorers;
use crate::cli::{CliError, engine};

/// What every worker needs.
pub(super) struct Job {
    pub(super) options: ReadOptions,
    pub(super) scorers: Scorers,
    pub(super) by: GroupBy,
    /// Ids of the factions that are wanted; empty for all.
    pub(super) only: Vec<String>,
}

/// A document without its text.
pub(super) struct Scored {
    pub(super) id: String,
    pub(super) group: Option<String>,
    pub(super) date: Option<String>,
    pub(super) observations: Vec<Observation>,
}

/// A chunk of them.
#[derive(Default)]
pub(super) struct Done {
    pub(super) documents: Vec<Scored>,
    pub(super) bad: Vec<BadRow>,
    pub(super) records: u64,
    pub(super) size: u64,
}

impl engine::Job for Job {
    /// Made when the first article comes: scores need no scorer.
    type Worker<'j> = Option<Scorer<'j>>;
    type Done = Done;

    fn worker(&self) -> Self::Worker<'_> {
        None
    }

    fn chunk<'j>(&'j self, scorer: &mut Self::Worker<'j>, records: Vec<RawRecord>) -> Result<Done, CliError> {
        let mut done = Done::default();
        for record in records {
            done.records += 1;
            done.size += record.size() as u64;
            let scored = match record.json().filter(|json| scores::is_scores(json)) {
                Some(json) => self.read(&record, json),
                None => self.score(scorer, &record),
            };
            match scored {
                Ok(mut scored) => {
                    if !self.only.is_empty() {
                        scored.observations.retain(|observation| self.only.contains(&observation.faction));
                    }
                    done.documents.push(scored);
                }
                Err(bad) => done.bad.push(bad),
            }
        }
        Ok(done)
    }
}

impl Job {
    fn read(&self, record: &RawRecord, json: &str) -> Result<Scored, BadRow> {
        let refuse = |id, reason| BadRow { place: record.place(), id, reason };
        let line = scores::read(json, &self.by).map_err(|reason| refuse(None, reason))?;
        match line.observations {
            Some(observations) => {
                Ok(Scored { id: line.id, group: line.group, date: line.date, observations })
            }
            None => Err(refuse(Some(line.id), "a record that could not be scored".to_owned())),
        }
    }

    fn score<'j>(&'j self, scorer: &mut Option<Scorer<'j>>, record: &RawRecord) -> Result<Scored, BadRow> {
        let row = record.parse(&self.options)?;
        let scorer = scorer.get_or_insert_with(|| self.scorers.scorer());
        let group = self.by.of(&row.document);
        let scored = scorer.score(&row.document);
        match scored.verdict {
            Verdict::Factions { factions, .. } => Ok(Scored {
                id: scored.id,
                group,
                date: scored.date,
                observations: factions.iter().map(Observation::from).collect(),
            }),
            Verdict::Document(_) => {
                let reason = "the model is one of whole documents: a model of factions is needed".to_owned();
                Err(BadRow { place: row.place, id: Some(scored.id), reason })
            }
        }
    }
}
