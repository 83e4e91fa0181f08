//! What separates the groups.

use std::collections::BTreeSet;

use super::collect::{Article, Collector, Number};
use super::examples::Example;
use crate::stats::dispersion::{Part, deviation_of_proportions};
use crate::stats::log_odds::{LogOdds, WordPrior, WordUse, log_odds};
use crate::stats::polarisation::leave_out_polarisation;
use crate::terms::TermId;

/// What is told of the counts.
#[derive(Debug, Clone, PartialEq)]
pub struct KeynessSettings {
    /// Units a group.
    pub top: usize,
    /// Examples a unit.
    pub examples: usize,
    /// A unit stands in so many articles of the group at least.
    pub least_articles: usize,
    /// The weight of the prior in words: what all groups together say of the faction, as if each group
    /// had said so many words of it before it is read.
    pub prior: f64,
    /// Only terms of the lexicon that lean one way.
    pub loaded: Option<BTreeSet<TermId>>,
}

/// Below this z a unit is no key unit (two-sided 5 %).
const LEAST_Z: f64 = 1.96;

/// What separates each group from the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keyness {
    /// The groups, by name.
    pub groups: Vec<GroupKeyness>,
    /// Windows that repeat another of their group word for word, and were not counted.
    pub repeated: u64,
    /// Articles that mention the faction and do not say their group.
    pub groupless: u64,
}

/// What separates one group from the others.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupKeyness {
    /// Its name.
    pub group: String,
    /// Articles that mention the faction.
    pub articles: usize,
    /// Units counted in them.
    pub words: f64,
    /// Leave-out polarisation between this group and the others together: 0.5 for none, 1 at most.
    pub polarisation: Option<f64>,
    /// Its key units, strongest first.
    pub units: Vec<KeyTerm>,
}

/// A unit that one group uses more than the others.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyTerm {
    /// The commonest spelling.
    pub spelling: String,
    /// The term of the lexicon that it mostly is.
    pub term: Option<TermId>,
    /// Uses in the group, and in the others.
    pub count: f64,
    /// Uses in the others.
    pub others: f64,
    /// Uses among 1,000 units of the group.
    pub per_1000: f64,
    /// The same in the others.
    pub others_per_1000: f64,
    /// Against the others.
    pub odds: LogOdds,
    /// Articles of the group that have it.
    pub articles: usize,
    /// Articles of the others that have it.
    pub other_articles: usize,
    /// Outlets of all groups that have it.
    pub sources: usize,
    /// Deviation of proportions over the group's articles: 0 even, 1 in one place.
    pub article_dispersion: f64,
    /// Deviation of proportions over all outlets.
    pub source_dispersion: f64,
    /// Uses in context.
    pub examples: Vec<Example>,
}

impl Collector {
    /// What separates the groups.
    #[must_use]
    pub fn finish(&self, settings: &KeynessSettings) -> Keyness {
        let mut order: Vec<usize> = (0..self.groups.names.len()).collect();
        order.sort_by(|&a, &b| self.groups.names[a].cmp(&self.groups.names[b]));
        let tables = Tables::new(self);
        Keyness {
            groups: order.into_iter().map(|group| self.group(&tables, group as Number, settings)).collect(),
            repeated: self.repeated,
            groupless: self.groupless,
        }
    }

    fn group(&self, tables: &Tables, group: Number, settings: &KeynessSettings) -> GroupKeyness {
        let (own, others): (Vec<&Article>, Vec<&Article>) =
            self.articles.iter().partition(|article| article.group == group);
        let mut units: Vec<(Number, LogOdds)> = (0..self.units.len() as Number)
            .filter(|&unit| tables.articles_with(unit, group) >= settings.least_articles.max(1))
            .filter(|&unit| self.is_wanted(unit, settings))
            .map(|unit| (unit, tables.odds(unit, group, settings.prior)))
            .filter(|(_, odds)| odds.z() >= LEAST_Z)
            .collect();
        units.sort_by(|(a, first), (b, second)| second.z().total_cmp(&first.z()).then(a.cmp(b)));
        units.truncate(settings.top);
        let keys: Vec<(u64, Number)> =
            units.iter().map(|&(unit, _)| (self.units[unit as usize].key, group)).collect();
        let examples = self.examples.of(&keys, settings.examples);
        let told = units.into_iter().zip(examples);
        GroupKeyness {
            group: self.groups.names[group as usize].clone(),
            articles: own.len(),
            words: tables.group_totals[group as usize],
            polarisation: leave_out_polarisation(&own, &others),
            units: told
                .map(|((unit, odds), examples)| self.term(tables, unit, group, odds, examples, &own))
                .collect(),
        }
    }

