//! What `nabra compare` tells of outlets.

use serde_json::{Value, json};

use super::support::{Ended, Sandbox};

const CLASSES: [&str; 3] = ["hostile", "neutral", "favourable"];

/// A line of scores as `nabra predict` writes it.
fn scored(id: &str, source: &str, date: &str, framing: usize, abstained: Option<&str>) -> String {
    let score = framing as f64 - 1.0;
    let line = json!({"schema": "nabra.scores/1", "id": id, "source": source, "date": date,
        "factions": [{"faction": "houthi", "name": "الحوثيون", "mentions": 3, "framing": CLASSES[framing], "score": score,
            "probabilities": {"hostile": 0.2, "neutral": 0.5, "favourable": 0.3},
            "voices": {"own": {"mentions": 3, "score": score}, "quoted": {"mentions": 0, "score": null}},
            "evidence": [], "abstained": abstained}],
        "bias": {"spread": null, "loaded_per_1000": 0.0}});
    format!("{line}\n")
}

/// Forty articles of an outlet that is mostly hostile, forty of one that is mostly neutral.
fn scores() -> String {
    let one = |i: usize, source: &str, framing: usize| {
        scored(&format!("{source}-{i}"), source, &format!("2015-0{}-10", 1 + i % 3), framing, None)
    };
    let hostile: String = (0..40).map(|i| one(i, "sharq", usize::from(i % 8 == 0))).collect();
    let neutral: String = (0..40).map(|i| one(i, "gharb", usize::from(i % 5 > 0))).collect();
    hostile + &neutral + &scored("unsure", "sharq", "2015-01-10", 2, Some("low-confidence"))
}

fn compare(sandbox: &Sandbox, arguments: &[&str]) -> Ended {
    Ended::of(sandbox.nabra(&["compare"]).args(arguments))
}

