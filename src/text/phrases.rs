//! Phrases found in a text: leftmost words carry clitics, later ones match as they are.
//!
//! One trie over word hashes serves the faction names and the terms. What a word can begin is
//! worked out once for each word of the [`Lexis`], so a text costs one look-up a token where
//! nothing begins.

use std::ops::Range;

use super::hash::{HashedMap, combine, hash_bytes, hash_joined};
use super::lexis::{Lexis, WordId};
use super::reading::Reading;
use super::sieve::Sieve;
use super::token::{Sign, TokenKind};

/// The number of a phrase, as its owner counts them.
pub type PhraseId = u32;

type Node = u32;
const ROOT: Node = 0;
const ARTICLE: &str = "ال";
/// Ways to write one name, so that a hostile lexicon's long one takes no more room than it has words.
const MOST_WAYS: usize = 32;

/// A clitic letter before a phrase's first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// و or ف.
    pub conjunction: Option<char>,
    /// ب, ل, ك or س.
    pub particle: Option<char>,
    /// A function word is glued to its end (حفترفي).
    pub glued: bool,
}

/// A phrase found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which phrase.
    pub phrase: PhraseId,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What stood before its first word.
    pub before: Before,
}

/// A trie of folded phrases.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    edges: HashedMap<Node>,
    /// What may be a first word.
    first: Sieve,
    /// Which edges there may be to words that follow.
    later: Sieve,
    nodes: Vec<Stop>,
    /// The phrases of nodes where several end.
    several: Vec<Vec<PhraseId>>,
    bare: bool,
}

/// What is known at a node.
#[derive(Debug, Clone, Copy, Default)]
struct Stop {
    ends: Ends,
    /// Whether longer phrases go on.
    branches: bool,
}

/// The phrases that end at a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Ends {
    #[default]
    None,
    One(PhraseId),
    /// A list of this number.
    Several(u32),
}

/// What each word of a [`Lexis`] can begin; grows with it.
#[derive(Debug, Clone, Default)]
pub struct Beginnings {
    all: Vec<Beginning>,
    /// Whether a word has any.
    any: Vec<bool>,
    /// Where the beginnings of each word start; [`NONE`] where it has none.
    starts: Vec<u32>,
}

const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Beginning {
    node: Node,
    /// What is known there.
    stop: Stop,
    before: Before,
    /// Whether it is the word's last.
    last: bool,
}

/// Function words that writers glue to the name before them.
const GLUED: [&str; 8] = ["في", "من", "علي", "الي", "عن", "مع", "ان", "بعد"];

impl Phrases {
    /// An empty trie of names, which carry the article or do not.
    #[must_use]
    pub fn of_names() -> Self {
        Self { nodes: vec![Stop::default()], ..Self::default() }
    }

    /// An empty trie of terms, given bare: their first word matches with and without article.
    #[must_use]
    pub fn of_terms() -> Self {
        Self { bare: true, ..Self::of_names() }
    }

    /// Adds the folded `phrase` (words parted by spaces) under `id`. In a name a word in ون or
    /// ين stands for both, unless there are 32 ways to write it already.
    pub fn insert(&mut self, phrase: &str, id: PhraseId) {
        let (mut nodes, mut next) = (vec![ROOT], Vec::new());
        for word in phrase.split(' ').filter(|word| !word.is_empty()) {
            let one_way = self.bare || nodes.len() >= MOST_WAYS;
            let other = if one_way { None } else { other_case(word) };
            for form in [Some(hash_bytes(word.as_bytes())), other].into_iter().flatten() {
                next.extend(nodes.iter().map(|&node| self.child(node, form)));
            }
            std::mem::swap(&mut nodes, &mut next);
            next.clear();
        }
        for node in nodes {
            if node != ROOT {
                self.end(node, id);
            }
        }
    }

    fn end(&mut self, node: Node, id: PhraseId) {
        let ends = &mut self.nodes[node as usize].ends;
        match *ends {
            Ends::None => *ends = Ends::One(id),
            Ends::One(one) if one != id => {
                *ends = Ends::Several(self.several.len() as u32);
                self.several.push(vec![one, id]);
            }
            Ends::Several(list) if !self.several[list as usize].contains(&id) => {
                self.several[list as usize].push(id);
            }
            Ends::One(_) | Ends::Several(_) => {}
        }
    }

    fn child(&mut self, node: Node, word: u64) -> Node {
        let edge = combine(u64::from(node), word);
        match node {
            ROOT => self.first.add(word),
            _ => self.later.add(edge),
        }
        let next = self.nodes.len() as Node;
        self.nodes[node as usize].branches = true;
        let child = *self.edges.entry(edge).or_insert(next);
        if child == next {
            self.nodes.push(Stop::default());
        }
        child
    }

    fn first(&self, word: u64) -> Option<Node> {
        if self.first.may_have(word) {
            self.edges.get(&combine(u64::from(ROOT), word)).copied()
        } else {
            None
        }
    }

