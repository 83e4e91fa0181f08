//! The company a faction is in: how the text speaks of the other factions near it. A text that
//! takes sides between some takes one here, too, sooner than a text that takes none.

use super::Judged;
use super::summary::{REACH, logarithmic};

/// Groups of words by class of framing: all, the article's own, and its own right beside a mention.
const TOPS: usize = 6;
/// The means of the tops over the other factions; and whether there is none.
pub const COLUMNS: usize = TOPS + 1;

/// The words near one faction that are likeliest to be evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tops([f32; TOPS]);

impl Tops {
    /// Those of some words; `None` where there is no word.
    #[must_use]
    pub fn of<'w>(words: impl Iterator<Item = &'w Judged>) -> Option<Self> {
        words.fold(None, |tops: Option<Self>, word| Some(tops.unwrap_or_default().with(word)))
    }

    fn with(mut self, word: &Judged) -> Self {
        let own = !word.spot.voice.voice.is_others();
        let groups = [true, own, own && word.spot.distance <= REACH];
        for (pair, _) in self.0.chunks_exact_mut(2).zip(groups).filter(|&(_, counts)| counts) {
            pair.iter_mut().zip(word.evidence).for_each(|(top, p)| *top = top.max(p));
        }
        self
    }
}

/// The columns for a faction among `others`. They are means, so that naming more factions makes no
/// framing likelier.
#[must_use]
pub fn columns(others: impl Iterator<Item = Tops>) -> [f32; COLUMNS] {
    let (mut out, mut count) = ([0.0; COLUMNS], 0_usize);
    for Tops(tops) in others {
        count += 1;
        out.iter_mut().zip(tops).for_each(|(sum, top)| *sum += logarithmic(f64::from(top)));
    }
    if count == 0 {
        out[TOPS] = 1.0;
    } else {
        out.iter_mut().for_each(|sum| *sum /= count as f32);
    }
    out
}
