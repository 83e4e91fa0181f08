//! Weights of the layers added up once for each word, so that a text costs one look-up a word.

use super::faction::Seen;
use crate::annotate::Lexicons;
use super::evidence::PULLS;
use crate::features::bag;
use crate::features::surroundings::Side;
use crate::features::token::{self, BUCKETS, Beside, Neighbour, Setting};
use crate::model::faction::TokenLayer;
use crate::terms::TermId;
use crate::text::voice::Voice;
use crate::text::{Lexis, WordId};

/// Numbers of classes of the token layer.
const CLASSES: usize = 3;

/// Logits of the token layer's classes.
pub(super) type Logits = [f32; CLASSES];

/// What a word brings to each layer, in every role it can have.
#[derive(Debug, Clone, Default)]
pub(super) struct WordRow {
    /// As the word that is judged.
    base: Logits,
    /// The same, on each side.
    side: [Logits; 3],
    /// As the word right before a mention, by the side of the judged word.
    governor: [Logits; 3],
    previous: Logits,
    next: Logits,
    /// Its columns in the bag, as the article's own word and as another's: plain, then by place;
    /// [`NONE`] where there is none.
    pub(super) bag: [[u32; 1 + bag::PLACES]; 2],
    /// What its vector brings to each pull, for a word that weighs 1.
    pub(super) vector: [f64; PULLS],
}

/// No such column.
pub(super) const NONE: u32 = u32::MAX;

/// The rows of the words that stood near a mention so far; goes with one lexis.
#[derive(Debug, Clone, Default)]
pub(super) struct WordTable {
    rows: Vec<WordRow>,
    /// The number of each word's row, [`NONE`] where nothing has asked for it yet.
    numbers: Vec<u32>,
}

impl WordTable {
    /// The row with this number.
    pub(super) fn row(&self, number: u32) -> &WordRow {
        &self.rows[number as usize]
    }

    /// The number of a word's row, which is worked out when it is asked for first.
    pub(super) fn number(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        if let Some(&number) = self.numbers.get(word as usize)
            && number != NONE
        {
            return number;
        }
        self.add(word, seen)
    }

    #[cold]
    fn add(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        if self.numbers.len() < seen.lexis.len() {
            self.numbers.resize(seen.lexis.len(), NONE);
        }
        let number = self.rows.len() as u32;
        self.numbers[word as usize] = number;
        self.rows.push(make(word, seen));
        number
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.numbers.clear();
    }
}

fn make(id: WordId, seen: &Seen<'_>) -> WordRow {
    let (model, lexis, vectors) = (seen.model, seen.lexis, &seen.lexicons.language.vectors);
    let word = lexis.word(id);
    let mut row = WordRow::default();
    if let Some(vector) = word.vector {
        row.vector = seen.pulls.of_vector(vectors, vector as usize);
    }
    let column = |hash| model.article.bag.vocabulary().column(hash).unwrap_or(NONE);
    for speaker in bag::SPEAKERS {
        let columns = &mut row.bag[speaker as usize];
        columns[0] = column(bag::word(word, speaker));
        for place in 0..bag::PLACES {
            columns[1 + place] = column(bag::near(word, place, speaker));
        }
    }
    if let Some(tokens) = &model.tokens {
        token::word(word, vectors, adder(tokens, &mut row.base));
        for side in Side::ALL {
            token::on_side(word, vectors, side, adder(tokens, &mut row.side[side as usize]));
            token::as_governor(word, side, adder(tokens, &mut row.governor[side as usize]));
        }
        let beside = Beside::Word(id);
        token::as_neighbour(beside, lexis, vectors, Neighbour::Previous, adder(tokens, &mut row.previous));
        token::as_neighbour(beside, lexis, vectors, Neighbour::Next, adder(tokens, &mut row.next));
    }
    row
}

/// Adds the weights of every feature that is emitted to `logits`.
fn adder<'a>(tokens: &'a TokenLayer, logits: &'a mut Logits) -> impl FnMut(u64) + 'a {
    |hash| {
        if let Some(column) = tokens.vocabulary.column(hash) {
            add(logits, tokens.layer.weights(column as usize));
        }
    }
}

pub(super) fn add(logits: &mut Logits, weights: &[f32]) {
    for (logit, weight) in logits.iter_mut().zip(weights) {
        *logit += weight;
    }
}

const VOICES: [Voice; 3] = [Voice::Own, Voice::Quoted, Voice::Reported];
const FLAGS: usize = 16;

/// Logits of everything about a spot that does not follow from its words.
#[derive(Debug, Clone)]
pub(super) struct SettingTable {
    settings: Vec<Logits>,
    terms: TermTable,
    /// The name of the faction itself, of another, the sentence's edge; as previous, as next.
    neighbours: [[Logits; 3]; 2],
}

