//! Running the command in a directory of its own.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A text that mentions `libya-gna`.
pub(crate) const TEXT: &str =
    "أعلنت حكومة الوفاق الوطني في طرابلس وصول دفعة من المساعدات الطبية إلى المستشفيات.";

/// The bytes of the model built in.
pub(crate) fn bundle() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default.nabra");
    std::fs::read(path).expect("the default model")
}

/// Where the version of the format stands in a bundle.
pub(crate) const VERSION_AT: usize = 8;

/// A directory for one test.
pub(crate) struct Sandbox(TempDir);

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a directory for the test"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("a file of the test");
        path
    }

    /// Names of all files, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = self.path().read_dir().expect("the directory of the test");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// `nabra` in this directory.
    pub(crate) fn nabra(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("nabra"));
        command.current_dir(self.path()).args(arguments);
        command
    }

    /// `nabra predict` in this directory.
    pub(crate) fn predict(&self, arguments: &[&str]) -> Ended {
        self.predict_with(arguments, "")
    }

    /// The same with bytes on standard input.
    pub(crate) fn predict_with(&self, arguments: &[&str], stdin: impl Into<Vec<u8>>) -> Ended {
        let mut command = self.nabra(&["predict"]);
        command.args(arguments).write_stdin(stdin);
        Ended::of(&mut command)
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("nabra runs");
        let ended =
            Self { code: status.code(), stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() };
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
        ended
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("UTF-8 on standard output")
    }

    /// Every line of standard output as JSON of the contract.
    pub(crate) fn json(&self) -> Vec<Value> {
        let lines: Vec<Value> = self
            .text()
            .lines()
            .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
            .collect();
        assert!(lines.iter().all(|line| line["schema"] == "nabra.scores/1"));
        lines
    }
}

/// Ids of the factions in a line.
pub(crate) fn factions(line: &Value) -> Vec<&str> {
    let list = line["factions"].as_array().expect("a list of factions");
    list.iter().map(|faction| faction["faction"].as_str().expect("an id")).collect()
}

/// A row of JSON lines.
pub(crate) fn row(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "text": text}))
}

/// `n` rows, no two alike.
pub(crate) fn rows(n: usize) -> String {
    (0..n)
        .map(|i| {
            row(
                &format!("d{i}"),
                &format!("{} خبر رقم {i}. {}", TEXT.repeat(i % 5), "ثم كلمة ".repeat(i % 7)),
            )
        })
        .collect()
}
