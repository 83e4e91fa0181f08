//! The term lexicon: loaded words, their paradigms, and where a document uses them.

mod lexicon;
mod matcher;

pub use lexicon::{Category, Context, Term, TermFault, TermLean, TermLexicon};
pub use matcher::{TermCache, TermHit, TermId, TermMatcher};
