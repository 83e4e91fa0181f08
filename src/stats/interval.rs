//! A figure with the range that it may lie in.

use serde::{Deserialize, Serialize};

/// A figure and its interval. JSON: `{"value": 0.69, "low": 0.62, "high": 0.76}`; a figure that cannot
/// be computed (no row of a class, say) is `null`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Interval {
    /// The figure on the data as they are.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Interval {
    /// The middle `level` (0.95, say) of `draws`, by percentiles (Efron, 1979). What is not a number is
    /// left out: a draw in which the figure could not be computed says nothing of its spread.
    #[must_use]
    pub fn percentile(value: f64, draws: &[f64], level: f64) -> Self {
        let mut sorted: Vec<f64> = draws.iter().copied().filter(|draw| !draw.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let tail = (1.0 - level) / 2.0;
        Self {
            value: (!value.is_nan()).then_some(value),
            low: quantile(&sorted, tail),
            high: quantile(&sorted, 1.0 - tail),
        }
    }

    /// Whether `number` lies in it, ends included; `false` where there is no interval.
    #[must_use]
    pub fn covers(&self, number: f64) -> bool {
        self.low.is_some_and(|low| low <= number) && self.high.is_some_and(|high| number <= high)
    }
}

/// The quantile `share` (0 to 1) of numbers in ascending order, straight lines between them: type 7 of
/// Hyndman and Fan (The American Statistician, 1996), the default of R and numpy. `None` for no numbers.
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share.clamp(0.0, 1.0) * last as f64;
    let below = (at.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let between = at - below as f64;
    Some(sorted[below] + (sorted[above] - sorted[below]) * between)
}
