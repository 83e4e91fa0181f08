//! Calibration of logits whose truth is known.

use super::*;
use crate::model::metrics::log_loss;

const METHODS: [Method; 3] = [Method::Temperature, Method::BiasCorrectedTemperature, Method::Vector];

/// Targets drawn from the softmax of `scale * z + bias`, given the logits `z` themselves.
fn drawn(lines: &[Line], n: u64) -> (Array2<f64>, Vec<u32>) {
    let mut state = 1_u64;
    let mut unit = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let logits = Array2::from_shape_fn((n as usize, lines.len()), |_| 8.0 * unit() - 4.0);
    let truth = Calibration(lines.to_vec()).probabilities(logits.view()).unwrap();
    let targets = truth.rows().into_iter().map(|row| {
        let mut left = unit();
        let hit = row.iter().position(|p| {
            left -= p;
            left < 0.0
        });
        hit.unwrap_or_default() as u32
    });
    let targets = targets.collect();
    (logits, targets)
}

#[test]
fn each_method_finds_the_lines_the_targets_were_drawn_from() {
    let lines = |numbers: [(f64, f64); 3]| numbers.map(|(scale, bias)| Line { scale, bias });
    for (method, truth) in METHODS.into_iter().zip([
        lines([(0.4, 0.0); 3]),
        lines([(0.4, 0.5), (0.4, -0.7), (0.4, 0.2)]),
        lines([(0.3, 0.5), (0.6, -0.7), (0.9, 0.2)]),
    ]) {
        let (logits, targets) = drawn(&truth, 40_000);
        let fitted = Calibration::fit(method, logits.view(), &targets, None, 1.0).unwrap();
        for (found, expected) in fitted.lines().iter().zip(truth) {
            assert!((found.scale - expected.scale).abs() < 0.03, "{method:?} {fitted:?}");
            assert!((found.bias - expected.bias).abs() < 0.06, "{method:?} {fitted:?}");
        }
        let raw = Calibration::identity(3).probabilities(logits.view()).unwrap();
        let better = fitted.probabilities(logits.view()).unwrap();
        assert!(log_loss(better.view(), &targets).unwrap() < log_loss(raw.view(), &targets).unwrap());
    }
}

#[test]
fn the_result_is_a_minimum() {
    let (logits, targets) = drawn(&[Line { scale: 0.5, bias: 0.3 }; 4], 300);
    for method in METHODS {
        let fitting = Fitting {
            method,
            logits: centred(logits.view()),
            targets: &targets,
            weights: None,
            penalty: 2.0,
        };
        let mut numbers = fitting.start();
        let free = vec![true; numbers.len()];
        fitting.descend(&mut numbers, &free);
        let (value, gradient, _) = fitting.look(&numbers);
        assert!(gradient.iter().all(|g| g.abs() < 1e-4), "{gradient}");
        for at in 0..numbers.len() {
            let mut near = numbers.clone();
            near[at] += 1e-3;
            assert!(fitting.value(&near) > value);
        }
    }
}

#[test]
fn a_weight_counts_like_as_many_rows() {
    let (logits, targets) = drawn(&[Line { scale: 0.5, bias: 0.0 }; 3], 200);
    let weights: Vec<f64> = (0..200).map(|i| f64::from(i % 3)).collect();
    let copies: Vec<usize> = (0..200).flat_map(|i| vec![i; i % 3]).collect();
    let copied_targets: Vec<u32> = copies.iter().map(|&i| targets[i]).collect();
    let copied = logits.select(Axis(0), &copies);
    let a = Calibration::fit(Method::Vector, logits.view(), &targets, Some(&weights), 1.0).unwrap();
    let b = Calibration::fit(Method::Vector, copied.view(), &copied_targets, None, 1.0).unwrap();
    for (a, b) in a.lines().iter().zip(b.lines()) {
        assert!((a.scale - b.scale).abs() < 1e-6 && (a.bias - b.bias).abs() < 1e-6);
    }
}

#[test]
fn misleading_logits_are_flattened_and_not_turned_over() {
    let (logits, targets) = drawn(&[Line { scale: -0.5, bias: 0.0 }; 3], 2_000);
    for method in METHODS {
        let fitted = Calibration::fit(method, logits.view(), &targets, None, 1.0).unwrap();
        assert!(fitted.lines().iter().all(|line| line.scale >= LEAST_SCALE), "{fitted:?}");
    }
}

#[test]
fn shifting_the_logits_of_a_row_changes_nothing() {
    let (logits, targets) = drawn(&[Line { scale: 0.5, bias: 0.1 }; 3], 100);
    let shifted = &logits + 3.0;
    let [a, b] = [logits, shifted].map(|logits| {
        let fitted = Calibration::fit(Method::Vector, logits.view(), &targets, None, 1.0).unwrap();
        fitted.probabilities(logits.view()).unwrap()
    });
    assert!((a - b).iter().all(|e| e.abs() < 1e-9));
}

#[test]
fn it_comes_back_from_json_and_refuses_what_does_not_fit() {
    let (logits, targets) = drawn(&[Line { scale: 0.5, bias: 0.1 }; 2], 50);
    let fitted = Calibration::fit(Method::Vector, logits.view(), &targets, None, 1.0).unwrap();
    let json = serde_json::to_string(&fitted).unwrap();
    assert_eq!(serde_json::from_str::<Calibration>(&json).unwrap(), fitted);
    assert!(matches!(Calibration::identity(3).logits(logits.view()), Err(Error::Length { .. })));
    let fit = |targets: &[u32], penalty| {
        Calibration::fit(Method::Temperature, logits.view(), targets, None, penalty)
    };
    assert!(matches!(fit(&[], 1.0), Err(Error::NoRows)));
    assert!(matches!(fit(&[0; 49], 1.0), Err(Error::Length { .. })));
    assert!(matches!(fit(&[2; 50], 1.0), Err(Error::ClassRange { .. })));
    assert!(matches!(fit(&targets, 0.0), Err(Error::Setting { .. })));
}
