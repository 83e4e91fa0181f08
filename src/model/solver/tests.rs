//! The solvers against each other, against linfa on dense rows and against scikit-learn.

mod figures;

use linfa::traits::Fit;
use linfa::{Dataset, DatasetBase};
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use super::*;
use crate::features::SparseRows;
use crate::model::Error;
use crate::model::random::Random;

/// A generator of numbers for tests.
pub(super) struct Numbers(Random);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0.bits()
    }

    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number from 0 to `limit - 1`, small ones the likelier the higher `power` is.
    #[expect(clippy::cast_sign_loss, reason = "powers of numbers from 0 to 1 are not negative")]
    fn below(&mut self, limit: f64, power: f64) -> usize {
        (self.unit().powf(power) * limit) as usize
    }

    /// A whole number from 0 to `limit - 1`, about `1 / number` as likely each.
    #[expect(clippy::cast_sign_loss, reason = "a number of at least 1 is not negative")]
    fn zipf(&mut self, limit: usize) -> usize {
        (limit as f64).powf(self.unit()) as usize - 1
    }
}

/// Rows of norm 1 with words by Zipf's law, some of which lean towards the row's class.
pub(super) fn zipf(n: usize, columns: usize, entries: usize, classes: u32) -> (SparseRows, Vec<u32>) {
    let mut numbers = Numbers::new(7);
    let (mut rows, mut targets) = (SparseRows::new(columns), Vec::new());
    for _ in 0..n {
        let class = numbers.below(f64::from(classes), 1.5) as u32;
        let mut row = std::collections::BTreeMap::new();
        for _ in 0..entries {
            let mut word = numbers.zipf(columns);
            if numbers.unit() < 0.1 {
                word = word / classes as usize * classes as usize + class as usize;
            }
            // Numbers as a hash or the alphabet gives them: unlike the words' frequencies.
            let column = (word.min(columns - 1) * 7_919) % columns;
            *row.entry(column as u32).or_insert(0.0) += 2.0 + ((word + 2) as f64).ln();
        }
        let norm = row.values().map(|x| x * x).sum::<f64>().sqrt();
        rows.push(row.into_iter().map(|(column, x)| (column, (x / norm) as f32)));
        targets.push(class);
    }
    (rows, targets)
}

fn exact(alpha: f64) -> Settings {
    Settings { alpha, tolerance: 1e-9, ..Settings::default() }
}

fn worst(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    (a - b).iter().fold(0.0, |worst, e| e.abs().max(worst))
}

/// Plain linfa-logistic on the dense rows: its probabilities for the rows.
fn plain_linfa(rows: &SparseRows, targets: &[u32], alpha: f64) -> Array2<f64> {
    let mut dense = Array2::zeros((rows.rows(), rows.columns()));
    for i in 0..rows.rows() {
        let (columns, values) = rows.row(i);
        for (&j, &x) in columns.iter().zip(values) {
            dense[(i, j as usize)] = f64::from(x);
        }
    }
    let targets: Array1<usize> = targets.iter().map(|&class| class as usize).collect();
    let data: Dataset<f64, usize, ndarray::Ix1> = DatasetBase::new(dense.clone(), targets);
    let linfa =
        MultiLogisticRegression::default().alpha(alpha).gradient_tolerance(1e-8).max_iterations(2_000);
    linfa.fit(&data).unwrap().predict_probabilities(&dense)
}

fn agree_with_plain_linfa(rows: &SparseRows, targets: &[u32], classes: usize, alpha: f64) {
    let expected = plain_linfa(rows, targets, alpha);
    let problem = Problem::new(rows, targets, classes, None).unwrap();
    for (name, fitted) in [
        ("reduced", reduced::fit(problem, &exact(alpha), None).unwrap()),
        ("sparse", sparse::fit(problem, &exact(alpha), None).unwrap()),
    ] {
        let found = fitted.predict_probabilities(rows).unwrap();
        let distance = worst(&found, &expected);
        assert!(distance < 1e-6, "{name}, alpha {alpha}: {distance:e}, {:?}", fitted.convergence);
        let intercepts: f64 = fitted.intercepts.iter().sum();
        assert!(intercepts.abs() < 1e-9, "{name}");
    }
}

