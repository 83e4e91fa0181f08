//! Scoring documents as a whole.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::scored::{Abstention, DocumentScore, EvidenceSpan, Verdict};
use crate::corpus::Document;
use crate::features::document::Known;
use crate::features::vocabulary::{ColumnTable, NO_COLUMN};
use crate::model::document::DocumentModel;
use crate::model::solver::softmax;
use crate::text::voice::Voice;
use crate::text::{Field, Tokens};

/// At most this many spans are told.
const MOST: usize = 8;
/// Spans that weigh less than this many nats are not told.
const LEAST: f64 = 0.01;

/// Scores document after document with a model of whole documents; one for each thread.
pub struct DocumentScorer<'m> {
    tables: Arc<Tables<'m>>,
    tokens: Tokens,
    known: Known,
    scratch: Vec<char>,
    /// How often each column occurs; 0 for all that are not in `values`.
    counts: Vec<u32>,
    /// The columns that occur, words first, each once.
    values: Vec<Value>,
    /// Words of the document that the model knows.
    known_words: usize,
    logits: Vec<f64>,
}

/// What scorers share.
struct Tables<'m> {
    model: &'m DocumentModel,
    words: ColumnTable,
    letters: ColumnTable,
    classes: Vec<Arc<str>>,
}

/// An n-gram, or letters of a word (`n` is 1), that the model knows: where it occurs first, and
/// the TF-IDF weight of its column.
#[derive(Debug, Clone, Copy)]
struct Value {
    column: u32,
    first: u32,
    n: u32,
    weight: f64,
}

/// What a document's features add to the logit of a class against the mean of the others.
///
/// `intercept` and the contributions sum to that difference of calibrated logits.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// The class decided on.
    pub label: usize,
    /// What the model says of a document without any known feature.
    pub intercept: f64,
    /// The part of each run of tokens (all occurrences together), in the order of their first
    /// tokens: an n-gram, or one word with the letters in it.
    pub parts: Vec<(Range<usize>, f64)>,
    /// The difference itself.
    pub difference: f64,
}

impl<'m> DocumentScorer<'m> {
    /// A scorer for `model`.
    #[must_use]
    pub fn new(model: &'m DocumentModel) -> Self {
        let tables = Tables {
            model,
            words: model.words.vocabulary().table(),
            letters: model.letters.vocabulary().table(),
            classes: model.settings.classes.iter().map(|class| class.as_str().into()).collect(),
        };
        Self::with(Arc::new(tables))
    }

