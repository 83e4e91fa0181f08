//! Training as a library, and models that were written and read.

#![cfg(test)]

mod layers;
mod network;

use std::path::Path;

use nabra::corpus::{AllRows, ClassLabel, Document, Input, Label, Place, ReadOptions, Row, read_all};
use nabra::learn::examples::examples;
use nabra::learn::recipe::Annotators;
use nabra::learn::{Recipe, Silent, Trained, train};
use nabra::model::bundle::{Bundle, BundleView};
use nabra::model::{BundleError, Model};
use nabra::score::{ScoredDocument, Scorer, Verdict};

fn passages(from: usize, count: usize) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/passages/passages.jsonl");
    let AllRows { rows, bad } = read_all(&[Input::from(path)], &ReadOptions::default(), None).unwrap();
    assert!(bad.is_empty() && rows.len() >= from + count);
    rows.into_iter().skip(from).take(count).collect()
}

fn recipe() -> Recipe {
    let mut recipe = Recipe::default();
    recipe.folds.count = 3;
    recipe.article.alphas = vec![4.0];
    recipe.token.least = 5;
    recipe
}

fn trained(rows: &[Row], recipe: &Recipe, cross_validate: bool) -> Trained {
    let lexicons = Model::default_model().unwrap().lexicons;
    train(rows, lexicons, recipe, cross_validate, &Silent).unwrap()
}

fn scores(model: &Model, rows: &[Row]) -> Vec<ScoredDocument> {
    let mut scorer = Scorer::new(model);
    rows.iter().map(|row| scorer.score(&row.document)).collect()
}

#[test]
fn a_model_that_was_written_and_read_scores_as_before() {
    let model = trained(&passages(0, 80), &recipe(), true).model;
    let bytes = model.to_bytes();
    let read = Model::read(&bytes).unwrap();
    let rows = passages(80, 50);
    let before = scores(&model, &rows);
    assert!(before.iter().any(|scored| format!("{scored:?}").contains("EvidenceSpan")));
    assert_eq!(before, scores(&read, &rows));
    assert_eq!((read.checksum(), read.size()), (model.checksum(), model.size()));
    assert!(read.to_bytes() == bytes, "written again it is another file");
}

#[test]
fn the_built_in_model_is_written_as_it_was_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default.nabra");
    let bytes = std::fs::read(path).unwrap();
    assert!(Model::read(&bytes).unwrap().to_bytes() == bytes);
}

#[test]
fn few_rows_without_weights_are_fitted_by_linfa() {
    let mut rows = passages(0, 60);
    let mut recipe = recipe();
    recipe.weights.balance = 0.0;
    for row in &mut rows {
        if let Some(Label::Factions(labels)) = &mut row.label {
            for label in labels {
                label.confidence = Some(3);
            }
        }
    }
    let plain = trained(&rows, &recipe, false).report;
    assert_eq!(plain.solver, "linfa");
    assert!(plain.convergence.iter().all(|(_, convergence)| convergence.converged), "{plain:?}");

    recipe.weights.balance = 0.5;
    assert_eq!(trained(&rows, &recipe, false).report.solver, "sparse");
}

