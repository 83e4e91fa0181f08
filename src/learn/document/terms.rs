//! The strongest terms of each class, by name: features are hashes, so each is looked up in a
//! document that has it.

use std::collections::BTreeMap;

use crate::corpus::Row;
use crate::features::SparseRows;
use crate::features::document::{DocumentFeatures, Known};
use crate::model::document::DocumentModel;
use crate::text::Tokens;

/// How many terms of each class.
const TERMS: usize = 20;

/// The strongest terms of each class, with their weights in nats, strongest first; `matrix` has
/// the features of `rows`, with the model's column for each of its own in `order`.
pub(super) fn strongest(
    model: &DocumentModel,
    rows: &[&Row],
    matrix: &SparseRows,
    order: &[u32],
) -> Vec<(String, Vec<(String, f64)>)> {
    let chosen: Vec<Vec<u32>> = (0..model.layer.classes()).map(|class| top(model, class)).collect();
    let mut names: BTreeMap<u32, Option<String>> = chosen.iter().flatten().map(|&c| (c, None)).collect();
    let has = |row: usize, wanted: &[bool]| {
        matrix.row(row).0.iter().any(|&column| wanted[order[column as usize] as usize])
    };
    name(model, rows, &has, &mut names);
    let terms = |class: usize, columns: &[u32]| -> Vec<(String, f64)> {
        let weight = |column: u32| f64::from(model.layer.weights(column as usize)[class]);
        let named = columns.iter().filter_map(|&c| Some((names.get(&c)?.clone()?, weight(c))));
        named.map(|(name, weight)| (name, (weight * 1e4).round() / 1e4)).collect()
    };
    let classes = model.settings.classes.iter().cloned();
    classes.zip(&chosen).enumerate().map(|(class, (name, columns))| (name, terms(class, columns))).collect()
}

/// The columns that speak most for a class, of those that speak for it.
fn top(model: &DocumentModel, class: usize) -> Vec<u32> {
    let weight = |column: u32| model.layer.weights(column as usize)[class];
    let stronger = |a: &u32, b: &u32| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b));
    let mut columns: Vec<u32> = (0..model.layer.columns() as u32).filter(|&c| weight(c) > 0.0).collect();
    if columns.len() > TERMS {
        columns.select_nth_unstable_by(TERMS, stronger);
        columns.truncate(TERMS);
    }
    columns.sort_unstable_by(stronger);
    columns
}

/// Finds a name for each column, in the first row that has it; `has` says whether a row has one of
/// those wanted.
fn name(
    model: &DocumentModel,
    rows: &[&Row],
    has: &dyn Fn(usize, &[bool]) -> bool,
    names: &mut BTreeMap<u32, Option<String>>,
) {
    let mut wanted = vec![false; model.layer.columns()];
    for &column in names.keys() {
        wanted[column as usize] = true;
    }
    let mut missing = names.len();
    let (words, letters) = (model.words.vocabulary().table(), model.letters.vocabulary().table());
    let (mut tokens, mut known, mut scratch) = (Tokens::default(), Known::default(), Vec::new());
    for (i, row) in rows.iter().enumerate() {
        if missing == 0 {
            break;
        }
        if !has(i, &wanted) {
            continue;
        }
        tokens.read(&row.document.title, &row.document.text);
        let mut found = |column: u32, name: &dyn Fn() -> String| {
            if wanted.get(column as usize).copied().unwrap_or_default() {
                wanted[column as usize] = false;
                missing -= 1;
                names.insert(column, Some(name()));
            }
        };
        known.look_up(&model.settings.features, &words, &tokens, |first, n, column| {
            found(column, &|| phrase(&tokens, first, n));
        });
        let after = model.words.vocabulary().len() as u32;
        let features: &DocumentFeatures = &model.settings.features;
        for token in 0..tokens.len() {
            features.letters(&tokens, token, &mut scratch, |hash, window| {
                found(letters.get(hash).saturating_add(after), &|| {
                    format!("[{}]", window.iter().collect::<String>())
                });
            });
        }
    }
}

/// `n` tokens as folded; a break is shown as ¶.
fn phrase(tokens: &Tokens, first: usize, n: usize) -> String {
    let words = (first..first + n).map(|i| if tokens.key(i).is_empty() { "¶" } else { tokens.key(i) });
    words.collect::<Vec<_>>().join(" ")
}
