//! What people see of `nabra report`, opened from a file in a real browser.

use std::fmt::Write as _;

use nabra_browser_tests::{ARTICLE, Browser, Report, Window};
use serde_json::{Value, json};

/// What one outlet writes of a faction.
const HOSTILE: &str = "شنت مليشيات الحوثي الإرهابية هجوماً غادراً على المدنيين، وارتكبت مليشيات الحوثي \
    الانقلابية مجزرة بشعة في الحي السكني.";
/// What the other writes.
const PLAIN: &str = "قالت جماعة أنصار الله (الحوثيون) إن وفداً منها التقى المبعوث الأممي في مسقط لبحث \
    تمديد الهدنة وفتح المطار.";
/// What would run, or turn the page, if it were not shown as the text that it is.
const ATTACK: &str = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\
    \"'><b id=injected>\u{202e}مقلوب\u{2069}\u{2066}";

/// Articles of two outlets over three months, and the fixture with its own title.
fn news() -> String {
    let mut rows = String::new();
    for number in 0..72 {
        let (source, text) =
            if number % 2 == 0 { ("القناة الأولى", HOSTILE) } else { ("beta.example", PLAIN) };
        let row = json!({
            "id": format!("n{number}"), "title": format!("الخبر رقم {number}"), "text": format!("{text} ({number})"),
            "source": source, "date": format!("2015-{:02}-10", number / 24 + 1),
        });
        writeln!(rows, "{row}").expect("a string");
    }
    let row = json!({ "id": "fixture", "title": "اشتباكات جنوب طرابلس", "text": ARTICLE, "source": "gamma", "date": "2015-02-01" });
    writeln!(rows, "{row}").expect("a string");
    rows
}

/// The rows, and some whose every field attacks the page.
fn hostile_news() -> String {
    let row = |text: &str| json!({ "id": ATTACK, "title": ATTACK, "source": ATTACK, "date": "2015-02-01", "text": text });
    news() + &format!("{}\n", row(HOSTILE)).repeat(12) + &row(&format!("{HOSTILE}\n{ATTACK}")).to_string()
}

async fn opened(report: &Report, window: Window) -> Browser {
    let browser = Browser::start(window).await;
    browser.open(&report.url).await;
    browser
}

