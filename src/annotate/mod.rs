//! All that is seen in a document before any model looks: its reading, the factions it
//! mentions, and the terms it uses.

use crate::factions::{FactionLexicon, FactionMatcher, MatcherCache, Mention};
use crate::terms::{TermCache, TermHit, TermLexicon, TermMatcher};
use crate::text::phrases::grow;
use crate::text::shared::Shared;
use crate::text::{HostWords, Language, Lexis, Reading, TextSettings, WordVectors};

/// How many different words all threads together remember before they forget those met only once.
const REMEMBERED_WORDS: usize = 80_000;

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
    term_matcher: TermMatcher,
}

impl Lexicons {
    /// Puts the lexicons together and makes them ready.
    #[must_use]
    pub fn new(language: Language, factions: FactionLexicon, terms: TermLexicon) -> Self {
        let faction_matcher = FactionMatcher::new(&factions);
        let term_matcher = TermMatcher::new(&terms);
        Self { language, factions, terms, faction_matcher, term_matcher }
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
        Self { factions, faction_matcher, ..self }
    }
}

/// A document with all that is seen in it.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// Tokens, words, sentences and voices.
    pub reading: Reading,
    /// Mentions of factions, in order.
    pub mentions: Vec<Mention>,
    /// Uses of terms, in order.
    pub terms: Vec<TermHit>,
}

/// Sees document after document and remembers the words it met; one for each thread.
#[derive(Debug)]
pub struct Annotator {
    /// The document seen last.
    pub article: Article,
    lexis: Shared<Lexis>,
    remembered: usize,
    factions: MatcherCache,
    terms: TermCache,
}

impl Default for Annotator {
    fn default() -> Self {
        Self::remembering(REMEMBERED_WORDS)
    }
}

impl Annotator {
    /// One that remembers so many words, and those of one document more.
    pub(crate) fn remembering(words: usize) -> Self {
        Self {
            article: Article::default(),
            lexis: Shared::default(),
            remembered: words,
            factions: MatcherCache::default(),
            terms: TermCache::default(),
        }
    }

    /// One for another thread, which shares the words met.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { lexis: self.lexis.another(), ..Self::remembering(self.remembered) }
    }

    /// The words met so far; the article's word ids are numbers in it.
    #[must_use]
    pub fn lexis(&self) -> &Lexis {
        self.lexis.table()
    }

    /// Reads a document. Whether words remembered from before were forgotten first is
    /// returned: then word ids mean other words.
    pub fn read(&mut self, lexicons: &Lexicons, title: &str, text: &str) -> bool {
        let most = self.remembered;
        let afresh = self.lexis.refresh(|lexis| lexis.len() > most, |lexis| lexis.of_common_words(most / 2));
        if afresh {
            (self.factions, self.terms) = (MatcherCache::default(), TermCache::default());
        }
        let lexis = self.lexis.table();
        let Article { reading, mentions, terms } = &mut self.article;
        reading.read(&lexicons.language, lexis, title, text);
        // New words' forms are worked out once for all that they may begin.
        let [names, clues] = lexicons.faction_matcher.tries(&mut self.factions);
        grow([names, clues, lexicons.term_matcher.trie(&mut self.terms)], lexis, lexis.len());
        lexicons.faction_matcher.find(reading, lexis, &mut self.factions, mentions);
        lexicons.term_matcher.find(reading, lexis, &mut self.terms, terms);
        afresh
    }
}
