//! Scoring the factions of a document.

mod bag;
mod judge;
mod passages;
mod row;
mod sheet;

use std::sync::Arc;

use super::evidence::{self, Pulls};
use super::scored::{Abstention, FactionExplanation, FactionScore, Share, Verdict, VoiceScore};
use super::stems::{REMEMBERED_STEMS, WordTable};
use super::tables::SettingTable;
use crate::annotate::{Annotator, Article, Lexicons};
use crate::corpus::Document;
use crate::factions::FactionId;
use crate::features::dense::tone::Tones;
use crate::features::surroundings::{Mask, Spot, around, masks};
use crate::features::token::term_of_tokens;
use crate::features::vocabulary::ColumnTable;
use crate::model::faction::FactionModel;
use crate::model::solver::softmax;
use crate::terms::{TermId, TermLean};
use crate::text::Lexis;
use crate::text::voice::Voice;
use judge::Judge;
pub(super) use judge::Look;
use passages::{Passage, passages};
pub(super) use row::{Row, Rows};
pub(super) use sheet::Sheet;

/// Scores document after document with a faction model; one for each thread.
pub(super) struct FactionScorer<'m> {
    model: &'m FactionModel,
    lexicons: &'m Lexicons,
    tables: Arc<Tables>,
    annotator: Annotator,
    hidden: Vec<Mask>,
    tones: Tones,
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
    hidden: &'a [Mask],
    terms: &'a [Option<TermId>],
}

/// Where one faction after another is worked on.
#[derive(Debug)]
struct Desk {
    words: WordTable,
    sheet: Sheet,
    spots: Vec<Spot>,
    passages: Vec<Passage>,
    rows: Rows,
    voice: Rows,
    evidence: evidence::Desk,
}

impl Desk {
    fn new(words: WordTable) -> Self {
        Self {
            words,
            sheet: Sheet::default(),
            spots: Vec::new(),
            passages: Vec::new(),
            rows: Rows::default(),
            voice: Rows::default(),
            evidence: evidence::Desk::default(),
        }
    }
}

/// What all scorers of a model share.
pub(super) struct Common {
    tables: Arc<Tables>,
    annotator: Annotator,
    words: WordTable,
}

impl Common {
    pub(super) fn new(model: &FactionModel, lexicons: &Lexicons) -> Self {
        Self {
            tables: Arc::new(Tables::new(model, lexicons)),
            annotator: Annotator::default(),
            words: WordTable::remembering(REMEMBERED_STEMS),
        }
    }
}

impl Tables {
    fn new(model: &FactionModel, lexicons: &Lexicons) -> Self {
        let factions = lexicons.factions.factions.iter();
        let names = Names {
            factions: factions.map(|f| (f.id.as_str().into(), f.name.ar.as_str().into())).collect(),
            classes: model.settings.classes.iter().map(|class| class.as_str().into()).collect(),
        };
        Self {
            settings: model.tokens.as_ref().map(|tokens| SettingTable::new(tokens, lexicons)),
            bag: model.article.bag.vocabulary().table(),
            pulls: Pulls::new(model),
            names,
        }
    }
}

impl<'m> FactionScorer<'m> {
    /// A scorer with what is `common` to those of its model.
    pub(super) fn with(model: &'m FactionModel, lexicons: &'m Lexicons, common: &Common) -> Self {
        Self {
            model,
            lexicons,
            tables: Arc::clone(&common.tables),
            annotator: common.annotator.another(),
            hidden: Vec::new(),
            tones: Tones::default(),
            terms: Vec::new(),
            order: Vec::new(),
            desk: Desk::new(common.words.another()),
        }
    }

    /// A scorer for another thread, sharing all tables.
    pub(super) fn another(&self) -> Self {
        let (tables, annotator) = (Arc::clone(&self.tables), self.annotator.another());
        Self::with(self.model, self.lexicons, &Common { tables, annotator, words: self.desk.words.another() })
    }

    /// Scores every faction that `document` mentions.
    pub(super) fn score(&mut self, document: &Document) -> Verdict {
        self.read(document);
        let (on, order, desk) = self.table();
        let factions = order.iter().map(|&faction| on.faction(document, faction, desk)).collect();
        Verdict::Factions { factions, loaded_per_1000: on.loaded() }
    }