    fn step(&self, node: Node, word: u64) -> Option<Node> {
        let edge = combine(u64::from(node), word);
        if self.later.may_have(edge) { self.edges.get(&edge).copied() } else { None }
    }

    /// Every phrase that begins at token `start`, the longest last; marks and brackets inside a
    /// phrase are passed over.
    pub fn at(&self, reading: &Reading, beginnings: &Beginnings, start: usize, found: &mut Vec<Found>) {
        found.clear();
        self.each_at(reading, beginnings, start, |one| found.push(one));
        if found.len() > 1 {
            found.sort_by_key(|f| f.tokens.end);
        }
    }

    /// Gives every phrase that begins at token `start`, in any order.
    pub fn each_at(
        &self,
        reading: &Reading,
        beginnings: &Beginnings,
        start: usize,
        mut give: impl FnMut(Found),
    ) {
        let mut at = beginnings.starts[reading.words[start] as usize];
        while let Some(beginning) = beginnings.all.get(at as usize) {
            self.walk(reading, beginning, start, &mut give);
            at = if beginning.last { NONE } else { at + 1 };
        }
    }

    fn walk(&self, reading: &Reading, from: &Beginning, start: usize, give: &mut impl FnMut(Found)) {
        let (mut node, mut stop, mut at) = (from.node, from.stop, start);
        loop {
            let found = |phrase| Found { phrase, tokens: start..at + 1, before: from.before };
            match stop.ends {
                Ends::None => {}
                Ends::One(phrase) => give(found(phrase)),
                Ends::Several(list) => {
                    self.several[list as usize].iter().for_each(|&phrase| give(found(phrase)));
                }
            }
            if from.before.glued || !stop.branches {
                return;
            }
            let Some(next) = next_word(reading, at) else { return };
            let Some(child) = self.step(node, reading.hashes[next]) else { return };
            (node, stop, at) = (child, self.nodes[child as usize], next);
        }
    }

    fn beginnings(&self, forms: &Forms, begun: &mut Vec<Beginning>) {
        let start = begun.len();
        for form in &forms.all {
            let bare = form.bare.filter(|_| self.bare);
            for hash in [Some(form.whole), bare].into_iter().flatten() {
                begun.extend(self.first(hash).map(|node| self.beginning(node, form.before)));
            }
        }
        if begun.len() == start && !self.bare {
            self.glued(&forms.unglued, begun);
        }
        if let Some(last) = begun[start..].last_mut() {
            last.last = true;
        }
    }

    fn beginning(&self, node: Node, before: Before) -> Beginning {
        Beginning { node, stop: self.nodes[node as usize], before, last: false }
    }

    fn glued(&self, unglued: &[Hashed], begun: &mut Vec<Beginning>) {
        let ends = |node: &Node| self.nodes[*node as usize].ends != Ends::None;
        for form in unglued {
            let node = self.first(form.whole).filter(ends);
            begun.extend(node.map(|node| self.beginning(node, Before { glued: true, ..form.before })));
        }
    }
}

/// A form of a word by its hash, and by that without its article.
#[derive(Debug, Clone, Copy)]
struct Hashed {
    whole: u64,
    bare: Option<u64>,
    before: Before,
}

/// The forms of a word, by their hashes.
#[derive(Debug, Default)]
struct Forms {
    all: Vec<Hashed>,
    /// Those of what stands before a function word that may be glued to its end.
    unglued: Vec<Hashed>,
}

impl Forms {
    fn read(&mut self, key: &str) {
        self.all.clear();
        bare_forms(key, &mut |form, before| self.all.push(form.hashed(before)));
        self.unglued.clear();
        for bare in unglued(key).filter(|bare| bare.chars().count() >= 4) {
            bare_forms(bare, &mut |form, before| self.unglued.push(form.hashed(before)));
        }
    }
}

/// What of `key` stands before each function word that it ends in.
fn unglued(key: &str) -> impl Iterator<Item = &str> {
    // Most words end in none of their last letters.
    let words = if key.ends_with(['ي', 'ن', 'ع', 'د']) { &GLUED[..] } else { &[] };
    words.iter().filter_map(|glued| key.strip_suffix(glued))
}

/// Works out what the words that `lexis` has met since the last call can begin in each of `tries`.
pub(crate) fn grow<const N: usize>(mut tries: [(&Phrases, &mut Beginnings); N], lexis: &Lexis) {
    tries.iter_mut().for_each(|(_, beginnings)| beginnings.forget(lexis));
    let known = tries.iter().map(|(_, beginnings)| beginnings.any.len()).min();
    let mut forms = Forms::default();
    for id in known.unwrap_or_default()..lexis.len() {
        forms.read(lexis.word(id as u32).key());
        for (phrases, beginnings) in &mut tries {
            if beginnings.any.len() == id {
                beginnings.add(phrases, &forms);
            }
        }
    }
}

