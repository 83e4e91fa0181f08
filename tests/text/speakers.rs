//! Where the speaker of others' words is named, on sentences invented for the purpose.

use nabra::text::voice::Source;
use nabra::text::{Lexis, Reading};

use crate::support;

/// For each stretch of others' words the words that name its speaker; `=` where the speaker before goes
/// on, `-` where nothing names him.
fn sources(title: &str, text: &str) -> Vec<String> {
    let mut reading = Reading::default();
    reading.read(support::language(), &mut Lexis::default(), title, text);
    let tokens = &reading.tokens;
    let source = |source: &Source| match source {
        Source::Same => "=".to_owned(),
        Source::Unnamed => "-".to_owned(),
        Source::Named(words) => {
            let words = words.clone().filter(|&i| tokens.is_word(i)).map(|i| tokens.key(i));
            words.collect::<Vec<_>>().join(" ")
        }
    };
    reading.speeches.iter().map(|speech| source(&speech.source)).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let folded =
        |words: &&str| if words.len() > 1 { nabra::text::fold_key(words) } else { (*words).to_owned() };
    let expected: Vec<String> = expected.iter().map(folded).collect();
    assert_eq!(sources("", text), expected);
}

#[test]
fn the_subject_behind_the_verb_speaks() {
    check("قال وزير الزراعة إن المحصول جيد", &["وزير الزراعة"]);
    check("أكد القيادي في حركة الفلاحين سالم إن المحصول جيد", &["القيادي في حركة الفلاحين سالم"]);
    check("قال للصحيفة رئيس البلدية إن الطريق مفتوح", &["رئيس البلدية"]);
    check("قال رئيس البلدية خلال لقاء مع التجار إن الطريق مفتوح", &["رئيس البلدية"]);
    check("قال رئيس البلدية الذي زار التجار إن الطريق مفتوح", &["رئيس البلدية"]);
}

#[test]
fn a_subject_before_the_verb_speaks_where_none_is_behind_it() {
    check("رئيس البلدية قال إن الطريق مفتوح", &["رئيس البلدية"]);
    check("وكان رئيس البلدية قد قال إن الطريق مفتوح", &["وكان رئيس البلدية قد"]);
}

#[test]
fn a_speaker_goes_on_where_no_other_is_named() {
    check(
        "قال رئيس البلدية إن الطريق مفتوح، مضيفا أن الجسر سليم. وأضاف أن السوق آمن.",
        &["رئيس البلدية", "=", "="],
    );
}

#[test]
fn words_are_of_whom_they_are_taken_from() {
    check("نقلت الصحيفة عن تاجر من المدينة قوله إن السوق آمن", &["تاجر من المدينة قوله"]);
    check("جاء في بيان للبلدية أن السوق آمن", &["بيان للبلدية"]);
    check("دعا بيان للنقابة إلى فتح السوق", &["بيان للنقابة"]);
}

#[test]
fn attributions_name_their_source_before_and_behind() {
    check("بحسب رئيس البلدية، السوق آمن", &["رئيس البلدية"]);
    check("السوق آمن وفقا لرئيس البلدية", &["لرئيس البلدية"]);
    check("\"السوق آمن منذ أيام كثيرة\"، قال رئيس البلدية", &["رئيس البلدية"]);
}

#[test]
fn who_stands_before_a_colon_speaks_and_who_is_spoken_to_does_not() {
    assert_eq!(sources("رئيس البلدية: السوق آمن", "نص"), ["رءيس البلديه"]);
    assert_eq!(sources("التجار لرئيس البلدية: افتحوا السوق", "نص"), ["التجار"]);
}

#[test]
fn who_is_called_upon_or_accused_is_not_the_speaker() {
    check("وطالبت النقابة رئيس البلدية بفتح السوق", &["النقابة"]);
    check("ودعا المتحدث باسم التجار إلى فتح السوق", &["المتحدث باسم التجار"]);
    check("سالم يحذر رئيس البلدية من إغلاق السوق", &["سالم"]);
    check("حذروا رئيس البلدية من إغلاق السوق", &["="]);
}

#[test]
fn a_quotation_at_the_front_is_of_who_spoke_in_the_sentence_before_and_of_nobody_else() {
    let rest = "\"لن يفتح السوق قبل نهاية الحرب\".";
    check(&format!("قال رئيس البلدية إن الطريق مفتوح. {rest}"), &["رئيس البلدية", "="]);
    check(&format!("قال رئيس البلدية إن الطريق مفتوح. وعاد التجار. {rest}"), &["رئيس البلدية", "-"]);
}

#[test]
fn who_stands_in_the_line_before_a_post_speaks() {
    check("رئيس البلدية:\nالسوق آمن والطريق مفتوح.\nوالجسر سليم.", &["رئيس البلدية", "="]);
}

#[test]
fn a_quotation_that_nothing_hands_over_has_no_speaker() {
    check("لن يفتح السوق قبل \"نهاية الحرب في كل البلاد\" كما يبدو", &["-"]);
}
