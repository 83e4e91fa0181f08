//! Document after document, into all that a report shows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::ranking::Ranking;
use super::{Behind, Entry, FactionOverview, Loaded, Outlet, OutletOverview, Overview, PeriodOverview, Seen};
use crate::compare::{Cell, Collector, Comparison, ComparisonSettings, Difference, Observation, Standing};
use crate::corpus::Document;
use crate::groups::Period;
use crate::keyness::{self, KeynessSettings};

/// Short texts swing wildly: articles are ranked as if so many plain words stood in each besides.
const PLAIN_WORDS: f64 = 200.0;
/// Key terms of an outlet, and in how many of its articles each stands at least.
const KEY_TERMS: usize = 8;
const KEY_ARTICLES: usize = 3;
/// The weight of what all outlets say together, in terms.
const PRIOR: f64 = 200.0;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GathererSettings {
    /// The stretches of time that are told apart.
    pub over: Period,
    /// Articles behind each figure of an outlet and a faction.
    pub behind: usize,
    /// Articles behind each figure of a stretch of time and a faction.
    pub behind_period: usize,
    /// Most loaded articles.
    pub loaded: usize,
}

/// Takes documents one after another.
///
/// What it holds grows by some hundred bytes a document and faction; texts are kept of a bounded number.
#[derive(Debug)]
pub struct Gatherer {
    settings: GathererSettings,
    by_source: Collector,
    whole: Collector,
    terms: keyness::Collector,
    behind: HashMap<(String, String), Ranking<Behind>>,
    in_period: HashMap<(String, String), Ranking<Behind>>,
    loaded: Ranking<(u64, Loaded)>,
    outlets: BTreeMap<String, Totals>,
    met: BTreeSet<String>,
    overview: Overview,
}

impl Gatherer {
    /// One that has seen nothing.
    #[must_use]
    pub fn new(settings: GathererSettings) -> Self {
        Self {
            settings,
            by_source: Collector::default(),
            whole: Collector::default(),
            terms: keyness::Collector::default(),
            behind: HashMap::new(),
            in_period: HashMap::new(),
            loaded: Ranking::new(settings.loaded),
            outlets: BTreeMap::new(),
            met: BTreeSet::new(),
            overview: Overview::default(),
        }
    }

    /// Takes a document.
    pub fn add(&mut self, seen: Seen) {
        let document = seen.document.map(Arc::new);
        let entry = Arc::new(Entry {
            number: self.overview.documents,
            id: seen.id,
            title: seen.title,
            source: seen.source,
            date: seen.date,
            loaded_per_1000: seen.loaded_per_1000,
            place: seen.place,
        });
        self.count(&entry, &seen.observations);
        self.rank_in_period(&entry, &seen.observations);
        self.rank(&entry, &seen.observations, (seen.words, seen.hash), document.as_ref());
        let marker = Document { id: marker(&entry), source: entry.source.clone(), ..Document::default() };
        if entry.source.is_some() {
            self.terms.add(entry.source.as_deref(), &marker, seen.windows);
        }
    }

    fn count(&mut self, entry: &Entry, observations: &[Observation]) {
        let date = entry.date.as_deref();
        let period = date.and_then(|date| self.settings.over.of(date));
        let standing = Standing { group: Some(""), period: period.as_deref() };
        self.whole.add(&entry.id, standing, observations);
        let standing = Standing { group: entry.source.as_deref(), period: None };
        self.by_source.add(&entry.id, standing, observations);

        let counts = &mut self.overview;
        counts.documents += 1;
        counts.without_source += u64::from(entry.source.is_none());
        let abstained = observations.iter().filter(|observation| observation.abstained).count();
        counts.abstained += abstained as u64;
        counts.decided += (observations.len() - abstained) as u64;
        match date.and_then(|date| Period::Day.of(date)) {
            None => counts.without_date += 1,
            Some(day) => widen(&mut counts.days, day),
        }
        for observation in observations {
            if !self.met.contains(&observation.faction) {
                self.met.insert(observation.faction.clone());
            }
        }
        if let Some(source) = &entry.source {
            let outlet = self.outlets.entry(source.clone()).or_default();
            outlet.articles += 1;
            if let Some(rate) = entry.loaded_per_1000 {
                outlet.with_text += 1;
                outlet.loaded += rate;
            }
        }
    }

