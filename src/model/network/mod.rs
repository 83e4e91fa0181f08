//! A network of one hidden layer: what columns say together that they do not say one by one.
//!
//! ```text
//! units  = max(0, biases + sum_c first[c] * clamp(x[c], low[c], high[c]))
//! logits = intercepts + sum_u second[u] * units[u]
//! ```
//!
//! It stands beside a linear layer, whose logits are added to its own. What each column has of a
//! logit is told by the straight way from one row to another: along it a unit adds in proportion to
//! its column until, or from where, it is cut off. That is the path integral of the gradients
//! (Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", ICML 2017), which is exact
//! here, since units are linear but for one kink; the parts sum to the difference of the logits.

mod fit;

pub use fit::{Settings, fit};

use super::bundle::{Bundle, BundleError, BundleView, number_bytes};
use super::calibration::{Line, rescale};

/// A fitted network; `columns x units`, then `units x classes`.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    classes: usize,
    /// Of each column the least and the highest value that counts; 0 is between them.
    bounds: Vec<[f32; 2]>,
    first: Vec<f32>,
    biases: Vec<f32>,
    second: Vec<f32>,
    intercepts: Vec<f64>,
}

impl Network {
    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of hidden units.
    #[must_use]
    pub fn units(&self) -> usize {
        self.biases.len()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.bounds.len()
    }

    /// What the units are given where all columns are 0: one number a unit.
    #[must_use]
    pub fn biases(&self) -> &[f32] {
        &self.biases
    }

    /// A column's value as the network sees it.
    #[must_use]
    pub fn seen(&self, column: usize, value: f32) -> f32 {
        let [low, high] = self.bounds[column];
        value.clamp(low, high)
    }

    /// What a column gives to each unit for each 1 of its value.
    #[must_use]
    pub fn first(&self, column: usize) -> &[f32] {
        let units = self.units();
        &self.first[column * units..][..units]
    }

    /// What a unit adds to each class for each 1 that it is given above 0.
    #[must_use]
    pub fn second(&self, unit: usize) -> &[f32] {
        &self.second[unit * self.classes..][..self.classes]
    }

    /// Gives the `values` of the columns from `column` on to the `units`.
    pub fn give(&self, column: usize, values: &[f32], units: &mut [f32]) {
        let mut waiting = [(0, 0.0); TOGETHER];
        let mut count = 0;
        for (column, &value) in (column..).zip(values).filter(|(_, value)| value.abs() > 0.0) {
            waiting[count] = (column, self.seen(column, value));
            count += 1;
            if count == TOGETHER {
                add(units, waiting.map(|(column, _)| self.first(column)), waiting.map(|(_, value)| value));
                count = 0;
            }
        }
        for &(column, value) in &waiting[..count] {
            units.iter_mut().zip(self.first(column)).for_each(|(unit, weight)| *unit += weight * value);
        }
    }

    /// Adds the logits for what the `units` were given, times `share`.
    pub fn add_logits(&self, units: &[f32], share: f64, logits: &mut [f64]) {
        logits.iter_mut().zip(&self.intercepts).for_each(|(logit, b)| *logit += share * b);
        for (&unit, weights) in units.iter().zip(self.second.chunks_exact(self.classes)) {
            if unit > 0.0 {
                let active = share * f64::from(unit);
                logits.iter_mut().zip(weights).for_each(|(logit, &w)| *logit += active * f64::from(w));
            }
        }
    }

    /// Changes every logit `z` of class `c` into `scale[c] * share * (z - mean over classes)`, for good:
    /// its part in the calibrated sum with another layer, which has the biases.
    #[must_use]
    pub fn rescaled(mut self, lines: &[Line], share: f64) -> Self {
        rescale(&mut self.second, &mut self.intercepts, lines, share);
        self
    }

    /// Writes its sections.
    pub fn put(&self, bundle: &mut Bundle) {
        let bounds = self.bounds.as_flattened();
        let numbers = [bounds, &self.first, &self.biases, &self.second];
        for (section, numbers) in SECTIONS.into_iter().zip(numbers) {
            bundle.put(section, number_bytes(numbers, f32::to_le_bytes));
        }
        bundle.put(INTERCEPTS, number_bytes(&self.intercepts, f64::to_le_bytes));
    }

    /// Reads what [`Self::put`] wrote, if anything; it must have `columns` columns.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] for a part that is missing or not of its form.
    pub fn get(bundle: &BundleView<'_>, columns: usize) -> Result<Option<Self>, BundleError> {
        if !SECTIONS.into_iter().chain([INTERCEPTS]).any(|section| bundle.has(section)) {
            return Ok(None);
        }
        let numbers = |section: &str| {
            let numbers = bundle.numbers(section, f32::from_le_bytes)?;
            let finite = numbers.iter().all(|number: &f32| number.is_finite());
            if finite { Ok(numbers) } else { Err(BundleError::Section(section.to_owned())) }
        };
        let [bounds, first, biases, second] = SECTIONS.map(numbers);
        let (bounds, first, biases, second) = (bounds?, first?, biases?, second?);
        let intercepts = bundle.numbers(INTERCEPTS, f64::from_le_bytes)?;
        let (classes, units) = (intercepts.len(), biases.len());
        let (bounds, rest) = bounds.as_chunks::<2>();
        let sized = |numbers: &[f32], a: usize, b: usize| a.checked_mul(b) == Some(numbers.len());
        let bounded = bounds.iter().all(|[low, high]| *low <= 0.0 && *high >= 0.0);
        let sound = rest.is_empty() && bounds.len() == columns && bounded && classes > 1 && units > 0;
        let finite = intercepts.iter().all(|b| b.is_finite());
        if !sound || !finite || !sized(&first, columns, units) || !sized(&second, units, classes) {
            return Err(BundleError::Section("network".to_owned()));
        }
        Ok(Some(Self { classes, bounds: bounds.to_vec(), first, biases, second, intercepts }))
    }
}

