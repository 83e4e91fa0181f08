//! What `nabra train` reads, refuses, writes and says.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::support::{Ended, Sandbox, factions, row};

/// Few folds and penalties: what is tested is the way, not the model.
const RECIPE: &str = "\
[folds]
count = 3
[token]
least = 5
[article]
alphas = [4.0]
";

/// The written passages `from..to`, as rows.
fn passages(from: usize, to: usize) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/passages/passages.jsonl");
    let lines = std::fs::read_to_string(path).expect("the passages");
    let rows = lines.lines().skip(from).take(to - from);
    rows.map(|line| serde_json::from_str(line).expect("a passage")).collect()
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(Value::to_string).flat_map(|row| [row, "\n".to_owned()]).collect()
}

/// Sixty passages, enough of every class for three folds.
fn sixty() -> String {
    lines(&passages(0, 60))
}

/// A sandbox with the recipe and `rows.jsonl`.
fn sandbox(rows: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("small.toml", RECIPE);
    sandbox.write("rows.jsonl", rows);
    sandbox
}

impl Sandbox {
    /// `nabra train --recipe small.toml -o m.nabra` with more arguments.
    fn train(&self, arguments: &[&str]) -> Ended {
        self.train_with(arguments, "")
    }

    fn train_with(&self, arguments: &[&str], stdin: impl Into<Vec<u8>>) -> Ended {
        let mut command = self.nabra(&["train", "--recipe", "small.toml", "-o", "m.nabra"]);
        Ended::of(command.args(arguments).write_stdin(stdin))
    }

    fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }
}

/// One labelled row with a text that names `libya-gna`.
fn labelled(id: usize, framing: &str) -> Value {
    let text = format!("قالت حكومة الوفاق إن الخبر رقم {id} وصل إلى العاصمة في موعده.");
    json!({"id": format!("r{id}"), "text": text, "labels": [{"faction": "libya-gna", "framing": framing}]})
}

/// Rows of these framings in turn.
fn toy(framings: &[&str], count: usize) -> Vec<Value> {
    (0..count).map(|i| labelled(i, framings[i % framings.len()])).collect()
}

const ALL: [&str; 3] = ["hostile", "neutral", "favourable"];

/// The number behind a name in the report.
fn number(report: &str, name: &str) -> usize {
    let line = report.lines().find(|line| line.trim_start().starts_with(name)).expect(name);
    line.split_whitespace().last().expect("a number").parse().expect("a number")
}

#[test]
fn labels_in_a_model_out_and_predict_uses_it() {
    let sandbox = sandbox(sixty());
    let ended = sandbox.train(&["rows.jsonl", "--report", "report.json"]);
    assert_eq!(ended.code, Some(0));

    let report = ended.text();
    assert_eq!(number(&report, "rows read"), 60);
    let unfound = ended.stderr.lines().filter(|line| line.contains(": no name of \""));
    assert_eq!(number(&report, "names not found"), unfound.count());
    assert_eq!(number(&report, "names not found"), ended.stderr.lines().count());
    let counts: usize = ALL.iter().map(|class| number(&report, class)).sum();
    assert_eq!(counts, number(&report, "labels learned"));
    assert!(counts > 60, "{report}");
    for part in
        ["macro-F1  ", "confusion (rows true", "strongest for hostile: ", "strongest for favourable: "]
    {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(report.lines().any(|line| line.ends_with(" s  features")), "no times: {report}");
    assert!(report.contains("article layer: converged"), "{report}");

    let json: Value =
        serde_json::from_slice(&std::fs::read(sandbox.path().join("report.json")).unwrap()).unwrap();
    let confusion = json["figures"]["confusion"].as_array().unwrap();
    let tested: u64 =
        confusion.iter().flat_map(|row| row.as_array().unwrap()).map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(tested as usize, counts, "every label is tested once");

    let text = passages(0, 1)[0]["text"].as_str().unwrap().to_owned();
    let own = sandbox.predict_with(&["--model", "m.nabra"], row("a", &text));
    assert_eq!(own.code, Some(0));
    let built_in = sandbox.predict_with(&[], row("a", &text));
    assert_eq!(factions(&own.json()[0]), factions(&built_in.json()[0]));
    assert_ne!(own.json(), built_in.json(), "the model that was named is not used");
    assert!(!factions(&own.json()[0]).is_empty());
}

#[test]
fn the_same_bytes_again_and_with_any_number_of_threads() {
    let sandbox = sandbox(sixty());
    let train = |arguments: &[&str]| {
        assert_eq!(sandbox.train(&[&["rows.jsonl"], arguments].concat()).code, Some(0));
        std::fs::read(sandbox.path().join("m.nabra")).unwrap()
    };
    let first = train(&["--threads", "1"]);
    assert!(first == train(&["--threads", "1"]), "a second run differs");
    assert!(first == train(&["--threads", "2"]), "two threads differ");
    assert!(first != train(&["--threads", "2", "--seed", "7"]), "the seed is kept in the recipe at least");
}

#[test]
fn no_labels_at_all() {
    let sandbox = sandbox(row("a", "نص"));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, ended.stdout.len(), sandbox.has("m.nabra")), (Some(2), 0, false));
    assert!(
        ended.stderr.contains("no row has a label") && ended.stderr.contains("`labels`"),
        "{}",
        ended.stderr
    );
}