    /// What every word adds to the score of every faction that `document` mentions.
    pub(super) fn explain(&mut self, document: &Document) -> Vec<FactionExplanation> {
        self.read(document);
        let (on, order, desk) = self.table();
        order.iter().map(|&faction| on.explanation(faction, desk)).collect()
    }

    /// Reads a document and notes the factions that it mentions, in the order of their first
    /// mention.
    fn read(&mut self, document: &Document) {
        let other_words = self.annotator.read(self.lexicons, &document.title, &document.text);
        self.desk.words.refresh(other_words);
        masks(&self.annotator.article, &self.lexicons.terms, &mut self.hidden);
        self.tones.read(&self.annotator.article.reading, &self.hidden);
        term_of_tokens(&self.annotator.article, &mut self.terms);
        self.desk.evidence.clear();
        self.order.clear();
        for mention in &self.annotator.article.mentions {
            if !self.order.contains(&mention.faction) {
                self.order.push(mention.faction);
            }
        }
    }

    /// The document with its factions, and where they are worked on.
    fn table(&mut self) -> (Table<'_>, &[FactionId], &mut Desk) {
        let seen = Seen {
            model: self.model,
            lexicons: self.lexicons,
            settings: self.tables.settings.as_ref(),
            bag: &self.tables.bag,
            pulls: &self.tables.pulls,
            lexis: self.annotator.lexis(),
            article: &self.annotator.article,
            tones: &self.tones,
            hidden: &self.hidden,
            terms: &self.terms,
        };
        self.desk.sheet.begin(self.hidden.len());
        (Table { seen, names: &self.tables.names }, &self.order, &mut self.desk)
    }
}

/// A document with the names of what is found in it.
struct Table<'a> {
    seen: Seen<'a>,
    names: &'a Names,
}

