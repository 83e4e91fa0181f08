//! Counting what stands beside a faction, by group, article and outlet.

use std::collections::{HashMap, HashSet};

use super::examples::Examples;
use super::window::Window;
use crate::corpus::Document;
use crate::groups::Names;
use crate::terms::TermId;
use crate::text::hash::{combine, hash_bytes};

/// Number of a group, an outlet or a unit.
pub(super) type Number = u32;

/// Takes the windows of document after document, in order.
///
/// What it holds grows with the articles that mention the faction, by the different words beside its
/// mentions: some hundred bytes an article.
#[derive(Debug, Default)]
pub struct Collector {
    pub(super) groups: Names,
    pub(super) sources: Names,
    pub(super) units: Vec<Unit>,
    pub(super) articles: Vec<Article>,
    pub(super) examples: Examples,
    numbers: HashMap<u64, Number>,
    /// Group and words of the windows seen.
    seen: HashSet<(Number, u64)>,
    /// Windows that repeat one of their group, word for word.
    pub(super) repeated: u64,
    /// Documents that mention the faction and do not say their group.
    pub(super) groupless: u64,
}

/// What is known of a unit.
#[derive(Debug, Default)]
pub(super) struct Unit {
    pub(super) key: u64,
    /// Spellings and how often each stands.
    spellings: HashMap<Box<str>, u32>,
    /// Terms of the lexicon that it was, or was a part of, and how often.
    terms: HashMap<TermId, u32>,
    uses: u32,
}

impl Unit {
    /// The commonest spelling; of equals the first in the order of letters.
    pub(super) fn spelling(&self) -> &str {
        let commonest = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        commonest.map_or("", |(spelling, _)| spelling)
    }

    /// The term that most of its uses are, if most are one.
    pub(super) fn term(&self) -> Option<TermId> {
        let commonest = self.terms.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        commonest.filter(|(_, uses)| **uses * 2 > self.uses).map(|(&term, _)| term)
    }
}

/// Counts of one article.
#[derive(Debug)]
pub(super) struct Article {
    pub(super) group: Number,
    pub(super) source: Number,
    /// Units and how often, by number.
    pub(super) counts: Box<[(Number, f64)]>,
}

impl Article {
    pub(super) fn total(&self) -> f64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

impl AsRef<[(Number, f64)]> for Article {
    fn as_ref(&self) -> &[(Number, f64)] {
        &self.counts
    }
}

impl Collector {
    /// Counts the windows of a document of `group`. A window that repeats another of its group word for
    /// word (a copied article, a standing paragraph) counts once; what two windows share counts once.
    pub fn add(&mut self, group: Option<&str>, document: &Document, windows: Vec<Window>) {
        if windows.is_empty() {
            return;
        }
        let Some(group) = group else {
            self.groupless += 1;
            return;
        };
        let group = self.groups.number(group);
        let source = self.sources.number(document.source.as_deref().unwrap_or_default());
        let mut counted = HashSet::new();
        let mut counts: HashMap<Number, f64> = HashMap::new();
        for window in windows {
            if !self.seen.insert((group, window.hash)) {
                self.repeated += 1;
                continue;
            }
            for unit in &window.units {
                if counted.insert(unit.token) {
                    let spelling = window.text.get(unit.bytes.clone()).unwrap_or_default();
                    *counts.entry(self.unit(unit.key, spelling, unit.term)).or_default() += 1.0;
                }
            }
            let order = combine(window.hash, hash_bytes(document.id.as_bytes()));
            self.examples.add(order, group, document, window);
        }
        let mut counts: Vec<(Number, f64)> = counts.into_iter().collect();
        counts.sort_by_key(|&(unit, _)| unit);
        self.articles.push(Article { group, source, counts: counts.into() });
    }

    fn unit(&mut self, key: u64, spelling: &str, term: Option<TermId>) -> Number {
        let next = self.units.len() as Number;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.units.push(Unit { key, ..Unit::default() });
        }
        let unit = &mut self.units[number as usize];
        unit.uses += 1;
        match unit.spellings.get_mut(spelling) {
            Some(count) => *count += 1,
            None => {
                unit.spellings.insert(spelling.into(), 1);
            }
        }
        if let Some(term) = term {
            *unit.terms.entry(term).or_default() += 1;
        }
        number
    }
}
