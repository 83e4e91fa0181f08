//! The words beside the mentions of a faction.

use std::ops::Range;
use std::sync::LazyLock;

use crate::annotate::{Annotator, Article, Lexicons};
use crate::corpus::Document;
use crate::factions::{FactionId, Mention, MentionKind};
use crate::terms::TermId;
use crate::text::hash::{combine, hash_bytes};
use crate::text::voice::Voice;
use crate::text::{Field, KeySet, TokenKind};

/// Words that every text is full of; folded when they are read.
static FUNCTION_WORDS: LazyLock<KeySet> = LazyLock::new(|| {
    KeySet::new(
        include_str!("function_words.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace),
    )
});

/// Whose words count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Voices {
    /// The article's own.
    #[default]
    Own,
    /// Those it quotes and reports.
    Quoted,
    /// All.
    All,
}

impl Voices {
    fn take(self, voice: Voice) -> bool {
        match self {
            Self::Own => voice == Voice::Own,
            Self::Quoted => voice.is_others(),
            Self::All => true,
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Words without their clitics; names of factions and function words are left out, names that are
    /// framing in themselves (المتمردون) stay.
    #[default]
    Words,
    /// Terms of the lexicon, all forms of one together.
    Terms,
    /// What the faction itself is called.
    Names,
}

/// Which words count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSettings {
    /// Beside whom.
    pub faction: FactionId,
    /// How many words on either side of a mention, in its sentence.
    pub reach: usize,
    /// In whose voice.
    pub voices: Voices,
    /// What is counted.
    pub units: Units,
}

/// A mention with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The words from the first to the last, as they stand in the document.
    pub text: String,
    /// The mention in `text`, in bytes.
    pub mention: Range<usize>,
    /// What counts, in order.
    pub units: Vec<Unit>,
    /// The same for windows of the same words.
    pub hash: u64,
}

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The same for the same unit.
    pub key: u64,
    /// Its words in the window's text, in bytes.
    pub bytes: Range<usize>,
    /// The term of the lexicon that it is, or is a part of.
    pub term: Option<TermId>,
    /// Its first token, for telling apart what two windows share.
    pub token: usize,
}

/// Looks at document after document; one for each thread.
#[derive(Debug)]
pub struct Observer<'l> {
    lexicons: &'l Lexicons,
    settings: WindowSettings,
    annotator: Annotator,
}

impl<'l> Observer<'l> {
    /// One that looks for what `settings` say.
    #[must_use]
    pub fn new(lexicons: &'l Lexicons, settings: WindowSettings) -> Self {
        Self { lexicons, settings, annotator: Annotator::default() }
    }

    /// The windows of `document`, one for each mention of the faction.
    pub fn windows(&mut self, document: &Document) -> Vec<Window> {
        self.annotator.read(self.lexicons, &document.title, &document.text);
        let named =
            self.annotator.article.mentions.iter().filter(|mention| mention.faction == self.settings.faction);
        named.filter_map(|mention| self.window(document, mention)).collect()
    }

    fn window(&self, document: &Document, mention: &Mention) -> Option<Window> {
        let article = &self.annotator.article;
        let reading = &article.reading;
        let tokens = self.tokens(mention);
        let byte = |token: usize| reading.tokens.token(token);
        let (start, end) = (byte(tokens.start).start as usize, byte(tokens.end - 1).end as usize);
        let text = match reading.tokens.field(mention.tokens.start) {
            Field::Title => &document.title,
            Field::Text => &document.text,
        };
        let within = |tokens: &Range<usize>| {
            byte(tokens.start).start as usize - start..byte(tokens.end - 1).end as usize - start
        };
        let units = match self.settings.units {
            Units::Words => self.words(&tokens),
            Units::Terms => self.terms(&tokens),
            Units::Names => self.name(mention),
        };
        let unit =
            |(key, tokens, term): Found| Unit { key, bytes: within(&tokens), term, token: tokens.start };
        Some(Window {
            text: text.get(start..end)?.to_owned(),
            mention: within(&mention.tokens),
            units: units.into_iter().map(unit).collect(),
            hash: tokens
                .fold(0, |hash, token| combine(hash, hash_bytes(reading.tokens.key(token).as_bytes()))),
        })
    }

