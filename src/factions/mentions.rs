//! Mentions: which tokens name which faction.

use std::ops::Range;

/// The number of a faction in its lexicon.
pub type FactionId = u16;

/// How a mention names its faction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MentionKind {
    /// A plain name.
    Name,
    /// A name that is framing in itself (الدواعش): the model sees its words.
    Loaded,
    /// A noun that stands for a faction named before it or soon after (التنظيم).
    Anaphor,
}

/// One mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Whom.
    pub faction: FactionId,
    /// The tokens of the name.
    pub tokens: Range<usize>,
    /// How.
    pub kind: MentionKind,
}
