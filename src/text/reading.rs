//! A document as read: its tokens, their words, sentences and voices.

use serde::{Deserialize, Serialize};

use super::clitics::{Attached, CliticSettings, Morphology};
use super::connotation::{Connotation, Connotations, longer};
use super::lexis::{Lexis, WordId};
use super::register::{RegisterSettings, Registers};
use super::sentence::{Ending, endings, openings, sentences};
use super::token::Tokens;
use super::vectors::WordVectors;
use super::voice::{self, Role, Speech, VoiceRules, VoiceSettings, VoiceTag};
use super::words::HostWords;

/// The settings of the text room; data, kept in the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSettings {
    /// The clitic rules.
    pub clitics: CliticSettings,
    /// The words that tell voices apart.
    pub voice: VoiceSettings,
    /// The words that tell registers apart.
    #[serde(default)]
    pub register: RegisterSettings,
}

/// The rules of the language as this room knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// Clitics.
    pub morphology: Morphology,
    /// Voices.
    pub voice: VoiceRules,
    /// Registers.
    pub registers: Registers,
    /// What company words keep; may be empty.
    pub vectors: WordVectors,
    /// What the choice of words says of whom; may be empty.
    pub connotations: Connotations,
}

impl Language {
    /// The rules under `settings`, resting on the counts of `hosts`.
    #[must_use]
    pub fn new(settings: TextSettings, hosts: HostWords, vectors: WordVectors) -> Self {
        let morphology = Morphology::new(settings.clitics, hosts);
        let voice = VoiceRules::new(settings.voice);
        let registers = Registers::new(settings.register);
        Self { morphology, voice, registers, vectors, connotations: Connotations::default() }
    }

    /// The same with these connotations.
    #[must_use]
    pub fn with_connotations(self, connotations: Connotations) -> Self {
        Self { connotations, ..self }
    }

    /// The settings these rules were made of.
    #[must_use]
    pub fn settings(&self) -> TextSettings {
        TextSettings {
            clitics: self.morphology.settings().clone(),
            voice: self.voice.settings().clone(),
            register: self.registers.settings().clone(),
        }
    }
}

/// What voice detection looks at.
pub(crate) struct Passage<'a> {
    pub(crate) language: &'a Language,
    pub(crate) tokens: &'a Tokens,
    pub(crate) words: &'a [WordId],
    pub(crate) roles: &'a [Role],
    pub(crate) sentences: &'a [u32],
}

/// The most words that a phrase with a connotation of its own has.
const LONGEST_PHRASE: usize = 3;

/// A document as read. One value can read document after document and keeps its memory.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Tokens of the title, then of the text.
    pub tokens: Tokens,
    /// The word of each token.
    pub words: Vec<WordId>,
    /// The hash of each token's folded key.
    pub hashes: Vec<u64>,
    /// What is written onto each token.
    pub attached: Vec<Attached>,
    /// What each token does for the voices around it.
    pub roles: Vec<Role>,
    /// What the choice of each token's word says of whom; a phrase's first word has what the phrase
    /// says, and its other words have nothing.
    pub connotations: Vec<Connotation>,
    /// The tokens whose word a phrase with a connotation may begin with.
    pub(crate) phrase_starts: Vec<u32>,
    /// The sentence number of each token, ascending from 0.
    pub sentences: Vec<u32>,
    /// How each sentence ends, by its number.
    pub endings: Vec<Ending>,
    /// The tokens of each sentence's first two words, by its number.
    pub openings: Vec<[Option<usize>; 2]>,
    /// The voice of each token.
    pub voices: Vec<VoiceTag>,
    /// What others say, in order.
    pub speeches: Vec<Speech>,
}

impl Reading {
    /// Reads a document's title and text.
    pub fn read(&mut self, language: &Language, lexis: &mut Lexis, title: &str, text: &str) {
        self.tokens.read(title, text);
        self.look_up(language, lexis);
        self.hear(language, lexis);
    }

    /// Finds the tokens' words and the sentences.
    pub fn look_up(&mut self, language: &Language, lexis: &mut Lexis) {
        lexis.read(language, self);
        sentences(&self.tokens, &mut self.sentences);
        endings(&self.tokens, &self.sentences, &mut self.endings);
        openings(&self.tokens, &self.sentences, &mut self.openings);
        self.read_phrases(&language.connotations, lexis);
    }

    /// Gives phrases their connotation: the longest from the left, words in a row in one sentence.
    fn read_phrases(&mut self, connotations: &Connotations, lexis: &Lexis) {
        let mut from = 0;
        for &start in &self.phrase_starts {
            let start = start as usize;
            if start < from {
                continue;
            }
            let mut hash = lexis.word(self.words[start]).stem_hash;
            let mut longest = None;
            for next in start + 1..self.tokens.len().min(start + LONGEST_PHRASE) {
                if !self.tokens.is_word(next) || self.sentences[next] != self.sentences[start] {
                    break;
                }
                hash = longer(hash, lexis.word(self.words[next]).stem_hash);
                longest = connotations.of(hash).connotation.map(|value| (value, next + 1)).or(longest);
            }
            if let Some((value, end)) = longest {
                self.connotations[start..end].fill(Connotation::PLAIN);
                self.connotations[start] = value;
                from = end;
            }
        }
    }

    /// Finds out whose words the tokens are, once they are looked up.
    pub fn hear(&mut self, language: &Language, lexis: &Lexis) {
        let passage = Passage {
            language,
            tokens: &self.tokens,
            words: &self.words,
            roles: &self.roles,
            sentences: &self.sentences,
        };
        voice::tag(&passage, lexis, &mut self.voices, &mut self.speeches);
    }
}
