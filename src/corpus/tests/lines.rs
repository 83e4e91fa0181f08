//! JSON lines, fastText lines, plain text.

use super::*;

#[test]
fn each_broken_json_line_is_one_bad_row_in_its_place() {
    let lines = [
        r#"{"id": "a", "title": "خبر", "text": "وصل الوفد مساء.", "source": "جريدة", "date": 20200627}"#,
        "",
        r#"{"id": 7, "text": "عاد الوفد.", "unknown": {"text": [1, {"x": null}]}}"#,
        r#"{"id": "c", "text": "#,
        r#"{"id": "d", "txt": "لا نص"}"#,
        r#"{"id": "e", "text": 5}"#,
        r#"{"id": "f", "text": " \n\t\u00a0"}"#,
        r#"["text"]"#,
        r#"{"text": "ذيل"} {"#,
        r#"{"id": {"x": 1}, "text": "رقم"}"#,
        r#"  {"text": "آخر سطر"}  "#,
    ];
    let all = read("رزمة.jsonl", lines.join("\r\n"));
    assert_eq!(lines_and_texts(&all), [(1, "وصل الوفد مساء."), (3, "عاد الوفد."), (11, "آخر سطر")]);
    let first = &all.rows[0].document;
    assert_eq!((first.id.as_str(), first.title.as_str()), ("a", "خبر"));
    assert_eq!((first.source.as_deref(), first.date.as_deref()), (Some("جريدة"), Some("20200627")));
    assert_eq!((all.rows[1].document.id.as_str(), all.rows[2].document.id.as_str()), ("7", "رزمة.jsonl:11"));
    let expected = [
        (4, None, "broken JSON at column"),
        (5, Some("d"), "`text` is missing"),
        (6, Some("e"), "`text` must be a string, not a number"),
        (7, Some("f"), "`text` is empty"),
        (8, None, "not a row: invalid type: sequence, expected a JSON object"),
        (9, None, "broken JSON at column"),
        (10, None, "`id` must be a string, not an object"),
    ];
    assert_eq!(all.bad.len(), expected.len(), "{:?}", all.bad);
    for (bad, (line, id, reason)) in all.bad.iter().zip(expected) {
        assert_eq!((bad.place.line, bad.id.as_deref()), (line, id));
        assert!(bad.reason.starts_with(reason), "{bad}");
    }
}

#[test]
fn broken_json_names_the_column() {
    let all = read("x.jsonl", "{\"text\": nope}\n");
    assert_eq!(reasons(&all), ["1: broken JSON at column 11: expected ident"]);
}

