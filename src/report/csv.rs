//! One row a document and faction.

use std::borrow::Cow;
use std::io;

use super::wire::{Bias, Evidence, Faction, Probabilities, Voices};
use super::{Columns, Line, Report};

/// Columns before those that depend on the model.
const DOCUMENT: [&str; 3] = ["id", "source", "date"];

/// Comma-separated values in UTF-8 under a header row.
///
/// A model of factions gives `id, source, date, faction, name, mentions, framing, score`, a column
/// `p_<class>` for each class, `own_mentions, own_score, quoted_mentions, quoted_score,
/// quoted_abstained, itself_mentions, itself_score, evidence,
/// abstained, spread, loaded_per_1000, error`; a model of whole documents `id, source, date, label,
/// p_<class>..., evidence, abstained, error`.
///
/// Nothing is lost: a document that mentions no faction has one row with these columns empty, and so has
/// a record that could not be read, with its `error`. Pieces of evidence stand between `|`.
///
/// A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return and is no number) gets an apostrophe before it.
#[derive(Debug, Clone)]
pub struct Csv {
    columns: Columns,
}

impl Csv {
    /// A table with these columns.
    #[must_use]
    pub fn new(columns: Columns) -> Self {
        Self { columns }
    }

    fn names(&self) -> Vec<String> {
        let (before, after): (&[&str], &[&str]) = match self.columns {
            Columns::Factions { .. } => (
                &["faction", "name", "mentions", "framing", "score"],
                &[
                    "own_mentions",
                    "own_score",
                    "quoted_mentions",
                    "quoted_score",
                    "quoted_abstained",
                    "itself_mentions",
                    "itself_score",
                    "evidence",
                    "abstained",
                    "spread",
                    "loaded_per_1000",
                    "error",
                ],
            ),
            Columns::Document { .. } => (&["label"], &["evidence", "abstained", "error"]),
        };
        let plain = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let classes = self.columns.classes().iter().map(|class| format!("p_{class}")).collect();
        [plain(&DOCUMENT), plain(before), classes, plain(after)].concat()
    }

    /// Cells for the probabilities; empty ones where there are none.
    fn classes<'a>(&self, row: &mut Row<'a>, probabilities: Option<&Probabilities<'a>>) {
        for class in self.columns.classes() {
            row.number(probabilities.and_then(|p| p.get(class)));
        }
    }

    fn faction<'a>(&self, row: &mut Row<'a>, faction: &Faction<'a>, bias: &Bias) {
        row.text(faction.faction).text(faction.name).number(Some(faction.mentions));
        row.text(faction.framing).number(Some(faction.score));
        self.classes(row, Some(&faction.probabilities));
        let Voices { own, quoted } = &faction.voices;
        row.number(Some(own.mentions)).number(own.score);
        row.number(Some(quoted.mentions)).number(quoted.score).text(quoted.abstained.unwrap_or_default());
        let itself = faction.itself();
        row.number(Some(itself.map_or(0, |itself| itself.mentions))).number(itself.and_then(|i| i.score));
        row.evidence(&faction.evidence).text(faction.abstained.unwrap_or_default());
        row.number(bias.spread).number(Some(bias.loaded_per_1000)).empty(1);
    }

    /// The rows of one line.
    fn rows<'a>(&self, line: &'a Line<'a>) -> Vec<Row<'a>> {
        let width = self.names().len();
        match line {
            Line::Factions(document) => {
                let start = Row::of(document.id, document.source, document.date);
                let mut rows: Vec<Row<'a>> = Vec::with_capacity(document.factions.len().max(1));
                for faction in &document.factions {
                    let mut row = start.clone();
                    self.faction(&mut row, faction, &document.bias);
                    rows.push(row);
                }
                if rows.is_empty() {
                    let mut row = start;
                    row.empty(width.saturating_sub(DOCUMENT.len() + 3)).number(document.bias.spread);
                    row.number(Some(document.bias.loaded_per_1000)).empty(1);
                    rows.push(row);
                }
                rows
            }
            Line::Document(document) => {
                let mut row = Row::of(document.id, document.source, document.date);
                row.text(document.label);
                self.classes(&mut row, Some(&document.probabilities));
                row.evidence(&document.evidence).text(document.abstained.unwrap_or_default()).empty(1);
                vec![row]
            }
            Line::Bad(bad) => {
                let mut row = Row::of(&bad.id, None, None);
                row.empty(width.saturating_sub(DOCUMENT.len() + 1)).text(bad.error);
                vec![row]
            }
        }
    }
}

impl Report for Csv {
    fn header(&self, out: &mut Vec<u8>) -> io::Result<()> {
        write(out, [self.names()])
    }

    fn line(&self, line: &Line<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        write(out, self.rows(line).iter().map(|row| row.0.iter().map(AsRef::as_ref)))
    }
}

pub(super) fn write<R, C>(out: &mut Vec<u8>, rows: impl IntoIterator<Item = R>) -> io::Result<()>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new().buffer_capacity(1024).from_writer(out);
    for row in rows {
        writer.write_record(row).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// The cells of one row.
#[derive(Clone)]
struct Row<'a>(Vec<Cow<'a, str>>);

impl<'a> Row<'a> {
    fn of(id: &'a str, source: Option<&'a str>, date: Option<&'a str>) -> Self {
        let mut row = Self(Vec::with_capacity(24));
        row.text(id).text(source.unwrap_or_default()).text(date.unwrap_or_default());
        row
    }

    fn text(&mut self, text: &'a str) -> &mut Self {
        self.0.push(defused(Cow::Borrowed(text)));
        self
    }

    fn number<T: ToString>(&mut self, number: Option<T>) -> &mut Self {
        self.0.push(Cow::Owned(number.map(|n| n.to_string()).unwrap_or_default()));
        self
    }

    fn evidence(&mut self, evidence: &[Evidence<'_>]) -> &mut Self {
        let joined = evidence.iter().map(|span| span.text).collect::<Vec<_>>().join("|");
        self.0.push(defused(Cow::Owned(joined)));
        self
    }

    fn empty(&mut self, cells: usize) -> &mut Self {
        self.0.extend(std::iter::repeat_n(Cow::Borrowed(""), cells));
        self
    }
}

/// The text with an apostrophe before it where a spreadsheet would run it as a formula.
#[must_use]
pub fn defused(text: Cow<'_, str>) -> Cow<'_, str> {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if risky { Cow::Owned(format!("'{text}")) } else { text }
}
