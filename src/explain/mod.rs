//! Why a document scored as it did: the words in their places, the sums, and plainer words.
//!
//! 1. [`marks`]: spans put into their text, overlapping ones included, at whole words.
//! 2. [`Explainer`]: a document in, its [`Explanation`] out.
//! 3. [`wire`]: the explanation as JSON.
//! 4. [`Terminal`]: the explanation for people at a terminal.

pub mod marks;
mod sum;
mod terminal;
pub mod wire;

use std::sync::Arc;

use crate::corpus::Document;
use crate::lint::{Finding, Linter, Names, Scope};
use crate::model::{Model, Task};
use crate::score::document::DocumentScorer;
use crate::score::{EvidenceSpan, ScoredDocument, Scorer};
use crate::text::Field;

pub use sum::{Part, Sum};
pub use terminal::Terminal;

/// What can be said of one document.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its scores.
    pub scored: ScoredDocument,
    /// The loaded terms that it uses, in any voice, in order.
    pub terms: Vec<Finding<'a>>,
    /// The sum of every score, in the order of the factions (or one, of the document as a whole);
    /// empty unless it was asked for.
    pub sums: Vec<Sum>,
    names: Arc<Names>,
}

impl<'a> Explanation<'a> {
    /// The terms that stand inside a span, in order.
    pub fn terms_in<'s>(&'s self, span: &'s EvidenceSpan) -> impl Iterator<Item = &'s Finding<'a>> {
        self.terms.iter().filter(move |term| {
            term.field == span.field
                && term.bytes.start >= span.bytes.start
                && term.bytes.end <= span.bytes.end
        })
    }

    /// Plain words that an editor could put in place of the loaded ones in a span that speaks of
    /// `faction` (its id; `None` in a model of whole documents), each once. The lexicon also lists
    /// plain names of factions: those of others are left out.
    #[must_use]
    pub fn plainer(&self, span: &EvidenceSpan, faction: Option<&str>) -> Vec<&'a str> {
        let mut words: Vec<&'a str> = Vec::new();
        for word in self.terms_in(span).flat_map(|term| &term.term.neutral) {
            if !words.contains(&word.as_str()) && !self.names.name_another(word, faction) {
                words.push(word);
            }
        }
        words
    }
}

/// The field's text.
#[must_use]
pub fn field_text(document: &Document, field: Field) -> &str {
    match field {
        Field::Title => &document.title,
        Field::Text => &document.text,
    }
}

/// Explains document after document; one for each thread.
pub struct Explainer<'m> {
    model: &'m Model,
    scorer: Scorer<'m>,
    /// For models of whole documents, whose sums the scorer does not hand out.
    whole: Option<DocumentScorer<'m>>,
    linter: Linter<'m>,
}

impl<'m> Explainer<'m> {
    /// An explainer of what `model` says.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let whole = match &model.task {
            Task::Faction(_) => None,
            Task::Document(layers) => Some(DocumentScorer::new(layers)),
        };
        let linter = Linter::new(&model.lexicons, Scope::All);
        Self { model, scorer: Scorer::new(model), whole, linter }
    }

    /// The scorer alone, for those who need no explanation.
    pub fn scorer(&mut self) -> &mut Scorer<'m> {
        &mut self.scorer
    }

    /// The scores of a document and its loaded terms, without the sums.
    pub fn explain<'a>(&mut self, document: &'a Document) -> Explanation<'a>
    where
        'm: 'a,
    {
        let scored = self.scorer.score(document);
        Explanation {
            document,
            scored,
            terms: self.linter.lint(document),
            sums: Vec::new(),
            names: self.linter.names(),
        }
    }

    /// The same with the sums.
    pub fn explain_all<'a>(&mut self, document: &'a Document) -> Explanation<'a>
    where
        'm: 'a,
    {
        let sums = match &mut self.whole {
            Some(scorer) => vec![sum::of_document(document, &scorer.explain(document), self.model)],
            None => self.scorer.explain(document).into_iter().map(Sum::from).collect(),
        };
        Explanation { sums, ..self.explain(document) }
    }
}
