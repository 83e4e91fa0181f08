//! Scoring the factions of a document.

use std::ops::Range;
use std::sync::Arc;

use super::evidence;
use super::scored::{Abstention, FactionExplanation, FactionScore, Share, Verdict, VoiceScore};
use super::tables::{Logits, NONE, SettingTable, WordTable, add};
use crate::annotate::{Annotator, Article, Lexicons};
use crate::corpus::Document;
use crate::factions::FactionId;
use crate::features::bag;
use crate::features::dense::{self, Judged, Sources};
use crate::features::surroundings::{Mask, Spot, around, masks};
use crate::features::token::{self, Neighbour, Setting, term_of_tokens};
use crate::model::faction::FactionModel;
use crate::model::solver::softmax;
use crate::terms::{TermId, TermLean};
use crate::text::voice::Voice;

/// Tokens between the first and the last mention of a passage, at most.
const PASSAGE: usize = 120;

/// Scores document after document with a faction model; one for each thread.
pub(super) struct FactionScorer<'m> {
    model: &'m FactionModel,
    lexicons: &'m Lexicons,
    annotator: Annotator,
    words: WordTable,
    settings: Option<Arc<SettingTable>>,
    names: Arc<Names>,
    hidden: Vec<Mask>,
    terms: Vec<Option<TermId>>,
}

/// Strings that every score repeats.
pub(super) struct Names {
    factions: Vec<(Arc<str>, Arc<str>)>,
    classes: Vec<Arc<str>>,
}

/// The row of one faction: what the article layer is given.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// The words near its mentions.
    pub(super) words: Vec<Judged>,
    /// Bag columns, each with the word it comes from, ordered by column.
    pub(super) bag: Vec<(u32, usize)>,
    /// Value of each run of equal columns in `bag`.
    pub(super) values: Vec<(u32, f32)>,
    /// Values of the dense columns, scaled.
    pub(super) dense: Vec<f32>,
    /// Share of the words that the model knows.
    known: f64,
}

/// The rows of a faction's passages, with weights that sum to 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub(super) parts: Vec<(f64, Row)>,
}

impl Rows {
    /// The article layer's calibrated logits: the mean over passages.
    pub(super) fn logits(&self, model: &FactionModel) -> Vec<f64> {
        let mut mean = vec![0.0; model.article.layer.classes()];
        for (weight, row) in &self.parts {
            for (mean, logit) in mean.iter_mut().zip(row.logits(model)) {
                *mean += weight * logit;
            }
        }
        mean
    }

    /// Share of the words that the model knows.
    fn known(&self) -> f64 {
        self.parts.iter().map(|(weight, row)| weight * row.known).sum()
    }
}

impl Row {
    fn logits(&self, model: &FactionModel) -> Vec<f64> {
        let layer = &model.article.layer;
        let mut logits = layer.intercepts().to_vec();
        let first = model.article.bag.vocabulary().len();
        let dense = self.dense.iter().enumerate().map(|(i, &value)| (first + i, value));
        for (column, value) in self.values.iter().map(|&(c, v)| (c as usize, v)).chain(dense) {
            for (logit, &weight) in logits.iter_mut().zip(layer.weights(column)) {
                *logit += f64::from(weight) * f64::from(value);
            }
        }
        logits
    }
}

/// A part of a text about as long as those that models are trained on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Passage {
    tokens: Range<usize>,
    mentions: usize,
}

/// Cuts a text into passages between its mentions of `faction`. A long article is scored as the
/// mean of its passages, so that its length alone makes no framing more likely; the title goes
/// with each.
fn passages(article: &Article, faction: FactionId) -> Vec<Passage> {
    let text = article.reading.tokens.title_tokens();
    let end = article.reading.tokens.len();
    let mut passages: Vec<(usize, usize)> = Vec::new();
    for mention in article.mentions.iter().filter(|m| m.faction == faction && m.tokens.start >= text) {
        match passages.last_mut() {
            Some((start, mentions)) if mention.tokens.start - *start < PASSAGE => *mentions += 1,
            _ => passages.push((mention.tokens.start, 1)),
        }
    }
    if passages.is_empty() {
        return vec![Passage { tokens: text..end, mentions: 1 }];
    }
    let starts: Vec<usize> = passages.iter().map(|&(start, _)| start).collect();
    let cut = |i: usize| match i {
        0 => text,
        _ => starts.get(i).map_or(end, |&start| sentence_start(article, start).max(starts[i - 1] + 1)),
    };
    let part =
        |(i, &(_, mentions)): (usize, &(usize, usize))| Passage { tokens: cut(i)..cut(i + 1), mentions };
    passages.iter().enumerate().map(part).collect()
}

