//! Features of the token layer: is this word evidence of how the faction is framed?
//!
//! Most of them follow from a word alone, or from a word and its role beside the mention, so a
//! model can add their weights up once for each word ([`word`], [`on_side`], [`as_neighbour`]), those of
//! what a sentence begins with once for the sentence ([`as_opening`]), and only the few of a [`Setting`]
//! and of the lexicon's terms remain for each spot.

use super::far::{FAR, SENTENCES};
use super::kinds::{Kind, feature};
use super::surroundings::{Mask, Side, Spot};
use crate::annotate::Article;
use crate::terms::{Category, Term, TermHit, TermId};
use crate::text::hash::{combine, hash_bytes};
use crate::text::voice::Frame;
use crate::text::{Clitic, Connotation, Ending, Lexis, Reading, Word, WordVectors};

/// Beyond this many letters a word's n-grams are not looked at.
const LONGEST_WORD: usize = 24;

/// A word's place beside the word that is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// Right before it.
    Previous,
    /// Right after it.
    Next,
    /// Before the previous one.
    SecondBefore,
    /// After the next one.
    SecondAfter,
}

impl Neighbour {
    /// Every place, in a fixed order.
    pub const ALL: [Neighbour; 4] =
        [Neighbour::Previous, Neighbour::Next, Neighbour::SecondBefore, Neighbour::SecondAfter];
}

/// A word's place in the sentence of the word that is scored: what a sentence begins with tells what it does, such as
/// report, add or comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The first word.
    First,
    /// The second.
    Second,
}

impl Opening {
    /// Both, in order.
    pub const ALL: [Opening; 2] = [Opening::First, Opening::Second];
}

/// What stands in such a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// A word.
    Word(u32),
    /// The faction's own name.
    This,
    /// Another faction's name.
    Other,
    /// The sentence's edge.
    Edge,
}

/// Features of the word itself, wherever it stands.
pub fn word(word: &Word, vectors: &WordVectors, mut emit: impl FnMut(u64)) {
    emit(feature(Kind::Stem, word.stem_hash));
    emit(feature(Kind::Cluster, cluster(word, vectors)));
    if let Some(connotation) = loaded(word) {
        emit(feature(Kind::Connotation, connotation));
    }
    let letters = Letters::of(word.stem());
    for (length, kind) in [(3, Kind::Gram3), (4, Kind::Gram4)] {
        letters.grams(length).for_each(|gram| emit(feature(kind, hash_bytes(gram))));
    }
}

/// A word's letters between ^ and $, as UTF-8, and where each begins.
struct Letters {
    bytes: [u8; 4 * LONGEST_WORD + 2],
    starts: [u8; LONGEST_WORD + 3],
    count: usize,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Self { bytes: [0; 4 * LONGEST_WORD + 2], starts: [0; LONGEST_WORD + 3], count: 0 };
        letters.push('^');
        word.chars().take(LONGEST_WORD).for_each(|letter| letters.push(letter));
        letters.push('$');
        letters
    }

    fn push(&mut self, letter: char) {
        let start = usize::from(self.starts[self.count]);
        let length = letter.encode_utf8(&mut self.bytes[start..]).len();
        self.count += 1;
        self.starts[self.count] = (start + length) as u8;
    }

    fn grams(&self, length: usize) -> impl Iterator<Item = &[u8]> {
        let starts = &self.starts[..=self.count];
        starts.windows(length + 1).map(move |w| &self.bytes[usize::from(w[0])..usize::from(w[length])])
    }
}

/// Features of the word on one side of a mention.
pub fn on_side(word: &Word, vectors: &WordVectors, side: Side, mut emit: impl FnMut(u64)) {
    emit(feature(Kind::SideCluster, combine(side as u64, cluster(word, vectors))));
    emit(feature(Kind::SideStem, combine(side as u64, word.stem_hash)));
    if let Some(connotation) = loaded(word) {
        emit(feature(Kind::SideConnotation, connotation * 4 + side as u64));
    }
}