#[test]
fn speakers_of_a_label_are_read_and_wrong_ones_are_named() {
    let row = |speakers: &str| {
        let label = format!(r#"{{"faction": "a", "framing": "neutral", "speakers": {speakers}}}"#);
        format!(r#"{{"text": "ن", "labels": [{label}]}}"#)
    };
    let lines = [
        r#"[{"speaker": "b", "framing": "hostile"}, {"speaker": null, "framing": "none"}]"#,
        "null",
        r#"{"b": "hostile"}"#,
        r#"["b"]"#,
        r#"[{"speaker": "b"}]"#,
        r#"[{"speaker": 1, "framing": "x"}]"#,
        r#"[{"spaker": "b", "framing": "x"}]"#,
    ];
    let all = read("x.jsonl", lines.map(row).join("\n"));
    let said = |row: &Row| match &row.label {
        Some(Label::Factions(labels)) => labels[0].speakers.clone(),
        other => panic!("{other:?}"),
    };
    let label = |speaker: Option<&str>, framing: &str| SpeakerLabel {
        speaker: speaker.map(str::to_owned),
        framing: framing.to_owned(),
    };
    let expected = [label(Some("b"), "hostile"), label(None, "none")];
    assert_eq!(all.rows.iter().map(said).collect::<Vec<_>>(), [expected.to_vec(), Vec::new()]);
    let expected = [
        "3: `labels[0]`: `speakers` must be an array of objects, not an object",
        "4: `labels[0]`: `speakers` must hold objects, not a string",
        "5: `labels[0]`: a speaker's `framing` is missing or empty",
        "6: `labels[0]`: `speaker` must be a string, not a number",
        "7: `labels[0]`: `speaker` is missing: a faction, or null for everybody else",
    ];
    assert_eq!(reasons(&all), expected);
}

#[test]
fn labels_are_read_as_they_are_and_wrong_shapes_are_named() {
    let lines = [
        r#"{"text": "ن", "labels": [{"faction": "a", "framing": "hostile", "evidence": ["ن"], "quoted": null, "confidence": 2, "annotator": "x"}]}"#,
        r#"{"text": "ن", "labels": []}"#,
        r#"{"text": "ن", "label": "رأي"}"#,
        r#"{"text": "ن", "label": true}"#,
        r#"{"text": "ن", "label": null}"#,
        r#"{"text": "ن", "labels": ["a"]}"#,
        r#"{"text": "ن", "labels": [{"faction": "a"}]}"#,
        r#"{"text": "ن", "labels": [{"faction": "a", "framing": "x", "confidence": 999}]}"#,
        r#"{"text": "ن", "labels": [{"faction": "a", "framing": "x", "evidence": "ن"}]}"#,
        r#"{"id": "k", "text": "ن", "label": "x", "labels": []}"#,
    ];
    let all = read("x.jsonl", lines.join("\n"));
    let label = FactionLabel {
        faction: "a".into(),
        framing: "hostile".into(),
        confidence: Some(2),
        evidence: vec![Evidence::unplaced("ن")],
        annotator: Some("x".into()),
        ..FactionLabel::default()
    };
    let labels: Vec<_> = all.rows.iter().map(|row| row.label.clone()).collect();
    let class = |name: &str| Some(Label::Class(name.into()));
    let factions = |labels| Some(Label::Factions(labels));
    assert_eq!(labels, [factions(vec![label]), factions(vec![]), class("رأي"), class("true"), None]);
    let expected = [
        "6: `labels[0]` must be an object, not a string",
        "7: `labels[0]`: `framing` is missing or empty",
        "8: `labels[0]`: `confidence` must be a whole number from 0 to 255, not 999",
        "9: `labels[0]`: `evidence` must be an array of strings, not a string",
        "10: both `label` and `labels` are given: keep one",
    ];
    assert_eq!(reasons(&all), expected);
    assert_eq!(all.bad[4].id.as_deref(), Some("k"));
}

#[test]
fn rows_say_how_they_were_drawn() {
    let lines = [
        r#"{"text": "ن", "labels": [], "drawn": "random"}"#,
        r#"{"text": "ن", "label": "x", "drawn": "chosen"}"#,
        r#"{"text": "ن", "labels": [], "drawn": null}"#,
        r#"{"text": "ن", "labels": [], "drawn": 0.25}"#,
        r#"{"text": "ن", "labels": [], "drawn": "by hand"}"#,
    ];
    let all = read("x.jsonl", lines.join("\n"));
    let drawn: Vec<_> = all.rows.iter().map(|row| row.drawn).collect();
    assert_eq!(drawn, [Some(Drawn::Random), Some(Drawn::Chosen), None, None]);
    assert_eq!(reasons(&all), [r#"5: `drawn` must be `random` or `chosen`, not "by hand""#]);

    let all = read("x.csv", "text,label,drawn\nن,x,chosen\nن,x,0.5\nن,x,نعم\n");
    let drawn: Vec<_> = all.rows.iter().map(|row| row.drawn).collect();
    assert_eq!(drawn, [Some(Drawn::Chosen), None]);
    assert_eq!(reasons(&all), [r#"4: `drawn` must be `random` or `chosen`, not "نعم""#]);
    let unread = read_stdin(lines[4], &ReadOptions { labels: false, ..ReadOptions::default() });
    assert_eq!(unread[0].as_ref().unwrap().drawn, None);
}

#[test]
fn without_labels_an_archive_may_use_their_names_for_anything() {
    let options = ReadOptions { labels: false, ..ReadOptions::default() };
    let content =
        "{\"text\": \"نص\", \"labels\": [\"رياضة\"], \"label\": {}, \"key\": 1, \"start\": 0, \"end\": 1}\n";
    let rows = read_stdin(content, &options);
    assert_eq!(rows[0].as_ref().unwrap().label, None);
    let rows = read_stdin("__label__a __label__b نص", &options);
    assert_eq!(rows[0].as_ref().unwrap().document.text, "نص");
}

#[test]
fn names_of_text_and_id_can_be_given() {
    let options =
        ReadOptions { text_column: "body".into(), id_column: "key".into(), ..ReadOptions::default() };
    let rows = read_stdin("{\"key\": \"k1\", \"id\": 5, \"body\": \"متن\", \"text\": 3}", &options);
    let document = &rows[0].as_ref().unwrap().document;
    assert_eq!((document.id.as_str(), document.text.as_str()), ("k1", "متن"));
    let rows = read_stdin("{\"text\": \"متن\"}", &options);
    assert_eq!(rows[0].as_ref().unwrap_err().reason, "`body` is missing");
}

#[test]
fn json_arrays_and_pretty_printed_objects_are_read() {
    let array =
        "\n[\n  {\"text\": \"أول ]},{ \\\" نص\"},\n  {\"text\": tru},\n  {\n    \"text\": \"ثان\"\n  }\n]\n";
    let all = read("a.json", array);
    assert_eq!(lines_and_texts(&all), [(3, "أول ]},{ \" نص"), (5, "ثان")]);
    assert_eq!(all.bad.len(), 1);
    assert_eq!(all.bad[0].place.line, 4);
    let all = read("a.json", "{\n  \"id\": 1,\n  \"text\": \"نص\"\n}\n");
    assert_eq!(lines_and_texts(&all), [(1, "نص")]);
    // Brackets that close nothing end no value and stop nothing.
    let all = read("a.json", "[}}{\"text\": \"نص\"}, 5 }]");
    assert_eq!(all.rows.len(), 1);
    assert_eq!(all.bad.len(), 4, "{:?}", all.bad);
}

#[test]
fn nul_bytes_are_data() {
    let all = read("a.jsonl", "{\"text\": \"قبل\0بعد\"}\n{\"text\": \"تال\"}\n");
    assert_eq!(lines_and_texts(&all), [(1, "قبل\0بعد"), (2, "تال")]);
    assert_eq!(read("a.txt", "قبل\0بعد").rows[0].document.text, "قبل\0بعد");
    assert_eq!(read("a.csv", "text\nقبل\0بعد\n").rows[0].document.text, "قبل\0بعد");
}

#[test]
fn fasttext_lines_are_read_from_text_files() {
    let all = read(
        "a.txt",
        "\u{feff}__label__سياسة نص أول\r\n\r\n__label__a __label__b نص\nبلا وسم\n__label__c \n__label__ نص\n",
    );
    assert_eq!(lines_and_texts(&all), [(1, "نص أول"), (4, "بلا وسم")]);
    assert_eq!(all.rows[0].label, Some(Label::Class("سياسة".into())));
    assert_eq!(all.rows[1].label, None);
    assert_eq!(all.rows[0].document.id, "a.txt:1");
    let expected = [
        "3: 2 labels on one line; one is read",
        "5: no text after the label",
        "6: `__label__` without a name",
    ];
    assert_eq!(reasons(&all), expected);
    let whole = ReadOptions { format: Some(Format::Text), ..ReadOptions::default() };
    assert_eq!(read_stdin("__label__a نص\nتتمة", &whole).len(), 1);
}

#[test]
fn standard_input_is_told_by_its_first_characters() {
    let options = ReadOptions::default();
    let count = |content: &str| read_stdin(content, &options).len();
    assert_eq!(count("\n \n{\"text\": \"أ\"}\n{\"text\": \"ب\"}\n"), 2);
    assert_eq!(count("__label__a أ\n__label__b ب\n"), 2);
    assert_eq!(count("سطر\nسطر\n"), 1);
    assert_eq!(count("{وقل رب زدني}\nسطر\n"), 1, "prose in braces is no JSON");
    assert_eq!(count("[صورة]\nسطر\n"), 1);
    let row = read_stdin("نص كامل\n", &options).remove(0).unwrap();
    assert_eq!((row.document.id.as_str(), row.place.to_string().as_str()), ("stdin", "stdin"));
    assert_eq!(row.document.text, "نص كامل\n", "the text is kept as it was read");
}

#[test]
fn a_long_line_works_and_a_longer_one_is_skipped() {
    let long = "كلمة ".repeat(6 << 20);
    let all = read("a.jsonl", format!("{{\"text\": \"{long}\"}}\n{{\"text\": \"تال\"}}\n"));
    assert_eq!(all.rows.iter().map(|row| row.document.text.len()).collect::<Vec<_>>(), [long.len(), 6]);

    let options = ReadOptions { max_record: 1 << 20, ..ReadOptions::default() };
    let content = format!("{{\"text\": \"أ\"}}\n{{\"text\": \"{long}\"}}\n{{\"text\": \"تال\"}}\n");
    let rows = read_stdin(&content, &options);
    assert_eq!(rows.len(), 3);
    let bad = rows[1].as_ref().unwrap_err();
    assert_eq!(bad.to_string(), "stdin:2: longer than 1048576 bytes");
    assert_eq!(rows[2].as_ref().unwrap().place.line, 3);
    assert_eq!(read_stdin(&long, &options).len(), 1, "a text file too long is one bad row");
}