/// The spots of a passage, those of the title first; `spots` are in the order of the text, so no
/// others are looked at.
fn within<'s>(spots: &'s [Spot], passage: &Passage) -> impl Iterator<Item = &'s Spot> {
    let title = spots.partition_point(|spot| spot.title);
    let from = spots.partition_point(|spot| spot.token < passage.tokens.start).max(title);
    let to = spots.partition_point(|spot| spot.token < passage.tokens.end).max(from);
    spots[..title].iter().chain(&spots[from..to])
}

fn sentence_start(article: &Article, token: usize) -> usize {
    let sentences = &article.reading.sentences;
    sentences.partition_point(|&sentence| sentence < sentences[token])
}

impl<'m> FactionScorer<'m> {
    pub(super) fn new(model: &'m FactionModel, lexicons: &'m Lexicons) -> Self {
        let settings = model.tokens.as_ref().map(|tokens| Arc::new(SettingTable::new(tokens, lexicons)));
        let names = Names {
            factions: lexicons
                .factions
                .factions
                .iter()
                .map(|f| (f.id.as_str().into(), f.name.ar.as_str().into()))
                .collect(),
            classes: model.settings.classes.iter().map(|class| class.as_str().into()).collect(),
        };
        Self {
            model,
            lexicons,
            annotator: Annotator::default(),
            words: WordTable::default(),
            settings,
            names: Arc::new(names),
            hidden: Vec::new(),
            terms: Vec::new(),
        }
    }

    /// A scorer for another thread, sharing the tables that do not grow.
    pub(super) fn another(&self) -> Self {
        Self {
            model: self.model,
            lexicons: self.lexicons,
            annotator: Annotator::default(),
            words: WordTable::default(),
            settings: self.settings.clone(),
            names: Arc::clone(&self.names),
            hidden: Vec::new(),
            terms: Vec::new(),
        }
    }

    /// Scores every faction that `document` mentions.
    pub(super) fn score(&mut self, document: &Document) -> Verdict {
        let factions = self.read(document);
        let factions = factions.into_iter().map(|faction| self.faction(document, faction)).collect();
        Verdict::Factions { factions, loaded_per_1000: self.loaded() }
    }

    /// What every word adds to the score of every faction that `document` mentions.
    pub(super) fn explain(&mut self, document: &Document) -> Vec<FactionExplanation> {
        let factions = self.read(document);
        factions.into_iter().map(|faction| self.explanation(faction)).collect()
    }

    /// Reads a document; the factions that it mentions, in the order of their first mention.
    fn read(&mut self, document: &Document) -> Vec<FactionId> {
        if self.annotator.read(self.lexicons, &document.title, &document.text) {
            self.words.clear();
        }
        self.words.grow(self.model, self.lexicons, &self.annotator.lexis);
        masks(&self.annotator.article, &self.lexicons.terms, &mut self.hidden);
        term_of_tokens(&self.annotator.article, &mut self.terms);
        let mut order: Vec<FactionId> = Vec::new();
        for mention in &self.annotator.article.mentions {
            if !order.contains(&mention.faction) {
                order.push(mention.faction);
            }
        }
        order
    }

    fn article(&self) -> &Article {
        &self.annotator.article
    }

