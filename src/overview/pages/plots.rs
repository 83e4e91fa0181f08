//! Numbers as shapes. Shapes hold no words: mirrored for a page from right to left they stay right.

use crate::compare::Cell;
use crate::groups::Period;
use crate::page::number;
use crate::stats::Interval;

/// Means nearer to zero than the first of these are neutral; each one passed is a deeper colour.
const LEVELS: [f64; 4] = [0.1, 0.25, 0.45, 0.7];
/// The width and the height of a plot over time.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// A mean score and its interval on an axis from -100 to 100.
#[derive(Debug, Clone, Default)]
pub(super) struct Axis {
    pub(super) text: String,
    pub(super) interval: String,
    pub(super) lean: &'static str,
    pub(super) at: String,
    pub(super) low: String,
    pub(super) width: String,
}

impl Axis {
    pub(super) fn of(score: &Interval) -> Self {
        let value = score.value.unwrap_or_default();
        let (low, high) = (score.low.unwrap_or(value), score.high.unwrap_or(value));
        Self {
            text: number::signed(value),
            interval: format!("{} … {}", number::signed(low), number::signed(high)),
            lean: lean(value),
            at: place(value * 100.0),
            low: place(low * 100.0),
            width: place((high - low) * 100.0),
        }
    }
}

/// Shares of the framings: a bar 100 wide.
#[derive(Debug, Clone)]
pub(super) struct ShareBar {
    pub(super) class: String,
    pub(super) name: String,
    pub(super) percent: String,
    pub(super) x: String,
    pub(super) width: String,
}

pub(super) fn shares(cell: &Cell, name: impl Fn(&str) -> String) -> Vec<ShareBar> {
    let mut x = 0.0;
    let bar = |share: &crate::compare::Share| {
        let width = share.naive.value.unwrap_or_default() * 100.0;
        x += width;
        ShareBar {
            class: share.framing.clone(),
            name: name(&share.framing),
            percent: number::percent(width / 100.0),
            x: place(x - width),
            width: place(width),
        }
    };
    cell.shares.iter().map(bar).collect()
}

/// Which colour a mean has.
pub(super) fn lean(mean: f64) -> &'static str {
    match mean {
        near if near.abs() < LEVELS[0] => "neutral",
        below if below < 0.0 => "hostile",
        _ => "favourable",
    }
}

/// How deep it is: 0 for neutral, 4 at most.
pub(super) fn level(mean: f64) -> usize {
    LEVELS.iter().filter(|least| mean.abs() >= **least).count()
}

/// Means over time, with their intervals.
#[derive(Debug, Clone, Default)]
pub(super) struct TimePlot {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Lines through stretches that follow each other.
    pub(super) lines: Vec<String>,
    /// The intervals around them.
    pub(super) bands: Vec<String>,
    pub(super) dots: Vec<Dot>,
    /// Where stretches are left out between.
    pub(super) breaks: Vec<String>,
    pub(super) middle: String,
    /// The ends of the axis, written.
    pub(super) top: String,
    pub(super) bottom: String,
    pub(super) first: String,
    pub(super) last: String,
}

/// A stretch of time in a plot.
#[derive(Debug, Clone)]
pub(super) struct Dot {
    /// Its number among the cells, from 1.
    pub(super) number: usize,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) lean: &'static str,
    /// What a pointer need not aim beyond: the strip up to the middle between it and its neighbours.
    pub(super) left: String,
    pub(super) width: String,
    /// The stretch, its mean and its articles.
    pub(super) label: String,
}

