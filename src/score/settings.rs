//! Weights of the token layer for all that does not follow from words: places, frames, clitics, and
//! what terms and connotations bring in each of them.

use super::faction::Seen;
use super::tables::{Part, WordTable};
use super::weights::{FeatureTable, Logits, add};
use crate::annotate::Lexicons;
use crate::features::surroundings::Side;
use crate::features::token::{self, BUCKETS, Beside, Neighbour, Opening, Setting};
use crate::model::faction::TokenLayer;
use crate::terms::TermId;
use crate::text::voice::Frame;
use crate::text::{Clitic, Connotation, Ending, Lexis};

const SIDES: usize = Side::ALL.len();
const FRAMES: usize = Frame::ALL.len();
const CLITICS: usize = Clitic::ALL.len();
const FLAGS: usize = 16;
/// The word has the article or not, the name has it or not.
const ARTICLES: usize = 4;

/// Logits of everything about a spot that does not follow from its words.
#[derive(Debug, Clone)]
pub(super) struct SettingTable {
    pub(super) features: FeatureTable,
    /// By side, class of distance and flags.
    places: Vec<Logits>,
    /// By side, class of distance and articles.
    articles: Vec<Logits>,
    /// By frame and side.
    frames: Vec<Logits>,
    /// By clitic and side.
    clitics: Vec<Logits>,
    /// By ending and side.
    endings: Vec<Logits>,
    terms: TermTable,
    connotations: NatureTable,
    /// The name of the faction itself, of another, the sentence's edge; by place.
    neighbours: [[Logits; 3]; Neighbour::ALL.len()],
}

impl SettingTable {
    pub(super) fn new(tokens: &TokenLayer, lexicons: &Lexicons) -> Self {
        let features = FeatureTable::new(tokens);
        let (lexis, vectors) = (Lexis::default(), &lexicons.language.vectors);
        let neighbours = Neighbour::ALL.map(|which| {
            [Beside::This, Beside::Other, Beside::Edge].map(|beside| {
                logits(&features, |emit| token::as_neighbour(beside, &lexis, vectors, which, emit))
            })
        });
        let flags = |bits: usize| [8, 4, 2, 1].map(|bit| bits & bit != 0);
        let terms = TermTable::new(&features, lexicons);
        let connotations = NatureTable::new(&features, &OfConnotations(Connotation::all().collect()));
        Self {
            places: table([SIDES, BUCKETS, FLAGS], |[side, bucket, bits]| {
                logits(&features, |emit| token::place(Side::ALL[side], bucket, flags(bits), emit))
            }),
            articles: table([SIDES, BUCKETS, ARTICLES], |[side, bucket, bits]| {
                logits(&features, |emit| token::articles(Side::ALL[side], bucket, articles(bits), emit))
            }),
            frames: table([FRAMES, SIDES, 1], |[frame, side, _]| {
                logits(&features, |emit| token::voice(Frame::ALL[frame], Side::ALL[side], emit))
            }),
            clitics: table([CLITICS, SIDES, 1], |[clitic, side, _]| {
                logits(&features, |emit| token::clitic(Clitic::ALL[clitic], Side::ALL[side], emit))
            }),
            endings: table([Ending::ALL.len(), SIDES, 1], |[ending, side, _]| {
                logits(&features, |emit| token::ending(Ending::ALL[ending], Side::ALL[side], emit))
            }),
            features,
            terms,
            connotations,
            neighbours,
        }
    }

    /// Adds what the setting itself brings.
    pub(super) fn add_setting(&self, setting: &Setting, logits: &mut Logits) {
        let side = setting.side as usize;
        let flags = setting.flags.iter().fold(0, |bits, &set| bits * 2 + usize::from(set));
        let place = side * BUCKETS + setting.bucket;
        add(logits, &self.places[place * FLAGS + flags]);
        add(logits, &self.articles[place * ARTICLES + articles_index(setting)]);
        add(logits, &self.frames[setting.frame as usize * SIDES + side]);
        add(logits, &self.clitics[setting.clitic as usize * SIDES + side]);
        add(logits, &self.endings[setting.ending as usize * SIDES + side]);
    }

    /// Adds what the lexicon's term brings in its setting.
    pub(super) fn add_term(&self, term: TermId, setting: &Setting, logits: &mut Logits) {
        let (own, nature) = &self.terms.terms[usize::from(term)];
        add(logits, own);
        self.terms.natures.add(*nature, setting, logits);
    }

    /// Adds what a connotation, not a plain one, brings in its setting.
    pub(super) fn add_connotation(&self, connotation: Connotation, setting: &Setting, logits: &mut Logits) {
        self.connotations.add(connotation.number(), setting, logits);
    }

    pub(super) fn neighbour<'a>(
        &'a self,
        beside: Beside,
        which: Neighbour,
        words: &'a mut WordTable,
        seen: &Seen<'_>,
    ) -> &'a Logits {
        let names = &self.neighbours[which as usize];
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

    /// What the first two words of a sentence bring to its words on `side`.
    pub(super) fn opening(&self, words: [Beside; 2], side: Side, lexis: &Lexis) -> Logits {
        logits(&self.features, |emit| {
            for (which, beside) in Opening::ALL.into_iter().zip(words) {
                token::as_opening(beside, lexis, which, side, &mut *emit);
            }
        })
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
        let of = |number| logits(features, |emit| token::term(number as TermId, emit));
        Self {
            terms: terms.map(|(number, term)| (of(number), token::nature(term))).collect(),
            natures: NatureTable::new(features, &OfTerms),
        }
    }
}

