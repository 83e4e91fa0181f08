//! Sets of folded words, given in a settings file as plain words.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fold::fold_key;

/// A set of folded words or phrases. Written and read as a sorted list of strings; folding
/// happens when it is read, so that a settings file may be written as people write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySet(BTreeSet<String>);

impl KeySet {
    /// The set of the folded `words`.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Self {
        Self(words.into_iter().map(|word| fold_key(word.as_ref())).filter(|key| !key.is_empty()).collect())
    }

    /// Whether the folded `key` is in the set.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains(key)
    }

    /// The folded words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl Serialize for KeySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl<'de> Deserialize<'de> for KeySet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer).map(Self::new)
    }
}
