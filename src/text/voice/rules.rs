//! The words that tell voices apart, as data.

use serde::{Deserialize, Serialize};

use crate::text::fold::fold_key;
use crate::text::hash::{HashedMap, hash_bytes};
use crate::text::lists::KeySet;

/// What a word does for the voice of the words around it, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role(u32);

impl Role {
    /// None at all.
    pub const NONE: Role = Role(0);
    /// A reporting verb, finite: its complement clause is the speaker's.
    pub const VERB: Role = Role(1);
    /// A reporting participle (مؤكدا، مشيرا).
    pub const PARTICIPLE: Role = Role(1 << 1);
    /// Opens the complement clause: أن، إن، بأن.
    pub const COMPLEMENT: Role = Role(1 << 2);
    /// Attributes its whole sentence: بحسب، وفقا.
    pub const ATTRIBUTION: Role = Role(1 << 3);
    /// After a comma, goes back to the article's own voice: وكان، يذكر.
    pub const RESUMPTION: Role = Role(1 << 4);
    /// Stands before the colon of a headline without being a speaker: عاجل، اليمن.
    pub const LABEL: Role = Role(1 << 5);
    /// Stands right before a colon after which things are listed: وهي، التالية.
    pub const LIST_HEAD: Role = Role(1 << 6);
    /// A verb whose complement is the article's own remark: يذكر أن.
    pub const IMPERSONAL: Role = Role(1 << 7);
    /// What follows is another's pretext: بحجة، بدعوى.
    pub const PRETEXT: Role = Role(1 << 8);
    /// After ما: the next few words are another's name for the thing (ما أسماه، ما وصفه بـ).
    pub const NAMING: Role = Role(1 << 9);
    /// After على حد: the words before are another's (قوله، تعبيره).
    pub const ECHO: Role = Role(1 << 10);
    /// A verb of saying that may do without a word to open its clause (قال، أضاف).
    pub const SPEECH: Role = Role(1 << 11);
    /// After it أن opens no speech: قبل أن، يمكن أن.
    pub const NO_SPEECH: Role = Role(1 << 12);
    /// After وفقا or حسب, no source of speech: القانون، الاتفاق.
    pub const NO_SOURCE: Role = Role(1 << 13);
    /// A word for ما before a naming verb.
    pub const WHAT: Role = Role(1 << 14);
    /// A noun of speech (اتهامات، تصريحات): a clause with أن that follows is a speaker's.
    pub const NOUN: Role = Role(1 << 25);
    /// How somebody sees a thing: what follows the subject is his view (تعتبره واشنطن ...).
    pub const VIEW: Role = Role(1 << 26);
    /// No speaker but a fact: beside it a verb of speech is the article's own (ما يؤكد أن).
    pub const FACT: Role = Role(1 << 27);
    /// Joins a clause to the one before; a verb of speech behind it begins a frame: كما، فيما.
    pub const LINK: Role = Role(1 << 28);
    /// A word of the first person plural: نحن، علينا، شعبنا، نطالب.
    pub const FIRST: Role = Role(1 << 29);
    /// A verb with which a speaker goes on: أضاف، تابع.
    pub const CONTINUES: Role = Role(1 << 30);
    /// A preposition that a verb of speech may govern, by [`Governed`].
    const PREPOSITIONS: u32 = 15;
    /// A verb of speech that governs a preposition, by [`Governed`].
    const GOVERNORS: u32 = 20;

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

    /// Whether this is a preposition that a verb of speech may govern.
    #[must_use]
    pub fn is_preposition(self) -> bool {
        (self.0 >> Self::PREPOSITIONS) & 0b1_1111 != 0
    }

    /// Whether this verb governs the preposition `other`: دعا governs إلى.
    #[must_use]
    pub fn governs(self, other: Role) -> bool {
        (self.0 >> Self::GOVERNORS) & (other.0 >> Self::PREPOSITIONS) & 0b1_1111 != 0
    }

    /// Whether this verb governs the preposition ب, which is written on the next word.
    #[must_use]
    pub fn governs_ba(self) -> bool {
        self.has(Governed::Ba.governor())
    }

    /// Whether this verb governs any preposition.
    #[must_use]
    pub fn governs_any(self) -> bool {
        (self.0 >> Self::GOVERNORS) & 0b1_1111 != 0
    }
}

/// The preposition whose object is what somebody demands, accuses of or warns of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Governed {
    /// ب, written on its object.
    Ba,
    /// إلى.
    Ila,
    /// من.
    Min,
    /// عن.
    An,
    /// على.
    Ala,
}

