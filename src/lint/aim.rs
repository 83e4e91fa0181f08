//! Whom a term is said of.

use crate::annotate::Article;
use crate::factions::{FactionId, Mention};
use crate::terms::{Category, TermHit};

/// A mention counts within this many words.
const WORDS: usize = 9;
/// A mention on the side where a term of its kind does not point is taken for so many words farther.
const WRONG_SIDE: usize = 4;

/// The faction mentioned nearest to `hit` in its sentence.
pub(super) fn faction(article: &Article, hit: &TermHit, category: Category) -> Option<FactionId> {
    let sentences = &article.reading.sentences;
    let here = sentences[hit.tokens.start];
    let near = around(article, hit).iter().filter(|mention| sentences[mention.tokens.start] == here);
    let candidates = near.filter_map(|mention| Some((distance(article, hit, mention, category)?, mention)));
    candidates
        .min_by_key(|&(distance, mention)| (distance, mention.tokens.start))
        .map(|(_, mention)| mention.faction)
}

/// The mentions that overlap `hit` or stand within [`WORDS`] of it: in a long text few of all.
fn around<'a>(article: &'a Article, hit: &TermHit) -> &'a [Mention] {
    let tokens = &article.reading.tokens;
    let is_word = |&i: &usize| tokens.is_word(i);
    let first = (0..hit.tokens.start).rev().filter(is_word).nth(WORDS - 1).map_or(0, |word| word + 1);
    let last = (hit.tokens.end..tokens.len()).filter(is_word).nth(WORDS - 1).unwrap_or(tokens.len());
    // Mentions stand in order, none overlaps another.
    let start = article.mentions.partition_point(|mention| mention.tokens.end < first);
    let end = article.mentions.partition_point(|mention| mention.tokens.start <= last);
    article.mentions.get(start..end).unwrap_or_default()
}

/// Words between the two, weighed by side: a label stands before the name it strikes, an epithet after.
fn distance(article: &Article, hit: &TermHit, mention: &Mention, category: Category) -> Option<usize> {
    let words = |from: usize, to: usize| (from..to).filter(|&i| article.reading.tokens.is_word(i)).count();
    let (between, follows) = if mention.tokens.start >= hit.tokens.end {
        (words(hit.tokens.end, mention.tokens.start), true)
    } else if mention.tokens.end <= hit.tokens.start {
        (words(mention.tokens.end, hit.tokens.start), false)
    } else {
        return Some(0);
    };
    let wrong = match category {
        Category::Label | Category::Title | Category::Designation | Category::Distancing => !follows,
        Category::Epithet | Category::Honorific => follows,
        _ => false,
    };
    (between < WORDS).then_some(between + if wrong { WRONG_SIDE } else { 0 })
}
