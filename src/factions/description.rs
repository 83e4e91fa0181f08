//! The words that describe a speaker, and what is seen in them.

use std::ops::Range;

use super::mentions::Mention;
use crate::text::voice::{Role, VoiceSettings};
use crate::text::{KeySet, Lexis, Reading, Sign, TokenKind, Word};

/// Words of fewer letters are no names.
const SHORTEST: usize = 3;

/// The words of an article that describe one speaker.
pub(super) struct Description<'a> {
    pub(super) reading: &'a Reading,
    pub(super) lexis: &'a Lexis,
    pub(super) settings: &'a VoiceSettings,
    pub(super) words: Range<usize>,
    /// The mentions among the words, in order.
    pub(super) mentions: &'a [Mention],
}

/// A noun that somebody is called by: مصدر، الوزارة.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    /// The hash of its stem.
    pub(super) hash: u64,
    /// Whether it has the article, and means one that was spoken of.
    pub(super) definite: bool,
    /// Whether one that it calls for the first time may be called so again: مصدر, but not نائب رئيس.
    pub(super) may_return: bool,
}

impl<'a> Description<'a> {
    /// The first faction named; none behind an observer, who speaks for himself.
    pub(super) fn named(&self) -> Option<&'a Mention> {
        let mention = self.mentions.first()?;
        let mut before = self.words.start..mention.tokens.start;
        (!before.any(|i| self.is_one_of(i, &self.settings.observers))).then_some(mention)
    }

    /// Whether they are of somebody who no longer is what he is called: القيادي السابق في الحركة, but not
    /// الجيش في وقت سابق, nor a name that says so itself.
    pub(super) fn is_former(&self) -> bool {
        let named = self.mentions.first().map_or(0..0, |mention| mention.tokens.clone());
        let front = self.words.clone().find(|&i| self.leads(i)).unwrap_or(self.words.end);
        let mut office = (self.words.start..front).filter(|i| !named.contains(i));
        let former = |i: usize| {
            let said = i > self.words.start && self.reading.roles[i - 1].has(Role::NOUN);
            !said && self.is_one_of(i, &self.settings.former)
        };
        office.any(former) || self.words.contains(&named.end) && former(named.end)
    }

    /// The noun that they begin with.
    pub(super) fn noun(&self) -> Option<Noun> {
        let is_word = |&i: &usize| self.reading.tokens.token(i).kind == TokenKind::Word;
        let mut words = self.words.clone().filter(is_word);
        let word = self.word(words.next()?);
        let owned = words.next().is_some_and(|next| self.is_one_of(next, &self.settings.offices));
        let definite = word.proclitics.article;
        let noun = Noun { hash: word.stem_hash, definite, may_return: !definite && !owned };
        (!word.proclitics.preposition).then_some(noun)
    }

    /// The hashes of the words that may be names, from the last.
    pub(super) fn names(&self) -> impl Iterator<Item = u64> + use<'_, 'a> {
        self.names_in(self.words.clone())
    }

    /// The last names of those who speak for the faction of `mention`: of him who is named behind it (المتحدث
    /// باسم الجيش فلان), and of him who is named first and then said to be of it (فلان، القيادي في الحركة).
    pub(super) fn persons(&self, mention: &Mention) -> impl Iterator<Item = u64> + use<'_, 'a> {
        let behind = self.names_in(self.name_behind(mention)).next();
        let before = self.names_in(self.words.start..self.end_of_name(mention)).next();
        behind.into_iter().chain(before)
    }

    /// Where a name may stand behind the mention: up to a comma, a dash or what leads to the occasion.
    fn name_behind(&self, mention: &Mention) -> Range<usize> {
        let behind = mention.tokens.end.min(self.words.end)..self.words.end;
        let start = behind.clone().find(|&i| !self.parts(i)).unwrap_or(behind.end);
        let end = (start..behind.end).find(|&i| self.leads(i) || self.parts(i));
        start..end.unwrap_or(behind.end)
    }

    /// Where the name of him ends who is first named and then said to be of the faction of `mention`; the front
    /// where nobody is.
    fn end_of_name(&self, mention: &Mention) -> usize {
        let front = self.words.start;
        let office = |i: usize| self.is_one_of(i, &self.settings.offices);
        let Some(end) = self.words.clone().find(|&i| self.parts(i) || i > front && office(i)) else {
            return front;
        };
        let common = |i: usize| office(i) || self.is_one_of(i, &self.settings.observers);
        if (front..end).any(common) {
            return front;
        }
        // A name of two words without articles before an office is a person's.
        let person = end == mention.tokens.end && office(end) && {
            let mut words = mention.tokens.clone().filter(|&i| self.reading.tokens.is_word(i));
            mention.tokens.len() > 1 && !words.any(|i| self.word(i).proclitics.article)
        };
        let of = |other: &Mention| other.faction == mention.faction && other.tokens.start >= end;
        if person || self.mentions.iter().any(of) { end } else { front }
    }

    /// Whether they are of somebody who speaks for one that was named before, and say no more of whom:
    /// المتحدث فلان, but not المتحدث باسم كذا.
    pub(super) fn is_spokesman(&self) -> bool {
        let words = self.words.clone().filter(|&i| self.reading.tokens.is_word(i));
        let mut words = words.map(|i| self.word(i));
        let leads = |word: &Word| word.proclitics.preposition || word.role.has(Role::PREPOSITION);
        let spokesmen = &self.settings.spokesmen;
        words.next().is_some_and(|word| spokesmen.contains(word.without_conjunction())) && !words.any(leads)
    }

    fn names_in(&self, tokens: Range<usize>) -> impl Iterator<Item = u64> + use<'_, 'a> {
        let may = |&i: &usize| {
            let tokens = &self.reading.tokens;
            let nameless = Role::LABEL.and(Role::NOUN).and(Role::PREPOSITION).and(Role::LINK);
            tokens.token(i).kind == TokenKind::Word
                && tokens.key(i).chars().count() >= SHORTEST
                && !self.reading.roles[i].has(nameless)
                && !self.settings.times.contains(tokens.key(i))
        };
        tokens.rev().filter(may).map(|i| self.word(i).stem_hash)
    }

    fn word(&self, i: usize) -> &'a Word {
        self.lexis.word(self.reading.words[i])
    }

    fn is_one_of(&self, i: usize, stems: &KeySet) -> bool {
        stems.contains(self.word(i).stem())
    }

    /// Whether a name ends at this mark, and what he is begins.
    fn parts(&self, i: usize) -> bool {
        matches!(self.reading.tokens.sign(i), Sign::Comma | Sign::Dash)
    }

    /// Whether the word leads from who somebody is to something else.
    fn leads(&self, i: usize) -> bool {
        let role = self.reading.roles[i];
        role.has(Role::PREPOSITION) || role.is_preposition()
    }
}
