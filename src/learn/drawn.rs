//! Which rows probabilities are calibrated on.
//!
//! Whoever labels where a model is unsure, or looks for a rare framing, gets rows that are harder
//! and otherwise shared out than the texts that a model will be asked about: a calibration on them
//! is too shy. Such rows say so (`"drawn": "chosen"`), and teach without calibrating.

use crate::corpus::Drawn;

/// Classes with fewer rows than this are not calibrated without the chosen ones.
const FEWEST: usize = 30;

/// What each row weighs in the calibration: 0 where it was chosen, else 1. `None` where all weigh
/// the same, since none was chosen, or too few rows of some class, below `classes`, would be left.
pub(super) fn weights(drawn: &[Option<Drawn>], targets: &[u32], classes: usize) -> Option<Vec<f64>> {
    let mut left = vec![0; classes];
    for (drawn, &target) in drawn.iter().zip(targets) {
        left[target as usize] += usize::from(*drawn != Some(Drawn::Chosen));
    }
    let usable = left.iter().sum::<usize>() < targets.len() && left.iter().all(|&rows| rows >= FEWEST);
    let weight = |drawn: &Option<Drawn>| if *drawn == Some(Drawn::Chosen) { 0.0 } else { 1.0 };
    usable.then(|| drawn.iter().map(weight).collect())
}

/// A warning where rows that were chosen calibrate all the same.
pub(super) fn warning(drawn: &[Option<Drawn>], weights: Option<&[f64]>) -> Option<String> {
    let chosen = drawn.iter().filter(|drawn| **drawn == Some(Drawn::Chosen)).count();
    (chosen > 0 && weights.is_none()).then(|| {
        format!(
            "{chosen} labels are marked as chosen, and calibrate all the same, as fewer than {FEWEST} others of \
             some class are left: probabilities may be off; label rows drawn at random too"
        )
    })
}

/// The confidence that all but the `share` of rows reach, of those that weigh something.
pub(super) fn least_confidence(
    confidences: impl Iterator<Item = f64>,
    weights: Option<&[f64]>,
    share: f64,
) -> f64 {
    let counts = |row: usize| weights.is_none_or(|weights| weights[row] > 0.0);
    let mut kept: Vec<f64> =
        confidences.enumerate().filter(|&(row, _)| counts(row)).map(|(_, c)| c).collect();
    kept.sort_by(f64::total_cmp);
    let silent = (0..kept.len()).take_while(|&i| ((i + 1) as f64) <= kept.len() as f64 * share).count();
    kept.get(silent).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(random: usize, chosen: usize) -> (Vec<Option<Drawn>>, Vec<u32>) {
        let drawn = |n: usize, drawn| std::iter::repeat_n(drawn, n);
        let all = drawn(random, Some(Drawn::Random)).chain(drawn(random, None));
        let all: Vec<_> = all.chain(drawn(chosen, Some(Drawn::Chosen))).collect();
        let targets = (0..all.len() as u32).map(|i| i % 2).collect();
        (all, targets)
    }

    #[test]
    fn chosen_rows_weigh_nothing_while_enough_others_are_left() {
        let (drawn, targets) = rows(40, 20);
        let weights = weights(&drawn, &targets, 2).unwrap();
        assert_eq!(weights, [vec![1.0; 80], vec![0.0; 20]].concat());
        assert_eq!(warning(&drawn, Some(&weights)), None);
        let confidences = || (0..100).map(|i| f64::from(100 - i) / 100.0);
        // Of the 80 left, the least sure are those numbered 79, 78, ...: 0.21, 0.22, ...
        assert!((least_confidence(confidences(), Some(&weights), 0.2) - 0.37).abs() < 1e-12);
        assert!((least_confidence(confidences(), None, 0.2) - 0.21).abs() < 1e-12);
    }

    #[test]
    fn all_rows_count_where_none_is_chosen_or_too_few_are_not() {
        let (none, targets) = rows(40, 0);
        assert_eq!((weights(&none, &targets, 2), warning(&none, None)), (None, None));
        let (few, targets) = rows(20, 60);
        assert_eq!(weights(&few, &targets, 2), None);
        let told = warning(&few, None).unwrap();
        assert!(told.starts_with("60 labels") && told.contains("fewer than 30"), "{told}");
    }
}