/// Features of what stands beside the scored word.
pub fn as_neighbour(
    beside: Beside,
    lexis: &Lexis,
    vectors: &WordVectors,
    which: Neighbour,
    mut emit: impl FnMut(u64),
) {
    let (kind, close) = match which {
        Neighbour::Previous => (Kind::Previous, Some((Kind::PreviousCluster, Kind::PreviousConnotation))),
        Neighbour::Next => (Kind::Next, Some((Kind::NextCluster, Kind::NextConnotation))),
        Neighbour::SecondBefore => (Kind::SecondBefore, None),
        Neighbour::SecondAfter => (Kind::SecondAfter, None),
    };
    if let (Beside::Word(id), Some((of_cluster, of_connotation))) = (beside, close) {
        emit(feature(of_cluster, cluster(lexis.word(id), vectors)));
        if let Some(connotation) = loaded(lexis.word(id)) {
            emit(feature(of_connotation, connotation));
        }
    }
    emit(feature(kind, subject(beside, lexis)));
}

/// What stands beside a word as a number: a word by its stem.
fn subject(beside: Beside, lexis: &Lexis) -> u64 {
    match beside {
        Beside::Word(id) => lexis.word(id).stem_hash,
        Beside::This => 1,
        Beside::Other => 2,
        Beside::Edge => 3,
    }
}

/// The feature of what the sentence begins with, for a word on `side` of the mention.
pub fn as_opening(beside: Beside, lexis: &Lexis, which: Opening, side: Side, mut emit: impl FnMut(u64)) {
    let kind = match which {
        Opening::First => Kind::First,
        Opening::Second => Kind::Second,
    };
    emit(feature(kind, combine(side as u64, subject(beside, lexis))));
}

/// Features of the word right before the mention, for a word on `side` of it.
pub fn as_governor(governor: &Word, side: Side, mut emit: impl FnMut(u64)) {
    emit(feature(Kind::Governor, combine(side as u64, governor.stem_hash)));
    if let Some(connotation) = loaded(governor) {
        emit(feature(Kind::GovernorConnotation, connotation * 4 + side as u64));
    }
}

/// What a spot's features follow from besides the words: few enough to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its side.
    pub side: Side,
    /// Its distance, in classes below [`BUCKETS`]; of a far word in sentences.
    pub bucket: usize,
    /// Whose words, and how that is known.
    pub frame: Frame,
    /// What is written onto the name.
    pub clitic: Clitic,
    /// Whether the word has the article, and whether the name has it: an adjective agrees with its
    /// noun («الحكومة المنبطحة»), the label before a name has none («مليشيات السراج»).
    pub articles: [bool; 2],
    /// How its sentence ends.
    pub ending: Ending,
    /// Scare-quoted, in the title, another faction between, over a conjunction.
    pub flags: [bool; 4],
}

/// Number of classes of distance.
pub const BUCKETS: usize = 7;

impl Setting {
    /// The setting of a spot.
    #[must_use]
    pub fn of(spot: &Spot, reading: &Reading) -> Self {
        let [word, name] = [spot.token, spot.name].map(|token| reading.attached[token]);
        Self {
            side: spot.side,
            bucket: bucket(spot.distance),
            frame: spot.voice.frame,
            clitic: name.clitic,
            articles: [word.article, name.article],
            ending: reading.endings[reading.sentences[spot.token] as usize],
            flags: [spot.voice.scare, spot.title, spot.crossed, spot.coordinated],
        }
    }
}

/// Features of a place: side, class of distance, and the flags of [`Setting`].
pub fn place(side: Side, bucket: usize, flags: [bool; 4], mut emit: impl FnMut(u64)) {
    let side = side as u64;
    emit(feature(Kind::Position, side * 16 + bucket as u64));
    let kinds = [Kind::Scare, Kind::Title, Kind::Crossed, Kind::Coordinated];
    for (kind, _) in kinds.into_iter().zip(flags).filter(|&(_, set)| set) {
        emit(feature(kind, side));
    }
}

/// Features of a voice, and of how it is known, on a side.
pub fn voice(frame: Frame, side: Side, mut emit: impl FnMut(u64)) {
    emit(feature(Kind::Voice, (frame.voice() as u64) * 4 + side as u64));
    emit(feature(Kind::Frame, (frame as u64) * 4 + side as u64));
}

/// A side, a class of distance and two articles as one number below 2^9.
fn articled(side: Side, bucket: usize, [word, name]: [bool; 2]) -> u64 {
    (side as u64 * 16 + bucket as u64) * 4 + u64::from(word) * 2 + u64::from(name)
}

