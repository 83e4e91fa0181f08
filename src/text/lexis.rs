//! Every different word once: its analysis is made when it is first met and kept.
//!
//! News repeats its words, so all that depends on a word alone is worked out here (and in the
//! tables that later rooms keep beside it, by [`WordId`]) and looked up from then on.

use super::clitics::Proclitics;
use super::hash::{HashedMap, combine, hash_bytes};
use super::token::Mark;
use super::voice::Role;
use super::{Language, Tokens};

/// The number of a word in its [`Lexis`], counted from 0 in the order of meeting.
pub type WordId = u32;

/// One word and all that follows from it alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    key: Box<str>,
    stem_start: u32,
    stem_end: u32,
    /// Hash of the folded key.
    pub key_hash: u64,
    /// Hash of the stem.
    pub stem_hash: u64,
    /// The clitics taken off.
    pub proclitics: Proclitics,
    /// What it does for the voice around it.
    pub role: Role,
    /// The marks its token carried.
    pub marks: Mark,
    /// The row of its stem among the word vectors.
    pub vector: Option<u32>,
}

impl Word {
    /// The folded key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The key without its clitics.
    #[must_use]
    pub fn stem(&self) -> &str {
        &self.key[self.stem_start as usize..self.stem_end as usize]
    }

    /// The key without its conjunction, but with preposition and article.
    #[must_use]
    pub fn without_conjunction(&self) -> &str {
        if self.proclitics.conjunction {
            &self.key[self.key.chars().next().map_or(0, char::len_utf8)..]
        } else {
            &self.key
        }
    }
}

/// The words met so far.
#[derive(Debug, Clone, Default)]
pub struct Lexis {
    ids: HashedMap<WordId>,
    words: Vec<Word>,
}

impl Lexis {
    /// The word `id`.
    ///
    /// # Panics
    /// When `id` is of another lexis.
    #[must_use]
    pub fn word(&self, id: WordId) -> &Word {
        &self.words[id as usize]
    }

    /// How many words were met.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word was met.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Forgets every word; the ids given out so far mean nothing any more.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.words.clear();
    }

    /// The ids of the tokens' words, in order.
    pub(crate) fn read(&mut self, language: &Language, tokens: &Tokens, out: &mut Vec<WordId>) {
        out.clear();
        out.extend((0..tokens.len()).map(|i| self.id(language, tokens.key(i), tokens.token(i).marks)));
    }

    /// The id of the word with folded key `key` and `marks`.
    #[inline]
    pub fn id(&mut self, language: &Language, key: &str, marks: Mark) -> WordId {
        let key_hash = hash_bytes(key.as_bytes());
        let hash = combine(key_hash, u64::from(marks.bits()));
        if let Some(&id) = self.ids.get(&hash) {
            return id;
        }
        let id = self.words.len() as WordId;
        self.words.push(make(language, key, key_hash, marks));
        self.ids.insert(hash, id);
        id
    }
}

#[cold]
fn make(language: &Language, key: &str, key_hash: u64, marks: Mark) -> Word {
    let analysis = language.morphology.analyse(key, marks);
    let stem = analysis.stem(key);
    let mut word = Word {
        key: key.into(),
        stem_start: analysis.stem_start as u32,
        stem_end: analysis.stem_end as u32,
        key_hash,
        stem_hash: hash_bytes(stem.as_bytes()),
        proclitics: analysis.proclitics,
        role: Role::default(),
        marks,
        vector: language.vectors.row_of(stem).map(|row| row as u32),
    };
    word.role = language.voice.role(key, word.without_conjunction());
    word
}
