//! The stretches of time that commands count over.

use clap::ValueEnum;
use nabra::groups::Period;

/// A stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Over {
    /// Days
    Day,
    /// Weeks from Monday on (ISO 8601)
    Week,
    /// Months
    #[default]
    Month,
    /// Years
    Year,
}

impl Over {
    pub(crate) fn period(self) -> Period {
        match self {
            Self::Day => Period::Day,
            Self::Week => Period::Week,
            Self::Month => Period::Month,
            Self::Year => Period::Year,
        }
    }
}
