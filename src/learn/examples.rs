//! Labelled rows made into examples: what the layers look at, and what they should say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use super::duplicates::{Repeat, Repeats};
use super::recipe::{GroupBy, Recipe};
use super::spoken::{Spoken, spoken};
use crate::annotate::{Annotator, Article, Lexicons};
use crate::corpus::{BadRow, Evidence, FactionLabel, Field as CorpusField, Label, Row};
use crate::factions::FactionId;
use crate::features::dense::register::Register;
use crate::features::dense::tone::{self, Tones};
use crate::features::dense::{Judged, TEXT, of_text, speakers};
use crate::features::far::FarWords;
use crate::features::surroundings::{Mask, Spot, Surroundings, masks};
use crate::features::{bag, token};
use crate::text::Field;

/// A word near a mention, as the token layer is taught it.
#[derive(Debug, Clone)]
pub struct TokenExample {
    /// The word as the dense columns see it, with no evidence yet.
    pub word: Judged,
    /// Its features, by hash.
    pub features: Vec<u64>,
    /// 0 no evidence, 1 evidence of the first class, 2 of the last.
    pub target: u8,
}

/// One document and one faction.
#[derive(Debug, Clone)]
pub struct Example {
    /// Number of the row it comes from.
    pub row: usize,
    /// Number of its label in the row.
    pub label: usize,
    /// Number of its faction.
    pub faction: FactionId,
    /// Number of its class.
    pub class: u32,
    /// What it counts.
    pub weight: f64,
    /// The words near the mentions.
    pub tokens: Vec<TokenExample>,
    /// The bag, by hash, one entry an occurrence.
    pub bag: Vec<u64>,
    /// The columns of the text: its tone and register.
    pub text: [f32; TEXT],
    /// The columns of who says what others say.
    pub speakers: [f32; speakers::COLUMNS],
    /// What single speakers say, where the label tells.
    pub spoken: Vec<Spoken>,
}

/// A faction that a document with examples mentions, and that no example is of.
#[derive(Debug, Clone)]
pub struct Companion {
    /// Number of the row it comes from.
    pub row: usize,
    /// Its number.
    pub faction: FactionId,
    /// The words near the mentions.
    pub tokens: Vec<TokenExample>,
}

/// The examples of a training run.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// The examples, in the order of rows and labels.
    pub examples: Vec<Example>,
    /// Factions beside those, in the order of rows, each of a row with examples.
    pub companions: Vec<Companion>,
    /// Labels that could not be used, those that contradict another among them.
    pub refused: Vec<BadRow>,
    /// Labels that say again what another one says, or that annotators are divided over.
    pub repeated: Vec<BadRow>,
    /// Labels whose faction the matcher does not find in the document.
    pub unfound: Vec<BadRow>,
}

/// Makes examples of `rows`; what cannot be used is told with file and line.
#[must_use]
pub fn examples(rows: &[Row], lexicons: &Lexicons, recipe: &Recipe) -> Examples {
    let known = |framing: &str| recipe.classes.iter().any(|class| class == framing);
    let repeats = Repeats::find(rows, known, recipe.annotators);
    let repeats = &repeats;
    let made: Vec<Examples> = rows
        .par_iter()
        .enumerate()
        .map_init(Annotator::default, |annotator, (number, row)| {
            Maker { lexicons, recipe, repeats, row, number }.make(annotator)
        })
        .collect();
    let mut all = Examples::default();
    for one in made {
        all.examples.extend(one.examples);
        all.companions.extend(one.companions);
        all.refused.extend(one.refused);
        all.repeated.extend(one.repeated);
        all.unfound.extend(one.unfound);
    }
    all
}

/// How a text is written.
struct Manner {
    tones: Tones,
    register: Register,
    far: FarWords,
}

impl Manner {
    /// The columns of a text of so many tokens, with these words near the mentions.
    fn columns(&self, spots: &[Spot], tokens: usize) -> [f32; TEXT] {
        let all = self.tones.of(0..tokens);
        let near = spots.iter().map(|spot| self.tones.of(spot.token..spot.token + 1));
        let mut tone = [0.0; tone::COLUMNS];
        tone::fill(all, near, &mut tone);
        of_text(&tone, &self.register.columns([0..0, 0..tokens], all.words()))
    }
}

