//! The loaded terms of a document's own voice, as keyness counts them.

use std::collections::HashMap;

use crate::explain::{Explanation, field_text};
use crate::keyness::{Unit, Window};
use crate::terms::{TermId, TermLean, TermLexicon};
use crate::text::hash::{combine, hash_bytes};
use crate::text::voice::Voice;

/// Numbers of the terms, by their ids.
#[derive(Debug)]
pub struct TermNumbers(HashMap<String, TermId>);

impl TermNumbers {
    /// Those of `lexicon`.
    #[must_use]
    pub fn of(lexicon: &TermLexicon) -> Self {
        let numbered = lexicon.terms.iter().enumerate();
        Self(numbered.map(|(number, term)| (term.id.clone(), number as TermId)).collect())
    }
}

/// The same for the same title and text.
#[must_use]
pub fn text_hash(title: &str, text: &str) -> u64 {
    combine(hash_bytes(title.as_bytes()), hash_bytes(text.as_bytes()))
}

/// One window for each term that leans one way in the document's own voice: the term alone. Windows of
/// two documents of the same text are the same, so that a copied article counts once in each group.
#[must_use]
pub fn windows(explanation: &Explanation<'_>, numbers: &TermNumbers) -> Vec<Window> {
    let document = explanation.document;
    let hash = text_hash(&document.title, &document.text);
    let leans = |lean| matches!(lean, TermLean::Hostile | TermLean::Favourable);
    let own = explanation.terms.iter().filter(|found| found.voice == Voice::Own && leans(found.term.lean));
    let window = |(nth, found): (usize, &crate::lint::Finding<'_>)| {
        let text = field_text(document, found.field).get(found.bytes.clone())?;
        let term = *numbers.0.get(&found.term.id)?;
        Some(Window {
            text: text.to_owned(),
            mention: 0..0,
            units: vec![Unit { key: u64::from(term), bytes: 0..text.len(), term: Some(term), token: nth }],
            hash: combine(hash, nth as u64),
        })
    };
    own.enumerate().filter_map(window).collect()
}