    fn sources(&self) -> Sources<'m> {
        Sources { terms: &self.lexicons.terms, vectors: &self.lexicons.language.vectors }
    }

    fn faction(&self, document: &Document, faction: FactionId) -> FactionScore {
        let spots = self.spots(faction);
        let passages = passages(self.article(), faction);
        let rows = self.rows(faction, &spots, &passages, None);
        let logits = rows.logits(self.model);
        let probabilities = probabilities(&logits);
        let decided = self.decide(&logits);
        let [own, others] = self.mentions(faction);
        let voice = |mentions, voices| self.voice(faction, &spots, &passages, mentions, voices);
        FactionScore {
            faction: Arc::clone(&self.names.factions[usize::from(faction)].0),
            name: Arc::clone(&self.names.factions[usize::from(faction)].1),
            mentions: own + others,
            framing: Arc::clone(&self.names.classes[decided]),
            score: balance(&probabilities),
            probabilities: self.names.classes.iter().cloned().zip(probabilities.iter().copied()).collect(),
            own: voice(own, &[Voice::Own]),
            quoted: voice(others, &[Voice::Quoted, Voice::Reported]),
            evidence: evidence::spans(document, self.article(), faction, decided, &self.pull(&rows)),
            abstained: self.abstain(own, &rows, &probabilities),
        }
    }

    fn explanation(&self, faction: FactionId) -> FactionExplanation {
        let passages = passages(self.article(), faction);
        let rows = self.rows(faction, &self.spots(faction), &passages, None);
        let pull = self.pull(&rows);
        let lean = evidence::lean(self.names.classes.len());
        let tokens = &self.article().reading.tokens;
        let share = |(token, share)| {
            let at = tokens.token(token);
            Share { bytes: at.start as usize..at.end as usize, field: tokens.field(token), share }
        };
        FactionExplanation {
            faction: Arc::clone(&self.names.factions[usize::from(faction)].0),
            logits: self.names.classes.iter().cloned().zip(rows.logits(self.model)).collect(),
            intercept: pull.intercept(&lean),
            shares: pull.shares(&lean).into_iter().map(share).collect(),
        }
    }

    fn pull<'a>(&self, rows: &'a Rows) -> evidence::Pull<'a>
    where
        'm: 'a,
    {
        evidence::Pull { model: self.model, sources: self.sources(), rows }
    }

    /// The rows of the passages that have words in `voices` (or any words), with their weights.
    fn rows(
        &self,
        faction: FactionId,
        spots: &[Spot],
        passages: &[Passage],
        voices: Option<&[Voice]>,
    ) -> Rows {
        let mut rows = Rows::default();
        for passage in passages {
            let within: Vec<Spot> = within(spots, passage)
                .filter(|spot| voices.is_none_or(|voices| voices.contains(&spot.voice.voice)))
                .copied()
                .collect();
            if !within.is_empty() || voices.is_none() {
                rows.parts.push((passage.mentions as f64, self.row(faction, &within, voices.is_some())));
            }
        }
        let total: f64 = rows.parts.iter().map(|(weight, _)| weight).sum();
        rows.parts.iter_mut().for_each(|(weight, _)| *weight /= total.max(1.0));
        rows
    }

    /// The words near the faction's mentions, those for the bag included.
    fn spots(&self, faction: FactionId) -> Vec<Spot> {
        let window = self.model.settings.article_window.max(self.model.settings.token_window);
        let mut spots = Vec::new();
        around(self.article(), &self.annotator.lexis, &self.hidden, faction, window, &mut spots);
        spots
    }

    /// The row of the spots; `as_own` takes them for the own voice's.
    fn row(&self, faction: FactionId, spots: &[Spot], as_own: bool) -> Row {
        let settings = &self.model.settings;
        let mut row = Row::default();
        let mut known = 0;
        for spot in spots {
            let mut spot = *spot;
            if as_own {
                spot.voice.voice = Voice::Own;
            }
            let word = self.article().reading.words[spot.token];
            let columns = &self.words.row(word).bag[bag::Speaker::of(&spot) as usize];
            let number = row.words.len();
            let near = bag::place(&spot).map_or(NONE, |place| columns[1 + place]);
            row.bag.extend([columns[0], near].into_iter().filter(|&c| c != NONE).map(|c| (c, number)));
            let vector = self.annotator.lexis.word(word).vector;
            known += usize::from(columns[0] != NONE || vector.is_some());
            let judged = spot.distance <= settings.token_window;
            let evidence = if judged { self.judge(faction, &spot) } else { [0.0; 2] };
            let term = self.terms[spot.token].filter(|_| judged);
            row.words.push(Judged { spot, evidence, term, vector: vector.filter(|_| judged) });
        }
        row.known = known as f64 / row.words.len().max(1) as f64;
        self.fill(&mut row);
        row
    }

    fn fill(&self, row: &mut Row) {
        row.bag.sort_unstable();
        let mut columns: Vec<u32> = row.bag.iter().map(|&(column, _)| column).collect();
        self.model.article.bag.row(&mut columns, &mut row.values);
        row.dense.resize(dense::columns(&self.lexicons.language.vectors), 0.0);
        let judged: Vec<Judged> = self.judged(&row.words);
        dense::fill(&judged, self.sources(), &mut row.dense);
        let scale = self.model.settings.dense_scale;
        row.dense.iter_mut().for_each(|value| *value *= scale);
    }

    /// The words within the token layer's window: the dense columns see no others.
    fn judged(&self, words: &[Judged]) -> Vec<Judged> {
        words.iter().filter(|w| w.spot.distance <= self.model.settings.token_window).copied().collect()
    }

    /// The token layer's verdict on one word.
    fn judge(&self, faction: FactionId, spot: &Spot) -> [f32; 2] {
        let (Some(table), Some(layer)) = (&self.settings, &self.model.tokens) else { return [0.0; 2] };
        let article = self.article();
        let mut logits: Logits = [0.0; 3];
        for part in self.words.row(article.reading.words[spot.token]).judged(spot.side) {
            add(&mut logits, part);
        }
        for which in [Neighbour::Previous, Neighbour::Next] {
            let beside = token::beside(article, &self.hidden, faction, spot.token, which);
            add(&mut logits, table.neighbour(beside, which, &self.words));
        }
        if let Some(governor) = spot.governor.filter(|&governor| governor != spot.token) {
            add(&mut logits, self.words.row(article.reading.words[governor]).governor(spot.side));
        }
        let setting = Setting::of(spot);
        add(&mut logits, table.setting(&setting));
        if let Some(term) = self.terms[spot.token] {
            table.add_term(term, &setting, &mut logits);
        }
        let mut p = [0.0; 3];
        for ((p, logit), intercept) in p.iter_mut().zip(logits).zip(layer.layer.intercepts()) {
            *p = f64::from(logit) + intercept;
        }
        softmax(&mut p);
        [p[1] as f32, p[2] as f32]
    }

    fn decide(&self, logits: &[f64]) -> usize {
        let mut best = (f64::NEG_INFINITY, 0);
        for (class, (logit, shift)) in logits.iter().zip(&self.model.settings.decision).enumerate() {
            if logit + shift > best.0 {
                best = (logit + shift, class);
            }
        }
        best.1
    }

    /// Mentions in the own voice, and in others'.
    fn mentions(&self, faction: FactionId) -> [usize; 2] {
        let article = self.article();
        let mut counts = [0; 2];
        for mention in article.mentions.iter().filter(|m| m.faction == faction) {
            counts[usize::from(article.reading.voices[mention.tokens.start].voice.is_others())] += 1;
        }
        counts
    }

    fn voice(
        &self,
        faction: FactionId,
        spots: &[Spot],
        passages: &[Passage],
        mentions: usize,
        voices: &[Voice],
    ) -> VoiceScore {
        let spoken = mentions > 0 && spots.iter().any(|spot| voices.contains(&spot.voice.voice));
        let score = spoken.then(|| {
            let rows = self.rows(faction, spots, passages, Some(voices));
            balance(&probabilities(&rows.logits(self.model)))
        });
        VoiceScore { mentions, score }
    }

    fn abstain(&self, own: usize, rows: &Rows, probabilities: &[f64]) -> Option<Abstention> {
        let settings = &self.model.settings;
        let top = probabilities.iter().copied().fold(0.0, f64::max);
        if own == 0 || rows.parts.iter().all(|(_, row)| row.words.is_empty()) {
            Some(Abstention::FewMentions)
        } else if rows.known() < settings.least_known {
            Some(Abstention::UnknownWords)
        } else if top < settings.least_confidence {
            Some(Abstention::LowConfidence)
        } else {
            None
        }
    }

    /// Loaded terms in the own voice per 1,000 tokens.
    fn loaded(&self) -> f64 {
        let article = self.article();
        let loaded = article.terms.iter().filter(|hit| {
            let lean = self.lexicons.terms.terms[usize::from(hit.term)].lean;
            let own = article.reading.voices[hit.tokens.start].voice == Voice::Own;
            own && matches!(lean, TermLean::Hostile | TermLean::Favourable)
        });
        1000.0 * loaded.count() as f64 / article.reading.tokens.len().max(1) as f64
    }
}

