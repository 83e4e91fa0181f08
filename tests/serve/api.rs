//! Scores over HTTP are the scores of `nabra predict`.

use std::io::Write;
use std::process::{Command, Stdio};

use nabra::serve::Settings;
use serde_json::json;

use super::support::{TEXT, get, in_process, post, score};

fn predict(arguments: &[&str], stdin: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nabra"))
        .args(["predict", "-", "--quiet"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("nabra runs");
    child.stdin.take().expect("its input").write_all(stdin.as_bytes()).expect("a pipe");
    String::from_utf8(child.wait_with_output().expect("an end").stdout).expect("UTF-8")
}

#[test]
fn one_document_as_predict_scores_it() {
    let address = in_process(Settings::default());
    let document = json!({"id": "a", "title": "عنوان", "text": TEXT, "source": "s", "date": "2020-06-27"});
    let expected = predict(&[], &document.to_string());
    let answer = score(address, &document);
    assert_eq!((answer.status(), answer.text.as_str()), (200, expected.as_str()));
    let plain = post(address, "/v1/score", &[("content-type", "text/plain; charset=utf-8")], TEXT).json();
    assert_eq!(plain["factions"][0]["faction"], "libya-gna");
}

#[test]
fn many_documents_in_their_order_with_errors_in_their_place() {
    let address = in_process(Settings::default());
    let documents =
        json!([{"id": "a", "text": TEXT}, {"id": "b"}, 7, {"text": "خبر"}, {"id": "a", "text": TEXT}]);
    let answer = score(address, &documents).json();
    let ids: Vec<_> = answer.as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "request:3", "request:4", "a"]);
    let bad: Vec<_> = answer.as_array().unwrap().iter().map(|line| line.get("error").is_some()).collect();
    assert_eq!(bad, [false, true, true, false, false]);
    assert_eq!(answer[0], answer[4]);
    assert_eq!(score(address, &json!([])).json(), json!([]));
}

#[test]
fn rows_and_lines_in_and_out() {
    let address = in_process(Settings::default());
    let rows = format!("id,text\na,{TEXT}\nb,خبر\n");
    let csv = post(address, "/v1/score", &[("content-type", "text/csv"), ("accept", "text/csv")], &rows);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.text, predict(&["--input-format", "csv", "--format", "csv"], &rows));
    let lines = format!("{}\n{}\n", json!({"id": "a", "text": TEXT}), json!({"id": "b", "text": "خبر"}));
    let kind = "application/x-ndjson";
    let answer = post(address, "/v1/score", &[("content-type", kind), ("accept", kind)], &lines);
    assert_eq!(answer.text, predict(&[], &lines));
}

#[test]
fn only_what_is_wanted() {
    let address = in_process(Settings::default());
    let text = format!("{TEXT} وقال حفتر إنه سيرد.");
    let path = "/v1/score?only=libya-lna&evidence=false&min_probability=1";
    let answer = post(address, path, &[("content-type", "text/plain")], &text).json();
    assert_eq!(answer["factions"].as_array().unwrap().len(), 1);
    let faction = &answer["factions"][0];
    assert_eq!(faction["faction"], "libya-lna");
    assert_eq!((&faction["evidence"], faction["abstained"].is_null()), (&json!([]), false));
    for query in ["only=nobody", "min_probability=2", "min_probability=NaN", "evidence=perhaps", "unknown=1"]
    {
        let path = format!("/v1/score?{query}");
        assert_eq!(post(address, &path, &[("content-type", "text/plain")], TEXT).status(), 400, "{query}");
    }
}

#[test]
fn requests_and_documents_are_counted_and_texts_are_not_told() {
    let address = in_process(Settings::default());
    score(address, &json!([{"text": TEXT}, {"text": "سر"}]));
    get(address, "/nothing/سر", &[]);
    let metrics = get(address, "/metrics", &[]);
    for line in [
        "nabra_requests_total{route=\"/v1/score\",status=\"200\"} 1",
        "nabra_requests_total{route=\"other\",status=\"404\"} 1",
        "nabra_documents_total 2",
        "nabra_request_seconds_count{route=\"/v1/score\"} 1",
    ] {
        assert!(metrics.text.lines().any(|found| found == line), "{line} in\n{}", metrics.text);
    }
    assert!(!metrics.text.contains("سر"));
    assert_eq!(get(address, "/healthz", &[]).json(), json!({"status": "ok"}));
}
