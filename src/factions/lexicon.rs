//! The faction lexicon: a TOML file that people read and write.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::text::fold_key;

/// A faction's name in Arabic and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Arabic.
    pub ar: String,
    /// English.
    pub en: String,
}

/// Which way a name leans in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lean {
    /// Against the faction it names.
    Hostile,
    /// For it.
    Favourable,
}

/// One way of naming a faction. In the file a plain string, or a table where there are
/// conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "AliasForm")]
pub struct Alias {
    /// The words, as people write them.
    pub text: String,
    /// Counts only in a document that has one of these words; empty for no condition. Here and
    /// below `@name` stands for a list of the lexicon.
    pub near: Vec<String>,
    /// Does not count where one of these words follows; quotation marks and brackets between
    /// the two do not matter.
    pub not_before: Vec<String>,
    /// Does not count where one of these words stands before it, likewise.
    pub not_after: Vec<String>,
    /// The clitics that its first word may carry; `None` for any.
    pub clitics: Option<Vec<char>>,
    /// Which way the name itself leans.
    pub loaded: Option<Lean>,
}

#[derive(Clone, Serialize)]
#[serde(untagged)]
enum AliasForm {
    Plain(String),
    Full(AliasTable),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasTable {
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    near: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_before: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_after: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clitics: Option<Clitics>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loaded: Option<Lean>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Clitics {
    Any(bool),
    These(Vec<char>),
}

impl<'de> Deserialize<'de> for Alias {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AliasVisitor)
    }
}

/// Reads what an [`AliasForm`] writes, so that a fault is told as what it is.
struct AliasVisitor;

impl<'de> Visitor<'de> for AliasVisitor {
    type Value = Alias;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a name, or a table of `text` and conditions")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Alias, E> {
        Ok(Alias::plain(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Alias, A::Error> {
        AliasTable::deserialize(MapAccessDeserializer::new(table)).map(Alias::from)
    }
}

impl From<AliasTable> for Alias {
    fn from(table: AliasTable) -> Self {
        let clitics = match table.clitics {
            None | Some(Clitics::Any(true)) => None,
            Some(Clitics::Any(false)) => Some(Vec::new()),
            Some(Clitics::These(these)) => Some(these),
        };
        Self {
            text: table.text,
            near: table.near,
            not_before: table.not_before,
            not_after: table.not_after,
            clitics,
            loaded: table.loaded,
        }
    }
}

impl From<Alias> for AliasForm {
    fn from(alias: Alias) -> Self {
        if alias == Alias::plain(alias.text.clone()) {
            return AliasForm::Plain(alias.text);
        }
        AliasForm::Full(AliasTable {
            text: alias.text,
            near: alias.near,
            not_before: alias.not_before,
            not_after: alias.not_after,
            clitics: alias.clitics.map(Clitics::These),
            loaded: alias.loaded,
        })
    }
}

impl Alias {
    /// An alias without conditions.
    #[must_use]
    pub fn plain(text: String) -> Self {
        Self {
            text,
            near: Vec::new(),
            not_before: Vec::new(),
            not_after: Vec::new(),
            clitics: None,
            loaded: None,
        }
    }
}

/// One faction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faction {
    /// Its id: ASCII letters, digits and hyphens.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// ISO 3166 code of its country, or `-`.
    #[serde(default = "nowhere")]
    pub country: String,
    /// The conflict it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
    /// The ways of naming it.
    pub aliases: Vec<Alias>,
    /// Definite nouns, of one word each, that stand for it where it is named before or right behind them (التنظيم،
    /// الجماعة).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anaphors: Vec<String>,
}

fn nowhere() -> String {
    "-".to_owned()
}

/// All factions that a model or a user's file knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactionLexicon {
    /// Phrases that name nobody, though an alias stands in them (مسقط رأسه): found as names are,
    /// leftmost and longest, and passed over. One with `near` competes with aliases of the same
    /// words: it holds where the document has more of its clues than of theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nobody: Vec<Alias>,
    /// Parties that news of a conflict treats as one side: of one state or movement, or open allies. How a
    /// text speaks of one tells something of how it presents the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<Vec<String>>,
    /// Named lists of words that the conditions of aliases may refer to as `@name`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub near: BTreeMap<String, Vec<String>>,
    /// The factions.
    #[serde(rename = "faction", default)]
    pub factions: Vec<Faction>,
}

/// What is wrong with a lexicon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconFault {
    /// Not TOML, or not of the lexicon's shape; the message names the line.
    #[error("{0}")]
    Syntax(String),
    /// Two factions share an id.
    #[error("faction {0:?} is there twice")]
    Twice(String),
    /// An id of other than ASCII letters, digits and hyphens.
    #[error("faction id {0:?}: use ASCII letters, digits and hyphens")]
    Id(String),
    /// A faction that nothing names.
    #[error("faction {0:?} has no aliases")]
    Nameless(String),
    /// An alias with no letters.
    #[error("faction {0:?}: the alias {1:?} has no letters")]
    Empty(String, String),
    /// A noun that stands for a faction is not one word.
    #[error("faction {0:?}: the anaphor {1:?} is not one word; list a phrase among the aliases")]
    Anaphor(String, String),
    /// Two factions claim the same alias with nothing to tell them apart.
    #[error("the alias {0:?} names both {1:?} and {2:?}; give each a `near`")]
    Shared(String, String, String),
    /// A condition, of a faction or of `nobody`, refers to a list that is not there.
    #[error("{0:?}: there is no list of words {1:?} in [near]")]
    NoList(String, String),
    /// A side with a member that is no faction.
    #[error("`sides`: there is no faction {0:?}")]
    Stranger(String),
    /// A phrase of `nobody` with no letters.
    #[error("a phrase of nobody, {0:?}, has no letters")]
    EmptyNobody(String),
    /// More factions than a bundle can number.
    #[error("more than 65,535 factions")]
    TooMany,
}

