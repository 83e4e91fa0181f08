//! Numbers as pages show them: Western digits, a real minus, to be put into an isolate.

/// With its sign and two decimals: `−0.85`, `+0.10`.
#[must_use]
pub fn signed(value: f64) -> String {
    minus(&format!("{value:+.2}"))
}

/// The same with three decimals.
#[must_use]
pub fn fine(value: f64) -> String {
    minus(&format!("{value:+.3}"))
}

/// A share of one as whole percents: `86%`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

fn minus(number: &str) -> String {
    number.replace('-', "\u{2212}")
}
