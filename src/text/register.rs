//! The register that words belong to: those of argument, of address, of sourced news.
//!
//! Only how often words of each class stand in a text is looked at, whatever they speak of: opinion, sermon
//! and bulletin differ in them (Biber, "Variation across Speech and Writing", 1988). The classes are closed and
//! short, so nobody's topic is among them.

use serde::{Deserialize, Serialize};

use super::hash::{HashedMap, hash_bytes};
use super::lists::KeySet;
use super::voice::Role;

/// The classes, each by its words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegisterSettings {
    /// What must be: يجب، ينبغي.
    pub necessity: KeySet,
    /// How sure or glad the writer is: أظن، ربما، للأسف.
    pub stance: KeySet,
    /// What asks: هل، كيف.
    pub question: KeySet,
    /// What argues: لكن، لأن.
    pub argument: KeySet,
    /// What denies: لا، ليس.
    pub negation: KeySet,
    /// What addresses the reader: أيها، لكم.
    pub address: KeySet,
    /// The writer: أنا، لي.
    pub writer: KeySet,
    /// When a thing happened: أمس، السبت.
    pub time: KeySet,
    /// Where the news is from: وكالة، مصدر.
    pub sourcing: KeySet,
    /// What points: هذا، هناك.
    pub pointing: KeySet,
    /// What joins a relative clause: الذي، ما.
    pub relative: KeySet,
    /// What goes to the whole: كل، أبدا.
    pub emphasis: KeySet,
}

/// Number of classes.
pub const CLASSES: usize = 12;

impl RegisterSettings {
    /// The classes in a fixed order.
    fn classes(&self) -> [&KeySet; CLASSES] {
        [
            &self.necessity,
            &self.stance,
            &self.question,
            &self.argument,
            &self.negation,
            &self.address,
            &self.writer,
            &self.time,
            &self.sourcing,
            &self.pointing,
            &self.relative,
            &self.emphasis,
        ]
    }
}

/// [`RegisterSettings`] made ready; a word in two classes is of the later one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registers {
    settings: RegisterSettings,
    words: HashedMap<Role>,
}

impl Registers {
    /// Makes `settings` ready.
    #[must_use]
    pub fn new(settings: RegisterSettings) -> Self {
        let mut words = HashedMap::default();
        for (class, list) in settings.classes().into_iter().enumerate() {
            words.extend(list.iter().map(|word| (hash_bytes(word.as_bytes()), Role::of_register(class))));
        }
        Self { settings, words }
    }

    /// The settings these were made of.
    #[must_use]
    pub fn settings(&self) -> &RegisterSettings {
        &self.settings
    }

    /// The role of a word with folded key `key`, or `bare` without its conjunction.
    #[must_use]
    pub fn role(&self, key: &str, bare: &str) -> Role {
        let listed = |word: &str| self.words.get(&hash_bytes(word.as_bytes())).copied();
        listed(key).or_else(|| listed(bare)).unwrap_or_default()
    }
}
