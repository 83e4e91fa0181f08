//! What `nabra explain` shows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::support::{Ended, Sandbox, row};

/// An article that is hostile to one faction and friendly to none.
const ARTICLE: &str = include_str!("../fixtures/article.txt");

fn explain(sandbox: &Sandbox, arguments: &[&str]) -> Ended {
    let mut command = sandbox.nabra(&["explain"]);
    command.args(arguments).write_stdin(ARTICLE);
    Ended::of(&mut command)
}

fn json(ended: &Ended) -> Value {
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&ended.text()).expect("one JSON object")
}

#[test]
fn the_article_is_whole_and_its_loaded_words_are_marked() {
    let sandbox = Sandbox::new();
    let ended = explain(&sandbox, &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let text = ended.text();
    assert!(text.contains("[-") && text.contains("-]"), "{text}");
    let marked = text.split("[-").skip(1).filter_map(|rest| rest.split("-]").next());
    let marked: Vec<String> = marked.map(unwrapped).collect();
    assert!(marked.iter().any(|words| words.contains("مليشيات السراج الإجرامية")), "{marked:?}");
    let (article, _) = text.split_once("\n\n").expect("an article and its factions");
    let words = |text: &str| unwrapped(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let shown = article.split_once('\n').expect("a heading").1.replace(['[', ']', '-', '+'], "");
    assert_eq!(words(&shown), words(&ARTICLE.replace(['-', '+'], "")));
}

/// Without isolates and line breaks.
fn unwrapped(text: &str) -> String {
    let text = text.replace(['\u{2067}', '\u{2068}', '\u{2069}'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn brackets_never_part_joined_letters() {
    let sandbox = Sandbox::new();
    let text = explain(&sandbox, &[]).text();
    for (open, close) in [("[-", "-]"), ("[+", "+]")] {
        let before = text.match_indices(open).filter_map(|(at, _)| text[..at].chars().next_back());
        let after = text.match_indices(close).filter_map(|(at, _)| text[at + 2..].chars().next());
        assert!(before.chain(after).all(|c| !c.is_alphabetic()), "{text}");
    }
}

#[test]
fn contributions_and_intercept_sum_to_the_logit_difference() {
    let sandbox = Sandbox::new();
    let line = json(&explain(&sandbox, &["--all", "--format", "json"]));
    let sums = line["sums"].as_array().unwrap();
    assert_eq!(sums.len(), line["scores"]["factions"].as_array().unwrap().len());
    for (sum, faction) in sums.iter().zip(line["scores"]["factions"].as_array().unwrap()) {
        assert_eq!(sum["faction"], faction["faction"]);
        let words = sum["words"].as_array().unwrap();
        let parts: f64 = words.iter().map(|word| word["contribution"].as_f64().unwrap()).sum();
        let total = parts + sum["intercept"].as_f64().unwrap() + sum["context"].as_f64().unwrap();
        let difference = sum["difference"].as_f64().unwrap();
        assert!((total - difference).abs() < 1e-4, "{total} is not {difference}");
        let p = |class: &str| faction["probabilities"][class].as_f64().unwrap();
        // Probabilities are told with four digits behind the point.
        let [favourable, hostile] = [p("favourable"), p("hostile")];
        let (both, share) = (favourable + hostile, 1.0 / (1.0 + (-difference).exp()));
        assert!((favourable - share * both).abs() < 2e-4, "{favourable}, {hostile}: {difference}");
        for word in words {
            let at = |name: &str| usize::try_from(word[name].as_u64().unwrap()).unwrap();
            assert_eq!(&ARTICLE[at("start")..at("end")], word["text"].as_str().unwrap());
        }
    }
    assert!(json(&explain(&sandbox, &["--format", "json"])).get("sums").is_none());
}

#[test]
fn the_scores_are_those_of_predict() {
    let sandbox = Sandbox::new();
    let explained = json(&explain(&sandbox, &["--format", "json"]));
    assert_eq!(explained["scores"], sandbox.predict_with(&["-"], ARTICLE).json()[0]);
}

#[test]
fn loaded_terms_come_with_plainer_words() {
    let sandbox = Sandbox::new();
    let line = json(&explain(&sandbox, &["--format", "json"]));
    let terms = line["terms"].as_array().unwrap();
    let militias = terms.iter().find(|term| term["text"] == "مليشيات").expect("a loaded term");
    assert_eq!((&militias["lean"], &militias["voice"]), (&Value::from("hostile"), &Value::from("own")));
    let plainer = militias["neutral"].as_array().unwrap();
    assert!(!plainer.is_empty());
    assert!(explain(&sandbox, &[]).text().contains(plainer[0].as_str().unwrap()));
}

#[test]
fn one_faction_alone() {
    let sandbox = Sandbox::new();
    let text = explain(&sandbox, &["--faction", "isis"]).text();
    assert!(text.contains("isis") && !text.contains("libya-gna"), "{text}");
    assert!(!text.contains("[-هاجمت"), "{text}");
    let ended = explain(&sandbox, &["--faction", "nobody"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("`nobody`") && ended.stderr.contains("factions list"), "{}", ended.stderr);
}

#[test]
fn one_row_of_many_by_its_id() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", row("a", "خبر قصير.") + &row("b", ARTICLE));
    sandbox.write("rows.csv", "id,text\na,خبر قصير.\nb,هاجمت مليشيات حفتر المدينة.\n");
    for file in ["rows.jsonl", "rows.csv"] {
        assert!(explain(&sandbox, &[file, "--id", "b"]).text().contains("libya-"), "{file}");
        let ended = explain(&sandbox, &[file]);
        assert_eq!(ended.code, Some(2));
        assert!(ended.stderr.contains("--id") && ended.stderr.contains("`a`, `b`"), "{}", ended.stderr);
        let ended = explain(&sandbox, &[file, "--id", "c"]);
        assert_eq!(ended.code, Some(2));
        assert!(ended.stderr.contains("`c`") && ended.stdout.is_empty(), "{}", ended.stderr);
    }
}

#[test]
fn hostile_text_drives_no_terminal() {
    let sandbox = Sandbox::new();
    let text = format!("{ARTICLE}\u{1b}[2J \u{202e}قلب\u{202c} \u{2069}\u{7} مليشيات حفتر");
    sandbox.write("bad.txt", text);
    let text = explain(&sandbox, &["bad.txt"]).text();
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{202c}', '\u{7}']), "{text:?}");
    for line in text.lines() {
        let opened = line.chars().filter(|c| matches!(c, '\u{2067}' | '\u{2068}')).count();
        assert_eq!(opened, line.matches('\u{2069}').count(), "{line:?}");
    }
}

#[test]
fn a_text_without_factions_says_what_to_do() {
    let sandbox = Sandbox::new();
    sandbox.write("plain.txt", "أمطرت السماء أمس.");
    let ended = explain(&sandbox, &["plain.txt"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.text().contains("--factions FILE"), "{}", ended.text());
}

#[test]
fn a_page_in_one_file_asks_for_nothing_and_runs_nothing_of_the_text() {
    let sandbox = Sandbox::new();
    let bad = "</style><script>alert(1)</script><img src=x onerror=alert(1)> \" '";
    sandbox.write("bad.txt", format!("{ARTICLE} {bad}\u{202e}"));
    for (lang, direction) in [("en", "ltr"), ("ar", "rtl")] {
        let ended = explain(&sandbox, &["bad.txt", "--all", "--lang", lang, "-o", "page.html"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        let page = std::fs::read_to_string(sandbox.path().join("page.html")).unwrap();
        assert!(page.contains(&format!("<html lang=\"{lang}\" dir=\"{direction}\">")));
        // Marks of several factions may part a phrase.
        assert!(page.contains("default-src 'none'") && page.contains("الإجرامية</a>"));
        for unwanted in ["<script>", "<img", "http:", "https:", "style=", "\u{202e}"] {
            assert!(!page.contains(unwanted), "{unwanted}");
        }
        // Every mark leads to a note, and every note back to its mark.
        let ids: BTreeSet<_> = between(&page, " id=\"");
        let links: BTreeSet<_> = between(&page, " href=\"#");
        assert!(links.len() > 4 && links.is_subset(&ids), "{:?}", links.difference(&ids));
    }
    assert_eq!(
        explain(&sandbox, &["bad.txt", "--html"]).text(),
        explain(&sandbox, &["bad.txt", "--html"]).text()
    );
}

/// What stands after each `start`, up to the next quotation mark.
fn between(page: &str, start: &str) -> BTreeSet<String> {
    page.split(start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn plainer_words_never_name_another_faction() {
    let sandbox = Sandbox::new();
    let text = explain(&sandbox, &["--faction", "isis"]).text();
    assert!(text.contains("plainer:") && !text.contains("حزب الله") && !text.contains("حماس"), "{text}");
}
