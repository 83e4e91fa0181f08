//! The metrics against scikit-learn's, and by hand.

use ndarray::{Array2, array};
use serde::Deserialize;

use super::*;

/// What `tests/figures/model.py` wrote.
#[derive(Deserialize)]
struct Figures {
    metrics: Expected,
}

#[derive(Deserialize)]
struct Expected {
    p: Vec<Vec<f64>>,
    y: Vec<u32>,
    bins: usize,
    confusion: Vec<Vec<u64>>,
    accuracy: f64,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    macro_f1: f64,
    macro_f1_of_four: f64,
    log_loss: f64,
    brier: f64,
    calibration_error: f64,
    classwise: f64,
    auroc: Vec<f64>,
    tied: Vec<Vec<f64>>,
    tied_auroc: Vec<f64>,
}

fn expected() -> Expected {
    let text = include_str!("../../../tests/figures/model.json");
    serde_json::from_str::<Figures>(text).unwrap().metrics
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

fn same(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

#[test]
fn counts_and_f1_are_those_of_scikit_learn() {
    let expected = expected();
    let predictions = top_classes(matrix(&expected.p).view());
    let confusion = Confusion::new(&expected.y, &predictions, 3).unwrap();
    for (row, counts) in confusion.counts().rows().into_iter().zip(&expected.confusion) {
        assert_eq!(row.to_vec(), *counts);
    }
    same(confusion.accuracy(), expected.accuracy);
    same(confusion.macro_f1(), expected.macro_f1);
    same(confusion.macro_f1_over(&[1, 2]).unwrap(), f64::midpoint(expected.f1[1], expected.f1[2]));
    for (class, scores) in confusion.per_class().iter().enumerate() {
        same(scores.precision, expected.precision[class]);
        same(scores.recall, expected.recall[class]);
        same(scores.f1, expected.f1[class]);
    }
    same(Confusion::new(&expected.y, &predictions, 4).unwrap().macro_f1(), expected.macro_f1_of_four);
    assert!(matches!(confusion.macro_f1_over(&[3]), Err(Error::ClassRange { .. })));
}

#[test]
fn losses_and_calibration_errors_are_those_of_scikit_learn() {
    let expected = expected();
    let p = matrix(&expected.p);
    same(log_loss(p.view(), &expected.y).unwrap(), expected.log_loss);
    same(brier(p.view(), &expected.y).unwrap(), expected.brier);
    same(calibration_error(p.view(), &expected.y, expected.bins).unwrap(), expected.calibration_error);
    same(classwise_calibration_error(p.view(), &expected.y, expected.bins).unwrap(), expected.classwise);
}

#[test]
fn areas_under_the_curve_are_those_of_scikit_learn() {
    let expected = expected();
    let areas = one_versus_rest_auroc(matrix(&expected.p).view(), &expected.y).unwrap();
    let tied = one_versus_rest_auroc(matrix(&expected.tied).view(), &expected.y).unwrap();
    for class in 0..3 {
        same(areas[class].unwrap(), expected.auroc[class]);
        same(tied[class].unwrap(), expected.tied_auroc[class]);
    }
    assert_eq!(auroc(&[0.1, 0.2], &[true, true]).unwrap(), None);
    assert!(matches!(auroc(&[f64::NAN], &[true]), Err(Error::Value { .. })));
}

#[test]
fn equal_probabilities_share_a_bin() {
    let p = array![[0.7, 0.3], [0.7, 0.3], [0.7, 0.3], [0.7, 0.3]];
    for bins in [1, 2, 3, 10] {
        same(calibration_error(p.view(), &[0, 0, 1, 1], bins).unwrap(), 0.2);
    }
    assert!(matches!(calibration_error(p.view(), &[0; 4], 0), Err(Error::Setting { .. })));
}

#[test]
fn the_surest_rows_are_answered_first() {
    let p = array![[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.6, 0.4]];
    let points = coverage_risk(p.view(), &[0, 0, 1, 0]).unwrap();
    let point = |threshold, coverage, risk| RiskPoint { threshold, coverage, risk };
    assert_eq!(points, [point(0.9, 0.25, 0.0), point(0.8, 0.5, 0.0), point(0.6, 1.0, 0.25)]);
}

#[test]
fn what_cannot_be_measured_is_refused() {
    let p = array![[0.9, 0.1], [0.4, 0.6]];
    assert!(matches!(log_loss(p.view(), &[]), Err(Error::NoRows)));
    assert!(matches!(log_loss(p.view(), &[0]), Err(Error::Length { .. })));
    assert!(matches!(brier(p.view(), &[0, 2]), Err(Error::ClassRange { .. })));
    assert!(matches!(brier(array![[f64::NAN, 0.0]].view(), &[0]), Err(Error::Value { .. })));
    assert!(matches!(brier(array![[1.5, -0.5]].view(), &[0]), Err(Error::Value { .. })));
    assert!(matches!(Confusion::new(&[], &[], 2), Err(Error::NoRows)));
    assert!(matches!(Confusion::new(&[0], &[0, 1], 2), Err(Error::Length { .. })));
    same(log_loss(array![[0.0, 1.0]].view(), &[0]).unwrap(), -f64::EPSILON.ln());
}
