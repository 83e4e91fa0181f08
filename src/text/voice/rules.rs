//! The words that tell voices apart, with every form spelled out.

use super::role::{Governed, Role};
use super::settings::{GoverningParticiple, Governor, VoiceSettings};
use crate::text::fold::fold_key;
use crate::text::hash::{HashedMap, hash_bytes};
use crate::text::lists::KeySet;

/// [`VoiceSettings`] with every form of its words spelled out.
#[derive(Debug, Clone, PartialEq)]
pub struct VoiceRules {
    settings: VoiceSettings,
    words: HashedMap<Listed>,
}

/// What the lists say of one word.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Listed {
    /// As a word of any kind but a finite verb.
    role: Role,
    /// As a finite verb.
    verb: Role,
    /// As a preposition, without a conjunction alone.
    preposition: Role,
    /// It looks like a form of a verb and is none.
    no_verb: bool,
}

impl VoiceRules {
    /// Spells out the forms of `settings`.
    #[must_use]
    pub fn new(settings: VoiceSettings) -> Self {
        let mut words = Words::default();
        words.list_roles(&settings);
        words.list_verbs(&settings);
        for (kind, word) in Governed::WORDS {
            words.of(&fold_key(word)).preposition = kind.preposition();
        }
        for word in settings.doubtful_verbs.iter() {
            let listed = words.of(word);
            listed.verb = listed.verb.and(Role::DOUBTFUL);
        }
        for word in settings.not_verbs.iter() {
            words.of(word).no_verb = true;
        }
        Self { words: words.0, settings }
    }

    /// The settings these rules were made of.
    #[must_use]
    pub fn settings(&self) -> &VoiceSettings {
        &self.settings
    }

    /// The role of a word with folded key `key` and the stem `stem` after its conjunction.
    #[must_use]
    pub fn role(&self, key: &str, stem: &str) -> Role {
        let listed = |word: &str| self.words.get(&hash_bytes(word.as_bytes())).copied().unwrap_or_default();
        let whole = listed(key);
        let bare = if stem.len() == key.len() { whole } else { listed(stem) };
        let role = whole.role.and(bare.role).and(bare.preposition).and(self.person(stem));
        if whole.no_verb {
            return role;
        }
        let verb = whole.verb.and(bare.verb);
        if !verb.is_none() || stem.len() < key.len() {
            return role.and(verb);
        }
        let joined =
            key.strip_prefix(['و', 'ف']).map(listed).filter(|rest| !rest.no_verb && !rest.verb.is_none());
        joined.map_or(role, |rest| role.and(rest.verb).and(Role::JOINED))
    }

    /// Whether a word ends in نا, ours or us: not هنا, nor an adverb in انا, ونا or ينا.
    fn person(&self, word: &str) -> Role {
        let ours = word.strip_suffix("نا").is_some_and(|owned| {
            owned.chars().count() > 2
                && !owned.ends_with(['ا', 'و', 'ي'])
                && !self.settings.not_first.contains(word)
        });
        if ours { Role::FIRST } else { Role::NONE }
    }
}

/// The lists by the hash of the word.
#[derive(Default)]
struct Words(HashedMap<Listed>);

impl Words {
    fn of(&mut self, folded: &str) -> &mut Listed {
        self.0.entry(hash_bytes(folded.as_bytes())).or_default()
    }

    fn list_roles(&mut self, s: &VoiceSettings) {
        let lists = [
            (&s.complements, Role::COMPLEMENT),
            (&s.attributions, Role::ATTRIBUTION),
            (&s.resumptions, Role::RESUMPTION),
            (&s.links, Role::LINK),
            (&s.first_person, Role::FIRST),
            (&s.bylines, Role::BYLINE),
            (&s.prepositions, Role::PREPOSITION),
            (&s.labels, Role::LABEL),
            (&s.list_heads, Role::LIST_HEAD),
            (&s.impersonals, Role::IMPERSONAL),
            (&s.pretexts, Role::PRETEXT),
            (&s.namings, Role::NAMING),
            (&s.echoes, Role::ECHO),
            (&s.no_speech, Role::NO_SPEECH),
            (&s.no_sources, Role::NO_SOURCE),
            (&s.what, Role::WHAT),
            (&s.demands, Role::DEMAND.and(Governed::Ba.governor())),
            (&s.views, Role::VIEW),
            (&s.facts, Role::FACT),
        ];
        for (list, role) in lists {
            list.iter().for_each(|word| self.add(word, role));
        }
        let participles = s.participles.iter().flat_map(|word| participle_forms(word));
        participles.for_each(|form| self.add(&fold_key(&form), Role::PARTICIPLE));
        for GoverningParticiple { word, governs } in &s.governing_participles {
            for form in participle_forms(word) {
                self.add(&fold_key(&form), governs.governor());
            }
        }
        let nouns = s.nouns.iter().flat_map(|noun| noun_forms(noun));
        nouns.for_each(|form| self.add(&fold_key(&form), Role::NOUN));
        for deed in &s.deeds {
            deed_forms(deed).for_each(|form| self.add(&fold_key(&form), Role::DEED));
            for to in ["ل", "لل"] {
                self.add(&fold_key(&format!("{to}{deed}")), Role::FOR_DEED);
            }
        }
    }

