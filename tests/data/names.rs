//! What the conditions of an alias do.

use std::sync::OnceLock;

use nabra::annotate::{Annotator, Lexicons};
use nabra::factions::{FactionLexicon, LexiconFault};
use nabra::terms::TermLexicon;

use crate::lexicons;

const CLUBS: &str = r#"
nobody = ["انتفاضة النسور"]

[near]
birds = ["الجارحة"]
papers = ["صحيفة", "جريدة"]
sea = ["الميناء", "السفن"]

[[faction]]
id = "eagles"
name = { ar = "النسور", en = "Eagles" }
aliases = [{ text = "النسور", not_before = ["@birds"], not_after = ["@papers"] }]

[[faction]]
id = "port"
name = { ar = "نسور الميناء", en = "Eagles of the port" }
aliases = [{ text = "النسور", near = ["@sea"] }]
"#;

fn clubs() -> &'static Lexicons {
    static CLUB: OnceLock<Lexicons> = OnceLock::new();
    CLUB.get_or_init(|| {
        let factions = FactionLexicon::parse(CLUBS).unwrap();
        Lexicons::new(lexicons::all().language.clone(), factions, TermLexicon::default())
    })
}

/// The ids of the clubs that `text` mentions, in order.
fn named(text: &str) -> Vec<String> {
    mentioned(clubs(), text)
}

/// The ids of the factions of the default model that `text` mentions, in order.
fn meant(text: &str) -> Vec<String> {
    mentioned(lexicons::all(), text)
}

fn mentioned(lexicons: &Lexicons, text: &str) -> Vec<String> {
    let mut annotator = Annotator::default();
    annotator.read(lexicons, "", text);
    let mentions = annotator.article.mentions.iter();
    mentions.map(|mention| lexicons.factions.factions[usize::from(mention.faction)].id.clone()).collect()
}

#[test]
fn a_phrase_that_names_nobody_is_passed_over() {
    assert_eq!(named("عادت النسور إلى المدينة"), ["eagles"]);
    assert_eq!(named("ذكرى انتفاضة النسور في المدينة"), [""; 0]);
    assert_eq!(named("وانتفاضة النسور ذكرى عادت بها النسور"), ["eagles"]);
}

#[test]
fn lists_stand_in_every_condition() {
    assert_eq!(named("قالت صحيفة النسور أمس"), [""; 0]);
    assert_eq!(named("حلقت النسور الجارحة"), [""; 0]);
}

#[test]
fn quotation_marks_and_brackets_do_not_part_a_name_from_its_neighbours() {
    assert_eq!(named("قالت صحيفة «النسور» أمس"), [""; 0]);
    assert_eq!(named("قالت صحيفة (النسور) أمس"), [""; 0]);
    assert_eq!(named("اشترى صحيفة، النسور عادت"), ["eagles"]);
}

#[test]
fn a_condition_may_be_a_phrase() {
    let longer = CLUBS
        .replace("\"@birds\"", "\"@birds\", \"في الحديقة العامة\"")
        .replace("\"@papers\"", "\"حديقة حيوان\"");
    let factions = FactionLexicon::parse(&longer).unwrap();
    let park = &Lexicons::new(lexicons::all().language.clone(), factions, TermLexicon::default());
    assert_eq!(mentioned(park, "عادت النسور «في» الحديقة العامة"), [""; 0]);
    assert_eq!(mentioned(park, "عادت النسور في الحديقة أمس"), ["eagles"]);
    assert_eq!(mentioned(park, "عادت النسور العامة في الحديقة"), ["eagles"]);
    assert_eq!(mentioned(park, "زرنا حديقة حيوان النسور"), [""; 0]);
    assert_eq!(mentioned(park, "زرنا بحديقة حيوان النسور"), [""; 0]);
    assert_eq!(mentioned(park, "زرنا حيوان النسور"), ["eagles"]);
    assert_eq!(mentioned(park, "النسور في"), ["eagles"]);
}

#[test]
fn of_two_with_one_name_the_one_that_the_text_speaks_for_is_meant() {
    assert_eq!(named("عادت النسور من الميناء"), ["port"]);
}

