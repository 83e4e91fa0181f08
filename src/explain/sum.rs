//! The full sum behind a score.

use std::ops::Range;

use crate::corpus::Document;
use crate::model::Model;
use crate::score::document::Contributions;
use crate::score::{FactionExplanation, Share};
use crate::text::{Field, tokenise};

/// How a score came about: the intercept, the context and all parts add up to `difference`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// The class that positive parts speak for.
    pub towards: String,
    /// The class that negative parts speak for; `None` for the mean of all others.
    pub against: Option<String>,
    /// What stands before any word is read.
    pub intercept: f64,
    /// What the rest of the text adds; `None` for whole documents, which have no rest.
    pub context: Option<f64>,
    /// What words add, in the order of the text, the title first.
    pub parts: Vec<Part>,
    /// The difference of calibrated logits between the two.
    pub difference: f64,
}

/// What a word, or a run of words, adds to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The field.
    pub field: Field,
    /// Bytes of the field, on character boundaries.
    pub bytes: Range<usize>,
    /// In logits.
    pub contribution: f64,
}

impl From<FactionExplanation> for Sum {
    fn from(explanation: FactionExplanation) -> Self {
        let difference = explanation.difference();
        let name = |class: Option<&(std::sync::Arc<str>, f64)>| {
            class.map(|(name, _)| name.to_string()).unwrap_or_default()
        };
        Self {
            towards: name(explanation.logits.last()),
            against: Some(name(explanation.logits.first())),
            intercept: explanation.intercept,
            context: Some(explanation.context),
            parts: explanation.shares.into_iter().map(Part::from).collect(),
            difference,
        }
    }
}

impl From<Share> for Part {
    fn from(share: Share) -> Self {
        Self { field: share.field, bytes: share.bytes, contribution: share.share }
    }
}

/// The sum of a model of whole documents.
pub(super) fn of_document(document: &Document, sum: &Contributions, model: &Model) -> Sum {
    let tokens = tokenise(&document.title, &document.text);
    let part = |(run, contribution): &(Range<usize>, f64)| Part {
        field: tokens.field(run.start),
        bytes: tokens.token(run.start).start as usize..tokens.token(run.end - 1).end as usize,
        contribution: *contribution,
    };
    Sum {
        towards: model.classes().get(sum.label).cloned().unwrap_or_default(),
        against: None,
        intercept: sum.intercept,
        context: None,
        parts: sum.parts.iter().map(part).collect(),
        difference: sum.difference,
    }
}
