//! What `nabra lint` finds, where, and how it ends.

use serde_json::Value;

use super::support::{Ended, Sandbox, row};

/// Two loaded terms in the own voice, a third in a quotation.
const ARTICLE: &str = "خبر عاجل\r\nهاجمت مليشيات السراج مواقع الجيش.\n\nوقال المتحدث: «هذه عصابات إرهابية تابعة لحفتر وأعوانه في البلاد».\n";

fn lint(sandbox: &Sandbox, arguments: &[&str]) -> Ended {
    Ended::of(sandbox.nabra(&["lint"]).args(arguments))
}

fn findings(ended: &Ended) -> Vec<Value> {
    let lines = ended.text();
    let parsed = lines.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line"));
    let findings: Vec<Value> = parsed.collect();
    assert!(findings.iter().all(|finding| finding["schema"] == "nabra.lint/1"));
    findings
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("a small number")
}

/// The text between two places, found as an editor would find it.
fn at(text: &str, finding: &Value) -> String {
    let line = text.split('\n').nth(number(&finding["line"]) - 1).expect("the line");
    let (from, to) = (number(&finding["column"]) - 1, number(&finding["end_column"]) - 1);
    line.chars().skip(from).take(to - from).collect()
}

#[test]
fn places_are_those_of_the_file_in_any_encoding() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", ARTICLE);
    let (old, ..) = encoding_rs::WINDOWS_1256.encode(ARTICLE);
    sandbox.write("b.txt", &old);
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(ARTICLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    sandbox.write("c.txt", wide);
    sandbox.write("d.txt", format!("\u{feff}{ARTICLE}"));
    for file in ["a.txt", "b.txt", "c.txt", "d.txt"] {
        let ended = lint(&sandbox, &[file, "--format", "json"]);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        let found = findings(&ended);
        let first = found.iter().find(|finding| finding["text"] == "مليشيات").expect("the label");
        assert_eq!((&first["line"], &first["column"]), (&2.into(), &7.into()), "{file}");
        assert_eq!(first["faction"], "libya-gna");
        assert!(first.get("row").is_none());
        for finding in &found {
            assert_eq!(at(ARTICLE, finding), finding["text"].as_str().expect("a text"), "{file}");
            let (start, end) = (number(&finding["start"]), number(&finding["end"]));
            assert_eq!(&ARTICLE[start..end], finding["text"].as_str().expect("a text"));
        }
    }
}

#[test]
fn quoted_terms_are_told_only_where_all_are_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", ARTICLE);
    let voices = |arguments: &[&str]| -> Vec<(String, String)> {
        let found = findings(&lint(&sandbox, arguments));
        let string = |value: &Value| value.as_str().expect("a string").to_owned();
        found.iter().map(|finding| (string(&finding["voice"]), string(&finding["level"]))).collect()
    };
    let own = voices(&["a.txt", "--format", "json"]);
    assert!(
        !own.is_empty() && own.iter().all(|(voice, level)| voice == "own" && level == "warning"),
        "{own:?}"
    );
    let all = voices(&["a.txt", "--format", "json", "--all"]);
    assert!(all.iter().any(|(voice, level)| voice == "quoted" && level == "note"), "{all:?}");
    assert!(all.len() > own.len());
}

#[test]
fn words_between_scare_quotes_are_not_the_articles_own() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "تحدثت الصحيفة عن «مليشيات» السراج في طرابلس.");
    assert_eq!(lint(&sandbox, &["a.txt"]).code, Some(0));
    assert_eq!(findings(&lint(&sandbox, &["a.txt", "--all", "--format", "json"]))[0]["text"], "مليشيات");
}

