//! The statistics of comparisons against other packages and the papers' formulas
//! (`tests/figures/compare.py` says how the figures were made).

#![allow(clippy::unwrap_used, reason = "a figure that is not there is a test that fails")]

use serde_json::Value;

use super::dispersion::{Part, deviation_of_proportions};
use super::log_odds::{WordPrior, WordUse, log_odds};
use super::multiple::{Correction, benjamini_hochberg, holm};
use super::polarisation::leave_out_polarisation;
use super::rectified::{Drawn, Labelled, design_based, prediction_powered};
use super::welch::{Sample, welch};

fn figures(name: &str) -> Value {
    let text = include_str!("../../tests/figures/compare.json");
    serde_json::from_str::<Value>(text).unwrap()[name].take()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn close(found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() < 1e-6, "{found} instead of {expected}");
}

#[test]
fn log_odds_are_those_of_the_paper() {
    let figures = figures("log_odds");
    let [a, b, prior] = ["a", "b", "prior"].map(|name| numbers(&figures[name]));
    let [all_a, all_b, all] = [&a, &b, &prior].map(|counts| counts.iter().sum::<f64>());
    for word in 0..a.len() {
        let odds = log_odds(
            WordUse { count: a[word], total: all_a },
            WordUse { count: b[word], total: all_b },
            WordPrior { count: prior[word], total: all },
        );
        close(odds.delta, &figures["delta"][word]);
        close(odds.z(), &figures["z"][word]);
    }
}

#[test]
fn log_odds_are_those_of_scattertext() {
    let figures = figures("scattertext");
    let [a, b] = ["a", "b"].map(|name| numbers(&figures[name]));
    let total = |counts: &[f64]| counts.iter().sum::<f64>();
    let (weight, all) = (figures["prior"].as_f64().unwrap(), total(&a) + total(&b));
    for word in 0..a.len() {
        let odds = log_odds(
            WordUse { count: a[word], total: total(&a) },
            WordUse { count: b[word], total: total(&b) },
            WordPrior { count: weight * (a[word] + b[word]) / all, total: weight },
        );
        close(odds.z(), &figures["z"][word]);
    }
}

#[test]
fn dispersion_is_that_of_the_paper() {
    for case in figures("dispersion").as_array().unwrap() {
        let [sizes, counts] = ["sizes", "counts"].map(|name| numbers(&case[name]));
        let parts = || sizes.iter().zip(&counts).map(|(&size, &count)| Part { count, size });
        close(deviation_of_proportions(parts(), 0.0).unwrap(), &case["dp"]);
        let with = parts().filter(|part| part.count > 0.0);
        let without = parts().filter(|part| part.count == 0.0).map(|part| part.size).sum();
        close(deviation_of_proportions(with, without).unwrap(), &case["dp"]);
    }
    assert_eq!(deviation_of_proportions(std::iter::empty(), 100.0), None);
}

#[test]
fn corrections_are_those_of_statsmodels() {
    for case in figures("multiple").as_array().unwrap() {
        let p = numbers(&case["p"]);
        for (found, name) in [(benjamini_hochberg(&p), "fdr_bh"), (holm(&p), "holm")] {
            found.iter().enumerate().for_each(|(i, &value)| close(value, &case[name][i]));
        }
    }
    assert!(Correction::Holm.adjust(&[]).is_empty());
}

#[test]
fn welch_is_that_of_scipy() {
    for case in figures("welch").as_array().unwrap() {
        let test = welch(&Sample::of(&numbers(&case["a"])), &Sample::of(&numbers(&case["b"]))).unwrap();
        close(test.t, &case["t"]);
        close(test.freedom, &case["df"]);
        close(test.p, &case["p"]);
    }
    let one = Sample::of(&[0.5]);
    let same = Sample::of(&[0.5, 0.5, 0.5]);
    assert_eq!((welch(&one, &same), welch(&same, &same)), (None, None));
}

#[test]
fn copies_of_one_value_do_not_differ_by_their_rounding() {
    let value = -0.884_617_051_359_223_5;
    let (few, many) = (Sample::of(&[value; 167]), Sample::of(&[value; 333]));
    assert!(few.mean.to_bits() != many.mean.to_bits(), "sums of copies round differently");
    assert_eq!(welch(&few, &many), None);
}

#[test]
fn prediction_powered_means_are_those_of_ppi_py() {
    for case in figures("prediction_powered").as_array().unwrap() {
        let [truth, guess, unlabelled] = ["truth", "guess", "unlabelled"].map(|name| numbers(&case[name]));
        let labelled: Vec<Labelled> =
            truth.iter().zip(&guess).map(|(&truth, &guess)| Labelled { truth, guess }).collect();
        let estimate = prediction_powered(&labelled, &unlabelled).unwrap();
        close(estimate.mean, &case["mean"]);
        close(estimate.interval().0, &case["low"]);
        close(estimate.interval().1, &case["high"]);
    }
}

#[test]
fn design_based_means_are_those_of_a_robust_regression() {
    let case = figures("design_based");
    let [truth, guess, probability] = ["truth", "guess", "probability"].map(|name| numbers(&case[name]));
    let drawn: Vec<Drawn> = (0..truth.len())
        .map(|i| Drawn {
            guess: guess[i],
            truth: case["drawn"][i].as_bool().unwrap().then_some((truth[i], probability[i])),
        })
        .collect();
    let estimate = design_based(&drawn).unwrap();
    close(estimate.mean, &case["mean"]);
    close(estimate.interval().0, &case["low"]);
    close(estimate.interval().1, &case["high"]);
}

#[test]
fn polarisation_is_that_of_the_formula() {
    let sparse = |rows: &Value| -> Vec<Vec<(u32, f64)>> {
        let row = |row: &Value| {
            let counts = numbers(row).into_iter().enumerate();
            counts.filter(|(_, n)| *n > 0.0).map(|(choice, n)| (choice as u32, n)).collect()
        };
        rows.as_array().unwrap().iter().map(row).collect()
    };
    for case in figures("leave_out").as_array().unwrap() {
        let found = leave_out_polarisation(&sparse(&case["a"]), &sparse(&case["b"])).unwrap();
        close(found, &case["polarisation"]);
    }
    let one = [vec![(0, 1.0)]];
    assert_eq!(leave_out_polarisation(&one, &one), None);
}
