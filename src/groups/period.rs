//! Dates as stretches of time.

use jiff::civil::{Date, ISOWeekDate};

/// A stretch of time that a date lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day: 2013-01-24.
    Day,
    /// A week from Monday to Sunday, by ISO 8601: 2013-W04.
    Week,
    /// A month: 2013-01.
    Month,
    /// A year: 2013.
    Year,
}

impl Period {
    /// Reads `day`, `week`, `month` or `year`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The stretch that `date` lies in, written so that the order of strings is that of time; `None`
    /// where the date does not say. Dates begin with a year, as 2013-01-24, 2013/1/24 or 20130124 do
    /// (a time may follow), and may lack the day or the month.
    #[must_use]
    pub fn of(self, date: &str) -> Option<String> {
        let (year, month, day) = read(date.trim())?;
        let date = || Date::new(year, month?, day?).ok();
        match self {
            Self::Year => Some(format!("{year:04}")),
            Self::Month => Some(format!("{year:04}-{:02}", month?)),
            Self::Day => date().map(|date| date.to_string()),
            Self::Week => {
                let week: ISOWeekDate = date()?.iso_week_date();
                Some(format!("{:04}-W{:02}", week.year(), week.week()))
            }
        }
    }
}

impl Period {
    /// The number of a stretch as [`Self::of`] writes it: one more for each that follows.
    #[must_use]
    pub fn ordinal(self, stretch: &str) -> Option<i64> {
        let day = |date: Date| date.to_zoned(jiff::tz::TimeZone::UTC).ok();
        let days = |date: Date| day(date).map(|day| day.timestamp().as_second().div_euclid(86_400));
        match self {
            Self::Year => stretch.parse().ok(),
            Self::Month => {
                let (year, month, _) = read(stretch)?;
                Some(i64::from(year) * 12 + i64::from(month?))
            }
            Self::Day => days(stretch.parse().ok()?),
            Self::Week => {
                let (year, week) = stretch.split_once("-W")?;
                let week =
                    ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, jiff::civil::Weekday::Monday);
                days(week.ok()?.date()).map(|days| days.div_euclid(7))
            }
        }
    }
}

/// Year, month and day, as far as they are given.
fn read(date: &str) -> Option<(i16, Option<i8>, Option<i8>)> {
    let digits = date.find(|c: char| !c.is_ascii_digit()).unwrap_or(date.len());
    if digits == 8 {
        let part = |range: std::ops::Range<usize>| date.get(range);
        return Some((part(0..4)?.parse().ok()?, month(part(4..6)?), part(6..8)?.parse().ok()));
    }
    if digits != 4 {
        return None;
    }
    let mut parts = date.split(|c: char| !c.is_ascii_digit());
    let year = parts.next()?.parse().ok()?;
    let month = parts.next().and_then(month);
    let day = parts.next().and_then(|day| day.parse().ok()).filter(|_| month.is_some());
    Some((year, month, day))
}

fn month(text: &str) -> Option<i8> {
    text.parse().ok().filter(|month| (1..=12).contains(month))
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn stretches_that_follow_each_other_have_numbers_that_do() {
        let pairs = [
            (Period::Day, "2013-02-28", "2013-03-01"),
            (Period::Week, "2020-W53", "2021-W01"),
            (Period::Month, "2013-12", "2014-01"),
            (Period::Year, "2013", "2014"),
        ];
        for (period, first, next) in pairs {
            let of = |stretch| period.ordinal(stretch).unwrap();
            assert_eq!(of(next) - of(first), 1, "{first}");
        }
        assert_eq!(Period::Week.ordinal("soon"), None);
    }

    #[test]
    fn dates_in_their_stretches() {
        let of = |period: Period, date: &str| period.of(date).unwrap_or_default();
        for date in ["2013-01-24", "2013/1/24", "20130124", "2013-01-24T08:00:00Z", " 2013-01-24 08:00"] {
            assert_eq!(of(Period::Day, date), "2013-01-24", "{date}");
            assert_eq!(of(Period::Month, date), "2013-01", "{date}");
            assert_eq!(of(Period::Week, date), "2013-W04", "{date}");
        }
        // By ISO 8601 the last days of a year may lie in the first week of the next.
        assert_eq!(of(Period::Week, "2024-12-30"), "2025-W01");
        assert_eq!(of(Period::Year, "2013-01"), "2013");
        assert_eq!(of(Period::Month, "2013"), "");
        for nonsense in ["", "24-01-2013", "yesterday", "2013-13-01", "2013-02-30", "٢٠١٣-٠١-٢٤"] {
            assert_eq!(of(Period::Day, nonsense), "", "{nonsense}");
        }
    }
}
