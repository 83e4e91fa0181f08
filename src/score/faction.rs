//! Scoring the factions of a document.

use std::sync::Arc;

use super::evidence;
use super::scored::{Abstention, FactionScore, Verdict, VoiceScore};
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

impl<'m> FactionScorer<'m> {
    pub(super) fn new(model: &'m FactionModel, lexicons: &'m Lexicons) -> Self {
        let settings = model.tokens.as_ref().map(|tokens| Arc::new(SettingTable::new(tokens, lexicons)));
        let names = Names {
            factions: lexicons.factions.factions.iter().map(|f| (f.id.as_str().into(), f.name.ar.as_str().into())).collect(),
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
        if self.annotator.read(self.lexicons, &document.title, &document.text) {
            self.words.clear();
        }
        self.words.grow(self.model, self.lexicons, &self.annotator.lexis);
        masks(&self.annotator.article, &mut self.hidden);
        term_of_tokens(&self.annotator.article, &mut self.terms);
        let mut order: Vec<FactionId> = Vec::new();
        for mention in &self.annotator.article.mentions {
            if !order.contains(&mention.faction) {
                order.push(mention.faction);
            }
        }
        let factions = order.into_iter().map(|faction| self.faction(document, faction)).collect();
        Verdict::Factions { factions, loaded_per_1000: self.loaded() }
    }

    fn article(&self) -> &Article {
        &self.annotator.article
    }

    fn sources(&self) -> Sources<'m> {
        Sources { terms: &self.lexicons.terms, vectors: &self.lexicons.language.vectors }
    }

    fn faction(&self, document: &Document, faction: FactionId) -> FactionScore {
        let spots = self.spots(faction);
        let row = self.row(faction, &spots, None);
        let logits = self.logits(&row);
        let probabilities = probabilities(&logits);
        let decided = self.decide(&logits);
        let [own, others] = self.mentions(faction);
        let mut score = FactionScore {
            faction: Arc::clone(&self.names.factions[usize::from(faction)].0),
            name: Arc::clone(&self.names.factions[usize::from(faction)].1),
            mentions: own + others,
            framing: Arc::clone(&self.names.classes[decided]),
            score: balance(&probabilities),
            probabilities: self.names.classes.iter().cloned().zip(probabilities.iter().copied()).collect(),
            own: self.voice(faction, &spots, own, &[Voice::Own]),
            quoted: self.voice(faction, &spots, others, &[Voice::Quoted, Voice::Reported]),
            evidence: Vec::new(),
            abstained: self.abstain(own, &row, &probabilities),
        };
        let pull = evidence::Pull { model: self.model, sources: self.sources(), row: &row, decided };
        score.evidence = evidence::spans(document, self.article(), faction, &pull);
        score
    }

    /// The words near the faction's mentions, those for the bag included.
    fn spots(&self, faction: FactionId) -> Vec<Spot> {
        let window = self.model.settings.article_window.max(self.model.settings.token_window);
        let mut spots = Vec::new();
        around(self.article(), &self.annotator.lexis, &self.hidden, faction, window, &mut spots);
        spots
    }

    /// The row of the spots; with `voices`, of those in these voices only, taken for the own.
    pub(super) fn row(&self, faction: FactionId, spots: &[Spot], voices: Option<&[Voice]>) -> Row {
        let settings = &self.model.settings;
        let mut row = Row::default();
        let mut known = 0;
        for spot in spots {
            let mut spot = *spot;
            if let Some(voices) = voices {
                if !voices.contains(&spot.voice.voice) {
                    continue;
                }
                spot.voice.voice = Voice::Own;
            }
            let word = self.article().reading.words[spot.token];
            let columns = &self.words.row(word).bag;
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

    /// The article layer's calibrated logits.
    pub(super) fn logits(&self, row: &Row) -> Vec<f64> {
        let layer = &self.model.article.layer;
        let mut logits = layer.intercepts().to_vec();
        let first = self.model.article.bag.vocabulary().len();
        let dense = row.dense.iter().enumerate().map(|(i, &value)| (first + i, value));
        for (column, value) in row.values.iter().map(|&(c, v)| (c as usize, v)).chain(dense) {
            for (logit, &weight) in logits.iter_mut().zip(layer.weights(column)) {
                *logit += f64::from(weight) * f64::from(value);
            }
        }
        logits
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

    fn voice(&self, faction: FactionId, spots: &[Spot], mentions: usize, voices: &[Voice]) -> VoiceScore {
        let spoken = mentions > 0 && spots.iter().any(|spot| voices.contains(&spot.voice.voice));
        let score = spoken.then(|| {
            let row = self.row(faction, spots, Some(voices));
            balance(&probabilities(&self.logits(&row)))
        });
        VoiceScore { mentions, score }
    }

    fn abstain(&self, own: usize, row: &Row, probabilities: &[f64]) -> Option<Abstention> {
        let settings = &self.model.settings;
        let top = probabilities.iter().copied().fold(0.0, f64::max);
        if own == 0 || row.words.is_empty() {
            Some(Abstention::FewMentions)
        } else if row.known < settings.least_known {
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
