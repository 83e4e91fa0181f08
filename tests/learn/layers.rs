//! What teaches which layer: labels of quoted speakers, factions that nobody labelled, outlets.

use std::collections::BTreeMap;

use nabra::corpus::{Document, FactionLabel, Label, Place, Row, SpeakerLabel};
use nabra::features::dense::{CONTEXT, SUMS, speakers};
use nabra::learn::examples::examples;
use nabra::learn::report::SpeakerKind;
use nabra::learn::{Recipe, Trained};
use nabra::model::{Model, Task};
use nabra::score::Verdict;

use crate::{passages, recipe, scores, trained};

fn row(id: usize, source: &str, text: String, labels: Vec<FactionLabel>) -> Row {
    Row {
        place: Place { file: "f".into(), line: id as u64 },
        document: Document {
            id: format!("d{id}"),
            text,
            source: Some(source.to_owned()),
            ..Document::default()
        },
        label: Some(Label::Factions(labels)),
        drawn: None,
    }
}

fn label(faction: &str, framing: &str, quoted: Option<&str>) -> FactionLabel {
    FactionLabel {
        faction: faction.to_owned(),
        framing: framing.to_owned(),
        quoted: quoted.map(str::to_owned),
        confidence: Some(3),
        ..FactionLabel::default()
    }
}

const TOWNS: [&str; 8] = ["طرابلس", "بنغازي", "سبها", "غريان", "ترهونة", "زوارة", "طبرق", "درنة"];

fn spoken(number: usize, adjective: &str) -> String {
    let town = TOWNS[number % TOWNS.len()];
    format!(
        "في اليوم {number} قال ناطق من {town} إن قوات حفتر {adjective} وصلت إلى {town} قرب الطريق {number}."
    )
}

/// Texts whose own voice is plain, and hostile or favourable in a few more; speakers say all three.
fn speeches(told: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for (nth, (adjective, quoted)) in
        [("الغاشمة", "hostile"), ("المعروفة", "neutral"), ("الباسلة", "favourable")].into_iter().enumerate()
    {
        for number in 0..40 {
            let id = nth * 100 + number;
            let quoted = told.then_some(quoted);
            rows.push(row(
                id,
                &format!("s{}", number % 6),
                spoken(id, adjective),
                vec![label("libya-lna", "neutral", quoted)],
            ));
        }
    }
    for number in 0..60 {
        let (adjective, framing) = [("الغاشمة", "hostile"), ("الباسلة", "favourable")][number % 2];
        let town = TOWNS[number % TOWNS.len()];
        let text = format!("وصلت قوات حفتر {adjective} إلى {town} عند الساعة {number}.");
        rows.push(row(
            500 + number,
            &format!("s{}", number % 6),
            text,
            vec![label("libya-lna", framing, Some("none"))],
        ));
    }
    rows
}

/// What others say of Haftar's forces where a speaker calls them this.
fn heard(model: &Model, adjective: &str) -> f64 {
    let scored = scores(model, &[row(900, "new", spoken(900, adjective), Vec::new())]);
    let Verdict::Factions { factions, .. } = &scored[0].verdict else { panic!("factions") };
    factions[0].quoted.score.unwrap()
}

fn layer_of_quoted(model: &Model) -> bool {
    let Task::Faction(layers) = &model.task else { panic!("a faction model") };
    layers.article.quoted.is_some()
}

#[test]
fn labels_of_quoted_speakers_teach_what_they_say() {
    let Trained { model, report, .. } = trained(&speeches(true), &recipe(), true);
    assert!(layer_of_quoted(&model));
    let [hostile, plain, praise] = ["الغاشمة", "المعروفة", "الباسلة"].map(|word| heard(&model, word));
    assert!(hostile < -0.3 && plain.abs() < 0.3 && praise > 0.3, "{hostile} {plain} {praise}");
    let figures = report.quoted.unwrap();
    assert_eq!(figures.rows, 120);
    assert!(figures.macro_f1 > 0.9, "{figures:?}");
    let read = Model::read(&model.to_bytes()).unwrap();
    assert!((heard(&read, "الباسلة") - praise).abs() < 1e-12);
}