/// Everything that went wrong in the page: what was refused by its policy or not found.
async fn assert_quiet(browser: &Browser) {
    assert_eq!(browser.run("return window.hacked ?? null", Vec::new()).await, Value::Null, "a script ran");
    let asked = "return performance.getEntriesByType('resource').map((entry) => entry.name)
        .filter((name) => !name.startsWith('data:'))";
    assert_eq!(browser.run(asked, Vec::new()).await, json!([]), "something outside was asked for");
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test]
async fn a_file_shows_its_figures_and_marked_words_from_right_to_left() {
    let report = Report::of(&news(), "ar");
    let browser = opened(&report, Window::Desktop).await;
    let way = "return [location.protocol, getComputedStyle(document.documentElement).direction]";
    assert_eq!(browser.run(way, Vec::new()).await, json!(["file:", "rtl"]));

    // The first column of the heat map lies right of the second; every number keeps its sign before it.
    let cells = "
        const cells = [...document.querySelectorAll('.heat tbody tr td a')].map((cell) => cell.getBoundingClientRect().left);
        const isolated = [...document.querySelectorAll('.heat td bdi, .mean, .interval')].every((number) =>
            getComputedStyle(number).unicodeBidi === 'isolate');
        const row = [...document.querySelector('.heat tbody tr').children].map((cell) => cell.getBoundingClientRect().left);
        return { cells: cells.length, isolated, ordered: row.every((left, at) => at === 0 || left < row[at - 1]) };";
    let cells = browser.run(cells, Vec::new()).await;
    assert!(cells["cells"].as_i64() >= Some(2), "{cells}");
    assert_eq!((&cells["isolated"], &cells["ordered"]), (&json!(true), &json!(true)), "{cells}");

    // Hostile stands on the right of an axis from right to left, and time runs to the left.
    let plots = "
        const row = [...document.querySelectorAll('#factions tbody tr')].find((row) => row.querySelector('.mean.hostile'));
        const box = (selector) => row.querySelector(selector).getBoundingClientRect();
        const dots = [...document.querySelectorAll('#time svg')[0].querySelectorAll('.dot')].map((dot) => dot.getBoundingClientRect().left);
        return { mean: box('.range circle').left, zero: box('.range .zero').left, dots };";
    let plots = browser.run(plots, Vec::new()).await;
    assert!(plots["mean"].as_f64() > plots["zero"].as_f64(), "{plots}");
    let dots: Vec<f64> = plots["dots"].as_array().expect("dots").iter().filter_map(Value::as_f64).collect();
    assert!(dots.len() == 3 && dots.is_sorted_by(|a, b| a > b), "{dots:?}");

    // Marks stand on the article's own letters.
    let marks = "
        const article = [...document.querySelectorAll('.article')].find((one) => one.textContent.includes('اشتباكات جنوب طرابلس'));
        const text = [...article.querySelectorAll('.text p')];
        return text.flatMap((paragraph) => [...paragraph.querySelectorAll('a.mark')].map((mark) => {
            const before = document.createRange();
            before.setStart(text[0], 0);
            before.setEndBefore(mark);
            return { text: mark.textContent, before: before.toString(), lean: mark.dataset.lean };
        }));";
    let marks = browser.run(marks, Vec::new()).await;
    let marks = marks.as_array().expect("marks");
    assert!(marks.iter().any(|mark| mark["text"].as_str().unwrap().contains("مليشيات")), "{marks:?}");
    for mark in marks {
        let (before, text) =
            (letters(mark["before"].as_str().unwrap()), letters(mark["text"].as_str().unwrap()));
        assert!(letters(ARTICLE).starts_with(&(before + &text)), "{mark}");
    }
    assert_quiet(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn figures_lead_to_the_articles_behind_them() {
    let report = Report::of(&news(), "en");
    let browser = opened(&report, Window::Desktop).await;
    let lost = "return [...document.querySelectorAll('a[href^=\"#\"]')]
        .filter((link) => !document.getElementById(link.getAttribute('href').slice(1)).isConnected).length";
    assert_eq!(browser.run(lost, Vec::new()).await, json!(0));
    // A cell opens the list of its outlet, whose first article is on the page with its text.
    let follow = "
        document.querySelector('.heat td.hostile a').click();
        await new Promise((done) => setTimeout(done, 200));
        const list = document.querySelector('ol:target');
        const line = list.querySelector('a');
        const open = list.closest('details').open && list.getBoundingClientRect().height > 0;
        line.click();
        await new Promise((done) => setTimeout(done, 200));
        const article = document.querySelector('.article:target');
        return { open, title: line.textContent, heading: article.querySelector('h2').textContent,
                 seen: article.getBoundingClientRect().top < innerHeight };";
    let follow = browser.wait_for(follow).await;
    assert_eq!((&follow["open"], &follow["seen"]), (&json!(true), &json!(true)), "{follow}");
    assert_eq!(follow["title"], follow["heading"]);
    // A stretch of time leads to the articles of that stretch.
    let stretch = "
        const dot = document.querySelector('#time svg a:nth-of-type(2)');
        dot.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
        await new Promise((done) => setTimeout(done, 200));
        const list = document.querySelector('ol:target');
        return { said: dot.querySelector('title').textContent, open: list.closest('details').open,
                 dates: [...list.querySelectorAll('li')].map((line) => line.querySelector('.soft').textContent.match(/2015-\\d\\d/)[0]) };";
    let stretch = browser.wait_for(stretch).await;
    assert!(stretch["said"].as_str().is_some_and(|said| said.starts_with("2015-02: ")), "{stretch}");
    assert_eq!(stretch["open"], true);
    let dates = stretch["dates"].as_array().expect("dates");
    assert!(!dates.is_empty() && dates.iter().all(|date| date == "2015-02"), "{stretch}");
    browser.close().await;
}

#[tokio::test]
async fn a_folder_leads_from_page_to_page() {
    let report = Report::folder_of(&news(), "ar");
    let browser = opened(&report, Window::Desktop).await;
    for (link, there) in [
        ("#factions tbody a", ".one h3"),
        (".back a", "#heat"),
        (".heat td.hostile a", "ol:target li a"),
        ("ol:target li a", ".article:target h2.title"),
        (".pages a", "#heat"),
        ("#time svg a", "ol:target li"),
    ] {
        let click = "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))";
        browser.run(click, vec![Value::from(link)]).await;
        browser.await_element(there).await;
        assert_quiet(&browser).await;
        let way = "return document.documentElement.dir + location.protocol";
        assert_eq!(browser.run(way, Vec::new()).await, "rtlfile:", "{link}");
    }
    browser.close().await;
}

#[tokio::test]
async fn every_plot_says_itself_and_the_keyboard_reaches_every_link() {
    let report = Report::of(&news(), "en");
    let browser = opened(&report, Window::Desktop).await;
    // A plot has a label, or its numbers stand beside it and it is passed over.
    let silent = "return [...document.querySelectorAll('svg')].filter((plot) =>
        plot.getAttribute('aria-hidden') !== 'true' && !(plot.getAttribute('role') === 'img' && plot.getAttribute('aria-label')))
        .map((plot) => plot.outerHTML.slice(0, 80))";
    assert_eq!(browser.run(silent, Vec::new()).await, json!([]));
    let label = browser
        .run("return document.querySelector('#time svg').getAttribute('aria-label')", Vec::new())
        .await;
    assert!(
        label.as_str().is_some_and(|label| label.contains("lowest") && label.contains("2015-03")),
        "{label}"
    );
    // What plots lead to by the pointer, tables lead to by the keyboard.
    let reach = "
        const reached = new Set([...document.querySelectorAll('a[href]')].filter((link) => link.tabIndex === 0).map((link) => link.getAttribute('href')));
        return [...document.querySelectorAll('svg a')].filter((link) => !reached.has(link.getAttribute('href'))).length";
    assert_eq!(browser.run(reach, Vec::new()).await, json!(0));
    let headings = "return [...document.querySelectorAll('h1, h2, h3, h4, h5')].map((heading) => Number(heading.tagName[1]))
        .filter((level, at, all) => at > 0 && level > all[at - 1] + 1).length";
    assert_eq!(browser.run(headings, Vec::new()).await, json!(0), "a level of headings is left out");
    let named = "return [...document.querySelectorAll('a[href], button:not([hidden]), [role=region]')].filter((part) =>
        !part.closest('svg') && !(part.getAttribute('aria-label') ?? part.textContent).trim()).length";
    assert_eq!(browser.run(named, Vec::new()).await, json!(0), "something has no name");
    // The first stop leads past the top of the page.
    browser.press_tab().await;
    assert_eq!(browser.run("return document.activeElement.className", Vec::new()).await, "skip");
    browser.close().await;
}

#[tokio::test]
async fn colours_switch_and_a_phone_scrolls_one_way_alone() {
    let report = Report::of(&news(), "ar");
    let browser = opened(&report, Window::Phone).await;
    browser.switch_colours().await;
    browser.close().await;
}

#[tokio::test]
async fn hostile_titles_and_outlets_do_no_harm() {
    for report in [Report::of(&hostile_news(), "ar"), Report::folder_of(&hostile_news(), "en")] {
        let browser = opened(&report, Window::Desktop).await;
        let injected = "return document.getElementById('injected') ?? document.querySelector('main img')";
        assert_eq!(browser.run(injected, Vec::new()).await, Value::Null);
        let shown = browser.run("return document.querySelector('.heat').textContent", Vec::new()).await;
        let shown = shown.as_str().expect("a text");
        assert!(
            shown.contains("<script>window.hacked = 1</script>") && !shown.contains('\u{202e}'),
            "{shown}"
        );
        assert_quiet(&browser).await;
        browser.close().await;
    }
}
