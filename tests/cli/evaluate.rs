//! What `nabra evaluate` measures, refuses and writes.

use serde_json::{Value, json};

use super::support::{Ended, Sandbox};

/// A text on `libya-gna` that the model built in takes for hostile, neutral or favourable.
fn text(framing: &str, number: usize) -> String {
    let ending = format!("وجرى ذلك يوم {number} من الشهر في الحي رقم {}.", number * 7);
    match framing {
        "hostile" => format!("هاجمت مليشيات حكومة الوفاق الإجرامية بيوت المدنيين ونهبت الأسواق. {ending}"),
        "favourable" => format!("دحر أبطال حكومة الوفاق البواسل العدوان وحرروا الأرض ببسالة. {ending}"),
        _ => format!("أعلنت حكومة الوفاق الوطني في طرابلس مواعيد الدراسة الجديدة. {ending}"),
    }
}

/// A row whose text sounds like `sounds` and whose label says `framing`.
fn labelled(number: usize, sounds: &str, framing: &str) -> Value {
    let outlet = ["مرصد", "ميدان", "أفق"][number % 3];
    json!({"id": format!("r{number}"), "text": text(sounds, number), "source": outlet,
        "date": format!("2021-0{}-11", 1 + number % 2),
        "labels": [{"faction": "libya-gna", "framing": framing}]})
}

/// Ten rows of each framing, labelled as they sound.
fn thirty() -> Vec<Value> {
    let all = ["hostile", "neutral", "favourable"];
    (0..30).map(|i| labelled(i, all[i % 3], all[i % 3])).collect()
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(Value::to_string).flat_map(|row| [row, "\n".to_owned()]).collect()
}

impl Sandbox {
    /// `nabra evaluate` with few draws.
    fn evaluate(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.nabra(&["evaluate", "--draws", "200"]).args(arguments))
    }

    fn evaluation(&self, arguments: &[&str]) -> Value {
        let ended = self.evaluate(&[&["--json"], arguments].concat());
        serde_json::from_slice(&ended.stdout).expect(&ended.stderr)
    }
}

fn value(figure: &Value) -> f64 {
    figure["value"].as_f64().expect("a figure")
}

#[test]
fn figures_count_what_is_right_and_wrong() {
    let sandbox = Sandbox::new();
    sandbox.write("right.jsonl", lines(&thirty()));
    let mut rows = thirty();
    for row in rows.iter_mut().filter(|row| row["labels"][0]["framing"] == "hostile").take(5) {
        row["labels"][0]["framing"] = json!("neutral");
    }
    sandbox.write("wrong.jsonl", lines(&rows));
    let right = sandbox.evaluation(&["right.jsonl"]);
    assert_eq!((right["schema"].as_str(), right["labels"].as_u64()), (Some("nabra.evaluation/1"), Some(30)));
    let before = value(&right["figures"]["accuracy"]);
    assert!(before > 0.9, "the texts are not as plain as they should be: {}", right["confusion"]);
    let wrong = sandbox.evaluation(&["wrong.jsonl"]);
    assert!((before - value(&wrong["figures"]["accuracy"]) - 5.0 / 30.0).abs() < 1e-9);
    let counted: u64 = wrong["confusion"][1].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(counted, 15, "rows are the true classes: {}", wrong["confusion"]);
    assert_eq!(wrong["confusion"][1][0].as_u64(), Some(5));
    assert_eq!(wrong["figures"]["found"]["value"], 1.0);
    let lead = value(&wrong["baselines"][0]["lead"]);
    let both = [&wrong["figures"]["macro_f1"], &wrong["baselines"][0]["macro_f1"]].map(value);
    assert!((lead - (both[0] - both[1])).abs() < 1e-9);
}

