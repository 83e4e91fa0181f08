//! Scoring the factions of a document.

mod company;
mod judge;
mod passages;
mod quoted;
mod row;

use std::sync::Arc;

use super::evidence::{self, Pulls};
use super::scored::{Abstention, FactionExplanation, FactionScore, Share, Verdict, VoiceScore};
use super::settings::SettingTable;
use super::tables::WordTable;
use crate::annotate::{Annotator, Article, Lexicons};
use crate::corpus::Document;
use crate::factions::FactionId;
use crate::features::dense::CONTEXT;
use crate::features::dense::register::Register;
use crate::features::dense::tone::Tones;
use crate::features::far::{self, FarWords};
use crate::features::surroundings::{Mask, Spot, Surroundings, masks};
use crate::features::token::term_of_tokens;
use crate::features::vocabulary::ColumnTable;
use crate::model::faction::FactionModel;
use crate::model::solver::softmax;
use crate::terms::{TermId, TermLean};
use crate::text::Lexis;
use crate::text::voice::Voice;
use company::Company;
use judge::Judge;
pub(super) use judge::Look;
use passages::{Passage, passages, within};
pub(super) use row::{Row, Rows};

/// Scores document after document with a faction model; one for each thread.
pub(super) struct FactionScorer<'m> {
    model: &'m FactionModel,
    lexicons: &'m Lexicons,
    tables: Arc<Tables>,
    annotator: Annotator,
    hidden: Vec<Mask>,
    tones: Tones,
    register: Register,
    terms: Vec<Option<TermId>>,
    order: Vec<FactionId>,
    desk: Desk,
}

/// What all scorers of a model share.
struct Tables {
    settings: Option<SettingTable>,
    bag: ColumnTable,
    pulls: Pulls,
    names: Names,
}

/// Strings that every score repeats.
struct Names {
    factions: Vec<(Arc<str>, Arc<str>)>,
    classes: Vec<Arc<str>>,
}

/// A document as it is seen before any layer is asked.
pub(super) struct Seen<'a> {
    pub(super) model: &'a FactionModel,
    pub(super) lexicons: &'a Lexicons,
    pub(super) settings: Option<&'a SettingTable>,
    /// The bag's columns.
    pub(super) bag: &'a ColumnTable,
    pub(super) pulls: &'a Pulls,
    pub(super) lexis: &'a Lexis,
    pub(super) article: &'a Article,
    pub(super) tones: &'a Tones,
    pub(super) register: &'a Register,
    hidden: &'a [Mask],
    terms: &'a [Option<TermId>],
}

/// Where one faction after another is worked on.
#[derive(Debug, Default)]
struct Desk {
    words: WordTable,
    surroundings: Surroundings,
    far: FarWords,
    spots: Vec<Spot>,
    passages: Vec<Passage>,
    /// Of all factions, in the order of their first mentions; the words of the one that is worked
    /// on are in its rows.
    company: Company,
    contexts: Vec<[f32; CONTEXT]>,
    rows: Rows,
    voice: Rows,
    evidence: evidence::Desk,
}

impl Desk {
    /// Puts the words of the faction of this number back among those of the others.
    fn put_back(&mut self, number: usize) {
        self.company.looks[number] = std::mem::take(&mut self.rows.looks);
    }
}

impl<'m> FactionScorer<'m> {
    pub(super) fn new(model: &'m FactionModel, lexicons: &'m Lexicons) -> Self {
        let names = Names {
            factions: lexicons
                .factions
                .factions
                .iter()
                .map(|f| (f.id.as_str().into(), f.name.ar.as_str().into()))
                .collect(),
            classes: model.settings.classes.iter().map(|class| class.as_str().into()).collect(),
        };
        let (settings, (bag, pulls)) = rayon::join(
            || model.tokens.as_ref().map(|tokens| SettingTable::new(tokens, lexicons)),
            || (model.article.bag.vocabulary().table(), Pulls::new(model)),
        );
        let tables = Tables { settings, bag, pulls, names };
        Self::with(model, lexicons, Arc::new(tables))
    }

    /// A scorer for another thread, sharing the tables that do not grow.
    pub(super) fn another(&self) -> Self {
        Self::with(self.model, self.lexicons, Arc::clone(&self.tables))
    }