/// How many rows of weights are added at once: what they are added to is read and written that much less
/// often.
const TOGETHER: usize = 4;

/// Adds these multiples of the rows `weights` to `sums`.
fn add(sums: &mut [f32], weights: [&[f32]; TOGETHER], [p, q, r, s]: [f32; TOGETHER]) {
    let [a, b, c, d] = weights;
    for ((sum, (a, b)), (c, d)) in sums.iter_mut().zip(a.iter().zip(b)).zip(c.iter().zip(d)) {
        *sum += (a * p + b * q) + (c * r + d * s);
    }
}

const SECTIONS: [&str; 4] = ["network.bounds", "network.first", "network.biases", "network.second"];
const INTERCEPTS: &str = "network.intercepts";

/// How much a unit adds, on the straight way from what it is given first to what it is given last, for
/// each 1 that it is given more: the share of the way on which it is above 0.
#[must_use]
pub fn slope(first: f32, last: f32) -> f32 {
    let change = last - first;
    if change.abs() > f32::EPSILON * first.abs().max(1.0) {
        ((last.max(0.0) - first.max(0.0)) / change).clamp(0.0, 1.0)
    } else {
        f32::from(u8::from(last > 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three columns, two units, two classes.
    fn network() -> Network {
        Network {
            classes: 2,
            bounds: vec![[-1.0, 2.0]; 3],
            first: vec![1.0, -1.0, 0.5, 2.0, 0.0, 1.0],
            biases: vec![-0.5, 0.25],
            second: vec![1.0, -1.0, 0.5, 2.0],
            intercepts: vec![0.1, -0.1],
        }
    }

    fn logits(network: &Network, values: &[f32]) -> Vec<f64> {
        let mut units = network.biases().to_vec();
        network.give(0, values, &mut units);
        let mut logits = vec![0.0; 2];
        network.add_logits(&units, 1.0, &mut logits);
        logits
    }

    fn near(a: &[f64], b: &[f64]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn units_are_cut_off_below_0_and_values_at_their_bounds() {
        let network = network();
        // Units: -0.5 + 1 + 1 = 1.5, and 0.25 - 1 + 4 = 3.25.
        assert!(near(&logits(&network, &[1.0, 2.0, 0.0]), &[0.1 + 1.5 + 1.625, -0.1 - 1.5 + 6.5]));
        assert_eq!(logits(&network, &[1.0, 2.0, 0.0]), logits(&network, &[1.0, 9.0, 0.0]));
        // Units: -1.5 and 1.25: the first says nothing.
        assert!(near(&logits(&network, &[-1.0, 0.0, 0.0]), &[0.1 + 0.625, -0.1 + 2.5]));
    }

    #[test]
    fn rescaled_logits_are_those_of_the_calibration() {
        let lines = [Line { scale: 0.5, bias: 3.0 }, Line { scale: 2.0, bias: -3.0 }];
        let values = [1.0, -0.5, 2.0];
        let [a, b] = logits(&network(), &values)[..] else { panic!("two classes") };
        let centred = [(a - b) / 2.0 * 0.5 * 0.25, (b - a) / 2.0 * 2.0 * 0.25];
        assert!(near(&logits(&network().rescaled(&lines, 0.25), &values), &centred));
    }

    #[test]
    fn a_slope_is_the_share_of_the_way_above_0() {
        for (first, last, share) in [(1.0, 3.0, 1.0), (-1.0, 3.0, 0.75), (3.0, -1.0, 0.75), (-2.0, -1.0, 0.0)]
        {
            assert!((slope(first, last) - share).abs() < 1e-6, "{first} to {last}");
        }
        assert!(
            [slope(2.0, 2.0), slope(-2.0, -2.0)].iter().zip([1.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-6)
        );
    }

    #[test]
    fn what_is_put_is_read_and_what_is_malformed_is_refused() {
        let read = |network: &Network, columns| {
            let mut bundle = Bundle::new();
            network.put(&mut bundle);
            let bytes = bundle.to_bytes();
            Network::get(&BundleView::read(&bytes).unwrap(), columns)
        };
        assert_eq!(read(&network(), 3).unwrap(), Some(network()));
        assert!(read(&network(), 4).is_err());
        let turned = Network { bounds: vec![[1.0, 2.0]; 3], ..network() };
        assert!(read(&turned, 3).is_err());
        let endless = Network { first: vec![f32::NAN; 6], ..network() };
        assert!(read(&endless, 3).is_err());
        let short = Network { second: vec![0.0; 3], ..network() };
        assert!(read(&short, 3).is_err());
        let bytes = Bundle::new().to_bytes();
        assert_eq!(Network::get(&BundleView::read(&bytes).unwrap(), 3).unwrap(), None);
    }
}
