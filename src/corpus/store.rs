//! The texts that standoff labels speak of.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::document::{BadRow, Document, Evidence, FactionLabel, Field, Label, Place, Row};
use super::input::{Format, Input, OpenError, ReadOptions};
use super::reader::Reader;
use super::record::RawRecord;
use super::standoff::{Excerpt, Span, StandoffLabel, StandoffRow, single_spaced, words};

/// Articles and excerpts by key, held in memory.
#[derive(Debug, Default)]
pub struct TextStore {
    articles: HashMap<String, Article>,
}

#[derive(Debug)]
struct Article {
    title: String,
    source: Option<String>,
    date: Option<String>,
    parts: Vec<Part>,
}

/// Some words of a body, or all, joined by single spaces.
#[derive(Debug)]
struct Part {
    words: Range<usize>,
    is_whole: bool,
    text: String,
}

/// A store and what could not be read into it.
#[derive(Debug)]
pub struct StoreReading {
    /// The store.
    pub store: TextStore,
    /// Rows and files that could not be read.
    pub bad: Vec<BadRow>,
}

impl TextStore {
    /// Reads JSON lines, packed or not: whole articles (`id, title, text`, perhaps `corpus, source,
    /// date`) and excerpts (with `start, end` too). Of the same words given twice, the first count.
    /// With `wanted`, articles of other keys are left out, for a corpus that memory would not hold.
    ///
    /// # Errors
    /// As [`Reader::open`]; everything else that fails is in [`StoreReading::bad`].
    pub fn open(inputs: &[Input], wanted: Option<&HashSet<String>>) -> Result<StoreReading, OpenError> {
        let options = ReadOptions { format: Some(Format::Json), ..ReadOptions::default() };
        let (mut store, mut bad) = (Self::default(), Vec::new());
        for chunk in Reader::open(inputs, &options)? {
            let excerpts: Vec<_> = chunk.par_iter().map(RawRecord::parse_excerpt).collect();
            for excerpt in excerpts {
                match excerpt {
                    Ok(excerpt) if wanted.is_none_or(|wanted| wanted.contains(&excerpt.key)) => {
                        store.insert(excerpt);
                    }
                    Ok(_) => {}
                    Err(row) => bad.push(row),
                }
            }
        }
        Ok(StoreReading { store, bad })
    }

    /// Adds one text, unless these words are there already; its labels are not kept.
    pub fn insert(&mut self, excerpt: Excerpt) {
        let text = single_spaced(&excerpt.text);
        let is_whole = excerpt.words.is_none();
        let count = words(&text).count();
        let start = excerpt.words.map_or(0, |range| range.start);
        let part = Part { words: start..start + count, is_whole, text };
        let (title, source, date) = (excerpt.title, excerpt.source, excerpt.date);
        let article = self.articles.entry(excerpt.key).or_insert_with(|| Article {
            title,
            source,
            date,
            parts: Vec::new(),
        });
        if article.parts.iter().all(|known| known.words != part.words) {
            article.parts.push(part);
        }
    }

    /// The number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The row that `labels`, read at `place`, mean: an excerpt of exactly these words if there is
    /// one, else these words of the whole article, else of a longer excerpt.
    ///
    /// # Errors
    /// No text for the key, no such words in it, or evidence outside of them.
    pub fn join(&self, place: Place, labels: &StandoffRow) -> Result<Row, BadRow> {
        match self.find(labels) {
            Ok((document, label)) => Ok(Row { place, document, label: Some(label), drawn: labels.drawn }),
            Err(reason) => Err(BadRow { place, id: Some(labels.document_id()), reason }),
        }
    }

    fn find(&self, row: &StandoffRow) -> Result<(Document, Label), String> {
        let article = self.articles.get(&row.key).ok_or_else(|| format!("no text for {}", row.key))?;
        let range = row.start..row.end;
        let text = article.words(&range).ok_or_else(|| {
            let held: Vec<_> =
                article.parts.iter().map(|part| format!("{}-{}", part.words.start, part.words.end)).collect();
            format!("no words {}-{} of {}; there are {}", row.start, row.end, row.key, held.join(", "))
        })?;
        let label = |label: &StandoffLabel| {
            let evidence = label.evidence.iter().map(|span| resolve(span, &article.title, &text));
            Ok(FactionLabel {
                faction: label.faction.clone(),
                framing: label.framing.clone(),
                quoted: label.quoted.clone(),
                speakers: label.speakers.clone(),
                confidence: label.confidence,
                evidence: evidence.collect::<Result<_, String>>()?,
                annotator: label.annotator.clone(),
            })
        };
        let labels = row.labels.iter().map(label).collect::<Result<_, String>>()?;
        let document = Document {
            id: row.document_id(),
            title: article.title.clone(),
            text,
            source: article.source.clone(),
            date: article.date.clone(),
            event: None,
        };
        Ok((document, Label::Factions(labels)))
    }
}

impl Article {
    fn words(&self, wanted: &Range<usize>) -> Option<String> {
        let holds = |part: &&Part| {
            wanted.start < wanted.end && part.words.start <= wanted.start && wanted.end <= part.words.end
        };
        let best =
            self.parts.iter().filter(holds).min_by_key(|part| (part.words != *wanted, !part.is_whole))?;
        if best.words == *wanted {
            return Some(best.text.clone());
        }
        let slice = best.text.split(' ').skip(wanted.start - best.words.start).take(wanted.len());
        Some(slice.collect::<Vec<_>>().join(" "))
    }
}

fn resolve(span: &Span, title: &str, text: &str) -> Result<Evidence, String> {
    let field = match span.field {
        Field::Title => title,
        Field::Text => text,
    };
    let count = span.end.checked_sub(span.start).filter(|count| *count > 0);
    let piece: String = field.chars().skip(span.start).take(count.unwrap_or(0)).collect();
    if count != Some(piece.chars().count()) {
        return Err(format!("evidence {}-{} lies outside its field", span.start, span.end));
    }
    Ok(Evidence { text: piece, field: Some(span.field), range: Some(span.start..span.end) })
}
