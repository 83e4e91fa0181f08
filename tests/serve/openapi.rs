//! What the server promises in `/openapi.json` is what it does.

use std::net::SocketAddr;

use nabra::serve::{Settings, Token};
use serde_json::{Value, json};

use super::support::{Answer, TEXT, get, in_process, post, score};

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

struct Contract(Value);

impl Contract {
    fn of(address: SocketAddr) -> Self {
        Self(get(address, "/openapi.json", &[]).json())
    }

    /// Whether the answer is one that the document promises for this method and path.
    fn check(&self, method: &str, path: &str, answer: &Answer) {
        let what = format!("{method} {path} {}", answer.status());
        let operation = &self.0["paths"][path][method];
        assert!(operation.is_object(), "{what}: not promised");
        let promised = self.resolve(&operation["responses"][answer.status().to_string()]);
        assert!(promised.is_object(), "{what}: not promised: {}", answer.text);
        let kind = answer.header("content-type").split(';').next().expect("a type");
        let content = &promised["content"][kind];
        assert!(content.is_object(), "{what}: {kind} is not promised");
        if kind == "application/json" {
            self.validate(&content["schema"], &answer.json(), &what);
        }
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(name) => self.0.pointer(name.trim_start_matches('#')).expect(name),
            None => value,
        }
    }

    fn validate(&self, schema: &Value, instance: &Value, what: &str) {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": self.0["components"],
        });
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let faults: Vec<_> = validator.iter_errors(instance).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{what}: {faults:?}\n{instance:#}");
    }
}

#[test]
fn answers_are_as_promised() {
    let address = in_process(Settings { max_body: 10_000, max_documents: 4, ..Settings::default() });
    let contract = Contract::of(address);
    assert_eq!(contract.0["openapi"], "3.1.0");
    let article = include_str!("../fixtures/article.txt");
    let document = json!({"id": "a", "title": "داعش", "text": article, "source": "s", "date": "d"});
    let scored = [
        score(address, &document),
        score(address, &json!([document, {"text": " "}, {"text": "خبر"}, 1])),
        score(address, &json!([])),
        post(address, "/v1/score", &[("content-type", "text/plain"), ("accept", "text/csv")], TEXT),
        post(address, "/v1/score", &[("content-type", "text/csv")], "text\nخبر\n"),
    ];
    for answer in scored {
        assert_eq!(answer.status(), 200);
        contract.check("post", "/v1/score", &answer);
    }
    for path in ["/v1/model", "/healthz", "/openapi.json", "/metrics"] {
        contract.check("get", path, &get(address, path, &[]));
    }
}

#[test]
fn refusals_are_as_promised() {
    let address = in_process(Settings { max_body: 10_000, max_documents: 4, ..Settings::default() });
    let contract = Contract::of(address);
    let five = json!([{}, {}, {}, {}, {}]);
    let refused = [
        (400, post(address, "/v1/score", JSON, "{")),
        (400, post(address, "/v1/score?evidence=1e9", JSON, "{}")),
        (403, post(address, "/v1/score", &[("host", "evil.example")], "{}")),
        (413, post(address, "/v1/score", JSON, "x".repeat(20_000))),
        (413, score(address, &five)),
        (415, post(address, "/v1/score", &[("content-type", "image/png")], "x")),
        (422, score(address, &json!({"id": "a"}))),
    ];
    for (status, answer) in refused {
        assert_eq!(answer.status(), status, "{}", answer.text);
        contract.check("post", "/v1/score", &answer);
    }
    let token = Token::new("a-token-for-tests").ok();
    let closed = in_process(Settings { token, ..Settings::default() });
    contract.check("get", "/v1/model", &get(closed, "/v1/model", &[]));
}

#[test]
fn every_path_promised_is_there() {
    let address = in_process(Settings::default());
    let contract = Contract::of(address);
    for (path, operations) in contract.0["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let answer = match method.as_str() {
                "get" => get(address, path, &[]),
                _ => post(address, path, JSON, "{\"text\": \"خبر\"}"),
            };
            assert_eq!(answer.status(), 200, "{method} {path}");
        }
    }
}
