//! Documents that nobody should have to expect.

use std::fmt::Write;

use nabra::score::{Abstention, EvidenceSpan, Scorer, Verdict};
use nabra::text::Field;

use super::{MODEL, document, factions, score};

#[test]
fn documents_that_name_nobody() {
    let marks = "!؟ ... «» \"\" ،،، ؛ - ( ) [ ] \u{200f}\u{200e} \u{64b}\u{64c} ـــــ";
    for text in [
        "",
        " ",
        "\n\n\t",
        marks,
        "؟",
        "كلمة",
        "Nothing here is Arabic",
        "\u{feff}",
        "١٢٣",
        "\u{64e}",
        "&nbsp;",
    ] {
        for title in ["", marks, "عنوان"] {
            let scored = score(&document(title, text));
            assert!(factions(&scored).is_empty(), "{text:?}");
            let Verdict::Factions { loaded_per_1000, .. } = scored.verdict else { panic!("no factions") };
            assert!(loaded_per_1000.abs() < 1e-12, "{text:?}");
            assert!(Scorer::new(&MODEL).explain(&document(title, text)).is_empty());
        }
    }
}

#[test]
fn a_name_and_nothing_else() {
    for (title, text) in [("", "حماس"), ("حماس", ""), ("حماس", "حماس"), ("", "«حماس»!!")]
    {
        let scored = score(&document(title, text));
        let [faction] = factions(&scored) else { panic!("{title:?} {text:?}: {scored:?}") };
        assert_eq!((&*faction.faction, faction.abstained), ("hamas", Some(Abstention::FewMentions)));
        assert!(faction.evidence.is_empty() && faction.score.is_finite());
    }
}

#[test]
fn a_faction_that_only_others_speak_of() {
    let text =
        "عقد اجتماع في العاصمة أمس. وقال المتحدث: «إن مليشيات حفتر الإرهابية قصفت المدينة». ثم انتهى الاجتماع.";
    let scored = score(&document("", text));
    let [faction] = factions(&scored) else { panic!("{scored:?}") };
    assert_eq!((faction.own.mentions, faction.quoted.mentions), (0, 1));
    assert_eq!(faction.abstained, Some(Abstention::FewMentions));
    assert_eq!(faction.own.score, None);
    assert!(faction.quoted.score.is_some());

    let scored = score(&document("", &text.replace(['«', '»'], "").replace("وقال المتحدث: إن ", "")));
    let [faction] = factions(&scored) else { panic!("{scored:?}") };
    assert_eq!((faction.own.mentions, faction.quoted.mentions), (1, 0));
    assert_ne!(faction.abstained, Some(Abstention::FewMentions));
}

#[test]
fn words_that_the_model_does_not_know() {
    let unknown = "ظغخثذض صضطظغخ خثذضظغ ذضظغخث";
    let scored = score(&document("", &format!("{unknown} حماس {unknown}")));
    let [faction] = factions(&scored) else { panic!("{scored:?}") };
    assert_eq!(faction.abstained, Some(Abstention::UnknownWords));
    assert_eq!(faction.probabilities.len(), 3, "an abstention still has its probabilities");
    let scored = score(&document("", "قال الجيش إن حركة حماس الإرهابية قصفت المدينة أمس"));
    assert!(factions(&scored).iter().all(|f| f.abstained != Some(Abstention::UnknownWords)), "{scored:?}");
}

#[test]
fn evidence_does_not_reach_from_the_title_into_the_text() {
    // The title ends with a word that weighs, and the text begins with a name, or such a word.
    for (text, titled) in [("حفتر زار المدينة أمس.", 1), ("مليشيات حفتر زارت المدينة أمس.", 0)]
    {
        let document = document("حفتر يقود مليشيات", text);
        let scored = score(&document);
        let spans: Vec<_> = factions(&scored).iter().flat_map(|faction| &faction.evidence).collect();
        let whole = |span: &&&EvidenceSpan| span.field == Field::Title && span.text.ends_with("مليشيات");
        assert!(spans.iter().filter(whole).count() >= titled, "{scored:?}");
        for span in spans {
            let field = if span.field == Field::Title { &document.title } else { &document.text };
            let (before, after) = (&field[..span.bytes.start], &field[span.bytes.end..]);
            assert!(
                !before.ends_with(char::is_alphabetic) && !after.starts_with(char::is_alphabetic),
                "{span:?}"
            );
        }
    }
}

#[test]
fn ten_thousand_mentions() {
    let mut chain = String::from("مليشيات حفتر");
    for i in 0..5_000 {
        chain.push_str(if i % 2 == 0 { " والسراج" } else { " وحفتر" });
    }
    let mut spread = String::new();
    for i in 0..5_000 {
        let _ = write!(spread, "قصفت مليشيات حفتر الحي رقم {i} في المدينة وقالت حكومة الوفاق إنها سترد. ");
    }
    for text in [chain, spread] {
        let document = document("حفتر والسراج", &text);
        let mut scorer = Scorer::new(&MODEL);
        let scored = scorer.score(&document);
        let mentions: usize = factions(&scored).iter().map(|faction| faction.mentions).sum();
        assert!(mentions > 5_000, "{mentions} mentions");
        for explanation in scorer.explain(&document) {
            let sum: f64 = explanation.shares.iter().map(|share| share.share).sum();
            assert!(
                (sum + explanation.intercept + explanation.context - explanation.difference()).abs() < 1e-6
            );
        }
    }
}