impl FactionLexicon {
    /// Reads a lexicon and checks it.
    ///
    /// # Errors
    ///
    /// All its faults, not just the first.
    pub fn parse(toml: &str) -> Result<Self, Vec<LexiconFault>> {
        let lexicon: Self = toml::from_str(toml)
            .map_err(|e| vec![LexiconFault::Syntax(e.to_string().trim_end().to_owned())])?;
        let faults = lexicon.faults();
        if faults.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    /// Puts the factions of `other` in: of the same id they replace, the rest are added.
    pub fn merge(&mut self, other: FactionLexicon) {
        self.nobody.extend(other.nobody);
        self.sides.extend(other.sides);
        self.near.extend(other.near);
        for faction in other.factions {
            match self.factions.iter_mut().find(|old| old.id == faction.id) {
                Some(old) => *old = faction,
                None => self.factions.push(faction),
            }
        }
    }

    /// Faults of its sides: members that are no faction of this lexicon or of the `known` one that it is put in.
    #[must_use]
    pub fn strangers(&self, known: &Self) -> Vec<LexiconFault> {
        let (own, others) = (self.numbers(), known.numbers());
        let members = self.sides.iter().flatten();
        let is_known = |id: &str| own.contains_key(id) || others.contains_key(id);
        members.filter(|id| !is_known(id)).map(|id| LexiconFault::Stranger(id.clone())).collect()
    }

    /// The numbers of all factions by their ids.
    #[must_use]
    pub fn numbers(&self) -> HashMap<&str, super::FactionId> {
        self.factions.iter().zip(0..).map(|(faction, number)| (faction.id.as_str(), number)).collect()
    }

    /// The number of the faction with this id.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<super::FactionId> {
        self.factions.iter().position(|faction| faction.id == id).map(|i| i as super::FactionId)
    }

    /// The words of a condition, with lists (`@name`) spelled out.
    pub fn words<'a>(&'a self, condition: &'a [String]) -> impl Iterator<Item = &'a str> {
        condition
            .iter()
            .flat_map(|word| match word.strip_prefix('@').and_then(|list| self.near.get(list)) {
                Some(list) => list.as_slice(),
                None => std::slice::from_ref(word),
            })
            .map(String::as_str)
    }

    /// All that is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<LexiconFault> {
        let mut faults = Vec::new();
        if self.factions.len() > usize::from(u16::MAX) {
            faults.push(LexiconFault::TooMany);
        }
        for phrase in &self.nobody {
            if fold_key(&phrase.text).is_empty() {
                faults.push(LexiconFault::EmptyNobody(phrase.text.clone()));
            }
            self.check_lists("nobody", phrase, &mut faults);
        }
        let mut ids = BTreeSet::new();
        for faction in &self.factions {
            if !ids.insert(&faction.id) {
                faults.push(LexiconFault::Twice(faction.id.clone()));
            }
            self.check_faction(faction, &mut faults);
        }
        self.check_shared(&mut faults);
        faults
    }

    fn check_faction(&self, faction: &Faction, faults: &mut Vec<LexiconFault>) {
        let id = &faction.id;
        let sound = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !sound {
            faults.push(LexiconFault::Id(id.clone()));
        }
        if faction.aliases.is_empty() {
            faults.push(LexiconFault::Nameless(id.clone()));
        }
        for alias in &faction.aliases {
            if fold_key(&alias.text).is_empty() {
                faults.push(LexiconFault::Empty(id.clone(), alias.text.clone()));
            }
            self.check_lists(id, alias, faults);
        }
        let one_word = |key: &str| !key.is_empty() && !key.contains(' ');
        let phrases = faction.anaphors.iter().filter(|noun| !one_word(&fold_key(noun)));
        faults.extend(phrases.map(|noun| LexiconFault::Anaphor(id.clone(), noun.clone())));
    }

    fn check_lists(&self, owner: &str, alias: &Alias, faults: &mut Vec<LexiconFault>) {
        let words = [&alias.near, &alias.not_before, &alias.not_after].into_iter().flatten();
        for list in words.filter_map(|word| word.strip_prefix('@')) {
            if !self.near.contains_key(list) {
                faults.push(LexiconFault::NoList(owner.to_owned(), list.to_owned()));
            }
        }
    }

    fn check_shared(&self, faults: &mut Vec<LexiconFault>) {
        let mut owners: HashMap<String, &str> = HashMap::new();
        for faction in &self.factions {
            for alias in faction.aliases.iter().filter(|alias| alias.near.is_empty()) {
                let owner = owners.entry(fold_key(&alias.text)).or_insert(&faction.id);
                if *owner != faction.id {
                    let (first, second) = ((*owner).to_owned(), faction.id.clone());
                    faults.push(LexiconFault::Shared(alias.text.clone(), first, second));
                }
            }
        }
    }
}