#[test]
fn marks_that_deny_a_name_are_told() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "واصل \"جيش\" الاحتلال غاراته، وقالت \"إسرائيل\" أمس إنها سترد.");
    let told = findings(&lint(&sandbox, &["a.txt", "--format", "json"]));
    let words: Vec<&str> = told.iter().filter_map(|finding| finding["text"].as_str()).collect();
    assert_eq!(words, ["جيش", "الاحتلال", "إسرائيل"]);
    sandbox.write("b.txt", "واصل الجيش غاراته، وقالت إسرائيل أمس إنها سترد.");
    assert_eq!(lint(&sandbox, &["b.txt"]).code, Some(0));
}

#[test]
fn the_gate() {
    let sandbox = Sandbox::new();
    sandbox.write("loaded.txt", ARTICLE);
    sandbox.write("plain.txt", "افتتحت الوزارة مدرسة جديدة في المدينة أمس.");
    assert_eq!(lint(&sandbox, &["plain.txt"]).code, Some(0));
    assert_eq!(lint(&sandbox, &["loaded.txt"]).code, Some(1));
    assert_eq!(lint(&sandbox, &["loaded.txt", "--max", "9"]).code, Some(0));
    let ended = lint(&sandbox, &["loaded.txt", "missing.txt"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("missing.txt: cannot be opened"), "{}", ended.stderr);
    assert!(ended.text().contains("loaded.txt:2:7"), "the rest goes on");
}

#[test]
fn text_marks_the_term_in_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", ARTICLE);
    let text = lint(&sandbox, &["a.txt"]).text();
    let mut lines = text.lines();
    let message = lines.next().expect("a message");
    assert!(message.starts_with("a.txt:2:7: warning [") && message.contains("near \u{2068}"), "{message}");
    assert_eq!(lines.next(), Some("    \u{2068}هاجمت [[مليشيات]] السراج مواقع الجيش.\u{2069}"));
    assert!(lines.next().is_some_and(|line| line.starts_with("    = plainer: \u{2068}")), "{text}");
}

#[test]
fn rows_name_their_line_and_field() {
    let sandbox = Sandbox::new();
    let second =
        serde_json::json!({"id": "r2", "title": "مليشيات السراج", "text": "نص\nهاجمت مليشيات السراج."});
    sandbox.write("rows.jsonl", format!("{{\"text\": \"خبر\"}}\n{second}\n{{\"text\": 7}}\n"));
    sandbox.write("rows.csv", "id,title,text\nr2,مليشيات السراج,\"نص\nهاجمت مليشيات السراج.\"\n");
    let ended = lint(&sandbox, &["rows.jsonl", "--format", "json"]);
    assert_eq!(ended.code, Some(2), "a bad row is an error");
    assert!(ended.stderr.contains("rows.jsonl:3"), "{}", ended.stderr);
    let tables = lint(&sandbox, &["rows.csv", "--format", "json"]);
    for found in [findings(&ended), findings(&tables)] {
        let places: Vec<_> =
            found.iter().map(|f| (f["field"].as_str(), number(&f["line"]), number(&f["column"]))).collect();
        assert_eq!(places, [(Some("title"), 1, 1), (Some("text"), 2, 7)]);
        assert_eq!(found[0]["id"], "r2");
    }
    assert_eq!(findings(&ended)[0]["row"], 2);
    let text = lint(&sandbox, &["rows.jsonl"]).text();
    assert!(text.contains("rows.jsonl:2 (r2, title 1:1): warning"), "{text}");
}

