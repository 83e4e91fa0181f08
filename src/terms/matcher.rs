//! Finding the lexicon's terms in a document: leftmost, longest, in every form of theirs.

use std::collections::HashMap;
use std::ops::Range;

use super::lexicon::TermLexicon;
use crate::text::phrases::{Beginnings, Found, Phrases, grow};
use crate::text::{Lexis, Reading, TokenKind, WordId};

/// The number of a term in its lexicon.
pub type TermId = u16;

/// One use of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHit {
    /// Which term.
    pub term: TermId,
    /// Its tokens.
    pub tokens: Range<usize>,
}

/// A lexicon made ready for matching.
#[derive(Debug, Clone, Default)]
pub struct TermMatcher {
    forms: Phrases,
    /// The forms of the terms that count in scare quotes alone.
    quoted: HashMap<String, TermId>,
}

/// What the words met so far can begin; goes with one [`Lexis`].
#[derive(Debug, Clone, Default)]
pub struct TermCache {
    beginnings: Beginnings,
    found: Vec<Found>,
}

impl TermCache {
    /// Follows a lexis that has kept the words of these old ids alone, in this order.
    pub(crate) fn keep(&mut self, kept: &[WordId]) {
        self.beginnings.keep(kept);
    }
}

impl TermMatcher {
    /// Makes `lexicon` ready.
    #[must_use]
    pub fn new(lexicon: &TermLexicon) -> Self {
        let (mut forms, mut quoted) = (Phrases::of_terms(), HashMap::new());
        for (number, term) in lexicon.terms.iter().enumerate() {
            for form in lexicon.forms(term) {
                if term.quoted {
                    quoted.insert(form, number as TermId);
                } else {
                    forms.insert(&form, number as u32);
                }
            }
        }
        Self { forms, quoted }
    }

    /// The trie with what is known of the words met so far.
    pub(crate) fn trie<'a>(&'a self, cache: &'a mut TermCache) -> (&'a Phrases, &'a mut Beginnings) {
        (&self.forms, &mut cache.beginnings)
    }

    /// The terms of `reading` in order, none overlapping another.
    pub fn find(&self, reading: &Reading, lexis: &Lexis, cache: &mut TermCache, out: &mut Vec<TermHit>) {
        out.clear();
        grow([self.trie(cache)], lexis);
        let mut at = 0;
        while at < reading.tokens.len() {
            let mut next = at + 1;
            if let Some(hit) = self.in_scare_quotes(reading, lexis, at) {
                next = hit.tokens.end;
                out.push(hit);
            } else if cache.beginnings.any(reading.words[at]) {
                self.forms.at(reading, &cache.beginnings, at, &mut cache.found);
                if let Some(found) = cache.found.last() {
                    next = found.tokens.end;
                    out.push(TermHit { term: found.phrase as TermId, tokens: found.tokens.clone() });
                }
            }
            at = next;
        }
    }

    /// The term that the words from `at` on are for the marks round them, and round nothing else.
    fn in_scare_quotes(&self, reading: &Reading, lexis: &Lexis, at: usize) -> Option<TermHit> {
        let tokens = &reading.tokens;
        let mark = |i: usize| matches!(tokens.token(i).kind, TokenKind::Quote(_));
        if at == 0 || !reading.voices[at].scare || !mark(at - 1) {
            return None;
        }
        let words = (at..tokens.len()).take_while(|&i| tokens.is_word(i)).count();
        let end = at + words;
        if words == 0 || end == tokens.len() || !mark(end) {
            return None;
        }
        let first = lexis.word(reading.words[at]);
        let mut letters = first.without_conjunction().chars();
        if first.proclitics.preposition {
            letters.next();
        }
        let mut written = letters.as_str().to_owned();
        for i in at + 1..end {
            written.extend([" ", tokens.key(i)]);
        }
        let term = *self.quoted.get(&written)?;
        Some(TermHit { term, tokens: at..end })
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::Annotator;
    use crate::model::Model;

    /// The words of a text that are terms for the marks round them, as written, and whether all of them are one
    /// word to whoever looks at words.
    fn quoted(text: &str) -> (Vec<&str>, bool) {
        let lexicons = Model::default_model().unwrap().lexicons;
        let mut annotator = Annotator::default();
        annotator.read(&lexicons, "", text);
        let article = &annotator.article;
        let terms = article.terms.iter().filter(|hit| lexicons.terms.terms[usize::from(hit.term)].quoted);
        let (mut found, mut words) = (Vec::new(), Vec::new());
        for hit in terms {
            let [first, last] =
                [hit.tokens.start, hit.tokens.end - 1].map(|i| article.reading.tokens.token(i));
            found.push(&text[first.start as usize..last.end as usize]);
            words.extend_from_slice(&article.reading.words[hit.tokens.clone()]);
        }
        words.dedup();
        (found, words.len() < 2)
    }

    #[test]
    fn marks_round_a_name_and_nothing_else_deny_it() {
        let denied =
            quoted("قصف \"جيش\" الاحتلال القرية، وقالت \"إسرائيل\" من «تل أبيب» إنها سترد على \"الحكومة\"");
        assert_eq!(denied, (vec!["جيش", "إسرائيل", "تل أبيب", "الحكومة"], true));
        assert_eq!(quoted("قصف جيش الاحتلال القرية، وقالت إسرائيل إنها سترد").0, [""; 0]);
        assert_eq!(quoted("هاجم \"الجيش الحر\" وتنظيم \"الدولة الإسلامية\" القرية").0, [""; 0]);
        assert_eq!(quoted("قال الوزير: «إسرائيل ستدفع الثمن غاليا»").0, [""; 0]);
    }
}
