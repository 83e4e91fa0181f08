//! The section or the page of one faction.

use super::super::links::{Links, behind_id, period_id};
use super::super::plots::{Axis, ShareBar, TimePlot, over_time, shares};
use super::super::{Pages, plots};
use super::{about, cells, time_label, time_periods};
use crate::overview::{self, Entry, FactionOverview, OutletOverview, PeriodOverview};
use crate::page::number;
use crate::report::terminal::cleaned;

/// A faction with all its figures.
#[derive(Debug, Clone)]
pub(in super::super) struct FactionSection {
    pub(in super::super) number: usize,
    pub(in super::super) name: String,
    pub(in super::super) other_name: String,
    pub(in super::super) articles: usize,
    pub(in super::super) decided: usize,
    pub(in super::super) score: Axis,
    pub(in super::super) shares: Vec<ShareBar>,
    pub(in super::super) time: Option<TimePlot>,
    pub(in super::super) time_label: String,
    /// Where its stretches lead to, but for their number.
    pub(in super::super) time_link: String,
    pub(in super::super) periods: Vec<PeriodRow>,
    pub(in super::super) outlets: Vec<OutletRow>,
}

/// A stretch of time, and the articles behind its figures.
#[derive(Debug, Clone)]
pub(in super::super) struct PeriodRow {
    pub(in super::super) id: String,
    pub(in super::super) name: String,
    pub(in super::super) score: Axis,
    pub(in super::super) articles: usize,
    pub(in super::super) behind: Vec<Behind>,
    /// Articles that are not listed.
    pub(in super::super) more: usize,
}

/// An outlet, and the articles behind its figures.
#[derive(Debug, Clone)]
pub(in super::super) struct OutletRow {
    pub(in super::super) id: String,
    /// Empty for the articles that name no outlet, which have no figures of their own.
    pub(in super::super) name: String,
    pub(in super::super) link: String,
    pub(in super::super) score: Axis,
    pub(in super::super) shares: Vec<ShareBar>,
    pub(in super::super) decided: usize,
    /// The difference from the other outlets with its interval, where a test says that there is one.
    pub(in super::super) differs: Option<String>,
    pub(in super::super) behind: Vec<Behind>,
    /// Articles that are not listed.
    pub(in super::super) more: usize,
}

/// An article behind a figure.
#[derive(Debug, Clone)]
pub(in super::super) struct Behind {
    pub(in super::super) line: ArticleLine,
    pub(in super::super) class: String,
    pub(in super::super) framing: String,
    pub(in super::super) score: String,
}

impl Behind {
    fn of(pages: &Pages<'_>, links: &Links<'_>, behind: &overview::Behind) -> Self {
        Self {
            line: ArticleLine::of(&behind.entry, links),
            class: behind.framing.clone(),
            framing: pages.class(&behind.framing),
            score: number::signed(behind.score),
        }
    }
}

/// An article in a list.
#[derive(Debug, Clone)]
pub(in super::super) struct ArticleLine {
    pub(in super::super) title: String,
    pub(in super::super) link: Option<String>,
    pub(in super::super) about: Vec<String>,
}

impl ArticleLine {
    pub(in super::super) fn of(entry: &Entry, links: &Links<'_>) -> Self {
        let title = cleaned(&entry.title);
        Self {
            title: if title.trim().is_empty() { cleaned(&entry.id) } else { title },
            link: links.article(entry),
            about: about(entry),
        }
    }
}

/// The factions shown.
pub(in super::super) fn sections(pages: &Pages<'_>, links: &Links<'_>) -> Vec<FactionSection> {
    pages.shown().map(|(n, faction)| section(pages, links, n, faction)).collect()
}

fn section(pages: &Pages<'_>, links: &Links<'_>, n: usize, faction: &FactionOverview) -> FactionSection {
    let cell = &faction.whole;
    let name = pages.name(&cell.faction, &cell.name);
    let other = Pages { language: pages.language.other(), ..*pages }.name(&cell.faction, &cell.name);
    let periods = time_periods(faction);
    let cells = cells(&periods);
    let outlets = faction.outlets.iter().enumerate();
    FactionSection {
        number: n,
        time_label: time_label(pages, &name, &cells),
        other_name: if other == name { String::new() } else { other },
        name,
        articles: cell.articles,
        decided: cell.decided,
        score: Axis::of(&cell.score),
        shares: shares(cell, |class| pages.class(class)),
        time: over_time(&cells, pages.over),
        time_link: links.periods(n),
        periods: periods.iter().zip(1..).map(|(of, at)| period_row(pages, links, (n, at), of)).collect(),
        outlets: outlets.map(|(at, outlet)| outlet_row(pages, links, (n, at + 1), outlet)).collect(),
    }
}

fn period_row(
    pages: &Pages<'_>,
    links: &Links<'_>,
    (faction, number): (usize, usize),
    of: &PeriodOverview,
) -> PeriodRow {
    PeriodRow {
        id: period_id(faction, number),
        name: of.cell.period.clone().unwrap_or_default(),
        score: Axis::of(&of.cell.score),
        articles: of.cell.decided,
        behind: of.behind.iter().map(|behind| Behind::of(pages, links, behind)).collect(),
        more: of.cell.decided.saturating_sub(of.behind.len()),
    }
}

fn outlet_row(
    pages: &Pages<'_>,
    links: &Links<'_>,
    (faction, outlet): (usize, usize),
    of: &OutletOverview,
) -> OutletRow {
    let cell = &of.cell;
    let tested = of.difference.as_ref().map(|difference| difference.score).filter(|test| test.differs);
    let named = !cell.group.is_empty();
    OutletRow {
        id: behind_id(faction, outlet),
        name: cleaned(&cell.group),
        link: links.behind(faction, outlet),
        score: Axis::of(&cell.score),
        shares: plots::shares(cell, |class| pages.class(class)),
        decided: cell.decided,
        differs: tested.map(|test| number::signed(test.difference)),
        behind: of.behind.iter().map(|behind| Behind::of(pages, links, behind)).collect(),
        more: if named { cell.decided.saturating_sub(of.behind.len()) } else { 0 },
    }
}
