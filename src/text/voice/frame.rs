//! How words come to be whose they are: what hands another's words over, and what stands around
//! the article's own. Whose words they are is not equally sure in each of these frames.

use std::ops::Range;

use super::{Role, Voice, VoiceTag};
use crate::text::reading::Passage;

/// What makes words another's, or surrounds the article's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[repr(u8)]
pub enum Frame {
    /// The own voice, nothing about it.
    #[default]
    Plain,
    /// The own voice behind another's in the same sentence.
    Trailing,
    /// The own voice in the sentence after one that ends in another's words.
    Following,
    /// The own voice under a title with another's words.
    Titled,
    /// The own voice in a sentence that says "we".
    We,
    /// Between quotation marks.
    Quotation,
    /// Behind a speaker's name and a colon.
    Headline,
    /// In a clause that أن opens.
    Clause,
    /// Behind a colon within the sentence.
    Colon,
    /// The object of a verb of speech or of its preposition.
    Object,
    /// A deed that somebody tells of, wants or refuses.
    Deed,
    /// Said by an attribution to be another's: بحسب فلان.
    Attribution,
    /// Another's name or pretext for a thing.
    Naming,
    /// Speech that runs on, with nothing in the sentence to say so.
    Running,
}

impl Frame {
    /// Every frame, in a fixed order.
    pub const ALL: [Frame; 14] = [
        Frame::Plain,
        Frame::Trailing,
        Frame::Following,
        Frame::Titled,
        Frame::We,
        Frame::Quotation,
        Frame::Headline,
        Frame::Clause,
        Frame::Colon,
        Frame::Object,
        Frame::Deed,
        Frame::Attribution,
        Frame::Naming,
        Frame::Running,
    ];

    /// The voice of each class of frames.
    pub const CLASSES: [Voice; 5] = [Voice::Own, Voice::Own, Voice::Reported, Voice::Reported, Voice::Quoted];

    /// Frames in which words are as likely to be the article's own: plain, near another's words,
    /// handed over without a clause, handed over in one, quoted.
    #[must_use]
    pub fn class(self) -> usize {
        match self {
            Frame::Plain => 0,
            Frame::Trailing | Frame::Following | Frame::Titled | Frame::We => 1,
            Frame::Object | Frame::Deed | Frame::Attribution | Frame::Running => 2,
            Frame::Headline | Frame::Clause | Frame::Colon | Frame::Naming => 3,
            Frame::Quotation => 4,
        }
    }

    /// Whose words they are.
    #[must_use]
    pub fn voice(self) -> Voice {
        Self::CLASSES[self.class()]
    }
}

/// Tells the frames of the own voice apart, once it is known which words are others'.
pub(super) fn surround(passage: &Passage<'_>, sentences: &[Range<usize>], out: &mut [VoiceTag]) {
    let title = passage.tokens.title_tokens();
    let word = |i: &usize| passage.tokens.is_word(*i);
    let titled = (0..title).any(|i| word(&i) && out[i].voice.is_others());
    let mut follows = false;
    for sentence in sentences {
        follows &= sentence.start != title;
        let we = sentence.clone().any(|i| passage.roles[i].has(Role::FIRST) && !out[i].voice.is_others());
        let around = match () {
            () if we => Frame::We,
            () if follows => Frame::Following,
            () if titled && sentence.start >= title => Frame::Titled,
            () => Frame::Plain,
        };
        let mut heard = false;
        for i in sentence.clone().filter(word) {
            follows = out[i].voice.is_others();
            heard |= follows;
            if !follows {
                out[i].frame = if heard { Frame::Trailing } else { around };
            }
        }
    }
}
