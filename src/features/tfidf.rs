//! TF-IDF with an idf that is fitted once and stored.
//!
//! tf = 1 + ln(count), idf = 1 + ln((1 + n) / (1 + df)) for `n` rows (scikit-learn's smooth idf
//! with sublinear tf), rows scaled to Euclidean length 1.

use super::vocabulary::{Vocabulary, document_frequencies};

/// A vocabulary with the idf of each column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TfIdf {
    vocabulary: Vocabulary,
    idf: Vec<f32>,
}

impl TfIdf {
    /// Fits it on `rows` of feature hashes, on the features that occur in at least `least` rows.
    #[must_use]
    pub fn fit(rows: &[Vec<u64>], least: u32) -> Self {
        Self::from_counts(&document_frequencies(rows, least), rows.len())
    }

    /// The same of features with their row counts, ascending by hash, among `rows` rows.
    #[must_use]
    pub fn from_counts(counts: &[(u64, u32)], rows: usize) -> Self {
        let vocabulary = Vocabulary::new(counts.iter().map(|&(hash, _)| hash).collect());
        Self { vocabulary, idf: counts.iter().map(|&(_, df)| idf(rows, df)).collect() }
    }

    /// Puts stored parts together; `None` where they do not fit, or an idf is none.
    #[must_use]
    pub fn from_parts(vocabulary: Vocabulary, idf: Vec<f32>) -> Option<Self> {
        let sound = vocabulary.len() == idf.len() && idf.iter().all(|idf| idf.is_finite() && *idf > 0.0);
        sound.then_some(Self { vocabulary, idf })
    }

    /// The vocabulary.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The idf of each column.
    #[must_use]
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// The weighted row of `columns` (one entry an occurrence, in any order), which is emptied
    /// and refilled as `(column, value)` in ascending order.
    pub fn row(&self, columns: &mut [u32], out: &mut Vec<(u32, f32)>) {
        columns.sort_unstable();
        self.row_of_sorted(columns, out);
    }

    /// The same of columns in ascending order.
    pub fn row_of_sorted(&self, columns: &[u32], out: &mut Vec<(u32, f32)>) {
        self.row_of_runs(columns.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())), out);
    }

    /// The same of distinct columns in ascending order, each with how often it occurs.
    pub fn row_of_runs(&self, runs: impl Iterator<Item = (u32, usize)>, out: &mut Vec<(u32, f32)>) {
        out.clear();
        let mut squares = 0.0;
        for (column, count) in runs {
            let frequency = if count == 1 { 1.0 } else { 1.0 + (count as f64).ln() };
            let value = frequency * f64::from(self.idf[column as usize]);
            squares += value * value;
            out.push((column, value as f32));
        }
        if squares > 0.0 {
            let scale = squares.sqrt().recip() as f32;
            for (_, value) in out.iter_mut() {
                *value *= scale;
            }
        }
    }
}

/// The idf of a feature that occurs in `df` of `rows` rows.
#[must_use]
pub fn idf(rows: usize, df: u32) -> f32 {
    (1.0 + ((1.0 + rows as f64) / (1.0 + f64::from(df))).ln()) as f32
}

/// Turns the term frequencies `values` of `columns` into weights of Euclidean length 1 (0 where
/// all are 0).
pub fn weigh(columns: &[u32], values: &mut [f32], idf: &[f32]) {
    let mut squares = 0.0;
    for (value, &column) in values.iter_mut().zip(columns) {
        *value *= idf[column as usize];
        squares += f64::from(*value) * f64::from(*value);
    }
    if squares > 0.0 {
        let scale = squares.sqrt().recip() as f32;
        for value in values {
            *value *= scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_scikit_learn() {
        // TfidfTransformer(sublinear_tf=True) on [[3, 1, 0], [1, 0, 0], [0, 1, 2]]
        // columns: a in 2 rows, b in 2, c in 1 of 3.
        let rows = vec![vec![10, 10, 10, 20], vec![10], vec![20, 30, 30]];
        let tfidf = TfIdf::fit(&rows, 1);
        let mut out = Vec::new();
        tfidf.row(&mut [0, 0, 0, 1], &mut out);
        assert!((f64::from(out[0].1) - 0.902_750_1).abs() < 1e-6, "{out:?}");
        assert!((f64::from(out[1].1) - 0.430_165_3).abs() < 1e-6, "{out:?}");
    }

    #[test]
    fn rare_features_are_left_out() {
        let rows = vec![vec![1, 2], vec![1], vec![1, 3, 3]];
        assert_eq!(TfIdf::fit(&rows, 2).vocabulary().hashes(), [1]);
    }
}