    fn with(model: &'m FactionModel, lexicons: &'m Lexicons, tables: Arc<Tables>) -> Self {
        Self {
            model,
            lexicons,
            tables,
            annotator: Annotator::default(),
            hidden: Vec::new(),
            tones: Tones::default(),
            register: Register::default(),
            terms: Vec::new(),
            order: Vec::new(),
            desk: Desk::default(),
        }
    }

    /// Scores every faction that `document` mentions.
    pub(super) fn score(&mut self, document: &Document) -> Verdict {
        self.read(document);
        let mut desk = std::mem::take(&mut self.desk);
        let on = self.table();
        let score = |faction, desk: &mut Desk| on.faction(document, faction, desk);
        let factions = on.each(&self.order, &mut desk, score);
        let loaded_per_1000 = on.loaded();
        self.desk = desk;
        Verdict::Factions { factions, loaded_per_1000 }
    }

    /// What every word adds to the score of every faction that `document` mentions.
    pub(super) fn explain(&mut self, document: &Document) -> Vec<FactionExplanation> {
        self.read(document);
        let mut desk = std::mem::take(&mut self.desk);
        let on = self.table();
        let explain = |faction, desk: &mut Desk| on.explanation(faction, desk);
        let factions = on.each(&self.order, &mut desk, explain);
        self.desk = desk;
        factions
    }

    /// Reads a document and notes the factions that it mentions, in the order of their first
    /// mention.
    fn read(&mut self, document: &Document) {
        if self.annotator.read(self.lexicons, &document.title, &document.text) {
            self.desk.words.keep(self.annotator.kept(), &self.annotator.lexis);
        }
        masks(&self.annotator.article, &self.lexicons.terms, &mut self.hidden);
        self.tones.read(&self.annotator.article.reading, &self.hidden);
        self.register.read(&self.annotator.article.reading);
        self.desk.far.read(&self.annotator.article, &self.hidden, &self.lexicons.terms);
        term_of_tokens(&self.annotator.article, &mut self.terms);
        self.desk.evidence.clear();
        self.order.clear();
        for mention in &self.annotator.article.mentions {
            if !self.order.contains(&mention.faction) {
                self.order.push(mention.faction);
            }
        }
    }

    fn table(&self) -> Table<'_> {
        let seen = Seen {
            model: self.model,
            lexicons: self.lexicons,
            settings: self.tables.settings.as_ref(),
            bag: &self.tables.bag,
            pulls: &self.tables.pulls,
            lexis: &self.annotator.lexis,
            article: &self.annotator.article,
            tones: &self.tones,
            register: &self.register,
            hidden: &self.hidden,
            terms: &self.terms,
        };
        Table { seen, names: &self.tables.names }
    }
}

/// A document with the names of what is found in it.
struct Table<'a> {
    seen: Seen<'a>,
    names: &'a Names,
}