#[test]
fn all_agree_with_plain_linfa_when_columns_are_many() {
    let (rows, targets) = zipf(150, 400, 30, 3);
    for alpha in [0.05, 1.0, 20.0] {
        agree_with_plain_linfa(&rows, &targets, 3, alpha);
    }
}

#[test]
fn all_agree_with_plain_linfa_when_rows_are_many() {
    let (rows, targets) = zipf(300, 40, 12, 2);
    agree_with_plain_linfa(&rows, &targets, 2, 0.5);
    let (rows, targets) = zipf(300, 40, 12, 6);
    agree_with_plain_linfa(&rows, &targets, 6, 0.5);
}

#[test]
fn all_agree_with_plain_linfa_when_rows_repeat_or_are_empty() {
    let (rows, targets) = zipf(80, 300, 20, 3);
    let repeated: Vec<usize> = (0..80).chain(0..40).chain(10..20).collect();
    let mut doubled = rows.select(&repeated);
    let mut targets: Vec<u32> = repeated.iter().map(|&i| targets[i]).collect();
    doubled.push([]);
    doubled.push([]);
    targets.extend([0, 2]);
    agree_with_plain_linfa(&doubled, &targets, 3, 0.3);
}

#[test]
fn the_factor_reaches_the_optimum_of_the_original_rows() {
    let (rows, targets) = zipf(400, 3_000, 60, 4);
    let problem = Problem::new(&rows, &targets, 4, None).unwrap();
    let settings = Settings { alpha: 0.3, ..Settings::default() };
    let by_linfa = reduced::fit(problem, &settings, None).unwrap();
    let by_newton = sparse::fit(problem, &settings, None).unwrap();
    assert!(by_linfa.convergence.converged, "{:?}", by_linfa.convergence);
    assert!(by_newton.convergence.converged, "{:?}", by_newton.convergence);
    let [a, b] = [by_linfa, by_newton].map(|fitted| fitted.predict_probabilities(&rows).unwrap());
    assert!(worst(&a, &b) < 1e-6, "{:e}", worst(&a, &b));
}

#[test]
fn the_gradient_is_the_slope_of_the_objective() {
    // Few entries a column, and so many that products are made in chunks of rows.
    for (rows, columns) in [(60, 50), (60, 5), (600, 30)] {
        gradient_is_slope(rows, columns);
    }
}

fn gradient_is_slope(n: usize, columns: usize) {
    let (rows, targets) = zipf(n, columns, 10, 3);
    let weights: Vec<f64> = (0..n).map(|i| 0.5 + (i % 3) as f64).collect();
    let problem = Problem::new(&rows, &targets, 3, Some(&weights)).unwrap();
    let objective = objective::Objective::new(problem, 0.7);
    let mut numbers = Numbers::new(3);
    let point: Vec<f64> = (0..objective.len()).map(|_| numbers.unit() - 0.5).collect();
    let value = |point: &[f64]| {
        let mut z = vec![0.0; objective.row_len()];
        objective.forward(point, &mut z);
        objective.along(&z, 0.0, &z).0 + objective.penalty(point)
    };
    let (mut z, mut r) = (vec![0.0; objective.row_len()], vec![0.0; objective.row_len()]);
    let mut probabilities = vec![0.0; n * 3];
    let mut gradient = vec![0.0; objective.len()];
    objective.forward(&point, &mut z);
    objective.derivatives(&z, &mut probabilities, &mut r);
    objective.backward(&r, &point, &mut gradient);
    for at in (0..point.len()).step_by(7).chain([point.len() - 1]) {
        let [mut above, mut below] = [point.clone(), point.clone()];
        above[at] += 1e-5;
        below[at] -= 1e-5;
        let slope = (value(&above) - value(&below)) / 2e-5;
        assert!((slope - gradient[at]).abs() < 1e-7, "{at}: {slope} {}", gradient[at]);
    }
}

