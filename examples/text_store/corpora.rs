//! The corpora that labels speak of, as `training/corpora.toml` names them, and their texts.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use nabra::corpus::article_key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `training/corpora.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corpora {
    /// The corpora.
    pub(crate) corpus: Vec<Corpus>,
    /// The files that hold their texts.
    pub(crate) file: Vec<TextFile>,
}

/// One of them; what else the table says of it is for people.
#[derive(Debug, Deserialize)]
pub(crate) struct Corpus {
    /// Its name in labels.
    pub(crate) id: String,
}

/// A file of JSON lines and how its fields are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextFile {
    /// Below the directory of shared material.
    path: PathBuf,
    /// The corpus of all its rows; rows that name their corpus and key need none.
    corpus: Option<String>,
    /// The field with the body.
    #[serde(default = "text", rename = "text")]
    body: String,
    /// The field with the title.
    #[serde(default = "title")]
    title: String,
    /// The outlet, with fields of the row in braces.
    #[serde(default = "source")]
    source: String,
    /// The field with the date.
    #[serde(default = "date")]
    date: String,
}

fn text() -> String {
    "text".to_owned()
}

fn title() -> String {
    "title".to_owned()
}

fn source() -> String {
    "{source}".to_owned()
}

fn date() -> String {
    "date".to_owned()
}

/// One row of a text store.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names, reason = "the fields are called as in the store")]
pub(crate) struct Text {
    pub(crate) id: String,
    pub(crate) corpus: String,
    pub(crate) source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<usize>,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Corpora {
    /// Reads `training/corpora.toml`.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        toml::from_str(&std::fs::read_to_string(path)?).map_err(|error| invalid(path, &error))
    }

    /// Gives `each` every text below `shared` whose key is in `wanted`, in the order of the files.
    pub(crate) fn texts(
        &self,
        shared: &Path,
        wanted: &HashSet<String>,
        each: &mut dyn FnMut(Text) -> io::Result<()>,
    ) -> io::Result<()> {
        let known: HashSet<&str> = self.corpus.iter().map(|corpus| corpus.id.as_str()).collect();
        self.file.iter().try_for_each(|file| {
            file.texts(shared, wanted, &mut |text| {
                if known.contains(text.corpus.as_str()) {
                    each(text)
                } else {
                    Err(invalid(&file.path, &format!("no corpus {:?} in the table", text.corpus)))
                }
            })
        })
    }
}

impl TextFile {
    fn texts(
        &self,
        shared: &Path,
        wanted: &HashSet<String>,
        each: &mut dyn FnMut(Text) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = shared.join(&self.path);
        let file = File::open(&path).map_err(|error| invalid(&path, &error))?;
        let is_packed = path.extension().is_some_and(|ending| ending == "gz");
        let bytes: Box<dyn Read> =
            if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        for line in BufReader::with_capacity(1 << 17, bytes).lines() {
            let row: Value = serde_json::from_str(&line?).map_err(|error| invalid(&path, &error))?;
            let text = self.parse(&row).ok_or_else(|| invalid(&path, &"a row without text or corpus"))?;
            if wanted.contains(&text.id) {
                each(text)?;
            }
        }
        Ok(())
    }

    fn parse(&self, row: &Value) -> Option<Text> {
        let field = |name: &str| row.get(name).and_then(Value::as_str);
        let number = |name: &str| row.get(name).and_then(Value::as_u64).map(|n| n as usize);
        let (title, text) = (field(&self.title).unwrap_or_default(), field(&self.body)?);
        let (id, corpus) = match &self.corpus {
            Some(corpus) => (article_key(title, text), corpus.as_str()),
            None => (field("id")?.to_owned(), field("corpus")?),
        };
        Some(Text {
            id,
            corpus: corpus.to_owned(),
            source: fill(&self.source, &field),
            date: field(&self.date).filter(|date| !date.is_empty()).map(str::to_owned),
            start: number("start"),
            end: number("end"),
            title: title.to_owned(),
            text: text.to_owned(),
        })
    }
}

/// `pattern` with each `{name}` replaced by that field.
fn fill<'a>(pattern: &str, field: &dyn Fn(&str) -> Option<&'a str>) -> String {
    let mut pieces = pattern.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        filled.push_str(field(name).unwrap_or_default());
        filled.push_str(rest);
    }
    filled
}

fn invalid(path: &Path, what: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {what}", path.display()))
}
