//! Chunks of records through the model, into the bytes that are written.

use nabra::corpus::{BadRow, RawRecord, ReadOptions};
use nabra::report::{Line, Report, View};
use nabra::score::Scorer;

use crate::cli::model::Scorers;
use crate::cli::{CliError, engine};

/// What every worker needs.
pub(super) struct Job {
    pub(super) options: ReadOptions,
    pub(super) scorers: Scorers,
    pub(super) report: Box<dyn Report>,
    pub(super) view: View,
}

/// A chunk that is scored.
#[derive(Default)]
pub(super) struct Done {
    /// The lines, in order.
    pub(super) bytes: Vec<u8>,
    /// What could not be read.
    pub(super) bad: Vec<BadRow>,
    /// Records in the chunk.
    pub(super) records: u64,
    /// Their length in bytes.
    pub(super) size: u64,
}

impl engine::Job for Job {
    type Worker<'j> = Scorer<'j>;
    type Done = Done;

    fn worker(&self) -> Scorer<'_> {
        self.scorers.scorer()
    }

    fn chunk<'j>(&'j self, scorer: &mut Scorer<'j>, records: Vec<RawRecord>) -> Result<Done, CliError> {
        let unwritable = |_| CliError::Internal("a document's scores could not be written down");
        let mut done = Done::default();
        for record in records {
            done.records += 1;
            done.size += record.size() as u64;
            match record.parse(&self.options) {
                Ok(row) => {
                    drop(record);
                    let scored = scorer.score(&row.document);
                    let line = Line::scored(&scored, &self.view);
                    self.report.line(&line, &mut done.bytes).map_err(unwritable)?;
                }
                Err(bad) => {
                    self.report.line(&Line::bad(&bad), &mut done.bytes).map_err(unwritable)?;
                    done.bad.push(bad);
                }
            }
        }
        Ok(done)
    }
}