/// `None` for fewer than two stretches.
pub(super) fn over_time(cells: &[&Cell], over: Period) -> Option<TimePlot> {
    let points = points(cells, over);
    let (first, last) = (cells.first()?.period.clone()?, cells.last()?.period.clone()?);
    if points.len() < 2 {
        return None;
    }
    let reach = points.iter().flat_map(|point| [point.low.abs(), point.high.abs()]).fold(0.0, f64::max);
    let reach = [0.25, 0.5, 0.75].into_iter().find(|bound| reach <= *bound).unwrap_or(1.0);
    let span = points.last().map_or(1.0, |point| point.step).max(1.0);
    let x = |step: f64| 6.0 + step / span * (WIDTH - 12.0);
    let y = |value: f64| HEIGHT / 2.0 - value / reach * (HEIGHT / 2.0 - 6.0);
    let runs: Vec<&[Point]> = points.chunk_by(|_, next| !next.after_gap).collect();
    let path = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let pair = |(step, value): (f64, f64)| format!("{},{}", place(x(step)), place(y(value)));
        points.map(pair).collect::<Vec<_>>().join(" ")
    };
    let line = |run: &&[Point]| path(&mut run.iter().map(|point| (point.step, point.mean)));
    let band = |run: &&[Point]| {
        let upper = run.iter().map(|point| (point.step, point.high));
        let lower = run.iter().rev().map(|point| (point.step, point.low));
        path(&mut upper.chain(lower))
    };
    let gaps = points.iter().filter(|point| point.after_gap);
    Some(TimePlot {
        width: WIDTH,
        height: HEIGHT,
        lines: runs.iter().map(line).collect(),
        bands: runs.iter().map(band).collect(),
        dots: points.iter().map(|point| point.dot(x, y)).collect(),
        breaks: gaps.map(|point| place(x(point.step - 1.0))).collect(),
        middle: place(y(0.0)),
        top: number::signed(reach),
        bottom: number::signed(-reach),
        first,
        last,
    })
}

struct Point {
    number: usize,
    label: String,
    step: f64,
    mean: f64,
    low: f64,
    high: f64,
    after_gap: bool,
}

impl Point {
    fn dot(&self, x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) -> Dot {
        let (left, right) = (x(self.step - 0.5), x(self.step + 0.5));
        Dot {
            number: self.number,
            x: place(x(self.step)),
            y: place(y(self.mean)),
            lean: lean(self.mean),
            left: place(left),
            width: place(right - left),
            label: self.label.clone(),
        }
    }
}

/// One step from each stretch to the next, two over a gap of any length.
fn points(cells: &[&Cell], over: Period) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut before: Option<(i64, f64)> = None;
    for (cell, number) in cells.iter().zip(1..) {
        let (Some(mean), Some(ordinal)) =
            (cell.score.value, cell.period.as_deref().and_then(|period| over.ordinal(period)))
        else {
            continue;
        };
        let after_gap = before.is_some_and(|(last, _)| ordinal > last + 1);
        let step = before.map_or(0.0, |(_, step)| step + if after_gap { 2.0 } else { 1.0 });
        before = Some((ordinal, step));
        let (low, high) = (cell.score.low.unwrap_or(mean), cell.score.high.unwrap_or(mean));
        let period = cell.period.as_deref().unwrap_or_default();
        let label = format!("{period}: {} ({})", number::signed(mean), cell.decided);
        points.push(Point { number, label, step, mean, low, high, after_gap });
    }
    points
}

fn place(value: f64) -> String {
    format!("{:.1}", value + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(period: &str, mean: f64) -> Cell {
        Cell {
            group: String::new(),
            period: Some(period.to_owned()),
            faction: String::new(),
            name: String::new(),
            articles: 5,
            decided: 5,
            abstained: 0,
            mentions: 5,
            score: Interval { value: Some(mean), low: Some(mean - 0.1), high: Some(mean + 0.1) },
            corrected_score: None,
            shares: Vec::new(),
        }
    }

    #[test]
    fn lines_break_where_time_does() {
        let cells = [cell("2013-11", 0.1), cell("2013-12", 0.2), cell("2014-01", 0.0), cell("2024-05", -0.3)];
        let cells: Vec<&Cell> = cells.iter().collect();
        let plot = over_time(&cells, Period::Month).unwrap();
        let lengths: Vec<usize> = plot.lines.iter().map(|line| line.split(' ').count()).collect();
        assert_eq!((lengths, plot.breaks.len(), plot.dots.len()), (vec![3, 1], 1, 4));
        assert_eq!((plot.top.as_str(), plot.bottom.as_str()), ("+0.50", "−0.50"));
        assert!(over_time(&cells[..1], Period::Month).is_none());
    }

    #[test]
    fn colours_deepen_with_the_mean() {
        let found = [0.05, -0.1, 0.3, -0.5, 1.0].map(|mean| (lean(mean), level(mean)));
        let expected = [("neutral", 0), ("hostile", 1), ("favourable", 2), ("hostile", 3), ("favourable", 4)];
        assert_eq!(found, expected);
    }
}
