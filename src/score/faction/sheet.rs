//! What the words of a document bring to all of its factions alike.
//!
//! The table of all stems is larger than the processor's cache, so the rows of the document's stems
//! are copied, many under way at once, and stand close together from then on.

use super::Seen;
use crate::factions::FactionId;
use crate::features::bag::{PLACES, Speaker};
use crate::features::surroundings::{Mask, Spot};
use crate::features::token::{self, Adjacent, Beside, Neighbour};
use crate::model::layer::Layer;
use crate::score::stems::{CLASSES, Column, NONE, StemRow, WordTable, products};
use crate::score::tables::SettingTable;
use crate::score::weights::{Logits, add};

/// The words of one document; what was not asked for yet is not there. Keeps its memory.
#[derive(Debug, Default)]
pub(in crate::score) struct Sheet {
    tokens: Vec<Entry>,
    /// The document's stems, each once.
    stems: Vec<StemRow>,
    /// The number of each stem's row in the table of all.
    numbers: Vec<u32>,
    /// Where stems are, by the last bits of their rows' numbers; at most half of the places taken.
    places: Vec<u32>,
    /// Which of [`Self::near`] each stem has at each place, for both speakers.
    near_of: Vec<[[u32; PLACES]; 2]>,
    near: Vec<Column>,
    /// What each stem's vector adds to each class, where they are not [`CLASSES`].
    products: Vec<f32>,
    judgements: Vec<Judgement>,
}

/// A token: its stem, and its [`Judgement`]; [`NONE`] before they are looked up.
#[derive(Debug, Clone, Copy)]
struct Entry {
    stem: u32,
    judgement: u32,
}

/// What the token layer says of a word wherever it stands, and of those beside it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Judgement {
    /// The names right beside it, before and behind.
    pub(super) names: [Option<FactionId>; 2],
    /// The logits of the word and of the words right beside it.
    pub(super) logits: Logits,
}

/// A column that was not looked up yet.
const UNKNOWN: u32 = NONE - 1;

impl Sheet {
    /// Begins with a document of so many tokens.
    pub(super) fn begin(&mut self, tokens: usize) {
        self.tokens.clear();
        self.tokens.resize(tokens, Entry { stem: NONE, judgement: NONE });
        self.places.clear();
        self.places.resize((2 * tokens).next_power_of_two(), NONE);
        self.stems.clear();
        self.numbers.clear();
        self.near_of.clear();
        self.near.clear();
        self.products.clear();
        self.judgements.clear();
    }

    /// Looks up all words at and beside `spots`, which saves waiting for one after the other.
    pub(super) fn gather(&mut self, spots: &[Spot], words: &mut WordTable, seen: &Seen<'_>) {
        let visible =
            |token: usize| seen.hidden[token] == Mask::Visible && seen.article.reading.tokens.is_word(token);
        for spot in spots {
            let beside = spot.token.saturating_sub(1)..self.tokens.len().min(spot.token + 2);
            for token in beside {
                if self.tokens[token].stem == NONE && visible(token) {
                    self.number(token, words, seen);
                }
            }
            if let Some(governor) = spot.governor {
                self.number(governor, words, seen);
            }
        }
        self.copy(words, seen);
    }

    /// The number of the token's stem among the document's; its row may not be copied yet.
    #[inline]
    fn number(&mut self, token: usize, words: &mut WordTable, seen: &Seen<'_>) -> u32 {
        let entry = &mut self.tokens[token];
        if entry.stem == NONE {
            let row = words.number(seen.article.reading.words[token], seen);
            let last = self.places.len() - 1;
            let mut at = row as usize & last;
            while self.places[at] != NONE && self.numbers[self.places[at] as usize] != row {
                at = (at + 1) & last;
            }
            if self.places[at] == NONE {
                self.places[at] = self.numbers.len() as u32;
                self.numbers.push(row);
            }
            entry.stem = self.places[at];
        }
        entry.stem
    }

    /// Copies the rows that are not there yet.
    fn copy(&mut self, words: &WordTable, seen: &Seen<'_>) {
        let first = self.stems.len();
        self.stems.extend(self.numbers[first..].iter().map(|&number| *words.row(number)));
        self.near_of.resize(self.numbers.len(), [[UNKNOWN; PLACES]; 2]);
        if seen.model.article.layer.classes() != CLASSES {
            for stem in &self.stems[first..] {
                let vector = Some(stem.vector).filter(|&row| row != NONE);
                self.products.extend(products(vector, seen));
            }
        }
    }

