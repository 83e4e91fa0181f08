//! Inputs that nobody should have to expect.

use super::support::{Sandbox, TEXT, factions, row};

fn error(line: &serde_json::Value) -> &str {
    line["error"].as_str().expect("an error")
}

#[test]
fn an_empty_file() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.txt", "");
    let ended = sandbox.predict(&["empty.txt"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), "nabra: empty.txt: the file is empty\n"));
    assert_eq!(error(&ended.json()[0]), "the file is empty");

    sandbox.write("empty.jsonl", "");
    let ended = sandbox.predict(&["empty.jsonl"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(0), 0));

    let ended = sandbox.predict_with(&[], "");
    assert_eq!((ended.code, ended.json().len()), (Some(2), 1));
}

#[test]
fn rows_without_a_text() {
    let sandbox = Sandbox::new();
    let input = ["{\"id\": \"a\", \"text\": \" \"}\n", "{\"id\": \"b\"}\n", &row("c", TEXT)].concat();
    sandbox.write("in.jsonl", input);
    let ended = sandbox.predict(&["in.jsonl"]);
    assert_eq!(ended.code, Some(2));
    let lines = ended.json();
    assert_eq!((error(&lines[0]), error(&lines[1])), ("`text` is empty", "`text` is missing"));
    assert_eq!(factions(&lines[2]), ["libya-gna"]);
    let expected = "nabra: in.jsonl:1: `text` is empty\nnabra: in.jsonl:2: `text` is missing\n\
                    nabra: 2 of 3 records could not be scored\n";
    assert_eq!(ended.stderr, expected);
}

#[test]
fn broken_json_in_the_middle() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", [&row("a", TEXT), "{\"id\": \"b\", \"te\n", &row("c", TEXT)].concat());
    let ended = sandbox.predict(&["in.jsonl"]);
    let lines = ended.json();
    assert_eq!((ended.code, lines.len()), (Some(2), 3));
    assert!(error(&lines[1]).starts_with("broken JSON") && lines[1]["id"] == "in.jsonl:2");
    assert_eq!(lines[2]["id"], "c");
    assert!(ended.stderr.starts_with("nabra: in.jsonl:2: broken JSON"), "{}", ended.stderr);
}

#[test]
fn invalid_utf8_in_the_middle() {
    let sandbox = Sandbox::new();
    let middle = b"{\"id\": \"b\", \"text\": \"\xff\xfe\"}\n";
    sandbox.write("in.jsonl", [row("a", TEXT).as_bytes(), middle, row("c", TEXT).as_bytes()].concat());
    let ended = sandbox.predict(&["in.jsonl"]);
    let lines = ended.json();
    assert_eq!((ended.code, lines.len()), (Some(2), 3));
    assert!(error(&lines[1]).contains("invalid UTF-8"), "{}", lines[1]);
    assert_eq!(factions(&lines[2]), ["libya-gna"]);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let sandbox = Sandbox::new();
    let long = "ثم قال كلمة أخرى. ".repeat((50 << 20) / "ثم قال كلمة أخرى. ".len());
    sandbox.write("in.jsonl", row("long", &format!("{TEXT} {long}")) + &row("b", TEXT));
    let ended = sandbox.predict(&["in.jsonl"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let lines = ended.json();
    assert_eq!((lines[0]["id"].as_str(), lines[1]["id"].as_str()), (Some("long"), Some("b")));
}

#[test]
fn a_nul_byte() {
    let sandbox = Sandbox::new();
    sandbox.write("nul.txt", TEXT.replacen(' ', "\0 ", 1));
    let escaped = row("a", &format!("\0{TEXT}"));
    sandbox.write("nul.jsonl", format!("{escaped}{}", escaped.replace("\\u0000", "\0")));
    let ended = sandbox.predict(&["nul.txt", "nul.jsonl"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.json().iter().all(|line| factions(line) == ["libya-gna"]));
}

#[test]
fn a_text_without_arabic() {
    let sandbox = Sandbox::new();
    let ended = sandbox.predict_with(&[], row("a", "Nothing here is Arabic: 1, 2, 3 \u{1f600}"));
    assert_eq!(ended.code, Some(0));
    assert!(factions(&ended.json()[0]).is_empty());
}

#[test]
fn a_directory_without_texts() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("pictures")).unwrap();
    sandbox.write("pictures/a.png", "x");
    let ended = sandbox.predict(&["pictures"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    assert!(ended.stderr.starts_with("nabra: pictures: no file ending in"), "{}", ended.stderr);
}

#[test]
fn a_missing_file_among_others() {
    let sandbox = Sandbox::new();
    sandbox.write("there.txt", TEXT);
    let ended = sandbox.predict(&["gone.txt", "there.txt"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.starts_with("nabra: gone.txt: cannot be opened"), "{}", ended.stderr);
    let lines = ended.json();
    assert_eq!(lines.len(), 2);
    assert!(error(&lines[0]).contains("cannot be opened"));
    assert_eq!(factions(&lines[1]), ["libya-gna"]);
}

#[test]
fn a_packed_file_cut_short() {
    use std::io::Write;
    let sandbox = Sandbox::new();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(super::support::rows(200).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    sandbox.write("in.jsonl.gz", &packed[..packed.len() / 2]);
    let ended = sandbox.predict(&["in.jsonl.gz"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("nabra: in.jsonl.gz:"), "{}", ended.stderr);
}