impl SettingTable {
    pub(super) fn new(tokens: &TokenLayer, lexicons: &Lexicons) -> Self {
        let mut settings = Vec::new();
        for setting in all_settings() {
            let mut logits = Logits::default();
            token::setting(&setting, adder(tokens, &mut logits));
            settings.push(logits);
        }
        let (lexis, vectors) = (Lexis::default(), &lexicons.language.vectors);
        let neighbours = [Neighbour::Previous, Neighbour::Next].map(|which| {
            [Beside::This, Beside::Other, Beside::Edge].map(|beside| {
                let mut logits = Logits::default();
                token::as_neighbour(beside, &lexis, vectors, which, adder(tokens, &mut logits));
                logits
            })
        });
        let terms = TermTable::new(tokens, lexicons);
        Self { settings, terms, neighbours }
    }

    pub(super) fn setting(&self, setting: &Setting) -> &Logits {
        let flags = setting.flags.iter().fold(0, |bits, &set| bits * 2 + usize::from(set));
        &self.settings[plain_index(setting) * FLAGS + flags]
    }

    /// Adds what the lexicon's term brings in its setting.
    pub(super) fn add_term(&self, term: TermId, setting: &Setting, logits: &mut Logits) {
        for part in self.terms.parts(term, setting) {
            add(logits, part);
        }
    }

    pub(super) fn neighbour<'a>(
        &'a self,
        beside: Beside,
        which: Neighbour,
        words: &'a mut WordTable,
        seen: &Seen<'_>,
    ) -> &'a Logits {
        let names = &self.neighbours[usize::from(which == Neighbour::Next)];
        match beside {
            Beside::Word(id) => {
                let number = words.number(id, seen);
                let row = words.row(number);
                if which == Neighbour::Previous { &row.previous } else { &row.next }
            }
            Beside::This => &names[0],
            Beside::Other => &names[1],
            Beside::Edge => &names[2],
        }
    }
}

/// Logits of the lexicon's terms: of the term itself, and of its nature (category and lean) with
/// its place and with its voice.
#[derive(Debug, Clone)]
struct TermTable {
    terms: Vec<(Logits, usize)>,
    places: Vec<Logits>,
    voices: Vec<Logits>,
}

/// Hands features to what it is given.
type Emitter<'a> = dyn Fn(&mut dyn FnMut(u64)) + 'a;

impl TermTable {
    fn new(tokens: &TokenLayer, lexicons: &Lexicons) -> Self {
        let logits = |emit: &Emitter<'_>| {
            let mut logits = Logits::default();
            emit(&mut adder(tokens, &mut logits));
            logits
        };
        let terms = lexicons.terms.terms.iter().enumerate();
        Self {
            terms: terms.map(|(n, t)| (logits(&|e| token::term(n as TermId, e)), token::nature(t))).collect(),
            places: (0..token::NATURES)
                .flat_map(|nature| Side::ALL.into_iter().map(move |side| (nature, side)))
                .flat_map(|(nature, side)| (0..BUCKETS).map(move |bucket| (nature, side, bucket)))
                .map(|(nature, side, bucket)| logits(&|e| token::term_place(nature, side, bucket, e)))
                .collect(),
            voices: (0..token::NATURES)
                .flat_map(|nature| VOICES.into_iter().map(move |voice| (nature, voice)))
                .map(|(nature, voice)| logits(&|e| token::term_voice(nature, voice, e)))
                .collect(),
        }
    }

    fn parts(&self, term: TermId, setting: &Setting) -> [&Logits; 3] {
        let (own, nature) = &self.terms[usize::from(term)];
        let place = (nature * Side::ALL.len() + setting.side as usize) * BUCKETS + setting.bucket;
        [own, &self.places[place], &self.voices[nature * VOICES.len() + setting.voice as usize]]
    }
}

fn plain_index(setting: &Setting) -> usize {
    (setting.side as usize * BUCKETS + setting.bucket) * VOICES.len() + setting.voice as usize
}

/// Every setting, in the order of its index.
fn all_settings() -> impl Iterator<Item = Setting> {
    Side::ALL.into_iter().flat_map(|side| {
        (0..BUCKETS).flat_map(move |bucket| {
            VOICES.into_iter().flat_map(move |voice| {
                (0..FLAGS).map(move |bits| {
                    let flags = [8, 4, 2, 1].map(|bit| bits & bit != 0);
                    Setting { side, bucket, voice, flags }
                })
            })
        })
    })
}

impl WordRow {
    /// What the word brings as the one that is judged, on `side`.
    pub(super) fn judged(&self, side: Side) -> [&Logits; 2] {
        [&self.base, &self.side[side as usize]]
    }

    /// What it brings as the word right before the mention.
    pub(super) fn governor(&self, side: Side) -> &Logits {
        &self.governor[side as usize]
    }
}
