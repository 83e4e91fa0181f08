//! What `nabra agreement` measures, and what `nabra train --annotators` makes of it.

use std::path::Path;

use serde_json::{Value, json};

use super::support::{Ended, Sandbox};

/// A label of one annotator.
fn said(id: usize, annotator: &str, framing: &str) -> Value {
    let text = format!("قالت حكومة الوفاق إن الخبر رقم {id} وصل إلى العاصمة في موعده.");
    json!({"id": format!("r{id}"), "title": "خبر", "text": text, "source": "مرصد", "annotator": annotator,
        "labels": [{"faction": "libya-gna", "framing": framing, "evidence": ["العاصمة"]}]})
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(Value::to_string).flat_map(|row| [row, "\n".to_owned()]).collect()
}

impl Sandbox {
    fn agreement(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.nabra(&["agreement", "--draws", "200"]).args(arguments))
    }
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_slice(&ended.stdout).expect(&ended.stderr)
}

/// Two annotators over twelve texts who differ on one.
fn pair() -> Vec<Value> {
    let all = ["hostile", "neutral", "favourable"];
    let mut rows: Vec<Value> = (0..12).flat_map(|i| ["a", "b"].map(|who| said(i, who, all[i % 3]))).collect();
    rows[5]["labels"][0]["framing"] = json!("neutral");
    rows
}

#[test]
fn the_committed_double_annotation() {
    let sandbox = Sandbox::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/labels/double.jsonl");
    let ended = sandbox.agreement(&["--json", path.to_str().unwrap()]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let found = json_of(&ended);
    assert_eq!((&found["schema"], &found["units"]), (&json!("nabra.agreement/1"), &json!(844)));
    let alpha = found["nominal"]["alpha"]["value"].as_f64().unwrap();
    assert!((alpha - 0.898_686_323_816_328_6).abs() < 1e-9, "{alpha}");
}

#[test]
fn differences_are_listed_with_place_and_words() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", lines(&pair()));
    let ended = sandbox.agreement(&["rows.jsonl", "--json"]);
    let found = json_of(&ended);
    assert_eq!((found["units"].as_u64(), found["alone"].as_u64()), (Some(12), Some(0)));
    let differences = found["disagreements"].as_array().unwrap();
    assert_eq!(differences.len(), 1);
    assert_eq!((&differences[0]["id"], &differences[0]["faction"]), (&json!("r2"), &json!("libya-gna")));
    let second = &differences[0]["said"][1];
    assert_eq!((&second["place"], &second["value"]), (&json!("rows.jsonl:6"), &json!("neutral")));
    assert_eq!(second["evidence"][0]["text"], "العاصمة");
    assert_eq!(found["pairs"][0]["annotators"], json!(["a", "b"]));
    let table = sandbox.agreement(&["rows.jsonl"]).text();
    for part in ["Krippendorff's alpha", "favourable or not", "1 of 12 labelled differently", "rows.jsonl:6"]
    {
        assert!(table.contains(part), "{part}: {table}");
    }
    let csv = sandbox.agreement(&["rows.jsonl", "--format", "csv"]).text();
    assert!(
        csv.starts_with("table,name,figure,value,low,high\n") && csv.contains("pair,a|b,units,12"),
        "{csv}"
    );
}

