//! Who says what of whom: each faction that speaks apart from the others and from the article.

use nabra::model::Task;
use nabra::score::{FactionScore, SpeakerScore};

use super::{MODEL, PASSAGES, document, factions, score};

/// What the text says of the faction.
fn of(faction: &str, text: &str) -> FactionScore {
    let scored = score(&document("", text));
    let found = factions(&scored).iter().find(|score| &*score.faction == faction);
    found.expect("it is mentioned").clone()
}

fn by<'s>(score: &'s FactionScore, speaker: Option<&str>) -> &'s SpeakerScore {
    let speakers = &score.quoted.speakers;
    speakers.iter().find(|said| said.speaker.as_deref() == speaker).unwrap_or_else(|| panic!("{speakers:?}"))
}

const PRAISE: &str = "قال المتحدث باسم حركة حماس إن مجاهدي حماس الأبطال صمدوا في وجه العدوان الغاشم.";
const BLAME: &str = "وقال وزير الدفاع الإسرائيلي إن إرهابيي حماس ارتكبوا مجزرة وحشية بحق المدنيين.";
const PLAIN: &str = "ونقلت الصحيفة عن سكان أن عناصر حماس انتشروا في المدينة.";

#[test]
fn praise_of_itself_and_blame_by_another_are_told_apart() {
    let score = of("hamas", &[PRAISE, BLAME, PLAIN].join(" "));
    let [itself, enemy, others] = [Some("hamas"), Some("israel-gov"), None].map(|who| by(&score, who));
    assert!(itself.score > Some(0.3) && enemy.score < Some(-0.3), "{:?}", score.quoted);
    assert!(others.score > enemy.score && others.score < itself.score, "{:?}", score.quoted);
    assert!(score.own.score.is_some_and(|own| own.abs() < 0.3), "{:?}", score.own);
    assert_eq!(score.quoted.mentions, itself.mentions + enemy.mentions + others.mentions);
    assert_eq!(score.quoted.speakers.last().map(|last| &last.speaker), Some(&None));
}

#[test]
fn who_alone_is_quoted_says_what_all_say() {
    let quoted = of("hamas", PRAISE).quoted;
    assert_eq!(quoted.speakers.len(), 1);
    assert_eq!((quoted.speakers[0].score, quoted.speakers[0].mentions), (quoted.score, 1));
    assert!(quoted.score > Some(0.3), "{quoted:?}");
}

#[test]
fn what_one_says_does_not_depend_on_what_another_says() {
    let alone = of("hamas", &[PLAIN, PRAISE].join(" "));
    let beside = of("hamas", &[PLAIN, PRAISE, BLAME].join(" "));
    let (alone, beside) = (by(&alone, Some("hamas")).score, by(&beside, Some("hamas")).score);
    // The tone of the rest of the text and its company are others.
    assert!(
        alone.zip(beside).is_some_and(|(alone, beside)| (alone - beside).abs() < 0.2),
        "{alone:?} {beside:?}"
    );
}

#[test]
fn without_a_faction_that_speaks_there_are_no_speakers() {
    let score = of("hamas", PLAIN);
    assert!(score.quoted.speakers.is_empty() && score.quoted.score.is_some(), "{:?}", score.quoted);
}

#[test]
fn a_person_speaks_for_the_faction_that_he_spoke_for_before() {
    let first = "قال المتحدث باسم حركة حماس سامر الخزندار إن المعابر مغلقة.";
    let rest = "وأعلنت الوزارة فتح الطريق. وقال الخزندار إن مقاتلي حماس باقون في المدينة.";
    let score = of("hamas", &[first, rest].join(" "));
    assert_eq!(by(&score, Some("hamas")).mentions, 1);
}

/// Who says the words in which the text mentions the faction, in order.
fn speakers(faction: &str, title: &str, text: &str) -> Vec<Option<String>> {
    let scored = score(&document(title, text));
    let found = factions(&scored).iter().find(|score| &*score.faction == faction).expect("it is mentioned");
    found.quoted.speakers.iter().map(|said| said.speaker.as_deref().map(str::to_owned)).collect()
}

#[test]
fn a_person_who_is_named_before_he_is_described_is_known_again() {
    for described in ["سامر الخزندار، القيادي في حركة حماس،", "سامر الخزندار القيادي في حركة حماس"]
    {
        let text = format!("قال {described} إن المعابر مغلقة. وأضاف الخزندار أن مقاتلي حماس باقون.");
        assert_eq!(speakers("hamas", "", &text), [Some("hamas".to_owned())], "{text}");
    }
}

#[test]
fn a_headline_has_the_speaker_whom_the_text_describes() {
    let text = "قال سامر الخزندار، القيادي في حركة حماس، إن المعابر مغلقة.";
    let title = "الخزندار: مقاتلو حماس باقون في المدينة";
    assert_eq!(speakers("hamas", title, text), [Some("hamas".to_owned())]);
    let other = "قال سامر الخزندار، تاجر من المدينة، إن مقاتلي حماس رحلوا.";
    assert_eq!(speakers("hamas", title, other), [None::<String>; 0]);
}

