//! The company a faction is in: how its passage of the text speaks of other factions. What it says of
//! those on the same side is often meant for this one, too; and a text that takes sides between others
//! takes one here sooner than a text that takes none.

use super::Judged;
use super::summary::{REACH, logarithmic};
use crate::features::surroundings::Side;

/// For each of two framings the likeliest of all words near a mention, of the article's own, of its own right
/// beside one, and of the far ones.
const TOPS: usize = 8;
/// Where those of each begin.
const ALL: usize = 0;
const OWN: usize = 2;
const BESIDE: usize = 4;
const FAR: usize = 6;
/// The means of the tops over some factions; and whether there is none.
const OF_GROUP: usize = TOPS + 1;
/// Those of the factions on the same side, then those of all others.
pub const COLUMNS: usize = 2 * OF_GROUP;

/// What another faction is to the one that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They stand on one side.
    Ally,
    /// Nothing is known, or they do not.
    Other,
}

impl Relation {
    /// [`Relation::Ally`] where a side is shared.
    #[must_use]
    pub fn of(shared: bool) -> Self {
        if shared { Self::Ally } else { Self::Other }
    }
}

/// The words around one faction that are likeliest to be evidence: the logarithms of how likely.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tops([f32; TOPS]);

impl Tops {
    /// Those of some words; `None` where none of them is near a mention.
    #[must_use]
    pub fn of<'w>(words: impl Iterator<Item = &'w Judged>) -> Option<Self> {
        let (mut tops, mut any) = (Self::default(), false);
        for word in words {
            any |= word.spot.side != Side::Far;
            tops.add(word);
        }
        tops.0.iter_mut().for_each(|top| *top = logarithmic(f64::from(*top)));
        any.then_some(tops)
    }

    fn add(&mut self, word: &Judged) {
        if word.spot.side == Side::Far {
            return self.raise(FAR, word.evidence);
        }
        self.raise(ALL, word.evidence);
        if !word.spot.voice.voice.is_others() {
            self.raise(OWN, word.evidence);
            if word.spot.distance <= REACH {
                self.raise(BESIDE, word.evidence);
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
pub fn columns(others: impl Iterator<Item = (Relation, Tops)>) -> [f32; COLUMNS] {
    let (mut out, mut counts) = ([0.0; COLUMNS], [0_usize; 2]);
    for (relation, Tops(tops)) in others {
        let group = relation as usize;
        counts[group] += 1;
        let sums = &mut out[group * OF_GROUP..][..TOPS];
        sums.iter_mut().zip(tops).for_each(|(sum, top)| *sum += top);
    }
    for (group, count) in out.chunks_exact_mut(OF_GROUP).zip(counts) {
        if count == 0 {
            group[TOPS] = 1.0;
        } else {
            group.iter_mut().for_each(|sum| *sum /= count as f32);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::surroundings::Spot;
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
        let expected = [0.9, 0.3, 0.5, 0.3, 0.2, 0.3, 0.0, 0.0_f32].map(|p| logarithmic(f64::from(p)));
        assert_eq!(Tops::of(words.iter()), Some(Tops(expected)));
        assert_eq!(Tops::of([].iter()), None);
    }

    #[test]
    fn far_words_have_tops_of_their_own_and_are_no_company_alone() {
        let mut far = word(41, Frame::Plain, [0.6, 0.2]);
        far.spot.side = Side::Far;
        let near = word(1, Frame::Plain, [0.1, 0.1]);
        let expected = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.2_f32].map(|p| logarithmic(f64::from(p)));
        assert_eq!(Tops::of([near, far].iter()), Some(Tops(expected)));
        assert_eq!(Tops::of([far].iter()), None);
    }

    #[test]
    fn more_of_the_same_company_changes_nothing_and_none_is_told() {
        let tops = Tops([0.9, 0.3, 0.5, 0.3, 0.2, 0.3, 0.7, 0.1]);
        let other = (Relation::Other, tops);
        let one = columns([other].into_iter());
        let of_others = &one[OF_GROUP..];
        assert!(of_others[0] > of_others[2] && of_others[2] > of_others[4], "{one:?}");
        assert_eq!(columns([other, other].into_iter()).map(f32::to_bits), one.map(f32::to_bits));
        let alone = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0_f32];
        assert_eq!(one[..OF_GROUP], alone);
        assert_eq!(columns([].into_iter())[..], [alone, alone].concat());
    }

    #[test]
    fn allies_are_told_from_others() {
        let tops = Tops([0.9, 0.3, 0.5, 0.3, 0.2, 0.3, 0.7, 0.1]);
        let both = columns([(Relation::Ally, tops), (Relation::Other, Tops::default())].into_iter());
        assert_eq!(both[..TOPS], tops.0);
        assert_eq!(both[OF_GROUP..], [0.0; OF_GROUP]);
    }
}
