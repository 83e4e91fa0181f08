//! What the token layer says of a faction's surroundings, summed up in a fixed number of columns.

use super::{Judged, Pair};
use crate::features::surroundings::Side;
use crate::text::voice::{Frame, Voice};

/// Words that count together: all but the far ones, the article's own, those reported, those near the mention, of
/// these the article's own, those of each class of frames, of which one has all that are quoted, and the far ones.
const GROUPS: usize = FAR + 1;
const ALL: usize = 0;
const OWN: usize = 1;
const REPORTED: usize = 2;
const NEAR: usize = 3;
const NEAR_OWN: usize = 4;
/// The number of a class of frames is added.
const OF_FRAMES: usize = 5;
const CLASSES: usize = Frame::CLASSES.len();
const FAR: usize = OF_FRAMES + CLASSES;
/// The words of a class of frames, those right beside the mention or not: the number of the class
/// times two, and one more where they are; last the far words.
const KINDS: usize = FAR_KIND + 1;
const FAR_KIND: usize = 2 * CLASSES;
/// The kinds that each group is made of.
const MEMBERS: [Members; GROUPS] = members();

/// Words up to this far away are near.
pub(super) const REACH: usize = 2;
/// The columns of a class: top and sum of each group, the best two, the best four, the mean.
const OF_CLASS: usize = GROUPS * 2 + 3;
/// How many columns there are.
pub(super) const COLUMNS: usize = 2 * OF_CLASS;

/// The least probability that counts; ln of it is the zero of the logarithmic columns.
const FLOOR: f64 = 1e-3;

/// What the token layer says of some words: of the first, and of the last framing class.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    classes: [OfClass; 2],
    words: usize,
}

/// Of each class of frames the words far from the mention and those near: every group is made of
/// some of these kinds.
#[derive(Debug, Clone, Default)]
struct OfClass {
    kinds: [Group; KINDS],
    best: [Best; 4],
    sum: f32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    sum: f64,
    top: Best,
}

/// A word by its place, and its probability; of words with the same, the first.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    p: f32,
    place: u32,
}

impl Summary {
    pub(super) fn add(&mut self, place: usize, word: &Judged) {
        let kind = kind(word);
        let near = kind != FAR_KIND;
        self.words += usize::from(near);
        for (of, p) in self.classes.iter_mut().zip(word.evidence) {
            let best = Best { p, place: place as u32 };
            of.kinds[kind].add(best);
            if near {
                of.sum += p;
                of.rank(best);
            }
        }
    }

    pub(super) fn fill(&self, out: &mut [f32]) {
        for (class, out) in self.classes.iter().zip(out.chunks_exact_mut(OF_CLASS)) {
            let (of_groups, rest) = out.split_at_mut(2 * GROUPS);
            for (group, out) in class.groups().iter().zip(of_groups.chunks_exact_mut(2)) {
                out[0] = logarithmic(f64::from(group.top.p));
                out[1] = logarithmic(group.sum);
            }
            rest[0] = class.best[..2].iter().map(|best| best.p).sum();
            rest[1] = class.best.iter().map(|best| best.p).sum();
            rest[2] = class.sum / self.words.max(1) as f32;
        }
    }

    /// Hands the tops, which are their words', to `shares`, and gives what a word of each kind has
    /// of the sums and means for its probability. A column of a group without words is 0, so
    /// nothing is left over.
    pub(super) fn shares(&self, weights: &[Pair], values: &[f32], shares: &mut [Pair]) -> Each {
        let mut each = Each::default();
        if shares.is_empty() {
            return each;
        }
        let columns = weights.chunks_exact(OF_CLASS).zip(values.chunks_exact(OF_CLASS));
        for ((class, each), (weights, values)) in self.classes.iter().zip(&mut each.0).zip(columns) {
            let amount = |column: usize| weights[column] * f64::from(values[column]);
            let mut of_sums = [Pair::default(); GROUPS];
            let groups = class.groups();
            for (number, group) in groups.iter().enumerate() {
                shares[group.top.place as usize] += amount(2 * number);
                of_sums[number] = each_of(amount(2 * number + 1), group.sum);
            }
            for (number, count) in [2, 4].into_iter().enumerate() {
                let best = &class.best[..count];
                let part = each_of(amount(2 * GROUPS + number), best.iter().map(|b| f64::from(b.p)).sum());
                for best in best {
                    shares[best.place as usize] += part * f64::from(best.p);
                }
            }
            of_sums[ALL] += each_of(amount(OF_CLASS - 1), groups[ALL].sum);
            each.fill(&of_sums);
        }
        each
    }
}

