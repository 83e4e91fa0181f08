//! Agreement on the double annotation that is committed.

use std::path::Path;

use super::*;
use crate::corpus::{Input, ReadOptions, read_labels};

fn measured(options: &Options) -> Agreement {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/labels/double.jsonl");
    let options_of_reading = ReadOptions { labels: true, ..ReadOptions::default() };
    let all = read_labels(&[Input::Path(path)], &options_of_reading, None).unwrap();
    assert!(all.bad.is_empty());
    agreement(&all.rows, options).unwrap().agreement
}

fn value(alpha: Alpha) -> f64 {
    alpha.alpha.value.unwrap()
}

/// Figures of `training/agreement.py`, which was checked against the package `krippendorff`.
#[test]
fn the_double_annotation_gives_the_figures_of_its_readme() {
    let found = measured(&Options::default());
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/figures/double.json")).unwrap();
    let same = |found: f64, name: &str| {
        let expected = expected[name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-9, "{name}: {found} is not {expected}");
    };
    assert_eq!(found.units, 844);
    assert_eq!(found.disagreements.len(), 39);
    same(value(found.nominal), "nominal");
    same(value(found.ordinal.unwrap()), "ordinal");
    for of in &found.values {
        same(value(of.alpha), &of.value);
    }
    same(found.nominal.same.value.unwrap(), "same");
    assert_eq!(found.pairs.len(), 1);
    same(value(found.pairs[0].nominal), "nominal");
    let sure = measured(&Options { least_confidence: Some(2), ..Options::default() });
    assert_eq!(sure.units, 726);
    same(value(sure.ordinal.unwrap()), "ordinal, both fairly sure");
}

#[test]
fn the_interval_is_about_the_readme_s() {
    let alpha = measured(&Options::default()).nominal.alpha;
    assert!(
        (alpha.low.unwrap() - 0.86).abs() < 0.015 && (alpha.high.unwrap() - 0.93).abs() < 0.015,
        "{alpha:?}"
    );
}
