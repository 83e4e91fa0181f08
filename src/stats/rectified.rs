//! Means of labels that a classifier guessed, corrected by a random sample of true ones.

/// A row whose label is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Labelled {
    /// The true value.
    pub truth: f64,
    /// What the classifier says.
    pub guess: f64,
}

/// A corrected mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// Standard errors to either side of the mean in an interval of 95 %, in a normal distribution.
pub const NORMAL_95: f64 = 1.959_963_984_540_054;

impl Estimate {
    /// The interval that covers the truth 95 times in 100, by the normal approximation.
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        (self.mean - NORMAL_95 * self.error, self.mean + NORMAL_95 * self.error)
    }
}

/// The mean over all rows, of which a simple random sample is `labelled` and the rest has only a guess
/// (`unlabelled`). How far the guesses count is tuned to the least variance, so that it never exceeds by
/// much that of the labelled rows alone. `None` below two labelled rows or without any other.
///
/// Prediction-powered inference with power tuning (PPI++): A. N. Angelopoulos, J. C. Duchi, T. Zrnic
/// (2023), "PPI++: Efficient Prediction-Powered Inference", arXiv:2311.01453, example 1 and section 6;
/// as the authors' package `ppi_py` computes it.
#[must_use]
pub fn prediction_powered(labelled: &[Labelled], unlabelled: &[f64]) -> Option<Estimate> {
    let (n, others) = (labelled.len() as f64, unlabelled.len() as f64);
    if labelled.len() < 2 || unlabelled.is_empty() {
        return None;
    }
    let truths = || labelled.iter().map(|row| row.truth);
    let guesses = || labelled.iter().map(|row| row.guess);
    let (truth, guess) = (truths().sum::<f64>() / n, guesses().sum::<f64>() / n);
    let guessed = unlabelled.iter().sum::<f64>() / others;
    let covariance = labelled.iter().map(|row| (row.truth - truth) * (row.guess - guess)).sum::<f64>() / n;
    let all = (guess * n + guessed * others) / (n + others);
    let squares: f64 = guesses().chain(unlabelled.iter().copied()).map(|g| (g - all) * (g - all)).sum();
    let variance = squares / (n + others - 1.0);
    let power =
        if variance > 0.0 { (covariance / ((1.0 + n / others) * variance)).clamp(0.0, 1.0) } else { 0.0 };

    let rest = labelled.iter().map(|row| row.truth - power * row.guess);
    let rectified = truth - power * guess;
    let rest_variance = rest.map(|value| (value - rectified) * (value - rectified)).sum::<f64>() / n;
    let guess_variance = unlabelled.iter().map(|g| (g - guessed) * (g - guessed)).sum::<f64>() / others;
    Some(Estimate {
        mean: power * guessed + rectified,
        error: (power * power * guess_variance / others + rest_variance / n).sqrt(),
    })
}

/// A row of a design in which each was drawn to be labelled with a probability of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// What the classifier says.
    pub guess: f64,
    /// The true value and the probability with which the row was drawn, in (0, 1]; `None` where it was not.
    pub truth: Option<(f64, f64)>,
}

/// The mean over `rows`, some of which were drawn with known probabilities and labelled. `None` below
/// two rows or without a labelled one.
///
/// Design-based supervised learning: N. Egami, M. Hinck, B. M. Stewart, H. Wei (2023), "Using Imperfect
/// Surrogates for Downstream Inference: Design-based Supervised Learning for Social Science Applications
/// of Large Language Models", Advances in Neural Information Processing Systems 36; the mean of
/// guess - drawn / probability x (guess - truth), with the variance that is robust to unequal ones (HC0).
#[must_use]
pub fn design_based(rows: &[Drawn]) -> Option<Estimate> {
    if rows.len() < 2 || !rows.iter().any(|row| row.truth.is_some()) {
        return None;
    }
    let pseudo = || {
        rows.iter().map(|row| match row.truth {
            Some((truth, probability)) => row.guess - (row.guess - truth) / probability,
            None => row.guess,
        })
    };
    let n = rows.len() as f64;
    let mean = pseudo().sum::<f64>() / n;
    let squares: f64 = pseudo().map(|value| (value - mean) * (value - mean)).sum();
    Some(Estimate { mean, error: squares.sqrt() / n })
}