#[test]
fn faults_of_lists_and_phrases_are_told() {
    let wrong = CLUBS.replace("@papers", "@books").replace("انتفاضة النسور", "؟");
    let faults = FactionLexicon::parse(&wrong).unwrap_err();
    assert!(faults.contains(&LexiconFault::NoList("eagles".into(), "books".into())), "{faults:?}");
    assert!(faults.contains(&LexiconFault::EmptyNobody("؟".into())), "{faults:?}");
}

#[test]
fn a_file_of_ones_own_adds_its_phrases() {
    let mut both = FactionLexicon::parse(CLUBS).unwrap();
    both.merge(FactionLexicon::parse("nobody = [\"نسور الجبل\"]").unwrap());
    let phrases: Vec<&str> = both.nobody.iter().map(|phrase| phrase.text.as_str()).collect();
    assert_eq!(phrases, ["انتفاضة النسور", "نسور الجبل"]);
}

#[test]
fn a_phrase_of_nobody_competes_by_its_clues() {
    let near = "nobody = [{ text = \"النسور\", near = [\"الغابة\", \"الصيادون\"] }]";
    let lexicon = CLUBS.replace("nobody = [\"انتفاضة النسور\"]", near);
    let factions = FactionLexicon::parse(&lexicon).unwrap();
    let wild = &Lexicons::new(lexicons::all().language.clone(), factions, TermLexicon::default());
    assert_eq!(mentioned(wild, "عادت النسور أمس"), ["eagles"]);
    assert_eq!(mentioned(wild, "عادت النسور إلى الغابة"), [""; 0]);
    assert_eq!(mentioned(wild, "ترك الصيادون الغابة وعادت النسور إلى الميناء"), [""; 0]);
    assert_eq!(mentioned(wild, "عادت النسور من الغابة إلى الميناء"), ["port"]);
    assert_eq!(mentioned(wild, "تركت السفن الميناء وعادت النسور من الغابة"), ["port"]);

    let faults = FactionLexicon::parse(&near.replace("الغابة", "@forest")).unwrap_err();
    assert_eq!(faults, [LexiconFault::NoList("nobody".into(), "forest".into())]);
}

/// The clubs with nouns that stand for them.
fn with_nouns() -> Lexicons {
    let nouns = CLUBS
        .replace("id = \"eagles\"", "id = \"eagles\"\nanaphors = [\"النادي\", \"الفريق\"]")
        .replace("id = \"port\"", "id = \"port\"\nanaphors = [\"النادي\"]");
    let hawks = "[[faction]]\nid = \"hawks\"\nname = { ar = \"الصقور\", en = \"Hawks\" }\naliases = [\"الصقور\"]\nanaphors = [\"النادي\"]";
    let factions = FactionLexicon::parse(&format!("{nouns}\n{hawks}")).unwrap();
    Lexicons::new(lexicons::all().language.clone(), factions, TermLexicon::default())
}

#[test]
fn a_noun_stands_for_the_last_that_was_named_before_it() {
    let clubs = &with_nouns();
    assert_eq!(mentioned(clubs, "عادت النسور أمس. خسر النادي. حزن الفريق."), ["eagles", "eagles", "eagles"]);
    assert_eq!(mentioned(clubs, "عادت النسور والتقت الصقور. خسر النادي."), ["eagles", "hawks", "hawks"]);
    assert_eq!(mentioned(clubs, "خسر النادي أمس."), [""; 0]);
    let far = "مطر في المدينة. ".repeat(7);
    assert_eq!(mentioned(clubs, &format!("عادت النسور أمس. {far} خسر النادي.")), ["eagles"]);
}

#[test]
fn a_noun_that_nothing_before_it_explains_stands_for_who_is_named_next() {
    let clubs = &with_nouns();
    assert_eq!(mentioned(clubs, "خسر النادي. عادت النسور أمس."), ["eagles", "eagles"]);
    assert_eq!(mentioned(clubs, "خسر النادي. عادت النسور والتقت الصقور."), ["eagles", "eagles", "hawks"]);
    assert_eq!(mentioned(clubs, "خسر النادي. نزل المطر. عادت النسور أمس."), ["eagles"]);
    // Only a name explains it, not another noun.
    assert_eq!(mentioned(clubs, "خسر النادي. حزن الفريق. عادت النسور."), ["eagles", "eagles"]);
    let mut annotator = Annotator::default();
    annotator.read(clubs, "خسارة النادي", "لعب الفريق وعادت النسور أمس.");
    let starts: Vec<usize> = annotator.article.mentions.iter().map(|mention| mention.tokens.start).collect();
    assert!(starts.len() == 3 && starts.is_sorted(), "{starts:?}");
}

