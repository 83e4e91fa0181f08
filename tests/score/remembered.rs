//! What a scorer remembers of the words that it met changes no score.

use std::fmt::Write;

use nabra::score::{ScoredDocument, Scorer};

use super::{MODEL, PASSAGES, document, factions};

/// A word for each number, and another for each other.
fn word(mut number: usize) -> String {
    let letters: Vec<char> = "بتثجحخدذرزسشصضطظ".chars().collect();
    let mut word = String::new();
    for _ in 0..6 {
        word.push(letters[number % letters.len()]);
        number /= letters.len();
    }
    word
}

#[test]
fn scores_stay_the_same_when_rare_words_are_forgotten() {
    let mut scorer = Scorer::new(&MODEL);
    let all = |scorer: &mut Scorer<'_>| -> Vec<ScoredDocument> {
        PASSAGES.iter().map(|document| scorer.score(document)).collect()
    };
    let before = all(&mut scorer);
    let mut number = 0;
    // More words than are remembered, twice, each beside a name; those of every other text are met again.
    for round in 0..8 {
        let mut text = String::new();
        for _ in 0..5_000 {
            let words: Vec<String> = (number..number + 5).map(word).collect();
            let _ = write!(text, "{} قصفت قوات حفتر {}. ", words[..2].join(" "), words[2..].join(" "));
            number += 5;
        }
        let text = document("", &text);
        let first = scorer.score(&text);
        if round % 2 == 0 {
            assert_eq!(scorer.score(&text), first);
        }
        assert_eq!(factions(&first).len(), 1);
        assert_eq!(Scorer::new(&MODEL).score(&text), first);
    }
    assert_eq!(all(&mut scorer), before);
}
