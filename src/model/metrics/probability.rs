//! How far probabilities can be trusted.

use ndarray::ArrayView2;

use super::{check, tops};
use crate::model::Error;

/// Mean of `-ln(probability of the target)`, in nats; probabilities count as at least
/// `f64::EPSILON`, as in scikit-learn's `log_loss`.
///
/// # Errors
///
/// [`Error::NoRows`], [`Error::Length`], [`Error::ClassRange`], [`Error::Value`] for probabilities
/// and targets that do not fit.
pub fn log_loss(probabilities: ArrayView2<'_, f64>, targets: &[u32]) -> Result<f64, Error> {
    check(probabilities, targets)?;
    let losses = targets
        .iter()
        .enumerate()
        .map(|(i, &class)| -probabilities[(i, class as usize)].clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln());
    Ok(losses.sum::<f64>() / targets.len() as f64)
}

/// Mean over rows of the squared distance to the target's unit vector, from 0 to 2 (Brier, 1950;
/// scikit-learn's `brier_score_loss` with `scale_by_half=False`).
///
/// # Errors
///
/// As [`log_loss`].
pub fn brier(probabilities: ArrayView2<'_, f64>, targets: &[u32]) -> Result<f64, Error> {
    check(probabilities, targets)?;
    let mut sum = 0.0;
    for (row, &target) in probabilities.rows().into_iter().zip(targets) {
        for (class, p) in row.iter().enumerate() {
            let truth = f64::from(u8::from(class == target as usize));
            sum += (p - truth).powi(2);
        }
    }
    Ok(sum / targets.len() as f64)
}

/// Expected calibration error of the most probable classes: rows in `bins` bins of equal size (the first
/// ones hold a row more where they must differ) by that class's probability, mean distance between mean probability and share of right ones,
/// weighted by rows (Nguyen and O'Connor, EMNLP 2015; Guo et al., ICML 2017). Equal probabilities
/// share a bin.
///
/// # Errors
///
/// As [`log_loss`]; [`Error::Setting`] for no bins.
pub fn calibration_error(
    probabilities: ArrayView2<'_, f64>,
    targets: &[u32],
    bins: usize,
) -> Result<f64, Error> {
    check(probabilities, targets)?;
    binned(tops(probabilities, targets), bins)
}

/// Mean over classes of the calibration error of the class's probability against the rest, bins as
/// in [`calibration_error`] (Kull et al., `NeurIPS` 2019).
///
/// # Errors
///
/// As [`calibration_error`].
pub fn classwise_calibration_error(
    probabilities: ArrayView2<'_, f64>,
    targets: &[u32],
    bins: usize,
) -> Result<f64, Error> {
    check(probabilities, targets)?;
    let mut sum = 0.0;
    for (class, column) in probabilities.columns().into_iter().enumerate() {
        let pairs = column.iter().zip(targets).map(|(p, target)| (*p, *target as usize == class));
        sum += binned(pairs.collect(), bins)?;
    }
    Ok(sum / probabilities.ncols() as f64)
}

/// Calibration error of events by their probability and whether they came true.
fn binned(mut events: Vec<(f64, bool)>, bins: usize) -> Result<f64, Error> {
    if bins == 0 {
        return Err(Error::Setting { what: "bins", must: "positive", found: 0.0 });
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = events.len();
    let (mut first, mut sum) = (0, 0.0);
    for bin in 1..=bins {
        let mut end = (bin * (n / bins) + bin.min(n % bins)).max(first);
        while end > first && end < n && events[end].0 <= events[end - 1].0 {
            end += 1;
        }
        let gap: f64 = events[first..end].iter().map(|(p, came)| p - f64::from(u8::from(*came))).sum();
        sum += gap.abs();
        first = end;
    }
    Ok(sum / n as f64)
}
