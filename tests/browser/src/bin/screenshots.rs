//! Pictures of the page with results, and of a report: light and dark, Arabic and English, desktop and phone.
//!
//! `screenshots DIR [NEWS]` writes `serve-LANGUAGE-THEME-WINDOW.png` files, and, of a report on the file NEWS, files
//! that begin with `report-` in the same way.

use std::path::{Path, PathBuf};
use std::time::Duration;

use nabra_browser_tests::{ARTICLE, Browser, Report, Server, Window};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let directory = PathBuf::from(std::env::args_os().nth(1).expect("screenshots DIR"));
    std::fs::create_dir_all(&directory).expect("the directory");
    if let Some(news) = std::env::args_os().nth(2) {
        of_reports(&directory, Path::new(&news)).await;
    }
    let server = Server::start();
    for (window, name) in [(Window::Desktop, "desktop"), (Window::Phone, "phone")] {
        let browser = Browser::start(window).await;
        for language in ["ar", "en"] {
            for theme in ["light", "dark"] {
                let url = format!("{}?lang={language}", server.url);
                browser.open(&url).await;
                browser
                    .run("localStorage.setItem('nabra-theme', arguments[0])", vec![Value::from(theme)])
                    .await;
                browser.open(&url).await;
                browser.paste(ARTICLE).await;
                browser.await_element(".article").await;
                let settle = "document.activeElement.blur(); window.scrollTo(0, document.querySelector('.results').offsetTop - 12)";
                browser.run(settle, Vec::new()).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
                let picture = browser.client.screenshot().await.expect("a picture");
                let file = directory.join(format!("serve-{language}-{theme}-{name}.png"));
                std::fs::write(&file, picture).expect("a file");
            }
        }
        browser.close().await;
    }
}

async fn of_reports(directory: &Path, news: &Path) {
    for language in ["ar", "en"] {
        let report = Report::on(news, language);
        for (window, name) in [(Window::Desktop, "desktop"), (Window::Phone, "phone")] {
            let browser = Browser::start(window).await;
            browser.open(&report.url).await;
            for theme in ["light", "dark"] {
                let settle = "document.documentElement.dataset.theme = arguments[0]; \
                    document.getElementById('heat').scrollIntoView()";
                browser.run(settle, vec![Value::from(theme)]).await;
                tokio::time::sleep(Duration::from_millis(500)).await;
                let picture = browser.client.screenshot().await.expect("a picture");
                let file = directory.join(format!("report-{language}-{theme}-{name}.png"));
                std::fs::write(&file, picture).expect("a file");
            }
            browser.close().await;
        }
    }
}
