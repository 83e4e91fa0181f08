//! The loaded terms that tell the outlets apart.

use super::super::Pages;
use super::super::links::Links;
use crate::keyness::{GroupKeyness, KeyTerm};
use crate::overview::gather::marked;
use crate::report::terminal::cleaned;
use crate::terms::TermLean;

/// The key terms of an outlet, strongest first.
#[derive(Debug, Clone)]
pub(in super::super) struct OutletTerms {
    pub(in super::super) name: String,
    pub(in super::super) terms: Vec<TermView>,
}

/// A term that an outlet uses more than the others.
#[derive(Debug, Clone)]
pub(in super::super) struct TermView {
    pub(in super::super) text: String,
    /// `hostile` or `favourable`.
    pub(in super::super) lean: &'static str,
    pub(in super::super) count: String,
    pub(in super::super) articles: usize,
    /// Standard errors that its log-odds lie above those of the others.
    pub(in super::super) z: String,
    /// An article that uses it, where it is shown.
    pub(in super::super) link: Option<String>,
}

/// The outlets that have any, in the order of the other tables.
pub(super) fn outlets(pages: &Pages<'_>, links: &Links<'_>) -> Vec<OutletTerms> {
    let groups = &pages.overview.terms.groups;
    let of = |outlet: &crate::overview::Outlet| {
        let group: &GroupKeyness = groups.iter().find(|group| group.group == outlet.name)?;
        let terms: Vec<TermView> = group.units.iter().map(|term| view(pages, links, term)).collect();
        (!terms.is_empty()).then(|| OutletTerms { name: cleaned(&outlet.name), terms })
    };
    if groups.len() < 2 {
        return Vec::new();
    }
    pages.outlets().filter_map(of).collect()
}

fn view(pages: &Pages<'_>, links: &Links<'_>, key: &KeyTerm) -> TermView {
    let term = key.term.and_then(|term| pages.terms.terms.get(usize::from(term)));
    TermView {
        text: cleaned(&key.spelling),
        lean: match term.map(|term| term.lean) {
            Some(TermLean::Favourable) => "favourable",
            _ => "hostile",
        },
        count: format!("{:.0}", key.count),
        articles: key.articles,
        z: format!("{:.1}", key.odds.z()),
        link: key.examples.first().and_then(|example| links.article(&marked(&example.id)?)),
    }
}
