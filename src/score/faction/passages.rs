//! Long articles in parts, about as long as the texts that models are trained on.

use std::ops::Range;

use crate::annotate::Article;
use crate::factions::FactionId;
use crate::features::surroundings::Spot;

/// Tokens between the first and the last mention of a passage, at most.
const PASSAGE: usize = 120;

/// A part of a text about as long as those that models are trained on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) tokens: Range<usize>,
    pub(super) mentions: usize,
}

/// Cuts a text into passages between its mentions of `faction`, which together are the text. A
/// long article is scored as the mean of its passages, so that its length alone makes no framing
/// more likely; the title goes with each.
pub(super) fn passages(article: &Article, faction: FactionId, out: &mut Vec<Passage>) {
    let text = article.reading.tokens.title_tokens();
    let end = article.reading.tokens.len();
    out.clear();
    for mention in article.mentions.iter().filter(|m| m.faction == faction && m.tokens.start >= text) {
        let at = mention.tokens.start;
        match out.last_mut() {
            Some(passage) if at - passage.tokens.start < PASSAGE => passage.mentions += 1,
            _ => out.push(Passage { tokens: at..at, mentions: 1 }),
        }
    }
    // So far a passage starts with its first mention; now with the sentence of that.
    let mut cut = end;
    for i in (1..out.len()).rev() {
        let earliest = out[i - 1].tokens.start + 1;
        let start = sentence_start(article, out[i].tokens.start).max(earliest);
        out[i].tokens = start..cut;
        cut = start;
    }
    match out.first_mut() {
        Some(first) => first.tokens = text..cut,
        None => out.push(Passage { tokens: text..end, mentions: 1 }),
    }
}

/// The numbers of the spots of a passage, those of the title first; `spots` are in the order of
/// the text, so no others are looked at.
pub(super) fn within<T>(
    spots: &[T],
    spot: impl Fn(&T) -> &Spot,
    passage: &Passage,
) -> impl Iterator<Item = usize> {
    let title = spots.partition_point(|s| spot(s).title);
    let from = spots.partition_point(|s| spot(s).token < passage.tokens.start).max(title);
    let to = spots.partition_point(|s| spot(s).token < passage.tokens.end).max(from);
    (0..title).chain(from..to)
}

fn sentence_start(article: &Article, token: usize) -> usize {
    let sentences = &article.reading.sentences;
    sentences.partition_point(|&sentence| sentence < sentences[token])
}