#[test]
fn groups_and_mistakes_name_what_they_speak_of() {
    let sandbox = Sandbox::new();
    let mut rows = thirty();
    rows[3]["labels"][0]["framing"] = json!("favourable");
    rows[3]["labels"][0]["evidence"] = json!(["مليشيات حكومة الوفاق"]);
    sandbox.write("rows.jsonl", lines(&rows));
    let found = sandbox.evaluation(&["rows.jsonl", "--worst", "1"]);
    let names = |group: &str| -> Vec<String> {
        let groups = found["groups"][group].as_array().unwrap();
        groups.iter().map(|group| group["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("faction"), ["libya-gna"]);
    assert_eq!(names("month"), ["2021-01", "2021-02"]);
    assert_eq!(names("source").len(), 3);
    assert_eq!(found["groups"]["month"][0]["rows"], 15);
    let worst = found["worst"].as_array().unwrap();
    assert_eq!(worst.len(), 1);
    let expected =
        [("place", "rows.jsonl:4"), ("gold", "favourable"), ("predicted", "hostile"), ("id", "r3")];
    for (field, expected) in expected {
        assert_eq!(worst[0][field], expected, "{worst:?}");
    }
    assert_eq!(worst[0]["gold_evidence"], json!(["مليشيات حكومة الوفاق"]));
    assert!(worst[0]["text"].as_str().unwrap().contains("هاجمت مليشيات حكومة الوفاق"), "{worst:?}");
    assert!(worst[0]["evidence"][0]["contribution"].as_f64().unwrap() < 0.0, "{worst:?}");
    let table = sandbox.evaluate(&["rows.jsonl"]).text();
    for part in ["macro-F1", "true \\ decided", "majority class of the training labels", "rows.jsonl:4"] {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[test]
fn a_faction_that_is_not_found_counts_as_neutral() {
    let sandbox = Sandbox::new();
    let mut rows = thirty();
    for (row, framing) in rows.iter_mut().zip(["hostile", "neutral"]) {
        row["text"] = json!("خبر لا يسمي أحدا من الناس.");
        row["labels"][0]["framing"] = json!(framing);
    }
    rows[1]["id"] = json!("another");
    rows[1]["text"] = json!("خبر ثان لا يذكر أحدا أيضا.");
    sandbox.write("rows.jsonl", lines(&rows));
    let found = sandbox.evaluation(&["rows.jsonl", "--worst", "100"]);
    assert!((value(&found["figures"]["found"]) - 28.0 / 30.0).abs() < 1e-9);
    let worst = found["worst"].as_array().unwrap().last().unwrap();
    assert_eq!((&worst["id"], &worst["predicted"]), (&json!("r0"), &json!("neutral")));
    assert_eq!((&worst["found"], &worst["probability"]), (&json!(false), &Value::Null));
    assert!(found["worst"].as_array().unwrap().iter().all(|mistake| mistake["id"] != "another"));
}

#[test]
fn the_same_bytes_at_any_number_of_threads_and_others_with_another_seed() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", lines(&thirty()));
    let run = |more: &[&str]| sandbox.evaluate(&[&["--json", "rows.jsonl"], more].concat()).stdout;
    let one = run(&["--threads", "1"]);
    assert!(!one.is_empty() && one == run(&["--threads", "3"]));
    assert!(one != run(&["--threads", "1", "--seed", "2"]));
}

#[test]
fn outlets_are_drawn_whole_if_asked() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", lines(&thirty()));
    let ended = sandbox.evaluate(&["--json", "rows.jsonl", "--cluster", "source"]);
    let found: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(
        (&found["bootstrap"]["cluster"], &found["bootstrap"]["clusters"]),
        (&json!("source"), &json!(3))
    );
    assert!(ended.stderr.contains("only 3 clusters"), "{}", ended.stderr);
    assert_eq!(sandbox.evaluation(&["rows.jsonl"])["bootstrap"]["clusters"], 30);
}

#[test]
fn excerpts_of_an_article_are_drawn_together() {
    let sandbox = Sandbox::new();
    let mut rows = thirty();
    rows[3]["source"] = rows[0]["source"].clone();
    for row in [0, 3] {
        rows[row]["title"] = json!("بيان طويل عن أحداث المدينة");
    }
    rows[9]["id"] = json!("r6");
    rows[12]["text"] = rows[15]["text"].clone();
    rows[12]["labels"][0]["faction"] = json!("libya-lna");
    sandbox.write("rows.jsonl", lines(&rows));
    assert_eq!(sandbox.evaluation(&["rows.jsonl"])["bootstrap"]["clusters"], 27);
}

#[test]
fn a_gate_fails_with_one() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", lines(&thirty()));
    assert_eq!(sandbox.evaluate(&["rows.jsonl", "--min-f1", "0.5"]).code, Some(0));
    let mut rows = thirty();
    for row in &mut rows {
        row["labels"][0]["framing"] =
            json!(if row["labels"][0]["framing"] == "hostile" { "neutral" } else { "hostile" });
    }
    sandbox.write("wrong.jsonl", lines(&rows));
    let ended = sandbox.evaluate(&["wrong.jsonl", "--min-f1", "0.5"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("is below 0.5"), "{}", ended.stderr);
    assert!(ended.text().contains("macro-F1"), "the figures are written all the same");
}

#[test]
fn labels_that_cannot_be_used_are_told_and_the_rest_is_measured() {
    let sandbox = Sandbox::new();
    let mut rows = thirty();
    rows[2]["labels"][0]["framing"] = json!("good");
    rows[5]["labels"][0]["faction"] = json!("no-such-faction");
    rows.push(rows[7].clone());
    let broken = lines(&rows).replacen("{\"date\"", "{date", 1).replacen("{\"id\":\"r0\"", "{id", 1);
    sandbox.write("rows.jsonl", broken);
    let ended = sandbox.evaluate(&["rows.jsonl", "--json"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    for part in [
        "rows.jsonl:1: broken JSON",
        "rows.jsonl:3: unknown class \"good\"; the model knows hostile, neutral, favourable",
        "rows.jsonl:31: \"neutral\" as at rows.jsonl:8",
        "the model's lexicon does not have no-such-faction",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    let found: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!((found["labels"].as_u64(), found["refused"].as_u64()), (Some(28), Some(1)));
}

#[test]
fn unsure_labels_are_left_out_if_asked() {
    let sandbox = Sandbox::new();
    let mut rows = thirty();
    for (row, level) in rows.iter_mut().zip([1, 2, 3]) {
        row["labels"][0]["confidence"] = json!(level);
    }
    sandbox.write("rows.jsonl", lines(&rows));
    let labels = |more: &[&str]| sandbox.evaluation(&[&["rows.jsonl"], more].concat())["labels"].as_u64();
    assert_eq!(
        [labels(&[]), labels(&["--min-confidence", "2"]), labels(&["--min-confidence", "3"])],
        [30, 29, 28].map(Some)
    );
}

#[test]
fn rows_without_labels_are_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", "{\"text\": \"نص\"}\n{\"text\": \"نص\", \"label\": \"sport\"}\n");
    let ended = sandbox.evaluate(&["rows.jsonl"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    assert!(
        ended.stderr.contains("no row has a label that the model can be measured on"),
        "{}",
        ended.stderr
    );
}

#[test]
fn csv_has_a_row_a_figure_and_an_ending_chooses() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", lines(&thirty()));
    assert_eq!(sandbox.evaluate(&["rows.jsonl", "-o", "out.csv"]).code, Some(0));
    let csv = std::fs::read_to_string(sandbox.path().join("out.csv")).unwrap();
    let all: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(all[0], ["table", "name", "figure", "value", "low", "high"]);
    assert!(all.iter().all(|row| row.len() == 6));
    let of = |table: &str, name: &str, figure: &str| {
        let row = all.iter().find(|row| row[..3] == [table, name, figure]);
        row.unwrap_or_else(|| panic!("{table} {name} {figure}"))[3].parse::<f64>().unwrap()
    };
    let json = sandbox.evaluation(&["rows.jsonl"]);
    assert!((of("overall", "", "macro_f1") - value(&json["figures"]["macro_f1"])).abs() < 1e-12);
    for (table, name, rows) in
        [("class", "hostile", 10.0), ("faction", "libya-gna", 30.0), ("coverage", "0.5", 15.0)]
    {
        assert!((of(table, name, "rows") - rows).abs() < 1e-12, "{table} {name}");
    }
    let ended = sandbox.evaluate(&["rows.jsonl", "-o", "out.pdf"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("nothing is written as .pdf"), "{}", ended.stderr);
    assert_eq!(sandbox.evaluate(&["rows.jsonl", "-o", "rows.jsonl", "--json"]).code, Some(2));
    assert!(std::fs::read_to_string(sandbox.path().join("rows.jsonl")).unwrap().starts_with('{'));
}

#[test]
fn whole_documents_are_measured_too() {
    let sandbox = Sandbox::new();
    let words = [
        ("sport", "سجل الفريق هدفا في المباراة وفاز بالكأس"),
        ("money", "ارتفعت أسعار النفط في السوق وهبط الدولار"),
    ];
    let rows: Vec<Value> = (0..24)
        .map(|i| {
            let (label, text) = words[i % 2];
            json!({"id": format!("d{i}"), "text": format!("{text} خبر رقم {i} من يوم {}", i * 3), "label": label})
        })
        .collect();
    sandbox.write("rows.jsonl", lines(&rows));
    let mut train = sandbox.nabra(&["train", "rows.jsonl", "-o", "m.nabra", "-q"]);
    assert_eq!(Ended::of(&mut train).code, Some(0));
    let found = sandbox.evaluation(&["rows.jsonl", "--model", "m.nabra"]);
    assert_eq!((found["unit"].as_str(), found["labels"].as_u64()), (Some("document"), Some(24)));
    assert_eq!(found["figures"]["macro_f1"]["value"], 1.0);
    assert_eq!(found["baselines"].as_array().unwrap().len(), 1, "there are no terms of factions to count");
    assert_eq!(found["worst"], json!([]));
    let table = sandbox.evaluate(&["rows.jsonl", "--model", "m.nabra"]).text();
    assert!(!table.contains("factions found"), "{table}");
}

/// One row for each annotator's framing of one text.
fn judged(id: usize, verdicts: &[(&str, &str)]) -> Vec<Value> {
    let row = |&(annotator, framing): &(&str, &str)| {
        json!({"id": format!("t{id}"), "text": text("neutral", id), "annotator": annotator,
            "labels": [{"faction": "libya-gna", "framing": framing}]})
    };
    verdicts.iter().map(row).collect()
}

#[test]
fn most_annotators_decide_what_is_true() {
    let sandbox = Sandbox::new();
    let mut rows = thirty();
    rows.extend(judged(90, &[("a", "neutral"), ("b", "hostile"), ("c", "neutral")]));
    rows.extend(judged(91, &[("a", "neutral"), ("b", "hostile")]));
    sandbox.write("rows.jsonl", lines(&rows));
    let ended = sandbox.evaluate(&["rows.jsonl", "--json"]);
    let found: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!((ended.code, found["labels"].as_u64()), (Some(0), Some(31)), "{}", ended.stderr);
    assert!(ended.stderr.contains("rows.jsonl:32: \"hostile\" here but \"neutral\" for 2 of 3 annotators"));
    assert!(ended.stderr.contains("2 annotators are divided: left out"), "{}", ended.stderr);
}

/// Sixty documents of six outlets, each with words of its own; an outlet has one label, and shares nothing
/// with the other outlets of it.
fn outlets() -> Vec<Value> {
    let words = ["تفاح", "حديد", "قمر", "سمك", "كتاب", "جبل"];
    let row = |i: usize| {
        let outlet = i % 6;
        let word = words[outlet];
        let text = format!("{word} {word}ة و{word} ثم {word}ات في خبر رقم {i} عن {word} {}", i * 31);
        json!({"id": format!("d{i}"), "text": text, "source": format!("منبر{outlet}"),
            "event": format!("حدث{}", i % 5), "label": if outlet < 3 { "x" } else { "y" }})
    };
    (0..60).map(row).collect()
}

#[test]
fn random_folds_that_flatter_are_told_of() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", lines(&outlets()));
    let ended = sandbox.evaluate(&["--cv", "rows.jsonl", "--json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let found: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!((&found["schema"], &found["labels"]), (&json!("nabra.cross-validation/1"), &json!(60)));
    let kinds: Vec<&str> =
        found["folds"].as_array().unwrap().iter().map(|of| of["by"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["random", "source", "event"]);
    let [random, source, event] = [0, 1, 2].map(|kind| value(&found["folds"][kind]["figures"]["macro_f1"]));
    assert!(random > 0.95 && event > 0.95 && source < 0.7, "{random} {source} {event}");
    assert!((value(&found["flattery"][0]["macro_f1"]) - (random - source)).abs() < 1e-9);
    assert!(found["flattery"][0]["macro_f1"]["low"].as_f64().unwrap() > 0.0);
    assert!(ended.stderr.contains("random folds flatter"), "{}", ended.stderr);
    assert!(ended.stderr.contains("by source") && !ended.stderr.contains("by event"), "{}", ended.stderr);
    assert_eq!(
        sandbox.evaluate(&["--cv", "rows.jsonl", "--min-f1", "0.9"]).code,
        Some(1),
        "the worst kind counts"
    );
    let table = sandbox.evaluate(&["--cv", "rows.jsonl"]).text();
    assert!(table.contains("5 random") && table.contains("macro-F1, random less by source"), "{table}");
    let csv = sandbox.evaluate(&["--cv", "rows.jsonl", "--format", "csv"]).text();
    assert!(csv.contains("\nrandom-source,overall,,macro_f1,"), "{csv}");
}

#[test]
fn folds_that_the_rows_do_not_allow_are_left_out() {
    let sandbox = Sandbox::new();
    let mut rows = outlets();
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("event");
    }
    sandbox.write("rows.jsonl", lines(&rows));
    let ended = sandbox.evaluate(&["--cv", "rows.jsonl", "--json"]);
    let found: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(found["folds"].as_array().unwrap().len(), 2);
    assert!(ended.stderr.contains("no folds by event"), "{}", ended.stderr);
    let ended = sandbox.evaluate(&["--cv", "rows.jsonl", "--model", "m.nabra"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(sandbox.evaluate(&["rows.jsonl", "--recipe", "r.toml"]).code, Some(2), "only for --cv");
}

#[test]
fn labels_of_factions_are_taught_and_tested_in_folds() {
    let sandbox = Sandbox::new();
    sandbox.write("small.toml", "[folds]\ncount = 2\n[token]\nenabled = false\n[article]\nalphas = [4.0]\n");
    sandbox.write("rows.jsonl", lines(&thirty()));
    let found = sandbox.evaluation(&["--cv", "rows.jsonl", "--recipe", "small.toml"]);
    assert_eq!((found["unit"].as_str(), found["labels"].as_u64()), (Some("faction"), Some(30)));
    let tested =
        found["folds"][0]["confusion"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
    assert_eq!(tested.map(|n| n.as_u64().unwrap()).sum::<u64>(), 30);
    assert_eq!(found["folds"][0]["count"], 2);
}