#[test]
fn a_misspelt_label_of_quoted_speakers_is_told_with_its_place() {
    let mut rows = speeches(true);
    let told = |rows: &[Row]| {
        let warnings = trained(rows, &recipe(), false).report.warnings;
        warnings.into_iter().find(|warning| warning.contains("`quoted` that is none of"))
    };
    assert_eq!(told(&rows), None);
    for row in &mut rows[3..5] {
        let Some(Label::Factions(labels)) = &mut row.label else { panic!("labels of factions") };
        labels[0].quoted = Some("hostil".to_owned());
    }
    let told = told(&rows).expect("a warning");
    assert!(told.starts_with("2 labels") && told.contains("\"hostil\" at f:"), "{told}");
}

/// Two speak of Haftar's forces in every text, with the same words: the forces themselves praise with
/// them, and others don't, as far as labels of single speakers tell.
fn dialogues(told: bool) -> Vec<Row> {
    let mut rows = speeches(true);
    for number in 0..60 {
        let town = TOWNS[number % TOWNS.len()];
        let text = format!(
            "قال المتحدث باسم قوات حفتر في {town} إن قوات حفتر الساهرة باقية عند الطريق {number}. وقال تاجر \
             من {town} إن قوات حفتر الساهرة رحلت عن الطريق {number}."
        );
        let mut both = label("libya-lna", "neutral", Some("neutral"));
        if told {
            let says = [(Some("libya-lna"), "favourable"), (None, "hostile")];
            both.speakers = says
                .map(|(speaker, framing)| SpeakerLabel {
                    speaker: speaker.map(str::to_owned),
                    framing: framing.to_owned(),
                })
                .into();
        }
        rows.push(row(2000 + number, &format!("s{}", number % 6), text, vec![both]));
    }
    rows
}

#[test]
fn labels_of_single_speakers_teach_what_each_says() {
    let text = dialogues(false).pop().unwrap().document.text.replace("عند الطريق", "قرب السوق");
    let apart = |told: bool| {
        let Trained { model, report, .. } = trained(&dialogues(told), &recipe(), true);
        let scored = scores(&model, &[row(900, "new", text.clone(), Vec::new())]);
        let Verdict::Factions { factions, .. } = &scored[0].verdict else { panic!("factions") };
        let said = &factions[0].quoted.speakers;
        let by = |speaker: Option<&str>| said.iter().find(|said| said.speaker.as_deref() == speaker).unwrap();
        (by(Some("libya-lna")).score.unwrap() - by(None).score.unwrap(), report.speakers)
    };
    let ((untaught, none), (taught, figures)) = (apart(false), apart(true));
    assert!(taught > untaught + 0.3, "{taught} against {untaught}");
    assert!(none.is_empty());
    let rows: Vec<_> = figures.iter().map(|(kind, figures)| (*kind, figures.rows)).collect();
    assert_eq!(rows, [(SpeakerKind::Itself, 60), (SpeakerKind::Unknown, 60)]);
}

#[test]
fn labels_of_speakers_with_faults_are_told_with_the_place_of_the_first() {
    let fault = |speaker: Option<&str>, framing: &str| {
        let mut rows = dialogues(true);
        let Some(Label::Factions(labels)) = &mut rows.last_mut().unwrap().label else { panic!("labels") };
        labels[0].speakers[0] =
            SpeakerLabel { speaker: speaker.map(str::to_owned), framing: framing.to_owned() };
        let warnings = trained(&rows, &recipe(), false).report.warnings;
        let told = warnings.into_iter().find(|warning| warning.contains("labels of speakers"));
        let told = told.expect("a warning");
        assert!(told.contains("twice: 1; the first: ") && told.ends_with("at f:2059"), "{told}");
        told
    };
    assert!(fault(Some("libya-ina"), "neutral").contains("\"libya-ina\" is no faction"));
    assert!(fault(Some("libya-lna"), "hostil").contains("\"hostil\" is none of hostile, neutral"));
    assert!(fault(None, "hostile").contains("\"null\" is there twice"));
    let none = trained(&dialogues(true), &recipe(), false).report.warnings;
    assert!(none.iter().all(|warning| !warning.contains("labels of speakers")), "{none:?}");
}

#[test]
fn without_such_labels_quoted_words_are_read_as_if_the_text_had_said_them() {
    let Trained { model, report, .. } = trained(&speeches(false), &recipe(), true);
    assert!(!layer_of_quoted(&model) && report.quoted.is_none());
    assert!(heard(&model, "الغاشمة") < heard(&model, "الباسلة"));
}