    /// A scorer for another thread, sharing the tables.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::with(Arc::clone(&self.tables))
    }

    fn with(tables: Arc<Tables<'m>>) -> Self {
        Self {
            tokens: Tokens::default(),
            known: Known::default(),
            scratch: Vec::new(),
            counts: vec![0; tables.model.layer.columns()],
            values: Vec::new(),
            known_words: 0,
            logits: Vec::new(),
            tables,
        }
    }

    /// Scores one document. What it returns depends on the document and the model alone.
    /// Contributions are in nats towards the label, against the mean of the other classes.
    pub fn score(&mut self, document: &Document) -> Verdict {
        self.read(document);
        let label = self.decide();
        let evidence = self.evidence(document, label);
        let mut probabilities = std::mem::take(&mut self.logits);
        softmax(&mut probabilities);
        let classes = &self.tables.classes;
        let score = DocumentScore {
            label: Arc::clone(&classes[label]),
            abstained: self.abstain(&probabilities),
            probabilities: classes.iter().cloned().zip(probabilities.iter().copied()).collect(),
            evidence,
        };
        self.logits = probabilities;
        Verdict::Document(score)
    }

    /// All that adds to the decision on `document`, for those who want to check it.
    pub fn explain(&mut self, document: &Document) -> Contributions {
        self.read(document);
        let label = self.decide();
        let mut parts: Vec<(Range<usize>, f64)> =
            self.parts(label).into_iter().map(|part| (part.tokens(), part.contribution)).collect();
        parts.sort_by_key(|(tokens, _)| (tokens.start, tokens.end));
        let intercept = against_others(self.tables.model.layer.intercepts().iter().copied(), label);
        Contributions {
            label,
            intercept,
            parts,
            difference: against_others(self.logits.iter().copied(), label),
        }
    }

    /// Finds what the model knows in the document, and its calibrated logits.
    fn read(&mut self, document: &Document) {
        let Self { tables, tokens, known, scratch, counts, values, known_words, .. } = self;
        let features = &tables.model.settings.features;
        tokens.read(&document.title, &document.text);
        values.drain(..).for_each(|value| counts[value.column as usize] = 0);
        *known_words = 0;
        let mut add = |first: usize, n: usize, column: u32| {
            let count = &mut counts[column as usize];
            if *count == 0 {
                values.push(Value { column, first: first as u32, n: n as u32, weight: 0.0 });
            }
            *count += 1;
        };
        known.look_up(features, &tables.words, tokens, |first, n, column| {
            *known_words += usize::from(n == 1 && tokens.is_word(first));
            add(first, n, column);
        });
        each_letters(tables, tokens, scratch, |token, column| add(token, 1, column));
        self.weigh();
    }

    /// Values from counts, logits from values.
    fn weigh(&mut self) {
        let model = self.tables.model;
        self.logits.clear();
        self.logits.extend_from_slice(model.layer.intercepts());
        let split = model.words.vocabulary().len();
        let words = self.values.iter().take_while(|value| (value.column as usize) < split).count();
        let (words, letters) = self.values.split_at_mut(words);
        for (part, table, first) in [(words, &model.words, 0), (letters, &model.letters, split)] {
            let mut squares = 0.0;
            for entry in part.iter_mut() {
                let idf = f64::from(table.idf()[entry.column as usize - first]);
                let count = self.counts[entry.column as usize];
                entry.weight = if count == 1 { idf } else { (1.0 + f64::from(count).ln()) * idf };
                squares += entry.weight * entry.weight;
            }
            let scale = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
            for entry in part.iter_mut() {
                entry.weight *= scale;
                for (logit, &weight) in self.logits.iter_mut().zip(model.layer.weights(entry.column as usize))
                {
                    *logit += f64::from(weight) * entry.weight;
                }
            }
        }
    }

    fn decide(&self) -> usize {
        let mut best = (f64::NEG_INFINITY, 0);
        for (class, (logit, shift)) in
            self.logits.iter().zip(&self.tables.model.settings.decision).enumerate()
        {
            if logit + shift > best.0 {
                best = (logit + shift, class);
            }
        }
        best.1
    }

    fn abstain(&self, probabilities: &[f64]) -> Option<Abstention> {
        let settings = &self.tables.model.settings;
        let words = (0..self.tokens.len()).filter(|&i| self.tokens.is_word(i)).count();
        let top = probabilities.iter().copied().fold(0.0, f64::max);
        if self.values.is_empty() || (self.known_words as f64) < settings.least_known * words as f64 {
            Some(Abstention::UnknownWords)
        } else if top < settings.least_confidence {
            Some(Abstention::LowConfidence)
        } else {
            None
        }
    }

    /// What each n-gram, and each word with its letters, adds to `label` against the mean of the
    /// others, all occurrences together.
    fn parts(&mut self, label: usize) -> Vec<Part> {
        let model = self.tables.model;
        let towards = |entry: &Value| {
            let weights = model.layer.weights(entry.column as usize).iter().map(|&weight| f64::from(weight));
            entry.weight * against_others(weights, label)
        };
        let split = model.words.vocabulary().len();
        let words = self.values.iter().take_while(|value| (value.column as usize) < split).count();
        let (words, letters) = self.values.split_at(words);
        let mut parts: Vec<Part> = words
            .iter()
            .map(|entry| Part { n: entry.n, first: entry.first, contribution: towards(entry) })
            .collect();
        if model.settings.features.has_letters() {
            let shares = letters
                .iter()
                .map(|entry| (entry.column, towards(entry) / f64::from(self.counts[entry.column as usize])));
            let shares: HashMap<u32, f64> = shares.collect();
            self.share_out(&shares, &mut parts);
        }
        parts
    }

    /// Adds to the part of each word the shares of its letters.
    fn share_out(&mut self, shares: &HashMap<u32, f64>, parts: &mut Vec<Part>) {
        let Self { tables, tokens, scratch, .. } = self;
        let mut sums = vec![0.0; tokens.len()];
        each_letters(tables, tokens, scratch, |token, column| {
            sums[token] += shares.get(&column).copied().unwrap_or_default();
        });
        let mut part_of: HashMap<&str, usize> = HashMap::new();
        for (number, part) in parts.iter().enumerate().filter(|(_, part)| part.n == 1) {
            part_of.insert(tokens.key(part.first as usize), number);
        }
        for (token, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum != 0.0) {
            match part_of.entry(tokens.key(token)) {
                Entry::Occupied(entry) => parts[*entry.get()].contribution += sum,
                Entry::Vacant(entry) => {
                    entry.insert(parts.len());
                    parts.push(Part { n: 1, first: token as u32, contribution: sum });
                }
            }
        }
    }

    /// The strongest parts for the label that do not overlap, strongest first.
    fn evidence(&mut self, document: &Document, label: usize) -> Vec<EvidenceSpan> {
        let mut parts = self.parts(label);
        parts.retain(|part| part.contribution >= LEAST);
        let mut chosen: Vec<Part> = Vec::with_capacity(MOST);
        // A heap gives the few that are wanted without sorting the rest.
        let mut parts: BinaryHeap<Part> = parts.into();
        while let Some(part) = parts.pop().filter(|_| chosen.len() < MOST) {
            if !chosen.iter().any(|other| part.overlaps(other)) {
                chosen.push(part);
            }
        }
        chosen.iter().filter_map(|part| self.span(document, part)).collect()
    }

    fn span(&self, document: &Document, part: &Part) -> Option<EvidenceSpan> {
        let Range { start: first, end } = part.tokens();
        let field = self.tokens.field(first);
        let text = match field {
            Field::Title => &document.title,
            Field::Text => &document.text,
        };
        let bytes = self.tokens.token(first).start as usize..self.tokens.token(end - 1).end as usize;
        let words = text.get(bytes.clone())?;
        let before = text.get(..bytes.start)?.chars().count();
        Some(EvidenceSpan {
            text: words.to_owned(),
            chars: before..before + words.chars().count(),
            bytes,
            field,
            voice: Voice::Own,
            contribution: part.contribution,
        })
    }
}

