//! Weights of the layers added up once for each word, so that a text costs one look-up a word.

use super::faction::Seen;
use super::weights::{FeatureTable, Logits, add};
use crate::annotate::Lexicons;
use crate::features::bag::{self, Speaker};
use crate::features::surroundings::Side;
use crate::features::token::{self, BUCKETS, Beside, Neighbour, Setting};
use crate::features::vocabulary::NO_COLUMN;
use crate::model::faction::TokenLayer;
use crate::terms::TermId;
use crate::text::hash::HashedMap;
use crate::text::voice::Voice;
use crate::text::{Connotation, Lexis, WordId};

/// What a stem brings to each layer, in every role that its words were met in so far: two lines of
/// the cache.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
struct StemRow {
    /// A word with this stem.
    word: WordId,
    /// Which of the parts are worked out, by their numbers.
    ready: u32,
    /// The row of its word vector, [`NONE`] where there is none.
    vector: u32,
    /// Its columns in the bag, as the article's own word and as another's; [`NONE`] where there
    /// is none.
    plain: [u32; 2],
    /// In the order of [`Part`].
    logits: [Logits; Part::COUNT],
}

/// No such column, or row.
pub(super) const NONE: u32 = NO_COLUMN;

/// A role that a word can have beside a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// As the word that is judged, wherever it stands.
    Judged,
    /// The same, on this side.
    OnSide(Side),
    /// As the word right before the mention, for a word on this side.
    Governor(Side),
    /// Beside the word that is judged.
    Beside(Neighbour),
}

impl Part {
    const COUNT: usize = 9;

    fn number(self) -> usize {
        match self {
            Self::Judged => 0,
            Self::Beside(Neighbour::Previous) => 1,
            Self::Beside(Neighbour::Next) => 2,
            Self::OnSide(side) => 3 + side as usize,
            Self::Governor(side) => 6 + side as usize,
        }
    }
}

/// The rows of the stems that stood near a mention so far; goes with one lexis.
#[derive(Debug, Clone, Default)]
pub(super) struct WordTable {
    rows: Vec<StemRow>,
    /// The columns of each row's stem in the bag by place, for both speakers.
    near: Vec<[[u32; bag::PLACES]; 2]>,
    /// What each row's word vector, weighing 1, adds to each class.
    products: Vec<f32>,
    by_stem: HashedMap<u32>,
    /// The number of each word's row, [`NONE`] where nothing has asked for it yet.
    numbers: Vec<u32>,
}

impl WordTable {
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.near.clear();
        self.products.clear();
        self.by_stem.clear();
        self.numbers.clear();
    }

    /// The number of a word's row.
    #[inline]
    pub(super) fn number(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        match self.numbers.get(word as usize) {
            Some(&number) if number != NONE => number,
            _ => self.add(word, seen),
        }
    }

    #[cold]
    fn add(&mut self, word: WordId, seen: &Seen<'_>) -> u32 {
        if self.numbers.len() < seen.lexis.len() {
            self.numbers.resize(seen.lexis.len(), NONE);
        }
        let next = self.rows.len() as u32;
        let number = *self.by_stem.entry(seen.lexis.word(word).stem_hash).or_insert(next);
        self.numbers[word as usize] = number;
        if number == next {
            let vector = seen.lexis.word(word).vector;
            self.rows.push(StemRow {
                word,
                ready: 0,
                vector: vector.unwrap_or(NONE),
                plain: [NONE; 2],
                logits: [Logits::default(); Part::COUNT],
            });
            self.near.push([[NONE; bag::PLACES]; 2]);
            self.products.extend(products(vector, seen));
        }
        number
    }

    /// The row of its stem among the word vectors.
    #[inline]
    pub(super) fn vector(&self, number: u32) -> Option<u32> {
        Some(self.rows[number as usize].vector).filter(|&row| row != NONE)
    }

    /// What that vector, weighing 1, adds to each class.
    #[inline]
    pub(super) fn products(&self, number: u32) -> &[f32] {
        let classes = self.products.len() / self.rows.len();
        &self.products[number as usize * classes..][..classes]
    }

    /// What the row's word brings as `part`.
    #[inline]
    pub(super) fn part(&mut self, number: u32, part: Part, seen: &Seen<'_>) -> &Logits {
        let row = &mut self.rows[number as usize];
        let at = part.number();
        if row.ready & (1 << at) == 0 {
            row.ready |= 1 << at;
            if let Some(table) = seen.settings {
                row.logits[at] = weigh(row.word, part, table, seen);
            }
        }
        &row.logits[at]
    }

    /// The bag's column of the row's word; with a `place`, that of the word there.
    #[inline]
    pub(super) fn column(
        &mut self,
        number: u32,
        speaker: Speaker,
        place: Option<usize>,
        seen: &Seen<'_>,
    ) -> u32 {
        let row = &mut self.rows[number as usize];
        let which = place.map_or(0, |place| 1 + place);
        let bit = 1 << (Part::COUNT + speaker as usize * (1 + bag::PLACES) + which);
        let column = match place {
            None => &mut row.plain[speaker as usize],
            Some(place) => &mut self.near[number as usize][speaker as usize][place],
        };
        if row.ready & bit == 0 {
            row.ready |= bit;
            *column = find(row.word, speaker, place, seen);
        }
        *column
    }
}