#[test]
fn factions_that_nobody_labelled_are_company_and_those_labelled_are_not() {
    let lexicons = Model::default_model().unwrap().lexicons;
    let text = || "قصفت قوات حفتر مواقع حكومة الوفاق وحذر حلف الناتو من التصعيد.".to_owned();
    let labels = vec![label("libya-lna", "neutral", None)];
    let both = vec![label("libya-lna", "neutral", None), label("libya-gna", "hostile", None)];
    let found = examples(
        &[row(1, "a", text(), labels), row(2, "a", text().replace("مواقع", "أمس معسكرات"), both)],
        &lexicons,
        &recipe(),
    );
    let of_row = |row| found.companions.iter().filter(|companion| companion.row == row).count();
    assert_eq!([of_row(0), of_row(1)], [2, 1]);
    assert!(found.companions.iter().all(|companion| companion.tokens.len() > 3));
}

fn dense_weights(model: &Model) -> Vec<Vec<f32>> {
    let Task::Faction(layers) = &model.task else { panic!("a faction model") };
    layers.article.layer.weights_from(layers.article.bag.vocabulary().len()).map(<[f32]>::to_vec).collect()
}

#[test]
fn being_named_beside_a_faction_that_nobody_labelled_is_learned_as_company() {
    let mut rows = speeches(true);
    // The last column of the company says that there is none.
    let alone = |rows: &[Row]| {
        let weights = dense_weights(&trained(rows, &recipe(), false).model);
        let [first, _, last] = weights[SUMS + CONTEXT - speakers::COLUMNS - 1][..] else {
            panic!("three classes")
        };
        last - first
    };
    assert!(alone(&rows).abs() < 1e-3, "{}", alone(&rows));
    for row in &mut rows {
        let Some(Label::Factions(labels)) = &row.label else { continue };
        if labels[0].framing == "hostile" {
            row.document.text += " وكان وفد من حلف الناتو في مطار المدينة.";
        }
    }
    assert!(alone(&rows) > 0.05, "{}", alone(&rows));
}

#[test]
fn intercepts_of_outlets_take_from_what_gives_them_away() {
    let mut rows = speeches(true);
    for row in &mut rows {
        let Some(Label::Factions(labels)) = &mut row.label else { continue };
        // One outlet is hostile more often than not, and has a turn of phrase of its own.
        if row.document.source.as_deref() == Some("s0") {
            row.document.text = row.document.text.replace("وصلت", "بلغت كما ذكرنا");
            labels[0].framing = "hostile".to_owned();
        }
    }
    let hostile = |group_intercepts: f64| {
        let recipe = Recipe { group_intercepts, ..recipe() };
        let model = trained(&rows, &recipe, false).model;
        let text = "بلغت كما ذكرنا قوات حفتر المدينة.".to_owned();
        let scored = scores(&model, &[row(901, "new", text, Vec::new())]);
        let Verdict::Factions { factions, .. } = &scored[0].verdict else { panic!("factions") };
        factions[0].probabilities[0].1
    };
    let [without, with] = [hostile(0.0), hostile(1.0)];
    assert!(with < without - 0.05, "{with} against {without}");
}

#[test]
fn labels_of_quoted_speakers_that_count_nothing_are_told_and_stop_nothing() {
    let mut rows = speeches(true);
    for row in &mut rows {
        let Some(Label::Factions(labels)) = &mut row.label else { continue };
        if labels[0].quoted.as_deref() == Some("hostile") {
            labels[0].confidence = Some(1);
        }
    }
    let mut recipe = recipe();
    recipe.weights.confidence[0] = 0.0;
    let Trained { model, report, .. } = trained(&rows, &recipe, true);
    assert!(!layer_of_quoted(&model));
    assert!(report.warnings.iter().any(|warning| warning.contains("`quoted`")), "{:?}", report.warnings);
}

/// Number of the bag's columns.
fn columns(rows: &[Row], least_groups: u32) -> usize {
    let mut recipe: Recipe = recipe();
    recipe.article.least_groups = least_groups;
    let Task::Faction(layers) = trained(rows, &recipe, false).model.task else { panic!("a faction model") };
    layers.article.bag.vocabulary().len()
}