#[test]
fn a_noun_with_the_article_is_who_was_last_called_so() {
    let source = "قال مصدر في حركة حماس إن المعابر مغلقة.";
    let again = "وأضاف المصدر أن مقاتلي حماس باقون في المدينة.";
    assert_eq!(speakers("hamas", "", &[source, again].join(" ")), [Some("hamas".to_owned())]);
    let another = "وقال مصدر طبي إن الجرحى بخير.";
    assert_eq!(speakers("hamas", "", &[source, another, again].join(" ")), [None::<String>; 0]);
}

#[test]
fn who_has_left_a_faction_does_not_speak_for_it() {
    let says = |who: &str| speakers("hamas", "", &format!("قال {who} إن مقاتلي حماس باقون في المدينة."));
    for former in ["القيادي السابق في حركة حماس", "مسؤولون سابقون في حركة حماس"]
    {
        assert_eq!(says(former), [None::<String>; 0], "{former}");
    }
    for present in ["القيادي في حركة حماس", "المتحدث باسم حماس", "القيادي في حركة حماس في وقت سابق"]
    {
        assert_eq!(says(present), [Some("hamas".to_owned())], "{present}");
    }
    let name = "وقالت قوات المخلوع صالح إن مقاتلي حماس باقون في المدينة.";
    assert_eq!(speakers("hamas", "", name), [Some("saleh".to_owned())]);
}

#[test]
fn what_somebody_is_and_his_first_name_are_nobodys_name() {
    let rest = "مقاتلي حماس باقون في المدينة.";
    for (known, other) in [
        ("نائب رئيس حركة حماس", "النائب علي حسن"),
        ("مصدر أمني مسؤول في حماس", "مصدر طبي"),
        ("القيادي في حركة حماس سامر الخزندار", "التاجر سامر كامل"),
        ("المتحدث باسم حركة حماس محمد خالد الأحد", "خطيب الأحد"),
    ] {
        let text = format!("قال {known} إن المعابر مغلقة. وقال {other} إن {rest}");
        assert_eq!(speakers("hamas", "", &text), [None::<String>; 0], "{text}");
    }
}

#[test]
fn a_title_is_not_quoted_on_in_the_text() {
    let text = "\"مقاتلو حماس باقون في المدينة كلها\". بهذه العبارة رحب بهم التجار.";
    assert_eq!(speakers("hamas", "نتنياهو: سنواصل الحرب", text), [None::<String>; 0]);
}

#[test]
fn media_and_experts_speak_for_themselves() {
    let score = of("hamas", "قال خبير في شؤون الجيش الإسرائيلي إن مقاتلي حماس باقون في المدينة.");
    assert!(score.quoted.speakers.is_empty(), "{:?}", score.quoted);
    assert_eq!(score.quoted.mentions, 1);
}

#[test]
fn who_is_called_upon_is_not_the_speaker() {
    let score = of("hamas", "وطالب المزارعون الجيش الإسرائيلي بوقف القصف على مقاتلي حماس في المدينة.");
    assert!(score.quoted.speakers.is_empty(), "{:?}", score.quoted);
}

#[test]
fn scores_of_speakers_that_are_unsure_say_so_and_others_do_not() {
    let Task::Faction(model) = &MODEL.task else { panic!("a faction model") };
    let least = model.settings.least_quoted_confidence;
    let (mut unsure, mut sure) = (0, 0);
    for document in PASSAGES.iter() {
        for quoted in factions(&score(document)).iter().map(|faction| &faction.quoted) {
            let speakers = quoted.speakers.iter().map(|said| (said.score, said.abstained));
            for (score, abstained) in speakers.chain([(quoted.score, quoted.abstained)]) {
                let Some(score) = score else { continue };
                if abstained.is_some() {
                    // The likeliest way of presenting it has less than this.
                    assert!(score.abs() < least, "{score}");
                    unsure += 1;
                } else {
                    sure += 1;
                }
            }
        }
    }
    assert!(unsure > 10 && sure > unsure, "{unsure} of {}", unsure + sure);
}

#[test]
fn passages_without_a_speaker_say_nothing_of_what_speakers_say() {
    let filler = "وشهدت المدينة أمس هدوءا في الأسواق والشوارع بعد أيام من المطر الغزير. ".repeat(15);
    let own = "واقتحمت مليشيات حماس الإرهابية الحي.";
    let alone = of("hamas", &format!("{PRAISE} {filler}"));
    let before = of("hamas", &format!("{PRAISE} {filler} {own}"));
    assert!(before.own.score < alone.own.score, "{:?} {:?}", before.own, alone.own);
    let [alone, both] = [&alone, &before].map(|score| score.quoted.score);
    assert!(alone > Some(0.3) && both > Some(0.3), "{alone:?} {both:?}");
}