#[test]
fn an_empty_file_and_one_of_broken_rows() {
    for rows in ["", "{\n", "[]"] {
        let sandbox = sandbox(rows);
        let ended = sandbox.train(&["rows.jsonl"]);
        assert_eq!((ended.code, ended.stdout.len(), sandbox.has("m.nabra")), (Some(2), 0, false));
        assert!(ended.stderr.contains("no row has a label"), "{}", ended.stderr);
    }
}

#[test]
fn labels_that_cannot_be_used_are_told_and_the_rest_is_learned() {
    let mut rows = toy(&ALL, 30);
    rows[4]["labels"][0]["faction"] = json!("libya-gnaa");
    rows[7]["labels"][0]["framing"] = json!("Hostile");
    rows[9]["text"] = json!("خبر لا يسمي أحدا.");
    let sandbox = sandbox(lines(&rows).replacen("\"id\":\"r12\"", "\"id\":\"r12", 1));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), true));
    let told: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(told.len(), 4, "{}", ended.stderr);
    assert!(told[0].starts_with("nabra: rows.jsonl:13: broken JSON"), "{}", told[0]);
    let unknown = "nabra: rows.jsonl:5: unknown faction \"libya-gnaa\"";
    assert!(told[1].starts_with(unknown) && told[1].contains("--factions"), "{}", told[1]);
    let unknown =
        "nabra: rows.jsonl:8: unknown framing \"Hostile\"; it is one of hostile, neutral, favourable";
    assert_eq!(told[2], unknown);
    assert_eq!(told[3], "nabra: rows.jsonl:10: no name of \"libya-gna\" found in the text");
    let report = ended.text();
    let counts = ["rows read", "rows unreadable", "labels refused", "names not found", "labels learned"];
    assert_eq!(counts.map(|name| number(&report, name)), [29, 1, 2, 1, 26]);
}

#[test]
fn one_class_only() {
    let sandbox = sandbox(lines(&toy(&["hostile"], 9)));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, ended.stdout.len(), sandbox.has("m.nabra")), (Some(2), 0, false));
    assert!(ended.stderr.contains("all 9 usable rows are of one class"), "{}", ended.stderr);
    assert_eq!(sandbox.files(), ["rows.jsonl", "small.toml"]);

    sandbox.write("m.nabra", "the old one");
    assert_eq!(sandbox.train(&["rows.jsonl"]).code, Some(2));
    assert_eq!(std::fs::read(sandbox.path().join("m.nabra")).unwrap(), b"the old one");
}

