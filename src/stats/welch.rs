//! Whether two means differ.

use statrs::function::beta::beta_reg;

/// Relative errors of sums of millions of values stay far below it.
const ROUNDING: f64 = 1e-12;

/// What is known of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Its size.
    pub size: f64,
    /// Its mean.
    pub mean: f64,
    /// Its variance, over `size - 1`.
    pub variance: f64,
}

impl Sample {
    /// The sample of these values; mean and variance are 0 where there are none.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let size = values.len() as f64;
        let mean = values.iter().sum::<f64>() / size.max(1.0);
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { size, mean, variance: squares / (size - 1.0).max(1.0) }
    }
}

/// The outcome of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The first mean less the second, over its standard error.
    pub t: f64,
    /// Degrees of freedom.
    pub freedom: f64,
    /// Two-sided.
    pub p: f64,
}

/// Student's t without assuming equal variances. `None` where either sample has fewer than two values
/// or neither varies by more than values that are all the same do once they are added up.
///
/// B. L. Welch (1947), "The generalization of Student's problem when several different population
/// variances are involved", Biometrika 34(1-2), 28-35.
#[must_use]
pub fn welch(first: &Sample, second: &Sample) -> Option<Test> {
    if first.size < 2.0 || second.size < 2.0 {
        return None;
    }
    let (a, b) = (first.variance / first.size, second.variance / second.size);
    let squared = a + b;
    let rounding = ROUNDING * first.mean.abs().max(second.mean.abs());
    if squared <= rounding * rounding {
        return None;
    }
    let t = (first.mean - second.mean) / squared.sqrt();
    let freedom = squared * squared / (a * a / (first.size - 1.0) + b * b / (second.size - 1.0));
    // The distribution of t in terms of the incomplete beta function.
    let p = beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    Some(Test { t, freedom, p })
}