    /// The number of the token's stem among the document's.
    #[inline]
    pub(super) fn stem(&mut self, token: usize, words: &mut WordTable, seen: &Seen<'_>) -> u32 {
        let stem = self.number(token, words, seen);
        if stem as usize >= self.stems.len() {
            self.copy(words, seen);
        }
        stem
    }

    /// A stem's row.
    #[inline]
    pub(super) fn row(&self, stem: u32) -> &StemRow {
        &self.stems[stem as usize]
    }

    /// What the token layer says of the token's word wherever it stands.
    #[inline]
    pub(super) fn judgement(
        &mut self,
        token: usize,
        table: &SettingTable,
        words: &mut WordTable,
        seen: &Seen<'_>,
    ) -> Judgement {
        if self.tokens[token].judgement == NONE {
            let judgement = self.judge(token, table, words, seen);
            self.tokens[token].judgement = self.judgements.len() as u32;
            self.judgements.push(judgement);
        }
        self.judgements[self.tokens[token].judgement as usize]
    }

    fn judge(
        &mut self,
        token: usize,
        table: &SettingTable,
        words: &mut WordTable,
        seen: &Seen<'_>,
    ) -> Judgement {
        let stem = self.stem(token, words, seen);
        let mut judgement = Judgement { logits: self.row(stem).judged, ..Judgement::default() };
        for (name, which) in judgement.names.iter_mut().zip([Neighbour::Previous, Neighbour::Next]) {
            match token::adjacent(seen.article, seen.hidden, token, which) {
                Adjacent::Word(token) => {
                    let stem = self.stem(token, words, seen);
                    add(&mut judgement.logits, &self.row(stem).beside[which as usize]);
                }
                Adjacent::Edge => add(&mut judgement.logits, table.neighbour(Beside::Edge, which)),
                Adjacent::Name(faction) => *name = Some(faction),
            }
        }
        judgement
    }

    /// The stem's column in the bag, by its place among the document's; [`NONE`] where the bag does not
    /// have it.
    #[inline]
    pub(super) fn plain(&self, stem: u32, speaker: Speaker) -> u32 {
        let has_it = self.row(stem).plain[speaker as usize].number != NONE;
        if has_it { (stem * 2 + speaker as u32) * 2 } else { NONE }
    }

    /// The same of the stem at a `place` beside a mention.
    pub(super) fn near(
        &mut self,
        stem: u32,
        speaker: Speaker,
        place: usize,
        words: &WordTable,
        seen: &Seen<'_>,
    ) -> u32 {
        let bit = 1 << (speaker as usize * PLACES + place);
        if self.row(stem).near & bit == 0 {
            return NONE;
        }
        let near = &mut self.near_of[stem as usize][speaker as usize][place];
        if *near == UNKNOWN {
            let number = words.near(self.numbers[stem as usize])[speaker as usize][place];
            *near = (self.near.len() as u32 * 2 + speaker as u32) * 2 + 1;
            self.near.push(Column::new(number, seen.model));
        }
        *near
    }

    /// The column at a place among the document's. The last bit tells plain columns from those of words
    /// beside a mention, the one before it the speakers.
    #[inline]
    pub(super) fn column(&self, place: u32) -> &Column {
        let at = (place / 4) as usize;
        if place.is_multiple_of(2) { &self.stems[at].plain[(place / 2 % 2) as usize] } else { &self.near[at] }
    }

    /// Whether the column at a place is one of the article's own words.
    #[inline]
    pub(super) fn is_own(place: u32) -> bool {
        (place / 2).is_multiple_of(2)
    }

    /// Its weights, one a class.
    #[inline]
    pub(in crate::score) fn weights<'a>(&'a self, place: u32, layer: &'a Layer) -> &'a [f32] {
        let column = self.column(place);
        if layer.classes() == CLASSES { &column.weights } else { layer.weights(column.number as usize) }
    }

    /// What the vector of a stem, weighing 1, adds to each class.
    #[inline]
    pub(in crate::score) fn products(&self, stem: u32, layer: &Layer) -> &[f32] {
        let classes = layer.classes();
        if classes == CLASSES {
            &self.row(stem).products
        } else {
            &self.products[stem as usize * classes..][..classes]
        }
    }
}
