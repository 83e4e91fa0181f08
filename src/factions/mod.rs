//! The factions: who they are, how they are named, where a document mentions them and where they speak.

mod description;
mod lexicon;
mod matcher;
mod mentions;
mod neighbours;
mod sides;
mod speakers;

pub use lexicon::{Alias, Faction, FactionLexicon, Lean, LexiconFault, Name};
pub use matcher::{FactionMatcher, MatcherCache};
pub use mentions::{FactionId, Mention, MentionKind};
pub use sides::Sides;
pub use speakers::Speakers;
