//! Presentation forms, ligatures and combining marks fold like the plain letters.

use nabra::text::{fold_key, tokenise};

use crate::support;

#[test]
fn compatibility_forms_fold_like_their_mapping() {
    let Some(cases) = support::cases("unicode_nfkc.tsv") else { return };
    let bad: Vec<String> = cases
        .iter()
        .filter(|case| fold_key(&case.input) != fold_key(&case.expected))
        .map(|case| format!("{} {} -> {}", case.op, case.input, case.expected))
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
    println!("{} rows agree", cases.len());
}

#[test]
fn a_ligature_of_several_words_gives_its_span_to_the_first() {
    let text = "محمد ﷺ نبي";
    let tokens = tokenise("", text);
    let spans: Vec<&str> = tokens.all().iter().map(|t| &text[t.start as usize..t.end as usize]).collect();
    let keys: Vec<&str> = (0..tokens.len()).map(|i| tokens.key(i)).collect();
    assert_eq!(keys, ["محمد", "صلي", "الله", "عليه", "وسلم", "نبي"]);
    assert_eq!(spans, ["محمد", "ﷺ", "", "", "", "نبي"]);
}

#[test]
fn trailing_marks_belong_to_the_word() {
    let text = "قَالَ الوزيرُ";
    let tokens = tokenise("", text);
    let spans: Vec<&str> = tokens.all().iter().map(|t| &text[t.start as usize..t.end as usize]).collect();
    assert_eq!(spans, ["قَالَ", "الوزيرُ"]);
}
