use super::*;
use crate::corpus::{Document, Drawn, Place};
use crate::features::TfIdf;
use crate::learn::Silent;
use crate::model::bundle::{Bundle, BundleView};
use crate::score::Verdict;
use crate::score::document::DocumentScorer;

/// 120 documents of two styles, the third of one as long as the others.
fn rows() -> Vec<Row> {
    let words = ["قالت", "قوات", "الوفاق", "إن", "المدينة", "آمنة", "مليشيات", "السراج", "،", "أمس"];
    let mut state = 7u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let row = |i: usize, next: &mut dyn FnMut() -> usize| {
        let own = if i.is_multiple_of(3) { "مليشيات السراج" } else { "قوات الوفاق" };
        let body: Vec<&str> = (0..12).map(|_| words[next() % words.len()]).collect();
        let text = format!("{} {own} {} {own}", body[..6].join(" "), body[6..].join(" "));
        let document = Document { id: i.to_string(), title: own.to_owned(), text, ..Document::default() };
        let class = if i.is_multiple_of(3) { "hostile" } else { "neutral" };
        let place = Place { file: "test".into(), line: i as u64 + 1 };
        Row { place, document, label: Some(Label::Class(class.into())), drawn: None }
    };
    (0..120).map(|i| row(i, &mut next)).collect()
}

fn trained(cross_validate: bool) -> DocumentTraining {
    train(&rows(), &Recipe::default(), cross_validate, &Silent).unwrap()
}

