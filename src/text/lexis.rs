//! Every different word once: its analysis is made when it is first met and kept.
//!
//! News repeats its words, so all that depends on a word alone is worked out here (and in the
//! tables that later rooms keep beside it, by [`WordId`]) and looked up from then on.

use super::clitics::{Attached, Clitic, Proclitics};
use super::connotation::Connotation;
use super::hash::{combine, hash_bytes};
use super::slots::{Slot, Slots, UNLISTED};
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

    pub(super) fn attached(&self) -> Attached {
        let Proclitics { conjunction, preposition, article, .. } = self.proclitics;
        let clitic = match self.without_conjunction().chars().next().filter(|_| preposition) {
            Some('ب') => Clitic::Ba,
            Some('ك') => Clitic::Ka,
            Some('ل') => Clitic::La,
            _ if conjunction => Clitic::Conjunction,
            _ => Clitic::None,
        };
        Attached { clitic, article }
    }
}

/// The words met so far.
#[derive(Debug, Clone, Default)]
pub struct Lexis {
    slots: Slots,
    words: Vec<Word>,
    /// The different roles of words met so far.
    roles: Vec<Role>,
}

/// The hash of the word with this hash of its key and these marks.
#[inline]
fn with_marks(key_hash: u64, marks: Mark) -> u64 {
    combine(key_hash, u64::from(marks.bits()))
}

/// Of `values`, one for each word of a lexis, leaves those of the words of the ids `kept`.
pub(crate) fn keep<T: Copy>(values: &mut Vec<T>, kept: &[WordId]) {
    for (new, &old) in kept.iter().enumerate() {
        values[new] = values[old as usize];
    }
    values.truncate(kept.len());
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
        self.slots.clear();
        self.words.clear();
    }

    /// Forgets the words that texts had only once since this was called before, or all where more
    /// than `most` would stay. Those that stay are numbered anew in their order; `kept` has what
    /// their ids were.
    pub(crate) fn keep_common(&mut self, most: usize, kept: &mut Vec<WordId>) {
        let mut common: Vec<Slot> = self.slots.iter().filter(|slot| slot.was_met_again()).collect();
        if common.len() > most {
            common.clear();
        }
        common.sort_unstable_by_key(|slot| slot.id);
        self.slots.clear();
        kept.clear();
        for (slot, id) in common.into_iter().zip(0..) {
            kept.push(slot.id);
            self.words.swap(id as usize, slot.id as usize);
            self.slots.insert(slot.renumbered(id));
        }
        self.words.truncate(kept.len());
    }

    /// Fills in what follows from each token's word alone.
    pub(crate) fn read(&mut self, language: &Language, reading: &mut Reading) {
        let Reading { tokens, words, hashes, attached, roles, connotations, phrase_starts, .. } = reading;
        words.clear();
        attached.clear();
        roles.clear();
        connotations.clear();
        phrase_starts.clear();
        // All hashes first, so that the look-ups need not wait for each other.
        hashes.clear();
        hashes.extend((0..tokens.len()).map(|i| tokens.key_hash(i)));
        for (i, (&hash, token)) in hashes.iter().zip(tokens.all()).enumerate() {
            let slot = match self.meet(with_marks(hash, token.marks)) {
                Some(slot) => slot,
                None => self.add(language, tokens.key(i), hash, token.marks),
            };
            words.push(slot.id);
            attached.push(slot.attached());
            roles.push(self.role(slot));
            connotations.push(slot.connotation());
            if slot.begins_phrase() {
                phrase_starts.push(i as u32);
            }
        }
    }

    /// The id of the word with folded key `key` and `marks`.
    #[inline]
    pub fn id(&mut self, language: &Language, key: &str, marks: Mark) -> WordId {
        let hash = hash_bytes(key.as_bytes());
        self.meet(with_marks(hash, marks)).unwrap_or_else(|| self.add(language, key, hash, marks)).id
    }

    /// What is known of a word that a text has.
    #[inline]
    fn meet(&mut self, hash: u64) -> Option<Slot> {
        let slot = self.slots.get(hash)?;
        slot.meet();
        Some(*slot)
    }

    #[cold]
    fn add(&mut self, language: &Language, key: &str, key_hash: u64, marks: Mark) -> Slot {
        let word = make(language, key, key_hash, marks);
        let (id, role) = (self.words.len() as WordId, self.role_number(word.role));
        let slot = Slot::new(with_marks(key_hash, marks), id, role, &word);
        self.slots.insert(slot);
        self.words.push(word);
        slot
    }

    #[inline]
    fn role(&self, slot: Slot) -> Role {
        let listed = self.roles.get(usize::from(slot.role)).copied();
        listed.unwrap_or_else(|| self.words[slot.id as usize].role)
    }

    fn role_number(&mut self, role: Role) -> u16 {
        let known = self.roles.iter().position(|&known| known == role);
        let number = known.unwrap_or(self.roles.len()).min(usize::from(UNLISTED)) as u16;
        if usize::from(number) == self.roles.len() && number != UNLISTED {
            self.roles.push(role);
        }
        number
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
    let bare = word.without_conjunction();
    word.role = language.voice.role(key, bare).and(language.registers.role(key, bare));
    word
}
