//! Who says what others say near a faction's mentions: a faction that speaks of itself praises, and one
//! that speaks of another seldom does.

use crate::annotate::Article;
use crate::factions::FactionId;
use crate::features::surroundings::Spot;

/// The share of others' words that the faction says itself, and that other factions say.
pub const COLUMNS: usize = 2;

/// Words that every text is taken to have besides its own, so that few of them say little.
const PRIOR: f32 = 5.0;

/// The columns of the words near the mentions of `faction`.
#[must_use]
pub fn columns<'s>(
    article: &Article,
    faction: FactionId,
    spots: impl Iterator<Item = &'s Spot>,
) -> [f32; COLUMNS] {
    let (mut of, mut all) = ([0.0; COLUMNS], PRIOR);
    for spot in spots.filter(|spot| spot.voice.voice.is_others()) {
        all += 1.0;
        if let Some(speaker) = article.speaker(spot.token) {
            of[usize::from(speaker != faction)] += 1.0;
        }
    }
    of.map(|words| words / all)
}
