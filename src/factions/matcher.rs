//! Finding the factions that a document mentions: leftmost, longest, on whole words.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::lexicon::{Alias, FactionLexicon};
use super::mentions::{FactionId, Mention, MentionKind};
use super::neighbours::{Neighbours, hash_of};
use crate::text::hash::{HashedMap, hash_bytes, hash_joined};
use crate::text::phrases::{Before, Beginnings, Found, PhraseId, Phrases, grow};
use crate::text::{Lexis, Reading, WordId, fold_key, keep};

/// A noun stands for a faction within this many sentences of the mention that it points back to.
const ANAPHOR_SENTENCES: u32 = 6;
/// A noun that nothing before it explains stands for a faction named at most this many sentences behind it.
const AHEAD_SENTENCES: u32 = 1;

const NO_ANAPHOR: u32 = u32::MAX;

/// A lexicon made ready for matching.
#[derive(Debug, Clone, Default)]
pub struct FactionMatcher {
    names: Phrases,
    conditions: Vec<Conditions>,
    /// The lists of conditions, each once.
    lists: Lists,
    clues: Phrases,
    clue_count: usize,
    /// The factions that each noun stands for, and the nouns' numbers by hash.
    anaphors: Vec<Vec<FactionId>>,
    anaphor_numbers: HashedMap<u32>,
}

#[derive(Debug, Clone)]
struct Conditions {
    /// `None` for a phrase that names nobody.
    faction: Option<FactionId>,
    kind: MentionKind,
    /// A list of clues.
    near: u32,
    /// Lists of neighbours.
    not_before: u32,
    not_after: u32,
    clitics: Option<Vec<char>>,
}

/// What the conditions of names refer to: many names share a list.
#[derive(Debug, Clone, Default)]
struct Lists {
    clues: Vec<Vec<PhraseId>>,
    neighbours: Vec<Neighbours>,
}

/// The number of the list without a word.
const EMPTY: u32 = 0;

/// What the words met so far can begin; goes with one [`Lexis`].
#[derive(Debug, Clone, Default)]
pub struct MatcherCache {
    names: Beginnings,
    clues: Beginnings,
    anaphors: Anaphors,
    /// What each word of the lexis may do: [`NAMES`], [`CLUES`] and [`STANDS`].
    does: Vec<u8>,
    /// The tokens of a text that do any of it, with what.
    doing: Vec<(usize, u8)>,
    present: Vec<u32>,
    found: Vec<Found>,
    /// How many mentions there were up to the last of each faction, or to the next one; 0 for a faction without one.
    last: Vec<usize>,
    /// Nouns that stand for no faction named before them.
    waiting: Vec<usize>,
}

/// The word may begin a name.
const NAMES: u8 = 1;
/// It may begin a clue.
const CLUES: u8 = 2;
/// It stands for factions named nearby.
const STANDS: u8 = 4;

/// Which words of a [`Lexis`] stand for factions; grows with it.
#[derive(Debug, Clone, Default)]
struct Anaphors {
    /// The number of each word's noun; [`NO_ANAPHOR`] for most words, which are none.
    nouns: Vec<u32>,
}

/// Makes a lexicon ready, each list of conditions and each word of one once, however often it is there.
struct Maker<'a> {
    lexicon: &'a FactionLexicon,
    matcher: FactionMatcher,
    /// The numbers of lists by what they say.
    near: HashMap<&'a [String], u32>,
    neighbours: HashMap<&'a [String], u32>,
    hashes: HashMap<&'a str, u64>,
    clues: HashMap<&'a str, PhraseId>,
    /// The numbers of clues by the hash of their folded words.
    numbers: HashedMap<PhraseId>,
}

impl<'a> Maker<'a> {
    fn add(&mut self, faction: Option<FactionId>, alias: &'a Alias) {
        let kind = if alias.loaded.is_some() { MentionKind::Loaded } else { MentionKind::Name };
        let id = self.matcher.conditions.len() as PhraseId;
        let conditions = Conditions {
            faction,
            kind,
            near: self.near(&alias.near),
            not_before: self.neighbours(&alias.not_before),
            not_after: self.neighbours(&alias.not_after),
            clitics: alias.clitics.clone(),
        };
        self.matcher.conditions.push(conditions);
        self.matcher.names.insert(&fold_key(&alias.text), id);
    }