/// The feature of the articles of word and name at a place.
pub fn articles(side: Side, bucket: usize, articles: [bool; 2], mut emit: impl FnMut(u64)) {
    emit(feature(Kind::Articles, articled(side, bucket, articles)));
}

/// Features of the mark that the sentence ends with, on a side.
pub fn ending(ending: Ending, side: Side, mut emit: impl FnMut(u64)) {
    emit(feature(Kind::Ending, ending as u64));
    emit(feature(Kind::SideEnding, (ending as u64) * 4 + side as u64));
}

/// The feature of what is written onto the name, on a side.
pub fn clitic(clitic: Clitic, side: Side, mut emit: impl FnMut(u64)) {
    emit(feature(Kind::Clitic, (clitic as u64) * 4 + side as u64));
}

/// Number of natures that terms can have.
pub const NATURES: usize = Category::ALL.len() * 4;

/// The number of a term's nature, its category and lean, below [`NATURES`].
#[must_use]
pub fn nature(term: &Term) -> usize {
    term.category as usize * 4 + term.lean as usize
}

/// The feature of the lexicon's term itself.
pub fn term(number: TermId, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::Term, u64::from(number)));
}

/// The feature of a term's nature with its place.
pub fn term_place(nature: usize, side: Side, bucket: usize, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::TermPlace, (nature as u64 * 4 + side as u64) * 16 + bucket as u64));
}

/// The features of a term's nature with its voice, and with how that is known.
pub fn term_voice(nature: usize, frame: Frame, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::TermVoice, nature as u64 * 4 + frame.voice() as u64));
    emit(feature(Kind::TermFrame, nature as u64 * 32 + frame as u64));
}

/// The feature of a term's nature in scare quotes.
pub fn term_scare(nature: usize, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::TermScare, nature as u64));
}

/// The feature of a term's nature with the articles of word and name at a place.
pub fn term_articles(
    nature: usize,
    side: Side,
    bucket: usize,
    articles: [bool; 2],
    emit: &mut dyn FnMut(u64),
) {
    emit(feature(Kind::TermArticles, nature as u64 * 512 + articled(side, bucket, articles)));
}

/// The feature of a term's nature with its side and what is written onto the name.
pub fn term_clitic(nature: usize, side: Side, clitic: Clitic, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::TermClitic, (nature as u64 * 4 + side as u64) * 8 + clitic as u64));
}

/// The feature of a connotation, not a plain one, with its place.
pub fn connotation_place(connotation: Connotation, side: Side, bucket: usize, emit: &mut dyn FnMut(u64)) {
    let subject = (connotation.number() as u64 * 4 + side as u64) * 16 + bucket as u64;
    emit(feature(Kind::ConnotationPlace, subject));
}

/// The features of a connotation, not a plain one, with its voice, and with how that is known.
pub fn connotation_voice(connotation: Connotation, frame: Frame, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::ConnotationVoice, connotation.number() as u64 * 4 + frame.voice() as u64));
    emit(feature(Kind::ConnotationFrame, connotation.number() as u64 * 32 + frame as u64));
}

/// The feature of a connotation, not a plain one, in scare quotes.
pub fn connotation_scare(connotation: Connotation, emit: &mut dyn FnMut(u64)) {
    emit(feature(Kind::ConnotationScare, connotation.number() as u64));
}

/// The feature of a connotation, not a plain one, with the articles of word and name at a place.
pub fn connotation_articles(
    connotation: Connotation,
    side: Side,
    bucket: usize,
    articles: [bool; 2],
    emit: &mut dyn FnMut(u64),
) {
    let subject = connotation.number() as u64 * 512 + articled(side, bucket, articles);
    emit(feature(Kind::ConnotationArticles, subject));
}

/// The feature of a connotation, not a plain one, with its side and what is written onto the name.
pub fn connotation_clitic(connotation: Connotation, side: Side, clitic: Clitic, emit: &mut dyn FnMut(u64)) {
    let subject = (connotation.number() as u64 * 4 + side as u64) * 8 + clitic as u64;
    emit(feature(Kind::ConnotationClitic, subject));
}

/// The number of the word's connotation; `None` where it is plain.
fn loaded(word: &Word) -> Option<u64> {
    (!word.connotation.is_plain()).then(|| word.connotation.number() as u64)
}

