//! The types every later room works on.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where a record was read: the file as the user named it and a 1-based line.
///
/// Line 0 stands for the file as a whole (it could not be opened, or it is one document).
/// `Display` gives `file:line`, or `file` alone for line 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The path as given or found, `stdin` for standard input.
    pub file: Arc<str>,
    /// 1-based line on which the record starts; 0 for the file as a whole.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}

/// One text as it was read; nothing in it is normalised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The id given in the row, else `<file name>:<line>`, for a text file its path without ending.
    pub id: String,
    /// The title, empty if there is none.
    pub title: String,
    /// The body; never empty or white space alone when it comes from a reader.
    pub text: String,
    /// The outlet.
    pub source: Option<String>,
    /// The date, as written in the row.
    pub date: Option<String>,
    /// What the article is about, as written in the row.
    pub event: Option<String>,
}

/// The two parts of a document that a span can lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// [`Document::title`].
    Title,
    /// [`Document::text`].
    Text,
}

/// Words that decided a label.
///
/// Ordinary rows carry the words alone; rows joined from standoff labels carry their place too, and
/// `text` is then exactly the characters `range` of `field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The words, copied from the document.
    pub text: String,
    /// Where they stand, if known.
    pub field: Option<Field>,
    /// Their range in `field`, counted in Unicode scalar values, if known.
    pub range: Option<Range<usize>>,
}

impl Evidence {
    /// Evidence whose place is not known.
    #[must_use]
    pub fn unplaced(text: impl Into<String>) -> Self {
        Self { text: text.into(), field: None, range: None }
    }
}

/// How one of those whom a document quotes presents a faction.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeakerLabel {
    /// The id of the faction that speaks; `None` for everybody who speaks for none of the lexicon.
    pub speaker: Option<String>,
    /// The framing in its words.
    pub framing: String,
}

/// How one document frames one faction, by one annotator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactionLabel {
    /// The faction's id.
    pub faction: String,
    /// The framing in the document's own voice.
    pub framing: String,
    /// The framing by those it quotes.
    pub quoted: Option<String>,
    /// The framing by each of them, as far as they were told apart.
    pub speakers: Vec<SpeakerLabel>,
    /// How sure the annotator was (1 to 3 in Nabra's own labels).
    pub confidence: Option<u8>,
    /// The words that decided, possibly none.
    pub evidence: Vec<Evidence>,
    /// Who decided.
    pub annotator: Option<String>,
}

/// What a document as a whole is, by one annotator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClassLabel {
    /// The class.
    pub class: String,
    /// Who decided.
    pub annotator: Option<String>,
}

impl From<&str> for ClassLabel {
    fn from(class: &str) -> Self {
        Self { class: class.to_owned(), annotator: None }
    }
}

/// What a row says about its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// One class for the document as a whole.
    Class(ClassLabel),
    /// Framings of factions; an empty list says that the document was read and frames none.
    Factions(Vec<FactionLabel>),
}

impl Label {
    /// Names who decided, where the label itself does not say.
    pub(super) fn by(&mut self, annotator: Option<&String>) {
        let each: Vec<&mut Option<String>> = match self {
            Self::Class(label) => vec![&mut label.annotator],
            Self::Factions(labels) => labels.iter_mut().map(|label| &mut label.annotator).collect(),
        };
        for own in each.into_iter().filter(|own| own.is_none()) {
            *own = annotator.cloned();
        }
    }
}

/// How a row came to be among those that were labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drawn {
    /// By chance, like what a model will be asked about.
    Random,
    /// For what it says or for what a model made of it: shares among such rows are not those of the
    /// texts they were chosen from, so they teach, but nothing is calibrated on them.
    Chosen,
}

/// A document with its place and its label, if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where the row was read.
    pub place: Place,
    /// The document.
    pub document: Document,
    /// The label; `None` for unlabelled rows and where labels are not asked for.
    pub label: Option<Label>,
    /// How it was picked, if that is known.
    pub drawn: Option<Drawn>,
}

/// A row or a file that could not be read, and why. `Display` gives `file:line: reason`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct BadRow {
    /// Where it stands.
    pub place: Place,
    /// The row's id, where it could still be told.
    pub id: Option<String>,
    /// What is wrong, in a phrase a user can act on.
    pub reason: String,
}
