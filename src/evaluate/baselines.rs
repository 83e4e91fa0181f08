//! What costs nothing: the majority class, and counts of lexicon terms near the name.

use super::answers::Answers;
use super::items::Items;
use super::predictions::Predictions;
use super::wire::Baseline;
use crate::model::{Error, Model, Unit};
use crate::stats::{Bootstrap, Clusters};

/// The baselines on the same items, each with the model's lead on the same draws.
///
/// # Errors
///
/// [`Error`] where there is nothing to measure.
pub fn baselines(
    items: &Items,
    answers: &Answers,
    model: &Model,
    predictions: &Predictions,
    clusters: &Clusters,
    bootstrap: Bootstrap,
) -> Result<Vec<Baseline>, Error> {
    let mut all = vec![majority(predictions, model)];
    if model.unit() == Unit::Faction {
        all.push(("counts of lexicon terms near the name".to_owned(), terms(items, answers)));
    }
    all.into_iter()
        .map(|(name, decided)| {
            let numbers = |drawn: &[usize]| -> Result<Vec<f64>, Error> {
                let other = predictions.counted(&decided, drawn)?;
                let own = predictions.counted(&predictions.decided, drawn)?.macro_f1();
                Ok(vec![other.macro_f1(), other.accuracy(), own - other.macro_f1()])
            };
            numbers(&predictions.order)?;
            let intervals = bootstrap.intervals(clusters.count(), 3, |drawn| {
                let drawn = predictions.drawn(|i| drawn[clusters.of_rows()[i] as usize]);
                numbers(&drawn).unwrap_or_default()
            });
            let f1 = predictions.counted(&decided, &predictions.order)?.per_class();
            Ok(Baseline {
                name,
                macro_f1: intervals[0],
                accuracy: intervals[1],
                lead: intervals[2],
                f1: f1.iter().map(|scores| scores.f1).collect(),
            })
        })
        .collect()
}

/// The most frequent class of the model's training, or where it does not tell of the rows themselves.
fn majority(predictions: &Predictions, model: &Model) -> (String, Vec<u32>) {
    let trained = &model.card.class_counts;
    let known = trained.len() == predictions.classes && trained.iter().any(|&count| count > 0);
    let counts: Vec<usize> = if known {
        trained.clone()
    } else {
        let of = |class| predictions.targets.iter().filter(|&&target| target as usize == class).count();
        (0..predictions.classes).map(of).collect()
    };
    let most = (0..counts.len()).rev().max_by_key(|&class| counts[class]).unwrap_or(0);
    let whose = if known { "of the training labels" } else { "of these rows" };
    (format!("majority class {whose}"), vec![most as u32; predictions.targets.len()])
}

/// Hostile or favourable, whichever has more terms near a mention; else neutral.
fn terms(items: &Items, answers: &Answers) -> Vec<u32> {
    let last = items.classes.len() as u32 - 1;
    let decide = |balance: Option<i64>| match balance {
        Some(balance) if balance < 0 => 0,
        Some(balance) if balance > 0 => last,
        _ => items.neutral(),
    };
    answers.answers.iter().map(|answer| decide(answer.terms)).collect()
}
