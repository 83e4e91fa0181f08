//! On every written passage.

use nabra::corpus::Document;
use nabra::score::{FactionExplanation, Scorer};
use nabra::text::Field;

use super::{MODEL, PASSAGES, document, factions, score};

/// `nabra explain --all` shows this sum.
fn gap(explanation: &FactionExplanation) -> f64 {
    let shares: f64 = explanation.shares.iter().map(|share| share.share).sum();
    (shares + explanation.intercept + explanation.context - explanation.difference()).abs()
}

#[test]
fn intercept_and_shares_add_up_to_the_difference_of_logits() {
    let mut scorer = Scorer::new(&MODEL);
    let (mut count, mut worst, mut largest) = (0, 0.0f64, 0.0f64);
    for document in PASSAGES.iter() {
        for explanation in scorer.explain(document) {
            count += 1;
            worst = worst.max(gap(&explanation));
            largest = largest.max(explanation.difference().abs());
        }
    }
    assert!(count > 300 && largest > 1.0, "{count} factions, logits up to {largest}");
    assert!(worst < 1e-6, "off by {worst:e}");
}

#[test]
fn long_texts_of_many_passages_add_up_too() {
    let long: String = PASSAGES.iter().take(40).map(|document| document.text.clone() + "\n").collect();
    let document = super::document(&PASSAGES[0].title, &long);
    let explanations = Scorer::new(&MODEL).explain(&document);
    assert!(explanations.len() > 2);
    for explanation in explanations {
        assert!(gap(&explanation) < 1e-6, "{} is off by {:e}", explanation.faction, gap(&explanation));
    }
}

#[test]
fn explanations_go_with_the_scores() {
    let mut scorer = Scorer::new(&MODEL);
    for document in PASSAGES.iter().take(120) {
        let (scored, explanations) = (scorer.score(document), scorer.explain(document));
        assert_eq!(factions(&scored).len(), explanations.len());
        for (score, explanation) in factions(&scored).iter().zip(&explanations) {
            assert_eq!(score.faction, explanation.faction);
            let total: f64 = explanation.logits.iter().map(|(_, logit)| logit.exp()).sum();
            for ((class, p), (name, logit)) in score.probabilities.iter().zip(&explanation.logits) {
                assert_eq!(class, name);
                assert!((logit.exp() / total - p).abs() < 1e-12, "{}: {class}", document.id);
            }
            for share in &explanation.shares {
                let field = if share.field == Field::Title { &document.title } else { &document.text };
                let word = field.get(share.bytes.clone()).expect("a share on character boundaries");
                assert!(word.chars().any(char::is_alphanumeric), "{word:?}");
            }
            assert!(
                explanation.shares.is_sorted_by_key(|share| (share.field == Field::Text, share.bytes.start))
            );
        }
    }
}

#[test]
fn evidence_slices_its_field_in_bytes_and_in_characters() {
    let mut scorer = Scorer::new(&MODEL);
    let mut spans = 0;
    for document in PASSAGES.iter() {
        for span in factions(&scorer.score(document)).iter().flat_map(|faction| &faction.evidence) {
            let field = if span.field == Field::Title { &document.title } else { &document.text };
            assert_eq!(field.get(span.bytes.clone()), Some(span.text.as_str()));
            let characters: String = field.chars().skip(span.chars.start).take(span.chars.len()).collect();
            assert_eq!(characters, span.text);
            assert!(!span.text.is_empty() && span.contribution.is_finite());
            spans += 1;
        }
    }
    assert!(spans > 500, "{spans} spans");
}

#[test]
fn words_on_both_sides_of_a_name_are_one_span() {
    let mut scorer = Scorer::new(&MODEL);
    let text = "هاجمت مليشيات حفتر الإجرامية حياً في طرابلس أمس.".to_owned();
    let scored = scorer.score(&Document { text, ..Document::default() });
    let spans: Vec<&str> = factions(&scored)[0].evidence.iter().map(|span| span.text.as_str()).collect();
    let both = |span: &&&str| span.contains("مليشيات") && span.contains("الإجرامية");
    assert_eq!(spans.iter().filter(both).count(), 1, "{spans:?}");
    assert_eq!(spans.iter().filter(|span| span.contains("حفتر")).count(), 1, "{spans:?}");
}

