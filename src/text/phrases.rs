//! Phrases found in a text: leftmost words carry clitics, later ones match as they are.
//!
//! One trie over word hashes serves the faction names and the terms. What a word can begin is
//! worked out once for each word of the [`Lexis`], so a text costs one look-up a token where
//! nothing begins.

use std::ops::Range;

use super::hash::{HashedMap, combine, hash_bytes, hash_joined};
use super::lexis::{Lexis, Word};
use super::reading::Reading;
use super::token::{Sign, TokenKind};

/// The number of a phrase, as its owner counts them.
pub type PhraseId = u32;

type Node = u32;
const ROOT: Node = 0;
const ARTICLE: &str = "ال";

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
    ends: Vec<Vec<PhraseId>>,
    bare: bool,
}

/// What each word of a [`Lexis`] can begin; grows with it.
#[derive(Debug, Clone, Default)]
pub struct Beginnings {
    all: Vec<Beginning>,
    /// Where the beginnings of each word end; those of the word before it end where they start.
    ends: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Beginning {
    node: Node,
    before: Before,
}

/// Function words that writers glue to the name before them.
const GLUED: [&str; 8] = ["في", "من", "علي", "الي", "عن", "مع", "ان", "بعد"];

impl Phrases {
    /// An empty trie of names, which carry the article or do not.
    #[must_use]
    pub fn of_names() -> Self {
        Self { ends: vec![Vec::new()], ..Self::default() }
    }

    /// An empty trie of terms, given bare: their first word matches with and without article.
    #[must_use]
    pub fn of_terms() -> Self {
        Self { bare: true, ..Self::of_names() }
    }

    /// Adds the folded `phrase` (words parted by spaces) under `id`. In a name a word in ون or
    /// ين stands for both.
    pub fn insert(&mut self, phrase: &str, id: PhraseId) {
        let mut nodes = vec![ROOT];
        for word in phrase.split(' ').filter(|word| !word.is_empty()) {
            let other = if self.bare { None } else { other_case(word) };
            let forms: Vec<u64> = std::iter::once(hash_bytes(word.as_bytes()))
                .chain(other.map(|form| hash_bytes(form.as_bytes())))
                .collect();
            nodes = nodes
                .iter()
                .flat_map(|&node| forms.iter().map(move |&form| (node, form)))
                .map(|(node, form)| self.child(node, form))
                .collect();
        }
        for node in nodes {
            let ends = &mut self.ends[node as usize];
            if node != ROOT && !ends.contains(&id) {
                ends.push(id);
            }
        }
    }

    fn child(&mut self, node: Node, word: u64) -> Node {
        let next = self.ends.len() as Node;
        let child = *self.edges.entry(combine(u64::from(node), word)).or_insert(next);
        if child == next {
            self.ends.push(Vec::new());
        }
        child
    }

    fn step(&self, node: Node, word: u64) -> Option<Node> {
        self.edges.get(&combine(u64::from(node), word)).copied()
    }

    /// Every phrase that begins at token `start`, the longest last; marks and brackets inside a
    /// phrase are passed over.
    pub fn at(
        &self,
        reading: &Reading,
        lexis: &Lexis,
        beginnings: &Beginnings,
        start: usize,
        found: &mut Vec<Found>,
    ) {
        found.clear();
        for beginning in beginnings.of(reading.words[start]) {
            self.walk(reading, lexis, *beginning, start, found);
        }
        if found.len() > 1 {
            found.sort_by_key(|f| f.tokens.end);
        }
    }

    fn walk(&self, reading: &Reading, lexis: &Lexis, from: Beginning, start: usize, found: &mut Vec<Found>) {
        let mut node = from.node;
        let mut at = start;
        loop {
            let tokens = start..at + 1;
            found.extend(self.ends[node as usize].iter().map(|&phrase| Found {
                phrase,
                tokens: tokens.clone(),
                before: from.before,
            }));
            if from.before.glued {
                return;
            }
            let Some(next) = next_word(reading, at) else { return };
            let Some(child) = self.step(node, lexis.word(reading.words[next]).key_hash) else { return };
            (node, at) = (child, next);
        }
    }

    fn beginnings(&self, word: &Word, begun: &mut Vec<Beginning>) {
        let before = begun.len();
        bare_forms(word.key(), &mut |form, before| self.begin(form, before, begun));
        if begun.len() == before && !self.bare {
            self.glued(word.key(), begun);
        }
    }

    fn begin(&self, form: Form<'_>, before: Before, begun: &mut Vec<Beginning>) {
        begun.extend(self.step(ROOT, form.hash()).map(|node| Beginning { node, before }));
        if let Some(bare) = form.without_article().filter(|_| self.bare) {
            begun.extend(self.step(ROOT, hash_bytes(bare.as_bytes())).map(|node| Beginning { node, before }));
        }
    }

    fn glued(&self, key: &str, begun: &mut Vec<Beginning>) {
        for bare in GLUED.iter().filter_map(|glued| key.strip_suffix(glued)) {
            if bare.chars().count() < 4 {
                continue;
            }
            bare_forms(bare, &mut |form, before| {
                let ends = |node: &Node| !self.ends[*node as usize].is_empty();
                let node = self.step(ROOT, form.hash()).filter(ends);
                begun.extend(node.map(|node| Beginning { node, before: Before { glued: true, ..before } }));
            });
        }
    }
}

impl Beginnings {
    /// Works out what the words that `lexis` has met since the last call can begin.
    pub fn grow(&mut self, phrases: &Phrases, lexis: &Lexis) {
        if self.ends.len() > lexis.len() {
            self.all.clear();
            self.ends.clear();
        }
        for id in self.ends.len()..lexis.len() {
            phrases.beginnings(lexis.word(id as u32), &mut self.all);
            self.ends.push(self.all.len() as u32);
        }
    }

    fn of(&self, word: u32) -> &[Beginning] {
        let word = word as usize;
        let start = word.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[word] as usize]
    }

    /// Whether any phrase can begin with `word`.
    #[must_use]
    pub fn any(&self, word: u32) -> bool {
        !self.of(word).is_empty()
    }
}

/// The same word with its masculine plural's other ending.
fn other_case(word: &str) -> Option<String> {
    if word.chars().count() < 5 {
        return None;
    }
    let ending = |from, to| word.strip_suffix(from).map(|bare| [bare, to].concat());
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

fn next_word(reading: &Reading, at: usize) -> Option<usize> {
    let mut next = at + 1;
    while next < reading.tokens.len() {
        match reading.tokens.token(next).kind {
            TokenKind::Word | TokenKind::Number => return same_field(reading, at, next).then_some(next),
            TokenKind::Quote(_) => {}
            _ if matches!(reading.tokens.sign(next), Sign::Opening | Sign::Closing) => {}
            _ => return None,
        }
        next += 1;
    }
    None
}

fn same_field(reading: &Reading, a: usize, b: usize) -> bool {
    reading.tokens.field(a) == reading.tokens.field(b)
}