    fn near(&mut self, condition: &'a [String]) -> u32 {
        if condition.is_empty() {
            return EMPTY;
        }
        if let Some(&list) = self.near.get(condition) {
            return list;
        }
        let clues = self.lexicon.words(condition).map(|word| self.clue(word)).collect();
        let lists = &mut self.matcher.lists.clues;
        let number = lists.len() as u32;
        lists.push(clues);
        self.near.insert(condition, number);
        number
    }

    fn neighbours(&mut self, condition: &'a [String]) -> u32 {
        if condition.is_empty() {
            return EMPTY;
        }
        let Self { lexicon, hashes, neighbours, matcher, .. } = self;
        *neighbours.entry(condition).or_insert_with(|| {
            let hash = |word: &'a str| *hashes.entry(word).or_insert_with(|| hash_of(word));
            let lists = &mut matcher.lists.neighbours;
            lists.push(Neighbours::new(lexicon.words(condition), hash));
            lists.len() as u32 - 1
        })
    }

    fn clue(&mut self, word: &'a str) -> PhraseId {
        let Self { clues, numbers, matcher, .. } = self;
        *clues.entry(word).or_insert_with(|| {
            let key = fold_key(word);
            let next = matcher.clue_count as PhraseId;
            let id = *numbers.entry(hash_bytes(key.as_bytes())).or_insert(next);
            if id == next {
                matcher.clue_count += 1;
                matcher.clues.insert(&key, id);
            }
            id
        })
    }

    fn add_anaphor(&mut self, noun: &str, faction: FactionId) {
        let FactionMatcher { anaphors, anaphor_numbers, .. } = &mut self.matcher;
        let next = anaphors.len() as u32;
        let noun = *anaphor_numbers.entry(hash_bytes(fold_key(noun).as_bytes())).or_insert(next);
        if noun == next {
            anaphors.push(Vec::new());
        }
        anaphors[noun as usize].push(faction);
    }
}

impl FactionMatcher {
    /// Makes `lexicon` ready.
    #[must_use]
    pub fn new(lexicon: &FactionLexicon) -> Self {
        let matcher = Self {
            names: Phrases::of_names(),
            clues: Phrases::of_names(),
            lists: Lists { clues: vec![Vec::new()], neighbours: vec![Neighbours::default()] },
            ..Self::default()
        };
        let mut maker = Maker {
            lexicon,
            matcher,
            near: HashMap::new(),
            neighbours: HashMap::new(),
            hashes: HashMap::new(),
            clues: HashMap::new(),
            numbers: HashedMap::default(),
        };
        // Of equals the first added is taken: plain phrases win over names, contested ones do not.
        let (contested, plain): (Vec<&Alias>, _) = lexicon.nobody.iter().partition(|p| !p.near.is_empty());
        for phrase in plain {
            maker.add(None, phrase);
        }
        for (number, faction) in lexicon.factions.iter().enumerate() {
            let number = number as FactionId;
            for alias in &faction.aliases {
                maker.add(Some(number), alias);
            }
            for anaphor in &faction.anaphors {
                maker.add_anaphor(anaphor, number);
            }
        }
        for phrase in contested {
            maker.add(None, phrase);
        }
        maker.matcher
    }

