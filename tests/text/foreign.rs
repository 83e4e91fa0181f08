//! Cases from other projects' own tests; where Nabra differs the reason is listed, and the
//! test checks that it does differ.

use nabra::text::{fold_key, tokenise};

use crate::support::{self, Case};

const NO_STEMMER: &str = "no suffix is taken off, and the counts know no such root: paradigms are listed";
const OTHER_JOB: &str = "keeps marks, or changes spelling, that folding has no use for";

fn stem(word: &str) -> String {
    let mut lexis = nabra::text::Lexis::default();
    let tokens = tokenise("", word);
    let stems: Vec<String> = (0..tokens.len())
        .filter(|&i| tokens.is_word(i))
        .map(|i| {
            let id = lexis.id(support::language(), tokens.key(i), tokens.token(i).marks);
            lexis.word(id).stem().to_owned()
        })
        .collect();
    stems.join(" ")
}

/// The strings of a list such as `["a", "b"]`, or the first strings of a list of lists.
fn listed(json: &str) -> Vec<String> {
    let items: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let text = |item: &serde_json::Value| item.as_str().or(item[0].as_str()).unwrap_or_default().to_owned();
    items.iter().map(text).collect()
}

fn surfaces(text: &str) -> Vec<&str> {
    tokenise("", text).all().iter().map(|t| &text[t.start as usize..t.end as usize]).collect()
}

fn folded(words: &[String]) -> String {
    fold_key(&words.join(" "))
}

fn agrees(case: &Case) -> bool {
    let (input, expected) = (&case.input, &case.expected);
    match case.op.as_str() {
        "lucene_light10" | "lucene_light10_keyword_protected" => stem(input) == fold_key(expected),
        op if op.starts_with("lucene_analyzer") || op == "lucene_ws+normalize+light10" => {
            stem(input) == folded(&listed(expected))
        }
        "lucene_ws+normalize" => fold_key(input) == folded(&listed(expected)),
        "charabia_segment" | "charabia_tokenize" => {
            let expected: Vec<String> = listed(expected).into_iter().filter(|word| word != " ").collect();
            surfaces(input) == expected
        }
        "pyarabic.tokenize" => surfaces(input) == listed(expected),
        op if op.starts_with("pyarabic.tokenize_with_location") => {
            let words: Vec<&str> =
                surfaces(input).into_iter().filter(|word| !matches!(*word, ":" | "،")).collect();
            words == listed(expected)
        }
        _ => fold_key(input) == fold_key(expected),
    }
}

/// Why Nabra differs on `case`, if it is meant to.
fn differs(case: &Case) -> Option<&'static str> {
    match case.op.as_str() {
        "lucene_light10" if case.input.contains("ساهد") || case.input == "زوجها" => Some(NO_STEMMER),
        "charabia_segment" | "charabia_tokenize" => Some("the article is no token of its own"),
        op if op.starts_with("lucene_analyzer") || op == "lucene_ws+normalize+light10" => {
            Some("no stop words, no suffix taken off; الذين is never cut")
        }
        "pyarabic.normalize_hamza"
        | "pyarabic.normalize_hamza.tasheel"
        | "pyarabic.normalize.normalize_hamza" => Some("أ إ آ fold to the bare alef, and ئ ؤ to ء"),
        "pyarabic.normalize_alef" => Some("final ى folds to ي, not to ا"),
        "pyarabic.normalize.normalize_searchtext" => Some("its case drops the hamza of ئ that is kept as ء"),
        op if op.starts_with("pyarabic.autocorrect") || op == "pyarabic.sentence_tokenize" => Some(OTHER_JOB),
        _ => None,
    }
}

#[test]
fn cases_of_other_projects() {
    for table in ["lucene_tests.tsv", "pyarabic_tests.tsv", "charabia_tests.tsv"] {
        let Some(cases) = support::cases(table) else { continue };
        let (mut agree, mut unexplained) = (0, Vec::new());
        for case in &cases {
            if agrees(case) {
                agree += 1;
            } else if let Some(reason) = differs(case) {
                println!("{}: {:?} is not {:?}: {reason}", case.op, case.input, case.expected);
            } else {
                unexplained.push(format!("{}: {} is not {}", case.op, case.input, case.expected));
            }
        }
        println!("{table}: {agree} of {} agree", cases.len());
        assert!(unexplained.is_empty(), "{table}: {unexplained:#?}");
        assert!(2 * agree > cases.len(), "{table}: only {agree} agree");
    }
}
