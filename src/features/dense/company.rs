//! The company a faction is in: how its passage of the text speaks of other factions. A text that
//! takes sides between some takes one here, too, sooner than a text that takes none.

use super::Judged;
use super::summary::{REACH, logarithmic};

/// For each of two framings the likeliest of all words, of the article's own, and of its own right
/// beside a mention.
const TOPS: usize = 6;
/// The means of the tops over the other factions; and whether there is none.
pub const COLUMNS: usize = TOPS + 1;

/// The words near one faction that are likeliest to be evidence: the logarithms of how likely.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tops([f32; TOPS]);

impl Tops {
    /// Those of some words; `None` where there is no word.
    #[must_use]
    pub fn of<'w>(words: impl Iterator<Item = &'w Judged>) -> Option<Self> {
        let (mut tops, mut any) = (Self::default(), false);
        for word in words {
            any = true;
            tops.add(word);
        }
        tops.0.iter_mut().for_each(|top| *top = logarithmic(f64::from(*top)));
        any.then_some(tops)
    }

    fn add(&mut self, word: &Judged) {
        self.raise(0, word.evidence);
        if !word.spot.voice.voice.is_others() {
            self.raise(2, word.evidence);
            if word.spot.distance <= REACH {
                self.raise(4, word.evidence);
            }
        }
    }

    fn raise(&mut self, group: usize, [first, last]: [f32; 2]) {
        self.0[group] = self.0[group].max(first);
        self.0[group + 1] = self.0[group + 1].max(last);
    }
}

/// The columns for a faction among `others`. They are means, so that naming more factions makes no
/// framing likelier.
#[must_use]
pub fn columns(others: impl Iterator<Item = Tops>) -> [f32; COLUMNS] {
    let (mut out, mut count) = ([0.0; COLUMNS], 0_usize);
    for Tops(tops) in others {
        count += 1;
        out.iter_mut().zip(tops).for_each(|(sum, top)| *sum += top);
    }
    if count == 0 {
        out[TOPS] = 1.0;
    } else {
        out.iter_mut().for_each(|sum| *sum /= count as f32);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::surroundings::{Side, Spot};
    use crate::text::Connotation;
    use crate::text::voice::{Frame, VoiceTag};

    fn word(distance: usize, frame: Frame, evidence: [f32; 2]) -> Judged {
        let voice = VoiceTag { voice: frame.voice(), scare: false, frame };
        let spot = Spot {
            token: 0,
            side: Side::After,
            distance,
            crossed: false,
            coordinated: false,
            name: 0,
            governor: None,
            voice,
            title: false,
        };
        Judged { spot, evidence, term: None, connotation: Connotation::PLAIN, vector: None }
    }

    #[test]
    fn tops_are_told_apart_by_voice_and_nearness() {
        let words = [
            word(1, Frame::Quotation, [0.9, 0.0]),
            word(5, Frame::Plain, [0.5, 0.1]),
            word(2, Frame::Titled, [0.2, 0.3]),
        ];
        let expected = [0.9, 0.3, 0.5, 0.3, 0.2, 0.3_f32].map(|p| logarithmic(f64::from(p)));
        assert_eq!(Tops::of(words.iter()), Some(Tops(expected)));
        assert_eq!(Tops::of([].iter()), None);
    }

    #[test]
    fn more_of_the_same_company_changes_nothing_and_none_is_told() {
        let tops = Tops([0.9, 0.3, 0.5, 0.3, 0.2, 0.3]);
        let one = columns([tops].into_iter());
        assert!(one[0] > one[2] && one[2] > one[4] && one[TOPS] == 0.0, "{one:?}");
        assert_eq!(columns([tops, tops].into_iter()).map(f32::to_bits), one.map(f32::to_bits));
        let alone = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0_f32];
        assert_eq!(columns([].into_iter()).map(f32::to_bits), alone.map(f32::to_bits));
    }
}
