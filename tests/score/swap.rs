//! The model is to read how, not who: with two names swapped, the scores swap.

use nabra::corpus::Document;

use super::{MODEL, PASSAGES, factions, score};
use nabra::score::ScoredDocument;

/// Two factions and their plain names, of the same shape in grammar; a name of one list becomes the
/// name at its place in the other.
struct Pair {
    ids: [&'static str; 2],
    names: &'static [[&'static str; 2]],
}

const PAIRS: [Pair; 6] = [
    Pair {
        ids: ["sudan-rsf", "sudan-saf"],
        names: &[
            ["للدعم السريع", "للجيش السوداني"],
            ["للدعم السريع", "للجيش"],
            ["الدعم السريع", "الجيش السوداني"],
            ["الدعم السريع", "الجيش"],
        ],
    },
    Pair {
        ids: ["libya-gna", "libya-lna"],
        names: &[["حكومة الوفاق", "القيادة العامة"], ["فايز السراج", "خليفة حفتر"], ["السراج", "حفتر"]],
    },
    Pair {
        ids: ["libya-gnu", "libya-lna"],
        names: &[["عبد الحميد الدبيبة", "خليفة حفتر"], ["الدبيبة", "حفتر"]],
    },
    Pair {
        ids: ["houthi", "saleh"], names: &[["عبدالملك الحوثي", "علي عبدالله صالح"], ["الحوثي", "صالح"]]
    },
    Pair { ids: ["houthi", "hadi-gov"], names: &[["الحوثي", "هادي"]] },
    Pair {
        ids: ["hamas", "fatah-pa"], names: &[["حركة حماس", "حركة فتح"], ["حماس", "فتح"]]
    },
];

impl Pair {
    /// The text with the names of the two factions swapped, and how many of each there were.
    fn swap(&self, text: &str, counts: &mut [usize; 2]) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        'text: while let Some(next) = rest.chars().next() {
            for [a, b] in self.names {
                for (which, (from, to)) in [(a, b), (b, a)].into_iter().enumerate() {
                    if let Some(after) = rest.strip_prefix(from) {
                        counts[which] += 1;
                        out.push_str(to);
                        rest = after;
                        continue 'text;
                    }
                }
            }
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
        out
    }
}

/// Scores and mentions of the two factions.
fn of(scored: &ScoredDocument, ids: [&str; 2]) -> Option<[(f64, usize); 2]> {
    let find = |id: &str| factions(scored).iter().find(|faction| &*faction.faction == id);
    Some([find(ids[0])?, find(ids[1])?].map(|faction| (faction.score, faction.mentions)))
}

#[test]
fn swapping_the_names_swaps_the_scores() {
    assert!(PAIRS.iter().all(|pair| pair.ids.iter().all(|id| MODEL.factions().number(id).is_some())));
    let (mut differences, mut turned, mut contrast) = (Vec::new(), 0, Vec::new());
    for document in PASSAGES.iter() {
        let before = score(document);
        for pair in &PAIRS {
            let Some([a, b]) = of(&before, pair.ids) else { continue };
            let mut counts = [0; 2];
            let [title, text] = [&document.title, &document.text].map(|field| pair.swap(field, &mut counts));
            let after = score(&Document { title, text, ..document.clone() });
            // Where not every mention is by a name of the list, only half of the text is swapped.
            let Some([c, d]) = of(&after, pair.ids) else { continue };
            if [a.1, b.1] != counts || [d.1, c.1] != counts {
                continue;
            }
            differences.extend([(a.0 - d.0).abs(), (b.0 - c.0).abs()]);
            contrast.push((a.0 - b.0).abs());
            turned += usize::from((a.0 - b.0).abs() > 0.5 && (a.0 - b.0) * (d.0 - c.0) < 0.0);
        }
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let worst = differences.iter().copied().fold(0.0, f64::max);
    let (documents, moved, apart) = (differences.len() / 2, mean(&differences), mean(&contrast));
    println!(
        "{documents} passages: scores move by {moved:.3} on average, {worst:.3} at most; factions are {apart:.3} apart; {turned} turned"
    );
    assert!(documents >= 20, "{documents} passages");
    assert!(moved < 0.05, "scores move by {moved:.3}");
}
