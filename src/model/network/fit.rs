//! Fitting a network: steps of Adam on small batches, with columns dropped at random.

use ndarray::{Array2, ArrayView1};

use super::{Network, TOGETHER, add};
use crate::model::Error;
use crate::model::error::same_length;
use crate::model::random::Random;

/// How a network is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Hidden units.
    pub units: usize,
    /// The share of the columns that rows are shown without, drawn anew for every few rows.
    pub dropout: f64,
    /// How often each row is shown.
    pub epochs: usize,
    /// Strength of the L2 penalty on the weights, for a mean loss.
    pub penalty: f64,
    /// Of weights, order and dropout.
    pub seed: u64,
}

/// Rows a step.
const BATCH: usize = 512;
/// The size of the first step; it falls to 0 in a straight line.
const RATE: f32 = 5e-3;
/// Values farther from their column's mean, in standard deviations, count as so far.
const REACH: f32 = 6.0;
/// A column that varies less is always the same.
const LEAST_DEVIATION: f32 = 1e-6;
/// Adam's (Kingma and Ba, ICLR 2015) memories, and what keeps its steps finite.
const MEMORY: [f32; 2] = [0.9, 0.999];
const FLOOR: f32 = 1e-8;

/// A network for `rows` (`rows x columns`) with these classes and weights: least mean crossentropy. One
/// thread works on it, and the same input gives the same network.
///
/// # Errors
///
/// [`Error::NoRows`] where none weighs anything or no unit is asked for, [`Error::Length`],
/// [`Error::ClassRange`], [`Error::OneClass`].
pub fn fit(
    rows: &Array2<f32>,
    targets: &[u32],
    weights: &[f64],
    classes: usize,
    settings: &Settings,
) -> Result<Network, Error> {
    check(rows, targets, weights, classes)?;
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    if settings.units == 0 || mean <= 0.0 {
        return Err(Error::NoRows);
    }
    let weights: Vec<f32> = weights.iter().map(|weight| (weight / mean) as f32).collect();
    let scales: Vec<Scale> =
        rows.columns().into_iter().map(|column| Scale::of(column.iter().copied())).collect();
    let scaled = |row: ArrayView1<'_, f32>| -> Vec<f32> {
        row.iter().zip(&scales).map(|(&value, scale)| scale.of_value(value)).collect()
    };
    let shown: Vec<Vec<f32>> = rows.rows().into_iter().map(scaled).collect();
    let mut random = Random::new(settings.seed);
    let shape = Shape { columns: scales.len(), units: settings.units, classes };
    let mut learner = Learner::new(shape, settings, &mut random);
    let mut order: Vec<usize> = (0..targets.len()).collect();
    let steps = (settings.epochs * order.len().div_ceil(BATCH)) as f32;
    let mut done = 0.0;
    for _ in 0..settings.epochs {
        random.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            for group in batch.chunks(TOGETHER) {
                learner.drop(&mut random);
                let values = |place: usize| &shown[group[place.min(group.len() - 1)]][..];
                for (place, &i) in group.iter().enumerate() {
                    learner.show(place, values(place));
                    learner.learn(place, targets[i] as usize, weights[i] / batch.len() as f32);
                }
                learner.gather(group.len(), std::array::from_fn(values));
            }
            learner.step(RATE * (1.0 - done / steps));
            done += 1.0;
        }
    }
    Ok(learner.network(&scales))
}

fn check(rows: &Array2<f32>, targets: &[u32], weights: &[f64], classes: usize) -> Result<(), Error> {
    same_length("classes", rows.nrows(), targets.len())?;
    same_length("weights", rows.nrows(), weights.len())?;
    if rows.is_empty() {
        return Err(Error::NoRows);
    }
    if classes < 2 {
        return Err(Error::OneClass(classes));
    }
    let outside = targets.iter().enumerate().find(|(_, class)| **class as usize >= classes);
    outside.map_or(Ok(()), |(row, &class)| Err(Error::ClassRange { row, class, classes }))
}

/// How a column's values are shown: from their mean, in standard deviations.
#[derive(Debug, Clone, Copy)]
struct Scale {
    mean: f32,
    deviation: f32,
    bounds: [f32; 2],
}

