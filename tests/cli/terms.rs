//! What `nabra terms` counts and tells.

use serde_json::{Value, json};

use super::support::{Ended, Sandbox};

/// Two outlets on the same men: one says «مليشيات», the other «قوات»; towns differ from article to article.
fn news() -> String {
    let towns = ["مصراتة", "سرت", "غريان", "زليتن", "ترهونة", "صرمان", "درنة", "طبرق"];
    let article = |source: &str, label: &str, number: usize, town: &str| {
        let text = format!("وصلت {label} السراج إلى {town} فجرا في رتل رقم {number} بعد قتال في ليبيا.");
        let date = format!("2020-0{}-1{}", 1 + number % 2, number);
        format!(
            "{}\n",
            json!({"id": format!("{source}-{number}"), "source": source, "desk": label, "date": date, "text": text})
        )
    };
    let each = |source, label| {
        towns
            .iter()
            .enumerate()
            .map(move |(number, town)| article(source, label, number, town))
            .collect::<String>()
    };
    each("sharq", "مليشيات") + &each("gharb", "قوات")
}

fn terms(sandbox: &Sandbox, arguments: &[&str]) -> Ended {
    Ended::of(
        sandbox.nabra(&["terms", "news.jsonl", "--faction", "libya-gna", "--prior", "20"]).args(arguments),
    )
}

fn report(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let ended = terms(sandbox, &[arguments, &["--format", "json"]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    serde_json::from_slice(&ended.stdout).expect("one JSON object")
}

fn texts<'r>(report: &'r Value, group: &str) -> Vec<&'r str> {
    let groups = report["groups"].as_array().expect("groups");
    let group = groups.iter().find(|one| one["group"] == group).expect("the group");
    let units = group["units"].as_array().expect("units");
    units.iter().map(|unit| unit["text"].as_str().expect("a text")).collect()
}

#[test]
fn each_outlet_has_its_own_word() {
    let sandbox = Sandbox::new();
    sandbox.write("news.jsonl", news());
    let report = report(&sandbox, &[]);
    assert_eq!(report["schema"], "nabra.terms/1");
    assert_eq!(texts(&report, "sharq"), ["مليشيات"]);
    assert_eq!(texts(&report, "gharb"), ["قوات"]);
    let unit = &report["groups"][1]["units"][0];
    assert_eq!((&unit["count"], &unit["others"], &unit["articles"]), (&json!(8.0), &json!(0.0), &json!(8)));
    assert!(unit["z"].as_f64().is_some_and(|z| z > 1.96));
    assert_eq!(unit["term"]["id"], "militia");
    assert!(unit["term"]["neutral"].as_array().is_some_and(|words| words.contains(&json!("قوات"))));
    let example = &unit["examples"][0];
    assert_eq!(example["text"], "مليشيات");
    assert!(example["after"].as_str().is_some_and(|after| after.starts_with(" السراج")));
    assert!(report["groups"][1]["polarisation"].as_f64().is_some_and(|polarisation| polarisation > 0.51));
}

#[test]
fn copies_count_once() {
    let sandbox = Sandbox::new();
    let copy = |i: usize| {
        let id = format!("copy-{i}");
        format!("{}\n", json!({"id": id, "source": "sharq", "text": "طردت عناصر السراج موظفا في ليبيا."}))
    };
    let copies: String = (0..6).map(copy).collect();
    sandbox.write("news.jsonl", news() + &copies);
    let report = report(&sandbox, &["--min-articles", "1"]);
    assert_eq!(report["repeated_windows"], 5);
    assert!(!texts(&report, "sharq").contains(&"عناصر"));
}

#[test]
fn groups_by_field_and_month() {
    let sandbox = Sandbox::new();
    sandbox.write("news.jsonl", news());
    let groups = |by: &str| -> Vec<String> {
        let report = report(&sandbox, &["--by", by]);
        let groups = report["groups"].as_array().expect("groups").iter();
        groups.map(|group| group["group"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(groups("month"), ["2020-01", "2020-02"]);
    assert_eq!(groups("desk"), ["قوات", "مليشيات"]);
    let ended = terms(&sandbox, &["--by", "event"]);
    assert!(ended.stderr.contains("16 articles without `event` left out"), "{}", ended.stderr);
}

#[test]
fn only_the_voice_asked_for() {
    let sandbox = Sandbox::new();
    let quoted = news().replace("وصلت", "قال الناطق: «وصلت").replace("في ليبيا.", "عنيف جدا في ليبيا».");
    sandbox.write("news.jsonl", quoted);
    assert_eq!(texts(&report(&sandbox, &["--voice", "quoted"]), "sharq"), ["مليشيات"]);
    assert!(texts(&report(&sandbox, &[]), "sharq").is_empty());
}

#[test]
fn names_and_terms_as_units() {
    let sandbox = Sandbox::new();
    let named = news() + &news().replace("sharq", "north").replace("مليشيات السراج", "قوات حكومة الوفاق");
    sandbox.write("news.jsonl", named);
    assert_eq!(texts(&report(&sandbox, &["--of", "names"]), "north"), ["حكومة الوفاق"]);
    assert_eq!(texts(&report(&sandbox, &["--of", "terms"]), "sharq"), ["مليشيات"]);
    assert_eq!(texts(&report(&sandbox, &["--loaded"]), "north"), Vec::<&str>::new());
}

#[test]
fn tables_and_rows() {
    let sandbox = Sandbox::new();
    sandbox.write("news.jsonl", news());
    let table = terms(&sandbox, &[]).text();
    assert!(table.contains("[[مليشيات]] السراج") && table.contains("hostile"), "{table}");
    let rows = terms(&sandbox, &["--format", "csv"]).text();
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let texts: Vec<String> = reader.records().map(|row| row.expect("a row")[6].to_owned()).collect();
    assert_eq!(texts, ["قوات", "مليشيات"]);
    for threads in ["1", "5"] {
        assert_eq!(terms(&sandbox, &["--threads", threads]).text(), table);
    }
}

#[test]
fn what_cannot_be_asked() {
    let sandbox = Sandbox::new();
    sandbox.write("news.jsonl", news() + "{broken\n");
    let ended = Ended::of(&mut sandbox.nabra(&["terms", "news.jsonl", "--faction", "martians"]));
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("`martians`") && ended.stderr.contains("factions list"),
        "{}",
        ended.stderr
    );
    let ended = terms(&sandbox, &[]);
    assert_eq!(ended.code, Some(2), "a bad row is an error");
    assert!(ended.stderr.contains("news.jsonl:17") && ended.text().contains("مليشيات"), "{}", ended.stderr);
}

#[test]
fn words_that_marks_deny_are_counted_each_by_itself() {
    let sandbox = Sandbox::new();
    let article = |source: &str, label: &str, number: usize| {
        let text = format!("وصلت {label} السراج إلى بلدة رقم {number} بعد قتال في ليبيا.");
        format!("{}\n", json!({"id": format!("{source}-{number}"), "source": source, "text": text}))
    };
    let of = |source: &'static str, label: &'static str| {
        (0..8).map(move |number| article(source, label, number)).collect::<String>()
    };
    sandbox.write("news.jsonl", of("sharq", "\"جيش\"") + &of("gharb", "\"سلطة\""));
    let report = report(&sandbox, &[]);
    for (group, word) in [("sharq", "جيش"), ("gharb", "سلطة")] {
        assert_eq!(texts(&report, group), [word], "{report}");
    }
}
