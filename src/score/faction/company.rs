//! What surrounds the words near a faction: the other factions of the text, its tone and register.

use super::Seen;
use super::judge::Look;
use super::passages::{Passage, within};
use crate::factions::FactionId;
use crate::features::dense::company::{self, Relation, Tops};
use crate::features::dense::{self, CONTEXT, Judged, TEXT, of_text, speakers, tone};

/// The words near all factions of a document, and the likeliest evidence among those of each.
#[derive(Debug, Default)]
pub(super) struct Company {
    pub(super) factions: Vec<FactionId>,
    pub(super) looks: Vec<Vec<Look>>,
    pub(super) tops: Vec<Option<Tops>>,
}

impl Company {
    /// Finds the tops, once the words are known.
    pub(super) fn rank(&mut self) {
        let all = self.looks.iter().map(|looks| Tops::of(judged(looks.iter())));
        self.tops.clear();
        self.tops.extend(all);
    }

    /// What surrounds the `faction` of this `number`, with these words, in each passage, the title
    /// with it. In a single passage the tops are those of the whole.
    pub(super) fn contexts(
        &self,
        (number, faction): (usize, FactionId),
        looks: &[Look],
        seen: &Seen<'_>,
        passages: &[Passage],
        out: &mut Vec<[f32; CONTEXT]>,
    ) {
        out.clear();
        for passage in passages {
            let tops = |other: usize| {
                if passages.len() == 1 {
                    return self.tops[other];
                }
                let looks = &self.looks[other];
                Tops::of(judged(within(looks, |look| &look.word.spot, passage).map(|at| &looks[at])))
            };
            let sides = seen.lexicons.sides();
            let others = self.factions.iter().enumerate().filter(|&(other, _)| other != number);
            let company = company::columns(others.filter_map(|(other, &theirs)| {
                Some((Relation::of(sides.are_shared(faction, theirs)), tops(other)?))
            }));
            let near = judged(within(looks, |look| &look.word.spot, passage).map(|at| &looks[at]));
            let speakers = speakers::columns(seen.article, faction, near.map(|word| &word.spot));
            out.push(dense::context(&text(seen, looks, passage), &company, &speakers));
        }
    }
}

fn judged<'l>(looks: impl Iterator<Item = &'l Look>) -> impl Iterator<Item = &'l Judged> {
    looks.filter(|look| look.judged).map(|look| &look.word)
}

/// The tone of a passage apart from the words near the mentions, and its register.
fn text(seen: &Seen<'_>, looks: &[Look], passage: &Passage) -> [f32; TEXT] {
    let title = 0..seen.article.reading.tokens.title_tokens();
    let mut text = seen.tones.of(title.clone());
    text += seen.tones.of(passage.tokens.clone());
    let near = within(looks, |look| &look.word.spot, passage).map(|number| &looks[number]);
    let near = near.filter(|look| !look.is_far()).map(|look| {
        let token = look.word.spot.token;
        seen.tones.of(token..token + 1)
    });
    let mut tone = [0.0; tone::COLUMNS];
    tone::fill(text, near, &mut tone);
    of_text(&tone, &seen.register.columns([title, passage.tokens.clone()], text.words()))
}
