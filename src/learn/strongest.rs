//! The strongest terms of each class, by name: features are hashes, so their words are looked
//! up in the rows once more.

use std::collections::BTreeMap;

use super::recipe::Recipe;
use crate::annotate::{Annotator, Lexicons};
use crate::corpus::Row;
use crate::features::TfIdf;
use crate::features::bag;
use crate::model::solver::Fitted;

/// How many terms of each class.
const TERMS: usize = 30;

/// The strongest terms of the bag for each class, with their weights in nats.
#[must_use]
pub(super) fn terms(
    rows: &[Row],
    lexicons: &Lexicons,
    recipe: &Recipe,
    bag: &TfIdf,
    fitted: &Fitted,
) -> Vec<(String, Vec<(String, f64)>)> {
    let width = bag.vocabulary().len();
    let mut chosen: Vec<Vec<usize>> = Vec::new();
    for class in 0..fitted.classes() {
        let weights = fitted.coefficients.row(class);
        let mut order: Vec<usize> = (0..width).collect();
        order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
        order.truncate(TERMS);
        chosen.push(order);
    }
    let mut names: BTreeMap<u64, String> =
        chosen.iter().flatten().map(|&column| (bag.vocabulary().hashes()[column], String::new())).collect();
    name(rows, lexicons, &mut names);
    let class_names = recipe.classes.iter().cloned();
    class_names
        .zip(chosen)
        .enumerate()
        .map(|(class, (name, columns))| {
            let terms = columns.into_iter().map(|column| {
                let weight = fitted.coefficients[(class, column)];
                (names[&bag.vocabulary().hashes()[column]].clone(), (weight * 1e4).round() / 1e4)
            });
            (name, terms.filter(|(_, weight)| *weight > 0.0).collect())
        })
        .collect()
}

/// Fills in the names of the features in `names`.
fn name(rows: &[Row], lexicons: &Lexicons, names: &mut BTreeMap<u64, String>) {
    const PLACES: [&str; bag::PLACES] = ["=", "-1", "-2", "+1", "+2"];
    let mut annotator = Annotator::default();
    let mut next = 0;
    for row in rows {
        if annotator.read(lexicons, &row.document.title, &row.document.text) {
            next = 0;
        }
        for id in next..annotator.lexis.len() {
            let word = annotator.lexis.word(id as u32);
            for (speaker, mark) in bag::SPEAKERS.into_iter().zip(["", "«»"]) {
                if let Some(name) = names.get_mut(&bag::word(word, speaker)) {
                    *name = format!("{mark}{}", word.stem());
                }
                for (place, sign) in PLACES.iter().enumerate() {
                    if let Some(name) = names.get_mut(&bag::near(word, place, speaker)) {
                        *name = format!("{mark}{sign} {}", word.stem());
                    }
                }
            }
        }
        next = annotator.lexis.len();
    }
}
