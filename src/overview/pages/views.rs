//! What the templates draw.

mod faction;
mod terms;

use crate::compare::Cell;
use crate::overview::{Entry, FactionOverview, Loaded, OutletOverview, PeriodOverview};
use crate::page::Strings;
use crate::page::number;
use crate::report::terminal::cleaned;

pub(super) use faction::{ArticleLine, FactionSection, sections};
pub(super) use terms::OutletTerms;

use super::links::Links;
use super::plots::{Axis, ShareBar, TimePlot, level, over_time, shares};
use super::{Pages, plots};

/// Cells of the heat map that rest on fewer articles are muted.
const FEW: usize = 10;
/// Outlets shown, those of most articles.
const OUTLETS: usize = 30;
/// Most loaded articles in the table.
const LOADED: usize = 25;
/// Factions whose way over time the first page shows.
const TIMES: usize = 6;

/// The first page.
#[derive(Debug, Clone)]
pub(super) struct ReportView {
    pub(super) tiles: Vec<Tile>,
    /// What was left out, as names and numbers.
    pub(super) left_out: Vec<Tile>,
    pub(super) model: String,
    pub(super) factions: Vec<FactionRow>,
    pub(super) outlets: Vec<OutletLine>,
    pub(super) heat: Vec<HeatRow>,
    pub(super) few: usize,
    pub(super) times: Vec<TimeView>,
    pub(super) loaded: Vec<LoadedRow>,
    pub(super) terms: Vec<OutletTerms>,
    /// Articles shown, and all there are, in a report in one file.
    pub(super) shown: Option<(usize, u64)>,
    /// Where the first page of articles is, in a report of many pages.
    pub(super) articles: Option<String>,
}

/// A number with its name.
#[derive(Debug, Clone)]
pub(super) struct Tile {
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// A faction over all outlets.
#[derive(Debug, Clone)]
pub(super) struct FactionRow {
    pub(super) name: String,
    pub(super) link: String,
    pub(super) decided: usize,
    pub(super) score: Axis,
    pub(super) shares: Vec<ShareBar>,
}

/// An outlet over all factions.
#[derive(Debug, Clone)]
pub(super) struct OutletLine {
    pub(super) name: String,
    pub(super) articles: u64,
    pub(super) loaded: String,
    /// Part of a bar 100 wide.
    pub(super) bar: String,
}

/// An outlet's row of the heat map.
#[derive(Debug, Clone)]
pub(super) struct HeatRow {
    pub(super) name: String,
    pub(super) cells: Vec<Option<HeatCell>>,
}

/// A cell of the heat map.
#[derive(Debug, Clone)]
pub(super) struct HeatCell {
    pub(super) link: String,
    pub(super) mean: String,
    pub(super) articles: usize,
    pub(super) class: String,
    /// Mean, interval and count in words.
    pub(super) label: String,
}

/// A faction over time.
#[derive(Debug, Clone)]
pub(super) struct TimeView {
    pub(super) name: String,
    pub(super) link: String,
    /// Where its stretches lead to, but for their number.
    pub(super) periods: String,
    pub(super) label: String,
    pub(super) plot: TimePlot,
}

/// One of the most loaded articles.
#[derive(Debug, Clone)]
pub(super) struct LoadedRow {
    pub(super) line: ArticleLine,
    pub(super) loaded: String,
    /// Name, class and score of the factions framed with a side taken, at most three.
    pub(super) sides: Vec<(String, String, String)>,
}

impl ReportView {
    pub(super) fn new(pages: &Pages<'_>, links: &Links<'_>, shown: usize) -> Self {
        let overview = pages.overview;
        let single = matches!(links, Links::Single { .. });
        Self {
            tiles: tiles(pages),
            left_out: left_out(pages),
            model: pages.model.to_owned(),
            factions: pages.shown().map(|(n, faction)| faction_row(pages, links, n, faction)).collect(),
            outlets: outlet_lines(pages),
            heat: heat(pages, links),
            few: FEW,
            times: pages
                .shown()
                .take(TIMES)
                .filter_map(|(n, faction)| time(pages, links, n, faction))
                .collect(),
            loaded: overview.loaded.iter().take(LOADED).map(|one| loaded_row(pages, links, one)).collect(),
            terms: terms::outlets(pages, links),
            shown: single.then_some((shown, overview.documents)),
            articles: (!single && pages.article_pages > 0)
                .then(|| format!("articles/{}", super::articles_file(1))),
        }
    }
}

impl<'a> Pages<'a> {
    /// The factions shown, with their numbers from 1.
    fn shown(&self) -> impl Iterator<Item = (usize, &'a FactionOverview)> + use<'a> {
        self.overview.factions.iter().take(self.top).enumerate().map(|(at, faction)| (at + 1, faction))
    }

    fn t(&self) -> &'static Strings {
        self.language.strings()
    }

