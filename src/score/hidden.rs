//! The article network on a row: what its units are given, and what each column has of what they say.

use super::evidence::Pull;
use super::faction::{Look, Row, Seen};
use crate::features::dense::{CONTEXT, Pair, SUMS};
use crate::model::network::{Network, slope};
use crate::text::WordVectors;

/// Where the columns of the mean word vector begin.
const VECTOR: usize = SUMS + CONTEXT;

/// What the network's units are given of a row.
#[derive(Debug, Clone)]
pub(super) struct Units {
    /// By the context alone, as if there were no words.
    context: Vec<f32>,
    /// By all.
    all: Vec<f32>,
    /// The row's mean word vector.
    vector: Vec<f32>,
}

impl Units {
    /// What `network` is given of `row`, whose words are among `looks`.
    pub(super) fn new(network: &Network, row: &Row, looks: &[Look], seen: &Seen<'_>) -> Self {
        let vector = mean_vector(row, looks, seen);
        let mut context = network.biases().to_vec();
        network.give(SUMS, &row.context, &mut context);
        let mut all = context.clone();
        network.give(0, &row.sums, &mut all);
        network.give(VECTOR, &vector, &mut all);
        Self { context, all, vector }
    }

    /// Adds the network's logits for the row.
    pub(super) fn add_logits(&self, network: &Network, logits: &mut [f64]) {
        network.add_logits(&self.all, 1.0, logits);
    }

    /// Adds the part of the context in the network's logits.
    pub(super) fn add_context(&self, network: &Network, logits: &mut [f64]) {
        network.add_logits(&self.context, 1.0, logits);
        network.add_logits(network.biases(), -1.0, logits);
    }
}

fn mean_vector(row: &Row, looks: &[Look], seen: &Seen<'_>) -> Vec<f32> {
    let vectors = &seen.lexicons.language.vectors;
    let mut mean = vec![0.0; vectors.dimensions()];
    row.judged(looks).for_each(|(_, look)| row.dense.add_to_mean(&look.word, vectors, &mut mean));
    mean.iter_mut().for_each(|x| *x *= seen.model.settings.dense_scale);
    mean
}

/// What each 1 of a row's columns has in two sums of the network's logits; each list of numbers is there once where
/// the sums are the same.
#[derive(Debug, Clone)]
pub(super) struct Slopes<'n> {
    network: &'n Network,
    /// The same of what each unit is given.
    of_units: Vec<Vec<f32>>,
    /// The same of the columns of the mean word vector.
    of_vector: Vec<Vec<f32>>,
    scale: f64,
}

impl<'n> Slopes<'n> {
    /// The slopes on the way from the row's context to all that the row has.
    pub(super) fn new(network: &'n Network, units: &Units, pull: &Pull, scale: f32) -> Self {
        let given = units.context.iter().zip(&units.all).enumerate();
        let pulled: Vec<Pair> = given
            .map(|(unit, (&context, &all))| pull.of(network.second(unit)) * f64::from(slope(context, all)))
            .collect();
        let mut of_units = vec![pulled.iter().map(|pair| pair.0 as f32).collect::<Vec<_>>()];
        if !pull.alike {
            of_units.push(pulled.iter().map(|pair| pair.1 as f32).collect());
        }
        let of_vector = |of_units: &Vec<f32>| {
            (VECTOR..)
                .zip(&units.vector)
                .map(|(column, &value)| of(network, of_units, column, value))
                .collect()
        };
        let of_vector = of_units.iter().map(of_vector).collect();
        Self { network, of_units, of_vector, scale: f64::from(scale) }
    }

    /// Adds what each 1 of the columns that are sums has to their `weights`.
    pub(super) fn add_sums(&self, values: &[f32], weights: &mut [Pair]) {
        for (column, (weight, &value)) in weights.iter_mut().zip(values).enumerate() {
            *weight += pair(&self.of_units, |of_units| of(self.network, of_units, column, value));
        }
    }

    /// What the vector of this number has, weighing 1.
    pub(super) fn of_word(&self, vectors: &WordVectors, number: u32) -> Pair {
        pair(&self.of_vector, |slopes| vectors.product(number as usize, slopes)) * self.scale
    }
}

/// What each 1 of this column has, which has this value, if units have so much.
fn of(network: &Network, of_units: &[f32], column: usize, value: f32) -> f32 {
    if value.abs() > 0.0 {
        product(network.first(column), of_units) * (network.seen(column, value) / value)
    } else {
        0.0
    }
}

/// What two lists give, or one for both.
fn pair(lists: &[Vec<f32>], give: impl Fn(&Vec<f32>) -> f32) -> Pair {
    let mut given = lists.iter().map(|list| f64::from(give(list)));
    let first = given.next().unwrap_or_default();
    Pair(first, given.next().unwrap_or(first))
}

/// The sum of products, in lanes that the processor adds side by side.
fn product(weights: &[f32], others: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0f32; LANES];
    let (chunks, rest) = weights.as_chunks::<LANES>();
    let (other_chunks, other_rest) = others.as_chunks::<LANES>();
    for (a, b) in chunks.iter().zip(other_chunks) {
        lanes.iter_mut().zip(a.iter().zip(b)).for_each(|(lane, (a, b))| *lane += a * b);
    }
    lanes.iter().sum::<f32>() + rest.iter().zip(other_rest).map(|(a, b)| a * b).sum::<f32>()
}