/// The word's cluster; words without a vector share one of their own.
fn cluster(word: &Word, vectors: &WordVectors) -> u64 {
    word.vector.map_or(u64::MAX, |row| u64::from(vectors.cluster(row as usize)))
}

fn bucket(distance: usize) -> usize {
    match distance {
        0..=3 => distance,
        4..=5 => 4,
        6..=8 => 5,
        FAR.. => (distance - FAR).min(SENTENCES),
        _ => 6,
    }
}

/// What stands beside the token in its sentence, marks passed over.
#[must_use]
pub fn beside(article: &Article, masks: &[Mask], faction: u16, token: usize, which: Neighbour) -> Beside {
    let reading = &article.reading;
    let sentence = reading.sentences[token];
    let inside = |at: &usize| reading.sentences[*at] == sentence;
    let told = |at: &usize| masks[*at] != Mask::Visible || reading.tokens.is_word(*at);
    let mut before = (0..token).rev().take_while(inside).filter(told);
    let mut after = (token + 1..reading.tokens.len()).take_while(inside).filter(told);
    let at = match which {
        Neighbour::Previous => before.next(),
        Neighbour::Next => after.next(),
        Neighbour::SecondBefore => before.nth(1),
        Neighbour::SecondAfter => after.nth(1),
    };
    seen_at(article, masks, faction, at)
}

/// What the token's sentence begins with.
#[must_use]
pub fn opening(article: &Article, masks: &[Mask], faction: u16, token: usize, which: Opening) -> Beside {
    let reading = &article.reading;
    let at = reading.openings[reading.sentences[token] as usize][which as usize];
    seen_at(article, masks, faction, at)
}

fn seen_at(article: &Article, masks: &[Mask], faction: u16, at: Option<usize>) -> Beside {
    match at.map(|at| (masks[at], at)) {
        None => Beside::Edge,
        Some((Mask::Name(name), _)) if name == faction => Beside::This,
        Some((Mask::Name(_), _)) => Beside::Other,
        Some((Mask::Visible, at)) => Beside::Word(article.reading.words[at]),
    }
}

/// The term that each token is part of, if any.
pub fn term_of_tokens(article: &Article, out: &mut Vec<Option<TermId>>) {
    out.clear();
    out.resize(article.reading.tokens.len(), None);
    for TermHit { term, tokens } in &article.terms {
        out[tokens.clone()].fill(Some(*term));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::features::surroundings::masks;
    use crate::model::Model;

    /// What stands beside the word with this key, and at the beginning of its sentence, for a faction: a word by its
    /// key, = for its own name, ! for another's, | for an edge.
    fn around(text: &str, faction: &str, word: &str) -> Vec<String> {
        let lexicons = Model::default_model().unwrap().lexicons;
        let (mut annotator, mut hidden) = (Annotator::default(), Vec::new());
        annotator.read(&lexicons, "", text);
        let Annotator { article, lexis, .. } = &annotator;
        masks(article, &lexicons.terms, &mut hidden);
        let faction = lexicons.factions.number(faction).unwrap();
        let tokens = &article.reading.tokens;
        let token = (0..tokens.len()).find(|&i| tokens.is(i, word)).unwrap();
        let places = Neighbour::ALL.map(|which| beside(article, &hidden, faction, token, which));
        let begun = Opening::ALL.map(|which| opening(article, &hidden, faction, token, which));
        let shown = |beside: Beside| match beside {
            Beside::Word(id) => lexis.word(id).key().to_owned(),
            Beside::This => "=".to_owned(),
            Beside::Other => "!".to_owned(),
            Beside::Edge => "|".to_owned(),
        };
        places.into_iter().chain(begun).map(shown).collect()
    }

    #[test]
    fn words_names_and_edges_stand_beside_a_word_and_at_the_beginning() {
        let text = "ثم عادوا. قصف حزب الله، «مواقع» جديدة لداعش أمس";
        assert_eq!(around(text, "hezbollah", "مواقع"), ["=", "جديده", "=", "!", "قصف", "="]);
        assert_eq!(around(text, "isis", "مواقع"), ["!", "جديده", "!", "=", "قصف", "!"]);
        assert_eq!(around(text, "isis", "عادوا"), ["ثم", "|", "|", "|", "ثم", "عادوا"]);
    }
}
