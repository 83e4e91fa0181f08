//! Every different word once: its analysis is made when it is first met and kept.
//!
//! News repeats its words, so all that depends on a word alone is worked out here (and in the
//! tables that later rooms keep beside it, by [`WordId`]) and looked up from then on.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::sync::{Mutex, PoisonError};

use super::clitics::Proclitics;
use super::connotation::Connotation;
use super::hash::{combine, hash_bytes};
use super::shared::{Numbered, Slots};
use super::token::Mark;
use super::voice::Role;
use super::{Language, Reading};

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
    /// What the choice of its stem says of whom.
    pub connotation: Connotation,
    /// Whether a phrase with a connotation of its own may begin with it.
    pub begins_phrase: bool,
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

/// The words met so far, by all threads that share it.
#[derive(Debug, Default)]
pub struct Lexis {
    slots: Slots<2, 18>,
    words: Numbered<Word>,
    /// How many there are.
    count: AtomicU32,
    writing: Mutex<()>,
}

/// The hash of the word with this hash of its key and these marks.
#[inline]
fn with_marks(key_hash: u64, marks: Mark) -> u64 {
    combine(key_hash, u64::from(marks.bits()))
}

/// What a token is told of its word without a look at the word.
#[derive(Debug, Clone, Copy)]
struct Brief {
    id: WordId,
    role: Role,
    connotation: Connotation,
    begins_phrase: bool,
}

/// Set once a word is met a second time.
const AGAIN: u64 = 1 << 63;
const BEGINS: u64 = 1 << 62;
/// Where the number of the connotation stands.
const CONNOTATION: u32 = 56;

impl Brief {
    fn of(id: WordId, word: &Word) -> Self {
        let Word { role, connotation, begins_phrase, .. } = *word;
        Self { id, role, connotation, begins_phrase }
    }

    /// In a slot: the role, above it the connotation and the flags; then the id.
    fn packed(self) -> [u64; 2] {
        let begins = if self.begins_phrase { BEGINS } else { 0 };
        let connotation = (self.connotation.number() as u64) << CONNOTATION;
        [begins | connotation | self.role.bits(), u64::from(self.id)]
    }

    /// Reads what [`Self::packed`] gave, and notes that the word is met again.
    #[inline]
    fn read([first, id]: &[AtomicU64; 2]) -> Self {
        let packed = first.load(Relaxed);
        if packed & AGAIN == 0 {
            // Nobody writes anything else here.
            first.store(packed | AGAIN, Relaxed);
        }
        Self {
            id: id.load(Relaxed) as WordId,
            role: Role::from_bits(packed & ((1 << CONNOTATION) - 1)),
            connotation: Connotation::of_number((packed >> CONNOTATION) as usize & 0b1_1111),
            begins_phrase: packed & BEGINS != 0,
        }
    }
}

impl Lexis {
    /// The word `id`.
    ///
    /// # Panics
    /// When `id` is of another lexis.
    #[must_use]
    pub fn word(&self, id: WordId) -> &Word {
        match self.words.get(id) {
            Some(word) => word,
            None => unreachable!("a word of another lexis"),
        }
    }

    /// How many words were met.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count.load(Acquire) as usize
    }

    /// Whether no word was met.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A lexis of the words that were met again, which are the common ones, `most` of them at most;
    /// they get other ids.
    pub(crate) fn of_common_words(&self, most: usize) -> Self {
        let common = Self::default();
        for word in (0..self.len() as WordId).map(|id| self.word(id)) {
            let hash = with_marks(word.key_hash, word.marks);
            let again = self.slots.find(hash).is_some_and(|[first, _]| first.load(Relaxed) & AGAIN != 0);
            if again && common.len() < most {
                common.put(hash, word.clone());
            }
        }
        common
    }

    /// Fills in what follows from each token's word alone.
    pub(crate) fn read(&self, language: &Language, reading: &mut Reading) {
        let Reading { tokens, words, hashes, roles, connotations, phrase_starts, .. } = reading;
        words.clear();
        roles.clear();
        connotations.clear();
        phrase_starts.clear();
        // All hashes first, so that the look-ups need not wait for each other.
        hashes.clear();
        hashes.extend((0..tokens.len()).map(|i| hash_bytes(tokens.key(i).as_bytes())));
        for (i, (&hash, token)) in hashes.iter().zip(tokens.all()).enumerate() {
            let brief = match self.find(with_marks(hash, token.marks)) {
                Some(brief) => brief,
                None => self.add(language, tokens.key(i), hash, token.marks),
            };
            words.push(brief.id);
            roles.push(brief.role);
            connotations.push(brief.connotation);
            if brief.begins_phrase {
                phrase_starts.push(i as u32);
            }
        }
    }

    /// The id of the word with folded key `key` and `marks`.
    #[inline]
    pub fn id(&self, language: &Language, key: &str, marks: Mark) -> WordId {
        let hash = hash_bytes(key.as_bytes());
        self.find(with_marks(hash, marks)).unwrap_or_else(|| self.add(language, key, hash, marks)).id
    }

    #[inline]
    fn find(&self, hash: u64) -> Option<Brief> {
        self.slots.find(hash).map(Brief::read)
    }

    #[cold]
    fn add(&self, language: &Language, key: &str, key_hash: u64, marks: Mark) -> Brief {
        let word = make(language, key, key_hash, marks);
        let hash = with_marks(key_hash, marks);
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster.
        if let Some(brief) = self.find(hash) {
            return brief;
        }
        self.put(hash, word)
    }

    /// Puts a new word in; only one thread may do so at a time.
    fn put(&self, hash: u64, word: Word) -> Brief {
        let id = self.count.load(Relaxed);
        let brief = Brief::of(id, &word);
        self.words.set(id, word);
        // Whoever finds the word must find it counted.
        self.count.store(id + 1, Release);
        self.slots.insert(hash, brief.packed(), id as usize);
        brief
    }
}

fn make(language: &Language, key: &str, key_hash: u64, marks: Mark) -> Word {
    let analysis = language.morphology.analyse(key, marks);
    let stem = analysis.stem(key);
    let stem_hash = if stem.len() == key.len() { key_hash } else { hash_bytes(stem.as_bytes()) };
    let known = language.connotations.of(stem_hash);
    let mut word = Word {
        key: key.into(),
        stem_start: analysis.stem_start as u32,
        stem_end: analysis.stem_end as u32,
        key_hash,
        stem_hash,
        proclitics: analysis.proclitics,
        role: Role::default(),
        marks,
        vector: language.vectors.row(stem_hash).map(|row| row as u32),
        connotation: known.connotation.unwrap_or_default(),
        begins_phrase: known.begins,
    };
    word.role = language.voice.role(key, word.without_conjunction());
    word
}
