//! The bag of an article: the words around a faction's mentions, those right beside it also
//! with their place.

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
    (spot.distance <= NEAR).then_some(match spot.side {
        Side::Inside => 0,
        Side::Before => spot.distance,
        Side::After => NEAR + spot.distance,
    })
}

/// The feature of a word of the bag.
#[must_use]
pub fn word(word: &Word) -> u64 {
    feature(Kind::Bag, word.stem_hash)
}

/// The feature of a word at a place.
#[must_use]
pub fn near(word: &Word, place: usize) -> u64 {
    feature(Kind::Near, combine(place as u64, word.stem_hash))
}
