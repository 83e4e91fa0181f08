//! The term lexicon: loaded words, their paradigms, and where a document uses them.

mod lexicon;
mod matcher;

pub use lexicon::{Category, Context, TermFault, Term, TermLean, TermLexicon};
pub use matcher::{TermHit, TermId, TermMatcher, TermCache};
