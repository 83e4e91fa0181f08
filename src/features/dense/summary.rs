//! What the token layer says of a faction's surroundings, summed up in a fixed number of columns.

use super::{Judged, Pair};
use crate::features::surroundings::Spot;
use crate::text::voice::Voice;

/// How many columns there are.
pub(super) const COLUMNS: usize = 2 * (GROUPS.len() * 2 + 3);

/// Words that count for a group of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    All,
    Own,
    Quoted,
    Reported,
    Near,
    NearOwn,
}

const GROUPS: [Group; 6] =
    [Group::All, Group::Own, Group::Quoted, Group::Reported, Group::Near, Group::NearOwn];

impl Group {
    fn has(self, spot: &Spot) -> bool {
        let near = spot.distance <= 2;
        match self {
            Group::All => true,
            Group::Own => spot.voice.voice == Voice::Own,
            Group::Quoted => spot.voice.voice == Voice::Quoted,
            Group::Reported => spot.voice.voice == Voice::Reported,
            Group::Near => near,
            Group::NearOwn => near && spot.voice.voice == Voice::Own,
        }
    }
}

/// The least probability that counts; ln of it is the zero of the logarithmic columns.
const FLOOR: f64 = 1e-3;

pub(super) fn fill(words: &[Judged], out: &mut [f32]) {
    out.fill(0.0);
    let mut writer = 0;
    for class in 0..2 {
        for group in GROUPS {
            let (mut top, mut sum) = (0.0f64, 0.0f64);
            for word in words.iter().filter(|word| group.has(&word.spot)) {
                let p = f64::from(word.evidence[class]);
                top = top.max(p);
                sum += p;
            }
            out[writer] = logarithmic(top);
            out[writer + 1] = logarithmic(sum);
            writer += 2;
        }
        let best = best(words, class);
        out[writer] = best[..2].iter().sum::<f32>();
        out[writer + 1] = best.iter().sum::<f32>();
        out[writer + 2] = words.iter().map(|w| w.evidence[class]).sum::<f32>() / words.len().max(1) as f32;
        writer += 3;
    }
}

/// ln of a probability (or sum of some), shifted and scaled so that [`FLOOR`] gives 0 and 1
/// gives 1.
fn logarithmic(p: f64) -> f32 {
    ((p.max(FLOOR) / FLOOR).ln() / (1.0 / FLOOR).ln()) as f32
}

fn best(words: &[Judged], class: usize) -> [f32; 4] {
    let mut best = [0.0f32; 4];
    for word in words {
        let mut p = word.evidence[class];
        for slot in &mut best {
            if p > *slot {
                std::mem::swap(slot, &mut p);
            }
        }
    }
    best
}

/// A maximum is its word's; sums and means are shared by the words' probabilities. A column of
/// a group without words is 0, so nothing is left over.
pub(super) fn share_out(words: &[Judged], weights: &[Pair], values: &[f32], shares: &mut [Pair]) {
    let mut columns = weights.iter().zip(values).map(|(w, &value)| w.map(|w| w * f64::from(value)));
    let mut next = || columns.next().unwrap_or_default();
    let mut order: Vec<usize> = Vec::with_capacity(words.len());
    for class in 0..2 {
        let p = |i: usize| f64::from(words[i].evidence[class]);
        for group in GROUPS {
            order.clear();
            order.extend((0..words.len()).filter(|&i| group.has(&words[i].spot)));
            let (of_top, of_sum) = (next(), next());
            let Some(top) = order.iter().copied().reduce(|a, b| if p(b) > p(a) { b } else { a }) else {
                continue;
            };
            shares[top].iter_mut().zip(of_top).for_each(|(share, amount)| *share += amount);
            spread(words, &order, class, of_sum, shares);
        }
        order.clear();
        order.extend(0..words.len());
        order.sort_unstable_by(|&a, &b| p(b).total_cmp(&p(a)).then(a.cmp(&b)));
        for members in [&order[..order.len().min(2)], &order[..order.len().min(4)], &order[..]] {
            spread(words, members, class, next(), shares);
        }
    }
}

/// Splits `amount` over `members` by their probabilities.
fn spread(words: &[Judged], members: &[usize], class: usize, amount: Pair, shares: &mut [Pair]) {
    let total: f64 = members.iter().map(|&i| f64::from(words[i].evidence[class])).sum();
    if total > 0.0 {
        for &i in members {
            let p = f64::from(words[i].evidence[class]);
            shares[i].iter_mut().zip(amount).for_each(|(share, amount)| *share += amount * p / total);
        }
    }
}