    fn is_wanted(&self, unit: Number, settings: &KeynessSettings) -> bool {
        let term = self.units[unit as usize].term();
        settings.loaded.as_ref().is_none_or(|loaded| term.is_some_and(|term| loaded.contains(&term)))
    }

    fn term(
        &self,
        tables: &Tables,
        unit: Number,
        group: Number,
        odds: LogOdds,
        examples: Vec<Example>,
        own: &[&Article],
    ) -> KeyTerm {
        let uses = &tables.uses[unit as usize];
        let count = uses.by_group.get(&group).map_or(0.0, |group| group.count);
        let others = uses.count - count;
        let articles = tables.articles_with(unit, group);
        let (words, all) = (tables.group_totals[group as usize], tables.total);
        KeyTerm {
            spelling: self.units[unit as usize].spelling().to_owned(),
            term: self.units[unit as usize].term(),
            count,
            others,
            per_1000: 1000.0 * count / words.max(1.0),
            others_per_1000: 1000.0 * others / (all - words).max(1.0),
            odds,
            articles,
            other_articles: uses.by_group.values().map(|group| group.articles).sum::<usize>() - articles,
            sources: uses.by_source.len(),
            article_dispersion: article_dispersion(unit, own),
            source_dispersion: tables.source_dispersion(unit),
            examples,
        }
    }
}

fn article_dispersion(unit: Number, articles: &[&Article]) -> f64 {
    let count = |article: &Article| {
        let at = article.counts.binary_search_by_key(&unit, |&(unit, _)| unit).ok();
        at.map_or(0.0, |at| article.counts[at].1)
    };
    let parts = articles.iter().map(|article| Part { count: count(article), size: article.total() });
    deviation_of_proportions(parts, 0.0).unwrap_or(1.0)
}

/// Sums over articles.
struct Tables {
    uses: Vec<Uses>,
    group_totals: Vec<f64>,
    source_totals: Vec<f64>,
    total: f64,
}

/// Where one unit stands.
#[derive(Default)]
struct Uses {
    count: f64,
    by_group: std::collections::BTreeMap<Number, GroupUses>,
    by_source: std::collections::BTreeMap<Number, f64>,
}

#[derive(Default)]
struct GroupUses {
    count: f64,
    articles: usize,
}

impl Tables {
    fn new(collector: &Collector) -> Self {
        let mut tables = Self {
            uses: std::iter::repeat_with(Uses::default).take(collector.units.len()).collect(),
            group_totals: vec![0.0; collector.groups.names.len()],
            source_totals: vec![0.0; collector.sources.names.len()],
            total: 0.0,
        };
        for article in &collector.articles {
            for &(unit, count) in &article.counts {
                let uses = &mut tables.uses[unit as usize];
                uses.count += count;
                let group = uses.by_group.entry(article.group).or_default();
                group.count += count;
                group.articles += 1;
                *uses.by_source.entry(article.source).or_default() += count;
            }
            let total = article.total();
            tables.group_totals[article.group as usize] += total;
            tables.source_totals[article.source as usize] += total;
            tables.total += total;
        }
        tables
    }

    fn articles_with(&self, unit: Number, group: Number) -> usize {
        self.uses[unit as usize].by_group.get(&group).map_or(0, |group| group.articles)
    }

    fn odds(&self, unit: Number, group: Number, prior: f64) -> LogOdds {
        let uses = &self.uses[unit as usize];
        let count = uses.by_group.get(&group).map_or(0.0, |group| group.count);
        let total = self.group_totals[group as usize];
        log_odds(
            WordUse { count, total },
            WordUse { count: uses.count - count, total: self.total - total },
            WordPrior { count: prior * uses.count / self.total.max(1.0), total: prior },
        )
    }

    fn source_dispersion(&self, unit: Number) -> f64 {
        let by_source = &self.uses[unit as usize].by_source;
        let sizes = self.source_totals.iter().enumerate();
        let parts = sizes.map(|(source, &size)| Part {
            count: by_source.get(&(source as Number)).copied().unwrap_or_default(),
            size,
        });
        deviation_of_proportions(parts, 0.0).unwrap_or(1.0)
    }
}