#[test]
fn values_of_ones_own_need_an_order_for_ordinal_alpha() {
    let sandbox = Sandbox::new();
    let mut rows = pair();
    for row in &mut rows {
        let framing = row["labels"][0]["framing"].as_str().unwrap().replace("hostile", "against");
        row["labels"][0]["framing"] = json!(framing);
    }
    sandbox.write("rows.jsonl", lines(&rows));
    assert_eq!(json_of(&sandbox.agreement(&["rows.jsonl", "--json"]))["ordinal"], Value::Null);
    let order = ["rows.jsonl", "--json", "--order", "against,neutral,favourable"];
    assert!(json_of(&sandbox.agreement(&order))["ordinal"]["alpha"]["value"].is_f64());
    let ended = sandbox.agreement(&["rows.jsonl", "--order", "against,neutral"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("--order does not name \"favourable\""), "{}", ended.stderr);
}

#[test]
fn labels_without_annotator_and_those_alone() {
    let sandbox = Sandbox::new();
    let mut rows = pair();
    rows.push(said(77, "a", "neutral"));
    let mut unsigned = said(3, "a", "neutral");
    unsigned["annotator"] = Value::Null;
    rows.push(unsigned);
    sandbox.write("rows.jsonl", lines(&rows));
    let ended = sandbox.agreement(&["rows.jsonl", "--json"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("rows.jsonl:26: the label of \"libya-gna\" has no `annotator`"),
        "{}",
        ended.stderr
    );
    assert_eq!((json_of(&ended)["units"].as_u64(), json_of(&ended)["alone"].as_u64()), (Some(12), Some(1)));
    sandbox.write("one.jsonl", lines(&[said(1, "a", "neutral"), said(2, "b", "neutral")]));
    let ended = sandbox.agreement(&["one.jsonl"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    assert!(ended.stderr.contains("no text and faction has labels by two annotators"), "{}", ended.stderr);
}

#[test]
fn training_takes_the_majority_or_every_voice() {
    let sandbox = Sandbox::new();
    let mut rows: Vec<Value> =
        (0..30).map(|i| said(i, "a", ["hostile", "neutral", "favourable"][i % 3])).collect();
    rows.extend([said(0, "b", "neutral"), said(0, "c", "neutral"), said(1, "b", "hostile")]);
    sandbox.write("rows.jsonl", lines(&rows));
    sandbox.write("small.toml", "[folds]\ncount = 2\n[article]\nalphas = [4.0]\n");
    let train = |more: &[&str]| {
        let mut command =
            sandbox.nabra(&["train", "rows.jsonl", "--recipe", "small.toml", "-o", "m.nabra", "--no-cv"]);
        Ended::of(command.args(more))
    };
    let count = |ended: &Ended, name: &str| -> usize {
        let report = ended.text();
        let line = report.lines().find(|line| line.trim_start().starts_with(name)).expect("a line");
        line.split_whitespace().last().unwrap().parse().unwrap()
    };
    let plain = train(&[]);
    assert_eq!(
        (plain.code, count(&plain, "labels refused"), count(&plain, "labels learned")),
        (Some(2), 5, 28)
    );
    let majority = train(&["--annotators", "majority"]);
    assert_eq!((majority.code, count(&majority, "labels learned")), (Some(0), 29), "{}", majority.stderr);
    assert_eq!([count(&majority, "hostile"), count(&majority, "neutral")], [9, 10]);
    assert!(majority.stderr.contains(
        "rows.jsonl:1: \"libya-gna\" is \"hostile\" here but \"neutral\" for 2 of 3 annotators: theirs counts"
    ));
    assert!(
        majority
            .stderr
            .contains("rows.jsonl:2: \"libya-gna\" is \"neutral\" here, and 2 annotators are divided")
    );
    let soft = train(&["--annotators", "soft"]);
    assert_eq!((soft.code, count(&soft, "labels learned")), (Some(0), 32), "{}", soft.stderr);
    assert_eq!([count(&soft, "hostile"), count(&soft, "neutral")], [11, 11]);
}

/// A label of a whole document, as a row of a table.
fn coded(id: usize, annotator: &str, label: &str) -> String {
    format!("خبر رقم {id} عن {label} وما يتصل به,{label},{annotator}\n")
}

#[test]
fn whole_documents_in_a_table() {
    let sandbox = Sandbox::new();
    let mut table = "text,label,annotator\n".to_owned();
    for i in 0..12 {
        let label = ["رياضة", "اقتصاد"][i % 2];
        table.extend(["a", "b", "c"].map(|annotator| coded(i, annotator, label)));
    }
    // The third annotator takes the first text for something else.
    let third = coded(0, "c", "رياضة");
    table = table.replacen(&third, &third.replace(",رياضة,", ",اقتصاد,"), 1);
    sandbox.write("rows.csv", &table);
    let found = json_of(&sandbox.agreement(&["rows.csv", "--json"]));
    assert_eq!((&found["units"], &found["ordinal"]), (&json!(12), &Value::Null));
    assert_eq!(found["disagreements"][0]["faction"], Value::Null);
    let same: Vec<f64> = (0..3).map(|pair| found["pairs"][pair]["same"]["value"].as_f64().unwrap()).collect();
    assert!((same[0] - 1.0).abs() < 1e-9 && (same[1] - 11.0 / 12.0).abs() < 1e-9, "{same:?}");
    let train = |how: &str| {
        let arguments = ["train", "rows.csv", "-o", "m.nabra", "--no-cv", "--annotators", how];
        let ended = Ended::of(&mut sandbox.nabra(&arguments));
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let report = ended.text();
        let line = report.lines().find(|line| line.starts_with("labels learned")).expect("a line");
        line.split_whitespace().last().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!([train("majority"), train("soft")], [12, 13]);
}
