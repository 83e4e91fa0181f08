//! Whether groups differ, and how far.

use std::collections::BTreeMap;

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::erf::erfc;

use super::ComparisonSettings;
use super::cells::{Corrected, corrected_score};
use super::collect::{Collector, Number, Observed};
use crate::stats::polarisation::leave_out_polarisation;
use crate::stats::rectified::NORMAL_95;
use crate::stats::welch::{Sample, welch};

/// Tests call groups different below this adjusted p.
const LEVEL: f64 = 0.05;

/// Whom each group is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Against {
    /// All other groups together.
    #[default]
    Others,
    /// Each other group.
    Each,
    /// One group.
    Group(String),
}

/// How one group frames a faction compared with another group, or with all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The faction's id.
    pub faction: String,
    /// Its name.
    pub name: String,
    /// The group.
    pub group: String,
    /// The other group; `null` for all others together.
    pub against: Option<String>,
    /// The difference of mean scores, as the model scores them.
    pub score: Tested,
    /// The same corrected by the labelled sample; `null` without one.
    pub corrected: Option<Tested>,
    /// How probable it is that one who sees the framing of a single article guesses its group (leave-out
    /// estimate): 0.5 for no difference, 1 at most.
    pub polarisation: Option<f64>,
}

/// A difference with its test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tested {
    /// The first group less the other.
    pub difference: f64,
    /// Lower end of its interval of 95 %.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided.
    pub p: f64,
    /// Corrected for the number of tests.
    pub adjusted: f64,
    /// Whether `adjusted` is below 0.05.
    pub differs: bool,
}

/// All differences, with their tests corrected together.
pub(super) fn differences(
    collector: &Collector,
    factions: &[(Number, BTreeMap<Number, Vec<Observed>>)],
    settings: &ComparisonSettings,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for (faction, groups) in factions {
        for (group, against) in pairs(collector, groups, &settings.against) {
            let Some(own) = groups.get(&group) else { continue };
            let rest = groups
                .iter()
                .filter(|(other, _)| against.map_or(**other != group, |against| **other == against));
            let others: Vec<Observed> = rest.flat_map(|(_, rows)| rows).copied().collect();
            let Some(test) = score_test(own, &others, settings) else { continue };
            found.push(Difference {
                faction: collector.factions.names[*faction as usize].clone(),
                name: collector.labels[*faction as usize].clone(),
                group: collector.groups.names[group as usize].clone(),
                against: against.map(|against| collector.groups.names[against as usize].clone()),
                score: test,
                corrected: corrected_test(collector, own, &others),
                polarisation: leave_out_polarisation(&choices(own), &choices(&others)),
            });
        }
    }
    adjust(&mut found, settings);
    found
}

/// The groups that are compared, by name.
fn pairs(
    collector: &Collector,
    groups: &BTreeMap<Number, Vec<Observed>>,
    against: &Against,
) -> Vec<(Number, Option<Number>)> {
    let order: Vec<Number> =
        collector.groups.sorted().into_iter().filter(|group| groups.contains_key(group)).collect();
    match against {
        // Of two groups, each is all others to the other: one test says it.
        Against::Others if order.len() == 2 => vec![(order[0], Some(order[1]))],
        Against::Others => order.into_iter().map(|group| (group, None)).collect(),
        Against::Each => {
            let after = |at: usize| order[at + 1..].iter().map(move |&other| Some(other));
            order
                .iter()
                .enumerate()
                .flat_map(|(at, &group)| after(at).map(move |other| (group, other)))
                .collect()
        }
        Against::Group(name) => {
            let Some(base) = collector.groups.find(name) else { return Vec::new() };
            order.into_iter().filter(|&group| group != base).map(|group| (group, Some(base))).collect()
        }
    }
}

/// Welch's test on the articles' scores.
fn score_test(own: &[Observed], others: &[Observed], settings: &ComparisonSettings) -> Option<Tested> {
    let scores = |rows: &[Observed]| -> Vec<f64> {
        rows.iter().filter(|row| row.framing.is_some()).map(|row| row.score).collect()
    };
    let (own, others) = (scores(own), scores(others));
    if own.len().min(others.len()) < settings.least_articles {
        return None;
    }
    let (own, others) = (Sample::of(&own), Sample::of(&others));
    let test = welch(&own, &others)?;
    let difference = own.mean - others.mean;
    let error = (own.variance / own.size + others.variance / others.size).sqrt();
    let reach = StudentsT::new(0.0, 1.0, test.freedom).ok()?.inverse_cdf(f64::midpoint(1.0, 0.95)) * error;
    Some(Tested::new(difference, reach, test.p))
}

/// The normal test on corrected scores.
fn corrected_test(collector: &Collector, own: &[Observed], others: &[Observed]) -> Option<Tested> {
    let [own, others]: [Corrected; 2] =
        [corrected_score(collector, own)?, corrected_score(collector, others)?];
    let difference = own.value - others.value;
    let error = own.error.hypot(others.error);
    if error <= 0.0 {
        return None;
    }
    Some(Tested::new(
        difference,
        NORMAL_95 * error,
        erfc(difference.abs() / error / std::f64::consts::SQRT_2),
    ))
}

impl Tested {
    fn new(difference: f64, reach: f64, p: f64) -> Self {
        Self { difference, low: difference - reach, high: difference + reach, p, adjusted: p, differs: false }
    }

    fn adjust(&mut self, adjusted: f64) {
        self.adjusted = adjusted;
        self.differs = adjusted < LEVEL;
    }
}

fn adjust(found: &mut [Difference], settings: &ComparisonSettings) {
    let p: Vec<f64> = found.iter().map(|difference| difference.score.p).collect();
    for (difference, adjusted) in found.iter_mut().zip(settings.correction.adjust(&p)) {
        difference.score.adjust(adjusted);
    }
    let mut corrected: Vec<&mut Tested> =
        found.iter_mut().filter_map(|difference| difference.corrected.as_mut()).collect();
    let p: Vec<f64> = corrected.iter().map(|test| test.p).collect();
    for (test, adjusted) in corrected.iter_mut().zip(settings.correction.adjust(&p)) {
        test.adjust(adjusted);
    }
}

/// Each article as one choice among the framings.
fn choices(rows: &[Observed]) -> Vec<[(u32, f64); 1]> {
    rows.iter().filter_map(|row| Some([(u32::from(row.framing?), 1.0)])).collect()
}
