//! Whom the server answers.

use std::process::Command;

use nabra::serve::Settings;

use super::support::{Nabra, TEXT, get, in_process, post};

const TOKEN: &str = "a-token-for-these-tests";

#[test]
fn every_answer_tells_browsers_what_not_to_do() {
    let address = in_process(Settings::default());
    for path in ["/", "/v1/model", "/static/page.js", "/static/icon.svg", "/nothing", "/static/..%2f..%2fetc"]
    {
        let answer = get(address, path, &[]);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.text.contains("<script>") && !answer.text.contains("style="), "{path}");
    }
}

#[test]
fn foreign_names_and_foreign_pages_get_nothing() {
    let address = in_process(Settings::default());
    for host in ["evil.example", "localhost.evil.example:80", "10.1.2.3", ""] {
        assert_eq!(get(address, "/v1/model", &[("host", host)]).status(), 403, "{host}");
    }
    for host in ["localhost", "LocalHost:99", "127.0.0.1:1", "[::1]:7420"] {
        assert_eq!(get(address, "/v1/model", &[("host", host)]).status(), 200, "{host}");
    }
    let from =
        |site| post(address, "/v1/score", &[("sec-fetch-site", site), ("content-type", "text/plain")], TEXT);
    assert_eq!((from("cross-site").status(), from("same-origin").status()), (403, 200));
}

#[test]
fn beyond_loopback_a_token_is_needed() {
    let output = Command::new(env!("CARGO_BIN_EXE_nabra"))
        .args(["serve", "--host", "0.0.0.0", "--port", "0"])
        .env_remove("NABRA_TOKEN")
        .output()
        .expect("nabra runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(message.contains("--token-file") && message.contains("NABRA_TOKEN"), "{message}");

    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("token");
    std::fs::write(&file, format!("{TOKEN}\n")).expect("a file");
    let path = file.to_str().expect("UTF-8");
    let nabra = Nabra::start(&["--host", "0.0.0.0", "--token-file", path]);
    let with =
        |authorization: &str| get(nabra.address, "/v1/model", &[("authorization", authorization)]).status();
    assert_eq!(get(nabra.address, "/v1/model", &[]).status(), 401);
    assert!(get(nabra.address, "/", &[]).header("www-authenticate").starts_with("Basic"));
    assert_eq!((with("Bearer wrong-wrong-wrong-wrong"), with(&format!("Bearer {TOKEN}"))), (401, 200));
    assert_eq!(with("Basic YW55OmEtdG9rZW4tZm9yLXRoZXNlLXRlc3Rz"), 200);
    assert_eq!(get(nabra.address, "/healthz", &[]).status(), 200);
}

#[test]
fn a_token_that_can_be_guessed_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_nabra"))
        .args(["serve", "--port", "0"])
        .env("NABRA_TOKEN", "short")
        .output()
        .expect("nabra runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("NABRA_TOKEN") && !message.contains("short"), "{message}");
    assert_eq!(output.status.code(), Some(2));
}