impl Governed {
    const ALL: [(Governed, &'static str); 5] = [
        (Governed::Ba, "ب"),
        (Governed::Ila, "إلى"),
        (Governed::Min, "من"),
        (Governed::An, "عن"),
        (Governed::Ala, "على"),
    ];

    fn governor(self) -> Role {
        Role(1 << (Role::GOVERNORS + self as u32))
    }

    fn preposition(self) -> Role {
        Role(1 << (Role::PREPOSITIONS + self as u32))
    }
}

/// The words of each role, as people write them; verbs by past and present stem.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceSettings {
    /// `[past, present without its prefix]`, such as `["قال", "قول"]`.
    pub verbs: Vec<[String; 2]>,
    /// Verbs of these that may do without a word to open their clause, by their past.
    pub speech: KeySet,
    /// Verbs of these with which a speaker goes on, by their past.
    #[serde(default)]
    pub continuing: KeySet,
    /// Words of the first person plural, beside the verbs of speech and what ends in نا.
    #[serde(default)]
    pub first_person: KeySet,
    /// Words that end in نا or look like a verb of speech in the first person and are none: هنا.
    #[serde(default)]
    pub not_first: KeySet,
    /// Verbs of speech with the preposition whose object is the speaker's.
    pub governors: Vec<Governor>,
    /// Words that are no finite verbs and hand over what follows ب: للمطالبة، التنديد.
    pub demands: KeySet,
    /// Nouns of speech, bare.
    pub nouns: Vec<String>,
    /// Verbs of seeing a thing in some way, with their object pronoun.
    pub views: KeySet,
    /// Words that look like a form of a verb here and mostly are none: طالب، بين.
    pub not_verbs: KeySet,
    /// Verbs whose complement is the article's own remark.
    pub impersonals: KeySet,
    /// Subjects that are facts and no speakers, right before or behind the verb.
    pub facts: KeySet,
    /// Participles, masculine singular and indefinite.
    pub participles: Vec<String>,
    /// Words that open a complement clause.
    pub complements: KeySet,
    /// Words after which أن opens no speech.
    pub no_speech: KeySet,
    /// Words that attribute a sentence.
    pub attributions: KeySet,
    /// What words of attribution may be followed by without naming a speaker.
    pub no_sources: KeySet,
    /// What stands after على حد.
    pub echoes: KeySet,
    /// What stands before a naming verb.
    pub what: KeySet,
    /// Naming verbs with their object pronoun.
    pub namings: KeySet,
    /// Words after which comes another's pretext.
    pub pretexts: KeySet,
    /// Words that go back to the own voice after a comma.
    pub resumptions: KeySet,
    /// Words that join a clause, behind which a verb of speech begins a frame of its own.
    #[serde(default)]
    pub links: KeySet,
    /// Words before the colon of a headline that name no speaker.
    pub labels: KeySet,
    /// Words right before a colon that opens a list.
    pub list_heads: KeySet,
    /// How many words may stand between a reporting verb and the word that opens its clause.
    pub reach: usize,
    /// The same for participles.
    pub participle_reach: usize,
    /// The same between a verb and the preposition that it governs.
    pub governed_reach: usize,
    /// The same for nouns of speech.
    pub noun_reach: usize,
    /// A source after بحسب has at most this many tokens.
    pub source_tokens: usize,
    /// After a naming verb this many words are the speaker's.
    pub naming_words: usize,
    /// Behind the subject of a verb of seeing this many words are the subject's view.
    pub view_words: usize,
    /// Marks round at most this many words are scare quotes, not a quotation.
    pub scare_words: usize,
    /// A headline's speaker has at most this many words.
    pub speaker_words: usize,
    /// The same before a post: a text without a title.
    #[serde(default)]
    pub post_speaker_words: usize,
}

/// A verb that hands the object of a preposition to its subject: دعا إلى.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Governor {
    /// `[past, present without its prefix]`.
    pub verb: [String; 2],
    /// The preposition.
    pub governs: Governed,
}

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
        for (kind, word) in Governed::ALL {
            words.of(&fold_key(word)).preposition = kind.preposition();
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
        if whole.no_verb { role } else { role.and(whole.verb).and(bare.verb) }
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
            (&s.labels, Role::LABEL),
            (&s.list_heads, Role::LIST_HEAD),
            (&s.impersonals, Role::IMPERSONAL),
            (&s.pretexts, Role::PRETEXT),
            (&s.namings, Role::NAMING),
            (&s.echoes, Role::ECHO),
            (&s.no_speech, Role::NO_SPEECH),
            (&s.no_sources, Role::NO_SOURCE),
            (&s.what, Role::WHAT),
            (&s.demands, Governed::Ba.governor()),
            (&s.views, Role::VIEW),
            (&s.facts, Role::FACT),
        ];
        for (list, role) in lists {
            list.iter().for_each(|word| self.add(word, role));
        }
        let participles = s.participles.iter().flat_map(|word| participle_forms(word));
        participles.for_each(|form| self.add(&fold_key(&form), Role::PARTICIPLE));
        let nouns = s.nouns.iter().flat_map(|noun| noun_forms(noun));
        nouns.for_each(|form| self.add(&fold_key(&form), Role::NOUN));
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
            self.add_verb(verb, Role::VERB.and(speech));
            for form in ["ن", "سن"].map(|person| fold_key(&format!("{person}{}", verb[1]))) {
                if !s.not_first.contains(&form) {
                    self.add(&form, Role::FIRST);
                }
            }
        }
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
        forms.extend(["", "ون", "ان"].map(|ending| format!("{person}{present}{ending}")));
    }
    forms
}

fn participle_forms(word: &str) -> Vec<String> {
    ["ا", "ة", "ين"].map(|ending| format!("{word}{ending}")).to_vec()
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
