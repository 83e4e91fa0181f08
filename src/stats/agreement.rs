//! Agreement between annotators: Krippendorff's alpha.
//!
//! Klaus Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), for nominal and ordinal values,
//! any number of annotators, and units that some of them left out. Values are numbers `0..k`; for ordinal
//! ones their order is that of the numbers.

use ndarray::Array2;

/// How far apart two values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Different or not.
    Nominal,
    /// By how many judgements lie between them.
    Ordinal,
}

/// How often two annotators gave a pair of values to the same unit: `k x k`, symmetric. Units of several
/// matrices over the same values can be added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Coincidences(Array2<f64>);

impl Coincidences {
    /// None yet, over `values` values.
    #[must_use]
    pub fn new(values: usize) -> Self {
        Self(Array2::zeros((values, values)))
    }

    /// Adds a unit to which `counts[v]` annotators gave value `v`; one annotator alone adds nothing.
    /// Values beyond the matrix are left out.
    pub fn add(&mut self, counts: &[u32]) {
        let given: u32 = counts.iter().take(self.0.nrows()).sum();
        if given < 2 {
            return;
        }
        let others = f64::from(given - 1);
        for ((a, b), sum) in self.0.indexed_iter_mut() {
            let [left, right] = [a, b].map(|value| counts.get(value).copied().unwrap_or(0));
            let pairs = if a == b { left * left.saturating_sub(1) } else { left * right };
            *sum += f64::from(pairs) / others;
        }
    }

    /// Adds all of `other`, `times` times.
    pub fn extend(&mut self, other: &Self, times: f64) {
        if self.0.dim() == other.0.dim() {
            self.0.scaled_add(times, &other.0);
        }
    }

    /// The same of one value against all others.
    #[must_use]
    pub fn one_against_rest(&self, value: usize) -> Self {
        let side = |v: usize| usize::from(v == value);
        let mut out = Self::new(2);
        for ((a, b), count) in self.0.indexed_iter() {
            out.0[(side(a), side(b))] += count;
        }
        out
    }

    /// Judgements that can be compared with another one.
    #[must_use]
    pub fn pairable(&self) -> f64 {
        self.0.sum()
    }

    /// How often each value was given, among judgements that can be compared.
    #[must_use]
    pub fn totals(&self) -> Vec<f64> {
        self.0.rows().into_iter().map(|row| row.sum()).collect()
    }

    /// Share of pairs in which both gave the same value; `NaN` where there are none.
    #[must_use]
    pub fn observed_agreement(&self) -> f64 {
        self.0.diag().sum() / self.0.sum()
    }

    /// Alpha: 1 minus observed over expected disagreement; 1 for perfect agreement, 0 for what chance
    /// would give. `NaN` where no value but one was given: then nothing tells agreement from habit.
    #[must_use]
    pub fn alpha(&self, level: Level) -> f64 {
        let totals = self.totals();
        let n: f64 = totals.iter().sum();
        let (mut observed, mut expected) = (0.0, 0.0);
        for ((a, b), count) in self.0.indexed_iter() {
            let distance = distance(&totals, a.min(b), a.max(b), level);
            observed += count * distance;
            expected += totals[a] * totals[b] * distance;
        }
        if expected > 0.0 { 1.0 - (n - 1.0) * observed / expected } else { f64::NAN }
    }
}

/// The square of the distance between values `low` and `high`.
fn distance(totals: &[f64], low: usize, high: usize, level: Level) -> f64 {
    match level {
        _ if low == high => 0.0,
        Level::Nominal => 1.0,
        Level::Ordinal => {
            let between: f64 = totals[low..=high].iter().sum();
            (between - f64::midpoint(totals[low], totals[high])).powi(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// What `tests/figures/agreement.py` wrote.
    #[derive(Deserialize)]
    struct Case {
        values: usize,
        /// One list an annotator, -1 where there is no judgement.
        judgements: Vec<Vec<i32>>,
        nominal: f64,
        ordinal: f64,
        one_against_rest: Vec<f64>,
    }

    fn cases() -> Vec<Case> {
        serde_json::from_str(include_str!("../../tests/figures/agreement.json")).unwrap()
    }

    fn counts(case: &Case, unit: usize) -> Vec<u32> {
        let mut counts = vec![0; case.values];
        for given in case.judgements.iter().filter_map(|all| usize::try_from(all[unit]).ok()) {
            counts[given] += 1;
        }
        counts
    }

    fn coincidences(case: &Case) -> Coincidences {
        let mut all = Coincidences::new(case.values);
        (0..case.judgements[0].len()).for_each(|unit| all.add(&counts(case, unit)));
        all
    }

    fn same(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn alpha_is_that_of_the_package_krippendorff() {
        let cases = cases();
        assert!(cases.len() >= 20);
        for case in &cases {
            let all = coincidences(case);
            same(all.alpha(Level::Nominal), case.nominal);
            same(all.alpha(Level::Ordinal), case.ordinal);
            for (value, expected) in case.one_against_rest.iter().enumerate() {
                same(all.one_against_rest(value).alpha(Level::Nominal), *expected);
            }
        }
    }

    #[test]
    fn units_can_be_added_up_in_parts() {
        let case = &cases()[0];
        let mut sum = Coincidences::new(case.values);
        for unit in 0..case.judgements[0].len() {
            let mut one = Coincidences::new(case.values);
            one.add(&counts(case, unit));
            sum.extend(&one, 1.0);
        }
        same(sum.alpha(Level::Ordinal), case.ordinal);
    }

    #[test]
    fn what_says_nothing() {
        let mut one_value = Coincidences::new(3);
        assert!(one_value.alpha(Level::Nominal).is_nan());
        one_value.add(&[0, 2, 0]);
        one_value.add(&[1, 0, 0]);
        assert!(one_value.alpha(Level::Ordinal).is_nan(), "one value only");
        same(one_value.pairable(), 2.0);
    }
}