/// What words have in common, by number: emits the features of one with what it stands in.
trait Natures {
    fn count(&self) -> usize;
    fn place(&self, n: usize, side: Side, bucket: usize, emit: &mut dyn FnMut(u64));
    fn articles(&self, n: usize, at: (Side, usize), articles: [bool; 2], emit: &mut dyn FnMut(u64));
    fn voice(&self, n: usize, frame: Frame, emit: &mut dyn FnMut(u64));
    fn clitic(&self, n: usize, side: Side, clitic: Clitic, emit: &mut dyn FnMut(u64));
    fn scare(&self, n: usize, emit: &mut dyn FnMut(u64));
}

/// Category and lean of a term.
struct OfTerms;

impl Natures for OfTerms {
    fn count(&self) -> usize {
        token::NATURES
    }

    fn place(&self, n: usize, side: Side, bucket: usize, emit: &mut dyn FnMut(u64)) {
        token::term_place(n, side, bucket, emit);
    }

    fn articles(&self, n: usize, (side, bucket): (Side, usize), on: [bool; 2], emit: &mut dyn FnMut(u64)) {
        token::term_articles(n, side, bucket, on, emit);
    }

    fn voice(&self, n: usize, frame: Frame, emit: &mut dyn FnMut(u64)) {
        token::term_voice(n, frame, emit);
    }

    fn clitic(&self, n: usize, side: Side, clitic: Clitic, emit: &mut dyn FnMut(u64)) {
        token::term_clitic(n, side, clitic, emit);
    }

    fn scare(&self, n: usize, emit: &mut dyn FnMut(u64)) {
        token::term_scare(n, emit);
    }
}

/// Connotations in the order of their numbers.
struct OfConnotations(Vec<Connotation>);

impl Natures for OfConnotations {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn place(&self, n: usize, side: Side, bucket: usize, emit: &mut dyn FnMut(u64)) {
        token::connotation_place(self.0[n], side, bucket, emit);
    }

    fn articles(&self, n: usize, (side, bucket): (Side, usize), on: [bool; 2], emit: &mut dyn FnMut(u64)) {
        token::connotation_articles(self.0[n], side, bucket, on, emit);
    }

    fn voice(&self, n: usize, frame: Frame, emit: &mut dyn FnMut(u64)) {
        token::connotation_voice(self.0[n], frame, emit);
    }

    fn clitic(&self, n: usize, side: Side, clitic: Clitic, emit: &mut dyn FnMut(u64)) {
        token::connotation_clitic(self.0[n], side, clitic, emit);
    }

    fn scare(&self, n: usize, emit: &mut dyn FnMut(u64)) {
        token::connotation_scare(self.0[n], emit);
    }
}

/// Logits of what words have in common: with their place, with the articles there, with their frame,
/// with the name's clitic, in scare quotes.
#[derive(Debug, Clone)]
struct NatureTable {
    places: Vec<Logits>,
    articles: Vec<Logits>,
    frames: Vec<Logits>,
    clitics: Vec<Logits>,
    scare: Vec<Logits>,
}

impl NatureTable {
    /// The logits of every one of `natures` in all that it is emitted with.
    fn new(features: &FeatureTable, natures: &dyn Natures) -> Self {
        let count = natures.count();
        let place = |at: usize| (Side::ALL[at / BUCKETS], at % BUCKETS);
        Self {
            places: table([count, SIDES, BUCKETS], |[nature, side, bucket]| {
                logits(features, |emit| natures.place(nature, Side::ALL[side], bucket, emit))
            }),
            articles: table([count, SIDES * BUCKETS, ARTICLES], |[nature, at, bits]| {
                logits(features, |emit| natures.articles(nature, place(at), articles(bits), emit))
            }),
            frames: table([count, FRAMES, 1], |[nature, frame, _]| {
                logits(features, |emit| natures.voice(nature, Frame::ALL[frame], emit))
            }),
            clitics: table([count, SIDES, CLITICS], |[nature, side, number]| {
                logits(features, |emit| natures.clitic(nature, Side::ALL[side], Clitic::ALL[number], emit))
            }),
            scare: table([count, 1, 1], |[nature, _, _]| {
                logits(features, |emit| natures.scare(nature, emit))
            }),
        }
    }

    fn add(&self, nature: usize, setting: &Setting, logits: &mut Logits) {
        let on_side = nature * SIDES + setting.side as usize;
        let place = on_side * BUCKETS + setting.bucket;
        add(logits, &self.places[place]);
        add(logits, &self.articles[place * ARTICLES + articles_index(setting)]);
        add(logits, &self.frames[nature * FRAMES + setting.frame as usize]);
        add(logits, &self.clitics[on_side * CLITICS + setting.clitic as usize]);
        if setting.flags[0] {
            add(logits, &self.scare[nature]);
        }
    }
}

/// The articles of a number below [`ARTICLES`], and back.
fn articles(bits: usize) -> [bool; 2] {
    [bits & 2 != 0, bits & 1 != 0]
}

fn articles_index(setting: &Setting) -> usize {
    let [word, name] = setting.articles.map(usize::from);
    2 * word + name
}

/// The logits of the features that are emitted.
fn logits(features: &FeatureTable, emit: impl FnOnce(&mut dyn FnMut(u64))) -> Logits {
    let mut logits = Logits::default();
    emit(&mut features.adder(&mut logits));
    logits
}

/// The logits of every combination of three numbers, each below its size, in order.
fn table(sizes: [usize; 3], of: impl Fn([usize; 3]) -> Logits) -> Vec<Logits> {
    let [first, second, third] = sizes;
    let all = (0..first * second * third).map(|n| [n / (second * third), n / third % second, n % third]);
    all.map(of).collect()
}
