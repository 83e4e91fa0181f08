//! What the token layer says of the words near a faction's mentions.

use super::Seen;
use crate::factions::FactionId;
use crate::features::bag::{self, Speaker};
use crate::features::dense::Judged;
use crate::features::surroundings::Spot;
use crate::features::token::{self, Neighbour, Setting};
use crate::model::faction::TokenLayer;
use crate::score::tables::{Logits, NONE, Part, SettingTable, WordTable, add};
use crate::terms::TermId;
use crate::text::voice::Voice;

/// A word near a mention, with what each layer is given of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The word; evidence, term and vector are there within the token layer's window only.
    pub(super) word: Judged,
    /// Whether it is within the token layer's window.
    pub(super) judged: bool,
    /// Its columns in the bag: plain, and with its place.
    pub(super) bag: [u32; 2],
    /// Whether the model knows the word.
    pub(super) known: bool,
    /// Its row in the table of words.
    pub(super) row: u32,
    /// Its logits as far as they do not depend on its voice.
    logits: Logits,
    term: Option<TermId>,
}

/// Looks at words near the mentions of one faction.
pub(super) struct Judge<'a> {
    pub(super) seen: &'a Seen<'a>,
    pub(super) words: &'a mut WordTable,
    pub(super) faction: FactionId,
}

impl Judge<'_> {
    /// Looks at the word of `spot`.
    pub(super) fn look(&mut self, spot: &Spot) -> Look {
        let seen = self.seen;
        let id = seen.article.reading.words[spot.token];
        let row = self.words.number(id, seen);
        let judged = spot.distance <= seen.model.settings.token_window;
        let vector = self.words.vector(row);
        let mut look = Look {
            word: Judged { spot: *spot, evidence: [0.0; 2], term: None, vector: vector.filter(|_| judged) },
            judged,
            bag: [NONE; 2],
            known: vector.is_some(),
            row,
            logits: Logits::default(),
            term: seen.terms[spot.token],
        };
        if judged {
            look.word.term = look.term;
            look.logits = self.logits(spot, row);
        }
        self.hear(&mut look);
        look
    }

    /// The same word as if the article's own voice had said it.
    pub(super) fn as_own(&mut self, look: &Look) -> Look {
        let mut own = *look;
        own.word.spot.voice.voice = Voice::Own;
        own.known = self.words.vector(own.row).is_some();
        self.hear(&mut own);
        own
    }

    /// Works out what depends on the voice.
    fn hear(&mut self, look: &mut Look) {
        let spot = &look.word.spot;
        let mut column = |place| self.words.column(look.row, Speaker::of(spot), place, self.seen);
        look.bag = [column(None), bag::place(spot).map_or(NONE, |place| column(Some(place)))];
        look.known |= look.bag[0] != NONE;
        if let (true, Some(table), Some(layer)) = (look.judged, self.seen.settings, &self.seen.model.tokens) {
            look.word.evidence = verdict(table, layer, look);
        }
    }

    /// The logits of the word, its neighbours and the mention's governor.
    fn logits(&mut self, spot: &Spot, row: u32) -> Logits {
        let seen = self.seen;
        let Some(table) = seen.settings else { return Logits::default() };
        let mut logits = Logits::default();
        for part in [Part::Judged, Part::OnSide(spot.side)] {
            add(&mut logits, self.words.part(row, part, seen));
        }
        for which in [Neighbour::Previous, Neighbour::Next] {
            let beside = token::beside(seen.article, seen.hidden, self.faction, spot.token, which);
            add(&mut logits, table.neighbour(beside, which, self.words, seen));
        }
        if let Some(governor) = spot.governor.filter(|&governor| governor != spot.token) {
            let row = self.words.number(seen.article.reading.words[governor], seen);
            add(&mut logits, self.words.part(row, Part::Governor(spot.side), seen));
        }
        logits
    }
}

/// The probabilities that the word is evidence of the first and of the last framing.
fn verdict(table: &SettingTable, layer: &TokenLayer, look: &Look) -> [f32; 2] {
    let mut logits = look.logits;
    let setting = Setting::of(&look.word.spot);
    add(&mut logits, table.setting(&setting));
    if let Some(term) = look.term {
        table.add_term(term, &setting, &mut logits);
    }
    let mut p = [0.0; 3];
    for ((p, logit), intercept) in p.iter_mut().zip(logits).zip(layer.layer.intercepts()) {
        *p = f64::from(logit) + intercept;
    }
    let top = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // The largest is exp(0).
    let p = p.map(|logit| logit - top).map(|below| if below < 0.0 { below.exp() } else { 1.0 });
    let sum = p.iter().sum::<f64>();
    [(p[1] / sum) as f32, (p[2] / sum) as f32]
}
