//! Which faction speaks: the speakers of others' words, as far as they belong to a faction that the
//! text mentions.

use std::ops::Range;

use super::mentions::{FactionId, Mention};
use crate::text::hash::HashedMap;
use crate::text::voice::{Role, Source, VoiceSettings};
use crate::text::{Lexis, Reading, Sign, TokenKind, Word};

/// A speaker's words are remembered by this many at the end of his description: his name.
const NAME: usize = 2;
/// Words of fewer letters are no names.
const SHORTEST: usize = 3;

/// Finds speakers; one value serves document after document.
#[derive(Debug, Clone, Default)]
pub struct Speakers {
    /// The faction that persons spoke for last, by the hash of a word of their names.
    known: HashedMap<FactionId>,
    /// The faction that persons will first be said to speak for: a headline has their names alone.
    ahead: HashedMap<FactionId>,
    /// Whom somebody last spoke for who was called by this noun: المصدر is مصدر في الحركة again.
    described: HashedMap<Option<FactionId>>,
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
        self.ahead.clear();
        self.described.clear();
        out.clear();
        let hunt = |words: &Range<usize>| Hunt { reading, lexis, mentions, settings, words: words.clone() };
        for speech in &reading.speeches {
            if let Source::Named(words) = &speech.source {
                let hunt = hunt(words);
                for (name, faction) in hunt.named().into_iter().flat_map(|found| hunt.persons(found)) {
                    self.ahead.entry(name).or_insert(faction);
                }
            }
        }
        let mut last = None;
        for speech in &reading.speeches {
            let speaker = match &speech.source {
                Source::Unnamed => None,
                Source::Same => out.last().copied().flatten(),
                Source::Named(words) => self.speaker(&hunt(words), last),
            };
            last = speaker.or(last);
            out.push(speaker);
        }
    }

    /// The faction of the speaker whom the words of `hunt` name; `last` spoke last.
    fn speaker(&mut self, hunt: &Hunt<'_>, last: Option<FactionId>) -> Option<FactionId> {
        let known = |name: u64| self.known.get(&name).or_else(|| self.ahead.get(&name)).copied();
        let speaker = match hunt.named() {
            Some(found) => {
                self.known.extend(hunt.persons(found));
                Some(found.faction)
            }
            None if hunt.is_former() => None,
            None => hunt
                .names(hunt.words.clone())
                .find_map(known)
                .or_else(|| self.described.get(&hunt.description(true)?).copied().flatten())
                .or_else(|| last.filter(|_| hunt.is_spokesman())),
        };
        self.described.extend(hunt.description(false).map(|noun| (noun, speaker)));
        speaker
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
        (!before.any(observes) && !self.is_former()).then_some(mention)
    }

    /// Whether they are of somebody who no longer is what he is called.
    fn is_former(&self) -> bool {
        self.words
            .clone()
            .any(|i| self.settings.former.contains(self.lexis.word(self.reading.words[i]).stem()))
    }

    /// The stem of the noun that they begin with, with or without the article.
    fn description(&self, article: bool) -> Option<u64> {
        let first = self.words.clone().find(|&i| self.reading.tokens.token(i).kind == TokenKind::Word)?;
        let word = self.lexis.word(self.reading.words[first]);
        (word.proclitics.article == article && !word.proclitics.preposition).then_some(word.stem_hash)
    }

    /// The names of who speaks for the faction of `mention`, each with it: of him who is named behind
    /// (المتحدث باسم الجيش فلان), or before and then described (فلان، القيادي في الحركة).
    fn persons(&self, mention: &Mention) -> impl Iterator<Item = (u64, FactionId)> + use<'_> {
        let behind = mention.tokens.end.min(self.words.end)..self.words.end;
        let leads = |&i: &usize| {
            let role = self.reading.roles[i];
            role.has(Role::PREPOSITION) || role.is_preposition()
        };
        let end = behind.clone().find(leads).unwrap_or(behind.end);
        let names = self.names(behind.start..end).take(NAME);
        let described = self.names(self.words.start..self.described(mention)).take(NAME);
        let faction = mention.faction;
        names.chain(described).map(move |name| (name, faction))
    }

    /// Where the name of him ends who is first named and then said to be of the faction of `mention`; the front
    /// where he is not.
    fn described(&self, mention: &Mention) -> usize {
        let office = |i: usize| self.settings.offices.contains(self.lexis.word(self.reading.words[i]).stem());
        let comma = |i: usize| self.reading.tokens.sign(i) == Sign::Comma;
        let end = self.words.clone().find(|&i| comma(i) || i > self.words.start && office(i));
        let end = end.unwrap_or(self.words.start);
        // A name of the lexicon before an office is a person's.
        if end == mention.tokens.end && !comma(end) {
            return end;
        }
        let of = |other: &Mention| {
            other.faction == mention.faction && (end..self.words.end).contains(&other.tokens.start)
        };
        let behind = self.mentions.iter().skip_while(|other| other.tokens.start < mention.tokens.start);
        let mut within = behind.take_while(|other| other.tokens.start < self.words.end);
        if within.any(of) { end } else { self.words.start }
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