fn probabilities(logits: &[f64]) -> Vec<f64> {
    let mut out = logits.to_vec();
    softmax(&mut out);
    out
}

/// P(last class) - P(first class).
fn balance(probabilities: &[f64]) -> f64 {
    match probabilities {
        [first, .., last] => last - first,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, Task};

    #[test]
    fn every_spot_of_the_text_is_in_one_passage() {
        let model = Model::default_model().unwrap();
        let Task::Faction(layers) = &model.task else { panic!("a faction model") };
        let mut scorer = FactionScorer::new(layers, &model.lexicons);
        let text = "قصفت مليشيات حفتر الغازية أحياء المدينة أمس ثم قال شهود إن القتال توقف. ".repeat(2_000);
        let title = "حفتر يقصف المدينة".to_owned();
        let factions = scorer.read(&Document { title, text, ..Document::default() });
        let passages = passages(scorer.article(), factions[0]);
        let spots = scorer.spots(factions[0]);
        let title = spots.iter().filter(|spot| spot.title).count();
        let handed: usize = passages.iter().map(|passage| within(&spots, passage).count()).sum();
        assert!(title > 0 && passages.len() > 100, "{title} words, {} passages", passages.len());
        assert_eq!(handed, spots.len() - title + title * passages.len());
        for passage in &passages {
            let right = |spot: &&Spot| spot.title || passage.tokens.contains(&spot.token);
            assert!(within(&spots, passage).eq(spots.iter().filter(right)));
        }
    }
}
