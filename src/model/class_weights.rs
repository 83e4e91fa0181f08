//! How much a row counts, so that rare classes are heard.

use super::Error;
use super::error::{classes_in_range, same_length, weights_usable};

/// The weight of each class: `(n / (k * n_c)) ^ strength`, where `n_c` is the number of rows of
/// class `c`, or their total weight where `weights` are given, and `n` the sum of all `n_c`.
///
/// `strength` 0 gives every class 1; 1 gives every class the same total, as scikit-learn's
/// `class_weight="balanced"` does.
///
/// # Errors
///
/// [`Error::Setting`] for a strength outside `0..=1`; [`Error::OneClass`], [`Error::ClassRange`],
/// [`Error::Length`] and [`Error::Value`] for targets and weights that do not fit;
/// [`Error::EmptyClass`] for a class without weight.
pub fn class_weights(
    targets: &[u32],
    classes: usize,
    weights: Option<&[f64]>,
    strength: f64,
) -> Result<Vec<f64>, Error> {
    if !(0.0..=1.0).contains(&strength) {
        return Err(Error::Setting { what: "strength", must: "from 0 to 1", found: strength });
    }
    if classes < 2 {
        return Err(Error::OneClass(classes));
    }
    classes_in_range(targets, classes)?;
    if let Some(weights) = weights {
        weights_usable(weights, targets.len())?;
    }
    let mut totals = vec![0.0; classes];
    for (i, &class) in targets.iter().enumerate() {
        totals[class as usize] += weights.map_or(1.0, |weights| weights[i]);
    }
    if let Some(class) = totals.iter().position(|&total| total <= 0.0) {
        return Err(Error::EmptyClass(class));
    }
    let all: f64 = totals.iter().sum();
    Ok(totals.into_iter().map(|total| (all / (classes as f64 * total)).powf(strength)).collect())
}

/// The weight of each row: its own (1 where `weights` is `None`) times that of its class.
///
/// # Errors
///
/// [`Error::ClassRange`] for a target without a class weight, [`Error::Length`] when there is not
/// one weight for each target.
pub fn row_weights(
    targets: &[u32],
    class_weights: &[f64],
    weights: Option<&[f64]>,
) -> Result<Vec<f64>, Error> {
    classes_in_range(targets, class_weights.len())?;
    if let Some(weights) = weights {
        same_length("row weights", targets.len(), weights.len())?;
    }
    let own = |i: usize| weights.map_or(1.0, |weights| weights[i]);
    Ok(targets.iter().enumerate().map(|(i, &class)| own(i) * class_weights[class as usize]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGETS: [u32; 8] = [0, 0, 0, 0, 0, 1, 1, 2];

    #[test]
    fn full_strength_gives_every_class_the_same_total() {
        let classes = class_weights(&TARGETS, 3, None, 1.0).unwrap();
        let rows = row_weights(&TARGETS, &classes, None).unwrap();
        for class in 0..3 {
            let total: f64 = rows.iter().zip(TARGETS).filter(|(_, c)| *c == class).map(|(w, _)| w).sum();
            assert!((total - 8.0 / 3.0).abs() < 1e-12);
        }
    }

    #[test]
    fn strength_is_an_exponent() {
        assert_eq!(class_weights(&TARGETS, 3, None, 0.0).unwrap(), [1.0; 3]);
        let [half, whole] = [0.5, 1.0].map(|s| class_weights(&TARGETS, 3, None, s).unwrap());
        half.iter().zip(whole).for_each(|(half, whole)| assert!((half * half - whole).abs() < 1e-12));
    }

    #[test]
    fn rows_weigh_into_the_class_totals() {
        let weights = [0.2, 0.2, 0.2, 0.2, 0.2, 0.5, 0.5, 1.0];
        for weight in class_weights(&TARGETS, 3, Some(&weights), 1.0).unwrap() {
            assert!((weight - 1.0).abs() < 1e-12);
        }
        assert_eq!(row_weights(&[1, 0], &[2.0, 3.0], Some(&[0.5, 1.0])).unwrap(), [1.5, 2.0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(matches!(class_weights(&TARGETS, 4, None, 1.0), Err(Error::EmptyClass(3))));
        assert!(matches!(class_weights(&TARGETS, 2, None, 1.0), Err(Error::ClassRange { row: 7, .. })));
        assert!(matches!(class_weights(&TARGETS, 3, None, 1.5), Err(Error::Setting { .. })));
        assert!(matches!(class_weights(&TARGETS, 3, None, f64::NAN), Err(Error::Setting { .. })));
        assert!(matches!(row_weights(&TARGETS, &[1.0; 3], Some(&[1.0])), Err(Error::Length { .. })));
    }
}
