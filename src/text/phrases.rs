//! Phrases found in a text: leftmost words carry clitics, later ones match as they are.
//!
//! One trie over word hashes serves the faction names and the terms. What a word can begin is
//! worked out once for each word of the [`Lexis`], so a text costs one look-up a token where
//! nothing begins.

use std::ops::Range;

use super::hash::{HashedMap, combine, hash_bytes};
use super::lexis::{Lexis, Word};
use super::reading::Reading;
use super::token::TokenKind;

/// The number of a phrase, as its owner counts them.
pub type PhraseId = u32;

type Node = u32;
const ROOT: Node = 0;

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
    by_word: Vec<Option<Box<[Beginning]>>>,
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
        let Some(begun) = beginnings.of(reading.words[start]) else { return };
        for beginning in begun {
            self.walk(reading, lexis, *beginning, start, found);
        }
        found.sort_by_key(|f| f.tokens.end);
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

    fn beginnings(&self, word: &Word) -> Option<Box<[Beginning]>> {
        let mut begun = Vec::new();
        for (form, before) in bare_forms(word.key()) {
            let without_article = form.strip_prefix("ال").filter(|_| self.bare);
            for form in std::iter::once(form.as_str()).chain(without_article) {
                if let Some(node) = self.step(ROOT, hash_bytes(form.as_bytes())) {
                    begun.push(Beginning { node, before });
                }
            }
        }
        if begun.is_empty() && !self.bare {
            self.glued(word.key(), &mut begun);
        }
        (!begun.is_empty()).then(|| begun.into_boxed_slice())
    }

    fn glued(&self, key: &str, begun: &mut Vec<Beginning>) {
        for bare in GLUED.iter().filter_map(|glued| key.strip_suffix(glued)) {
            if bare.chars().count() < 4 {
                continue;
            }
            for (form, before) in bare_forms(bare) {
                if let Some(node) = self.step(ROOT, hash_bytes(form.as_bytes()))
                    && !self.ends[node as usize].is_empty()
                {
                    begun.push(Beginning { node, before: Before { glued: true, ..before } });
                }
            }
        }
    }
}

impl Beginnings {
    /// Works out what the words that `lexis` has met since the last call can begin.
    pub fn grow(&mut self, phrases: &Phrases, lexis: &Lexis) {
        if self.by_word.len() > lexis.len() {
            self.by_word.clear();
        }
        for id in self.by_word.len()..lexis.len() {
            self.by_word.push(phrases.beginnings(lexis.word(id as u32)));
        }
    }

    fn of(&self, word: u32) -> Option<&[Beginning]> {
        self.by_word[word as usize].as_deref()
    }

    /// Whether any phrase can begin with `word`.
    #[must_use]
    pub fn any(&self, word: u32) -> bool {
        self.by_word[word as usize].is_some()
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

/// The forms of `key` once legal clitics are off: itself, without و ف, without ب ل ك س, and لل
/// as ل and ال.
pub(crate) fn bare_forms(key: &str) -> Vec<(String, Before)> {
    let mut forms = Vec::with_capacity(6);
    let none = Before::default();
    with_particles(key, none, &mut forms);
    if let Some((conjunction, rest)) = cut(key, &['و', 'ف']) {
        with_particles(rest, Before { conjunction: Some(conjunction), ..none }, &mut forms);
    }
    forms
}

fn with_particles(key: &str, before: Before, forms: &mut Vec<(String, Before)>) {
    forms.push((key.to_owned(), before));
    if let Some((particle, rest)) = cut(key, &['ب', 'ل', 'ك', 'س']) {
        let before = Before { particle: Some(particle), ..before };
        if let Some(bare) = key.strip_prefix("لل") {
            forms.push((["ال", bare].concat(), before));
        }
        forms.push((rest.to_owned(), before));
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
        || matches!(reading.tokens.key(at), "(" | ")")
}

fn same_field(reading: &Reading, a: usize, b: usize) -> bool {
    reading.tokens.field(a) == reading.tokens.field(b)
}