#[test]
fn a_step_ends_where_the_objective_is_flat() {
    let (rows, targets) = zipf(300, 40, 6, 3);
    let objective = objective::Objective::new(Problem::new(&rows, &targets, 3, None).unwrap(), 0.2);
    let [mut z, mut dz] = [(); 2].map(|()| vec![0.0; objective.row_len()]);
    let mut gradient = vec![0.0; objective.len()];
    let start = vec![0.0; objective.len()];
    objective.forward(&start, &mut z);
    let mut probabilities = vec![0.0; 300 * 3];
    let value = objective.derivatives(&z, &mut probabilities, &mut dz);
    objective.backward(&dz, &start, &mut gradient);
    let search = |length: f64| {
        let step: Vec<f64> = gradient.iter().map(|g| -g * length).collect();
        let mut dz = vec![0.0; objective.row_len()];
        objective.forward(&step, &mut dz);
        let (slope, square) = (vectors::dot(&gradient, &step), objective.penalty(&step));
        let line = line::Line {
            objective: &objective,
            forward: &z,
            step: &dz,
            value,
            slope,
            penalty: 0.0,
            cross: 0.0,
            square,
        };
        let at = |size: f64| objective.along(&z, size, &dz).0 + size * size * square;
        let least = (1..=1000).map(|i| at(f64::from(i) / 1000.0)).fold(f64::INFINITY, f64::min);
        let size = line.search();
        (size, size.map_or(value, at), least)
    };
    // Too short a step is taken whole, and too long a one is cut, but not to pieces.
    assert_eq!(search(1e-3).0, Some(1.0));
    for length in (1..30).map(|i| 1.2_f64.powi(i)) {
        let (size, found, least) = search(length);
        assert!(found - least < 0.1 * (value - least), "{length}, {size:?}: {found} {least} {value}");
    }
    // Uphill nothing is found.
    assert_eq!(search(-1.0).0, None);
}

#[test]
fn a_start_that_is_sure_of_the_wrong_class_is_left() {
    for (counts, alpha, wrong) in [([190, 10], 1e-4, 10.0), ([1000, 1], 1e-4, 20.0), ([1000, 1], 1.0, 10.0)] {
        let mut rows = SparseRows::new(1);
        (0..counts[0] + counts[1]).for_each(|_| rows.push(vec![(0, 1.0)]));
        let targets: Vec<u32> = (0..counts[0] + counts[1]).map(|i| u32::from(i >= counts[0])).collect();
        let problem = Problem::new(&rows, &targets, 2, None).unwrap();
        let mut start = sparse::fit(problem, &exact(alpha), None).unwrap();
        start.coefficients = Array2::from_shape_vec((2, 1), vec![-wrong, wrong]).unwrap();
        let fitted = sparse::fit(problem, &exact(alpha), Some(&start)).unwrap();
        assert!(fitted.convergence.converged, "{counts:?} {alpha} {wrong}: {:?}", fitted.convergence);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    same_bits(20_000);
    same_bits(700);
}

fn same_bits(columns: usize) {
    let (rows, targets) = zipf(3_000, columns, 40, 3);
    let few: Vec<usize> = (0..500).collect();
    let weights: Vec<f64> = (0..3_000).map(|i| 1.0 + f64::from(i % 4)).collect();
    let fits = [1, 2, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let problem = Problem::new(&rows, &targets, 3, Some(&weights)).unwrap();
            let sparse = sparse::fit(problem, &Settings::default(), None).unwrap();
            let rows = rows.select(&few);
            let problem = Problem::new(&rows, &targets[..500], 3, None).unwrap();
            (sparse, reduced::fit(problem, &Settings::default(), None).unwrap())
        })
    });
    assert_eq!(fits[0], fits[1]);
    assert_eq!(fits[0], fits[2]);
}

