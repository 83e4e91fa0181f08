//! Answers as numbers, surest first, and the figures of any multiset of them.

use ndarray::{Array2, Axis};

use super::answers::Answers;
use super::items::Items;
use crate::model::Error;
use crate::model::metrics::{Confusion, area_under_risk, brier, calibration_error, one_versus_rest_auroc};

/// Bins of the calibration error.
pub const BINS: usize = 15;
/// Shares of rows at which selective figures are given.
pub const COVERAGES: [f64; 6] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5];
/// Figures before those of single classes.
pub(super) const OVERALL: usize = 8;
/// Figures of a class.
pub(super) const BY_CLASS: usize = 4;
/// Figures at a coverage.
pub(super) const BY_COVERAGE: usize = 2;

/// What was said of items, with the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictions {
    /// Number of classes.
    pub classes: usize,
    /// True class of each item.
    pub targets: Vec<u32>,
    /// Class decided on.
    pub decided: Vec<u32>,
    /// `items x classes`; zeros where the faction was not found.
    pub probabilities: Array2<f64>,
    /// Whether the faction was found.
    pub found: Vec<bool>,
    /// As [`Answers::hits`].
    pub hits: Vec<Option<bool>>,
    /// Numbers of the items, those with the highest top probability first, of equal ones the first.
    pub order: Vec<usize>,
}

impl Predictions {
    /// Those of a model.
    #[must_use]
    pub fn new(items: &Items, answers: &Answers) -> Self {
        let classes = items.classes.len();
        let of = |i: usize, class: usize| {
            let all = answers.answers[i].probabilities.as_ref();
            all.and_then(|all| all.get(class)).copied().unwrap_or(0.0)
        };
        let probabilities = Array2::from_shape_fn((items.items.len(), classes), |(i, class)| of(i, class));
        let found = answers.answers.iter().map(|answer| answer.probabilities.is_some()).collect();
        let targets = items.items.iter().map(|item| item.target).collect();
        let decided = answers.answers.iter().map(|answer| answer.decided).collect();
        Self::from_parts(targets, decided, probabilities, found, answers.hits.clone())
    }

    /// Puts them together; one entry an item in each, `probabilities` with one column a class.
    #[must_use]
    pub fn from_parts(
        targets: Vec<u32>,
        decided: Vec<u32>,
        probabilities: Array2<f64>,
        found: Vec<bool>,
        hits: Vec<Option<bool>>,
    ) -> Self {
        let mut order: Vec<usize> = (0..targets.len()).collect();
        let confidence = |i: usize| probabilities.row(i).iter().copied().fold(0.0, f64::max);
        order.sort_by(|&a, &b| confidence(b).total_cmp(&confidence(a)).then(a.cmp(&b)));
        Self { classes: probabilities.ncols(), targets, decided, probabilities, found, hits, order }
    }

    /// What was taken for what: counts by true class (first) and class decided on.
    #[must_use]
    pub fn confusion(&self) -> Vec<Vec<u64>> {
        match Confusion::new(&self.targets, &self.decided, self.classes) {
            Ok(confusion) => confusion.counts().rows().into_iter().map(|row| row.to_vec()).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// The items as often as `weights` says, surest first.
    #[must_use]
    pub fn drawn(&self, weights: impl Fn(usize) -> u32) -> Vec<usize> {
        self.order.iter().flat_map(|&i| std::iter::repeat_n(i, weights(i) as usize)).collect()
    }

    /// Macro-F1 of the classes `decided` on, such as a baseline's, over `drawn` items.
    ///
    /// # Errors
    ///
    /// [`Error`] for no items.
    pub fn counted(&self, decided: &[u32], drawn: &[usize]) -> Result<Confusion, Error> {
        let of = |all: &[u32]| -> Vec<u32> { drawn.iter().map(|&i| all[i]).collect() };
        Confusion::new(&of(&self.targets), &of(decided), self.classes)
    }

    /// All figures of `drawn` items (surest first, repeated ones side by side), in the order in which
    /// [`super::figures`] reads them; `NaN` for one that cannot be computed.
    pub(super) fn numbers(&self, drawn: &[usize]) -> Result<Vec<f64>, Error> {
        let confusion = self.counted(&self.decided, drawn)?;
        let found: Vec<usize> = drawn.iter().copied().filter(|&i| self.found[i]).collect();
        let probable = self.probable(&found)?;
        let mut out = vec![confusion.macro_f1(), confusion.accuracy()];
        out.extend(probable.iter().take(3));
        out.push(area_under_risk(&self.ranked(drawn)));
        out.push(found.len() as f64 / drawn.len() as f64);
        out.push(mean(drawn.iter().filter_map(|&i| self.hits[i])));
        for (scores, auroc) in confusion.per_class().iter().zip(&probable[3..]) {
            out.extend([scores.precision, scores.recall, scores.f1, *auroc]);
        }
        for coverage in COVERAGES {
            let kept = self.counted(&self.decided, &drawn[..kept(drawn.len(), coverage)])?;
            out.extend([kept.macro_f1(), kept.accuracy()]);
        }
        Ok(out)
    }

    /// Macro AUROC, Brier score, calibration error, then AUROC by class; of items that were found.
    fn probable(&self, found: &[usize]) -> Result<Vec<f64>, Error> {
        if found.is_empty() {
            return Ok(vec![f64::NAN; 3 + self.classes]);
        }
        let p = self.probabilities.select(Axis(0), found);
        let targets: Vec<u32> = found.iter().map(|&i| self.targets[i]).collect();
        let areas = one_versus_rest_auroc(p.view(), &targets)?;
        let areas: Vec<f64> = areas.into_iter().map(|area| area.unwrap_or(f64::NAN)).collect();
        let overall = areas.iter().sum::<f64>() / areas.len() as f64;
        let mut out = vec![overall, brier(p.view(), &targets)?, calibration_error(p.view(), &targets, BINS)?];
        out.extend(areas);
        Ok(out)
    }

    /// Top probability and whether the decision is right, surest first.
    fn ranked(&self, drawn: &[usize]) -> Vec<(f64, bool)> {
        let top = |i: usize| self.probabilities.row(i).iter().copied().fold(0.0, f64::max);
        drawn.iter().map(|&i| (top(i), self.decided[i] == self.targets[i])).collect()
    }
}

/// How many of `n` rows are kept at a coverage: one at least.
#[must_use]
pub fn kept(n: usize, coverage: f64) -> usize {
    ((n as f64 * coverage).round_ties_even() as usize).clamp(1, n.max(1))
}

fn mean(events: impl Iterator<Item = bool>) -> f64 {
    let (mut came, mut all) = (0.0, 0.0);
    for event in events {
        came += f64::from(u8::from(event));
        all += 1.0;
    }
    came / all
}