#[test]
fn a_class_of_the_recipe_without_rows() {
    let sandbox = sandbox(lines(&toy(&["hostile", "neutral"], 8)));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), false));
    assert!(ended.stderr.contains("no usable row is \"favourable\""), "{}", ended.stderr);

    sandbox.write("small.toml", format!("classes = [\"hostile\", \"neutral\"]\n{RECIPE}"));
    assert_eq!(sandbox.train(&["rows.jsonl"]).code, Some(0));
    let line = &sandbox.predict_with(&["--model", "m.nabra"], row("a", "قالت حكومة الوفاق.")).json()[0];
    let names: Vec<_> = line["factions"][0]["probabilities"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["hostile", "neutral"]);
}

#[test]
fn a_class_with_one_row() {
    let mut rows = toy(&["hostile", "neutral"], 20);
    rows.push(labelled(20, "favourable"));
    let sandbox = sandbox(lines(&rows));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let report = ended.text();
    assert!(report.contains("warning: no cross-validation") && report.contains("not calibrated"), "{report}");
    assert_eq!(number(&report, "favourable"), 1);
    assert_eq!(sandbox.predict_with(&["--model", "m.nabra"], row("a", "قالت حكومة الوفاق.")).code, Some(0));
}

#[test]
fn rows_that_count_nothing_are_no_rows() {
    let mut rows = toy(&["hostile", "neutral"], 20);
    rows.extend([20, 21, 22].map(|id| labelled(id, "favourable")));
    for row in &mut rows[20..22] {
        row["labels"][0]["confidence"] = json!(1);
    }
    let sandbox = sandbox(lines(&rows));
    sandbox.write("small.toml", format!("{RECIPE}[weights]\nconfidence = [0.0, 1.0, 1.0]\n"));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.text().contains("warning: no cross-validation"), "{}", ended.text());
}

#[test]
fn contradictory_rows_are_left_out_and_told_with_both_places() {
    let mut rows = toy(&ALL, 30);
    rows.push(labelled(3, "neutral"));
    rows.push(labelled(5, "favourable"));
    let sandbox = sandbox(lines(&rows));
    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), true));
    let expected = "\
nabra: rows.jsonl:4: \"libya-gna\" is \"hostile\" here but \"neutral\" at rows.jsonl:31, in the same text: left out
nabra: rows.jsonl:31: \"libya-gna\" is \"neutral\" here but \"hostile\" at rows.jsonl:4, in the same text: left out
nabra: rows.jsonl:32: the same text, faction \"libya-gna\" and framing as at rows.jsonl:6: counted once
";
    assert_eq!(ended.stderr, expected);
    let report = ended.text();
    let counts = ["rows read", "labels refused", "labels repeated", "labels learned"];
    assert_eq!(counts.map(|name| number(&report, name)), [32, 2, 1, 29]);
}

#[test]
fn exact_copies_alone_are_no_error_and_change_no_weight() {
    let rows = toy(&ALL, 24);
    let sandbox = sandbox(lines(&rows));
    let train = |name: &str| {
        let ended = sandbox.train(&[name]);
        assert_eq!(ended.code, Some(0));
        let line = sandbox.predict_with(&["--model", "m.nabra"], lines(&rows[..1])).text();
        (number(&ended.text(), "labels learned"), line)
    };
    sandbox.write("twice.jsonl", lines(&[&rows[..], &rows[..]].concat()));
    assert_eq!(train("rows.jsonl"), train("twice.jsonl"));
}