#[test]
fn probabilities_are_probabilities_and_the_score_is_their_balance() {
    let mut scorer = Scorer::new(&MODEL);
    for document in PASSAGES.iter() {
        let scored = scorer.score(document);
        for faction in factions(&scored) {
            let p: Vec<f64> = faction.probabilities.iter().map(|(_, p)| *p).collect();
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12 && p.iter().all(|p| (0.0..=1.0).contains(p)));
            assert!((faction.score - (p[2] - p[0])).abs() < 1e-15);
            assert_eq!(faction.mentions, faction.own.mentions + faction.quoted.mentions);
            let (own, quoted) = (faction.own, &faction.quoted);
            let speakers = quoted.speakers.iter().map(|said| (said.mentions, said.score));
            for (mentions, score) in
                speakers.chain([(own.mentions, own.score), (quoted.mentions, quoted.score)])
            {
                assert!(score.is_none() || mentions > 0);
                assert!(score.is_none_or(|score| (-1.0..=1.0).contains(&score)));
            }
        }
    }
}

#[test]
fn alone_in_any_order_and_after_a_thousand_others() {
    let alone: Vec<_> = PASSAGES.iter().map(score).collect();
    let mut scorer = Scorer::new(&MODEL);
    let order = (0..PASSAGES.len()).chain((0..PASSAGES.len()).rev()).chain((0..PASSAGES.len()).step_by(3));
    let order: Vec<usize> = order.chain(0..PASSAGES.len()).collect();
    assert!(order.len() > 1_000);
    for (nth, &i) in order.iter().enumerate() {
        // Explaining in between must leave nothing behind either.
        if nth % 5 == 0 {
            scorer.explain(&PASSAGES[(i * 7) % PASSAGES.len()]);
        }
        assert_eq!(scorer.score(&PASSAGES[i]), alone[i], "passage {i} as number {nth}");
    }
    let mut another = scorer.another();
    assert_eq!(another.score(&PASSAGES[5]), alone[5]);
}

#[test]
fn a_neutral_faction_without_loaded_words_has_no_evidence() {
    let texts = [
        "عقد المجلس الرئاسي اجتماعا في طرابلس أمس لبحث الميزانية بحضور ستة وزراء من حكومة الوفاق",
        "بحث كل من قائد الأفريكوم ورئيس حكومة الوفاق ملف التدريب ولا موعد للقاء آخر",
        "كان لأهل مصراتة مجلس بلدي وراء مبنى البلدية حتى العام الماضي",
        "زار وفد من حكومة الوفاق أنقرة يوم الاثنين قبل عودته إلى ليبيا",
    ];
    for text in texts {
        let scored = score(&super::document("", text));
        let found = factions(&scored);
        assert!(!found.is_empty(), "{text}");
        for faction in found {
            assert_eq!(&*faction.framing, "neutral");
            assert!(faction.evidence.is_empty(), "{:?}", faction.evidence);
        }
    }
    let loaded = score(&super::document("", "قصفت مليشيات حفتر الإجرامية أحياء المدينة أمس"));
    let evidence = &factions(&loaded)[0].evidence;
    assert!(evidence.iter().any(|span| span.text.contains("مليشيات")), "{evidence:?}");
}

#[test]
fn marks_that_deny_a_name_are_evidence_and_the_name_itself_is_not() {
    let told = |text: &str| {
        let scored = score(&document("", text));
        let all = factions(&scored);
        let one = all.iter().find(|faction| &*faction.faction == "israel-state").unwrap();
        (one.score, one.evidence.iter().any(|evidence| evidence.text == "إسرائيل"))
    };
    let (plain, in_marks) = (told("واصلت إسرائيل غاراتها أمس."), told("واصلت \"إسرائيل\" غاراتها أمس."));
    assert!(!plain.1 && plain.0 > -0.2, "{plain:?}");
    assert!(in_marks.1 && in_marks.0 < plain.0 - 0.2, "{in_marks:?}");
}
