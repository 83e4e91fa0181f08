//! Names of features: a kind and what it speaks of, hashed into 64 bits.

use crate::text::hash::combine;

/// What a feature says. The numbers are part of the bundle format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// The word's stem.
    Stem = 1,
    /// Three letters of it.
    Gram3 = 2,
    /// Four letters of it.
    Gram4 = 3,
    /// The stem and its side of the mention.
    SideStem = 4,
    /// The stem of the word before it.
    Previous = 5,
    /// The stem of the word after it.
    Next = 6,
    /// Side and distance.
    Position = 7,
    /// Voice, with side.
    Voice = 8,
    /// Stands between scare quotes.
    Scare = 9,
    /// Stands in the title.
    Title = 10,
    /// Another faction is named between.
    Crossed = 11,
    /// Reaches the mention over a conjunction.
    Coordinated = 12,
    /// The lexicon's term.
    Term = 13,
    /// The term's category, lean, side and nearness.
    TermPlace = 14,
    /// The term's category, lean and voice.
    TermVoice = 15,
    /// The word right before the mention, with the side.
    Governor = 16,
    /// The cluster of the word.
    Cluster = 18,
    /// The cluster and the side.
    SideCluster = 19,
    /// The cluster of the word before it.
    PreviousCluster = 20,
    /// The cluster of the word after it.
    NextCluster = 21,
    /// The connotation of the word.
    Connotation = 22,
    /// The connotation and the side.
    SideConnotation = 23,
    /// The connotation of the word before it.
    PreviousConnotation = 24,
    /// The connotation of the word after it.
    NextConnotation = 25,
    /// The connotation of the word right before the mention, with the side.
    GovernorConnotation = 26,
    /// The connotation, side and nearness.
    ConnotationPlace = 27,
    /// The connotation and the voice.
    ConnotationVoice = 28,
    /// What makes the words whose they are, with the side.
    Frame = 29,
    /// The term's category, lean and frame.
    TermFrame = 30,
    /// The connotation and the frame.
    ConnotationFrame = 31,
    /// A word of the bag.
    Bag = 32,
    /// A word within two words of the mention, with its place.
    Near = 33,
    /// A quoted or reported word of the bag.
    OthersBag = 34,
    /// A quoted or reported word within two words of the mention, with its place.
    OthersNear = 35,
    /// What is written onto the name, with the side.
    Clitic = 36,
    /// The term's category, lean and side, with what is written onto the name.
    TermClitic = 37,
    /// The connotation and the side, with what is written onto the name.
    ConnotationClitic = 38,
    /// Whether word and name have the article, with side and distance.
    Articles = 39,
    /// The term's category and lean with [`Kind::Articles`].
    TermArticles = 40,
    /// The connotation with [`Kind::Articles`].
    ConnotationArticles = 41,
    /// The mark that the sentence ends with.
    Ending = 42,
    /// The mark that the sentence ends with, and the side.
    SideEnding = 43,
    /// The term's category and lean, in scare quotes.
    TermScare = 44,
    /// The connotation, in scare quotes.
    ConnotationScare = 45,
    /// The sentence's first word, with the side.
    First = 46,
    /// The sentence's second word, with the side.
    Second = 47,
    /// The stem of the word before the previous one.
    SecondBefore = 52,
    /// The stem of the word after the next one.
    SecondAfter = 53,
    /// A word of a document as a whole.
    Unigram = 48,
    /// Two words in a row.
    Bigram = 49,
    /// Three words in a row.
    Trigram = 50,
    /// Letters inside a word of a document as a whole.
    Letters = 51,
}

/// The feature `kind` of `subject`.
#[inline]
#[must_use]
pub fn feature(kind: Kind, subject: u64) -> u64 {
    combine(kind as u64, subject)
}