    /// The tries, each with what is known of the words met so far.
    pub(crate) fn tries<'a>(&'a self, cache: &'a mut MatcherCache) -> [(&'a Phrases, &'a mut Beginnings); 2] {
        [(&self.names, &mut cache.names), (&self.clues, &mut cache.clues)]
    }

    /// The mentions of `reading` in order, none overlapping another.
    pub fn find(&self, reading: &Reading, lexis: &Lexis, cache: &mut MatcherCache, out: &mut Vec<Mention>) {
        out.clear();
        cache.read(self, reading, lexis);
        self.note_clues(reading, cache);
        cache.last.clear();
        cache.waiting.clear();
        let mut free = 0;
        for i in 0..cache.doing.len() {
            let (at, does) = cache.doing[i];
            if at < free || does & (NAMES | STANDS) == 0 {
                continue;
            }
            let mention = if let Some((tokens, name)) = self.name_at(reading, lexis, cache, (at, does)) {
                free = tokens.end;
                name.faction.map(|faction| Mention { faction, tokens, kind: name.kind })
            } else {
                self.anaphor_at(reading, cache, at, out)
            };
            if let Some(mention) = mention {
                cache.note(mention.faction, out.len() + 1);
                out.push(mention);
            }
        }
        self.look_ahead(reading, cache, out);
    }

    fn note_clues(&self, reading: &Reading, cache: &mut MatcherCache) {
        let MatcherCache { present, clues, doing, .. } = cache;
        present.clear();
        present.resize(self.clue_count, 0);
        for &(at, _) in doing.iter().filter(|(_, does)| does & CLUES != 0) {
            self.clues.each_at(reading, clues, at, |found| present[found.phrase as usize] += 1);
        }
    }

    /// The name that begins at token `at`, with its tokens.
    fn name_at(
        &self,
        reading: &Reading,
        lexis: &Lexis,
        cache: &mut MatcherCache,
        (at, does): (usize, u8),
    ) -> Option<(Range<usize>, &Conditions)> {
        if does & NAMES == 0 {
            return None;
        }
        self.names.at(reading, &cache.names, at, &mut cache.found);
        let present = &cache.present;
        let lists = &self.lists;
        let holding = |found: &&Found| {
            self.conditions[found.phrase as usize].hold(lists, found, reading, lexis, present)
        };
        cache
            .found
            .iter()
            .filter(holding)
            .map(|found| (found, &self.conditions[found.phrase as usize]))
            .max_by_key(|(found, name)| (found.tokens.end, name.clues(lists, present), Reverse(found.phrase)))
            .map(|(found, name)| (found.tokens.clone(), name))
    }

    /// A noun such as التنظيم, for the last faction named before it that it can stand for.
    fn anaphor_at(
        &self,
        reading: &Reading,
        cache: &mut MatcherCache,
        at: usize,
        before: &[Mention],
    ) -> Option<Mention> {
        let noun = cache.anaphors.nouns[reading.words[at] as usize];
        if noun == NO_ANAPHOR {
            return None;
        }
        // Only each faction's last mention is looked at, however many there are.
        let last = self.noted(noun, cache).max();
        let last = last.map(|number| before[number - 1].at(reading));
        let near = last.filter(|&(_, sentence)| reading.sentences[at] - sentence <= ANAPHOR_SENTENCES);
        if near.is_none() {
            cache.waiting.push(at);
        }
        near.map(|(faction, _)| Mention::anaphor(faction, at))
    }

    /// A headline may say التنظيم before the text names it: nouns that nothing before them explains, for the first
    /// faction named behind them that they can stand for.
    fn look_ahead(&self, reading: &Reading, cache: &mut MatcherCache, mentions: &mut Vec<Mention>) {
        cache.last.clear();
        let (mut found, mut behind) = (Vec::new(), mentions.len());
        while let Some(at) = cache.waiting.pop() {
            while behind > 0 && mentions[behind - 1].tokens.start > at {
                let mention = &mentions[behind - 1];
                if mention.kind != MentionKind::Anaphor {
                    cache.note(mention.faction, behind);
                }
                behind -= 1;
            }
            let noun = cache.anaphors.nouns[reading.words[at] as usize];
            let next = self.noted(noun, cache).min().map(|number| mentions[number - 1].at(reading));
            let near = next.filter(|&(_, sentence)| sentence - reading.sentences[at] <= AHEAD_SENTENCES);
            found.extend(near.map(|(faction, _)| Mention::anaphor(faction, at)));
        }
        if !found.is_empty() {
            mentions.append(&mut found);
            mentions.sort_by_key(|mention| mention.tokens.start);
        }
    }

    /// The numbers noted for the factions that a noun can stand for.
    fn noted(&self, noun: u32, cache: &MatcherCache) -> impl Iterator<Item = usize> {
        let factions = self.anaphors[noun as usize].iter();
        factions
            .filter_map(|&faction| cache.last.get(usize::from(faction)).copied())
            .filter(|&number| number > 0)
    }
}

