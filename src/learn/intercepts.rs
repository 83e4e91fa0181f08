//! An intercept for each group of rows (outlet), as long as a layer is fitted.
//!
//! Outlets differ in how often they are hostile to anybody at all, and each has turns of phrase by
//! which it is known. Without intercepts of their own a layer learns those turns of phrase as
//! framing, which misleads it in an outlet that it has not met. These are the random intercepts of
//! Gelman and Hill, "Data Analysis Using Regression and Multilevel/Hierarchical Models" (2007),
//! chapter 12: they are penalised as all weights are, and a text of an outlet unknown has none.

use ndarray::{Axis, Slice};

use crate::features::SparseRows;
use crate::model::solver::Fitted;

/// The group of each example that has one, with what its column holds.
#[derive(Debug, Clone)]
pub struct Intercepts {
    /// The number of each example's group among those with an intercept.
    of: Vec<Option<u32>>,
    count: usize,
    /// What the column of a row's group holds: the larger, the freer is its intercept.
    scale: f32,
}

impl Intercepts {
    /// Intercepts for every group that two documents or more are of; `documents` and `groups` are the
    /// id of each example's document and the number of its group. A `scale` of 0 makes none, nor does
    /// a single group.
    #[must_use]
    pub fn new(documents: &[&str], groups: &[u32], scale: f64) -> Self {
        let highest = groups.iter().max().map_or(0, |&group| group as usize + 1);
        let mut firsts = vec![None; highest];
        let mut several = vec![false; highest];
        for (&document, &group) in documents.iter().zip(groups) {
            let first = *firsts[group as usize].get_or_insert(document);
            several[group as usize] |= first != document;
        }
        let mut numbers = vec![None; highest];
        let mut count = 0;
        for (number, _) in numbers.iter_mut().zip(&several).filter(|(_, several)| **several) {
            *number = Some(count);
            count += 1;
        }
        if scale <= 0.0 || count < 2 {
            return Self { of: vec![None; groups.len()], count: 0, scale: 0.0 };
        }
        let of = groups.iter().map(|&group| numbers[group as usize]).collect();
        Self { of, count: count as usize, scale: scale as f32 }
    }

    /// The rows named by `which`, each with the column of its group behind all others.
    #[must_use]
    pub fn select(&self, rows: &SparseRows, which: &[usize]) -> SparseRows {
        self.select_of(rows, which.iter().map(|&i| (i, i)))
    }

    /// As [`select`](Self::select), of rows that come each with the number of its example.
    #[must_use]
    pub fn select_of(&self, rows: &SparseRows, which: impl Iterator<Item = (usize, usize)>) -> SparseRows {
        let first = rows.columns();
        let mut out = SparseRows::new(first + self.count);
        for (i, example) in which {
            let (columns, values) = rows.row(i);
            let own = self.of[example].map(|group| (first as u32 + group, self.scale));
            out.push(columns.iter().copied().zip(values.iter().copied()).chain(own));
        }
        out
    }

    /// A layer fitted on such rows as it is of an outlet unknown.
    #[must_use]
    pub fn without(&self, fitted: &Fitted) -> Fitted {
        let columns = fitted.coefficients.ncols() - self.count;
        let coefficients = fitted.coefficients.slice_axis(Axis(1), Slice::from(..columns)).to_owned();
        Fitted { coefficients, ..fitted.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::solver::{Problem, Settings, sparse};

    /// Column 0 is the outlet's turn of phrase, column 1 what frames.
    fn rows() -> (SparseRows, Vec<u32>, Vec<u32>) {
        let (mut rows, mut targets, mut groups) = (SparseRows::new(2), Vec::new(), Vec::new());
        for i in 0..400u32 {
            let outlet = i % 4;
            let framed = i % 10 < 3;
            let hostile = framed || (outlet < 2 && i % 3 != 0);
            let phrase = (outlet < 2).then_some((0, 1.0));
            rows.push(phrase.into_iter().chain(framed.then_some((1, 1.0))));
            targets.push(u32::from(hostile));
            groups.push(outlet);
        }
        (rows, targets, groups)
    }

    fn weights(scale: f64) -> [f64; 2] {
        let (rows, targets, groups) = rows();
        let all: Vec<usize> = (0..rows.rows()).collect();
        let ids: Vec<String> = all.iter().map(ToString::to_string).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let intercepts = Intercepts::new(&ids, &groups, scale);
        let taught = intercepts.select(&rows, &all);
        let settings = Settings { alpha: 1.0, tolerance: 1e-6, max_iterations: 500 };
        let problem = Problem::new(&taught, &targets, 2, None).unwrap();
        let fitted = intercepts.without(&sparse::fit(problem, &settings, None).unwrap());
        assert_eq!(fitted.coefficients.ncols(), 2);
        assert_eq!(fitted.logits(&rows).unwrap().nrows(), 400);
        [0, 1].map(|column| fitted.coefficients[(1, column)])
    }

    #[test]
    fn a_turn_of_phrase_counts_less_once_its_outlets_have_intercepts() {
        let ([phrase, framed], [phrase_beside, framed_beside]) = (weights(0.0), weights(1.0));
        assert!(phrase_beside < 0.7 * phrase, "{phrase_beside} against {phrase}");
        assert!(framed_beside > 0.9 * framed, "{framed_beside} against {framed}");
    }

    #[test]
    fn a_group_of_one_document_has_none_and_one_group_alone_has_none() {
        let widths = |documents: &[&str], groups: &[u32]| Intercepts::new(documents, groups, 1.0).count;
        assert_eq!(widths(&["a", "b", "c", "d", "e"], &[0, 0, 1, 2, 2]), 2);
        assert_eq!(widths(&["a", "a", "b", "c"], &[0, 0, 1, 1]), 0);
        assert_eq!(widths(&["a", "b", "c"], &[0, 0, 0]), 0);
    }
}