impl OfClass {
    fn groups(&self) -> [Group; GROUPS] {
        let mut groups = [Group::default(); GROUPS];
        for (group, members) in groups.iter_mut().zip(&MEMBERS) {
            members.kinds().for_each(|kind| group.merge(&self.kinds[kind]));
        }
        groups
    }

    /// Puts the word before the first that is less likely, and the last one out.
    fn rank(&mut self, mut word: Best) {
        let mut found = false;
        for best in &mut self.best {
            found |= word.p > best.p;
            if found {
                std::mem::swap(best, &mut word);
            }
        }
    }
}

impl Group {
    fn add(&mut self, word: Best) {
        self.sum += f64::from(word.p);
        if word.p > self.top.p {
            self.top = word;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        let [own, others] = [self.top, other.top];
        if others.p > own.p || (others.p >= own.p && others.place < own.place) {
            self.top = others;
        }
    }
}

/// What a word has for its probability, by framing, class of frames and nearness.
#[derive(Debug, Default)]
pub(super) struct Each([OfKinds; 2]);

#[derive(Debug, Default)]
struct OfKinds([Pair; KINDS]);

impl Each {
    pub(super) fn add(&self, word: &Judged, share: &mut Pair) {
        let kind = kind(word);
        for (each, p) in self.0.iter().zip(word.evidence) {
            *share += each.0[kind] * f64::from(p);
        }
    }
}

impl OfKinds {
    fn fill(&mut self, of_groups: &[Pair; GROUPS]) {
        for (of_group, members) in of_groups.iter().zip(&MEMBERS) {
            members.kinds().for_each(|kind| self.0[kind] += *of_group);
        }
    }
}

/// Some of the kinds.
#[derive(Debug, Clone, Copy)]
struct Members {
    kinds: [usize; KINDS],
    count: usize,
}

impl Members {
    const NONE: Self = Self { kinds: [0; KINDS], count: 0 };

    const fn add(&mut self, kind: usize) {
        self.kinds[self.count] = kind;
        self.count += 1;
    }

    fn kinds(&self) -> impl Iterator<Item = usize> {
        self.kinds[..self.count].iter().copied()
    }
}

const fn members() -> [Members; GROUPS] {
    let mut groups = [Members::NONE; GROUPS];
    let mut kind = 0;
    groups[FAR].add(FAR_KIND);
    while kind < FAR_KIND {
        let (class, near) = (kind / 2, kind % 2 == 1);
        let own = matches!(Frame::CLASSES[class], Voice::Own);
        groups[ALL].add(kind);
        if own {
            groups[OWN].add(kind);
        }
        if matches!(Frame::CLASSES[class], Voice::Reported) {
            groups[REPORTED].add(kind);
        }
        if near {
            groups[NEAR].add(kind);
        }
        if near && own {
            groups[NEAR_OWN].add(kind);
        }
        groups[OF_FRAMES + class].add(kind);
        kind += 1;
    }
    groups
}

/// The number of the word's kind.
fn kind(word: &Judged) -> usize {
    if word.spot.side == Side::Far {
        return FAR_KIND;
    }
    2 * word.spot.voice.frame.class() + usize::from(word.spot.distance <= REACH)
}

/// The part of `amount` for each 1 of `total`.
fn each_of(amount: Pair, total: f64) -> Pair {
    if total > 0.0 { amount * total.recip() } else { Pair::default() }
}

/// ln of a probability (or sum of some), shifted and scaled so that [`FLOOR`] gives 0 and 1
/// gives 1.
pub(super) fn logarithmic(p: f64) -> f32 {
    if p > FLOOR { ((p / FLOOR).ln() / (1.0 / FLOOR).ln()) as f32 } else { 0.0 }
}