impl MatcherCache {
    /// Notes the number of a faction's mention, from 1.
    fn note(&mut self, faction: FactionId, number: usize) {
        let faction = usize::from(faction);
        self.last.resize(self.last.len().max(faction + 1), 0);
        self.last[faction] = number;
    }

    /// Follows a lexis that has kept the words of these old ids alone, in this order.
    pub(crate) fn keep(&mut self, kept: &[WordId]) {
        self.names.keep(kept);
        self.clues.keep(kept);
        keep(&mut self.anaphors.nouns, kept);
        keep(&mut self.does, kept);
    }

    /// Learns the new words of `lexis` and finds the tokens that are to be looked at.
    fn read(&mut self, matcher: &FactionMatcher, reading: &Reading, lexis: &Lexis) {
        grow(matcher.tries(self), lexis);
        self.anaphors.grow(matcher, lexis);
        self.does.truncate(if self.does.len() > lexis.len() { 0 } else { self.does.len() });
        for word in self.does.len()..lexis.len() {
            let names = if self.names.any(word as u32) { NAMES } else { 0 };
            let clues = if self.clues.any(word as u32) { CLUES } else { 0 };
            let stands = if self.anaphors.nouns[word] == NO_ANAPHOR { 0 } else { STANDS };
            self.does.push(names | clues | stands);
        }
        self.doing.clear();
        let does = reading.words.iter().map(|&word| self.does[word as usize]).enumerate();
        self.doing.extend(does.filter(|&(_, does)| does != 0));
    }
}

impl Anaphors {
    fn grow(&mut self, matcher: &FactionMatcher, lexis: &Lexis) {
        if self.nouns.len() > lexis.len() {
            self.nouns.clear();
        }
        for id in self.nouns.len()..lexis.len() {
            let word = lexis.word(id as u32);
            let definite = || hash_joined(if word.proclitics.article { "ال" } else { "" }, word.stem());
            let numbers = &matcher.anaphor_numbers;
            let noun = numbers.get(&word.key_hash).or_else(|| numbers.get(&definite()));
            self.nouns.push(noun.copied().unwrap_or(NO_ANAPHOR));
        }
    }
}

impl Mention {
    fn anaphor(faction: FactionId, at: usize) -> Self {
        Self { faction, tokens: at..at + 1, kind: MentionKind::Anaphor }
    }

    /// Whom it names, in which sentence.
    fn at(&self, reading: &Reading) -> (FactionId, u32) {
        (self.faction, reading.sentences[self.tokens.start])
    }
}

impl Conditions {
    /// How often the document has the clues that speak for this alias: of two factions with the
    /// same name, the one with more of them is meant.
    fn clues(&self, lists: &Lists, present: &[u32]) -> u32 {
        lists.clues[self.near as usize].iter().map(|&clue| present[clue as usize]).sum()
    }

    fn hold(&self, lists: &Lists, found: &Found, reading: &Reading, lexis: &Lexis, present: &[u32]) -> bool {
        let [not_before, not_after] =
            [self.not_before, self.not_after].map(|list| &lists.neighbours[list as usize]);
        (lists.clues[self.near as usize].is_empty() || self.clues(lists, present) > 0)
            && self.allows(found.before)
            && !not_before.follow(reading, found.tokens.end - 1)
            && !not_after.precede(reading, lexis, found.tokens.start)
    }

    fn allows(&self, before: Before) -> bool {
        let Some(clitics) = &self.clitics else { return true };
        [before.conjunction, before.particle].into_iter().flatten().all(|clitic| clitics.contains(&clitic))
    }
}