    fn add(&mut self, folded: &str, role: Role) {
        let listed = self.of(folded);
        listed.role = listed.role.and(role);
    }

    fn list_verbs(&mut self, s: &VoiceSettings) {
        for verb in &s.verbs {
            let past = fold_key(&verb[0]);
            let bit = |list: &KeySet, role| if list.contains(&past) { role } else { Role::NONE };
            let speech = bit(&s.speech, Role::SPEECH).and(bit(&s.continuing, Role::CONTINUES));
            self.add_verb(verb, Role::VERB.and(speech).and(bit(&s.addressing, Role::ADDRESSES)));
            for form in ["ن", "سن"].map(|person| fold_key(&format!("{person}{}", verb[1]))) {
                if !s.not_first.contains(&form) {
                    self.add(&form, Role::FIRST);
                }
            }
        }
        s.deed_verbs.iter().for_each(|verb| self.add_verb(verb, Role::DEED_VERB));
        for Governor { verb, governs } in &s.governors {
            self.add_verb(verb, governs.governor());
        }
    }

    fn add_verb(&mut self, verb: &[String; 2], role: Role) {
        for form in verb_forms(verb) {
            let listed = self.of(&fold_key(&form));
            listed.verb = listed.verb.and(role);
        }
    }
}

/// Past and present with their endings; a final alef, long or short, gives way to ت and وا.
fn verb_forms([past, present]: &[String; 2]) -> Vec<String> {
    let weak = past.strip_suffix(['ى', 'ا']);
    let objects = weak.map_or_else(|| past.clone(), |root| format!("{root}ا"));
    let plural = weak.unwrap_or(past);
    let mut forms = vec![past.clone()];
    forms.extend(["ه", "ها", "هم"].map(|ending| format!("{objects}{ending}")));
    forms.extend(["ت", "وا", "تا", "ته", "تها", "وه"].map(|ending| format!("{plural}{ending}")));
    if weak.is_none() {
        forms.push(format!("{past}ا"));
    }
    for person in ["ي", "ت"] {
        let endings = ["", "ون", "ان", "ه", "ها", "هم", "ونه", "ونها", "ونهم"];
        forms.extend(endings.map(|ending| format!("{person}{present}{ending}")));
    }
    forms
}

fn participle_forms(word: &str) -> Vec<String> {
    ["ا", "ة", "ين"].map(|ending| format!("{word}{ending}")).to_vec()
}

fn deed_forms(deed: &str) -> impl Iterator<Item = String> {
    let open = deed.strip_suffix('ة').map_or_else(|| deed.to_owned(), |root| format!("{root}ت"));
    let owned = ["ه", "ها", "هم"].map(|ending| format!("{open}{ending}"));
    std::iter::once(deed.to_owned()).chain(owned)
}

fn noun_forms(noun: &str) -> Vec<String> {
    let definite = ["ال", "بال", "لل", "كال"].map(|article| format!("{article}{noun}"));
    let open = noun.strip_suffix('ة').map_or_else(|| noun.to_owned(), |root| format!("{root}ت"));
    let bare = ["", "ب", "ل"].into_iter().flat_map(|particle| {
        let owned = ["ه", "ها", "هم"].map(|ending| format!("{particle}{open}{ending}"));
        owned.into_iter().chain([format!("{particle}{noun}")])
    });
    definite.into_iter().chain(bare).collect()
}
