//! What holds for any string whatsoever.

use nabra::text::{Field, Lexis, Reading, TokenKind, Tokens, fold_key, tokenise};
use proptest::prelude::*;

use crate::support;

/// Pieces that texts are broken by.
const PIECES: [&str; 66] = [
    "قال",
    "الوزير",
    "إن",
    "أن",
    "«",
    "»",
    "\"",
    "“",
    "”",
    "„",
    "‟",
    "'",
    "’",
    ":",
    "،",
    ".",
    "...",
    "؟",
    "!",
    "\n",
    "\r\n",
    "\u{2029}",
    " ",
    "\u{A0}",
    "_",
    "#",
    "و",
    "وأضاف",
    "زاعماً أن",
    "بحسب",
    "نقلاً عن",
    "على حد",
    "قوله",
    "ما أسماه",
    "ميليشيات",
    "مـــليشيات",
    "\u{200F}",
    "\u{202B}",
    "\u{202C}",
    "\u{2067}",
    "\u{FEFF}",
    "\u{200D}",
    "\0",
    "\u{7F}",
    "\u{64B}",
    "\u{670}",
    "\u{654}",
    "\u{653}",
    "\u{301}",
    "ﷺ",
    "ﷲ",
    "ﻻ",
    "ﻹ",
    "\u{FDFB}",
    "&quot;",
    "&#1581;",
    "&#x0;",
    "&#xFDFA;",
    "&",
    "&;",
    "٢٠١٩",
    "3.5",
    "10:30",
    "🔻",
    "د.",
    "NATO",
];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        2 => prop::sample::select(PIECES.to_vec()).prop_map(|piece| format!(" {piece} ")),
        1 => any::<char>().prop_map(String::from),
        1 => prop::char::range('\u{600}', '\u{6FF}').prop_map(String::from),
        1 => prop::char::ranges(vec!['\u{FB50}'..='\u{FDFF}', '\u{FE70}'..='\u{FEFF}'].into()).prop_map(String::from),
    ];
    prop_oneof![
        3 => prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<char>(), 0..80).prop_map(|chars| chars.into_iter().collect()),
    ]
}

fn check_spans(tokens: &Tokens, field: Field, text: &str) -> Result<(), TestCaseError> {
    let mut last = 0;
    for i in (0..tokens.len()).filter(|&i| tokens.field(i) == field) {
        let token = tokens.token(i);
        let (start, end) = (token.start as usize, token.end as usize);
        prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "token {i}: {start}..{end}");
        prop_assert!(last <= start && start <= end, "token {i}: {start}..{end} after {last}");
        prop_assert_eq!(tokens.key(i).is_empty(), token.kind == TokenKind::Break);
        last = end;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_on_boundaries_and_ascend(title in any_text(), text in any_text()) {
        let tokens = tokenise(&title, &text);
        check_spans(&tokens, Field::Title, &title)?;
        check_spans(&tokens, Field::Text, &text)?;
    }

    #[test]
    fn folding_twice_changes_nothing(text in any_text()) {
        let once = fold_key(&text);
        prop_assert_eq!(fold_key(&once), once);
    }

    #[test]
    fn no_letter_is_lost(text in "[ابتثحدرسعفقكلمنهوي «»،.\n]{0,60}") {
        let tokens = tokenise("", &text);
        let keys: String = (0..tokens.len()).filter(|&i| tokens.is_word(i)).map(|i| tokens.key(i)).collect();
        let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
        prop_assert_eq!(keys, letters);
    }

    #[test]
    fn reading_gives_every_token_a_word_a_sentence_and_a_voice(title in any_text(), text in any_text()) {
        let mut lexis = Lexis::default();
        let mut reading = Reading::default();
        for _ in 0..2 {
            reading.read(support::language(), &mut lexis, &title, &text);
            let length = reading.tokens.len();
            prop_assert_eq!(reading.words.len(), length);
            prop_assert_eq!(reading.sentences.len(), length);
            prop_assert_eq!(reading.voices.len(), length);
            prop_assert!(reading.sentences.is_sorted());
            prop_assert!(reading.sentences.windows(2).all(|pair| pair[1] - pair[0] <= 1));
            for i in 0..length {
                let word = lexis.word(reading.words[i]);
                prop_assert_eq!(word.key(), reading.tokens.key(i));
                prop_assert!(word.key().contains(word.stem()));
            }
        }
    }

    #[test]
    fn a_reused_reading_is_like_a_new_one(first in any_text(), second in any_text()) {
        let mut lexis = Lexis::default();
        let mut used = Reading::default();
        used.read(support::language(), &mut lexis, "", &first);
        used.read(support::language(), &mut lexis, "", &second);
        let mut new = Reading::default();
        new.read(support::language(), &mut lexis, "", &second);
        prop_assert_eq!(used.tokens.all(), new.tokens.all());
        prop_assert_eq!(used.words, new.words);
        prop_assert_eq!(used.voices, new.voices);
    }
}
