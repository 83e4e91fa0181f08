//! The token layer's weights, one look-up a feature.

use crate::model::faction::TokenLayer;

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
    slots: Vec<Feature>,
    shift: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C, align(16))]
struct Feature {
    key: u32,
    weights: Logits,
}

impl FeatureTable {
    pub(super) fn new(tokens: &TokenLayer) -> Self {
        let hashes = tokens.vocabulary.hashes();
        let bits = (2 * hashes.len()).next_power_of_two().trailing_zeros().max(1);
        let mut table = Self { slots: vec![Feature::default(); 1 << bits], shift: 64 - bits };
        for (&hash, weights) in hashes.iter().zip(tokens.layer.weights_from(0)) {
            let mut feature = Feature { key: hash as u32, weights: Logits::default() };
            add(&mut feature.weights, weights);
            let place = table.place(hash, |slot| *slot == Feature::default());
            table.slots[place] = feature;
        }
        table
    }

    /// The place of the first slot from that of `hash` on that is as wanted, or free.
    #[inline]
    fn place(&self, hash: u64, wanted: impl Fn(&Feature) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> self.shift) as usize;
        while !wanted(&self.slots[at]) && self.slots[at] != Feature::default() {
            at = (at + 1) & mask;
        }
        at
    }

    /// Adds the weights of every feature that is emitted to `logits`.
    pub(super) fn adder<'a>(&'a self, logits: &'a mut Logits) -> impl FnMut(u64) + 'a {
        |hash| {
            let place = self.place(hash, |slot| slot.key == hash as u32);
            add(logits, &self.slots[place].weights);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
