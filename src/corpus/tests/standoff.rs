//! Labels apart from their texts.

use super::super::standoff::{Excerpt, Span, StandoffRow, TextStore, write_standoff};
use super::*;

const KEY: &str = "0123456789abcdef";
const TITLE: &str = "رجال المدينة الأبطال";
const BODY: &str = "خرج\nأهل   القرية الكرام إلى الحقل صباحا ثم عاد أهل القرية";

fn excerpts(content: &str) -> Vec<Excerpt> {
    let folder = Folder::new();
    let path = folder.write("x.jsonl", content);
    let reader = Reader::open(&[path.into()], &ReadOptions::default()).unwrap();
    reader.flatten().map(|record| record.parse_excerpt().unwrap()).collect()
}

fn labelled_excerpt() -> String {
    let row = serde_json::json!({
        "id": KEY, "corpus": "c", "source": "s", "start": 1, "end": 5, "title": TITLE, "drawn": "chosen",
        "text": "أهل   القرية\nالكرام إلى",
        "labels": [{"faction": "f", "framing": "favourable", "quoted": "none",
            "speakers": [{"speaker": null, "framing": "none"}, {"speaker": "g", "framing": "mixed"}], "confidence": 3,
            "evidence": ["القرية الكرام", "الأبطال", "غير موجود"]}],
    });
    format!("{row}\n")
}

#[test]
fn labels_taken_from_an_excerpt_come_back_with_the_same_words() {
    let excerpt = excerpts(&labelled_excerpt()).remove(0);
    let standoff = excerpt.to_standoff().unwrap();
    let reasons: Vec<_> = standoff.dropped.iter().map(|bad| bad.reason.as_str()).collect();
    assert_eq!(reasons, ["evidence not found: غير موجود"]);
    let mut written = Vec::new();
    write_standoff(&mut written, std::slice::from_ref(&standoff.row)).unwrap();
    let expected = r#"{"corpus":"c","key":"0123456789abcdef","start":1,"end":5,"drawn":"chosen","labels":[{"faction":"f","framing":"favourable","quoted":"none","speakers":[{"speaker":null,"framing":"none"},{"speaker":"g","framing":"mixed"}],"confidence":3,"evidence":[{"field":"text","start":4,"end":17},{"field":"title","start":13,"end":20}]}]}"#;
    assert_eq!(String::from_utf8(written.clone()).unwrap(), format!("{expected}\n"));

    let folder = Folder::new();
    let labels = folder.write("labels.jsonl", written);
    let article = serde_json::json!({"id": KEY, "corpus": "c", "source": "s", "title": TITLE, "text": BODY});
    // From the excerpt, from the whole article, and from both the same row comes.
    for texts in [labelled_excerpt(), article.to_string(), format!("{article}\n{}", labelled_excerpt())] {
        let reading = TextStore::open(&[folder.write("texts.jsonl", texts).into()], None).unwrap();
        assert!(reading.bad.is_empty() && reading.store.len() == 1);
        let all = read_all(&[labels.clone().into()], &ReadOptions::default(), Some(&reading.store)).unwrap();
        let row = &all.rows[0];
        assert_eq!(row.document.id, format!("{KEY}:1-5"));
        assert_eq!((row.document.text.as_str(), row.place.line), ("أهل القرية الكرام إلى", 1));
        assert_eq!((row.document.source.as_deref(), row.drawn), (Some("s"), Some(Drawn::Chosen)));
        let Some(Label::Factions(labels)) = &row.label else { panic!() };
        let evidence: Vec<_> = labels[0].evidence.iter().map(|e| (e.text.as_str(), e.field)).collect();
        assert_eq!(evidence, [("القرية الكرام", Some(Field::Text)), ("الأبطال", Some(Field::Title))]);
        assert_eq!(labels[0].evidence[0].range, Some(4..17));
    }
}

#[test]
fn what_cannot_be_joined_is_said() {
    let folder = Folder::new();
    let texts = folder.write("texts.jsonl", format!("{}\nnot json\n", labelled_excerpt().trim()));
    let reading = TextStore::open(&[texts.into()], None).unwrap();
    assert_eq!(reading.bad.len(), 1);
    let row = |key: &str, start: usize, end: usize, evidence: &str| {
        format!(
            r#"{{"corpus":"c","key":"{key}","start":{start},"end":{end},"labels":[{{"faction":"f","framing":"x","evidence":[{evidence}]}}]}}"#
        )
    };
    let lines = [
        row("ffff", 1, 5, ""),
        row(KEY, 0, 5, ""),
        row(KEY, 3, 3, ""),
        row(KEY, 1, 5, r#"{"field":"text","start":15,"end":99}"#),
        row(KEY, 1, 5, r#"{"field":"text","start":5,"end":2}"#),
        row(KEY, 1, 5, r#"{"field":"body","start":1,"end":2}"#),
        row(KEY, 2, 4, r#"{"field":"text","start":0,"end":6}"#),
    ];
    let labels = folder.write("labels.jsonl", lines.join("\n"));
    let options = ReadOptions::default();
    let all = read_all(&[labels.clone().into()], &options, Some(&reading.store)).unwrap();
    let found = reasons(&all);
    assert_eq!(found[0], "1: no text for ffff");
    assert_eq!(found[1], format!("2: no words 0-5 of {KEY}; there are 1-5"));
    assert_eq!(found[2], format!("3: no words 3-3 of {KEY}; there are 1-5"));
    assert_eq!(
        found[3..5],
        ["4: evidence 15-99 lies outside its field", "5: evidence 5-2 lies outside its field"]
    );
    assert!(found[5].starts_with("6: no standoff row: unknown variant `body`"), "{}", found[5]);
    assert_eq!(all.bad[1].id, Some(format!("{KEY}:0-5")));
    assert_eq!(lines_and_texts(&all), [(7, "القرية الكرام")], "words within a longer excerpt");

    let unjoined = read_all(&[labels.into()], &options, None).unwrap();
    assert!(unjoined.bad[0].reason.contains("a text store is needed"));
}

#[test]
fn an_article_without_a_key_is_found_by_its_words() {
    let article = serde_json::json!({"id": "17", "title": TITLE, "text": BODY});
    let excerpt = excerpts(&article.to_string()).remove(0);
    assert_eq!(excerpt.key, article_key(TITLE, BODY));
    assert_eq!(excerpt.to_standoff().unwrap().row.end, 11);
    let mut short = excerpt.clone();
    short.words = Some(0..3);
    assert_eq!(short.to_standoff().unwrap_err().reason, "`start` and `end` cover 3 words, the text has 11");
}

#[test]
fn rows_are_ordered_by_corpus_key_and_place() {
    let row = |corpus: &str, key: &str, start| StandoffRow {
        corpus: corpus.into(),
        key: key.into(),
        start,
        end: start + 1,
        drawn: None,
        labels: vec![],
    };
    let sorted = [row("a", "k", 10), row("b", "j", 9), row("b", "k", 2), row("b", "k", 10)];
    let mut rows = sorted.to_vec();
    rows.reverse();
    rows.sort();
    assert_eq!(rows, sorted);
    assert!(Span { field: Field::Title, start: 5, end: 6 } < Span { field: Field::Text, start: 0, end: 1 });
}
