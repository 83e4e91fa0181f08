//! What people see of `nabra serve`, in a real browser.

use nabra_browser_tests::{ARTICLE, Browser, SPEAKERS, Server, Window};
use serde_json::{Value, json};

/// Every mark of the first article, with its place in the text as it is shown.
const MARKS: &str = "
    const text = document.querySelector('.text');
    return [...text.querySelectorAll('a.mark')].map((mark) => {
        const before = document.createRange();
        before.setStart(text, 0);
        before.setEndBefore(mark);
        return { text: mark.textContent, before: before.toString().trimStart(), lean: mark.dataset.lean,
                 box: mark.getBoundingClientRect().toJSON() };
    });";

/// What went wrong in the page, scripts that were stopped included.
async fn assert_quiet(browser: &Browser) {
    let ran = browser.run("return window.hacked ?? null", Vec::new()).await;
    assert_eq!(ran, Value::Null, "a script of the text ran");
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test]
async fn an_article_is_pasted_and_its_words_are_marked() {
    let server = Server::start();
    let browser = Browser::start(Window::Desktop).await;
    browser.open(&format!("{}?lang=ar", server.url)).await;
    browser.paste(ARTICLE).await;
    browser.await_element(".article").await;

    let marks = browser.run(MARKS, Vec::new()).await;
    let marks = marks.as_array().expect("marks");
    let militias = marks.iter().find(|mark| mark["text"].as_str().unwrap().contains("مليشيات السراج"));
    let militias = militias.expect("the loaded words are marked");
    assert_eq!(militias["lean"], "hostile");
    for mark in marks {
        // The words stand where the article has them, letter by letter.
        let (before, text) =
            (letters(mark["before"].as_str().unwrap()), letters(mark["text"].as_str().unwrap()));
        assert!(letters(ARTICLE).starts_with(&(before + &text)), "{mark}");
    }

    // From right to left: the article's first word is right of its second.
    let order = "
        const walk = document.createTreeWalker(document.querySelector('.text p'), NodeFilter.SHOW_TEXT);
        const node = walk.nextNode();
        const start = node.data.search(/\\S/);
        const box = (at) => { const range = document.createRange(); range.setStart(node, at);
            range.setEnd(node, at + 1); return range.getBoundingClientRect().left; };
        return [box(start), box(node.data.indexOf(' ', start + 1) + 1), getComputedStyle(document.documentElement).direction];";
    let order = browser.run(order, Vec::new()).await;
    assert!(order[0].as_f64() > order[1].as_f64(), "{order}");
    assert_eq!(order[2], "rtl");

    // Bars: one axis a faction; the hostile one's bar lies on the right half, where hostile stands.
    let bars = "
        return [...document.querySelectorAll('.faction')].map((faction) => {
            const box = (selector) => faction.querySelector(selector).getBoundingClientRect();
            return { class: faction.dataset.class, dot: box('.axis circle').left, zero: box('.axis .zero').left,
                     odds: [...faction.querySelectorAll('.odds rect')].reduce((sum, rect) => sum + rect.getBoundingClientRect().width, 0),
                     whole: box('.odds svg').width };
        });";
    let bars = browser.run(bars, Vec::new()).await;
    let bars = bars.as_array().expect("bars");
    assert!(bars.len() >= 4);
    for bar in bars {
        if bar["class"] == "hostile" {
            assert!(bar["dot"].as_f64() > bar["zero"].as_f64(), "{bar}");
        }
        let (odds, whole) = (bar["odds"].as_f64().unwrap(), bar["whole"].as_f64().unwrap());
        assert!((odds - whole).abs() < 0.02 * whole, "{bar}");
    }
    browser.close().await;
}

#[tokio::test]
async fn each_speaker_has_a_line_with_a_score() {
    let server = Server::start();
    let browser = Browser::start(Window::Phone).await;
    browser.open(&format!("{}?lang=en", server.url)).await;
    browser.paste(SPEAKERS).await;
    browser.await_element(".article .part").await;
    let lines = "
        const parts = document.querySelector('.faction .part').closest('dl').querySelectorAll('.part');
        return [...parts].map((part) => ({ name: part.querySelector('dt').innerText,
            lean: part.querySelector('dd .number').className.split(' ').at(-1),
            text: part.querySelector('dd .number').innerText, box: part.getBoundingClientRect().toJSON() }));";
    let lines = browser.run(lines, Vec::new()).await;
    let lines = lines.as_array().expect("lines");
    // The army praises itself, its enemy condemns it, the envoy does neither.
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(
        (&lines[0]["lean"], &lines[1]["lean"]),
        (&json!("favourable"), &json!("hostile")),
        "{lines:?}"
    );
    assert!(lines[0]["text"].as_str().unwrap().starts_with('+'), "{lines:?}");
    assert!(lines.iter().all(|line| !line["name"].as_str().unwrap().is_empty()), "{lines:?}");
    let tops: Vec<_> = lines.iter().map(|line| line["box"]["top"].as_f64().unwrap()).collect();
    assert!(tops.is_sorted() && tops[0] < tops[2], "{tops:?}");
    browser.close().await;
}

