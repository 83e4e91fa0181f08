//! The words that tell voices apart, as data.

use serde::{Deserialize, Serialize};

use crate::text::lists::KeySet;

/// What a word does for the voice of the words around it, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role(u8);

impl Role {
    /// A reporting verb, finite: its complement clause is the speaker's.
    pub const VERB: Role = Role(1);
    /// A reporting participle (مؤكدا، مشيرا).
    pub const PARTICIPLE: Role = Role(1 << 1);
    /// Opens the complement clause: أن، إن، بأن.
    pub const COMPLEMENT: Role = Role(1 << 2);
    /// Attributes its whole sentence: بحسب، وفقا.
    pub const ATTRIBUTION: Role = Role(1 << 3);
    /// After a comma, goes back to the article's own voice: فيما، بينما.
    pub const RESUMPTION: Role = Role(1 << 4);
    /// A verb whose whole rest of sentence is the speaker's, with no complement: اتهم.
    pub const ACCUSATION: Role = Role(1 << 5);
    /// Stands before the colon of a headline without being a speaker: عاجل، اليمن.
    pub const LABEL: Role = Role(1 << 6);

    /// Whether any bit of `other` is set.
    #[must_use]
    pub fn has(self, other: Role) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no bit is set.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Both roles' bits.
    #[must_use]
    pub fn and(self, other: Role) -> Role {
        Role(self.0 | other.0)
    }
}

/// The words of each role, as people write them; verbs by past and present stem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceSettings {
    /// `[past, present without its prefix]`, such as `["قال", "قول"]`.
    pub verbs: Vec<[String; 2]>,
    /// The same for verbs of accusing.
    pub accusations: Vec<[String; 2]>,
    /// Participles, masculine singular and indefinite.
    pub participles: Vec<String>,
    /// Words that open a complement clause.
    pub complements: KeySet,
    /// Words that attribute a sentence.
    pub attributions: KeySet,
    /// Words that go back to the own voice after a comma.
    pub resumptions: KeySet,
    /// Words before the colon of a headline that name no speaker.
    pub labels: KeySet,
    /// How many words may stand between a reporting verb and the word that opens its clause.
    pub reach: usize,
    /// Marks round at most this many words are scare quotes, not a quotation.
    pub scare_words: usize,
    /// A headline's speaker has at most this many words.
    pub speaker_words: usize,
}

/// [`VoiceSettings`] with every form of its words spelled out.
#[derive(Debug, Clone, PartialEq)]
pub struct VoiceRules {
    settings: VoiceSettings,
    verbs: KeySet,
    accusations: KeySet,
    participles: KeySet,
}

impl VoiceRules {
    /// Spells out the forms of `settings`.
    #[must_use]
    pub fn new(settings: VoiceSettings) -> Self {
        let verbs = KeySet::new(settings.verbs.iter().flat_map(verb_forms));
        let accusations = KeySet::new(settings.accusations.iter().flat_map(verb_forms));
        let participles = KeySet::new(settings.participles.iter().flat_map(|word| participle_forms(word)));
        Self { settings, verbs, accusations, participles }
    }

    /// The settings these rules were made of.
    #[must_use]
    pub fn settings(&self) -> &VoiceSettings {
        &self.settings
    }

    /// The role of a word with folded key `key` and the stem `stem` after its conjunction.
    #[must_use]
    pub fn role(&self, key: &str, stem: &str) -> Role {
        let among = |set: &KeySet, role| if set.contains(key) || set.contains(stem) { role } else { Role(0) };
        among(&self.verbs, Role::VERB)
            .and(among(&self.accusations, Role::ACCUSATION))
            .and(among(&self.participles, Role::PARTICIPLE))
            .and(among(&self.settings.complements, Role::COMPLEMENT))
            .and(among(&self.settings.attributions, Role::ATTRIBUTION))
            .and(among(&self.settings.resumptions, Role::RESUMPTION))
            .and(among(&self.settings.labels, Role::LABEL))
    }
}

fn verb_forms([past, present]: &[String; 2]) -> Vec<String> {
    let past_forms = ["", "ت", "وا", "ا", "تا", "ه", "ها", "ته"].map(|ending| format!("{past}{ending}"));
    let present_forms = ["ي", "ت"]
        .into_iter()
        .flat_map(|person| ["", "ون", "ان"].map(move |ending| format!("{person}{present}{ending}")));
    past_forms.into_iter().chain(present_forms).collect()
}

fn participle_forms(word: &str) -> Vec<String> {
    ["", "ا", "ة", "ين", "ون", "ات", "ان"].map(|ending| format!("{word}{ending}")).to_vec()
}
