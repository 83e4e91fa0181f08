//! The network beside the article layer: fitted on the dense columns of the same rows.

use ndarray::Array2;

use super::matrix::Matrix;
use super::recipe::Recipe;
use crate::model::Error;
use crate::model::network::{Network, Settings, fit};

/// The network for the examples that `taught` names, with their classes and weights; `None` where the recipe
/// asks for none.
///
/// # Errors
///
/// [`Error`] where nothing can be learned from them.
pub(super) fn network(
    matrix: &Matrix,
    taught: &[usize],
    (targets, weights): (&[u32], &[f64]),
    recipe: &Recipe,
) -> Result<Option<Network>, Error> {
    let of = &recipe.network;
    if of.units == 0 || of.share <= 0.0 || matrix.rows.rows() < of.least_rows {
        return Ok(None);
    }
    let mut rows = Array2::zeros((taught.len(), matrix.width()));
    for (mut row, &example) in rows.rows_mut().into_iter().zip(taught) {
        row.iter_mut().zip(matrix.dense(example)).for_each(|(to, value)| *to = *value);
    }
    let settings = Settings {
        units: of.units,
        dropout: of.dropout,
        epochs: of.epochs,
        penalty: of.penalty,
        seed: recipe.seed,
    };
    fit(&rows, targets, weights, recipe.classes.len(), &settings).map(Some)
}

/// Mixes the article layer's `logits` for the examples that `asked` names with those of the network, as the
/// recipe says.
pub(super) fn mix(
    network: Option<&Network>,
    matrix: &Matrix,
    asked: &[usize],
    recipe: &Recipe,
    logits: &mut Array2<f64>,
) {
    let Some(network) = network else { return };
    let share = recipe.network.share;
    for (row, &example) in logits.rows_mut().into_iter().zip(asked) {
        let mut units = network.biases().to_vec();
        network.give(0, matrix.dense(example), &mut units);
        if let Some(logits) = row.into_slice() {
            logits.iter_mut().for_each(|logit| *logit *= 1.0 - share);
            network.add_logits(&units, share, logits);
        }
    }
}
