//! Which faction speaks: the speakers of others' words, as far as they belong to a faction that the
//! text mentions.

use std::ops::Range;

use super::description::{Description, Noun};
use super::mentions::{FactionId, Mention};
use crate::text::hash::HashedMap;
use crate::text::voice::{Source, VoiceSettings};
use crate::text::{Lexis, Reading};

/// Finds speakers; one value serves document after document.
#[derive(Debug, Clone, Default)]
pub struct Speakers {
    /// The faction that persons spoke for last, by the hash of their last names.
    known: HashedMap<FactionId>,
    /// The faction that persons are first said to speak for in the text: the title has their names alone.
    ahead: HashedMap<FactionId>,
    /// Whom somebody last spoke for who was called by this noun: المصدر is مصدر في الحركة again.
    called: HashedMap<Option<FactionId>>,
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
        self.called.clear();
        out.clear();
        let describe = |words: &Range<usize>| {
            let from = mentions.partition_point(|mention| mention.tokens.end <= words.start);
            let to = mentions.partition_point(|mention| mention.tokens.start < words.end);
            let mentions = &mentions[from..to.max(from)];
            Description { reading, lexis, settings, words: words.clone(), mentions }
        };
        let in_title = reading.tokens.title_tokens();
        let text = reading.speeches.partition_point(|speech| speech.tokens.start < in_title);
        if text > 0 {
            self.look_ahead(reading.speeches[text..].iter().filter_map(|speech| match &speech.source {
                Source::Named(words) => Some(describe(words)),
                _ => None,
            }));
        }
        let mut last = None;
        for (number, speech) in reading.speeches.iter().enumerate() {
            if number == text {
                self.ahead.clear();
            }
            let speaker = match &speech.source {
                Source::Unnamed => None,
                Source::Same => out.last().copied().flatten(),
                Source::Named(words) => self.speaker(&describe(words), last),
            };
            last = speaker.or(last);
            out.push(speaker);
        }
    }

    /// Learns whom the text says that persons speak for.
    fn look_ahead<'a>(&mut self, descriptions: impl Iterator<Item = Description<'a>>) {
        for description in descriptions.filter(|description| !description.is_former()) {
            let Some(found) = description.named() else { continue };
            for name in description.persons(found) {
                self.ahead.entry(name).or_insert(found.faction);
            }
        }
    }

    /// The faction of the speaker who is so described; `last` is the last faction that spoke.
    fn speaker(&mut self, description: &Description<'_>, last: Option<FactionId>) -> Option<FactionId> {
        let noun = description.noun();
        let speaker = match description.named() {
            _ if description.is_former() => None,
            Some(found) => {
                self.known.extend(description.persons(found).map(|name| (name, found.faction)));
                Some(found.faction)
            }
            None => self
                .by_name(description)
                .or_else(|| self.called_again(noun))
                .or_else(|| last.filter(|_| description.is_spokesman())),
        };
        self.called.extend(noun.filter(|noun| noun.may_return).map(|noun| (noun.hash, speaker)));
        speaker
    }

    /// The faction of a person who spoke before, or of whom it is said later.
    fn by_name(&self, description: &Description<'_>) -> Option<FactionId> {
        let known = |name: u64| self.known.get(&name).or_else(|| self.ahead.get(&name)).copied();
        description.names().find_map(known)
    }

    fn called_again(&self, noun: Option<Noun>) -> Option<FactionId> {
        let noun = noun.filter(|noun| noun.definite)?;
        self.called.get(&noun.hash).copied().flatten()
    }
}
