//! What `nabra predict` reads and says.

use super::support::{Ended, Sandbox, TEXT, factions, row, rows};

#[test]
fn standard_input_to_json_lines() {
    let sandbox = Sandbox::new();
    for arguments in [&[][..], &["-"]] {
        let ended = sandbox.predict_with(arguments, row("a", TEXT));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        let lines = ended.json();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["id"], "a");
        assert_eq!(factions(&lines[0]), ["libya-gna"]);
    }
}

#[test]
fn evidence_slices_its_field() {
    let sandbox = Sandbox::new();
    for line in sandbox.predict_with(&[], row("a", TEXT)).json() {
        for faction in line["factions"].as_array().unwrap() {
            for span in faction["evidence"].as_array().unwrap() {
                let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
                assert_eq!(&TEXT[at("start")..at("end")], span["text"].as_str().unwrap());
                let chars: String =
                    TEXT.chars().skip(at("char_start")).take(at("char_end") - at("char_start")).collect();
                assert_eq!(chars, span["text"].as_str().unwrap());
            }
        }
    }
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let mut input = rows(1500);
    input.push_str("{broken\n");
    input.push_str(&rows(400));
    sandbox.write("in.jsonl", input);
    for format in ["jsonl", "csv", "table"] {
        let run = |threads| sandbox.predict(&["in.jsonl", "--format", format, "--threads", threads]);
        let (one, two, many) = (run("1"), run("2"), run("7"));
        assert_eq!(one.code, Some(2));
        assert!(one.stdout == two.stdout && one.stdout == many.stdout, "{format} differs");
        assert_eq!(one.stderr, many.stderr);
    }
}

#[test]
fn a_document_among_a_thousand_scores_as_it_does_alone() {
    let sandbox = Sandbox::new();
    let input = rows(1000);
    let together = sandbox.predict_with(&[], input.as_str()).text();
    assert_eq!(together.lines().count(), 1000);
    for i in [0, 255, 256, 617, 999] {
        let alone = sandbox.predict_with(&[], input.lines().nth(i).unwrap()).text();
        assert_eq!(Some(alone.trim_end()), together.lines().nth(i));
    }
}

#[test]
fn directories_and_files_in_their_order() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("news")).unwrap();
    sandbox.write("news/b.txt", TEXT);
    sandbox.write("news/a.txt", TEXT);
    sandbox.write("z.csv", format!("id,body\nc7,{TEXT}\n"));
    let ended = sandbox.predict(&["z.csv", "news", "--text-column", "body"]);
    let ids: Vec<_> = ended.json().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["c7", "a", "b"]);
}

#[test]
fn labels_of_an_archive_are_no_hindrance() {
    let sandbox = Sandbox::new();
    let input = format!("{{\"id\": \"a\", \"text\": \"{TEXT}\", \"label\": [1, 2], \"labels\": \"x\"}}\n");
    assert_eq!(sandbox.predict_with(&[], input).code, Some(0));
}

#[test]
fn an_encoding_by_name() {
    let sandbox = Sandbox::new();
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(TEXT);
    sandbox.write("old.txt", &bytes);
    for arguments in [&["old.txt"][..], &["old.txt", "--encoding", "cp1256"]] {
        assert_eq!(factions(&sandbox.predict(arguments).json()[0]), ["libya-gna"]);
    }
    let ended = sandbox.predict(&["old.txt", "--encoding", "klingon"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("windows-1256"), "{}", ended.stderr);
}

#[test]
fn only_knows_its_factions() {
    let sandbox = Sandbox::new();
    let text = format!("{TEXT} وقال حفتر إنه سيرد.");
    let ended = sandbox.predict_with(&["--only", "libya-lna"], row("a", &text));
    assert_eq!(factions(&ended.json()[0]), ["libya-lna"]);
    let ended = sandbox.predict_with(&["--only", "libya-lan"], row("a", &text));
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("`libya-lan`") && ended.stderr.contains("factions list"),
        "{}",
        ended.stderr
    );
}

#[test]
fn factions_of_the_users_own() {
    let sandbox = Sandbox::new();
    let lexicon = "[[faction]]\nid = \"club\"\nname = { ar = \"النادي\", en = \"Club\" }\naliases = [\"نادي المدينة\"]\n";
    sandbox.write("mine.toml", lexicon);
    let ended = sandbox.predict_with(&["--factions", "mine.toml"], row("a", "فاز نادي المدينة أمس."));
    assert_eq!(factions(&ended.json()[0]), ["club"]);

    sandbox.write("bad.toml", lexicon.replace("[\"نادي المدينة\"]", "[]"));
    let ended = sandbox.predict_with(&["--factions", "bad.toml"], row("a", TEXT));
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("nabra: bad.toml: ") && ended.stderr.contains("no aliases"),
        "{}",
        ended.stderr
    );
}

#[test]
fn without_evidence_the_shape_stays() {
    let sandbox = Sandbox::new();
    let line = &sandbox.predict_with(&["--no-evidence"], row("a", TEXT)).json()[0];
    assert_eq!(line["factions"][0]["evidence"], serde_json::json!([]));
}

#[test]
fn quiet_runs_say_nothing_of_single_records() {
    let sandbox = Sandbox::new();
    let ended = sandbox.predict_with(&["--quiet"], "{\"id\": 1}\n{\"id\": 2}\n");
    let told = "nabra: 2 records could not be read; without --quiet they are named\n";
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), told));
    assert_eq!(ended.json().len(), 2);
}

#[test]
fn every_command_explains_itself() {
    let sandbox = Sandbox::new();
    let commands = [
        "predict",
        "explain",
        "serve",
        "train",
        "lint",
        "terms",
        "compare",
        "inspect",
        "factions",
        "completions",
        "man",
    ];
    let commands = commands.iter().map(std::slice::from_ref);
    for command in commands.chain([&[][..]]) {
        let ended = Ended::of(sandbox.nabra(command).arg("--help"));
        assert_eq!(ended.code, Some(0));
        assert!(ended.text().contains("Examples:"), "{command:?}");
    }
    assert_eq!(Ended::of(&mut sandbox.nabra(&["predict", "--threads", "0"])).code, Some(2));
}
