//! What the token layer says of the words near a faction's mentions.

use super::Seen;
use super::sheet::{Judgement, Sheet};
use crate::factions::FactionId;
use crate::features::bag::{self, Speaker};
use crate::features::dense::Judged;
use crate::features::surroundings::Spot;
use crate::features::token::{Beside, Neighbour, Setting};
use crate::model::faction::TokenLayer;
use crate::score::stems::{NONE, WordTable};
use crate::score::tables::SettingTable;
use crate::score::weights::{Logits, add};
use crate::text::Connotation;
use crate::text::voice::Voice;

/// A word near a mention, with what each layer is given of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::score) struct Look {
    /// The word; evidence, term and vector are there within the token layer's window only.
    pub(in crate::score) word: Judged,
    /// Whether it is within the token layer's window.
    pub(super) judged: bool,
    /// Its columns in the bag: plain, and with its place.
    pub(super) bag: [u32; 2],
    /// Whether the model knows the word.
    pub(super) known: bool,
    /// Its stem among those of the document.
    pub(in crate::score) stem: u32,
    /// Its logits as far as they do not depend on its voice.
    logits: Logits,
}

impl Look {
    fn new(spot: Spot, stem: u32, vector: u32) -> Self {
        Self {
            word: Judged {
                spot,
                evidence: [0.0; 2],
                term: None,
                connotation: Connotation::PLAIN,
                vector: Some(vector).filter(|&row| row != NONE),
            },
            judged: false,
            bag: [NONE; 2],
            known: vector != NONE,
            stem,
            logits: Logits::default(),
        }
    }

    pub(super) fn voice(&self) -> Voice {
        self.word.spot.voice.voice
    }
}

/// Looks at words near the mentions of one faction.
pub(super) struct Judge<'a> {
    pub(super) seen: &'a Seen<'a>,
    pub(super) words: &'a mut WordTable,
    pub(super) sheet: &'a mut Sheet,
    pub(super) faction: FactionId,
}

impl Judge<'_> {
    /// Looks at the words of all `spots`. Each step goes through all of them: the tables are larger
    /// than the processor's cache, and so it can wait for several of their lines at once.
    pub(super) fn look(&mut self, spots: &[Spot], looks: &mut Vec<Look>) {
        looks.clear();
        self.sheet.gather(spots, self.words, self.seen);
        for spot in spots {
            let stem = self.sheet.stem(spot.token, self.words, self.seen);
            looks.push(Look::new(*spot, stem, self.sheet.row(stem).vector));
        }
        for look in &mut *looks {
            self.recognise(look);
        }
        for look in looks {
            if look.judged {
                look.logits = self.logits(&look.word.spot, look.stem);
            }
            self.hear(look);
        }
    }

    /// Fills in what follows from the word alone, and from where it stands.
    fn recognise(&mut self, look: &mut Look) {
        look.judged = look.word.spot.distance <= self.seen.model.settings.token_window;
        if look.judged {
            look.word.term = self.seen.terms[look.word.spot.token];
            look.word.connotation = self.seen.article.reading.connotations[look.word.spot.token];
        }
    }

    /// The same word as if the article's own voice had said it.
    pub(super) fn as_own(&mut self, look: &Look) -> Look {
        let mut own = *look;
        own.word.spot.voice.voice = Voice::Own;
        own.known = own.word.vector.is_some();
        self.hear(&mut own);
        own
    }

    /// Works out what depends on the voice.
    fn hear(&mut self, look: &mut Look) {
        let spot = &look.word.spot;
        let (stem, speaker) = (look.stem, Speaker::of(spot));
        let plain = self.sheet.plain(stem, speaker);
        let near = |place| self.sheet.near(stem, speaker, place, self.words, self.seen);
        look.bag = [plain, bag::place(spot).map_or(NONE, near)];
        look.known |= look.bag[0] != NONE;
        if let (true, Some(table), Some(layer)) = (look.judged, self.seen.settings, &self.seen.model.tokens) {
            look.word.evidence = verdict(table, layer, look);
        }
    }

    /// The logits of the word, its neighbours and the mention's governor.
    fn logits(&mut self, spot: &Spot, stem: u32) -> Logits {
        let seen = self.seen;
        let Some(table) = seen.settings else { return Logits::default() };
        let Judgement { mut logits, names } = self.sheet.judgement(spot.token, table, self.words, seen);
        add(&mut logits, &self.sheet.row(stem).sides[spot.side as usize]);
        for (name, which) in names.into_iter().zip([Neighbour::Previous, Neighbour::Next]) {
            if let Some(name) = name {
                let beside = if name == self.faction { Beside::This } else { Beside::Other };
                add(&mut logits, table.neighbour(beside, which));
            }
        }
        if let Some(governor) = spot.governor.filter(|&governor| governor != spot.token) {
            let stem = self.sheet.stem(governor, self.words, seen);
            add(&mut logits, &self.sheet.row(stem).governor[spot.side as usize]);
        }
        logits
    }
}

/// The probabilities that the word is evidence of the first and of the last framing.
fn verdict(table: &SettingTable, layer: &TokenLayer, look: &Look) -> [f32; 2] {
    let mut logits = look.logits;
    let setting = Setting::of(&look.word.spot);
    add(&mut logits, table.setting(&setting));
    if let Some(term) = look.word.term {
        table.add_term(term, &setting, &mut logits);
    }
    if !look.word.connotation.is_plain() {
        table.add_connotation(look.word.connotation, &setting, &mut logits);
    }
    let mut p = [0.0; 3];
    for ((p, logit), intercept) in p.iter_mut().zip(logits).zip(layer.layer.intercepts()) {
        *p = f64::from(logit) + intercept;
    }
    let top = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let p = p.map(|logit| exp(logit - top));
    let sum = p.iter().sum::<f64>();
    [(p[1] / sum) as f32, (p[2] / sum) as f32]
}

/// exp of what is not positive, right to eight digits, which is one more than a probability keeps.
///
/// x = n ln 2 + r with |r| at most ln 2 / 2, so that exp(x) is 2^n times a short Taylor series.
#[inline]
fn exp(x: f64) -> f64 {
    /// Added and taken off again, it rounds to a whole number.
    const ROUND: f64 = 1.5 * (1u64 << 52) as f64;
    const FACTORS: [f64; 8] = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let x = x.max(-700.0);
    let n = (x * std::f64::consts::LOG2_E + ROUND) - ROUND;
    let r = x - n * std::f64::consts::LN_2;
    let series = FACTORS.iter().fold(0.0, |sum, factor| sum * r + factor);
    series * f64::from_bits(((n as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn exp_is_right_to_eight_digits() {
        for i in 0..60_000 {
            let x = f64::from(i) * -0.01;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-8, "exp({x}) is not {}", exp(x));
        }
        assert!(exp(f64::NEG_INFINITY) < 1e-300 && (exp(0.0) - 1.0).abs() <= 0.0);
    }
}
