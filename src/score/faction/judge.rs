//! What the token layer says of the words near a faction's mentions.

use super::Seen;
use crate::factions::FactionId;
use crate::features::bag::{self, Speaker};
use crate::features::dense::Judged;
use crate::features::surroundings::{Side, Spot};
use crate::features::token::{self, Neighbour, Opening, Setting};
use crate::model::faction::TokenLayer;
use crate::score::settings::SettingTable;
use crate::score::tables::{NONE, Part, WordTable};
use crate::score::weights::{Logits, add};
use crate::text::Connotation;
use crate::text::voice::Voice;

/// A word near a mention, with what each layer is given of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::score) struct Look {
    /// The word; evidence, term and vector are there where it is judged only.
    pub(in crate::score) word: Judged,
    /// Whether the token layer is asked of it: within its window, or far.
    pub(super) judged: bool,
    /// Its columns in the bag: plain, and with its place.
    pub(super) bag: [u32; 2],
    /// Whether the model knows the word.
    pub(super) known: bool,
    /// Its row in the table of words.
    pub(in crate::score) row: u32,
    /// Its logits as far as they do not depend on its voice.
    logits: Logits,
}

impl Look {
    fn new(spot: Spot, row: u32) -> Self {
        Self {
            word: Judged {
                spot,
                evidence: [0.0; 2],
                term: None,
                connotation: Connotation::PLAIN,
                vector: None,
            },
            judged: false,
            bag: [NONE; 2],
            known: false,
            row,
            logits: Logits::default(),
        }
    }

    /// Whether it is near no mention: neither the bag nor the context hears of it.
    pub(super) fn is_far(&self) -> bool {
        self.word.spot.side == Side::Far
    }

    pub(super) fn voice(&self) -> Voice {
        self.word.spot.voice.voice
    }
}

/// Looks at words near the mentions of one faction.
pub(super) struct Judge<'a> {
    pub(super) seen: &'a Seen<'a>,
    pub(super) words: &'a mut WordTable,
    pub(super) faction: FactionId,
}

impl Judge<'_> {
    /// Looks at the words of all `spots`. Each step goes through all of them: the tables are larger
    /// than the processor's cache, and so it can wait for several of their lines at once.
    pub(super) fn look(&mut self, spots: &[Spot], looks: &mut Vec<Look>) {
        looks.clear();
        looks.reserve(spots.len());
        for spot in spots {
            let row = self.words.number(self.seen.article.reading.words[spot.token], self.seen);
            looks.push(Look::new(*spot, row));
        }
        for look in &mut *looks {
            self.recognise(look);
        }
        let mut opened = Opened::default();
        for look in looks {
            if look.judged {
                look.logits = self.logits(&look.word.spot, look.row, &mut opened);
            }
            self.hear(look);
        }
    }

    /// Fills in what follows from the word alone, and from where it stands.
    fn recognise(&mut self, look: &mut Look) {
        let vector = self.words.vector(look.row);
        look.known = vector.is_some();
        look.judged = look.is_far() || look.word.spot.distance <= self.seen.model.settings.token_window;
        if look.judged {
            (look.word.term, look.word.vector) = (self.seen.terms[look.word.spot.token], vector);
            look.word.connotation = self.seen.article.reading.connotations[look.word.spot.token];
        }
    }

    /// The same word as if the article's own voice had said it.
    pub(super) fn as_own(&mut self, look: &Look) -> Look {
        let mut own = *look;
        own.word.spot.voice = own.word.spot.voice.into_own();
        own.known = self.words.vector(own.row).is_some();
        self.hear(&mut own);
        own
    }

    /// Works out what depends on the voice.
    fn hear(&mut self, look: &mut Look) {
        let spot = &look.word.spot;
        if !look.is_far() {
            let mut column = |place| self.words.column(look.row, Speaker::of(spot), place, self.seen);
            look.bag = [column(None), bag::place(spot).map_or(NONE, |place| column(Some(place)))];
            look.known |= look.bag[0] != NONE;
        }
        if let (true, Some(table), Some(layer)) = (look.judged, self.seen.settings, &self.seen.model.tokens) {
            let setting = Setting::of(spot, &self.seen.article.reading);
            look.word.evidence = verdict(table, layer, look, &setting);
        }
    }

    /// The logits of the word, its neighbours, the sentence's opening and the mention's governor.
    fn logits(&mut self, spot: &Spot, row: u32, opened: &mut Opened) -> Logits {
        let seen = self.seen;
        let Some(table) = seen.settings else { return Logits::default() };
        let mut logits = Logits::default();
        for part in [Part::Judged, Part::OnSide(spot.side)] {
            add(&mut logits, self.words.part(row, part, seen));
        }
        for which in Neighbour::ALL {
            let beside = token::beside(seen.article, seen.hidden, self.faction, spot.token, which);
            add(&mut logits, table.neighbour(beside, which, self.words, seen));
        }
        add(&mut logits, opened.logits(self, table, spot));
        if let Some(governor) = spot.governor.filter(|&governor| governor != spot.token) {
            let row = self.words.number(seen.article.reading.words[governor], seen);
            add(&mut logits, self.words.part(row, Part::Governor(spot.side), seen));
        }
        logits
    }
}

/// What the beginning of a sentence brings to its words, kept from one of them to the next.
#[derive(Debug, Default)]
struct Opened {
    sentence: u32,
    by_side: [Option<Logits>; Side::ALL.len()],
}

impl Opened {
    fn logits(&mut self, judge: &Judge<'_>, table: &SettingTable, spot: &Spot) -> &Logits {
        let Judge { seen, faction, .. } = judge;
        let sentence = seen.article.reading.sentences[spot.token];
        if sentence != self.sentence {
            *self = Self { sentence, ..Self::default() };
        }
        self.by_side[spot.side as usize].get_or_insert_with(|| {
            let word = |which| token::opening(seen.article, seen.hidden, *faction, spot.token, which);
            table.opening(Opening::ALL.map(word), spot.side, seen.lexis)
        })
    }
}

/// The probabilities that the word is evidence of the first and of the last framing.
fn verdict(table: &SettingTable, layer: &TokenLayer, look: &Look, setting: &Setting) -> [f32; 2] {
    let mut logits = look.logits;
    table.add_setting(setting, &mut logits);
    if let Some(term) = look.word.term {
        table.add_term(term, setting, &mut logits);
    }
    if !look.word.connotation.is_plain() {
        table.add_connotation(look.word.connotation, setting, &mut logits);
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
