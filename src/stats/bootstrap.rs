//! The bootstrap over clusters.
//!
//! Rows of one document, or of one outlet, are not independent: whole clusters are drawn with
//! replacement, as many as there are (Davison and Hinkley, Bootstrap Methods and their Application,
//! 1997, section 3.8). Draw `d` takes its numbers from stream `d` of a `ChaCha8` generator, so that it
//! is the same whichever thread computes it, on any machine.

use std::collections::HashMap;
use std::hash::Hash;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;

use super::Interval;

/// Draws where nothing else is asked for.
pub const DRAWS: usize = 1000;
/// The seed where nothing else is asked for.
pub const SEED: u64 = 1;
/// The share of draws between the ends of an interval where nothing else is asked for.
pub const LEVEL: f64 = 0.95;

/// The cluster of each row, as a number `0..count`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clusters {
    of: Vec<u32>,
    count: usize,
}

impl Clusters {
    /// Numbers the clusters of rows with these names (or ids, or group numbers) in order of first
    /// appearance.
    pub fn new<N: Hash + Eq>(names: impl IntoIterator<Item = N>) -> Self {
        let mut numbers: HashMap<N, u32> = HashMap::new();
        let of = names.into_iter().map(|name| {
            let next = numbers.len() as u32;
            *numbers.entry(name).or_insert(next)
        });
        let of = of.collect();
        Self { of, count: numbers.len() }
    }

    /// Number of clusters.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The cluster of each row.
    #[must_use]
    pub fn of_rows(&self) -> &[u32] {
        &self.of
    }

    /// What each row counts in a draw: how often its cluster was drawn.
    #[must_use]
    pub fn row_weights(&self, drawn: &[u32]) -> Vec<f64> {
        self.of.iter().map(|&cluster| f64::from(drawn[cluster as usize])).collect()
    }
}

/// How clusters are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Number of draws.
    pub draws: usize,
    /// The seed of the generator.
    pub seed: u64,
    /// Share of draws between the ends of an interval, 0 to 1.
    pub level: f64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { draws: DRAWS, seed: SEED, level: LEVEL }
    }
}

impl Bootstrap {
    /// `statistic` of every draw, in order of draws. It gets how often each of the `clusters` clusters
    /// was drawn (`clusters` numbers that sum to `clusters`); memory grows with `draws` only by what it
    /// returns. No draws where there are no clusters.
    pub fn draw<T: Send>(&self, clusters: usize, statistic: impl Fn(&[u32]) -> T + Sync) -> Vec<T> {
        if clusters == 0 {
            return Vec::new();
        }
        let one = |drawn: &mut Vec<u32>, draw: usize| {
            self.fill(draw, drawn);
            statistic(drawn)
        };
        (0..self.draws).into_par_iter().map_init(|| vec![0; clusters], one).collect()
    }

    /// Percentile intervals of several figures at once, all of them on the same draws: the interval of a
    /// difference of two figures is therefore a paired one.
    ///
    /// `statistic` gets how often each cluster counts and returns `figures` numbers, `NaN` for one that
    /// cannot be computed. The value of each interval is the figure with every cluster counted once.
    pub fn intervals(
        &self,
        clusters: usize,
        figures: usize,
        statistic: impl Fn(&[u32]) -> Vec<f64> + Sync,
    ) -> Vec<Interval> {
        let values = statistic(&vec![1; clusters]);
        let draws = self.draw(clusters, statistic);
        let figure = |nth: usize| {
            let at = |numbers: &Vec<f64>| numbers.get(nth).copied().unwrap_or(f64::NAN);
            let drawn: Vec<f64> = draws.iter().map(at).collect();
            Interval::percentile(at(&values), &drawn, self.level)
        };
        (0..figures).map(figure).collect()
    }

    /// As [`intervals`](Self::intervals), for one figure.
    pub fn interval(&self, clusters: usize, statistic: impl Fn(&[u32]) -> f64 + Sync) -> Interval {
        let one = self.intervals(clusters, 1, |drawn| vec![statistic(drawn)]);
        one.first().copied().unwrap_or_default()
    }

