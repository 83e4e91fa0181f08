//! The solvers against scikit-learn's optimum.

use serde::Deserialize;

use super::super::*;
use super::exact;
use crate::features::SparseRows;

/// What `tests/figures/model.py` wrote.
#[derive(Deserialize)]
struct Figures {
    solver: Expected,
}

#[derive(Deserialize)]
struct Expected {
    x: Vec<Vec<f32>>,
    y: Vec<u32>,
    weights: Vec<f64>,
    fits: Vec<Fit>,
}

#[derive(Deserialize)]
struct Fit {
    classes: u32,
    alpha: f64,
    weighted: bool,
    probabilities: Vec<Vec<f64>>,
}

#[test]
fn probabilities_are_those_of_scikit_learn() {
    let text = include_str!("../../../../tests/figures/model.json");
    let expected = serde_json::from_str::<Figures>(text).unwrap().solver;
    let mut rows = SparseRows::new(12);
    for row in &expected.x {
        rows.push((0..12).zip(row).filter(|(_, x)| **x != 0.0).map(|(j, x)| (j, *x)));
    }
    for fit in &expected.fits {
        let targets: Vec<u32> = expected.y.iter().map(|&class| class.min(fit.classes - 1)).collect();
        let weights = fit.weighted.then_some(&expected.weights[..]);
        let problem = Problem::new(&rows, &targets, fit.classes as usize, weights).unwrap();
        let settings = exact(fit.alpha);
        let mut fits = vec![sparse::fit(problem, &settings, None).unwrap()];
        if !fit.weighted {
            fits.push(reduced::fit(problem, &settings, None).unwrap());
        }
        for fitted in fits {
            let found = fitted.predict_probabilities(&rows).unwrap();
            for (found, expected) in found.rows().into_iter().zip(&fit.probabilities) {
                for (found, expected) in found.iter().zip(expected) {
                    let (classes, alpha) = (fit.classes, fit.alpha);
                    assert!((found - expected).abs() < 1e-6, "{classes} {alpha}: {found} {expected}");
                }
            }
        }
    }
}
