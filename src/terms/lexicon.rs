//! The term lexicon: a TOML file that people read and write.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::text::fold_key;

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// A noun that names the faction: مليشيا.
    Label,
    /// An adjective: غاشم.
    Epithet,
    /// What it does: مجزرة.
    Act,
    /// A word of honour: بطل.
    Honorific,
    /// What it strives for: تحرير.
    Aim,
    /// A word that keeps it at a distance: ما يسمى.
    Distancing,
    /// A loss told as news good or bad: دحر.
    Loss,
    /// A word of pity: أعزل.
    Sympathy,
    /// A plain head noun: قوات.
    Designation,
    /// An office: قائد.
    Title,
    /// A reporting verb: زعم.
    VerbReport,
}

impl Category {
    /// Every category, in a fixed order.
    pub const ALL: [Category; 11] = [
        Category::Label,
        Category::Epithet,
        Category::Act,
        Category::Honorific,
        Category::Aim,
        Category::Distancing,
        Category::Loss,
        Category::Sympathy,
        Category::Designation,
        Category::Title,
        Category::VerbReport,
    ];
}

/// Which way a term leans for the faction it is applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermLean {
    /// Against it.
    Hostile,
    /// For it.
    Favourable,
    /// Neither.
    Neutral,
    /// It depends; `contexts` says on what.
    Context,
}

/// One use of a term whose lean depends on the use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The use.
    pub of: String,
    /// Its lean.
    pub lean: TermLean,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Its id.
    pub id: String,
    /// Spellings of its core, without article and clitics.
    pub cores: Vec<String>,
    /// The paradigm whose suffixes the cores take.
    pub suffixes: String,
    /// Irregular forms, listed whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<String>,
    /// Counts in scare quotes alone, a word by itself: whose standing the marks deny («"الجيش" الإسرائيلي»).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quoted: bool,
    /// What it is.
    pub category: Category,
    /// Which way it leans.
    pub lean: TermLean,
    /// Where the lean depends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<Context>,
    /// Plain words an editor could put in its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neutral: Vec<String>,
    /// Public style guidance that advises on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The suffixes of a paradigm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paradigm {
    /// As they stand in folded text; the empty one for the bare core.
    pub suffixes: Vec<String>,
}

/// All terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermLexicon {
    /// Paradigms by name.
    pub paradigms: BTreeMap<String, Paradigm>,
    /// The terms.
    #[serde(rename = "term", default)]
    pub terms: Vec<Term>,
}

/// What is wrong with a term lexicon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermFault {
    /// Not TOML, or not of the lexicon's shape.
    #[error("{0}")]
    Syntax(String),
    /// Two terms share an id.
    #[error("term {0:?} is there twice")]
    Twice(String),
    /// A term refers to a paradigm that is not there.
    #[error("term {0:?}: there is no paradigm {1:?}")]
    NoParadigm(String, String),
    /// A core or form without letters.
    #[error("term {0:?}: {1:?} has no letters")]
    Empty(String, String),
    /// More terms than a bundle can number.
    #[error("more than 65,535 terms")]
    TooMany,
}

/// Endings that an irregular form may take.
const PRONOUNS: [&str; 4] = ["", "ه", "ها", "هم"];

impl TermLexicon {
    /// Reads a lexicon and checks it.
    ///
    /// # Errors
    ///
    /// All its faults, not just the first.
    pub fn parse(toml: &str) -> Result<Self, Vec<TermFault>> {
        let lexicon: Self =
            toml::from_str(toml).map_err(|e| vec![TermFault::Syntax(e.to_string().trim_end().to_owned())])?;
        let faults = lexicon.faults();
        if faults.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    /// All that is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<TermFault> {
        let mut faults = Vec::new();
        if self.terms.len() > usize::from(u16::MAX) {
            faults.push(TermFault::TooMany);
        }
        let mut ids = BTreeSet::new();
        for term in &self.terms {
            if !ids.insert(&term.id) {
                faults.push(TermFault::Twice(term.id.clone()));
            }
            if !self.paradigms.contains_key(&term.suffixes) {
                faults.push(TermFault::NoParadigm(term.id.clone(), term.suffixes.clone()));
            }
            let forms = term.cores.iter().chain(&term.extra);
            for form in forms.filter(|form| fold_key(form).is_empty()) {
                faults.push(TermFault::Empty(term.id.clone(), form.clone()));
            }
        }
        faults
    }

    /// Every folded form of `term`, without clitics and article.
    #[must_use]
    pub fn forms(&self, term: &Term) -> Vec<String> {
        let suffixes = self.paradigms.get(&term.suffixes).map_or(&[][..], |paradigm| &paradigm.suffixes);
        let cores = term.cores.iter().map(|core| fold_key(core));
        let extras = term.extra.iter().map(|form| fold_key(form));
        let inflected =
            cores.flat_map(|core| suffixes.iter().map(move |suffix| [&core, suffix.as_str()].concat()));
        let irregular = extras.flat_map(|form| PRONOUNS.iter().map(move |end| [&form, *end].concat()));
        inflected.chain(irregular).collect()
    }
}