#[test]
fn a_weight_counts_like_as_many_rows() {
    let (rows, targets) = zipf(120, 200, 15, 3);
    let weights: Vec<f64> = (0..120).map(|i| f64::from(i % 3)).collect();
    let copies: Vec<usize> = (0..120).flat_map(|i| vec![i; i % 3]).collect();
    let copied = rows.select(&copies);
    let copied_targets: Vec<u32> = copies.iter().map(|&i| targets[i]).collect();
    let weighted = Problem::new(&rows, &targets, 3, Some(&weights)).unwrap();
    let copied = Problem::new(&copied, &copied_targets, 3, None).unwrap();
    let [a, b] = [weighted, copied].map(|problem| {
        let fitted = sparse::fit(problem, &exact(0.5), None).unwrap();
        assert!(fitted.convergence.converged);
        fitted.predict_probabilities(&rows).unwrap()
    });
    assert!(worst(&a, &b) < 1e-8, "{:e}", worst(&a, &b));
}

#[test]
fn a_warm_start_leads_to_the_same_optimum() {
    let (rows, targets) = zipf(200, 500, 25, 3);
    let problem = Problem::new(&rows, &targets, 3, None).unwrap();
    for fit in [sparse::fit, reduced::fit] {
        let cold = fit(problem, &exact(0.1), None).unwrap();
        let near = fit(problem, &exact(0.2), None).unwrap();
        let warm = fit(problem, &exact(0.1), Some(&near)).unwrap();
        let [a, b] = [&cold, &warm].map(|fitted| fitted.predict_probabilities(&rows).unwrap());
        assert!(worst(&a, &b) < 1e-7, "{:e}", worst(&a, &b));
        assert!(warm.convergence.iterations <= cold.convergence.iterations);
    }
    let there = sparse::fit(problem, &exact(0.1), None).unwrap();
    assert_eq!(sparse::fit(problem, &exact(0.1), Some(&there)).unwrap().convergence.iterations, 0);
}

#[test]
fn columns_without_rows_count_for_nothing_in_a_warm_start() {
    let (rows, targets) = zipf(900, 20, 12, 4);
    let mut wider = SparseRows::new(24);
    for i in 0..rows.rows() {
        let (columns, values) = rows.row(i);
        wider.push(columns.iter().copied().zip(values.iter().copied()));
    }
    let problem = Problem::new(&wider, &targets, 4, None).unwrap();
    let cold = sparse::fit(problem, &exact(0.3), None).unwrap();
    let mut start = cold.clone();
    start.coefficients.column_mut(22).fill(3.0);
    start.coefficients[(1, 23)] = 5.0;
    let warm = sparse::fit(problem, &exact(0.3), Some(&start)).unwrap();
    assert_eq!(warm.convergence.iterations, 0);
    assert!(worst(&warm.coefficients, &cold.coefficients) < 1e-9);
}

#[test]
fn words_seen_once_get_the_weights_that_linfa_gives_them() {
    let (mut rows, mut targets) = zipf(50, 20_000, 15, 3);
    let counts = rows.column_counts();
    assert!(counts.iter().filter(|count| **count == 1).count() > 100);
    rows.push([(0, 0.0), (9, -0.5), (19_999, 0.5)]);
    targets.push(1);
    let problem = Problem::new(&rows, &targets, 3, None).unwrap();
    let by_newton = sparse::fit(problem, &exact(0.2), None).unwrap();
    let by_linfa = reduced::fit(problem, &exact(0.2), None).unwrap();
    assert!(worst(&by_newton.coefficients, &by_linfa.coefficients) < 1e-6);
}