    /// The tokens of the window, the mention among them.
    fn tokens(&self, mention: &Mention) -> Range<usize> {
        let reading = &self.annotator.article.reading;
        let (sentence, field) =
            (reading.sentences[mention.tokens.start], reading.tokens.field(mention.tokens.start));
        let here =
            |token: &usize| reading.sentences[*token] == sentence && reading.tokens.field(*token) == field;
        let is_word = |token: &usize| reading.tokens.is_word(*token);
        let reach = self.settings.reach;
        let before = (0..mention.tokens.start).rev().take_while(here).filter(is_word).take(reach).last();
        let after =
            (mention.tokens.end..reading.tokens.len()).take_while(here).filter(is_word).take(reach).last();
        before.unwrap_or(mention.tokens.start)..after.map_or(mention.tokens.end, |last| last + 1)
    }

    fn words(&self, tokens: &Range<usize>) -> Vec<Found> {
        let article = &self.annotator.article;
        let counted = tokens.clone().filter(|&token| self.counts(token));
        counted
            .filter_map(|token| {
                let word = self.annotator.lexis.word(article.reading.words[token]);
                let letters = word.stem().chars().count();
                let plain = letters < 2
                    || FUNCTION_WORDS.contains(word.stem())
                    || FUNCTION_WORDS.contains(word.key());
                (!plain).then_some((self.key(token), token..token + 1, term_at(article, token)))
            })
            .collect()
    }

    /// The stem of a word. Words that are terms for the scare quotes round them are one word to the scorer, and
    /// here each is its own.
    fn key(&self, token: usize) -> u64 {
        let article = &self.annotator.article;
        let stem = self.annotator.lexis.word(article.reading.words[token]).stem_hash;
        let quoted =
            term_at(article, token).is_some_and(|term| self.lexicons.terms.terms[usize::from(term)].quoted);
        if quoted { combine(stem, hash_bytes(article.reading.tokens.key(token).as_bytes())) } else { stem }
    }

    /// Whether a token is a word of the voice asked for and no name of a faction.
    fn counts(&self, token: usize) -> bool {
        let article = &self.annotator.article;
        article.reading.tokens.token(token).kind == TokenKind::Word
            && self.settings.voices.take(article.reading.voices[token].voice)
            && !article.mentions.iter().any(|mention| {
                mention.tokens.contains(&token)
                    && (mention.kind != MentionKind::Loaded || mention.faction != self.settings.faction)
            })
    }

    fn terms(&self, tokens: &Range<usize>) -> Vec<Found> {
        let article = &self.annotator.article;
        let near = article
            .terms
            .iter()
            .filter(|hit| tokens.start <= hit.tokens.start && hit.tokens.end <= tokens.end);
        let counted = near.filter(|hit| self.counts(hit.tokens.start));
        counted.map(|hit| (u64::from(hit.term), hit.tokens.clone(), Some(hit.term))).collect()
    }

    /// The mention itself: the stem of its first word and its other words as they are.
    fn name(&self, mention: &Mention) -> Vec<Found> {
        let article = &self.annotator.article;
        if !self.settings.voices.take(article.reading.voices[mention.tokens.start].voice) {
            return Vec::new();
        }
        let word = |token: usize| self.annotator.lexis.word(article.reading.words[token]);
        let words = mention.tokens.clone().skip(1).filter(|&token| article.reading.tokens.is_word(token));
        let key = words.fold(self.key(mention.tokens.start), |key, token| combine(key, word(token).key_hash));
        vec![(key, mention.tokens.clone(), term_at(article, mention.tokens.start))]
    }
}

/// Key, tokens, term.
type Found = (u64, Range<usize>, Option<TermId>);

fn term_at(article: &Article, token: usize) -> Option<TermId> {
    let after = article.terms.partition_point(|hit| hit.tokens.end <= token);
    article.terms.get(after).filter(|hit| hit.tokens.contains(&token)).map(|hit| hit.term)
}
