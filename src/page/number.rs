//! Numbers as pages show them: Western digits, a real minus, to be put into an isolate.

/// With its sign and two decimals: `−0.85`, `+0.10`.
#[must_use]
pub fn signed(value: f64) -> String {
    // Nothing is "−0.00".
    minus(&format!("{:+.2}", (value * 100.0).round() / 100.0 + 0.0))
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

/// A count, with a thin space between thousands: `26 174`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_is_less_than_zero_by_nothing() {
        let shown = [-0.004, 0.0, -0.85, -0.006].map(super::signed);
        assert_eq!(shown, ["+0.00", "+0.00", "\u{2212}0.85", "\u{2212}0.01"]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(super::grouped(26_174), "26\u{202f}174");
        assert_eq!(super::grouped(999), "999");
    }
}
