//! Which faction speaks: the speakers of others' words, as far as they belong to a faction that the
//! text mentions.

use std::ops::Range;

use super::mentions::{FactionId, Mention};
use crate::text::hash::HashedMap;
use crate::text::voice::{Role, Source, VoiceSettings};
use crate::text::{Lexis, Reading, TokenKind, Word};

/// A speaker's words are remembered by this many at the end of his description: his name.
const NAME: usize = 2;
/// Words of fewer letters are no names.
const SHORTEST: usize = 4;

/// Finds speakers; one value serves document after document.
#[derive(Debug, Clone, Default)]
pub struct Speakers {
    /// The faction that persons spoke for last, by the hash of a word of their names.
    known: HashedMap<FactionId>,
}

impl Speakers {
    /// Finds the faction that speaks in each of the reading's speeches, `None` where it is none of
    /// those mentioned or nobody knows.
    pub fn find(
        &mut self,
        reading: &Reading,
        lexis: &Lexis,
        mentions: &[Mention],
        settings: &VoiceSettings,
        out: &mut Vec<Option<FactionId>>,
    ) {
        self.known.clear();
        out.clear();
        for speech in &reading.speeches {
            let before = out.last().copied().flatten();
            let speaker = match &speech.source {
                Source::Unnamed => None,
                Source::Same => before,
                Source::Named(words) => {
                    let hunt = Hunt { reading, lexis, mentions, settings, words: words.clone() };
                    let named = hunt.named().inspect(|found| self.learn(&hunt, found));
                    let known = named.map(|mention| mention.faction).or_else(|| self.recall(&hunt));
                    known.or(before.filter(|_| hunt.is_spokesman()))
                }
            };
            out.push(speaker);
        }
    }

    /// Remembers the name behind the faction's: المتحدث باسم الجيش فلان.
    fn learn(&mut self, hunt: &Hunt<'_>, mention: &Mention) {
        let behind = mention.tokens.end.min(hunt.words.end)..hunt.words.end;
        let leads = |&i: &usize| {
            let role = hunt.reading.roles[i];
            role.has(Role::PREPOSITION) || role.is_preposition()
        };
        let end = behind.clone().find(leads).unwrap_or(behind.end);
        let names = hunt.names(behind.start..end).take(NAME);
        self.known.extend(names.map(|hash| (hash, mention.faction)));
    }

    /// The faction of a person who spoke before.
    fn recall(&self, hunt: &Hunt<'_>) -> Option<FactionId> {
        hunt.names(hunt.words.clone()).find_map(|name| self.known.get(&name).copied())
    }
}

/// The words that name a speaker, and what is seen in them.
struct Hunt<'a> {
    reading: &'a Reading,
    lexis: &'a Lexis,
    mentions: &'a [Mention],
    settings: &'a VoiceSettings,
    words: Range<usize>,
}

impl Hunt<'_> {
    /// The first faction named among them; none behind an observer, who speaks for himself.
    fn named(&self) -> Option<&Mention> {
        let first = self.mentions.partition_point(|mention| mention.tokens.end <= self.words.start);
        let mention = self.mentions.get(first).filter(|mention| mention.tokens.start < self.words.end)?;
        let mut before = self.words.start..mention.tokens.start;
        let observes = |i| self.settings.observers.contains(self.lexis.word(self.reading.words[i]).stem());
        (!before.any(observes)).then_some(mention)
    }

    /// The hashes of the words in `tokens` that may be names, from the last.
    fn names(&self, tokens: Range<usize>) -> impl Iterator<Item = u64> + use<'_> {
        let may = |&i: &usize| {
            let token = self.reading.tokens.token(i);
            let role = self.reading.roles[i];
            token.kind == TokenKind::Word
                && self.reading.tokens.key(i).chars().count() >= SHORTEST
                && !role.has(Role::LABEL.and(Role::NOUN).and(Role::PREPOSITION).and(Role::LINK))
        };
        tokens.rev().filter(may).map(|i| self.lexis.word(self.reading.words[i]).stem_hash)
    }

    /// Whether they are of somebody who speaks for one that was named before, and say no more of whom:
    /// المتحدث فلان, but not المتحدث باسم كذا.
    fn is_spokesman(&self) -> bool {
        let words = self.words.clone().filter(|&i| self.reading.tokens.is_word(i));
        let mut words = words.map(|i| self.lexis.word(self.reading.words[i]));
        let leads = |word: &Word| word.proclitics.preposition || word.role.has(Role::PREPOSITION);
        let spokesmen = &self.settings.spokesmen;
        words.next().is_some_and(|word| spokesmen.contains(word.without_conjunction())) && !words.any(leads)
    }
}
