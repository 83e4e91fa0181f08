//! One group, one faction, one stretch of time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ComparisonSettings;
use super::collect::{Collector, Number, Observed};
use super::gold::{Design, LEAST_LABELLED};
use crate::stats::Interval;
use crate::stats::rectified::{Drawn, Estimate, Labelled, design_based, prediction_powered};

/// How one group frames one faction.
///
/// Figures speak of the articles on which the model decides; abstentions are counted beside them.
/// Intervals of 95 %, by drawing articles anew.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The group.
    pub group: String,
    /// The stretch of time; `null` for all of it.
    pub period: Option<String>,
    /// The faction's id.
    pub faction: String,
    /// Its name.
    pub name: String,
    /// Articles that mention it.
    pub articles: usize,
    /// Of these, articles on which the model decides.
    pub decided: usize,
    /// Of these, articles on which the model would rather not.
    pub abstained: usize,
    /// Mentions in all of them.
    pub mentions: u64,
    /// Mean of P(favourable) - P(hostile).
    pub score: Interval,
    /// The same corrected by the labelled sample, a true label counting as -1, 0 or 1; `null` without one.
    pub corrected_score: Option<Corrected>,
    /// Framings, in class order.
    pub shares: Vec<Share>,
}

/// How often a framing is chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The framing.
    pub framing: String,
    /// Articles so framed, as the model decides.
    pub count: usize,
    /// Their share, as the model decides: naive, since the model errs.
    pub naive: Interval,
    /// The share corrected by the labelled sample; `null` without one, or where it has too few labels here.
    pub corrected: Option<Corrected>,
}

/// A figure corrected for the classifier's errors, with an interval of 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Corrected {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Lower end; it may lie below what is possible, which says that labels are too few.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Labels that it rests on.
    pub labelled: usize,
}

/// All cells of all factions: each group's whole time, then its periods.
pub(super) fn cells(
    collector: &Collector,
    factions: &[(Number, BTreeMap<Number, Vec<Observed>>)],
    settings: &ComparisonSettings,
) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (_, groups) in factions {
        for group in collector.groups.sorted() {
            let Some(rows) = groups.get(&group) else { continue };
            cells.push(cell(collector, rows, None, settings));
            for period in collector.periods.sorted() {
                let inside: Vec<Observed> =
                    rows.iter().filter(|row| row.period == Some(period)).copied().collect();
                if !inside.is_empty() {
                    cells.push(cell(collector, &inside, Some(period), settings));
                }
            }
        }
    }
    cells
}

/// `rows` are of one group and faction and not empty.
fn cell(
    collector: &Collector,
    rows: &[Observed],
    period: Option<Number>,
    settings: &ComparisonSettings,
) -> Cell {
    let name = |names: &[String], number: Option<Number>| {
        number.and_then(|number| names.get(number as usize)).cloned().unwrap_or_default()
    };
    let first = rows.first();
    let decided: Vec<(u8, f64)> = rows.iter().filter_map(|row| Some((row.framing?, row.score))).collect();
    let framings = &collector.framings.names;
    let figures = settings
        .bootstrap
        .intervals(decided.len(), framings.len() + 1, |drawn| means(&decided, drawn, framings.len()));
    let mut figures = figures.into_iter();
    let score = figures.next().unwrap_or_default();
    let share = |(framing, naive): (usize, Interval)| Share {
        framing: framings[framing].clone(),
        count: decided.iter().filter(|(own, _)| usize::from(*own) == framing).count(),
        naive,
        corrected: corrected(
            collector,
            rows,
            |row| row.framing.map(|own| indicator(own, framing)),
            |own| indicator(own, framing),
        ),
    };
    Cell {
        group: name(&collector.groups.names, first.map(|row| row.group)),
        period: period.map(|period| name(&collector.periods.names, Some(period))),
        faction: name(&collector.factions.names, first.map(|row| row.faction)),
        name: name(&collector.labels, first.map(|row| row.faction)),
        articles: rows.len(),
        decided: decided.len(),
        abstained: rows.len() - decided.len(),
        mentions: rows.iter().map(|row| u64::from(row.mentions)).sum(),
        score,
        corrected_score: corrected_score(collector, rows),
        shares: figures.enumerate().map(share).collect(),
    }
}

fn indicator(framing: u8, wanted: usize) -> f64 {
    if usize::from(framing) == wanted { 1.0 } else { 0.0 }
}

/// The mean score and the share of each framing where article `i` counts `drawn[i]` times.
fn means(decided: &[(u8, f64)], drawn: &[u32], framings: usize) -> Vec<f64> {
    let mut sums = vec![0.0; framings + 1];
    let mut all = 0.0;
    for ((framing, score), &times) in decided.iter().zip(drawn) {
        let times = f64::from(times);
        all += times;
        sums[0] += times * score;
        sums[usize::from(*framing) + 1] += times;
    }
    sums.iter().map(|sum| sum / all).collect()
}

/// The mean score corrected, in a model whose classes lie between hostile and favourable.
pub(super) fn corrected_score(collector: &Collector, rows: &[Observed]) -> Option<Corrected> {
    let (hostile, favourable) = (collector.framings.find("hostile")?, collector.framings.find("favourable")?);
    let side = |framing: u8| match Number::from(framing) {
        framing if framing == hostile => -1.0,
        framing if framing == favourable => 1.0,
        _ => 0.0,
    };
    corrected(collector, rows, |row| row.framing.map(|_| row.score), side)
}

/// The mean of `truth`, of which all decided rows have a `guess` and the labelled ones the truth itself.
fn corrected(
    collector: &Collector,
    rows: &[Observed],
    guess: impl Fn(&Observed) -> Option<f64>,
    truth: impl Fn(u8) -> f64,
) -> Option<Corrected> {
    let gold = collector.gold()?;
    let decided = || rows.iter().filter_map(|row| Some((guess(row)?, row.truth)));
    let labelled = decided().filter(|(_, truth)| truth.is_some()).count();
    if labelled < LEAST_LABELLED {
        return None;
    }
    let estimate: Estimate = match gold.design() {
        Design::SimpleRandom => {
            let known =
                decided().filter_map(|(guess, label)| Some(Labelled { truth: truth(label?.0), guess }));
            let unknown = decided().filter(|(_, label)| label.is_none()).map(|(guess, _)| guess);
            prediction_powered(&known.collect::<Vec<_>>(), &unknown.collect::<Vec<_>>())?
        }
        Design::KnownProbabilities => {
            let drawn = |(guess, label): (f64, Option<(u8, f64)>)| Drawn {
                guess,
                truth: label.map(|(label, probability)| (truth(label), probability)),
            };
            design_based(&decided().map(drawn).collect::<Vec<_>>())?
        }
    };
    let (low, high) = estimate.interval();
    Some(Corrected { value: estimate.mean, error: estimate.error, low, high, labelled })
}
