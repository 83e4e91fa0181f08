//! Weights of the token layer added up once for everything that is not a word, so that a spot costs
//! one look-up each; what words bring is in [`stems`](super::stems).

use super::weights::{FeatureTable, Logits, add};
use crate::annotate::Lexicons;
use crate::features::surroundings::Side;
use crate::features::token::{self, BUCKETS, Beside, Neighbour, Setting};
use crate::model::faction::TokenLayer;
use crate::terms::TermId;
use crate::text::voice::Voice;
use crate::text::{Connotation, Lexis};

const VOICES: [Voice; 3] = [Voice::Own, Voice::Quoted, Voice::Reported];
const FLAGS: usize = 16;

/// Logits of everything about a spot that does not follow from its words.
#[derive(Debug, Clone)]
pub(super) struct SettingTable {
    pub(super) features: FeatureTable,
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

    /// What stands beside the word that is judged and is no word.
    pub(super) fn neighbour(&self, beside: Beside, which: Neighbour) -> &Logits {
        let names = &self.neighbours[which as usize];
        match beside {
            Beside::This => &names[0],
            Beside::Other => &names[1],
            Beside::Edge | Beside::Word(_) => &names[2],
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
        let of = |number| features.sum(&|e| token::term(number as TermId, e));
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

/// The logits of every nature below `natures` on every side at every distance.
fn places(
    natures: usize,
    features: &FeatureTable,
    emit: impl Fn(usize, Side, usize, &mut dyn FnMut(u64)),
) -> Vec<Logits> {
    (0..natures)
        .flat_map(|nature| Side::ALL.into_iter().map(move |side| (nature, side)))
        .flat_map(|(nature, side)| (0..BUCKETS).map(move |bucket| (nature, side, bucket)))
        .map(|(nature, side, bucket)| features.sum(&|e| emit(nature, side, bucket, e)))
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
        .map(|(nature, voice)| features.sum(&|e| emit(nature, voice, e)))
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