impl Table<'_> {
    /// What `work` makes of each of the factions, its rows on the desk.
    fn each<T>(
        &self,
        factions: &[FactionId],
        desk: &mut Desk,
        work: impl Fn(FactionId, &mut Desk) -> T,
    ) -> Vec<T> {
        self.look(factions, desk);
        let mut made = Vec::with_capacity(factions.len());
        for (number, &faction) in factions.iter().enumerate() {
            self.take(number, faction, desk);
            made.push(work(faction, desk));
            desk.put_back(number);
        }
        made
    }

    fn faction(&self, document: &Document, faction: FactionId, desk: &mut Desk) -> FactionScore {
        let logits = desk.rows.logits(&self.seen, &desk.words);
        let probabilities = probabilities(&logits);
        let decided = self.decide(&logits);
        let [own, others] = self.mentions(faction);
        let (id, name) = &self.names.factions[usize::from(faction)];
        FactionScore {
            faction: Arc::clone(id),
            name: Arc::clone(name),
            mentions: own + others,
            framing: Arc::clone(&self.names.classes[decided]),
            score: balance(&probabilities),
            probabilities: self.names.classes.iter().cloned().zip(probabilities.iter().copied()).collect(),
            own: self.own_voice(faction, own, desk, &probabilities),
            quoted: self.quoted(faction, others, desk),
            evidence: self.evidence(document, faction, decided, desk),
            abstained: self.abstain(own, &desk.rows, &probabilities),
        }
    }

    fn evidence(
        &self,
        document: &Document,
        faction: FactionId,
        decided: usize,
        desk: &mut Desk,
    ) -> Vec<super::EvidenceSpan> {
        let shares = evidence::Shares { seen: &self.seen, rows: &desk.rows, words: &desk.words };
        shares.of(decided, &mut desk.evidence);
        evidence::spans(document, self.seen.article, faction, &mut desk.evidence)
    }

    fn explanation(&self, faction: FactionId, desk: &mut Desk) -> FactionExplanation {
        let shares = evidence::Shares { seen: &self.seen, rows: &desk.rows, words: &desk.words };
        shares.of(0, &mut desk.evidence);
        let logits = desk.rows.logits(&self.seen, &desk.words);
        let tokens = &self.seen.article.reading.tokens;
        let share = |(token, share)| {
            let at = tokens.token(token);
            Share { bytes: at.start as usize..at.end as usize, field: tokens.field(token), share }
        };
        FactionExplanation {
            faction: Arc::clone(&self.names.factions[usize::from(faction)].0),
            logits: self.names.classes.iter().cloned().zip(logits).collect(),
            intercept: shares.intercept(),
            context: shares.context(),
            shares: desk.evidence.contributions().map(share).collect(),
        }
    }

    /// Looks at the words near the mentions of each of the `factions`, those for the bag included, and the far ones.
    fn look(&self, factions: &[FactionId], desk: &mut Desk) {
        let (seen, settings) = (&self.seen, &self.seen.model.settings);
        let window = settings.article_window.max(settings.token_window);
        desk.company.factions.clear();
        desk.company.factions.extend_from_slice(factions);
        desk.company.looks.resize_with(factions.len(), Vec::new);
        for (&faction, looks) in factions.iter().zip(&mut desk.company.looks) {
            desk.surroundings.around(seen.article, seen.hidden, faction, window, &mut desk.spots);
            let far = desk.far.of(seen.article, faction, &desk.spots, settings.far);
            far::merge(&mut desk.spots, far);
            Judge { seen, words: &mut desk.words, faction }.look(&desk.spots, looks);
        }
        desk.company.rank();
    }

    /// Takes the words of the faction of this number out and makes the rows of its passages.
    fn take(&self, number: usize, faction: FactionId, desk: &mut Desk) {
        let Desk { company, contexts, rows, passages: parts, .. } = desk;
        rows.looks = std::mem::take(&mut company.looks[number]);
        passages(self.seen.article, faction, parts);
        company.contexts((number, faction), &rows.looks, &self.seen, parts, contexts);
        rows.read(&self.seen, parts, contexts);
    }

    fn decide(&self, logits: &[f64]) -> usize {
        let mut best = (f64::NEG_INFINITY, 0);
        for (class, (logit, shift)) in logits.iter().zip(&self.seen.model.settings.decision).enumerate() {
            if logit + shift > best.0 {
                best = (logit + shift, class);
            }
        }
        best.1
    }

    /// Mentions in the own voice, and in others'.
    fn mentions(&self, faction: FactionId) -> [usize; 2] {
        let article = self.seen.article;
        let mut counts = [0; 2];
        for mention in article.mentions.iter().filter(|m| m.faction == faction) {
            counts[usize::from(article.reading.voices[mention.tokens.start].voice.is_others())] += 1;
        }
        counts
    }

    /// What the own voice says. Where no other voice speaks, that is what all words say.
    fn own_voice(&self, faction: FactionId, mentions: usize, desk: &mut Desk, all: &[f64]) -> VoiceScore {
        let looks = &desk.rows.looks;
        let alone = looks.iter().all(|look| look.voice() == Voice::Own);
        if alone && mentions > 0 && !looks.is_empty() && desk.rows.are_full() {
            return VoiceScore { mentions, score: Some(balance(all)) };
        }
        self.voice(faction, mentions, &[Voice::Own], desk)
    }

    /// How the faction is presented in these voices, as if the article's own had said it all.
    fn voice(&self, faction: FactionId, mentions: usize, voices: &[Voice], desk: &mut Desk) -> VoiceScore {
        let heard = |look: &&Look| voices.contains(&look.voice());
        let spoken = mentions > 0 && desk.rows.looks.iter().any(|look| heard(&look));
        let score = spoken.then(|| {
            let mut judge = Judge { seen: &self.seen, words: &mut desk.words, faction };
            let looks = desk.rows.looks.iter().filter(heard);
            let own = looks.map(|look| if look.voice() == Voice::Own { *look } else { judge.as_own(look) });
            let contexts = &desk.contexts;
            desk.voice.hear(&self.seen, own, &desk.passages, |passage, _| contexts[passage]);
            balance(&probabilities(&desk.voice.logits(&self.seen, &desk.words)))
        });
        VoiceScore { mentions, score }
    }

    fn abstain(&self, own: usize, rows: &Rows, probabilities: &[f64]) -> Option<Abstention> {
        let settings = &self.seen.model.settings;
        let top = probabilities.iter().copied().fold(0.0, f64::max);
        if own == 0 || rows.are_empty() {
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
        let article = self.seen.article;
        let loaded = article.terms.iter().filter(|hit| {
            let lean = self.seen.lexicons.terms.terms[usize::from(hit.term)].lean;
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
        scorer.read(&Document { title, text, ..Document::default() });
        let (mut spots, mut parts) = (Vec::new(), Vec::new());
        let seen = scorer.table().seen;
        let window = layers.settings.article_window;
        Surroundings::default().around(seen.article, seen.hidden, scorer.order[0], window, &mut spots);
        passages(seen.article, scorer.order[0], &mut parts);
        let passages = parts;
        let title = spots.iter().filter(|spot| spot.title).count();
        let handed: usize = passages.iter().map(|passage| within(&spots, |s| s, passage).count()).sum();
        assert!(title > 0 && passages.len() > 100, "{title} words, {} passages", passages.len());
        assert_eq!(handed, spots.len() - title + title * passages.len());
        for passage in &passages {
            let right = |spot: &Spot| spot.title || passage.tokens.contains(&spot.token);
            let all = (0..spots.len()).filter(|&i| right(&spots[i]));
            assert!(within(&spots, |s| s, passage).eq(all));
        }
    }

    #[test]
    fn words_are_judged_by_the_features_that_the_layer_was_taught_with() {
        use std::collections::HashSet;

        use crate::features::surroundings::Side;
        use crate::learn::examples::token_features;
        let model = Model::default_model().unwrap();
        let Task::Faction(layers) = &model.task else { panic!("a faction model") };
        let tokens = layers.tokens.as_ref().unwrap();
        let columns = tokens.vocabulary.index();
        let mut scorer = FactionScorer::new(layers, &model.lexicons);
        let text = "وصلت قوات حفتر إلى المدينة أمس. ارتكب هؤلاء مجزرة هناك. دخلت قوات الاحتلال الإسرائيلي \
                    القرية. وأضاف المتحدث أن مليشيات حفتر الإرهابية قصفت \"بوحشية\" أحياء المدينة، ومعها \
                    داعش الغاشم. زعم حزب الله أنه تصدى لها ببسالة!";
        let title = "أبطال قوات الوفاق يدحرون فلول حفتر".to_owned();
        scorer.read(&Document { title, text: text.to_owned(), ..Document::default() });
        let mut desk = std::mem::take(&mut scorer.desk);
        scorer.table().look(&scorer.order, &mut desk);
        let (mut judged, mut sides) = (0, HashSet::new());
        for (&faction, looks) in scorer.order.iter().zip(&desk.company.looks) {
            for look in looks.iter().filter(|look| look.judged) {
                let (spot, annotator) = (&look.word.spot, &scorer.annotator);
                let features =
                    token_features(&model.lexicons, annotator, &scorer.hidden, faction, spot, look.word.term);
                let mut logits = tokens.layer.intercepts().to_vec();
                for column in features.iter().filter_map(|feature| columns.get(feature)) {
                    let weights = tokens.layer.weights(*column as usize);
                    logits.iter_mut().zip(weights).for_each(|(logit, &weight)| *logit += f64::from(weight));
                }
                let p = probabilities(&logits);
                let off = [(look.word.evidence[0], p[1]), (look.word.evidence[1], p[2])];
                assert!(off.iter().all(|&(a, b)| (f64::from(a) - b).abs() < 1e-5), "{off:?} at {spot:?}");
                judged += 1;
                sides.insert(spot.side);
            }
        }
        assert!(judged > 30 && sides.len() == Side::ALL.len(), "{judged} words, {sides:?}");
    }
}
