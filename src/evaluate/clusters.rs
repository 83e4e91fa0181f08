//! Which items are drawn together.

use std::collections::HashMap;

use serde::Serialize;

use super::items::Items;
use crate::corpus::Row;
use crate::corpus::dedup::near_duplicates;
use crate::learn::examples::groups;
use crate::learn::recipe::{GroupBy, Recipe};
use crate::model::Model;
use crate::stats::Clusters;

/// A title of fewer words may stand over several articles of an outlet.
const TITLE_WORDS: usize = 4;

/// What is drawn whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClusterBy {
    /// Documents; nearly equal ones, and parts of one, together.
    #[default]
    Document,
    /// Outlets.
    Source,
}

impl ClusterBy {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Source => "source",
        }
    }
}

/// The cluster of each item.
#[must_use]
pub fn clusters(rows: &[Row], items: &Items, model: &Model, by: ClusterBy) -> Clusters {
    let of_rows = match by {
        ClusterBy::Document => documents(rows),
        ClusterBy::Source => {
            // The model's recipe knows outlets under several names.
            let mut recipe: Recipe = toml::from_str(&model.card.recipe).unwrap_or_default();
            recipe.folds.group_by = GroupBy::Source;
            groups(rows, &recipe)
        }
    };
    Clusters::new(items.items.iter().map(|item| of_rows[item.row]))
}

/// The document of each row. Rows are of one document if they have the same id, nearly equal texts, or
/// the same title in the same outlet: several excerpts of an article.
#[must_use]
pub fn documents(rows: &[Row]) -> Vec<u32> {
    let texts: Vec<&str> = rows.iter().map(|row| row.document.text.as_str()).collect();
    let mut of = near_duplicates(&texts);
    let mut first: HashMap<(&str, &str), usize> = HashMap::new();
    let mut same: Vec<[usize; 2]> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let document = &row.document;
        let mut names = vec![("", document.id.as_str())];
        if let Some(source) = &document.source
            && document.title.split_whitespace().count() >= TITLE_WORDS
        {
            names.push((source, document.title.as_str()));
        }
        for name in names {
            let other = *first.entry(name).or_insert(number);
            same.push([other, number]);
        }
    }
    join(&mut of, &same);
    of
}

/// Gives the rows of each pair, and all that share a number with either, one number.
fn join(of: &mut [u32], pairs: &[[usize; 2]]) {
    let count = of.iter().max().map_or(0, |last| *last as usize + 1);
    let mut root: Vec<u32> = (0..count as u32).collect();
    let find = |root: &[u32], mut at: u32| {
        while root[at as usize] != at {
            at = root[at as usize];
        }
        at
    };
    for &[a, b] in pairs {
        let (a, b) = (find(&root, of[a]), find(&root, of[b]));
        root[a.max(b) as usize] = a.min(b);
    }
    for number in of.iter_mut() {
        *number = find(&root, *number);
    }
}