#[test]
fn styles_are_told_apart() {
    let training = trained(true);
    assert_eq!(training.model.settings.classes, ["hostile", "neutral"]);
    assert!(training.report.figures.unwrap().macro_f1 > 0.95);
    let mut scorer = DocumentScorer::new(&training.model);
    for row in rows() {
        let Verdict::Document(score) = scorer.score(&row.document) else { unreachable!() };
        assert_eq!(Label::Class((&*score.label).into()), row.label.unwrap());
        assert!((score.probabilities.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn contributions_sum_to_the_difference_of_logits() {
    let training = trained(true);
    let mut scorer = DocumentScorer::new(&training.model);
    for row in rows() {
        let all = scorer.explain(&row.document);
        let sum = all.intercept + all.parts.iter().map(|(_, part)| part).sum::<f64>();
        assert!((sum - all.difference).abs() < 1e-9, "{sum} {}", all.difference);
    }
}

#[test]
fn evidence_is_a_slice_of_its_field() {
    let training = trained(false);
    let mut scorer = DocumentScorer::new(&training.model);
    for row in rows() {
        let Verdict::Document(score) = scorer.score(&row.document) else { unreachable!() };
        assert!(!score.evidence.is_empty());
        for span in score.evidence {
            let field = match span.field {
                crate::text::Field::Title => &row.document.title,
                crate::text::Field::Text => &row.document.text,
            };
            assert_eq!(field[span.bytes.clone()], span.text);
            let chars: String = field.chars().skip(span.chars.start).take(span.chars.len()).collect();
            assert_eq!(chars, span.text);
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut bundle = Bundle::new();
        pool.install(|| trained(true)).model.put(&mut bundle);
        bundle.to_bytes()
    };
    assert_eq!(bytes(1), bytes(2));
    assert_eq!(bytes(1), bytes(5));
}

#[test]
fn a_model_is_read_as_it_was_written() {
    let model = trained(false).model;
    let mut bundle = Bundle::new();
    model.put(&mut bundle);
    let bytes = bundle.to_bytes();
    assert_eq!(DocumentModel::get(&BundleView::read(&bytes).unwrap()).unwrap(), model);
}

#[test]
fn scored_alone_as_after_others() {
    let training = trained(false);
    let mut one = DocumentScorer::new(&training.model);
    for row in rows().iter().take(20) {
        let other = DocumentScorer::new(&training.model).score(&row.document);
        assert_eq!(one.score(&row.document), other);
    }
}

/// Every n-gram counted without pruning, as a check on the counting by levels.
#[test]
fn pruning_by_level_loses_nothing() {
    use crate::features::document::joined;
    use crate::text::tokenise;
    let rows = rows();
    let features = DocumentFeatures { words: 3, letters: [0, 0], spelling: false };
    let mut counts: BTreeMap<u64, std::collections::BTreeSet<usize>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        for (title, text) in [(row.document.title.as_str(), ""), ("", row.document.text.as_str())] {
            let tokens = tokenise(title, text);
            let mut level: Vec<u64> = (0..tokens.len()).map(|i| features.word(&tokens, i)).collect();
            for n in 1..=3 {
                if n > 1 {
                    level = level.windows(2).map(|pair| joined(n, pair[0], pair[1])).collect();
                }
                level.iter().for_each(|&hash| {
                    counts.entry(hash).or_default().insert(number);
                });
            }
        }
    }
    let refs: Vec<&Row> = rows.iter().collect();
    for least in [1, 2, 10, 60] {
        let expected: Vec<u64> =
            counts.iter().filter(|(_, rows)| rows.len() >= least as usize).map(|(&hash, _)| hash).collect();
        assert_eq!(Documents::read(&refs, &features, least).words.vocabulary().hashes(), expected);
    }
}

/// How often each column of the model stands in a document, looked up one by one.
fn counted(features: &DocumentFeatures, row: &Row, words: &TfIdf, letters: &TfIdf) -> BTreeMap<u32, u32> {
    use crate::features::document::joined;
    let tokens = crate::text::tokenise(&row.document.title, &row.document.text);
    let mut counts = BTreeMap::new();
    let [columns, letter_columns] = [words, letters].map(|table| table.vocabulary().index());
    let mut level: Vec<u64> = (0..tokens.len()).map(|i| features.word(&tokens, i)).collect();
    for n in 1..=features.words {
        if n > 1 {
            level = level.windows(2).map(|pair| joined(n, pair[0], pair[1])).collect();
        }
        for (at, &hash) in level.iter().enumerate() {
            let leaves_title = at < tokens.title_tokens() && at + n > tokens.title_tokens();
            if !leaves_title {
                *counts.entry(columns[&hash]).or_default() += 1;
            }
        }
    }
    let first = words.vocabulary().len() as u32;
    for i in 0..tokens.len() {
        features.letters(&tokens, i, &mut Vec::new(), |hash, _| {
            *counts.entry(first + letter_columns[&hash]).or_default() += 1;
        });
    }
    counts
}

#[test]
fn rows_hold_what_their_texts_hold() {
    let rows = rows();
    let refs: Vec<&Row> = rows.iter().collect();
    let features = DocumentFeatures { words: 3, letters: [2, 3], spelling: true };
    let Weighted { rows: matrix, order, words, letters } =
        Documents::read(&refs, &features, 1).into_weighted();
    let idf = [words.idf(), letters.idf()].concat();
    for (number, row) in rows.iter().enumerate() {
        let mut expected: BTreeMap<u32, f64> = counted(&features, row, &words, &letters)
            .into_iter()
            .map(|(column, count)| (column, (1.0 + f64::from(count).ln()) * f64::from(idf[column as usize])))
            .collect();
        for is_word in [true, false] {
            let part = |column: u32| ((column as usize) < words.vocabulary().len()) == is_word;
            let squares = expected.iter().filter(|(column, _)| part(**column)).map(|(_, x)| x * x);
            let length = squares.sum::<f64>().sqrt();
            expected.iter_mut().filter(|(column, _)| part(**column)).for_each(|(_, x)| *x /= length);
        }
        let (columns, values) = matrix.row(number);
        assert!(columns.is_sorted() && columns.len() == expected.len());
        for (&column, &value) in columns.iter().zip(values) {
            let expected = expected[&order[column as usize]];
            assert!((f64::from(value) - expected).abs() < 1e-6, "{value} {expected}");
        }
    }
}

#[test]
fn what_cannot_teach_is_refused() {
    let mut all = rows();
    let one: Vec<Row> = all.iter().filter(|row| row.label == all[0].label).cloned().collect();
    assert!(matches!(train(&one, &Recipe::default(), true, &Silent), Err(LearnError::OneClass { .. })));
    all.iter_mut().for_each(|row| row.label = None);
    assert!(matches!(train(&all, &Recipe::default(), true, &Silent), Err(LearnError::NoLabels)));
}

#[test]
fn probabilities_are_calibrated_on_the_rows_that_were_not_chosen() {
    // Chosen rows call hostile what the others call neutral.
    let mut all = rows();
    all.iter_mut().for_each(|row| row.drawn = Some(Drawn::Random));
    let chosen = rows().into_iter().map(|row| Row {
        document: Document { id: format!("c{}", row.document.id), ..row.document.clone() },
        label: Some(Label::Class("hostile".into())),
        drawn: Some(Drawn::Chosen),
        ..row
    });
    let words = ["أمس", "صباحا", "مساء", "ليلا", "غدا", "يومها"];
    all.extend(chosen.enumerate().map(|(i, mut row)| {
        row.document.text = row.document.text.replace("المدينة", words[i % words.len()]);
        row
    }));
    let hostile = |rows: &[Row]| {
        let mut recipe = Recipe::default();
        recipe.folds.group_by = crate::learn::recipe::GroupBy::Document;
        let out = train(rows, &recipe, true, &Silent).unwrap().out_of_fold.unwrap();
        let first: Vec<f64> = out
            .labels
            .iter()
            .zip(out.probabilities.rows())
            .filter(|((row, _), _)| *row < 120)
            .map(|(_, p)| p[0])
            .collect();
        first.iter().sum::<f64>() / first.len() as f64
    };
    let marked = hostile(&all);
    all.iter_mut().for_each(|row| row.drawn = None);
    let unmarked = hostile(&all);
    assert!((marked - 1.0 / 3.0).abs() < 0.02, "{marked}");
    assert!(unmarked > 0.37, "{unmarked}");
}