    /// Counts how often draw `draw` takes each cluster.
    fn fill(&self, draw: usize, drawn: &mut [u32]) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(draw as u64);
        drawn.fill(0);
        for _ in 0..drawn.len() {
            // The high half of a 64-bit number times n: below n, with a bias of at most n / 2^64.
            let high = (u128::from(random.next_u64()) * drawn.len() as u128) >> 64;
            drawn[high as usize] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::quantile;

    fn mean(values: &[f64], drawn: &[u32]) -> f64 {
        let sum: f64 = values.iter().zip(drawn).map(|(value, &n)| value * f64::from(n)).sum();
        sum / f64::from(drawn.iter().sum::<u32>())
    }

    #[test]
    fn clusters_are_numbered_as_they_come() {
        let clusters = Clusters::new(["b", "a", "b", "c"]);
        assert_eq!((clusters.of_rows(), clusters.count()), (&[0, 1, 0, 2][..], 3));
        assert_eq!(clusters.row_weights(&[2, 0, 1]), [2.0, 0.0, 2.0, 1.0]);
    }

    #[test]
    fn draws_are_the_same_at_any_number_of_threads_and_others_with_another_seed() {
        let draws = |threads: usize, seed: u64| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let bootstrap = Bootstrap { draws: 200, seed, ..Bootstrap::default() };
            pool.install(|| bootstrap.draw(37, <[u32]>::to_vec))
        };
        let one = draws(1, 1);
        assert_eq!(one, draws(4, 1));
        assert_ne!(one, draws(1, 2));
        assert_ne!(one[0], one[1]);
        assert!(one.iter().all(|drawn| drawn.iter().sum::<u32>() == 37));
    }

    #[test]
    fn the_spread_of_a_mean_is_its_standard_error() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i * 7919 % 400)).collect();
        let spread = (values.iter().map(|v| (v - 199.5).powi(2)).sum::<f64>() / 400.0).sqrt();
        let bootstrap = Bootstrap { draws: 4000, ..Bootstrap::default() };
        let interval = bootstrap.interval(400, |drawn| mean(&values, drawn));
        let half = 1.959_964 * spread / 20.0;
        assert!((interval.value.unwrap() - 199.5).abs() < 1e-9);
        assert!((interval.low.unwrap() - (199.5 - half)).abs() < 0.08 * half, "{interval:?}, half {half}");
        assert!((interval.high.unwrap() - (199.5 + half)).abs() < 0.08 * half, "{interval:?}, half {half}");
    }

    #[test]
    fn rows_of_a_cluster_are_drawn_together() {
        // Each value twice: as clusters of two the interval is that of the single values.
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let double: Vec<f64> = values.iter().flat_map(|&value| [value, value]).collect();
        let clusters = Clusters::new((0..100).map(|i| i / 2));
        let bootstrap = Bootstrap::default();
        let single = bootstrap.interval(50, |drawn| mean(&values, drawn));
        let together = bootstrap.interval(clusters.count(), |drawn| {
            let weights = clusters.row_weights(drawn);
            let sum: f64 = double.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            sum / weights.iter().sum::<f64>()
        });
        assert!((single.low.unwrap() - together.low.unwrap()).abs() < 1e-9);
        assert!((single.high.unwrap() - together.high.unwrap()).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_computed_is_left_out() {
        let bootstrap = Bootstrap::default();
        let interval = bootstrap.interval(3, |drawn| if drawn[0] == 0 { f64::NAN } else { 1.0 });
        assert_eq!(interval, Interval { value: Some(1.0), low: Some(1.0), high: Some(1.0) });
        assert_eq!(bootstrap.interval(3, |_| f64::NAN), Interval::default());
        assert_eq!(bootstrap.interval(0, |_| 0.5), Interval { value: Some(0.5), low: None, high: None });
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16], [0, 0.025, 0.3, 0.5, 0.975, 1])
        let found = [0.0, 0.025, 0.3, 0.5, 0.975, 1.0].map(|q| quantile(&[1.0, 2.0, 4.0, 8.0, 16.0], q));
        for (found, expected) in found.into_iter().zip([1.0, 1.1, 2.4, 4.0, 15.2, 16.0]) {
            assert!((found.unwrap() - expected).abs() < 1e-12);
        }
        assert_eq!(quantile(&[], 0.5), None);
    }
}
