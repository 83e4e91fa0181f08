//! Which rows a fold is tested on, and which it may learn from.

use std::collections::HashSet;

use super::recipe::{Folds, GroupBy};
use crate::model::Error;
use crate::model::folds::grouped_folds;

/// A cut into folds. Groups stay whole, and what is nearly the same text as a test row is left
/// out of training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    fold: Vec<u32>,
    duplicates: Vec<u32>,
    tested: Vec<HashSet<u32>>,
    /// What stayed whole, which may be less than was asked for.
    pub grouped_by: GroupBy,
}

impl Cut {
    /// Cuts rows with these `groups`, `documents`, `duplicates` (group numbers of nearly equal
    /// texts) and `classes`. Where there are too few groups the documents are the groups.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewGroups`] for a single document.
    pub fn new(
        groups: &[u32],
        documents: &[u32],
        duplicates: Vec<u32>,
        classes: &[u32],
        folds: &Folds,
        seed: u64,
    ) -> Result<Self, Error> {
        let (fold, grouped_by) = match grouped_folds(groups, classes, folds.count, seed) {
            Err(Error::TooFewGroups(_)) => {
                (grouped_folds(documents, classes, folds.count, seed)?, GroupBy::Document)
            }
            other => (other?, folds.group_by),
        };
        let count = fold.iter().max().map_or(0, |last| *last as usize + 1);
        let mut tested = vec![HashSet::new(); count];
        for (&fold, &duplicate) in fold.iter().zip(&duplicates) {
            tested[fold as usize].insert(duplicate);
        }
        Ok(Self { fold, duplicates, tested, grouped_by })
    }

    /// Number of folds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tested.len()
    }

    /// Whether row `row` is tested in `fold`.
    #[must_use]
    pub fn tests(&self, fold: usize, row: usize) -> bool {
        self.fold[row] as usize == fold
    }

    /// Whether `fold` may learn from row `row`.
    #[must_use]
    pub fn teaches(&self, fold: usize, row: usize) -> bool {
        !self.tests(fold, row) && !self.tested[fold].contains(&self.duplicates[row])
    }

    /// Whether every fold may learn from half of the rows or more; where one outlet has most of them, its fold may not.
    #[must_use]
    pub fn all_teach_half(&self) -> bool {
        let rows = self.fold.len();
        (0..self.count()).all(|fold| 2 * (0..rows).filter(|&row| self.teaches(fold, row)).count() >= rows)
    }
}
