//! A headless Chromium and a running `nabra serve`, each with a life as long as its value.
//!
//! `NABRA` names the command; without it `nabra` of the workspace's target directory is used.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The article that the tests paste.
pub const ARTICLE: &str = include_str!("../../fixtures/article.txt");
/// One in which the factions speak of each other.
pub const SPEAKERS: &str = include_str!("../../fixtures/speakers.txt");

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// 1280 by 900 pixels.
    Desktop,
    /// 390 by 844 pixels, touched.
    Phone,
}

/// A process that ends with its value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `nabra serve` on a free port.
pub struct Server {
    _process: Running,
    /// Its address, with a slash at the end.
    pub url: String,
}

impl Server {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        let mut command = Command::new(nabra());
        command.args(["serve", "--port", "0"]).env_remove("NABRA_TOKEN").stderr(Stdio::piped());
        let mut process = Running(command.spawn().expect("nabra runs"));
        let url = first_line_with("http://", process.0.stderr.take().expect("its messages"));
        let url = url.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");
        Self { _process: process, url: url.to_owned() }
    }
}

/// A report in one file or a folder.
pub struct Report {
    _folder: TempDir,
    /// Its address.
    pub url: String,
}

impl Report {
    /// Makes a report in one file on a file of news, in a language.
    ///
    /// # Panics
    /// If the report cannot be made.
    #[must_use]
    pub fn on(news: &Path, language: &str) -> Self {
        let folder = TempDir::new().expect("a directory for the report");
        make(news, language, &folder.path().join("report.html"));
        Self { url: format!("file://{}", folder.path().join("report.html").display()), _folder: folder }
    }

    /// Makes a report in one file on these rows.
    #[must_use]
    pub fn of(rows: &str, language: &str) -> Self {
        let news = TempDir::new().expect("a directory for the rows");
        let file = news.path().join("news.jsonl");
        fs::write(&file, rows).expect("a file of rows");
        Self::on(&file, language)
    }

    /// Makes a report in a folder on these rows.
    #[must_use]
    pub fn folder_of(rows: &str, language: &str) -> Self {
        let folder = TempDir::new().expect("a directory for the report");
        let file = folder.path().join("news.jsonl");
        fs::write(&file, rows).expect("a file of rows");
        let report = folder.path().join("report");
        make(&file, language, &report);
        Self { url: format!("file://{}", report.join("index.html").display()), _folder: folder }
    }
}

fn make(news: &Path, language: &str, output: &Path) {
    let mut command = Command::new(nabra());
    let status = command.args(["report", "--quiet", "--lang", language, "-o"]).arg(output).arg(news).status();
    assert!(status.expect("nabra runs").success(), "no report on {}", news.display());
}

/// Where `nabra` is.
fn nabra() -> PathBuf {
    let built = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/nabra");
    env::var_os("NABRA").map_or(built, PathBuf::from)
}

/// A headless Chromium with a fresh profile.
pub struct Browser {
    /// Drives it.
    pub client: Client,
    _driver: Running,
    _profile: TempDir,
}

impl Browser {
    /// Starts it.
    ///
    /// # Panics
    /// If there is no `chromedriver` or it does not start.
    pub async fn start(window: Window) -> Self {
        let mut command = Command::new("chromedriver");
        let mut driver =
            Running(command.arg("--port=0").stdout(Stdio::piped()).spawn().expect("chromedriver"));
        let line = first_line_with("successfully on port ", driver.0.stdout.take().expect("its messages"));
        let port = line.split("on port ").nth(1).expect("a port").trim_end_matches('.').to_owned();
        let profile = TempDir::new().expect("a directory for the profile");
        let capabilities = capabilities(window, &profile);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = builder.connect(&format!("http://127.0.0.1:{port}")).await.expect("a session");
        Self { client, _driver: driver, _profile: profile }
    }

    /// Opens a page.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("a page");
    }

    /// Runs a script in the page; what it returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect(script)
    }

    /// Runs a script that waits; what it returns in the end.
    pub async fn wait_for(&self, script: &str) -> Value {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {script} }})().then(done, (error) => done(String(error)))"
        );
        self.client.execute_async(&script, Vec::new()).await.expect("an answer")
    }

    /// Switches light and dark, which change the paper, and sees that nothing is wider than the window.
    pub async fn switch_colours(&self) {
        let paper = "return getComputedStyle(document.documentElement).backgroundColor";
        let theme = "document.getElementById('theme').click(); return document.documentElement.dataset.theme";
        assert_eq!(self.run(theme, Vec::new()).await, "light");
        let light = self.run(paper, Vec::new()).await;
        assert_eq!(self.run(theme, Vec::new()).await, "dark");
        assert_ne!(self.run(paper, Vec::new()).await, light);
        let wide = self.run("return document.documentElement.scrollWidth - innerWidth", Vec::new()).await;
        assert!(wide.as_i64() <= Some(0), "the page is {wide} pixels too wide");
    }

    /// Presses the tabulator.
    pub async fn press_tab(&self) {
        let body = self.client.find(Locator::Css("body")).await.expect("a body");
        body.send_keys("\u{e004}").await.expect("a key");
    }

    /// Puts a text where articles are pasted and has it scored.
    pub async fn paste(&self, text: &str) {
        let fill = "document.getElementById('text').value = arguments[0]";
        self.run(fill, vec![Value::from(text)]).await;
        self.client
            .find(Locator::Css("button.strong"))
            .await
            .expect("a button")
            .click()
            .await
            .expect("a click");
    }

    /// Waits until the page has an element for a selector.
    pub async fn await_element(&self, selector: &str) {
        let wait = self.client.wait().at_most(Duration::from_secs(60));
        wait.for_element(Locator::Css(selector)).await.expect(selector);
    }

    /// Ends the session.
    pub async fn close(self) {
        self.client.clone().close().await.expect("the end of the session");
    }
}

/// The sandbox needs a user other than root; everything that would call home is off.
fn capabilities(window: Window, profile: &TempDir) -> serde_json::Map<String, Value> {
    let profile = format!("--user-data-dir={}", profile.path().display());
    let arguments = [
        profile.as_str(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        "--window-size=1280,900",
    ];
    let mut options = json!({ "args": arguments });
    if window == Window::Phone {
        let metrics = json!({ "width": 390, "height": 844, "pixelRatio": 1.0, "touch": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let all = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
    all.as_object().cloned().unwrap_or_default()
}

fn first_line_with(what: &str, stream: impl std::io::Read + Send + 'static) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let found = lines.find(|line| line.contains(what)).unwrap_or_else(|| panic!("no {what:?}"));
    // Whoever writes on must not find the pipe closed.
    thread::spawn(move || lines.for_each(drop));
    found
}
