//! The token layer's weights, one look-up a feature.

use std::ops::Range;

use rayon::prelude::*;

use crate::model::faction::TokenLayer;

/// In so many parts the table is filled side by side.
const PARTS: usize = 8;

/// Numbers of classes of the token layer.
const CLASSES: usize = 3;

/// Logits of the token layer's classes.
pub(super) type Logits = [f32; CLASSES];

#[inline]
pub(super) fn add(logits: &mut Logits, weights: &[f32]) {
    for (logit, weight) in logits.iter_mut().zip(weights) {
        *logit += weight;
    }
}

/// The token layer's weights by feature, so that a look at one reads one line of the cache.
///
/// A slot keeps the lower half of the hash and its place follows from the upper, so an unknown
/// feature is taken for a known one about once in 2^32 look-ups. A free slot, all 0, is the same as
/// a feature that weighs nothing.
#[derive(Debug, Clone)]
pub(super) struct FeatureTable {
    slots: Vec<Slot>,
    shift: u32,
}

/// A feature's key and the bits of its weights: plain numbers, so that memory that the system hands out as zeros need
/// not be written before it is used.
type Slot = [u32; 1 + CLASSES];

const FREE: Slot = [0; 1 + CLASSES];

impl FeatureTable {
    pub(super) fn new(tokens: &TokenLayer) -> Self {
        let hashes = tokens.vocabulary.hashes();
        let bits = (3 * hashes.len() / 2 + 1).next_power_of_two().trailing_zeros().max(1);
        let mut table = Self { slots: vec![FREE; 1 << bits], shift: 64 - bits };
        let part = table.slots.len().div_ceil(PARTS);
        let fill = |(number, slots)| fill(tokens, table.shift, number * part, slots);
        let late: Vec<usize> = table.slots.par_chunks_mut(part).enumerate().flat_map_iter(fill).collect();
        for column in late {
            let place = table.place(hashes[column], |slot| *slot == FREE);
            table.slots[place] = slot(tokens, column);
        }
        table
    }

    /// The place of the first slot from that of `hash` on that is as wanted, or free.
    #[inline]
    fn place(&self, hash: u64, wanted: impl Fn(&Slot) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> self.shift) as usize;
        while !wanted(&self.slots[at]) && self.slots[at] != FREE {
            at = (at + 1) & mask;
        }
        at
    }

    /// Adds the weights of every feature that is emitted to `logits`.
    pub(super) fn adder<'a>(&'a self, logits: &'a mut Logits) -> impl FnMut(u64) + 'a {
        |hash| {
            let [_, weights @ ..] = self.slots[self.place(hash, |slot| slot[0] == hash as u32)];
            add(logits, &weights.map(f32::from_bits));
        }
    }
}

fn slot(tokens: &TokenLayer, column: usize) -> Slot {
    let mut slot = FREE;
    slot[0] = tokens.vocabulary.hashes()[column] as u32;
    slot[1..]
        .iter_mut()
        .zip(tokens.layer.weights(column))
        .for_each(|(bits, weight)| *bits = weight.to_bits());
    slot
}

/// Fills the `slots` from the one of number `first` on with the features whose places they are, which follow each
/// other as their hashes do. The columns of those that there is no room for are returned.
fn fill(tokens: &TokenLayer, shift: u32, first: usize, slots: &mut [Slot]) -> Range<usize> {
    let hashes = tokens.vocabulary.hashes();
    let place = |hash: u64| (hash >> shift) as usize;
    let [begin, end] =
        [first, first + slots.len()].map(|number| hashes.partition_point(|&hash| place(hash) < number));
    let mut free = 0;
    for (column, &hash) in hashes.iter().enumerate().take(end).skip(begin) {
        let new = slot(tokens, column);
        if new == FREE {
            continue;
        }
        let at = free.max(place(hash) - first);
        let Some(taken) = slots.get_mut(at) else { return column..end };
        *taken = new;
        free = at + 1;
    }
    end..end
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::features::Vocabulary;
    use crate::model::layer::Layer;
    use crate::model::solver::{Convergence, Fitted};
    use crate::model::{Model, Task};

    #[test]
    fn the_table_has_the_layers_weights_and_no_others() {
        let model = Model::default_model().unwrap();
        let Task::Faction(layers) = &model.task else { panic!("a faction model") };
        let tokens = layers.tokens.as_ref().unwrap();
        let table = FeatureTable::new(tokens);
        let of = |hash| {
            let mut logits = Logits::default();
            table.adder(&mut logits)(hash);
            logits
        };
        let same = |a: Logits, b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 0.0);
        for (column, &hash) in tokens.vocabulary.hashes().iter().enumerate() {
            assert!(same(of(hash), tokens.layer.weights(column)), "column {column}");
            assert!(same(of(hash ^ 1), &[0.0; 3]), "beside column {column}");
        }
    }

    /// A layer of these hashes, whose weights tell their columns.
    fn layer(hashes: Vec<u64>) -> TokenLayer {
        let columns = hashes.len();
        let coefficients = Array2::from_shape_fn((CLASSES, columns), |(_, column)| column as f64 + 1.0);
        let convergence = Convergence { iterations: 0, gradient_norm: 0.0, converged: true, objective: 0.0 };
        let fitted = Fitted { coefficients, intercepts: vec![0.0; CLASSES], convergence };
        TokenLayer { vocabulary: Vocabulary::new(hashes), layer: Layer::new(&fitted) }
    }

    #[test]
    fn features_that_crowd_the_end_of_a_part_or_of_the_table_are_found() {
        // All want the last slot of the first part, or the very last one.
        for crowd in [(1_u64 << 61) - 40, u64::MAX - 40] {
            let tokens = layer((0..40).map(|i| crowd + i).collect());
            let table = FeatureTable::new(&tokens);
            for (column, &hash) in tokens.vocabulary.hashes().iter().enumerate() {
                let mut logits = Logits::default();
                table.adder(&mut logits)(hash);
                assert!((logits[0] - column as f32 - 1.0).abs() < 1e-6, "column {column}: {logits:?}");
            }
        }
    }
}