#[tokio::test]
async fn the_keyboard_reaches_every_note() {
    let server = Server::start();
    let browser = Browser::start(Window::Desktop).await;
    browser.open(&format!("{}?lang=en", server.url)).await;
    browser.paste(ARTICLE).await;
    browser.await_element(".article").await;
    browser.run("document.querySelector('a.mark').focus()", Vec::new()).await;
    let tip = browser.run("return document.getElementById('tip').innerText", Vec::new()).await;
    let tip = tip.as_str().expect("a note");
    assert!(tip.contains('\u{2212}') && tip.contains("Plainer"), "{tip}");
    let escape = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        return document.getElementById('tip').hidden";
    assert_eq!(browser.run(escape, Vec::new()).await, json!(true));
    let reachable = "return [...document.querySelectorAll('.text a.mark')].every((mark) => mark.tabIndex === 0
        && document.querySelector(mark.getAttribute('href')) && mark.getAttribute('aria-describedby').split(' ').every((id) => document.getElementById(id)))";
    assert_eq!(browser.run(reachable, Vec::new()).await, json!(true));
    let back = "return [...document.querySelectorAll('.notes a')].every((link) => document.querySelector(link.getAttribute('href')))";
    assert_eq!(browser.run(back, Vec::new()).await, json!(true));
    browser.close().await;
}

#[tokio::test]
async fn voices_languages_and_colours_are_switched() {
    let server = Server::start();
    let browser = Browser::start(Window::Phone).await;
    browser.open(&format!("{}?lang=en", server.url)).await;
    browser.paste(ARTICLE).await;
    browser.await_element(".article").await;
    let line =
        "return getComputedStyle(document.querySelector('.text .mark[data-voice=own]')).textDecorationColor";
    let marked = browser.run(line, Vec::new()).await;
    browser.run("document.querySelector('input[value=quoted]').click()", Vec::new()).await;
    assert_ne!(browser.run(line, Vec::new()).await, marked);

    browser.run("document.getElementById('language').click()", Vec::new()).await;
    browser.await_element("html[dir=rtl] .article").await;
    let kept = browser.run("return document.getElementById('text').value", Vec::new()).await;
    assert_eq!(kept.as_str().map(str::trim), Some(ARTICLE.trim()));

    browser.switch_colours().await;
    browser.close().await;
}

#[tokio::test]
async fn hostile_texts_do_no_harm() {
    let server = Server::start();
    let browser = Browser::start(Window::Desktop).await;
    browser.open(&format!("{}?lang=en", server.url)).await;
    let attack = format!(
        "{ARTICLE}<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\
         <svg onload='window.hacked = 3'></svg></textarea>\"'><b id=injected>\u{202e}مليشيات حفتر\u{2069}\u{2066}",
    );
    browser.paste(&attack).await;
    browser.await_element(".article").await;
    let shown = browser.run("return document.querySelector('.text').textContent", Vec::new()).await;
    let shown = shown.as_str().expect("a text");
    assert!(shown.contains("<script>window.hacked = 1</script>") && !shown.contains('\u{202e}'));
    let injected = "return document.getElementById('injected') ?? document.querySelector('#results img')";
    assert_eq!(browser.run(injected, Vec::new()).await, Value::Null);
    assert_quiet(&browser).await;

    // Half a surrogate, which only a script can put there.
    let half = "document.getElementById('text').value = 'قصفت مليشيات حفتر \\ud83d المدينة \\udc00';
        document.querySelectorAll('.article').forEach((article) => article.remove());
        document.querySelector('button.strong').click()";
    browser.run(half, Vec::new()).await;
    browser.await_element(".article a.mark").await;

    // Too large: told at once, and the page goes on working.
    let large = "document.getElementById('text').value = 'مليشيات '.repeat(700000);
        document.querySelectorAll('.article').forEach((article) => article.remove());
        document.querySelector('button.strong').click();
        return document.getElementById('status').textContent";
    let status = browser.run(large, Vec::new()).await;
    assert!(status.as_str().expect("a text").contains("too large"), "{status}");
    browser.paste(ARTICLE).await;
    browser.await_element(".article a.mark").await;
    assert_quiet(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn nothing_is_asked_for_elsewhere() {
    let server = Server::start();
    let browser = Browser::start(Window::Desktop).await;
    browser.open(&server.url).await;
    browser.paste(ARTICLE).await;
    browser.await_element(".article").await;
    let asked = "return performance.getEntriesByType('resource').map((entry) => entry.name)
        .filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:'))";
    assert_eq!(browser.run(asked, Vec::new()).await, json!([]));
    browser.close().await;
}