impl Scale {
    fn of(values: impl Iterator<Item = f32> + Clone) -> Self {
        let count = values.clone().count() as f64;
        let mean = values.clone().map(f64::from).sum::<f64>() / count;
        let variance = values.map(|x| (f64::from(x) - mean).powi(2)).sum::<f64>() / count;
        let (deviation, mean) = (variance.sqrt() as f32, mean as f32);
        let reach = REACH * deviation;
        let bounds = [(mean - reach).min(0.0), (mean + reach).max(0.0)];
        // A column that is always the same tells nothing: it is shown as 0, and weighs 0.
        let deviation = if deviation > LEAST_DEVIATION { deviation } else { f32::INFINITY };
        Self { mean, deviation, bounds }
    }

    fn of_value(&self, value: f32) -> f32 {
        (value.clamp(self.bounds[0], self.bounds[1]) - self.mean) / self.deviation
    }
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    columns: usize,
    units: usize,
    classes: usize,
}

impl Shape {
    /// Where biases, the second layer and the intercepts begin, and their end; the first layer comes first.
    fn parts(self) -> [usize; 4] {
        let biases = self.columns * self.units;
        let second = biases + self.units;
        let intercepts = second + self.units * self.classes;
        [biases, second, intercepts, intercepts + self.classes]
    }
}

/// The numbers that are learned, all in a row, and where a step is worked out.
struct Learner<'s> {
    shape: Shape,
    settings: &'s Settings,
    numbers: Vec<f32>,
    gradient: Vec<f32>,
    /// Means of the gradients and of their squares.
    moments: [Vec<f32>; 2],
    /// What is left of the moments' first value, 0.
    faded: [f32; 2],
    /// The columns that are not dropped.
    kept: Vec<usize>,
    /// What the units are given by each of the rows that are learned from together, and then how the loss follows them.
    units: [Vec<f32>; TOGETHER],
    logits: Vec<f32>,
}

impl<'s> Learner<'s> {
    fn new(shape: Shape, settings: &'s Settings, random: &mut Random) -> Self {
        let [biases, second, intercepts, end] = shape.parts();
        let mut numbers = vec![0.0; end];
        // He et al., ICCV 2015: what a unit gives varies as much as what it is given.
        let mut draw = |numbers: &mut [f32], inputs: usize| {
            let reach = (6.0 / inputs as f32).sqrt();
            numbers.iter_mut().for_each(|number| *number = reach * random.signed());
        };
        draw(&mut numbers[..biases], shape.columns);
        draw(&mut numbers[second..intercepts], 2 * shape.units);
        Self {
            shape,
            settings,
            gradient: vec![0.0; end],
            moments: [vec![0.0; end], vec![0.0; end]],
            faded: [1.0; 2],
            numbers,
            kept: Vec::with_capacity(shape.columns),
            units: std::array::from_fn(|_| vec![0.0; shape.units]),
            logits: vec![0.0; shape.classes],
        }
    }

    /// Draws which columns the next rows are shown without.
    fn drop(&mut self, random: &mut Random) {
        let (dropped, mut bits) = (self.dropped(), 0);
        self.kept.clear();
        for column in 0..self.shape.columns {
            bits = if column % 8 == 0 { random.bits() } else { bits >> 8 };
            if bits & 0xff >= dropped {
                self.kept.push(column);
            }
        }
    }

    /// How many of 256 columns are dropped, on average.
    fn dropped(&self) -> u64 {
        (self.settings.dropout * 256.0) as u64
    }

    /// What values are multiplied with, so that the units are given as much as without dropped columns.
    fn scale(&self) -> f32 {
        256.0 / (256 - self.dropped()) as f32
    }