impl Table<'_> {
    fn faction(&self, document: &Document, faction: FactionId, desk: &mut Desk) -> FactionScore {
        self.look(faction, desk);
        let model = self.seen.model;
        let logits = desk.rows.logits(model, &desk.sheet);
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
            own: self.own_voice(own, desk, &probabilities),
            quoted: self.others_voice(faction, others, desk),
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
        let shares = evidence::Shares { seen: &self.seen, rows: &desk.rows, sheet: &desk.sheet };
        if !shares.may_tell(decided) {
            return Vec::new();
        }
        shares.of(decided, &mut desk.evidence);
        evidence::spans(document, self.seen.article, faction, &mut desk.evidence)
    }

    fn explanation(&self, faction: FactionId, desk: &mut Desk) -> FactionExplanation {
        self.look(faction, desk);
        let shares = evidence::Shares { seen: &self.seen, rows: &desk.rows, sheet: &desk.sheet };
        shares.of(0, &mut desk.evidence);
        let logits = desk.rows.logits(self.seen.model, &desk.sheet);
        let tokens = &self.seen.article.reading.tokens;
        let share = |(token, share)| {
            let at = tokens.token(token);
            Share { bytes: at.start as usize..at.end as usize, field: tokens.field(token), share }
        };
        FactionExplanation {
            faction: Arc::clone(&self.names.factions[usize::from(faction)].0),
            logits: self.names.classes.iter().cloned().zip(logits).collect(),
            intercept: shares.intercept(),
            tone: shares.tone(),
            shares: desk.evidence.contributions().map(share).collect(),
        }
    }

    /// Looks at the words near the faction's mentions, those for the bag included, and makes the
    /// rows of its passages.
    fn look(&self, faction: FactionId, desk: &mut Desk) {
        let (seen, settings) = (&self.seen, &self.seen.model.settings);
        let window = settings.article_window.max(settings.token_window);
        around(seen.article, seen.hidden, faction, window, &mut desk.spots);
        passages(seen.article, faction, &mut desk.passages);
        let mut judge = Judge { seen, words: &mut desk.words, sheet: &mut desk.sheet, faction };
        judge.look(&desk.spots, &mut desk.rows.looks);
        desk.rows.read(seen, &desk.passages, &desk.sheet);
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
    fn own_voice(&self, mentions: usize, desk: &Desk, all: &[f64]) -> VoiceScore {
        let others = |look: &Look| look.voice().is_others();
        let looks = &desk.rows.looks;
        let score = if mentions == 0 || looks.iter().all(others) {
            None
        } else if desk.rows.are_full() && !looks.iter().any(others) {
            Some(balance(all))
        } else {
            Some(balance(&probabilities(&desk.rows.own_logits(self.seen.model, &desk.sheet))))
        };
        VoiceScore { mentions, score }
    }

    fn others_voice(&self, faction: FactionId, mentions: usize, desk: &mut Desk) -> VoiceScore {
        let spoken = mentions > 0 && desk.rows.looks.iter().any(|look| look.voice().is_others());
        let score = spoken.then(|| {
            let Desk { words, sheet, passages, rows, voice, .. } = desk;
            let mut judge = Judge { seen: &self.seen, words, sheet, faction };
            voice.hear_others(&mut judge, rows, passages);
            balance(&probabilities(&desk.voice.logits(self.seen.model, &desk.sheet)))
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
    use super::passages::within;
    use super::*;
    use crate::model::{Model, Task};

    #[test]
    fn every_spot_of_the_text_is_in_one_passage() {
        let model = Model::default_model().unwrap();
        let Task::Faction(layers) = &model.task else { panic!("a faction model") };
        let common = Common::new(layers, &model.lexicons);
        let mut scorer = FactionScorer::with(layers, &model.lexicons, &common);
        let text = "قصفت مليشيات حفتر الغازية أحياء المدينة أمس ثم قال شهود إن القتال توقف. ".repeat(2_000);
        let title = "حفتر يقصف المدينة".to_owned();
        scorer.read(&Document { title, text, ..Document::default() });
        let (table, order, desk) = scorer.table();
        table.look(order[0], desk);
        let (spots, passages) = (&desk.spots, &desk.passages);
        let title = spots.iter().filter(|spot| spot.title).count();
        let handed: usize = passages.iter().map(|passage| within(spots, |s| s, passage).count()).sum();
        assert!(title > 0 && passages.len() > 100, "{title} words, {} passages", passages.len());
        assert_eq!(handed, spots.len() - title + title * passages.len());
        for passage in passages {
            let right = |spot: &Spot| spot.title || passage.tokens.contains(&spot.token);
            let all = (0..spots.len()).filter(|&i| right(&spots[i]));
            assert!(within(spots, |s| s, passage).eq(all));
        }
    }

    /// Whatever other threads do and have done, and however little is remembered.
    #[test]
    fn what_is_remembered_and_shared_changes_no_score() {
        let model = Model::default_model().unwrap();
        let Task::Faction(layers) = &model.task else { panic!("a faction model") };
        let sentences = [
            "قصفت مليشيات حفتر الغازية أحياء المدينة أمس",
            "أشاد بيان بصمود أبطال قوات حكومة الوفاق البواسل في وجه العدوان",
            "وقال متحدث باسم الحوثيين إن المرتزقة ارتكبوا مجزرة بشعة في الحديدة",
            "التقى وفد من حماس مسؤولين مصريين في القاهرة لبحث التهدئة",
            "نهبت عصابات الدعم السريع بيوت المواطنين في الخرطوم وأم درمان",
        ];
        let documents: Vec<Document> = (0..40)
            .map(|i| {
                let parts = [sentences[i % 5], sentences[i * 2 % 5], sentences[i * i % 3]];
                let text = format!("{}. كلمة{i} عابرة{} مرت. {}. {}", parts[0], i * 7, parts[1], parts[2]);
                Document { text, ..Document::default() }
            })
            .collect();
        let scored = |scorer: &mut FactionScorer<'_>| -> Vec<Verdict> {
            documents.iter().map(|document| scorer.score(document)).collect()
        };
        let common = Common::new(layers, &model.lexicons);
        let expected = scored(&mut FactionScorer::with(layers, &model.lexicons, &common));
        for threads in [1, 2, 8] {
            for (words, stems) in [(0, 0), (20, 1_000), (1_000, 10), (60, 30)] {
                let (annotator, words) = (Annotator::remembering(words), WordTable::remembering(stems));
                let common = Common { tables: Arc::clone(&common.tables), annotator, words };
                std::thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| {
                            let mut scorer = FactionScorer::with(layers, &model.lexicons, &common);
                            assert_eq!(scored(&mut scorer), expected);
                        });
                    }
                });
            }
        }
    }
}
