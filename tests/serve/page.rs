//! The page without its script: what the server puts into it.

use nabra::serve::Settings;

use super::support::{TEXT, get, in_process, submit};

#[test]
fn the_language_is_the_one_asked_for_else_the_browsers() {
    let address = in_process(Settings::default());
    let root = |path, accept| {
        let page = get(address, path, &[("accept-language", accept)]).text;
        page.lines().find(|line| line.starts_with("<html")).expect("a root").to_owned()
    };
    assert!(root("/", "fr, ar-EG;q=0.8, en;q=0.5").contains("lang=\"ar\" dir=\"rtl\""));
    assert!(root("/", "de").contains("lang=\"en\" dir=\"ltr\""));
    assert!(root("/?lang=ar", "en").contains("lang=\"ar\" dir=\"rtl\""));
    assert!(root("/?lang=en", "ar").contains("lang=\"en\" dir=\"ltr\""));
}

#[test]
fn the_form_works_without_a_script() {
    let address = in_process(Settings::default());
    let page = submit(address, "/?lang=en", TEXT, &[]);
    assert_eq!(page.status(), 200);
    assert!(
        page.text.contains("Government of National Accord") && page.text.contains("data-lean=\"hostile\"")
    );
    assert!(page.text.contains("الإجرامية</a>"), "{}", page.text);
    let empty = submit(address, "/?lang=en", " \n", &[]);
    assert!(empty.text.contains("There is no text yet"), "{}", empty.text);
}

#[test]
fn files_of_every_kind_and_those_that_cannot_be_read() {
    let address = in_process(Settings::default());
    let rows = format!("id,text\nfirst,{TEXT}\nsecond,\n");
    let files = [("خبر.txt", TEXT), ("rows.csv", rows.as_str()), ("bad.jsonl", "{\"id\": \"third\"}\n")];
    let page = submit(address, "/?lang=en", TEXT, &files).text;
    for id in ["Pasted text", "خبر", "first"] {
        assert!(page.contains(&format!("<bdi>{id}</bdi></h2>")), "{id}");
    }
    for id in ["second", "third"] {
        assert!(page.contains(&format!("<strong>Not read</strong>: <bdi>{id}</bdi>")), "{id}");
    }
    let json = submit(address, "/scores.json", TEXT, &files);
    assert!(json.header("content-disposition").starts_with("attachment"));
    let ids: Vec<_> =
        json.json().as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["pasted", "خبر", "first", "second", "third"]);
    assert_eq!(submit(address, "/scores.csv", TEXT, &files).text.lines().count(), 6);
}

#[test]
fn markup_in_a_text_stays_text() {
    let address = in_process(Settings::default());
    let bad = format!("{TEXT} <script>alert(1)</script> </textarea><img src=x onerror=alert(1)> \" ' &amp;");
    let name = "\u{202e}<b>name.txt";
    for page in [submit(address, "/", &bad, &[]), submit(address, "/", "", &[(name, &bad)])] {
        for markup in ["<script>alert", "<img", "</textarea><", "<b>"] {
            assert!(!page.text.contains(markup), "{markup}");
        }
        assert!(page.text.contains("script&#62;alert(1)") || page.text.contains("script&gt;alert(1)"));
        assert!(!page.text.contains('\u{202e}'));
    }
}

#[test]
fn faults_are_told_on_the_page() {
    let address = in_process(Settings { max_body: 1_000, ..Settings::default() });
    let page = submit(address, "/?lang=en", &TEXT.repeat(100), &[]);
    assert_eq!(page.status(), 413);
    assert!(page.text.contains("role=\"alert\"") && page.text.contains("too large"), "{}", page.text);
}
