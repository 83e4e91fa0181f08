//! Figures with their intervals.

use super::predictions::{BY_CLASS, BY_COVERAGE, COVERAGES, OVERALL, Predictions, kept};
use super::wire::{ClassFigures, Coverage, Figures};
use crate::model::Error;
use crate::stats::{Bootstrap, Clusters, Interval};

/// All figures of `predictions`, drawn anew by `clusters`.
///
/// # Errors
///
/// [`Error`] where there is nothing to measure.
pub fn figures(
    predictions: &Predictions,
    classes: &[String],
    clusters: &Clusters,
    bootstrap: Bootstrap,
) -> Result<Figures, Error> {
    predictions.numbers(&predictions.order)?;
    let count = OVERALL + BY_CLASS * classes.len() + BY_COVERAGE * COVERAGES.len();
    let intervals = bootstrap.intervals(clusters.count(), count, |drawn| {
        let drawn = predictions.drawn(|i| drawn[clusters.of_rows()[i] as usize]);
        predictions.numbers(&drawn).unwrap_or_default()
    });
    Ok(named(&intervals, predictions, classes))
}

/// Gives the numbers of [`Predictions::numbers`] their names.
fn named(intervals: &[Interval], predictions: &Predictions, classes: &[String]) -> Figures {
    let of_class = |(number, (class, part)): (usize, (&String, &[Interval]))| ClassFigures {
        class: class.clone(),
        rows: predictions.targets.iter().filter(|&&target| target as usize == number).count(),
        precision: part[0],
        recall: part[1],
        f1: part[2],
        auroc: part[3],
    };
    let at = |(&coverage, part): (&f64, &[Interval])| Coverage {
        coverage,
        rows: kept(predictions.targets.len(), coverage),
        macro_f1: part[0],
        accuracy: part[1],
    };
    let (overall, rest) = intervals.split_at(OVERALL);
    let (by_class, by_coverage) = rest.split_at(BY_CLASS * classes.len());
    Figures {
        macro_f1: overall[0],
        accuracy: overall[1],
        auroc: overall[2],
        brier: overall[3],
        calibration_error: overall[4],
        area_under_risk: overall[5],
        found: overall[6],
        evidence_in_first_three: overall[7],
        classes: classes.iter().zip(by_class.chunks(BY_CLASS)).enumerate().map(of_class).collect(),
        coverage: COVERAGES.iter().zip(by_coverage.chunks(BY_COVERAGE)).map(at).collect(),
    }
}
