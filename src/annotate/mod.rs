//! All that is seen in a document before any model looks: its reading, the factions it
//! mentions, those that speak in it, and the terms it uses.

use crate::factions::{FactionId, FactionLexicon, FactionMatcher, MatcherCache, Mention, Sides, Speakers};
use crate::terms::{TermCache, TermHit, TermLexicon, TermMatcher};
use crate::text::phrases::grow;
use crate::text::{HostWords, Language, Lexis, Mark, Reading, TextSettings, WordId, WordVectors};

/// How many different words an [`Annotator`] remembers before it forgets those that are rare.
const REMEMBERED_WORDS: usize = 130_000;
/// Where more than these would stay, it forgets all of them.
const COMMON_WORDS: usize = REMEMBERED_WORDS / 4 * 3;
/// The key of the word that stands for all that are terms in scare quotes; no token has it.
const QUOTED: &str = "«»";

/// The language, the factions and the terms: everything a document is seen with.
#[derive(Debug, Clone)]
pub struct Lexicons {
    /// The rules of the text room.
    pub language: Language,
    /// The factions.
    pub factions: FactionLexicon,
    /// The terms.
    pub terms: TermLexicon,
    faction_matcher: FactionMatcher,
    sides: Sides,
    term_matcher: TermMatcher,
}

impl Lexicons {
    /// Puts the lexicons together and makes them ready.
    #[must_use]
    pub fn new(language: Language, factions: FactionLexicon, terms: TermLexicon) -> Self {
        let (faction_matcher, term_matcher) =
            rayon::join(|| FactionMatcher::new(&factions), || TermMatcher::new(&terms));
        let sides = Sides::new(&factions);
        Self { language, factions, terms, faction_matcher, sides, term_matcher }
    }

    /// Which factions stand on one side.
    #[must_use]
    pub fn sides(&self) -> &Sides {
        &self.sides
    }

    /// Lexicons that know nothing, for models that need none.
    #[must_use]
    pub fn none() -> Self {
        let language = Language::new(TextSettings::default(), HostWords::default(), WordVectors::default());
        Self::new(language, FactionLexicon::default(), TermLexicon::default())
    }

    /// The same with other factions.
    #[must_use]
    pub fn with_factions(self, factions: FactionLexicon) -> Self {
        let faction_matcher = FactionMatcher::new(&factions);
        let sides = Sides::new(&factions);
        Self { factions, faction_matcher, sides, ..self }
    }
}

/// A document with all that is seen in it.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// Tokens, words, sentences and voices.
    pub reading: Reading,
    /// Mentions of factions, in order.
    pub mentions: Vec<Mention>,
    /// The faction that speaks in each of the reading's speeches, if it is one of those mentioned.
    pub speakers: Vec<Option<FactionId>>,
    /// Uses of terms, in order.
    pub terms: Vec<TermHit>,
}

/// Sees document after document and remembers the words it met; one for each thread.
#[derive(Debug, Clone, Default)]
pub struct Annotator {
    /// The words met so far; the article's word ids are numbers in it.
    pub lexis: Lexis,
    /// The document seen last.
    pub article: Article,
    factions: MatcherCache,
    speakers: Speakers,
    terms: TermCache,
    kept: Vec<WordId>,
}

impl Article {
    /// The faction that says the words at `token`, if they are another's and it is known.
    #[must_use]
    pub fn speaker(&self, token: usize) -> Option<FactionId> {
        let speeches = &self.reading.speeches;
        let at = speeches.partition_point(|speech| speech.tokens.end <= token);
        let speech = speeches.get(at).filter(|speech| speech.tokens.contains(&token));
        speech.and_then(|_| self.speakers[at])
    }
}

impl Annotator {
    /// Reads a document. Whether words remembered from before were forgotten first is returned:
    /// tables kept beside the lexis must then start afresh, or keep what they know of those that were
    /// kept.
    pub fn read(&mut self, lexicons: &Lexicons, title: &str, text: &str) -> bool {
        let afresh = self.lexis.len() > REMEMBERED_WORDS;
        if afresh {
            self.lexis.keep_common(COMMON_WORDS, &mut self.kept);
            self.factions.keep(&self.kept);
            self.terms.keep(&self.kept);
        }
        let Article { reading, mentions, speakers, terms } = &mut self.article;
        reading.read(&lexicons.language, &mut self.lexis, title, text);
        // New words' forms are worked out once for all that they may begin.
        let [names, clues] = lexicons.faction_matcher.tries(&mut self.factions);
        grow([names, clues, lexicons.term_matcher.trie(&mut self.terms)], &self.lexis);
        lexicons.faction_matcher.find(reading, &self.lexis, &mut self.factions, mentions);
        let settings = lexicons.language.voice.settings();
        self.speakers.find(reading, &self.lexis, mentions, settings, speakers);
        lexicons.term_matcher.find(reading, &self.lexis, &mut self.terms, terms);
        self.hide_quoted(lexicons);
        afresh
    }

    /// Makes one word of all that are terms for the scare quotes round them, so that no name is told by them.
    fn hide_quoted(&mut self, lexicons: &Lexicons) {
        let Article { reading, terms, .. } = &mut self.article;
        for hit in terms.iter().filter(|hit| lexicons.terms.terms[usize::from(hit.term)].quoted) {
            let hidden = self.lexis.id(&lexicons.language, QUOTED, Mark::default());
            reading.words[hit.tokens.clone()].fill(hidden);
        }
    }

    /// What the ids were of the words that were kept when the last ones were forgotten; they are
    /// numbered anew in this order.
    pub(crate) fn kept(&self) -> &[WordId] {
        &self.kept
    }
}