    /// The name of a faction in the page's language; what no lexicon names is called by its id.
    fn name(&self, id: &str, arabic: &str) -> String {
        let faction = self.factions.number(id).and_then(|n| self.factions.factions.get(usize::from(n)));
        let english = faction.map(|faction| faction.name.en.as_str()).filter(|name| !name.is_empty());
        let name = match self.language {
            crate::page::Language::English => english.unwrap_or(arabic),
            crate::page::Language::Arabic => arabic,
        };
        cleaned(if name.is_empty() { id } else { name })
    }

    fn class(&self, class: &str) -> String {
        cleaned(self.t().class(class))
    }

    /// The outlets shown.
    fn outlets(&self) -> impl Iterator<Item = &'a super::super::Outlet> + use<'a> {
        self.overview.outlets.iter().take(OUTLETS)
    }
}

fn tiles(pages: &Pages<'_>) -> Vec<Tile> {
    let (t, overview) = (&pages.t().report, pages.overview);
    let days = overview.days.as_ref();
    let days =
        days.map(|(first, last)| if first == last { first.clone() } else { format!("{first} … {last}") });
    let tile = |name, value: u64| Tile { name, value: number::grouped(value) };
    let all = (overview.decided + overview.abstained).max(1);
    let share = number::percent(overview.abstained as f64 / all as f64);
    let mut tiles = vec![
        tile(&t.articles, overview.documents),
        tile(&t.factions_met, overview.factions_met as u64),
        tile(&t.outlets, overview.outlets.len() as u64),
    ];
    tiles.extend(days.map(|value| Tile { name: &t.period, value }));
    tiles.push(tile(&t.decided, overview.decided));
    let value = format!("{} ({share})", number::grouped(overview.abstained));
    tiles.push(Tile { name: &t.abstained, value });
    tiles
}

fn left_out(pages: &Pages<'_>) -> Vec<Tile> {
    let (t, overview) = (&pages.t().report, pages.overview);
    let beyond = |all: usize, shown: usize| all.saturating_sub(shown) as u64;
    let all = [
        (&t.unread, pages.unread),
        (&t.without_outlet, overview.without_source),
        (&t.without_date, overview.without_date),
        (&t.more_factions, beyond(overview.factions_met, pages.shown().count())),
        (&t.more_outlets, beyond(overview.outlets.len(), OUTLETS)),
    ];
    let some = all.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(name, count)| Tile { name, value: number::grouped(count) }).collect()
}

fn faction_row(pages: &Pages<'_>, links: &Links<'_>, n: usize, faction: &FactionOverview) -> FactionRow {
    let cell = &faction.whole;
    FactionRow {
        name: pages.name(&cell.faction, &cell.name),
        link: links.faction(n),
        decided: cell.decided,
        score: Axis::of(&cell.score),
        shares: shares(cell, |class| pages.class(class)),
    }
}

fn outlet_lines(pages: &Pages<'_>) -> Vec<OutletLine> {
    let most = pages.outlets().filter_map(|outlet| outlet.loaded_per_1000).fold(1e-9, f64::max);
    if pages.outlets().all(|outlet| outlet.loaded_per_1000.is_none()) {
        return Vec::new();
    }
    let line = |outlet: &super::super::Outlet| OutletLine {
        name: cleaned(&outlet.name),
        articles: outlet.articles,
        loaded: rate(outlet.loaded_per_1000),
        bar: format!("{:.1}", outlet.loaded_per_1000.unwrap_or_default() / most * 100.0),
    };
    pages.outlets().map(line).collect()
}