#[test]
fn a_class_with_one_row_and_columns_without_rows_are_fine() {
    let (rows, mut targets) = zipf(60, 5_000, 8, 2);
    targets[17] = 2;
    agree_with_plain_linfa(&rows, &targets, 3, 1.0);
    let mut bare = SparseRows::new(0);
    (0..4).for_each(|_| bare.push([]));
    let problem = Problem::new(&bare, &[0, 1, 1, 1], 2, None).unwrap();
    for fit in [sparse::fit, reduced::fit, auto::fit] {
        let fitted = fit(problem, &Settings::default(), None).unwrap();
        let share = fitted.predict_probabilities(&bare).unwrap()[(0, 1)];
        assert!((share - 0.75).abs() < 1e-9 && fitted.convergence.converged);
    }
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let (rows, targets) = zipf(20, 30, 5, 2);
    let none = SparseRows::new(30);
    assert!(matches!(Problem::new(&none, &[], 2, None), Err(Error::NoRows)));
    assert!(matches!(Problem::new(&rows, &[0; 20], 1, None), Err(Error::OneClass(1))));
    assert!(matches!(Problem::new(&rows, &[0; 20], 2, None), Err(Error::EmptyClass(1))));
    assert!(matches!(Problem::new(&rows, &targets, 3, None), Err(Error::EmptyClass(2))));
    assert!(matches!(Problem::new(&rows, &targets[1..], 2, None), Err(Error::Length { .. })));
    assert!(matches!(Problem::new(&rows, &[5; 20], 2, None), Err(Error::ClassRange { .. })));
    let negative = [-1.0; 20];
    assert!(matches!(Problem::new(&rows, &targets, 2, Some(&negative)), Err(Error::Value { .. })));
    let mut endless = SparseRows::new(30);
    endless.push([(1, f32::INFINITY)]);
    assert!(matches!(Problem::new(&endless, &[0], 2, None), Err(Error::Value { .. })));
    let weights = [1.0; 20];
    let weighted = Problem::new(&rows, &targets, 2, Some(&weights)).unwrap();
    assert!(matches!(reduced::fit(weighted, &exact(1.0), None), Err(Error::WeightsUnsupported)));
    for alpha in [0.0, -1.0, f64::NAN] {
        assert!(matches!(sparse::fit(weighted, &exact(alpha), None), Err(Error::Setting { .. })));
    }
}

#[test]
fn a_fit_cut_short_says_so() {
    let (rows, targets) = zipf(200, 500, 25, 3);
    let problem = Problem::new(&rows, &targets, 3, None).unwrap();
    let settings = Settings { max_iterations: 1, ..exact(0.01) };
    assert!(!sparse::fit(problem, &settings, None).unwrap().convergence.converged);
    assert!(!reduced::fit(problem, &settings, None).unwrap().convergence.converged);
}

#[test]
fn linfa_stands_aside_for_weights_and_many_rows() {
    assert_eq!(choose(3_000, 200_000, false), Solver::Linfa);
    assert_eq!(choose(3_001, 200_000, false), Solver::Sparse);
    assert_eq!(choose(90_000, 100, false), Solver::Linfa);
    assert_eq!(choose(100, 100, true), Solver::Sparse);
    assert_eq!(choose(usize::MAX, usize::MAX, false), Solver::Sparse);
}

#[test]
fn each_solver_that_can_be_asked_for_comes_to_the_same_probabilities() {
    let (rows, targets) = zipf(300, 900, 25, 3);
    let problem = Problem::new(&rows, &targets, 3, None).unwrap();
    let by = |choice| auto::fit_by(choice, problem, &Settings::default(), None).unwrap();
    let [auto, linfa, sparse] = [Choice::Auto, Choice::Linfa, Choice::Sparse].map(by);
    assert_eq!([auto.1, linfa.1, sparse.1], [Solver::Linfa, Solver::Linfa, Solver::Sparse]);
    let [a, b] = [&linfa.0, &sparse.0].map(|fitted| fitted.predict_probabilities(&rows).unwrap());
    assert!(worst(&a, &b) < 1e-4, "{:e}", worst(&a, &b));
    assert_eq!(auto.0, linfa.0);

    let weights: Vec<f64> = (0..300).map(|i| 1.0 + f64::from(i % 2)).collect();
    let weighted = Problem::new(&rows, &targets, 3, Some(&weights)).unwrap();
    let by = |choice| auto::fit_by(choice, weighted, &Settings::default(), None);
    assert_eq!(by(Choice::Auto).unwrap().1, Solver::Sparse);
    assert!(matches!(by(Choice::Linfa), Err(Error::WeightsUnsupported)));
}