struct Maker<'a> {
    lexicons: &'a Lexicons,
    recipe: &'a Recipe,
    repeats: &'a Repeats,
    row: &'a Row,
    number: usize,
}

impl Maker<'_> {
    fn make(&self, annotator: &mut Annotator) -> Examples {
        let mut out = Examples::default();
        let Some(Label::Factions(labels)) = &self.row.label else { return out };
        let document = &self.row.document;
        annotator.read(self.lexicons, &document.title, &document.text);
        let mut hidden = Vec::new();
        masks(&annotator.article, &self.lexicons.terms, &mut hidden);
        let (mut tones, mut register) = (Tones::default(), Register::default());
        tones.read(&annotator.article.reading, &hidden);
        register.read(&annotator.article.reading);
        let mut far = FarWords::default();
        far.read(&annotator.article, &hidden, &self.lexicons.terms);
        let mut manner = Manner { tones, register, far };
        for (nth, label) in labels.iter().enumerate() {
            match (self.numbers(label), self.repeats.of(self.number, nth)) {
                (Err(reason), _) => out.refused.push(self.bad(reason)),
                (Ok(_), Some(Repeat::Same(place))) => out.repeated.push(self.bad(format!(
                    "the same text, faction {:?} and framing as at {place}: counted once",
                    label.faction
                ))),
                (Ok(_), Some(repeat)) => {
                    let told = self.bad(format!("{:?} is {:?} {repeat}", label.faction, label.framing));
                    if repeat.is_fault() { out.refused.push(told) } else { out.repeated.push(told) }
                }
                (Ok((faction, class)), None) => {
                    if annotator.article.mentions.iter().any(|m| m.faction == faction) {
                        let mut example =
                            self.example(annotator, (&hidden, &mut manner), label, faction, class);
                        example.label = nth;
                        example.weight *= self.repeats.share(self.number, nth);
                        out.examples.push(example);
                    } else {
                        out.unfound
                            .push(self.bad(format!("no name of {:?} found in the text", label.faction)));
                    }
                }
            }
        }
        out.companions = self.companions(annotator, (&hidden, &mut manner), &out.examples);
        out
    }

    /// The factions that the text mentions and none of `examples` is of, with their words.
    fn companions(
        &self,
        annotator: &Annotator,
        (hidden, manner): (&[Mask], &mut Manner),
        examples: &[Example],
    ) -> Vec<Companion> {
        if examples.is_empty() {
            return Vec::new();
        }
        let article = &annotator.article;
        let taught: BTreeSet<FactionId> = examples.iter().map(|example| example.faction).collect();
        let mentioned: BTreeSet<FactionId> = article.mentions.iter().map(|mention| mention.faction).collect();
        let companion = |&faction: &FactionId| {
            let wide = self.wide(article, hidden, faction);
            let (spots, _) = self.judged(article, manner, faction, wide);
            let tokens = self.tokens(annotator, hidden, faction, &spots, |_| 0);
            Companion { row: self.number, faction, tokens }
        };
        mentioned.difference(&taught).map(companion).collect()
    }

    /// The words within the window of the article layer.
    fn wide(&self, article: &Article, hidden: &[Mask], faction: FactionId) -> Vec<Spot> {
        let mut spots = Vec::new();
        Surroundings::default().around(article, hidden, faction, self.recipe.article.window, &mut spots);
        spots
    }

    /// Of these words those that the token layer is asked of, with their number, then the far ones.
    fn judged(
        &self,
        article: &Article,
        manner: &mut Manner,
        faction: FactionId,
        wide: Vec<Spot>,
    ) -> (Vec<Spot>, usize) {
        let (token, mut spots) = (&self.recipe.token, wide);
        let far = manner.far.of(article, faction, &spots, token.far);
        spots.retain(|spot| spot.distance <= token.window);
        let near = spots.len();
        spots.extend_from_slice(far);
        (spots, near)
    }

    fn bad(&self, reason: String) -> BadRow {
        BadRow { place: self.row.place.clone(), id: Some(self.row.document.id.clone()), reason }
    }

    fn numbers(&self, label: &FactionLabel) -> Result<(u16, u32), String> {
        let faction = self.lexicons.factions.number(&label.faction).ok_or_else(|| {
            format!("unknown faction {:?}; add it to a lexicon given by --factions", label.faction)
        })?;
        let class =
            self.recipe.classes.iter().position(|class| *class == label.framing).ok_or_else(|| {
                format!(
                    "unknown framing {:?}; it is one of {}",
                    label.framing,
                    self.recipe.classes.join(", ")
                )
            })?;
        Ok((faction, class as u32))
    }

    fn example(
        &self,
        annotator: &Annotator,
        (hidden, manner): (&[Mask], &mut Manner),
        label: &FactionLabel,
        faction: u16,
        class: u32,
    ) -> Example {
        let article = &annotator.article;
        let Recipe { token, classes, .. } = self.recipe;
        let wide = self.wide(article, hidden, faction);
        let bag = bag(annotator, wide.iter());
        let mut spoken = spoken(annotator, self.lexicons, classes, (label, faction), (&wide, token.window));
        let text = manner.columns(&wide, hidden.len());
        let (spots, near) = self.judged(article, manner, faction, wide);
        let speakers = speakers::columns(article, faction, spots[..near].iter());
        // They are the article's own words, which every speaker leaves standing.
        spoken.iter_mut().for_each(|one| one.heard.extend(near as u32..spots.len() as u32));
        let evidence = self.evidence(article, label);
        let target = |token| target(token, &evidence, class, classes.len());
        let tokens = self.tokens(annotator, hidden, faction, &spots, target);
        let weight = self.weight(label);
        Example { row: self.number, label: 0, faction, class, weight, tokens, bag, text, speakers, spoken }
    }

    /// The words of `spots` as the token layer sees them, each with its target.
    fn tokens(
        &self,
        annotator: &Annotator,
        hidden: &[Mask],
        faction: FactionId,
        spots: &[Spot],
        target: impl Fn(usize) -> u8,
    ) -> Vec<TokenExample> {
        let (article, lexis) = (&annotator.article, &annotator.lexis);
        let mut terms = Vec::new();
        token::term_of_tokens(article, &mut terms);
        let example = |&spot: &Spot| {
            let connotation = article.reading.connotations[spot.token];
            let vector = lexis.word(article.reading.words[spot.token]).vector;
            let term = terms[spot.token];
            TokenExample {
                target: target(spot.token),
                features: token_features(self.lexicons, annotator, hidden, faction, &spot, term),
                word: Judged { spot, evidence: [0.0; 2], term, connotation, vector },
            }
        };
        spots.iter().map(example).collect()
    }

    fn weight(&self, label: &FactionLabel) -> f64 {
        let weights = &self.recipe.weights;
        let confidence = match label.confidence {
            Some(level @ 1..=3) => weights.confidence[usize::from(level) - 1],
            _ => weights.confidence[2],
        };
        let source = self.row.document.source.as_ref().and_then(|source| weights.source.get(source));
        confidence * source.copied().unwrap_or(1.0)
    }

    /// The tokens that the label's evidence covers.
    fn evidence(&self, article: &Article, label: &FactionLabel) -> Vec<usize> {
        let spans: Vec<(Field, Range<usize>)> =
            label.evidence.iter().filter_map(|evidence| self.locate(evidence)).collect();
        let reading = &article.reading;
        (0..reading.tokens.len())
            .filter(|&i| {
                let token = reading.tokens.token(i);
                spans.iter().any(|(field, span)| {
                    *field == reading.tokens.field(i)
                        && (token.start as usize) < span.end
                        && span.start < token.end as usize
                })
            })
            .collect()
    }

    /// Where evidence stands, in bytes of its field.
    fn locate(&self, evidence: &Evidence) -> Option<(Field, Range<usize>)> {
        let document = &self.row.document;
        if let (Some(field), Some(range)) = (evidence.field, &evidence.range) {
            let (field, text) = match field {
                CorpusField::Title => (Field::Title, &document.title),
                CorpusField::Text => (Field::Text, &document.text),
            };
            let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
            return Some((field, byte(range.start)..byte(range.end)));
        }
        let found = |field, text: &str| {
            let at = text.find(&evidence.text)?;
            Some((field, at..at + evidence.text.len()))
        };
        found(Field::Text, &document.text).or_else(|| found(Field::Title, &document.title))
    }
}