/// What the word vector in row `row` of the vectors, weighing 1, adds to each class of the article
/// layer.
fn products(row: Option<u32>, seen: &Seen<'_>) -> Vec<f32> {
    let (layer, vectors) = (&seen.model.article.layer, &seen.lexicons.language.vectors);
    let mut sums = vec![0.0; layer.classes()];
    let first = layer.columns() - vectors.dimensions();
    let vector = row.into_iter().flat_map(|row| vectors.vector(row as usize));
    for (weights, value) in layer.weights_from(first).zip(vector) {
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
    }
    let scale = seen.model.settings.dense_scale;
    sums.iter_mut().for_each(|sum| *sum *= scale);
    sums
}

#[cold]
fn find(word: WordId, speaker: Speaker, place: Option<usize>, seen: &Seen<'_>) -> u32 {
    let word = seen.lexis.word(word);
    let hash = match place {
        None => bag::word(word, speaker),
        Some(place) => bag::near(word, place, speaker),
    };
    seen.bag.get(hash)
}

#[cold]
fn weigh(id: WordId, part: Part, table: &SettingTable, seen: &Seen<'_>) -> Logits {
    let (word, vectors) = (seen.lexis.word(id), &seen.lexicons.language.vectors);
    let mut logits = Logits::default();
    let emit = table.features.adder(&mut logits);
    match part {
        Part::Judged => token::word(word, vectors, emit),
        Part::OnSide(side) => token::on_side(word, vectors, side, emit),
        Part::Governor(side) => token::as_governor(word, side, emit),
        Part::Beside(which) => token::as_neighbour(Beside::Word(id), seen.lexis, vectors, which, emit),
    }
    logits
}

const VOICES: [Voice; 3] = [Voice::Own, Voice::Quoted, Voice::Reported];
const FLAGS: usize = 16;

/// Logits of everything about a spot that does not follow from its words.
#[derive(Debug, Clone)]
pub(super) struct SettingTable {
    features: FeatureTable,
    settings: Vec<Logits>,
    terms: TermTable,
    connotations: NatureTable,
    /// The name of the faction itself, of another, the sentence's edge; as previous, as next.
    neighbours: [[Logits; 3]; 2],
}