#[test]
fn linfa_is_given_no_matrix_that_no_memory_holds() {
    let mut rows = SparseRows::new(20_000);
    (0..20_000).for_each(|i| rows.push([(i, 1.0)]));
    let targets: Vec<u32> = (0..20_000).map(|i| i % 2).collect();
    let problem = Problem::new(&rows, &targets, 2, None).unwrap();
    let refused = auto::fit_by(Choice::Linfa, problem, &Settings::default(), None);
    assert!(matches!(refused, Err(Error::TooLarge { rows: 20_000, side: 20_000 })));
}

#[test]
fn linfas_traits_give_names_to_classes() {
    let (rows, targets) = zipf(90, 100, 12, 3);
    let names = ["favourable", "hostile", "neutral"];
    let targets: Array1<&str> = targets.iter().map(|&class| names[class as usize]).collect();
    let weights = Array1::from_elem(90, 2.0_f32);
    let data = DatasetBase::new(rows.clone(), targets.clone()).with_weights(weights);
    let weighted = SparseLogistic::new().alpha(2.0).tolerance(1e-9).fit(&data).unwrap();
    let data = DatasetBase::new(rows.clone(), targets.clone());
    let plain = SparseLogistic::new().alpha(1.0).tolerance(1e-9).fit(&data).unwrap();
    assert_eq!(plain.classes(), names);
    let [a, b] = [&weighted, &plain].map(|model| model.predict_probabilities(&rows).unwrap());
    assert!(worst(&a, &b) < 1e-7);
    let right = plain.predict(&rows).unwrap().iter().zip(&targets).filter(|(a, b)| a == b).count();
    assert!(right > 60, "{right}");
    assert!(matches!(SparseLogistic::new().alpha(-1.0).fit(&data), Err(Error::Setting { .. })));
    let data = DatasetBase::new(rows, targets).with_weights(Array1::from_elem(90, 2.0_f32));
    let by_linfa = SparseLogistic::new().solver(Choice::Linfa).fit(&data);
    assert!(matches!(by_linfa, Err(Error::WeightsUnsupported)));
}

#[test]
fn the_mean_of_fits_is_a_start_nearer_to_the_optimum_of_all_rows() {
    let (rows, targets) = zipf(300, 200, 30, 3);
    let part = |of: usize| {
        let kept: Vec<usize> = (0..300).filter(|i| i % 3 != of).collect();
        let targets: Vec<u32> = kept.iter().map(|&i| targets[i]).collect();
        let rows = rows.select(&kept);
        sparse::fit(Problem::new(&rows, &targets, 3, None).unwrap(), &exact(0.5), None).unwrap()
    };
    let parts = [part(0), part(1), part(2)];
    let mean = Fitted::mean(&[&parts[0], &parts[1], &parts[2]]).unwrap();
    let expected = (parts[0].intercepts[1] + parts[1].intercepts[1] + parts[2].intercepts[1]) / 3.0;
    assert!((mean.intercepts[1] - expected).abs() < 1e-12 && !mean.convergence.converged);
    let problem = Problem::new(&rows, &targets, 3, None).unwrap();
    let from = |fitted: &Fitted| sparse::check(problem, &exact(0.5), fitted).unwrap().objective;
    let best = sparse::fit(problem, &exact(0.5), Some(&mean)).unwrap();
    assert!(best.convergence.converged);
    let least = parts.iter().map(from).fold(f64::INFINITY, f64::min);
    assert!(from(&best) < from(&mean) && from(&mean) < least, "{} {least}", from(&mean));
    assert!(matches!(Fitted::mean(&[]), Err(Error::NoRows)));
    let (other, targets) = zipf(30, 20, 10, 3);
    let narrow = sparse::fit(Problem::new(&other, &targets, 3, None).unwrap(), &exact(0.5), None).unwrap();
    assert!(matches!(Fitted::mean(&[&parts[0], &narrow]), Err(Error::Length { .. })));
}