#[test]
fn recipes_that_cannot_be_meant() {
    let sandbox = sandbox(sixty());
    let cases = [
        ("sede = 3", "sede"),
        ("[article]\nalpha = 1.0", "alpha"),
        ("[folds]\ngroup_by = \"outlets\"", "outlets"),
        ("[folds]\ncount = 1", "`folds.count`"),
        ("[article]\nalphas = []", "`article.alphas`"),
        ("[article]\nalphas = [1.0, nan]", "`article.alphas`"),
        ("[token]\nwindow = 17", "`article.window`"),
        ("[weights]\nbalance = 2.0", "`weights.balance`"),
        ("[calibration]\nabstain_share = 1.0", "`calibration.abstain_share`"),
        ("[token]\nlight = 1.0", "`token.light`"),
        ("[network]\nshare = 1.0", "`network.share`"),
        ("[network]\ndropout = nan", "`network.dropout`"),
        ("[network]\nepochs = 0", "`network.epochs`"),
        ("[network]\npenalty = -1.0", "`network.penalty`"),
        ("[calibration]\nleast_known = nan", "`calibration.least_known`"),
        ("classes = [\"a\", \"a\"]", "`classes`"),
        ("seed = -1", "seed"),
        ("seed =", "line 1"),
    ];
    for (recipe, named) in cases {
        sandbox.write("small.toml", recipe);
        let ended = sandbox.train(&["rows.jsonl"]);
        assert_eq!((ended.code, ended.stdout.len(), sandbox.has("m.nabra")), (Some(2), 0, false), "{recipe}");
        assert!(ended.stderr.contains(named), "{recipe}: {}", ended.stderr);
    }
    sandbox.write("small.toml", RECIPE);
    let ended = sandbox.train(&["rows.jsonl", "--seed", "18446744073709551615"]);
    let told = "nabra: recipe: `seed` must be at most";
    assert!(ended.code == Some(2) && ended.stderr.starts_with(told), "{}", ended.stderr);
    let gone =
        Ended::of(&mut sandbox.nabra(&["train", "rows.jsonl", "-o", "m.nabra", "--recipe", "gone.toml"]));
    assert_eq!(gone.code, Some(2));
    assert!(gone.stderr.starts_with("nabra: gone.toml: cannot be read"), "{}", gone.stderr);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk() {
    let sandbox = sandbox(lines(&toy(&ALL, 12)));
    let ended = sandbox.train(&["rows.jsonl", "--report", "/dev/full"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    let mut command = sandbox.nabra(&["train", "--recipe", "small.toml", "-o", "/dev/full", "rows.jsonl"]);
    let ended = Ended::of(&mut command);
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    let told = "nabra: /dev/full: cannot be written";
    assert!(ended.stderr.starts_with(told) && ended.stderr.contains("make room"), "{}", ended.stderr);
}

#[test]
fn out_of_fold_lines_give_the_figures_of_the_report() {
    let sandbox = sandbox(sixty());
    let ended = sandbox.train(&["rows.jsonl", "--report", "report.json", "--out-of-fold", "said.jsonl"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let read = |name: &str| std::fs::read_to_string(sandbox.path().join(name)).unwrap();
    let report: Value = serde_json::from_str(&read("report.json")).unwrap();
    let said: Vec<Value> =
        read("said.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(said.len(), number(&ended.text(), "labels learned"));
    let right = said.iter().filter(|line| line["label"] == line["decided"]).count();
    let accuracy = report["figures"]["accuracy"].as_f64().unwrap();
    assert!((right as f64 / said.len() as f64 - accuracy).abs() < 1e-12, "{right} of {}", said.len());
    for line in &said {
        let sum: f64 = line["probabilities"].as_object().unwrap().values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9 && line.get("text").is_none(), "{line}");
        let row: Value = serde_json::from_str(
            read(line["file"].as_str().unwrap())
                .lines()
                .nth(line["line"].as_u64().unwrap() as usize - 1)
                .unwrap(),
        )
        .unwrap();
        let label = |l: &Value| l["faction"] == line["faction"] && l["framing"] == line["label"];
        assert!(row["labels"].as_array().unwrap().iter().any(label), "{line}");
    }
}

#[test]
fn outputs_that_would_be_lost() {
    let sandbox = sandbox(lines(&toy(&ALL, 12)));
    let before = std::fs::read(sandbox.path().join("rows.jsonl")).unwrap();
    for (arguments, told) in [
        (&["rows.jsonl", "-o", "./rows.jsonl"][..], "is an input"),
        (&["rows.jsonl", "-o", "m.nabra", "--report", "rows.jsonl"], "is an input"),
        (&["-o", "rows.jsonl", "--texts", "rows.jsonl"], "is an input"),
        (&["rows.jsonl", "-o", "m.nabra", "--report", "m.nabra"], "a file of its own"),
        (&["rows.jsonl", "-o", "m.nabra", "--report", "r", "--out-of-fold", "r"], "a file of its own"),
        (&["rows.jsonl", "-o", "m.nabra", "--out-of-fold", "rows.jsonl"], "is an input"),
        (&["rows.jsonl", "-o", "m.nabra.gz"], "not packed"),
        (&["rows.jsonl", "-o", "m.nabra", "--report", "no/where.json"], "no directory no"),
    ] {
        let ended = Ended::of(sandbox.nabra(&["train"]).args(arguments).write_stdin(""));
        assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(ended.stderr.contains(told), "{arguments:?}: {}", ended.stderr);
        assert_eq!(sandbox.files(), ["rows.jsonl", "small.toml"], "{arguments:?}");
        assert_eq!(std::fs::read(sandbox.path().join("rows.jsonl")).unwrap(), before);
    }
}

#[test]
fn a_model_on_standard_output_is_whole() {
    let sandbox = sandbox(lines(&toy(&ALL, 12)));
    let mut command = sandbox.nabra(&["train", "--recipe", "small.toml", "-o", "-"]);
    let piped = Ended::of(command.write_stdin(lines(&toy(&ALL, 12))));
    assert_eq!(piped.code, Some(0));
    assert!(piped.stderr.contains("labels learned"), "{}", piped.stderr);
    assert_eq!(sandbox.train(&["rows.jsonl"]).code, Some(0));
    assert!(piped.stdout == std::fs::read(sandbox.path().join("m.nabra")).unwrap());

    let ended = sandbox.train(&["rows.jsonl", "--report", "-"]);
    assert!(serde_json::from_slice::<Value>(&ended.stdout).unwrap().is_object());
}

#[test]
fn the_same_rows_in_any_shape() {
    let rows = toy(&ALL, 12);
    let sandbox = sandbox(lines(&rows));
    let packed = {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(lines(&rows).as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    sandbox.write("rows.jsonl.gz", packed);
    sandbox.write("rows.jsonl.zst", zstd::encode_all(lines(&rows).as_bytes(), 3).unwrap());
    let field = |row: &Value, path: &str| row.pointer(path).unwrap().as_str().unwrap().to_owned();
    let cells = rows.iter().map(|row| {
        let [id, text, framing] = ["/id", "/text", "/labels/0/framing"].map(|path| field(row, path));
        format!("{id},\"{text}\",libya-gna,{framing}\n")
    });
    sandbox.write("rows.csv", "id,text,faction,framing\n".to_owned() + &cells.collect::<String>());
    let mut models = Vec::new();
    for name in ["rows.jsonl", "rows.jsonl.gz", "rows.jsonl.zst", "rows.csv", "-"] {
        let stdin = if name == "-" { lines(&rows) } else { String::new() };
        let ended = sandbox.train_with(&[name], stdin);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{name}");
        models.push((name, std::fs::read(sandbox.path().join("m.nabra")).unwrap()));
    }
    for (name, model) in &models[1..] {
        assert!(*model == models[0].1, "{name} gives another model");
    }
}

#[test]
fn labels_of_whole_documents_are_none_of_factions() {
    let sandbox = sandbox("");
    sandbox.write("rows.txt", "__label__news قالت حكومة الوفاق نعم\n__label__opinion قالت حكومة الوفاق لا\n");
    let ended = sandbox.train(&["rows.txt", "--unit", "faction"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), false));
    assert!(ended.stderr.contains("no label of a faction can be used"), "{}", ended.stderr);

    sandbox.write("both.jsonl", lines(&toy(&ALL, 12)) + "{\"text\": \"نص\", \"label\": \"news\"}\n");
    let ended = sandbox.train(&["both.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), false));
    assert!(ended.stderr.contains("name one with --unit"), "{}", ended.stderr);
    let ended = sandbox.train(&["both.jsonl", "--unit", "faction"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.text().contains("warning: 1 of 13 rows label no faction"), "{}", ended.text());
}

#[test]
fn labels_apart_from_their_texts() {
    let rows = toy(&ALL, 12);
    let key = |i: usize| format!("{i:016x}");
    let texts: Vec<Value> =
        rows.iter().enumerate().map(|(i, row)| json!({"id": key(i), "text": row["text"]})).collect();
    let apart = rows.iter().enumerate().map(|(i, row)| {
        let words = row["text"].as_str().unwrap().split_whitespace().count();
        json!({"corpus": "mine", "key": key(i), "start": 0, "end": words, "labels": row["labels"]})
    });
    let sandbox = sandbox(lines(&apart.collect::<Vec<_>>()));

    let ended = sandbox.train(&["rows.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), false));
    assert!(ended.stderr.starts_with("nabra: rows.jsonl:1: "), "{}", ended.stderr);
    assert!(ended.stderr.contains("a text store is needed"), "{}", ended.stderr);

    sandbox.write("texts.jsonl", lines(&texts));
    let ended = sandbox.train(&["rows.jsonl", "--texts", "texts.jsonl"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));

    sandbox.write("texts.jsonl", lines(&texts[..11]));
    let ended = sandbox.train(&["rows.jsonl", "--texts", "texts.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), true));
    assert_eq!(ended.stderr, format!("nabra: rows.jsonl:12: no text for {}\n", key(11)));

    sandbox.write("texts.jsonl", lines(&texts));
    let ended = sandbox.train(&["rows.jsonl", "--texts", "texts.jsonl", "--texts", "gone.jsonl"]);
    assert_eq!((ended.code, sandbox.has("m.nabra")), (Some(2), true));
    assert!(ended.stderr.starts_with("nabra: gone.jsonl: cannot be opened"), "{}", ended.stderr);
}

/// Documents of two classes, told apart by words.
fn documents(count: usize) -> Vec<Value> {
    let words = ["سوق", "بنك", "ملعب", "لاعب", "خبر", "يوم", "مدينة"];
    let row = |i: usize| {
        let (class, own) = if i.is_multiple_of(2) { ("economy", 0) } else { ("sport", 2) };
        let text = format!("{} {} {} رقم {i}", words[own + i / 2 % 2], words[4 + i % 3], words[(i * 5) % 7]);
        json!({"id": format!("d{i}"), "text": text, "label": class})
    };
    (0..count).map(row).collect()
}

#[test]
fn every_solver_leads_to_the_same_scores() {
    let sandbox = sandbox(lines(&documents(60)));
    sandbox.write("small.toml", "[document]\nbalance = 0.0\n");
    let scores = |solver: &str, used: &str| {
        let ended = sandbox.train(&["rows.jsonl", "--no-cv", "--solver", solver]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.text().contains(&format!("solver: {used};")), "{}", ended.text());
        sandbox.predict(&["rows.jsonl", "--model", "m.nabra"]).json()
    };
    let auto = scores("auto", "linfa");
    for other in [scores("linfa", "linfa"), scores("sparse", "sparse")] {
        for (a, b) in auto.iter().zip(&other) {
            let [p, q] = [a, b].map(|line| line["probabilities"]["sport"].as_f64().unwrap());
            // Written with four decimals: two steps of the last.
            assert!((p - q).abs() < 2.5e-4, "{p} {q}");
        }
    }
}

#[test]
fn linfa_asked_for_where_rows_have_weights_says_what_to_do() {
    let mut rows = documents(60);
    rows.truncate(45);
    rows.retain(|row| row["label"] == "sport" || row["id"].as_str().unwrap().len() == 3);
    let sandbox = sandbox(lines(&rows));
    sandbox.write("small.toml", "");
    let ended = sandbox.train(&["rows.jsonl", "--no-cv", "--solver", "linfa"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("`balance` to 0") && !sandbox.has("m.nabra"), "{}", ended.stderr);
}
