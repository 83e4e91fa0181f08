//! The default language and the tables of cases.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nabra::terms::TermLexicon;
use nabra::text::{HostWords, Language, WordVectors};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn lexicon(name: &str) -> String {
    let path = root().join("training/lexicon").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The language under the settings and counts that models are trained with, without vectors.
pub(crate) fn language() -> &'static Language {
    static LANGUAGE: OnceLock<Language> = OnceLock::new();
    LANGUAGE.get_or_init(|| {
        let settings = toml::from_str(&lexicon("text.toml")).unwrap();
        let hosts = HostWords::from_tsv(&lexicon("words.tsv")).unwrap();
        Language::new(settings, hosts, WordVectors::default())
    })
}

/// The term lexicon that models are trained with.
pub(crate) fn terms() -> TermLexicon {
    TermLexicon::parse(&lexicon("terms.toml")).unwrap()
}

/// One row of a table: what is done, to what, and what should come out.
pub(crate) struct Case {
    pub(crate) op: String,
    pub(crate) input: String,
    pub(crate) expected: String,
}

/// The rows of `arabic/NAME`, or `None` (after saying so) where the folder is not there.
pub(crate) fn cases(name: &str) -> Option<Vec<Case>> {
    let shared = std::env::var_os("NABRA_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = shared.join("arabic").join(name);
    let Ok(table) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let rows = table.split('\n').skip(1).filter(|line| !line.is_empty()).map(|line| {
        let mut fields = line.splitn(3, '\t').map(str::to_owned);
        let mut field = || fields.next().unwrap_or_default();
        Case { op: field(), input: field(), expected: field() }
    });
    Some(rows.collect())
}