/// The bag of the words at `spots`.
pub(super) fn bag<'s>(annotator: &Annotator, spots: impl Iterator<Item = &'s Spot>) -> Vec<u64> {
    let mut out = Vec::new();
    for spot in spots {
        let word = annotator.lexis.word(annotator.article.reading.words[spot.token]);
        let speaker = bag::Speaker::of(spot);
        out.push(bag::word(word, speaker));
        out.extend(bag::place(spot).map(|place| bag::near(word, place, speaker)));
    }
    out
}

fn target(token: usize, evidence: &[usize], class: u32, classes: usize) -> u8 {
    let last = classes as u32 - 1;
    match evidence.binary_search(&token) {
        Ok(_) if class == 0 => 1,
        Ok(_) if class == last => 2,
        _ => 0,
    }
}

/// All features that the token layer looks at in one spot.
pub(crate) fn token_features(
    lexicons: &Lexicons,
    annotator: &Annotator,
    hidden: &[Mask],
    faction: u16,
    spot: &Spot,
    term: Option<u16>,
) -> Vec<u64> {
    let (article, lexis) = (&annotator.article, &annotator.lexis);
    let mut features = Vec::with_capacity(40);
    let mut emit = |hash| features.push(hash);
    let word = lexis.word(article.reading.words[spot.token]);
    let vectors = &lexicons.language.vectors;
    token::word(word, vectors, &mut emit);
    token::on_side(word, vectors, spot.side, &mut emit);
    for which in token::Neighbour::ALL {
        let beside = token::beside(article, hidden, faction, spot.token, which);
        token::as_neighbour(beside, lexis, vectors, which, &mut emit);
    }
    for which in token::Opening::ALL {
        let opening = token::opening(article, hidden, faction, spot.token, which);
        token::as_opening(opening, lexis, which, spot.side, &mut emit);
    }
    if let Some(governor) = spot.governor.filter(|&governor| governor != spot.token) {
        token::as_governor(lexis.word(article.reading.words[governor]), spot.side, &mut emit);
    }
    let setting = token::Setting::of(spot, &article.reading);
    let token::Setting { side, bucket, frame, clitic, articles, ending, flags } = setting;
    let scare = flags[0];
    token::place(side, bucket, flags, &mut emit);
    token::voice(frame, side, &mut emit);
    token::clitic(clitic, side, &mut emit);
    token::articles(side, bucket, articles, &mut emit);
    token::ending(ending, side, &mut emit);
    if let Some(term) = term {
        let nature = token::nature(&lexicons.terms.terms[usize::from(term)]);
        token::term(term, &mut emit);
        token::term_place(nature, side, bucket, &mut emit);
        token::term_voice(nature, frame, &mut emit);
        token::term_clitic(nature, side, clitic, &mut emit);
        token::term_articles(nature, side, bucket, articles, &mut emit);
        if scare {
            token::term_scare(nature, &mut emit);
        }
    }
    let connotation = article.reading.connotations[spot.token];
    if !connotation.is_plain() {
        token::connotation_place(connotation, side, bucket, &mut emit);
        token::connotation_voice(connotation, frame, &mut emit);
        token::connotation_clitic(connotation, side, clitic, &mut emit);
        token::connotation_articles(connotation, side, bucket, articles, &mut emit);
        if scare {
            token::connotation_scare(connotation, &mut emit);
        }
    }
    features
}

/// The group number of each row, for folds.
#[must_use]
pub fn groups<R: std::borrow::Borrow<Row>>(rows: &[R], recipe: &Recipe) -> Vec<u32> {
    let mut outlet_of = HashMap::new();
    for (outlet, sources) in &recipe.folds.same_source {
        for source in sources {
            outlet_of.insert(source.as_str(), outlet.as_str());
        }
    }
    let mut numbers = BTreeMap::new();
    let names: Vec<String> = rows
        .iter()
        .map(|row| {
            let document = &row.borrow().document;
            let name = match recipe.folds.group_by {
                GroupBy::Source => document.source.as_deref(),
                GroupBy::Event => document.event.as_deref(),
                GroupBy::Document => None,
            };
            match name {
                Some(name) => outlet_of.get(name).map_or(name, |outlet| outlet).to_owned(),
                None => format!("\u{1}{}", document.id),
            }
        })
        .collect();
    for name in &names {
        let next = numbers.len() as u32;
        numbers.entry(name.clone()).or_insert(next);
    }
    names.iter().map(|name| numbers[name]).collect()
}
