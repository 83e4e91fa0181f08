//! Whose words a token is: the article's own, quoted, or reported.
//!
//! Quotation marks come first (`quotes`), then headlines of the form «X: ...» (`headline`), then
//! reporting verbs and attributions with their clause (`reporting`), then speech that runs on
//! over sentences without a word to say so (`running`); `frame` says how each was known, and `speech` where
//! the speaker of each stretch is named. Marks round one to
//! three words are not a quotation but the article's own distance or a name; such tokens stay
//! in the voice around them and are tagged as scare-quoted.

mod frame;
mod headline;
mod opening;
mod quotes;
mod reporting;
mod role;
mod rules;
mod running;
mod settings;
mod speech;

pub use frame::Frame;
pub use role::{Governed, Role};
pub use rules::VoiceRules;
pub use settings::{GoverningParticiple, Governor, VoiceSettings};
pub use speech::{Source, Speech};

use std::ops::Range;

use super::lexis::Lexis;
use super::reading::Passage;

/// Whose words a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum Voice {
    /// The article's own.
    #[default]
    Own,
    /// Between quotation marks.
    Quoted,
    /// In the clause of a reporting verb or an attribution.
    Reported,
}

impl Voice {
    /// Whether the words are another's: quoted or reported.
    #[must_use]
    pub fn is_others(self) -> bool {
        self != Voice::Own
    }
}

/// The voice of one token, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VoiceTag {
    /// Whose words.
    pub voice: Voice,
    /// Between marks round one to three words.
    pub scare: bool,
    /// What makes them so.
    pub frame: Frame,
}

impl VoiceTag {
    /// The article's own words, as plain as they come.
    #[must_use]
    pub fn into_own(self) -> Self {
        Self { voice: Voice::Own, frame: Frame::Plain, ..self }
    }
}

/// Tags every token of `passage`, and lists what others say in it.
pub(crate) fn tag(passage: &Passage<'_>, lexis: &Lexis, out: &mut Vec<VoiceTag>, others: &mut Vec<Speech>) {
    out.clear();
    out.resize(passage.tokens.len(), VoiceTag::default());
    let sentences = sentences(passage);
    quotes::tag(passage, out);
    headline::tag(passage, lexis, &sentences, out);
    reporting::tag(passage, lexis, &sentences, out);
    running::tag(passage, lexis, &sentences, out);
    frame::surround(passage, &sentences, out);
    speech::speeches(passage, lexis, &sentences, out, others);
}

/// The sentences as ranges of tokens.
fn sentences(passage: &Passage<'_>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for (i, &number) in passage.sentences.iter().enumerate() {
        match all.last_mut() {
            Some(last) if passage.sentences[last.start] == number => last.end = i + 1,
            _ => all.push(i..i + 1),
        }
    }
    all
}

/// Hands `words` to another, unless they are another's already.
fn report(out: &mut [VoiceTag], words: Range<usize>, frame: Frame) {
    for tag in &mut out[words.start.min(words.end)..words.end] {
        if tag.voice == Voice::Own {
            (tag.voice, tag.frame) = (Voice::Reported, frame);
        }
    }
}