    fn rank_in_period(&mut self, entry: &Arc<Entry>, observations: &[Observation]) {
        let Some(period) = entry.date.as_deref().and_then(|date| self.settings.over.of(date)) else { return };
        for observation in observations.iter().filter(|observation| !observation.abstained) {
            let key = (observation.faction.clone(), period.clone());
            let most = self.settings.behind_period;
            let ranking = self.in_period.entry(key).or_insert_with(|| Ranking::new(most));
            ranking.add(observation.score.abs(), Behind::of(entry, observation, None));
        }
    }

    fn rank(
        &mut self,
        entry: &Arc<Entry>,
        observations: &[Observation],
        (words, hash): (usize, u64),
        document: Option<&Arc<Document>>,
    ) {
        let source = entry.source.clone().unwrap_or_default();
        for observation in observations.iter().filter(|observation| !observation.abstained) {
            let key = (observation.faction.clone(), source.clone());
            let most = self.settings.behind;
            let ranking = self.behind.entry(key).or_insert_with(|| Ranking::new(most));
            let strength = observation.score.abs();
            if ranking.wants(strength) {
                ranking.add(strength, Behind::of(entry, observation, document.cloned()));
                ranking.iter_mut().skip(1).for_each(|behind| behind.document = None);
            }
        }
        let words = words as f64;
        let strength = entry.loaded_per_1000.unwrap_or_default() * words / (words + PLAIN_WORDS);
        let is_copy = || hash != 0 && self.loaded.iter().any(|(other, _)| *other == hash);
        if strength > 0.0 && self.loaded.wants(strength) && !is_copy() {
            let sides = observations.iter().filter(|one| !one.abstained && one.framing != "neutral");
            let mut sides: Vec<Observation> = sides.cloned().collect();
            sides.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
            let document = document.cloned();
            self.loaded.add(strength, (hash, Loaded { entry: Arc::clone(entry), sides, document }));
        }
    }

    /// All that the documents say together.
    #[must_use]
    pub fn finish(mut self) -> Overview {
        let settings = ComparisonSettings { least_articles: 1, ..ComparisonSettings::default() };
        let whole = self.whole.finish(&settings);
        let by_source = self.by_source.finish(&settings);
        let mut overview = std::mem::take(&mut self.overview);
        overview.factions_met = self.met.len();
        overview.outlets = outlets(&self.outlets);
        overview.factions = self.factions(whole, by_source);
        overview.terms = self.terms.finish(&KeynessSettings {
            top: KEY_TERMS,
            examples: 1,
            least_articles: KEY_ARTICLES,
            prior: PRIOR,
            loaded: None,
        });
        overview.loaded = self.loaded.into_values().into_iter().map(|(_, loaded)| loaded).collect();
        overview
    }

    fn factions(&mut self, whole: Comparison, by_source: Comparison) -> Vec<FactionOverview> {
        let mut differences: HashMap<(String, String), Difference> = HashMap::new();
        for difference in by_source.differences {
            differences.insert((difference.faction.clone(), difference.group.clone()), difference);
        }
        let mut outlets: HashMap<String, Vec<OutletOverview>> = HashMap::new();
        for cell in by_source.cells {
            let key = (cell.faction.clone(), cell.group.clone());
            let behind = self.behind.remove(&key).map(Ranking::into_values).unwrap_or_default();
            let difference = differences.remove(&key);
            outlets.entry(key.0).or_default().push(OutletOverview { cell, difference, behind });
        }
        outlets.values_mut().for_each(|list| list.sort_by_key(|outlet| Reverse(outlet.cell.decided)));
        let mut factions: Vec<FactionOverview> = Vec::new();
        for cell in whole.cells {
            if let Some(last) = factions.last_mut().filter(|last| last.whole.faction == cell.faction) {
                let key = (cell.faction.clone(), cell.period.clone().unwrap_or_default());
                let behind = self.in_period.remove(&key).map(Ranking::into_values).unwrap_or_default();
                last.periods.push(PeriodOverview { cell, behind });
            } else {
                let outlets = outlets.remove(&cell.faction).unwrap_or_default();
                factions.push(FactionOverview { whole: cell, periods: Vec::new(), outlets });
            }
        }
        // Articles without an outlet stand behind the faction as a whole.
        for faction in &mut factions {
            let key = (faction.whole.faction.clone(), String::new());
            if let Some(behind) = self.behind.remove(&key).map(Ranking::into_values) {
                let cell = Cell { group: String::new(), ..faction.whole.clone() };
                faction.outlets.push(OutletOverview { cell, difference: None, behind });
            }
        }
        factions
    }
}