#[test]
fn a_noun_that_stands_for_a_faction_is_one_word() {
    let phrase = CLUBS
        .replace("id = \"eagles\"", "id = \"eagles\"\nanaphors = [\"النادي القديم\", \"الفريق\", \"؟\"]");
    let faults = FactionLexicon::parse(&phrase).unwrap_err();
    let wrong = ["النادي القديم", "؟"].map(|noun| LexiconFault::Anaphor("eagles".into(), noun.into()));
    assert_eq!(faults, wrong);
}

#[test]
fn nouns_in_another_sense_stand_for_nobody() {
    assert_eq!(meant("قتلت الشرطة في القاهرة رجلا. بحث الوزراء الأمن القومي."), ["egypt-police"]);
    assert_eq!(meant("قتلت الشرطة في القاهرة رجلا. عاد الأمن إلى بيته.").len(), 2);
}

#[test]
fn a_presidential_council_needs_its_country() {
    assert_eq!(meant("اجتمع المجلس الرئاسي للحزب في القاهرة لبحث قوائم المرشحين"), [""; 0]);
    assert_eq!(meant("طالب خطباء في القاهرة بتشكيل مجلس رئاسي مدني"), [""; 0]);
    assert_eq!(meant("بحث المجلس الرئاسي مع السراج أوضاع ليبيا"), ["libya-gna", "libya-gna"]);
    let council = meant("بحث المجلس الرئاسي مع الدبيبة ومحمد المنفي موازنة العام");
    assert_eq!(council[0], "libya-presidency-2021");
}

#[test]
fn demonstrators_police_and_army_of_another_land_are_not_those_of_egypt() {
    assert_eq!(meant("فرق رجال الشرطة المتظاهرين في القاهرة").len(), 2);
    let khartoum = "خرج آلاف المتظاهرين في الخرطوم ومدن السودان وبلغ صداهم مصر";
    assert!(meant(khartoum).iter().all(|id| id != "police-protesters-ultras"), "{khartoum}");
    let paris = "أوقفت الشرطة في باريس ثلاثة سائحين من مصر ثم غادروا فرنسا";
    assert!(meant(paris).iter().all(|id| id != "egypt-police"), "{paris}");
    let washington = "قال البنتاغون إن الجيش أبلغ واشنطن بما جرى قرب القاهرة";
    assert!(meant(washington).iter().all(|id| id != "egypt-army"), "{washington}");
}

#[test]
fn namesakes_streets_and_clubs_are_no_factions() {
    for text in [
        "انطلقت المسيرة من مسجد السيد البدوي بطنطا",
        "تعطل المرور في شارع الجيش بالقاهرة",
        "فاز طلائع الجيش على منافسه في القاهرة",
        "لوحت الحكومة بغزو بري من جهة لبنان",
        "أعلن الوزير فتح مكاتب جديدة في القدس",
        "حضر اللواء هادي بن سالم حفل المدرسة، ثم سافر إلى اليمن",
        "اختفى موسى الصدر قبل عقود ولم تعرف أسرته في العراق مصيره",
    ] {
        assert_eq!(meant(text), [""; 0], "{text}");
    }
}

#[test]
fn a_state_as_a_place_is_no_actor() {
    assert_eq!(meant("أقيم المعرض في السعودية وزاره طلاب يدرسون بفرنسا"), [""; 0]);
    assert_eq!(meant("رفضت السعودية المقترح ووافقت فرنسا عليه"), ["saudi", "france-gov"]);
}

#[test]
fn militias_are_the_hashd_only_where_the_text_is_about_iraq() {
    assert_eq!(meant("دخلت الميليشيات الأنبار ثم الفلوجة"), ["hashd"]);
    assert_eq!(meant("نقلت الميليشيات المحلية عبر حدود العراق"), [""; 0]);
}
