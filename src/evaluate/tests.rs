//! The figures against scikit-learn's.

use ndarray::Array2;
use serde::Deserialize;

use super::figures::figures;
use super::predictions::Predictions;
use crate::stats::{Bootstrap, Clusters};

/// What `tests/figures/evaluate.py` wrote.
#[derive(Deserialize)]
struct Expected {
    p: Vec<Vec<f64>>,
    y: Vec<u32>,
    said: Vec<u32>,
    found: Vec<bool>,
    hits: Vec<Option<bool>>,
    once: Vec<f64>,
}

fn expected() -> Expected {
    serde_json::from_str(include_str!("../../tests/figures/evaluate.json")).unwrap()
}

fn predictions(of: &Expected) -> Predictions {
    let p = Array2::from_shape_fn((of.p.len(), 3), |(i, j)| of.p[i][j]);
    Predictions::from_parts(of.y.clone(), of.said.clone(), p, of.found.clone(), of.hits.clone())
}

#[test]
fn every_figure_is_that_of_scikit_learn() {
    let expected = expected();
    let predictions = predictions(&expected);
    let found = predictions.numbers(&predictions.order).unwrap();
    assert_eq!(found.len(), expected.once.len());
    for (nth, (found, expected)) in found.iter().zip(&expected.once).enumerate() {
        assert!((found - expected).abs() < 1e-9, "figure {nth}: {found} is not {expected}");
    }
}

#[test]
fn figures_carry_their_names_and_intervals() {
    let expected = expected();
    let predictions = predictions(&expected);
    let classes = ["hostile", "neutral", "favourable"].map(str::to_owned);
    let clusters = Clusters::new(0..expected.y.len());
    let bootstrap = Bootstrap { draws: 300, ..Bootstrap::default() };
    let figures = figures(&predictions, &classes, &clusters, bootstrap).unwrap();
    assert_eq!(figures.macro_f1.value, Some(expected.once[0]));
    assert_eq!(figures.evidence_in_first_three.value, Some(expected.once[7]));
    assert_eq!(figures.classes[1].f1.value, Some(expected.once[8 + 4 + 2]));
    assert_eq!(figures.coverage[5].accuracy.value, Some(expected.once[8 + 12 + 11]));
    assert_eq!(figures.coverage[1].rows, 87);
    for interval in [figures.macro_f1, figures.brier, figures.classes[2].auroc, figures.coverage[3].macro_f1]
    {
        let (value, low, high) = (interval.value.unwrap(), interval.low.unwrap(), interval.high.unwrap());
        assert!(low < value && value < high && high - low < 0.6, "{interval:?}");
    }
}