#[test]
fn words_of_one_outlet_are_no_columns_unless_there_is_no_other() {
    let mut rows = speeches(true);
    for row in rows.iter_mut().filter(|row| row.document.source.as_deref() == Some("s1")) {
        row.document.text = row.document.text.replace("الطريق", "المسلك");
    }
    let [all, shared] = [1, 2].map(|least| columns(&rows, least));
    assert!(shared < all && shared > all / 2, "{shared} of {all}");
    // Of two outlets half is one.
    for (row, outlet) in rows.iter_mut().zip(["one", "two"].into_iter().cycle()) {
        row.document.source = Some(outlet.to_owned());
    }
    assert_eq!(columns(&rows, 4), columns(&rows, 1));
    rows.iter_mut().for_each(|row| row.document.source = Some("one".to_owned()));
    assert_eq!(columns(&rows, 4), columns(&rows, 1));
}

/// The token layer's weights by feature.
fn token_weights(rows: &[Row], recipe: &Recipe, cross_validate: bool) -> BTreeMap<u64, Vec<f32>> {
    let model = trained(rows, recipe, cross_validate).model;
    let Task::Faction(layers) = model.task else { panic!("a faction model") };
    let tokens = layers.tokens.unwrap();
    let weights = tokens.layer.weights_from(0).map(<[f32]>::to_vec);
    tokens.vocabulary.hashes().iter().copied().zip(weights).collect()
}

#[test]
fn the_lightest_features_of_the_token_layer_are_left_out_and_the_rest_weigh_the_same() {
    let weights = |light: f64| {
        let mut recipe = recipe();
        recipe.token.light = light;
        token_weights(&passages(0, 80), &recipe, false)
    };
    let (all, heavy) = (weights(0.0), weights(0.4));
    let heaviest = |weights: &[f32]| weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let least = heavy.values().map(|weights| heaviest(weights)).fold(f32::MAX, f32::min);
    let (kept, left): (BTreeMap<_, _>, BTreeMap<_, _>) =
        all.into_iter().partition(|(feature, _)| heavy.contains_key(feature));
    assert_eq!(kept, heavy);
    assert!(left.values().all(|weights| heaviest(weights) <= least));
    let share = left.len() as f64 / (left.len() + kept.len()) as f64;
    assert!((0.39..0.45).contains(&share), "{share}");
}

#[test]
fn the_token_layer_is_the_mean_of_those_of_the_folds_unless_one_learns_from_little() {
    let mut rows = passages(0, 180);
    for (nth, row) in rows.iter_mut().enumerate() {
        row.document.source = Some(["one", "two", "three"][nth / 60].to_owned());
    }
    let mut recipe = recipe();
    recipe.token.least = 1;
    let without = |outlet: usize| {
        let others = rows.iter().enumerate().filter(|(nth, _)| nth / 60 != outlet);
        token_weights(&others.map(|(_, row)| row.clone()).collect::<Vec<_>>(), &recipe, false)
    };
    let folds = [0, 1, 2].map(without);
    let whole = token_weights(&rows, &recipe, true);
    assert!(whole.len() > 5000 && folds.iter().all(|fold| fold.len() < whole.len()), "{}", whole.len());
    for (feature, weights) in whole {
        for (class, weight) in weights.into_iter().enumerate() {
            let of_fold =
                |fold: &BTreeMap<u64, Vec<f32>>| fold.get(&feature).map_or(0.0, |weights| weights[class]);
            let mean = folds.iter().map(of_fold).sum::<f32>() / 3.0;
            assert!((weight - mean).abs() < 1e-4, "{weight} and {mean}, feature {feature}, class {class}");
        }
    }
    let mut uneven = rows.clone();
    uneven[60..100].iter_mut().for_each(|row| row.document.source = Some("one".to_owned()));
    assert_eq!(token_weights(&uneven, &recipe, true), token_weights(&uneven, &recipe, false));
    // A fold that cannot be taught.
    for row in &mut rows[60..] {
        let Some(Label::Factions(labels)) = &mut row.label else { continue };
        labels.iter_mut().for_each(|label| label.evidence.clear());
    }
    assert_eq!(token_weights(&rows, &recipe, true), token_weights(&rows, &recipe, false));
}