/// The sections of the built-in model, with `change` made to them, as a file with a true checksum.
fn changed(change: impl FnOnce(&BundleView<'_>, &mut Bundle)) -> Result<Model, BundleError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default.nabra");
    let bytes = std::fs::read(path).unwrap();
    let view = BundleView::read(&bytes).unwrap();
    let mut bundle = Bundle::new();
    for name in SECTIONS {
        bundle.put(name, view.get(name).unwrap().to_vec());
    }
    change(&view, &mut bundle);
    Model::read(&bundle.to_bytes())
}

const SECTIONS: [&str; 18] = [
    "article.idf",
    "article.intercepts",
    "article.vocabulary",
    "article.weights",
    "card",
    "connotations.entries",
    "connotations.hashes",
    "faction.settings",
    "factions",
    "hosts.counts",
    "hosts.hashes",
    "quoted.intercepts",
    "quoted.weights",
    "terms",
    "text",
    "token.intercepts",
    "token.vocabulary",
    "token.weights",
];

/// The section that is said to be malformed.
#[track_caller]
fn refused(outcome: Result<Model, BundleError>) -> String {
    match outcome {
        Err(BundleError::Section(section)) => section,
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("the model is taken for sound"),
    }
}

fn with_vectors(change: impl FnOnce(&BundleView<'_>, &mut Bundle)) -> Result<Model, BundleError> {
    changed(|view, bundle| {
        bundle.put("vectors", view.get("vectors").unwrap().to_vec());
        change(view, bundle);
    })
}

#[test]
fn the_sections_are_all_there_are() {
    assert!(with_vectors(|_, _| ()).is_ok());
    assert_eq!(refused(changed(|_, _| ())), "vectors");
}

#[test]
fn a_section_that_is_missing_or_cut_is_named() {
    for name in SECTIONS {
        let without = with_vectors(|view, bundle| {
            let mut rest = Bundle::new();
            for other in SECTIONS.into_iter().chain(["vectors"]).filter(|other| *other != name) {
                rest.put(other, view.get(other).unwrap().to_vec());
            }
            *bundle = rest;
        });
        assert!(name.contains(&refused(without)) || name.starts_with("token"), "{name}");
        for cut in [1, 8] {
            refused(with_vectors(|view, bundle| {
                let bytes = view.get(name).unwrap();
                bundle.put(name, bytes[..bytes.len() - cut].to_vec());
            }));
        }
        refused(with_vectors(|_, bundle| bundle.put(name, Vec::new())));
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    for name in ["article.weights", "token.weights", "article.idf"] {
        for bad in [f32::NAN, f32::INFINITY] {
            refused(with_vectors(|view, bundle| {
                let mut bytes = view.get(name).unwrap().to_vec();
                bytes[..4].copy_from_slice(&bad.to_le_bytes());
                bundle.put(name, bytes);
            }));
        }
    }
    for name in ["article.intercepts", "token.intercepts"] {
        refused(with_vectors(|view, bundle| {
            let mut bytes = view.get(name).unwrap().to_vec();
            bytes[..8].copy_from_slice(&f64::NAN.to_le_bytes());
            bundle.put(name, bytes);
        }));
    }
}

#[test]
fn vocabularies_out_of_order_are_refused() {
    for name in ["article.vocabulary", "token.vocabulary"] {
        for (first, second) in [(0..8, 8..16), (8..16, 8..16)] {
            refused(with_vectors(|view, bundle| {
                let sound = view.get(name).unwrap();
                let swapped = [&sound[second], &sound[first], &sound[16..]].concat();
                bundle.put(name, swapped);
            }));
        }
    }
}

#[test]
fn settings_that_do_not_fit_the_layers_are_refused() {
    let set = |pointer: &str, section: &str, value: serde_json::Value| {
        refused(with_vectors(|view, bundle| {
            let mut json: serde_json::Value = view.json(section).unwrap();
            *json.pointer_mut(pointer).unwrap() = value;
            bundle.put(section, serde_json::to_vec(&json).unwrap());
        }))
    };
    set("/classes", "faction.settings", serde_json::json!(["hostile", "favourable"]));
    set("/decision", "faction.settings", serde_json::json!([0.0]));
    set("/dense_scale", "faction.settings", serde_json::json!(0.0));
    assert_eq!(set("/classes", "card", serde_json::json!(["a", "b", "c"])), "card");
    assert_eq!(set("/faction", "factions", serde_json::json!(3)), "factions");
}

#[test]
fn soft_labels_of_factions_weigh_by_the_share_of_their_annotators() {
    let mut rows = passages(0, 1);
    let Some(Label::Factions(labels)) = &mut rows[0].label else { panic!("labels of factions") };
    labels.truncate(1);
    labels[0].confidence = None;
    let first = labels[0].clone();
    for (annotator, framing) in [("b", "neutral"), ("c", "neutral")] {
        let mut label = first.clone();
        (label.annotator, label.framing) = (Some(annotator.to_owned()), framing.to_owned());
        labels.push(label);
    }
    (labels[0].annotator, labels[0].framing) = (Some("a".to_owned()), "hostile".to_owned());
    let mut recipe = recipe();
    recipe.annotators = Some(Annotators::Soft);
    let lexicons = Model::default_model().unwrap().lexicons;
    let found = examples(&rows, &lexicons, &recipe).examples;
    let weights: Vec<(u32, f64)> = found.iter().map(|example| (example.class, example.weight)).collect();
    assert_eq!(weights.len(), 2);
    assert!(
        (weights[0].1 - 1.0 / 3.0).abs() < 1e-12 && (weights[1].1 - 2.0 / 3.0).abs() < 1e-12,
        "{weights:?}"
    );
    assert_eq!([weights[0].0, weights[1].0], [0, 1]);
}

/// One document, `n` times, each time by another annotator who says `class`.
fn classed(id: usize, text: &str, class: &str, n: usize) -> Vec<Row> {
    let row = |annotator: usize| Row {
        place: Place { file: "f".into(), line: annotator as u64 },
        document: Document { id: format!("d{id}"), text: text.to_owned(), ..Document::default() },
        label: Some(Label::Class(ClassLabel {
            class: class.to_owned(),
            annotator: Some(format!("{class}{annotator}")),
        })),
        drawn: None,
    };
    (0..n).map(row).collect()
}

#[test]
fn soft_labels_of_documents_weigh_by_the_share_of_their_annotators() {
    let probability = |for_x: usize, for_y: usize| {
        let text = "سفينة تعبر المضيق عند الفجر";
        let rows = [
            classed(0, text, "x", for_x),
            classed(0, text, "y", for_y),
            classed(1, "قمح وشعير في السوق", "x", 2),
            classed(2, "نجوم ترصدها المراقب", "y", 2),
        ];
        let mut recipe = recipe();
        recipe.annotators = Some(Annotators::Soft);
        recipe.document.least = 1;
        let model = trained(&rows.concat(), &recipe, false).model;
        let scored = scores(&model, &classed(0, text, "x", 1));
        let Verdict::Document(score) = &scored[0].verdict else { panic!("a document") };
        score.probabilities[0].1
    };
    let [mostly_x, mostly_y] = [probability(5, 1), probability(1, 5)];
    assert!(mostly_x > 0.5 && mostly_y < 0.5, "{mostly_x} {mostly_y}");
}
