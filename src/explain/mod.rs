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

use std::ops::Range;

use crate::annotate::Annotator;
use crate::corpus::Document;
use crate::model::{Model, Task};
use crate::score::document::DocumentScorer;
use crate::score::{EvidenceSpan, ScoredDocument, Scorer};
use crate::terms::{Term, TermLean};
use crate::text::Field;
use crate::text::voice::Voice;

pub use sum::{Part, Sum};
pub use terminal::Terminal;

/// What can be said of one document.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its scores.
    pub scored: ScoredDocument,
    /// The terms of the lexicon that it uses, those that lean no way left out; in order.
    pub terms: Vec<TermUse<'a>>,
    /// The sum of every score, in the order of the factions (or one, of the document as a whole);
    /// empty unless it was asked for.
    pub sums: Vec<Sum>,
}

/// A term of the lexicon where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermUse<'a> {
    /// The field.
    pub field: Field,
    /// Bytes of the field, on character boundaries.
    pub bytes: Range<usize>,
    /// Whose word it is.
    pub voice: Voice,
    /// The term.
    pub term: &'a Term,
}

impl<'a> Explanation<'a> {
    /// The terms that stand inside a span, in order.
    pub fn terms_in<'s>(&'s self, span: &'s EvidenceSpan) -> impl Iterator<Item = &'s TermUse<'a>> {
        self.terms.iter().filter(move |term| {
            term.field == span.field
                && term.bytes.start >= span.bytes.start
                && term.bytes.end <= span.bytes.end
        })
    }

    /// Plain words that an editor could put in place of the loaded ones in a span, each once.
    #[must_use]
    pub fn plainer(&self, span: &EvidenceSpan) -> Vec<&'a str> {
        let mut words: Vec<&'a str> = Vec::new();
        for word in self.terms_in(span).flat_map(|term| &term.term.neutral) {
            if !words.contains(&word.as_str()) {
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
    annotator: Annotator,
}

impl<'m> Explainer<'m> {
    /// An explainer of what `model` says.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let whole = match &model.task {
            Task::Faction(_) => None,
            Task::Document(layers) => Some(DocumentScorer::new(layers)),
        };
        Self { model, scorer: Scorer::new(model), whole, annotator: Annotator::default() }
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
        Explanation { document, scored, terms: self.terms(document), sums: Vec::new() }
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

    fn terms(&mut self, document: &Document) -> Vec<TermUse<'m>> {
        let lexicons = &self.model.lexicons;
        if lexicons.terms.terms.is_empty() {
            return Vec::new();
        }
        self.annotator.read(lexicons, &document.title, &document.text);
        let article = &self.annotator.article;
        let tokens = &article.reading.tokens;
        let at = |hit: &crate::terms::TermHit| {
            let first = tokens.token(hit.tokens.start);
            let last = tokens.token(hit.tokens.end - 1);
            TermUse {
                field: tokens.field(hit.tokens.start),
                bytes: first.start as usize..last.end as usize,
                voice: article.reading.voices[hit.tokens.start].voice,
                term: &lexicons.terms.terms[usize::from(hit.term)],
            }
        };
        article.terms.iter().map(at).filter(|found| found.term.lean != TermLean::Neutral).collect()
    }
}