/// What the standard (OASIS SARIF 2.1.0) requires of each object, and what code hosts need besides.
#[test]
fn sarif_has_the_structure_of_the_standard() {
    let sandbox = Sandbox::new();
    let file = "مقال 1.txt";
    sandbox.write(file, format!("\u{feff}{ARTICLE}"));
    sandbox.write("rows.jsonl", serde_json::json!({"id": "r", "text": ARTICLE}).to_string());
    sandbox.write("plain.txt", "افتتحت الوزارة مدرسة جديدة في المدينة أمس.");
    let empty: Value =
        serde_json::from_slice(&lint(&sandbox, &["plain.txt", "--format", "sarif"]).stdout).expect("JSON");
    assert_eq!(empty["runs"][0]["results"], serde_json::json!([]));

    let log: Value =
        serde_json::from_slice(&lint(&sandbox, &[file, "rows.jsonl", "--format", "sarif"]).stdout)
            .expect("JSON");
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&"2.1.0".into(), Some(1)));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["tool"]["driver"]["name"], "nabra");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        assert!(
            ["warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().expect("a level"))
        );
    }
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert_eq!(rules.iter().filter(|rule| rule["id"] == result["ruleId"]).count(), 1);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(
            place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.is_ascii() && !uri.contains(' '))
        );
        assert!(place["region"]["startLine"].as_u64().is_some_and(|line| line >= 1));
    }
    let region = &results[0]["locations"][0]["physicalLocation"]["region"];
    let bytes = format!("\u{feff}{ARTICLE}").into_bytes();
    let (from, length) = (number(&region["byteOffset"]), number(&region["byteLength"]));
    assert_eq!(
        &bytes[from..from + length],
        region["snippet"]["text"].as_str().expect("a snippet").as_bytes()
    );
    let of_row = results.last().expect("a result");
    assert_eq!(of_row["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "r/text");
    assert_eq!(of_row["locations"][0]["physicalLocation"]["region"], serde_json::json!({"startLine": 1}));
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let rows: String = (0..900).map(|i| row(&i.to_string(), &ARTICLE.repeat(i % 4 + 1))).collect();
    sandbox.write("rows.jsonl", rows);
    for format in ["text", "json", "sarif"] {
        let run = |threads| lint(&sandbox, &["rows.jsonl", "--format", format, "--threads", threads]).stdout;
        assert!(run("1") == run("5"), "{format} differs");
    }
}

#[test]
fn names_of_factions_are_no_loaded_terms() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "أعلنت حركة المقاومة الإسلامية حماس موقفها من الهدنة.");
    let ended = lint(&sandbox, &["a.txt", "--format", "json"]);
    assert_eq!((ended.code, ended.text().as_str()), (Some(0), ""));
}

#[test]
fn plainer_words_name_no_faction_but_the_one_that_is_meant() {
    let sandbox = Sandbox::new();
    sandbox.write("none.txt", "انتشرت المليشيات الإرهابية في أطراف القرية.");
    sandbox.write("one.txt", "هاجم تنظيم داعش الإرهابي أطراف القرية.");
    let plainer = |name: &str| {
        let found = findings(&lint(&sandbox, &[name, "--format", "json"]));
        let found: Vec<_> = found.into_iter().filter(|f| f["term"] == "terrorist-of-names").collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0]["neutral"].clone()
    };
    assert_eq!(plainer("none.txt"), serde_json::json!([]));
    assert_eq!(plainer("one.txt"), serde_json::json!(["تنظيم الدولة"]));
    for format in ["text", "sarif"] {
        let text = lint(&sandbox, &["one.txt", "--format", format]).text();
        let told = text.split("\"tool\"").next().unwrap_or_default();
        assert!(told.contains("تنظيم الدولة") && !told.contains("حزب الله"), "{told}");
    }
}

#[test]
fn a_quiet_run_that_fails_says_so() {
    let sandbox = Sandbox::new();
    sandbox.write("plain.txt", "افتتحت الوزارة مدرسة جديدة في المدينة أمس.");
    for command in [&["lint"][..], &["compare"], &["terms", "--faction", "houthi"]] {
        let run = |file| Ended::of(&mut sandbox.nabra(&[command, &["--quiet", file]].concat()));
        let failed = run("missing.txt");
        assert_eq!(failed.code, Some(2), "{command:?}");
        assert!(failed.stderr.contains("1 record could not be read"), "{command:?}: {}", failed.stderr);
        assert_eq!(run("plain.txt").stderr, "", "{command:?}");
    }
}
