//! The factions: who they are, how they are named, and where a document mentions them.

mod lexicon;
mod matcher;
mod mentions;

pub use lexicon::{Alias, Faction, FactionLexicon, Lean, LexiconFault, Name};
pub use matcher::{FactionMatcher, MatcherCache};
pub use mentions::{FactionId, Mention, MentionKind};
