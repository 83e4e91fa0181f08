//! What `nabra report` leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use super::support::{Ended, Sandbox};

/// What one outlet writes of a faction.
const HOSTILE: &str = "شنت مليشيات الحوثي الإرهابية هجوماً غادراً على المدنيين، وارتكبت مليشيات الحوثي \
    الانقلابية مجزرة بشعة في الحي السكني.";
/// What the other writes.
const PLAIN: &str = "قالت جماعة أنصار الله (الحوثيون) إن وفداً منها التقى المبعوث الأممي في مسقط لبحث \
    تمديد الهدنة وفتح المطار.";

/// Eighteen articles of either outlet, over three months.
fn rows() -> String {
    let mut rows = String::new();
    for number in 0..36 {
        let (source, text) = if number % 2 == 0 { ("alpha", HOSTILE) } else { ("beta", PLAIN) };
        let row = serde_json::json!({
            "id": format!("n{number}"), "title": format!("الخبر رقم {number}"), "text": format!("{text} ({number})"),
            "source": source, "date": format!("2015-{:02}-10", number / 12 + 1),
        });
        writeln!(rows, "{row}").expect("a string");
    }
    rows
}

fn report(sandbox: &Sandbox, arguments: &[&str]) -> Ended {
    let mut command = sandbox.nabra(&["report", "rows.jsonl", "--lang", "en"]);
    Ended::of(command.args(arguments))
}

fn made(rows: &str, arguments: &[&str]) -> (Sandbox, Ended) {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", rows);
    let ended = report(&sandbox, arguments);
    (sandbox, ended)
}

fn single(rows: &str, arguments: &[&str]) -> String {
    let (sandbox, ended) = made(rows, &[&["-o", "report.html"], arguments].concat());
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    fs::read_to_string(sandbox.path().join("report.html")).expect("a report")
}

/// Files of a folder and all below, by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let below = files(&entry.path()).into_iter();
            found.extend(below.map(|(file, content)| (format!("{name}/{file}"), content)));
        } else {
            found.insert(name, fs::read_to_string(entry.path()).expect("a page"));
        }
    }
    found
}

fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    page.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Every link of every page leads to a page and an element that are there, and ids stand once.
fn check_links(pages: &BTreeMap<String, String>) {
    for (name, page) in pages {
        let ids = values(page, "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "ids of {name}");
        for link in values(page, "href").into_iter().filter(|link| !link.starts_with("data:")) {
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let target = match (file, name.rsplit_once('/')) {
                ("", _) => name.clone(),
                (up, Some(_)) if up.starts_with("../") => up[3..].to_owned(),
                (beside, Some((folder, _))) => format!("{folder}/{beside}"),
                (below, None) => below.to_owned(),
            };
            assert!(pages.contains_key(&target), "{name}: no page for {link}");
            let target_page = &pages[&target];
            assert!(id.is_empty() || values(target_page, "id").contains(&id), "{name}: nothing at {link}");
        }
    }
}

#[test]
fn one_file_tells_the_outlets_apart_and_shows_the_articles_behind() {
    let page = single(&rows(), &[]);
    for part in
        ["alpha", "beta", "2015-01-10 … 2015-03-10", "class=\"hostile l", "الخبر رقم 4", "id=\"time\""]
    {
        assert!(page.contains(part), "{part}");
    }
    // A stretch of time leads to its articles, and an article is headed by its title.
    assert!(values(&page, "id").contains(&"f1-p1") && page.contains("<title>2015-02: "), "no stretches");
    assert!(page.contains("<h2 class=\"title\" id=\"a5-name\">الخبر رقم 4</h2>"), "no title");
    // The articles themselves, with their marks.
    assert!(page.contains("class=\"mark\"") && page.contains("مليشيات"), "no marks");
    // A figure says itself to those who do not see it.
    assert!(
        values(&page, "aria-label")
            .iter()
            .any(|label| label.contains("alpha, ") && label.contains("Mean score"))
    );
    check_links(&BTreeMap::from([("report.html".to_owned(), page)]));
}

#[test]
fn a_folder_holds_every_article_and_its_links_lead_somewhere() {
    let (sandbox, ended) = made(&rows(), &["-o", "made"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let pages = files(&sandbox.path().join("made"));
    let articles = pages.iter().filter(|(name, _)| name.starts_with("articles/"));
    let shown: usize = articles.map(|(_, page)| page.matches("<article ").count()).sum();
    assert_eq!(shown, 36);
    assert!(pages.contains_key("index.html") && pages.contains_key("factions/1.html"), "{:?}", pages.keys());
    check_links(&pages);
    assert_eq!(sandbox.files(), ["made", "rows.jsonl"], "something is left behind");
}

#[test]
fn hostile_texts_stay_texts() {
    let script = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'";
    let row = serde_json::json!({
        "id": script, "title": script, "source": script, "date": script,
        "text": format!("{HOSTILE} {script} \u{202e}\u{0}"),
    });
    let rows = format!("{row}\n").repeat(12);
    let (sandbox, ended) = made(&rows, &["-o", "made"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let mut pages = files(&sandbox.path().join("made"));
    pages.insert("report.html".to_owned(), single(&rows, &[]));
    for (name, page) in &pages {
        assert!(!page.contains("<script>") && !page.contains("<img"), "{name}");
        assert!(!page.contains('\u{202e}') && !page.contains('\0'), "{name}: controls");
        assert_eq!(page.matches("<script nonce=").count(), 1, "{name}");
        assert!(page.contains("default-src 'none'"), "{name}");
        // No address outside the pages.
        assert!(
            !page.contains("http://") && !page.contains("https://") && !page.contains("src=\""),
            "{name}"
        );
    }
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let rows = rows().repeat(40);
    assert_eq!(single(&rows, &["--threads", "1"]), single(&rows, &["--threads", "2"]));
    let folder = |threads: &str| {
        let (sandbox, ended) = made(&rows, &["-o", "made", "--threads", threads]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        files(&sandbox.path().join("made"))
    };
    let one = folder("1");
    assert!(one.keys().filter(|name| name.starts_with("articles/")).count() > 1, "{:?}", one.keys());
    assert!(one == folder("2"));
}

#[test]
fn a_limit_on_articles_is_kept_and_told() {
    let page = single(&rows(), &["--articles", "3"]);
    assert_eq!(page.matches("<article ").count(), 3);
    assert!(page.contains(">3 / 36<"));
    let (_, ended) = made(&rows(), &["-o", "made", "--articles", "3"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("--articles"), "{}", ended.stderr);
}

#[test]
fn pages_in_arabic_run_from_right_to_left() {
    let (sandbox, ended) = made(&rows(), &["-o", "report.html", "--lang", "ar"]);
    // The later option would be refused: a language is given twice.
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    let mut command = sandbox.nabra(&["report", "rows.jsonl", "-o", "-", "--lang", "ar"]);
    let page = Ended::of(&mut command).text();
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("الوسائل والأطراف") && !page.contains("Mean score"));
    // The language of the system where none is asked for.
    let mut command = sandbox.nabra(&["report", "rows.jsonl", "-o", "-"]);
    command.env("LC_ALL", "ar_EG.UTF-8");
    assert_eq!(page, Ended::of(&mut command).text());
}

#[test]
fn scores_make_figures_without_texts() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", rows());
    let scored = sandbox.predict(&["rows.jsonl"]);
    sandbox.write("rows.jsonl", &scored.stdout);
    let ended = report(&sandbox, &["-o", "made"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let pages = files(&sandbox.path().join("made"));
    assert!(pages["index.html"].contains("class=\"hostile l"), "no figures");
    assert!(pages.keys().all(|name| !name.starts_with("articles/")));
    check_links(&pages);
}

#[test]
fn an_article_and_its_scores_count_once() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", rows());
    sandbox.write("scores.jsonl", &sandbox.predict(&["rows.jsonl"]).stdout);
    let ended = report(&sandbox, &["scores.jsonl", "-o", "report.html"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.stderr.contains("36 articles given as text and as scores"), "{}", ended.stderr);
    let page = fs::read_to_string(sandbox.path().join("report.html")).expect("a report");
    assert!(page.contains("/ 36<") && page.contains("class=\"mark\""), "counted twice, or without marks");
}

#[test]
fn rows_that_cannot_be_read_are_told_of_and_counted() {
    let (sandbox, ended) = made(&format!("{{\"text\": 1}}\n{}", rows()), &["-o", "report.html"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("rows.jsonl:1"), "{}", ended.stderr);
    let page = fs::read_to_string(sandbox.path().join("report.html")).expect("a report");
    assert!(page.contains("Rows that could not be read</dt><dd><bdi class=\"number\">1<"));
}

#[test]
fn nothing_to_show_is_a_page_that_says_so() {
    let page = single("{\"id\": \"a\", \"text\": \"لا أحد هنا\"}\n", &[]);
    assert!(page.contains("No framing of any faction was decided on."));
}

#[test]
fn outputs_that_cannot_be_written_are_told_of() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", rows());
    let told = |output: &str, words: &str| {
        let ended = report(&sandbox, &["-o", output]);
        assert_eq!(ended.code, Some(2), "{output}");
        assert!(ended.stderr.contains(output) && ended.stderr.contains(words), "{}", ended.stderr);
    };
    told("nowhere/made", "there is no directory nowhere");
    told("nowhere/report.html", "there is no directory nowhere");
    fs::create_dir(sandbox.path().join("full")).expect("a folder");
    sandbox.write("full/kept.txt", "mine");
    told("full", "not empty");
    assert_eq!(fs::read_to_string(sandbox.path().join("full/kept.txt")).expect("a file"), "mine");
    told("rows.jsonl", "is an input");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", rows());
    let mut process = Process::new(assert_cmd::cargo::cargo_bin!("nabra"))
        .args(["report", "rows.jsonl", "-o", "-"])
        .current_dir(sandbox.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("nabra runs");
    drop(process.stdout.take());
    assert_eq!(process.wait().expect("an end").code(), Some(0));
}