fn heat(pages: &Pages<'_>, links: &Links<'_>) -> Vec<HeatRow> {
    let row = |outlet: &super::super::Outlet| {
        let cell = |(n, faction): (usize, &FactionOverview)| {
            let at = faction.outlets.iter().position(|other| other.cell.group == outlet.name)?;
            Some(heat_cell(pages, &faction.outlets[at], links.behind(n, at + 1)))
        };
        HeatRow { name: cleaned(&outlet.name), cells: pages.shown().map(cell).collect() }
    };
    let rows = pages.outlets().map(row);
    rows.filter(|row| row.cells.iter().any(Option::is_some)).collect()
}

fn heat_cell(pages: &Pages<'_>, outlet: &OutletOverview, link: String) -> HeatCell {
    let cell = &outlet.cell;
    let mean = cell.score.value.unwrap_or_default();
    let axis = Axis::of(&cell.score);
    let class =
        if cell.decided < FEW { "few".to_owned() } else { format!("{} l{}", plots::lean(mean), level(mean)) };
    HeatCell {
        link,
        mean: axis.text.clone(),
        articles: cell.decided,
        class,
        label: described(pages, cell, &axis),
    }
}

/// A cell in words.
fn described(pages: &Pages<'_>, cell: &Cell, axis: &Axis) -> String {
    let t = pages.t();
    let parts = [
        cleaned(&cell.group),
        pages.name(&cell.faction, &cell.name),
        format!("{} {}", t.report.mean, axis.text),
        format!("{} {}", t.report.interval, axis.interval),
        format!("{} {}", t.report.articles, cell.decided),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&t.list_separator)
}

fn time(pages: &Pages<'_>, links: &Links<'_>, n: usize, faction: &FactionOverview) -> Option<TimeView> {
    let cells = cells(&time_periods(faction));
    let plot = over_time(&cells, pages.over)?;
    let cell = &faction.whole;
    let name = pages.name(&cell.faction, &cell.name);
    let (link, periods) = (links.faction(n), links.periods(n));
    Some(TimeView { link, periods, label: time_label(pages, &name, &cells), name, plot })
}

/// Stretches that rest on enough articles to say something.
fn time_periods(faction: &FactionOverview) -> Vec<&PeriodOverview> {
    faction.periods.iter().filter(|period| period.cell.decided >= FEW).collect()
}

fn cells<'a>(periods: &[&'a PeriodOverview]) -> Vec<&'a Cell> {
    periods.iter().map(|period| &period.cell).collect()
}

/// A plot over time in words: its first, lowest, highest and last mean.
fn time_label(pages: &Pages<'_>, name: &str, cells: &[&Cell]) -> String {
    let t = &pages.t().report;
    let of = |cell: &Cell| {
        let mean = number::signed(cell.score.value.unwrap_or_default());
        format!("{} {mean}", cell.period.as_deref().unwrap_or_default())
    };
    let order = |a: &&&Cell, b: &&&Cell| {
        a.score.value.unwrap_or_default().total_cmp(&b.score.value.unwrap_or_default())
    };
    let parts = [
        cells.iter().min_by(order).map(|cell| format!("{}: {}", t.lowest, of(cell))),
        cells.iter().max_by(order).map(|cell| format!("{}: {}", t.highest, of(cell))),
        cells.last().map(|cell| format!("{}: {}", t.latest, of(cell))),
    ];
    let parts: Vec<String> = [Some(name.to_owned())].into_iter().chain(parts).flatten().collect();
    parts.join(&pages.t().list_separator)
}

fn loaded_row(pages: &Pages<'_>, links: &Links<'_>, one: &Loaded) -> LoadedRow {
    let side = |side: &crate::compare::Observation| {
        (pages.name(&side.faction, &side.name), side.framing.clone(), number::signed(side.score))
    };
    LoadedRow {
        line: ArticleLine::of(&one.entry, links),
        loaded: rate(one.entry.loaded_per_1000),
        sides: one.sides.iter().take(3).map(side).collect(),
    }
}

fn rate(per_1000: Option<f64>) -> String {
    per_1000.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}"))
}

/// Outlet and date, as far as they are known.
fn about(entry: &Entry) -> Vec<String> {
    [&entry.source, &entry.date].into_iter().flatten().map(|part| cleaned(part)).collect()
}
