//! What the token layer says of a faction's surroundings, summed up in a fixed number of columns.

use super::Judged;
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
pub(super) fn share_out(words: &[Judged], weights: &[f64], values: &[f32], shares: &mut [f64]) {
    let mut reader = 0;
    for class in 0..2 {
        let p = |word: &Judged| f64::from(word.evidence[class]);
        for group in GROUPS {
            let members: Vec<usize> = (0..words.len()).filter(|&i| group.has(&words[i].spot)).collect();
            let top = members.iter().copied().reduce(|a, b| if p(&words[b]) > p(&words[a]) { b } else { a });
            let amount = weights[reader] * f64::from(values[reader]);
            if let Some(top) = top {
                shares[top] += amount;
            }
            let amount = weights[reader + 1] * f64::from(values[reader + 1]);
            spread(words, &members, class, amount, shares);
            reader += 2;
        }
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by(|&a, &b| p(&words[b]).total_cmp(&p(&words[a])).then(a.cmp(&b)));
        for members in [&order[..order.len().min(2)], &order[..order.len().min(4)], &order[..]] {
            let amount = weights[reader] * f64::from(values[reader]);
            spread(words, members, class, amount, shares);
            reader += 1;
        }
    }
}

/// Splits `amount` over `members` by their probabilities.
fn spread(words: &[Judged], members: &[usize], class: usize, amount: f64, shares: &mut [f64]) {
    let total: f64 = members.iter().map(|&i| f64::from(words[i].evidence[class])).sum();
    if total > 0.0 {
        for &i in members {
            shares[i] += amount * f64::from(words[i].evidence[class]) / total;
        }
    }
}
