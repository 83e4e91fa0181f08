//! How far annotators agree who labelled the same texts.
//!
//! Labels of the same text and faction by several annotators make a unit; alpha and its interval come
//! from [`crate::stats`]. [`wire`] is what is written.

mod units;
pub mod wire;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use units::{Unit, Units};
use wire::{Agreement, Alpha, Bootstrapped, Disagreement, Pair, Said, ValueAlpha};

use crate::corpus::Row;
use crate::stats::agreement::{Coincidences, Level};
use crate::stats::{Bootstrap, Clusters, Interval};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// The values from one end to the other: they make ordinal alpha possible. Empty: the framings'
    /// order where no other value occurs, else none.
    pub order: Vec<String>,
    /// Labels of which an annotator was less sure are left out.
    pub least_confidence: Option<u8>,
    /// How often documents are drawn anew, from which seed.
    pub bootstrap: Bootstrap,
}

/// The order of framings.
const FRAMINGS: [&str; 3] = ["hostile", "neutral", "favourable"];

/// An agreement, and what is to be said of single labels.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The figures.
    pub agreement: Agreement,
    /// Labels that could not be used, with file and line.
    pub refused: Vec<String>,
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum AgreementError {
    /// No text was labelled by two annotators.
    #[error(
        "no text and faction has labels by two annotators: each label needs an `annotator`, and copies of a \
         text the same words"
    )]
    NothingShared {
        /// What is wrong with single labels.
        told: Vec<String>,
    },
    /// A value that the order does not have.
    #[error("--order does not name {0:?}, which occurs")]
    Order(String),
}

/// Measures how far annotators agree on the labels of `rows`. Documents are drawn whole for the
/// intervals.
///
/// # Errors
///
/// [`AgreementError`].
pub fn agreement(rows: &[Row], options: &Options) -> Result<Measured, AgreementError> {
    let Units { shared: units, alone, refused } = Units::new(rows, options.least_confidence);
    if units.is_empty() {
        return Err(AgreementError::NothingShared { told: refused });
    }
    let (values, is_ordered) = values(&units, &options.order)?;
    let counts: Vec<Vec<u32>> = units.iter().map(|unit| unit.counts(&values)).collect();
    let clusters = Clusters::new(units.iter().map(|unit| unit.document));
    let draw = Draw::new(&counts, values.len(), &clusters, options.bootstrap);
    let mut annotators: BTreeMap<&str, usize> = BTreeMap::new();
    for said in units.iter().flat_map(|unit| &unit.said) {
        *annotators.entry(&said.annotator).or_default() += 1;
    }
    let agreement = Agreement {
        schema: wire::SCHEMA,
        rows: rows.len(),
        documents: clusters.count(),
        units: units.len(),
        alone,
        refused: refused.len(),
        annotators: annotators.iter().map(|(&name, &labels)| (name.to_owned(), labels)).collect(),
        bootstrap: Bootstrapped::new(options.bootstrap),
        nominal: draw.alpha(Level::Nominal, None),
        ordinal: is_ordered.then(|| draw.alpha(Level::Ordinal, None)),
        values: (0..values.len())
            .map(|value| ValueAlpha {
                value: values[value].clone(),
                labels: counts.iter().map(|unit| unit[value] as usize).sum(),
                alpha: draw.alpha(Level::Nominal, Some(value)),
            })
            .collect(),
        pairs: pairs(&units, &values, options.bootstrap),
        disagreements: disagreements(rows, &units),
    };
    Ok(Measured { agreement, refused })
}

/// The values that occur, in order, and whether that order means anything.
fn values(units: &[Unit<'_>], order: &[String]) -> Result<(Vec<String>, bool), AgreementError> {
    let mut found: Vec<&str> =
        units.iter().flat_map(|unit| &unit.said).map(|said| said.value.as_str()).collect();
    found.sort_unstable();
    found.dedup();
    if !order.is_empty() {
        return match found.iter().find(|value| !order.iter().any(|known| known == *value)) {
            Some(value) => Err(AgreementError::Order((*value).to_owned())),
            None => Ok((order.to_vec(), true)),
        };
    }
    let are_framings = found.iter().all(|value| FRAMINGS.contains(value));
    let values = if are_framings { FRAMINGS.to_vec() } else { found };
    Ok((values.into_iter().map(str::to_owned).collect(), are_framings))
}

/// The coincidences of each cluster, drawn anew.
struct Draw {
    of_cluster: Vec<Coincidences>,
    values: usize,
    bootstrap: Bootstrap,
}

impl Draw {
    fn new(counts: &[Vec<u32>], values: usize, clusters: &Clusters, bootstrap: Bootstrap) -> Self {
        let mut of_cluster = vec![Coincidences::new(values); clusters.count()];
        for (unit, &cluster) in counts.iter().zip(clusters.of_rows()) {
            of_cluster[cluster as usize].add(unit);
        }
        Self { of_cluster, values, bootstrap }
    }

    /// Alpha over all values, or of one against the rest.
    fn alpha(&self, level: Level, value: Option<usize>) -> Alpha {
        let intervals = self.bootstrap.intervals(self.of_cluster.len(), 2, |drawn| {
            let mut all = Coincidences::new(self.values);
            for (one, &times) in self.of_cluster.iter().zip(drawn) {
                all.extend(one, f64::from(times));
            }
            let all = value.map_or(all.clone(), |value| all.one_against_rest(value));
            vec![all.alpha(level), all.observed_agreement()]
        });
        match intervals[..] {
            [alpha, same] => Alpha { alpha, same },
            _ => Alpha { alpha: Interval::default(), same: Interval::default() },
        }
    }
}

/// Every two annotators who share units.
fn pairs(units: &[Unit<'_>], values: &[String], bootstrap: Bootstrap) -> Vec<Pair> {
    let mut shared: BTreeMap<[&str; 2], Vec<(usize, Vec<u32>)>> = BTreeMap::new();
    for unit in units {
        for (nth, a) in unit.said.iter().enumerate() {
            for b in &unit.said[nth + 1..] {
                let mut names = [a.annotator.as_str(), b.annotator.as_str()];
                names.sort_unstable();
                let counts = units::counts([a, b].into_iter(), values);
                shared.entry(names).or_default().push((unit.document, counts));
            }
        }
    }
    let pair = |([a, b], counted): ([&str; 2], Vec<(usize, Vec<u32>)>)| {
        let clusters = Clusters::new(counted.iter().map(|(document, _)| *document));
        let counts: Vec<Vec<u32>> = counted.into_iter().map(|(_, counts)| counts).collect();
        let nominal = Draw::new(&counts, values.len(), &clusters, bootstrap).alpha(Level::Nominal, None);
        Pair { annotators: [a.to_owned(), b.to_owned()], units: counts.len(), nominal }
    };
    shared.into_iter().map(pair).collect()
}

fn disagreements(rows: &[Row], units: &[Unit<'_>]) -> Vec<Disagreement> {
    let differ = |unit: &&Unit<'_>| unit.said.iter().any(|said| said.value != unit.said[0].value);
    let of = |unit: &Unit<'_>| {
        let document = &rows[unit.said[0].row].document;
        let said = unit.said.iter().map(|said| Said {
            annotator: said.annotator.clone(),
            value: said.value.clone(),
            place: rows[said.row].place.to_string(),
            confidence: said.confidence,
            evidence: said.evidence.clone(),
        });
        Disagreement {
            id: document.id.clone(),
            source: document.source.clone(),
            faction: unit.faction.map(str::to_owned),
            title: document.title.clone(),
            said: said.collect(),
        }
    };
    units.iter().filter(differ).map(of).collect()
}