fn report(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let ended = compare(sandbox, &[arguments, &["--format", "json"]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let report: Value = serde_json::from_slice(&ended.stdout).expect("one JSON object");
    assert_eq!(report["schema"], "nabra.comparison/1");
    report
}

#[test]
fn scores_are_compared_by_outlet() {
    let sandbox = Sandbox::new();
    sandbox.write("scores.jsonl", scores());
    let report = report(&sandbox, &["scores.jsonl"]);
    let cells = report["cells"].as_array().expect("cells");
    let counts: Vec<_> =
        cells.iter().map(|cell| (&cell["group"], &cell["articles"], &cell["abstained"])).collect();
    assert_eq!(counts, [(&json!("gharb"), &json!(40), &json!(0)), (&json!("sharq"), &json!(41), &json!(1))]);
    let hostile = &cells[1]["shares"][0];
    assert_eq!((&hostile["framing"], &hostile["naive"]["value"]), (&json!("hostile"), &json!(0.875)));
    let (low, high) = (&hostile["naive"]["low"], &hostile["naive"]["high"]);
    assert!(low.as_f64().is_some_and(|low| (0.7..0.85).contains(&low)), "{low}");
    assert!(high.as_f64().is_some_and(|high| (0.9..=1.0).contains(&high)), "{high}");
    let difference = &report["differences"][0];
    assert_eq!((&difference["group"], &difference["against"]), (&json!("gharb"), &json!("sharq")));
    assert_eq!(difference["score"]["differs"], true);
    assert!(difference["polarisation"].as_f64().is_some_and(|polarisation| polarisation > 0.6));
}

#[test]
fn periods_and_other_groups() {
    let sandbox = Sandbox::new();
    sandbox.write("scores.jsonl", scores());
    let over = report(&sandbox, &["scores.jsonl", "--over", "month"]);
    let periods: Vec<_> =
        over["cells"].as_array().expect("cells").iter().map(|cell| &cell["period"]).collect();
    let months = [json!(null), json!("2015-01"), json!("2015-02"), json!("2015-03")];
    assert_eq!(periods, months.iter().chain(&months).collect::<Vec<_>>());
    let by = report(&sandbox, &["scores.jsonl", "--by", "month"]);
    assert_eq!(by["cells"].as_array().map(Vec::len), Some(3));
    let ended = compare(&sandbox, &["scores.jsonl", "--by", "event"]);
    assert!(ended.stderr.contains("81 documents without `event` left out"), "{}", ended.stderr);
}

#[test]
fn articles_are_scored_as_predict_scores_them() {
    let sandbox = Sandbox::new();
    let row = |source: &str, i: usize, text: &str| {
        format!(
            "{}\n",
            json!({"id": format!("{source}-{i}"), "source": source, "text": format!("{text} ({i})")})
        )
    };
    let news: String = (0..6)
        .flat_map(|i| {
            [
                row("sharq", i, "هاجمت مليشيات السراج الإجرامية حيا سكنيا في ليبيا وروعت أهله."),
                row("gharb", i, "أعلنت حكومة الوفاق الوطني في طرابلس وصول دفعة من المساعدات الطبية."),
            ]
        })
        .collect();
    sandbox.write("news.jsonl", news);
    assert_eq!(sandbox.predict(&["news.jsonl", "-o", "scores.jsonl.gz"]).code, Some(0));
    let scored = report(&sandbox, &["scores.jsonl.gz"]);
    // Written scores are rounded to four digits.
    let value = |report: &Value| report["cells"][1]["score"]["value"].as_f64().expect("a score");
    for threads in ["1", "4"] {
        let direct = report(&sandbox, &["news.jsonl", "--threads", threads]);
        assert_eq!(direct["cells"][1]["group"], "sharq");
        assert!((value(&direct) - value(&scored)).abs() < 1e-4);
        assert_eq!(direct["cells"][1]["shares"][0]["count"], 6);
    }
}

#[test]
fn a_labelled_sample_corrects_the_shares() {
    let sandbox = Sandbox::new();
    sandbox.write("scores.jsonl", scores());
    // The classifier takes every fourth neutral article of `sharq` for hostile.
    let labelled = |i: usize| {
        let framing = if i.is_multiple_of(4) { "neutral" } else { "hostile" };
        let labels = json!([{"faction": "houthi", "framing": framing}]);
        format!("{}\n", json!({"id": format!("sharq-{i}"), "text": "نص", "drawn": 0.5, "labels": labels}))
    };
    let gold: String = (0..40).step_by(2).map(labelled).collect();
    sandbox.write("gold.jsonl", &gold);
    for (arguments, design) in
        [(&[][..], "simple-random"), (&["--probability-column", "drawn"], "known-probabilities")]
    {
        let report = report(&sandbox, &[&["scores.jsonl", "--gold", "gold.jsonl"], arguments].concat());
        assert_eq!(report["gold"], json!({"design": design, "labels": 20, "used": 20}));
        let hostile = &report["cells"][1]["shares"][0];
        let corrected = hostile["corrected"]["value"].as_f64().expect("a corrected share");
        assert!(corrected < 0.7, "{corrected}");
        assert_eq!(hostile["naive"]["value"], 0.875);
        assert!(report["cells"][0]["shares"][0]["corrected"].is_null(), "no labels of gharb");
    }
    let table = compare(&sandbox, &["scores.jsonl", "--gold", "gold.jsonl"]).text();
    assert!(
        table.contains("corrected") && table.contains("20 labels") && table.contains("too few labels"),
        "{table}"
    );

    let ended =
        compare(&sandbox, &["scores.jsonl", "--gold", "gold.jsonl", "--probability-column", "chance"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("gold.jsonl:1") && ended.stderr.contains("probability"),
        "{}",
        ended.stderr
    );
    sandbox.write("other.jsonl", gold.replace("sharq", "nobody"));
    let ended = compare(&sandbox, &["scores.jsonl", "--gold", "other.jsonl"]);
    assert!(ended.stderr.contains("none of the labels"), "{}", ended.stderr);
}

#[test]
fn tables_and_rows() {
    let sandbox = Sandbox::new();
    sandbox.write("scores.jsonl", scores());
    let table = compare(&sandbox, &["scores.jsonl"]).text();
    assert!(table.contains("الحوثيون") && table.contains("88%") && table.contains("<0.001"), "{table}");
    let rows = compare(&sandbox, &["scores.jsonl", "--over", "month", "--format", "csv"]).text();
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 8);
    let at = header.iter().position(|name| name == "hostile").expect("a column");
    assert_eq!(&rows[4][at], "0.875");
}

#[test]
fn what_cannot_be_compared() {
    let sandbox = Sandbox::new();
    let bad = "{\"schema\": \"nabra.scores/1\", \"id\": \"x\", \"error\": \"`text` is missing\"}\n";
    sandbox.write("scores.jsonl", scores() + bad);
    let ended = compare(&sandbox, &["scores.jsonl"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("scores.jsonl:82: a record that could not be scored"), "{}", ended.stderr);
    assert!(ended.text().contains("الحوثيون"), "the rest goes on");
    sandbox.write("later.jsonl", scores().replace("nabra.scores/1", "nabra.scores/9"));
    let ended = compare(&sandbox, &["later.jsonl"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("nabra.scores/9"), "{}", ended.stderr);
    assert_eq!(compare(&sandbox, &["scores.jsonl", "--faction", "martians"]).code, Some(2));
}

#[test]
fn draws_that_fill_the_memory_or_none_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "");
    for draws in ["0", "99999999999"] {
        let ended = Ended::of(&mut sandbox.nabra(&["compare", "a.txt", "--draws", draws]));
        assert_eq!(ended.code, Some(2));
        assert!(ended.stderr.contains("--draws"), "{}", ended.stderr);
    }
}
