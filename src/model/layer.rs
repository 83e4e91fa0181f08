//! A fitted linear layer as a bundle keeps it.

use super::bundle::{Bundle, BundleError, BundleView, number_bytes};
use super::calibration::{Line, rescale};
use super::solver::Fitted;

/// Weights and intercepts; `weights[column * classes + class]`, in nats.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    classes: usize,
    weights: Vec<f32>,
    intercepts: Vec<f64>,
}

impl Layer {
    /// The layer of a fit.
    #[must_use]
    pub fn new(fitted: &Fitted) -> Self {
        let weights = fitted
            .coefficients
            .columns()
            .into_iter()
            .flat_map(|column| column.iter().map(|&weight| weight as f32).collect::<Vec<_>>())
            .collect();
        Self { classes: fitted.classes(), weights, intercepts: fitted.intercepts.clone() }
    }

    /// The same weights with column `i` moved to `places[i]`; each place is named once.
    #[must_use]
    pub fn reordered(mut self, places: &[u32]) -> Self {
        let mut weights = vec![0.0; self.weights.len()];
        for (from, &place) in self.weights.chunks_exact(self.classes).zip(places) {
            weights[place as usize * self.classes..][..self.classes].copy_from_slice(from);
        }
        self.weights = weights;
        self
    }

    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.weights.len().checked_div(self.classes).unwrap_or(0)
    }

    /// The weights of a column, one a class.
    #[must_use]
    pub fn weights(&self, column: usize) -> &[f32] {
        &self.weights[column * self.classes..][..self.classes]
    }

    /// The weights of the columns from `first` on, one a class each.
    pub fn weights_from(&self, first: usize) -> impl Iterator<Item = &[f32]> {
        self.weights[first * self.classes..].chunks_exact(self.classes)
    }

    /// The intercepts, one a class.
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Changes every logit `z` of class `c` into `scale[c] * share * z + bias[c]`, for good: a
    /// calibration folded into the weights, of which the layer has this share.
    #[must_use]
    pub fn rescaled(mut self, lines: &[Line], share: f64) -> Self {
        rescale(&mut self.weights, &mut self.intercepts, lines, share);
        self.intercepts.iter_mut().zip(lines).for_each(|(b, line)| *b += line.bias);
        self
    }

    /// Writes it under `name`.
    pub fn put(&self, name: &str, bundle: &mut Bundle) {
        bundle.put(&format!("{name}.weights"), number_bytes(&self.weights, f32::to_le_bytes));
        bundle.put(&format!("{name}.intercepts"), number_bytes(&self.intercepts, f64::to_le_bytes));
    }

    /// Reads what [`Self::put`] wrote; it must have `columns` columns.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] for one that is missing or not of its form.
    pub fn get(name: &str, bundle: &BundleView<'_>, columns: usize) -> Result<Self, BundleError> {
        let weights = bundle.numbers(&format!("{name}.weights"), f32::from_le_bytes)?;
        let intercepts = bundle.numbers(&format!("{name}.intercepts"), f64::from_le_bytes)?;
        let classes = intercepts.len();
        let finite = weights.iter().all(|w| w.is_finite()) && intercepts.iter().all(|b| b.is_finite());
        let sound = classes > 1 && columns.checked_mul(classes) == Some(weights.len()) && finite;
        if sound {
            Ok(Self { classes, weights, intercepts })
        } else {
            Err(BundleError::Section(name.to_owned()))
        }
    }
}
