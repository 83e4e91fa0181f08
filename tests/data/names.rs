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

/// The ids of the factions that `text` mentions, in order.
fn named(text: &str) -> Vec<&'static str> {
    let mut annotator = Annotator::default();
    annotator.read(clubs(), "", text);
    let mentions = annotator.article.mentions.iter();
    mentions.map(|mention| clubs().factions.factions[usize::from(mention.faction)].id.as_str()).collect()
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
    assert_eq!(both.nobody, ["انتفاضة النسور", "نسور الجبل"]);
}
