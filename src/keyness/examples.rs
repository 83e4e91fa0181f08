//! Examples in context.

use std::collections::BTreeMap;
use std::ops::Range;

use super::collect::Number;
use super::window::Window;
use crate::corpus::Document;

/// So many windows are kept to choose examples from; of more, a fixed sample.
const KEPT: usize = 50_000;

/// A use of a unit, with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The id of the article.
    pub id: String,
    /// The words around it, as they stand there.
    pub text: String,
    /// The unit in `text`, in bytes.
    pub unit: Range<usize>,
    /// The mention of the faction in `text`, in bytes.
    pub mention: Range<usize>,
}

/// Windows to choose from, in an order that chance has made; those that come first are kept.
#[derive(Debug, Default)]
pub(super) struct Examples {
    kept: BTreeMap<(u64, u64), Kept>,
    number: u64,
}

#[derive(Debug)]
struct Kept {
    group: Number,
    id: String,
    window: Window,
}

/// How far a use stands from the mention, in bytes; its window; its place there.
type Use<'k> = (usize, &'k Kept, Range<usize>);

impl Examples {
    pub(super) fn add(&mut self, order: u64, group: Number, document: &Document, window: Window) {
        if window.units.is_empty() {
            return;
        }
        self.number += 1;
        self.kept.insert((order, self.number), Kept { group, id: document.id.clone(), window });
        if self.kept.len() > KEPT {
            self.kept.pop_last();
        }
    }

    /// At most `most` examples of each of `units` (key and group), one an article, those nearest to the
    /// mention first.
    pub(super) fn of(&self, units: &[(u64, Number)], most: usize) -> Vec<Vec<Example>> {
        let mut wanted: BTreeMap<(u64, Number), Vec<Use<'_>>> =
            units.iter().map(|&unit| (unit, Vec::new())).collect();
        for kept in self.kept.values() {
            for unit in &kept.window.units {
                if let Some(found) = wanted.get_mut(&(unit.key, kept.group)) {
                    let mention = &kept.window.mention;
                    let distance =
                        unit.bytes.start.abs_diff(mention.end).min(mention.start.abs_diff(unit.bytes.end));
                    found.push((distance, kept, unit.bytes.clone()));
                }
            }
        }
        let choose = |unit: &(u64, Number)| {
            let Some(found) = wanted.get(unit) else { return Vec::new() };
            let mut order: Vec<_> = found.iter().collect();
            order.sort_by_key(|(distance, ..)| *distance);
            let mut chosen: Vec<Example> = Vec::new();
            for (_, kept, bytes) in order {
                if chosen.len() < most && chosen.iter().all(|example| example.id != kept.id) {
                    chosen.push(Example {
                        id: kept.id.clone(),
                        text: kept.window.text.clone(),
                        unit: bytes.clone(),
                        mention: kept.window.mention.clone(),
                    });
                }
            }
            chosen
        };
        units.iter().map(choose).collect()
    }
}
