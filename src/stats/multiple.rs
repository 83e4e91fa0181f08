//! Corrections for many tests at once.

/// Which errors are kept down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// The expected share of false ones among all that are called different.
    #[default]
    BenjaminiHochberg,
    /// The probability of even one false call.
    Holm,
}

impl Correction {
    /// The adjusted values of `p`, in their order.
    #[must_use]
    pub fn adjust(self, p: &[f64]) -> Vec<f64> {
        match self {
            Self::BenjaminiHochberg => benjamini_hochberg(p),
            Self::Holm => holm(p),
        }
    }
}

/// The least false discovery rate at which each test would still be called different.
///
/// Y. Benjamini, Y. Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal
/// Statistical Society B 57(1), 289-300; valid for independent or positively dependent tests.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let order = ascending(p);
    let tests = p.len() as f64;
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, &test) in order.iter().enumerate().rev() {
        least = least.min(p[test] * tests / (rank as f64 + 1.0));
        adjusted[test] = least;
    }
    adjusted
}

/// The least family-wise error rate at which each test would still be called different.
///
/// S. Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
/// Statistics 6(2), 65-70; valid for any tests.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![1.0; p.len()];
    let mut greatest = 0.0_f64;
    for (rank, &test) in ascending(p).iter().enumerate() {
        greatest = greatest.max(p[test] * (p.len() - rank) as f64).min(1.0);
        adjusted[test] = greatest;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}
