//! The bag of an article: the words around a faction's mentions, those right beside it also
//! with their place. Words quoted and reported are kept apart from the article's own.

use super::kinds::{Kind, feature};
use super::surroundings::{Side, Spot};
use crate::text::Word;
use crate::text::hash::combine;

/// Words this near have their place counted too.
const NEAR: usize = 2;

/// How many different places a word right beside a mention can have.
pub const PLACES: usize = 2 * NEAR + 1;

/// The number of the spot's place, below [`PLACES`]; `None` where it is not near.
#[must_use]
pub fn place(spot: &Spot) -> Option<usize> {
    let place = match spot.side {
        Side::Inside => 0,
        Side::Before => spot.distance,
        Side::After => NEAR + spot.distance,
        Side::Far => return None,
    };
    (spot.distance <= NEAR).then_some(place)
}

/// Whose words the bag keeps apart: the article's own, and those quoted or reported.
pub const SPEAKERS: [Speaker; 2] = [Speaker::Article, Speaker::Others];

/// Whose word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The article's own.
    Article,
    /// Quoted or reported.
    Others,
}

impl Speaker {
    /// Whose word stands at the spot.
    #[must_use]
    pub fn of(spot: &Spot) -> Self {
        if spot.voice.voice.is_others() { Self::Others } else { Self::Article }
    }
}

/// The feature of a word of the bag.
#[must_use]
pub fn word(word: &Word, speaker: Speaker) -> u64 {
    let kind = match speaker {
        Speaker::Article => Kind::Bag,
        Speaker::Others => Kind::OthersBag,
    };
    feature(kind, word.stem_hash)
}

/// The feature of a word at a place.
#[must_use]
pub fn near(word: &Word, place: usize, speaker: Speaker) -> u64 {
    let kind = match speaker {
        Speaker::Article => Kind::Near,
        Speaker::Others => Kind::OthersNear,
    };
    feature(kind, combine(place as u64, word.stem_hash))
}