/// Tells `emit` of the letters that the model knows: their token and column, word by word.
fn each_letters(tables: &Tables, tokens: &Tokens, scratch: &mut Vec<char>, mut emit: impl FnMut(usize, u32)) {
    let features = &tables.model.settings.features;
    if !features.has_letters() {
        return;
    }
    let after = tables.model.words.vocabulary().len() as u32;
    for token in 0..tokens.len() {
        features.letters(tokens, token, scratch, |hash, _| {
            let column = tables.letters.get(hash);
            if column != NO_COLUMN {
                emit(token, after + column);
            }
        });
    }
}

/// What a run of tokens adds.
struct Part {
    n: u32,
    /// The first token of its first occurrence.
    first: u32,
    contribution: f64,
}

/// The stronger is the greater; of equally strong ones that which stands first, then the shorter.
impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_strength = self.contribution.total_cmp(&other.contribution);
        by_strength.then((other.first, other.n).cmp(&(self.first, self.n)))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

impl Part {
    fn tokens(&self) -> Range<usize> {
        self.first as usize..(self.first + self.n) as usize
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.first < other.first + other.n && other.first < self.first + self.n
    }
}

/// `numbers[label]` less the mean of the others.
fn against_others(numbers: impl ExactSizeIterator<Item = f64> + Clone, label: usize) -> f64 {
    let own = numbers.clone().nth(label).unwrap_or_default();
    let others = numbers.len() as f64 - 1.0;
    let all: f64 = numbers.sum();
    own - (all - own) / others
}