impl Behind {
    fn of(entry: &Arc<Entry>, observation: &Observation, document: Option<Arc<Document>>) -> Self {
        let framing = observation.framing.clone();
        Self { entry: Arc::clone(entry), score: observation.score, framing, document }
    }
}

/// Sums over an outlet.
#[derive(Debug, Default)]
struct Totals {
    articles: u64,
    with_text: u64,
    loaded: f64,
}

/// Names an entry for the examples of keyness: its number and its place.
fn marker(entry: &Entry) -> String {
    let place = entry.place.map(|(page, at)| format!(" {page} {at}"));
    format!("{}{}", entry.number, place.unwrap_or_default())
}

/// The number and the place that an example of [`Overview::terms`] names.
#[must_use]
pub(crate) fn marked(id: &str) -> Option<Entry> {
    let mut parts = id.split(' ');
    let number = parts.next()?.parse().ok()?;
    let place = parts.next().zip(parts.next());
    let place = place.and_then(|(page, at)| Some((page.parse().ok()?, at.parse().ok()?)));
    Some(Entry { number, place, ..Entry::default() })
}

fn widen(days: &mut Option<(String, String)>, day: String) {
    match days {
        None => *days = Some((day.clone(), day)),
        Some((first, _)) if day < *first => *first = day,
        Some((_, last)) if day > *last => *last = day,
        Some(_) => {}
    }
}

fn outlets(totals: &BTreeMap<String, Totals>) -> Vec<Outlet> {
    let mut outlets: Vec<Outlet> = totals
        .iter()
        .map(|(name, totals)| Outlet {
            name: name.clone(),
            articles: totals.articles,
            loaded_per_1000: (totals.with_text > 0).then(|| totals.loaded / totals.with_text as f64),
        })
        .collect();
    outlets.sort_by(|a, b| b.articles.cmp(&a.articles).then(a.name.cmp(&b.name)));
    outlets
}

impl Overview {
    /// The documents to show with their texts, at most `most`: of every outlet and faction the one that
    /// scores farthest from zero, the factions of most documents first, then the most loaded ones; in the
    /// order of the input.
    #[must_use]
    pub fn documents(&self, factions: usize, most: usize) -> Vec<(u64, Arc<Document>)> {
        let strongest = self.factions.iter().take(factions).flat_map(|faction| &faction.outlets);
        let strongest = strongest.filter_map(|outlet| outlet.behind.first());
        let strongest = strongest.filter_map(|behind| Some((behind.entry.number, behind.document.as_ref()?)));
        let loaded = self.loaded.iter().filter_map(|one| Some((one.entry.number, one.document.as_ref()?)));
        let mut seen = HashSet::new();
        // Turn about, so that a low limit leaves room for both.
        let (mut strongest, mut loaded, mut chosen) = (strongest, loaded, Vec::new());
        loop {
            let next: Vec<_> = loaded.next().into_iter().chain(strongest.next()).collect();
            if next.is_empty() {
                break;
            }
            for (number, document) in next {
                if chosen.len() < most && seen.insert(number) {
                    chosen.push((number, Arc::clone(document)));
                }
            }
        }
        chosen.sort_by_key(|(number, _)| *number);
        chosen
    }
}
