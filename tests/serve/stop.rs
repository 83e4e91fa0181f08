//! How the server ends.

#![cfg(unix)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use super::support::{Nabra, TEXT, get};

#[test]
fn what_is_under_way_is_answered_before_it_stops() {
    for signal in ["-TERM", "-INT"] {
        let mut nabra = Nabra::start(&[]);
        let mut stream = TcpStream::connect(nabra.address).expect("a connection");
        let head = "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n", TEXT.len()).expect("a head");
        // Once this is answered, the head above has been read too: one thread accepts both.
        while !get(nabra.address, "/metrics", &[]).text.contains("nabra_requests_under_way 2") {}
        let killed = Command::new("kill").args([signal, &nabra.child.id().to_string()]).status();
        assert!(killed.expect("kill").success());
        stream.write_all(TEXT.as_bytes()).expect("the body");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer, then the end");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("libya-gna"), "{signal}: {answer}");
        assert_eq!(nabra.child.wait().expect("an end").code(), Some(0), "{signal}");
    }
}
