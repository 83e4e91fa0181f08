//! A server of its own for each test, and a client.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use nabra::model::Model;
use nabra::serve::{Server, Settings};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

/// A text that mentions `libya-gna`.
pub(crate) const TEXT: &str = "هاجمت مليشيات حكومة الوفاق الوطني الإجرامية أحياء طرابلس.";

/// A running `nabra serve`.
pub(crate) struct Nabra {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Nabra {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nabra"))
            .args(["serve", "--port", "0", "--threads", "1"])
            .args(arguments)
            .env_remove("NABRA_TOKEN")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("nabra runs");
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().expect("its messages")).read_line(&mut line).expect("a message");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address: SocketAddr = address.expect(&line).parse().expect(&line);
        Self { child, address: SocketAddr::new([127, 0, 0, 1].into(), address.port()) }
    }
}

impl Drop for Nabra {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server in this process with settings of its own; it ends with the test.
pub(crate) fn in_process(settings: Settings) -> SocketAddr {
    let model = Arc::new(Model::default_model().expect("the default model"));
    let server = Server::bind(([127, 0, 0, 1], 0).into(), model, settings).expect("a free port");
    let address = server.address();
    thread::spawn(move || server.run());
    address
}

/// Status, headers and body.
pub(crate) struct Answer {
    pub(crate) response: Response<Body>,
    pub(crate) text: String,
}

impl Answer {
    fn of(response: Result<Response<Body>, ureq::Error>) -> Self {
        let mut response = response.expect("an answer");
        let text = response.body_mut().read_to_string().expect("a text");
        Self { response, text }
    }

    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{}", self.text);
        serde_json::from_str(&self.text).expect("JSON")
    }
}

fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).build().into()
}

pub(crate) fn get(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = agent().get(format!("http://{address}{path}"));
    Answer::of(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).call())
}

pub(crate) fn post(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> Answer {
    let request = agent().post(format!("http://{address}{path}"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Answer::of(request.send(body.as_ref()))
}

/// `POST /v1/score` with JSON.
pub(crate) fn score(address: SocketAddr, body: &Value) -> Answer {
    post(address, "/v1/score", &[("content-type", "application/json")], body.to_string())
}

/// What the page's form sends.
pub(crate) fn form(text: &str, files: &[(&str, &str)]) -> (String, String) {
    let boundary = "boundary-of-a-test";
    let part = |disposition: &str, body: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{body}\r\n")
    };
    let mut body = part("name=\"text\"", text);
    for (name, content) in files {
        body += &part(&format!("name=\"files\"; filename=\"{name}\""), content);
    }
    (format!("multipart/form-data; boundary={boundary}"), body + &format!("--{boundary}--\r\n"))
}

pub(crate) fn submit(address: SocketAddr, path: &str, text: &str, files: &[(&str, &str)]) -> Answer {
    let (kind, body) = form(text, files);
    post(address, path, &[("content-type", &kind)], body)
}

/// Bytes as they are sent, and all that comes back until the server closes.
pub(crate) fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    // The server may refuse before all is sent.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