impl Beginnings {
    /// Forgets the words of another lexis.
    fn forget(&mut self, lexis: &Lexis) {
        if self.any.len() > lexis.len() {
            self.all.clear();
            self.any.clear();
            self.starts.clear();
        }
    }

    fn add(&mut self, phrases: &Phrases, forms: &Forms) {
        let start = self.all.len();
        phrases.beginnings(forms, &mut self.all);
        let any = self.all.len() > start;
        self.any.push(any);
        self.starts.push(if any { start as u32 } else { NONE });
    }

    /// Follows a lexis that has kept the words of these old ids alone, in this order.
    pub(crate) fn keep(&mut self, kept: &[WordId]) {
        let mut end = 0;
        for (new, &old) in kept.iter().enumerate() {
            let mut at = self.starts[old as usize];
            self.any[new] = at != NONE;
            self.starts[new] = if at == NONE { NONE } else { end as u32 };
            while at != NONE {
                let beginning = self.all[at as usize];
                self.all[end] = beginning;
                end += 1;
                at = if beginning.last { NONE } else { at + 1 };
            }
        }
        self.all.truncate(end);
        self.any.truncate(kept.len());
        self.starts.truncate(kept.len());
    }

    /// Whether any phrase can begin with `word`.
    #[must_use]
    pub fn any(&self, word: u32) -> bool {
        self.any[word as usize]
    }
}

/// The hash of the same word with its masculine plural's other ending.
fn other_case(word: &str) -> Option<u64> {
    let ending = |from, to| {
        let bare = word.strip_suffix(from)?;
        (bare.chars().count() > 2).then(|| hash_joined(bare, to))
    };
    ending("ون", "ين").or_else(|| ending("ين", "ون"))
}

/// A form of a word: the article, or nothing, and what of the word follows.
#[derive(Clone, Copy)]
struct Form<'k> {
    article: bool,
    rest: &'k str,
}

impl<'k> Form<'k> {
    fn hash(self) -> u64 {
        if self.article { hash_joined(ARTICLE, self.rest) } else { hash_bytes(self.rest.as_bytes()) }
    }

    fn without_article(self) -> Option<&'k str> {
        if self.article { Some(self.rest) } else { self.rest.strip_prefix(ARTICLE) }
    }

    fn hashed(self, before: Before) -> Hashed {
        let bare = self.without_article().map(|bare| hash_bytes(bare.as_bytes()));
        Hashed { whole: self.hash(), bare, before }
    }
}

/// Gives the forms of `key` once legal clitics are off: itself, without و ف, without ب ل ك س, and
/// لل as ل and ال.
fn bare_forms(key: &str, give: &mut impl FnMut(Form<'_>, Before)) {
    let none = Before::default();
    with_particles(key, none, give);
    if let Some((conjunction, rest)) = cut(key, &['و', 'ف']) {
        with_particles(rest, Before { conjunction: Some(conjunction), ..none }, give);
    }
}

fn with_particles(key: &str, before: Before, give: &mut impl FnMut(Form<'_>, Before)) {
    give(Form { article: false, rest: key }, before);
    if let Some((particle, rest)) = cut(key, &['ب', 'ل', 'ك', 'س']) {
        let before = Before { particle: Some(particle), ..before };
        if let Some(bare) = key.strip_prefix("لل") {
            give(Form { article: true, rest: bare }, before);
        }
        give(Form { article: false, rest }, before);
    }
}

fn cut<'k>(key: &'k str, clitics: &[char]) -> Option<(char, &'k str)> {
    let first = key.chars().next().filter(|first| clitics.contains(first))?;
    let rest = &key[first.len_utf8()..];
    (rest.chars().count() >= 2).then_some((first, rest))
}

/// The word after token `at`, if only quotation marks and brackets part the two.
pub(crate) fn next_word(reading: &Reading, at: usize) -> Option<usize> {
    let word = (at + 1..reading.tokens.len()).find(|&next| !is_passed_over(reading, next))?;
    (is_word(reading, word) && same_field(reading, at, word)).then_some(word)
}

/// The word before token `at`, if only quotation marks and brackets part the two.
pub(crate) fn previous_word(reading: &Reading, at: usize) -> Option<usize> {
    let word = (0..at).rev().find(|&before| !is_passed_over(reading, before))?;
    (is_word(reading, word) && same_field(reading, at, word)).then_some(word)
}

fn is_word(reading: &Reading, at: usize) -> bool {
    matches!(reading.tokens.token(at).kind, TokenKind::Word | TokenKind::Number)
}

fn is_passed_over(reading: &Reading, at: usize) -> bool {
    matches!(reading.tokens.token(at).kind, TokenKind::Quote(_))
        || matches!(reading.tokens.sign(at), Sign::Opening | Sign::Closing)
}

fn same_field(reading: &Reading, a: usize, b: usize) -> bool {
    reading.tokens.field(a) == reading.tokens.field(b)
}
