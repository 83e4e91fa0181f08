//! How well scores put rows in order.

use ndarray::ArrayView2;
use serde::Serialize;

use super::{check, tops};
use crate::model::Error;

/// Area under the ROC curve: the probability that a row of the class scores above one of the rest,
/// ties counting half (Mann and Whitney). `None` unless there are both kinds.
///
/// # Errors
///
/// [`Error::Length`] when there is not one score for each truth, [`Error::Value`] for a score that
/// is not a number.
pub fn auroc(scores: &[f64], positive: &[bool]) -> Result<Option<f64>, Error> {
    crate::model::error::same_length("scores", positive.len(), scores.len())?;
    if let Some(row) = scores.iter().position(|score| score.is_nan()) {
        return Err(Error::Value { what: "score", row, must: "a number" });
    }
    let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(positive.iter().copied()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut above, mut wins) = (0.0, 0.0, 0.0);
    for tied in order.chunk_by(|a, b| a.0 >= b.0) {
        let positives = tied.iter().filter(|(_, positive)| *positive).count() as f64;
        let negatives = tied.len() as f64 - positives;
        wins += positives * (below + 0.5 * negatives);
        below += negatives;
        above += positives;
    }
    Ok((below > 0.0 && above > 0.0).then(|| wins / (below * above)))
}

/// [`auroc`] of each class's probability against the rest.
///
/// # Errors
///
/// [`Error::NoRows`], [`Error::Length`], [`Error::ClassRange`], [`Error::Value`] for probabilities
/// and targets that do not fit.
pub fn one_versus_rest_auroc(
    probabilities: ArrayView2<'_, f64>,
    targets: &[u32],
) -> Result<Vec<Option<f64>>, Error> {
    check(probabilities, targets)?;
    let columns = probabilities.columns().into_iter().enumerate();
    columns
        .map(|(class, column)| {
            let positive: Vec<bool> = targets.iter().map(|&target| target as usize == class).collect();
            auroc(&column.to_vec(), &positive)
        })
        .collect()
}

/// What answering only the surest rows costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RiskPoint {
    /// Rows whose most probable class has at least this probability are answered.
    pub threshold: f64,
    /// Share of rows answered.
    pub coverage: f64,
    /// Share of wrong ones among those answered.
    pub risk: f64,
}

/// The coverage-risk curve (El-Yaniv and Wiener, JMLR 2010): one point for each distinct top
/// probability, coverage rising to 1.
///
/// # Errors
///
/// As [`one_versus_rest_auroc`].
pub fn coverage_risk(probabilities: ArrayView2<'_, f64>, targets: &[u32]) -> Result<Vec<RiskPoint>, Error> {
    check(probabilities, targets)?;
    let mut tops = tops(probabilities, targets);
    tops.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut answered, mut wrong) = (0, 0);
    let mut out = Vec::new();
    for tied in tops.chunk_by(|a, b| a.0 <= b.0) {
        answered += tied.len();
        wrong += tied.iter().filter(|(_, right)| !right).count();
        out.push(RiskPoint {
            threshold: tied[0].0,
            coverage: answered as f64 / targets.len() as f64,
            risk: wrong as f64 / answered as f64,
        });
    }
    Ok(out)
}

/// Area under the risk-coverage curve: the share of wrong ones among the `i` surest rows, averaged over
/// all `i` from 1 to the number of rows (Geifman, Uziel and El-Yaniv, ICLR 2019). `ranked` are
/// confidence and rightness, the surest first; equally sure rows count as in random order.
#[must_use]
pub fn area_under_risk(ranked: &[(f64, bool)]) -> f64 {
    let (mut answered, mut wrong, mut sum) = (0.0, 0.0, 0.0);
    for tied in ranked.chunk_by(|a, b| a.0 <= b.0) {
        let share = tied.iter().filter(|(_, right)| !right).count() as f64 / tied.len() as f64;
        for _ in tied {
            answered += 1.0;
            wrong += share;
            sum += wrong / answered;
        }
    }
    sum / answered
}
