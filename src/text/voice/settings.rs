//! The words that tell voices apart, as data.

use serde::{Deserialize, Serialize};

use super::role::Governed;
use crate::text::lists::KeySet;

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
    /// Verbs of these whose object is the one whom they address or accuse, by their past.
    #[serde(default)]
    pub addressing: KeySet,
    /// Words of the first person plural, beside the verbs of speech and what ends in نا.
    #[serde(default)]
    pub first_person: KeySet,
    /// Words that end in نا or look like a verb of speech in the first person and are none: هنا.
    #[serde(default)]
    pub not_first: KeySet,
    /// Verbs of speech with the preposition whose object is the speaker's.
    pub governors: Vec<Governor>,
    /// Verbs whose object is a deed that the speaker tells of, wants or refuses.
    #[serde(default)]
    pub deed_verbs: Vec<[String; 2]>,
    /// Nouns of deeds, bare: مقتل، وقف، رفض.
    #[serde(default)]
    pub deeds: Vec<String>,
    /// Words behind which a deed is no object.
    #[serde(default)]
    pub prepositions: KeySet,
    /// Words that are no finite verbs and hand over what follows ب: للمطالبة، التنديد.
    pub demands: KeySet,
    /// What stands behind ب and is no object, but says how, where or with whom: بصورة، برئاسة.
    #[serde(default)]
    pub adverbials: KeySet,
    /// Nouns of speech, bare.
    pub nouns: Vec<String>,
    /// Verbs of seeing a thing in some way, with their object pronoun.
    pub views: KeySet,
    /// Words that look like a form of a verb here and mostly are none: طالب، بين.
    pub not_verbs: KeySet,
    /// Words that are a verb at a sentence's front or behind a link (كما طالب), and mostly nouns elsewhere.
    #[serde(default)]
    pub doubtful_verbs: KeySet,
    /// Verbs whose complement is the article's own remark.
    pub impersonals: KeySet,
    /// Subjects that are facts and no speakers, right before or behind the verb.
    pub facts: KeySet,
    /// Participles, masculine singular and indefinite.
    pub participles: Vec<String>,
    /// Participles of these whose clause is the object of a preposition.
    #[serde(default)]
    pub governing_participles: Vec<GoverningParticiple>,
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
    /// Words before the colon of a headline that name the article's author.
    #[serde(default)]
    pub bylines: KeySet,
    /// Papers whose translated pieces bear their name before the colon of the title.
    #[serde(default)]
    pub papers: KeySet,
    /// Words right before a colon that opens a list.
    pub list_heads: KeySet,
    /// Who or what speaks for somebody named before, and may be mentioned without him: المتحدث، البيان.
    #[serde(default)]
    pub spokesmen: KeySet,
    /// Stems of those who speak for themselves and not for whom they are said to be of: media, experts,
    /// witnesses.
    #[serde(default)]
    pub observers: KeySet,
    /// Stems of words that say that somebody no longer is what he is called.
    #[serde(default)]
    pub former: KeySet,
    /// Stems of what somebody is, between his name and whom he is of: فلان القيادي في كذا.
    #[serde(default)]
    pub offices: KeySet,
    /// Words beside a speaker's name that tell when he spoke: اليوم، السبت.
    #[serde(default)]
    pub times: KeySet,
    /// Words behind which a clause tells of a speaker, and names others.
    #[serde(default)]
    pub relatives: KeySet,
    /// Prepositions that may go on with what a speaker is.
    #[serde(default)]
    pub describing: KeySet,
    /// Verbs, by their past, with the preposition behind which stands whose words they hand over: نقل عن.
    #[serde(default)]
    pub sources: Vec<[String; 2]>,
    /// How many words may stand between a reporting verb and the word that opens its clause.
    pub reach: usize,
    /// The same for participles.
    pub participle_reach: usize,
    /// The same between a verb and the preposition that it governs.
    pub governed_reach: usize,
    /// The same between a verb and the deed that is its object.
    #[serde(default)]
    pub deed_reach: usize,
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

/// A participle that hands over the object of a preposition: داعيا إلى.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoverningParticiple {
    /// Masculine singular and indefinite.
    pub word: String,
    /// The preposition.
    pub governs: Governed,
}