impl SettingTable {
    pub(super) fn new(tokens: &TokenLayer, lexicons: &Lexicons) -> Self {
        let features = FeatureTable::new(tokens);
        let mut settings = Vec::new();
        for setting in all_settings() {
            let mut logits = Logits::default();
            token::setting(&setting, features.adder(&mut logits));
            settings.push(logits);
        }
        let (lexis, vectors) = (Lexis::default(), &lexicons.language.vectors);
        let neighbours = [Neighbour::Previous, Neighbour::Next].map(|which| {
            [Beside::This, Beside::Other, Beside::Edge].map(|beside| {
                let mut logits = Logits::default();
                token::as_neighbour(beside, &lexis, vectors, which, features.adder(&mut logits));
                logits
            })
        });
        let terms = TermTable::new(&features, lexicons);
        let connotations = NatureTable::of_connotations(&features);
        Self { features, settings, terms, connotations, neighbours }
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

    /// Adds what a connotation, not a plain one, brings in its setting.
    pub(super) fn add_connotation(&self, connotation: Connotation, setting: &Setting, logits: &mut Logits) {
        for part in self.connotations.parts(connotation.number(), setting) {
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
                words.part(number, Part::Beside(which), seen)
            }
            Beside::This => &names[0],
            Beside::Other => &names[1],
            Beside::Edge => &names[2],
        }
    }
}

/// Logits of the lexicon's terms: of the term itself, and of its nature (category and lean).
#[derive(Debug, Clone)]
struct TermTable {
    terms: Vec<(Logits, usize)>,
    natures: NatureTable,
}

impl TermTable {
    fn new(features: &FeatureTable, lexicons: &Lexicons) -> Self {
        let terms = lexicons.terms.terms.iter().enumerate();
        let of = |number| logits(features, &|e| token::term(number as TermId, e));
        Self {
            terms: terms.map(|(number, term)| (of(number), token::nature(term))).collect(),
            natures: NatureTable {
                places: places(token::NATURES, features, token::term_place),
                voices: voices(token::NATURES, features, token::term_voice),
            },
        }
    }

    fn parts(&self, term: TermId, setting: &Setting) -> [&Logits; 3] {
        let (own, nature) = &self.terms[usize::from(term)];
        let [place, voice] = self.natures.parts(*nature, setting);
        [own, place, voice]
    }
}

/// Logits of what words have in common, with their place and with their voice.
#[derive(Debug, Clone)]
struct NatureTable {
    places: Vec<Logits>,
    voices: Vec<Logits>,
}

impl NatureTable {
    fn of_connotations(features: &FeatureTable) -> Self {
        let all: Vec<Connotation> = Connotation::all().collect();
        let place = |n: usize, side, bucket, e: &mut dyn FnMut(u64)| {
            token::connotation_place(all[n], side, bucket, e);
        };
        let voice = |n: usize, voice, e: &mut dyn FnMut(u64)| token::connotation_voice(all[n], voice, e);
        Self { places: places(all.len(), features, place), voices: voices(all.len(), features, voice) }
    }

    fn parts(&self, nature: usize, setting: &Setting) -> [&Logits; 2] {
        let place = (nature * Side::ALL.len() + setting.side as usize) * BUCKETS + setting.bucket;
        [&self.places[place], &self.voices[nature * VOICES.len() + setting.voice as usize]]
    }
}

/// Hands features to what it is given.
type Emitter<'a> = dyn Fn(&mut dyn FnMut(u64)) + 'a;

fn logits(features: &FeatureTable, emit: &Emitter<'_>) -> Logits {
    let mut logits = Logits::default();
    emit(&mut features.adder(&mut logits));
    logits
}

/// The logits of every nature below `natures` on every side at every distance.
fn places(
    natures: usize,
    features: &FeatureTable,
    emit: impl Fn(usize, Side, usize, &mut dyn FnMut(u64)),
) -> Vec<Logits> {
    (0..natures)
        .flat_map(|nature| Side::ALL.into_iter().map(move |side| (nature, side)))
        .flat_map(|(nature, side)| (0..BUCKETS).map(move |bucket| (nature, side, bucket)))
        .map(|(nature, side, bucket)| logits(features, &|e| emit(nature, side, bucket, e)))
        .collect()
}

/// The logits of every nature below `natures` in every voice.
fn voices(
    natures: usize,
    features: &FeatureTable,
    emit: impl Fn(usize, Voice, &mut dyn FnMut(u64)),
) -> Vec<Logits> {
    (0..natures)
        .flat_map(|nature| VOICES.into_iter().map(move |voice| (nature, voice)))
        .map(|(nature, voice)| logits(features, &|e| emit(nature, voice, e)))
        .collect()
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
