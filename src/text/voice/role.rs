//! What a word does for the voice of the words around it, and the register that it is of.

use serde::{Deserialize, Serialize};

/// What a word does for the voice of the words around it, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role(u64);

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
    /// A verb whose object is a deed that somebody tells of, wants or refuses: أعلن، استنكر.
    pub const DEED_VERB: Role = Role(1 << 31);
    /// A deed, bare or with its owner's pronoun: مقتل، وقف، رفضه.
    pub const DEED: Role = Role(1 << 32);
    /// A deed behind ل: للتظاهر، لوقف.
    pub const FOR_DEED: Role = Role(1 << 33);
    /// Before the colon of a headline, names the article's author: يكتب.
    pub const BYLINE: Role = Role(1 << 34);
    /// A preposition: the noun behind it is no object.
    pub const PREPOSITION: Role = Role(1 << 35);
    /// No finite verb, and yet what it governs is somebody's demand: للمطالبة، التنديد.
    pub const DEMAND: Role = Role(1 << 36);
    /// A verb behind a و or ف that the clitic rules left on it: واضاف.
    pub const JOINED: Role = Role(1 << 37);
    /// A reporting verb with the one whom it addresses or accuses for its object: طالب، اتهم.
    pub const ADDRESSES: Role = Role(1 << 38);
    /// A verb that is mostly a noun as it is written (طالب): it counts at a sentence's front and behind a link.
    pub const DOUBTFUL: Role = Role(1 << 39);
    /// The class of the register, counted from 1; none is 0.
    const REGISTER: u32 = 15;
    const ALL_REGISTERS: u64 = 0b1111;
    /// A preposition that a verb of speech may govern, by [`Governed`].
    const PREPOSITIONS: u32 = 48;
    /// A verb of speech that governs a preposition, by [`Governed`].
    const GOVERNORS: u32 = 40;
    const ALL_GOVERNED: u64 = 0b11_1111;
    /// Every role that may hand words over.
    pub const HANDS_OVER: Role = Role(
        Self::VERB.0
            | Self::PARTICIPLE.0
            | Self::ATTRIBUTION.0
            | Self::PRETEXT.0
            | Self::NAMING.0
            | Self::NOUN.0
            | Self::VIEW.0
            | Self::DEED_VERB.0
            | Self::DEMAND.0
            | Self::ALL_GOVERNED << Self::GOVERNORS,
    );

    /// A word of this class of the register, below [`crate::text::REGISTERS`], and nothing else.
    pub(in crate::text) fn of_register(class: usize) -> Role {
        Role((class as u64 + 1) << Self::REGISTER)
    }

    /// The class of the register that the word is of.
    #[must_use]
    pub fn register(self) -> Option<usize> {
        ((self.0 >> Self::REGISTER & Self::ALL_REGISTERS) as usize).checked_sub(1)
    }

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
        (self.0 >> Self::PREPOSITIONS) & Self::ALL_GOVERNED != 0
    }

    /// Whether this verb governs the preposition `other`: دعا governs إلى.
    #[must_use]
    pub fn governs(self, other: Role) -> bool {
        (self.0 >> Self::GOVERNORS) & (other.0 >> Self::PREPOSITIONS) & Self::ALL_GOVERNED != 0
    }

    /// Whether this verb governs the preposition ب, which is written on the next word.
    #[must_use]
    pub fn governs_ba(self) -> bool {
        self.has(Governed::Ba.governor())
    }

    /// The deeds that may be the object of this verb.
    #[must_use]
    pub fn sought_deeds(self) -> Role {
        let takes = |verb, deed| if self.has(verb) { deed } else { Role::NONE };
        takes(Role::DEED_VERB, Role::DEED).and(takes(Governed::La.governor(), Role::FOR_DEED))
    }

    /// Whether this verb governs any preposition.
    #[must_use]
    pub fn governs_any(self) -> bool {
        (self.0 >> Self::GOVERNORS) & Self::ALL_GOVERNED != 0
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
    /// ل, written on the deed that is its object.
    La,
}

impl Governed {
    /// Those that are words, with the word.
    pub(super) const WORDS: [(Governed, &'static str); 5] = [
        (Governed::Ba, "ب"),
        (Governed::Ila, "إلى"),
        (Governed::Min, "من"),
        (Governed::An, "عن"),
        (Governed::Ala, "على"),
    ];

    /// The bit of what governs it.
    pub(super) fn governor(self) -> Role {
        Role(1 << (Role::GOVERNORS + self as u32))
    }

    /// The bit of the preposition itself.
    pub(super) fn preposition(self) -> Role {
        Role(1 << (Role::PREPOSITIONS + self as u32))
    }
}