    /// Shows a row as the one at `place` of those that are learned from together, and works out its logits.
    fn show(&mut self, place: usize, row: &[f32]) {
        let [biases, second, intercepts, _] = self.shape.parts();
        let (first, rest) = self.numbers.split_at(biases);
        let scale = self.scale();
        let units = &mut self.units[place];
        units.copy_from_slice(&rest[..self.shape.units]);
        let weights = |column: usize| &first[column * self.shape.units..][..self.shape.units];
        let (fours, others) = self.kept.as_chunks::<TOGETHER>();
        for four in fours {
            add(units, four.map(weights), four.map(|column| row[column] * scale));
        }
        for &column in others {
            let value = row[column] * scale;
            units.iter_mut().zip(weights(column)).for_each(|(unit, weight)| *unit += weight * value);
        }
        self.logits.copy_from_slice(&self.numbers[intercepts..]);
        let second = self.numbers[second..intercepts].chunks_exact(self.shape.classes);
        for (&unit, weights) in units.iter().zip(second).filter(|(unit, _)| **unit > 0.0) {
            self.logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += weight * unit);
        }
    }

    /// Adds the gradient for the row that was shown last, at `place`, which is of this class; the first layer's is
    /// left to [`Self::gather`].
    fn learn(&mut self, place: usize, class: usize, weight: f32) {
        let top = self.logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        self.logits.iter_mut().for_each(|logit| *logit = (*logit - top).exp());
        let sum: f32 = self.logits.iter().sum();
        self.logits.iter_mut().for_each(|p| *p *= weight / sum);
        self.logits[class] -= weight;
        let [biases, second, intercepts, _] = self.shape.parts();
        let (of_biases, rest) = self.gradient[biases..].split_at_mut(second - biases);
        let (of_second, of_intercepts) = rest.split_at_mut(intercepts - second);
        of_intercepts.iter_mut().zip(&self.logits).for_each(|(sum, slope)| *sum += slope);
        let classes = self.shape.classes;
        let weights = self.numbers[second..intercepts].chunks_exact(classes);
        let units = &mut self.units[place];
        for ((unit, weights), sums) in units.iter_mut().zip(weights).zip(of_second.chunks_exact_mut(classes))
        {
            let active = std::mem::take(unit);
            if active > 0.0 {
                sums.iter_mut().zip(&self.logits).for_each(|(sum, slope)| *sum += active * slope);
                *unit = weights.iter().zip(&self.logits).map(|(weight, slope)| weight * slope).sum();
            }
        }
        of_biases.iter_mut().zip(&*units).for_each(|(sum, slope)| *sum += slope);
    }

    /// Adds the gradient of the first layer for the first `count` of the rows that are learned from together.
    fn gather(&mut self, count: usize, rows: [&[f32]; TOGETHER]) {
        self.units[count..].iter_mut().for_each(|slopes| slopes.fill(0.0));
        let scale = self.scale();
        for &column in &self.kept {
            let sums = &mut self.gradient[column * self.shape.units..][..self.shape.units];
            let values = rows.map(|row| row[column] * scale);
            add(sums, self.units.each_ref().map(Vec::as_slice), values);
        }
    }

    /// A step down the gradient, which begins anew.
    fn step(&mut self, rate: f32) {
        let [biases, second, intercepts, _] = self.shape.parts();
        let penalty = self.settings.penalty as f32;
        for range in [0..biases, second..intercepts] {
            let weights = self.gradient[range.clone()].iter_mut().zip(&self.numbers[range]);
            weights.for_each(|(sum, weight)| *sum += penalty * weight);
        }
        self.faded.iter_mut().zip(MEMORY).for_each(|(faded, memory)| *faded *= memory);
        let [mean_scale, square_scale] = self.faded.map(|faded| 1.0 / (1.0 - faded));
        let [means, squares] = &mut self.moments;
        let numbers = self.numbers.iter_mut().zip(&mut self.gradient);
        for ((number, slope), (mean, square)) in numbers.zip(means.iter_mut().zip(squares)) {
            *mean = MEMORY[0] * *mean + (1.0 - MEMORY[0]) * *slope;
            *square = MEMORY[1] * *square + (1.0 - MEMORY[1]) * *slope * *slope;
            *number -= rate * (*mean * mean_scale) / ((*square * square_scale).sqrt() + FLOOR);
            *slope = 0.0;
        }
    }

    /// The network for values as they are.
    fn network(self, scales: &[Scale]) -> Network {
        let [biases, second, intercepts, _] = self.shape.parts();
        let (mut first, rest) = (self.numbers[..biases].to_vec(), &self.numbers[biases..]);
        let mut shifted: Vec<f64> = rest[..self.shape.units].iter().map(|&bias| f64::from(bias)).collect();
        for (weights, scale) in first.chunks_exact_mut(self.shape.units).zip(scales) {
            for (weight, bias) in weights.iter_mut().zip(&mut shifted) {
                *weight /= scale.deviation;
                *bias -= f64::from(*weight) * f64::from(scale.mean);
            }
        }
        Network {
            classes: self.shape.classes,
            bounds: scales.iter().map(|scale| scale.bounds).collect(),
            first,
            biases: shifted.into_iter().map(|bias| bias as f32).collect(),
            second: self.numbers[second..intercepts].to_vec(),
            intercepts: self.numbers[intercepts..].iter().map(|&b| f64::from(b)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings { units: 16, dropout: 0.1, epochs: 60, penalty: 1e-4, seed: 1 };

    /// Rows of two columns that are 0 or 1, and one that says nothing; class 1 where just one of the two is 1.
    fn either_or(rows: usize) -> (Array2<f32>, Vec<u32>) {
        let mut random = Random::new(5);
        let values = Array2::from_shape_fn((rows, 3), |_| (random.bits() >> 63) as f32);
        let classes =
            values.rows().into_iter().map(|row| u32::from((row[0] > 0.5) != (row[1] > 0.5))).collect();
        (values, classes)
    }

    fn said(network: &Network, row: &[f32]) -> u32 {
        let mut units = network.biases().to_vec();
        network.give(0, row, &mut units);
        let mut logits = vec![0.0; 2];
        network.add_logits(&units, 1.0, &mut logits);
        u32::from(logits[1] > logits[0])
    }

    #[test]
    fn it_learns_what_no_sum_of_columns_says() {
        let (rows, classes) = either_or(2_000);
        let network = fit(&rows, &classes, &vec![1.0; 2_000], 2, &SETTINGS).unwrap();
        for row in [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]] {
            assert_eq!(said(&network, &row), u32::from((row[0] - row[1]).abs() > 0.5), "{row:?}");
        }
    }

    #[test]
    fn a_column_that_was_always_the_same_says_nothing() {
        for always in [0.0, 1.0] {
            let (mut rows, classes) = either_or(600);
            rows.column_mut(2).fill(always);
            let network = fit(&rows, &classes, &[1.0; 600], 2, &Settings { epochs: 2, ..SETTINGS }).unwrap();
            assert!(network.first(2).iter().all(|weight| weight.abs() <= 0.0), "always {always}");
            assert!(network.first(1).iter().chain(network.biases()).all(|number| number.is_finite()));
        }
    }

    #[test]
    fn rows_without_weight_teach_nothing() {
        let (rows, mut classes) = either_or(4_000);
        classes[2_000..].iter_mut().for_each(|class| *class = 1 - *class);
        let weights: Vec<f64> = (0..4_000).map(|i| if i < 2_000 { 0.2 } else { 0.0 }).collect();
        let network = fit(&rows, &classes, &weights, 2, &SETTINGS).unwrap();
        assert_eq!([said(&network, &[0.0, 1.0, 0.0]), said(&network, &[1.0, 1.0, 0.0])], [1, 0]);
    }

    #[test]
    fn the_seed_decides_and_repeats() {
        let (rows, classes) = either_or(600);
        let of = |seed| {
            let settings = Settings { seed, epochs: 2, ..SETTINGS };
            fit(&rows, &classes, &vec![1.0; 600], 2, &settings).unwrap()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn what_cannot_be_learned_from_is_refused() {
        let (rows, classes) = either_or(10);
        let weights = vec![1.0; 10];
        assert!(matches!(fit(&rows, &classes[1..], &weights, 2, &SETTINGS), Err(Error::Length { .. })));
        assert!(matches!(fit(&rows, &classes, &weights[1..], 2, &SETTINGS), Err(Error::Length { .. })));
        assert!(matches!(fit(&rows, &classes, &weights, 1, &SETTINGS), Err(Error::OneClass(1))));
        assert!(matches!(fit(&rows, &[2; 10], &weights, 2, &SETTINGS), Err(Error::ClassRange { .. })));
        assert!(matches!(fit(&rows, &classes, &[0.0; 10], 2, &SETTINGS), Err(Error::NoRows)));
        let none = Array2::zeros((0, 3));
        assert!(matches!(fit(&none, &[], &[], 2, &SETTINGS), Err(Error::NoRows)));
    }
}
