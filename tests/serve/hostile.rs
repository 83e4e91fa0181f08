//! What clients should not send, and what the server says to it.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use nabra::serve::Settings;
use serde_json::json;

use super::support::{TEXT, get, in_process, post, raw, score};

#[test]
fn bodies_that_never_end_are_given_up() {
    let address = in_process(Settings {
        body_time: Duration::from_millis(200),
        head_time: Duration::from_millis(200),
        ..Settings::default()
    });
    let head = "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";
    let promised = raw(address, format!("{head}Content-Length: 1000\r\n\r\nabc").as_bytes());
    assert!(promised.starts_with("HTTP/1.1 408 "), "{promised}");
    let chunked = raw(address, format!("{head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n").as_bytes());
    assert!(chunked.starts_with("HTTP/1.1 408 "), "{chunked}");
    // A head that never ends, and a connection that says nothing, are closed.
    for silent in [head.as_bytes(), b""] {
        let answer = raw(address, silent);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(get(address, "/healthz", &[]).status(), 200);
}

#[test]
fn bodies_without_bound_are_cut() {
    let address = in_process(Settings { max_body: 100_000, ..Settings::default() });
    let large = post(address, "/v1/score", &[("content-type", "text/plain")], vec![b'a'; 500_000]);
    assert_eq!(large.status(), 413);
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream
        .write_all(b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        .expect("a head");
    let chunk = [b"10000\r\n".as_slice(), &vec![b'a'; 0x10000], b"\r\n"].concat();
    let refused = (0..10_000).any(|_| stream.write_all(&chunk).is_err());
    assert!(refused, "640 MB were taken");
}

#[test]
fn no_more_memory_than_there_is_room_for() {
    let address = in_process(Settings { max_memory: 1_000, ..Settings::default() });
    let answer = post(address, "/v1/score", &[("content-type", "text/plain")], TEXT.repeat(100));
    assert_eq!((answer.status(), answer.header("retry-after")), (503, "1"));
    for _ in 0..20 {
        let answer = post(address, "/v1/score", &[("content-type", "text/plain")], TEXT);
        assert_eq!(answer.status(), 200, "room must be given back");
    }
}

#[test]
fn malformed_requests_are_refused_and_the_next_is_answered() {
    let address = in_process(Settings::default());
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 9] = [
        b"{\"text\": \"\\ud83d\"}",
        b"{\"text\": \"\xff\xfe\xd8\"}",
        b"\x00\x01\x02",
        b"{\"text\": {}}",
        b"[{\"text\": 1e999}]",
        b"{\"text\":",
        deep.as_bytes(),
        b"[[[[]]]]",
        b"",
    ];
    for body in bodies {
        for kind in [
            "application/json",
            "text/plain",
            "text/csv",
            "application/x-ndjson",
            "text/tab-separated-values",
        ] {
            let answer = post(address, "/v1/score", &[("content-type", kind)], body);
            assert!(answer.status() < 500, "{kind} {:?}: {}", &body[..body.len().min(30)], answer.text);
        }
    }
    for bytes in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
    {
        let answer = raw(address, bytes);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(score(address, &json!({"text": TEXT})).status(), 200);
}

#[test]
fn controls_and_odd_letters_score_like_any_text() {
    let address = in_process(Settings::default());
    let text = format!(
        "\u{202e}{TEXT}\u{0}\u{feff}\u{fffe}\u{1f468}\u{200d}\u{1f469} \u{2069}\u{202c} ﷽ ﷺ <script>"
    );
    let answer = score(address, &json!({"text": text})).json();
    for evidence in answer["factions"][0]["evidence"].as_array().unwrap() {
        let at = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
        assert_eq!(&text[at("start")..at("end")], evidence["text"].as_str().unwrap());
    }
}
