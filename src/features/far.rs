//! The loaded words of a text that stand near no mention of a faction, but within a few sentences of one: an
//! article names whom it speaks of once and goes on with "he", "they", "these men".

use crate::annotate::Article;
use crate::factions::{FactionId, Mention};
use crate::terms::TermLexicon;
use crate::text::Field;
use crate::text::voice::Voice;

use super::surroundings::{Mask, Side, Spot, loaded_at};

/// The distance of a far word: this and the number of sentences between it and the mention.
pub const FAR: usize = 40;
/// The most sentences that are told apart.
pub const SENTENCES: usize = 3;
/// Tokens between a far word and the mention, at most.
const REACH: usize = 120;
/// Words whose connotation is weaker than this are not loaded.
const STRONG: u8 = 2;

/// The loaded words of one document after another.
#[derive(Debug, Clone, Default)]
pub struct FarWords {
    /// Tokens of the article's own words that are loaded and name nobody, in order.
    loaded: Vec<usize>,
    /// Whom each sentence names.
    named: Vec<Named>,
    found: Vec<Spot>,
}

/// Whom a sentence names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Nobody,
    One(FactionId),
    Several,
}

impl Named {
    fn with(self, faction: FactionId) -> Self {
        match self {
            Named::Nobody => Named::One(faction),
            Named::One(known) if known == faction => self,
            _ => Named::Several,
        }
    }

    fn is_another_than(self, faction: FactionId) -> bool {
        !matches!(self, Named::Nobody) && self != Named::One(faction)
    }
}

impl FarWords {
    /// Reads a document whose names `masks` hide.
    pub fn read(&mut self, article: &Article, masks: &[Mask], terms: &TermLexicon) {
        let reading = &article.reading;
        let loaded = |&token: &usize| {
            masks[token] == Mask::Visible
                && reading.tokens.is_word(token)
                && reading.voices[token].voice == Voice::Own
                && (reading.connotations[token].strength() >= STRONG
                    || loaded_at(article, terms, token).is_some())
        };
        self.loaded.clear();
        // What names somebody (الثوار) speaks of him, and of his neighbours where it stands near them.
        let mut from = 0;
        for mention in &article.mentions {
            self.loaded.extend((from..mention.tokens.start).filter(loaded));
            from = from.max(mention.tokens.end);
        }
        self.loaded.extend((from..reading.tokens.len()).filter(loaded));
        self.named.clear();
        self.named.resize(reading.sentences.last().map_or(0, |&last| last as usize + 1), Named::Nobody);
        for mention in &article.mentions {
            let named = &mut self.named[reading.sentences[mention.tokens.start] as usize];
            *named = named.with(mention.faction);
        }
    }

    /// The far words of `faction` that are none of the words `near` its mentions (in the order of the text), each
    /// placed by the mention nearest to it, in the order of the text. At most `sentences` lie between.
    pub fn of(&mut self, article: &Article, faction: FactionId, near: &[Spot], sentences: usize) -> &[Spot] {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        if sentences > 0 {
            let mut mentions =
                article.mentions.iter().filter(|mention| mention.faction == faction).peekable();
            let mut from = 0;
            while let Some(mention) = mentions.next() {
                let at = mention.tokens.start;
                let half =
                    mentions.peek().map_or(usize::MAX, |next| usize::midpoint(at, next.tokens.start) + 1);
                let words = from.max(at.saturating_sub(REACH))..half.min(at + REACH);
                from = words.end;
                let first = self.loaded.partition_point(|&token| token < words.start);
                let here = self.loaded[first..].iter().copied().take_while(|token| words.contains(token));
                let far = here.filter(|token| near.binary_search_by_key(token, |spot| spot.token).is_err());
                found.extend(far.filter_map(|token| self.spot(article, mention, token, sentences)));
            }
        }
        self.found = found;
        &self.found
    }

    fn spot(&self, article: &Article, mention: &Mention, token: usize, most: usize) -> Option<Spot> {
        let reading = &article.reading;
        let name = mention.tokens.start;
        let sentence = reading.sentences[token];
        let away = reading.sentences[name].abs_diff(sentence) as usize;
        (away <= most).then(|| Spot {
            token,
            side: Side::Far,
            distance: FAR + away.min(SENTENCES),
            crossed: self.named[sentence as usize].is_another_than(mention.faction),
            coordinated: token < name,
            name,
            governor: None,
            voice: reading.voices[token],
            title: reading.tokens.field(token) == Field::Title,
        })
    }
}

/// Puts `far` words among the `near` ones, both in the order of the text.
pub fn merge(near: &mut Vec<Spot>, far: &[Spot]) {
    if !far.is_empty() {
        near.extend_from_slice(far);
        near.sort_by_key(|spot| spot.token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::features::surroundings::{Surroundings, masks};
    use crate::model::Model;

    /// The far words of the first faction that a text names: text, sentences away, crossed, before.
    fn far(text: &str, sentences: usize) -> Vec<(String, usize, bool, bool)> {
        let lexicons = Model::default_model().unwrap().lexicons;
        let (mut annotator, mut hidden, mut near) = (Annotator::default(), Vec::new(), Vec::new());
        annotator.read(&lexicons, "", text);
        let article = &annotator.article;
        masks(article, &lexicons.terms, &mut hidden);
        let faction = article.mentions[0].faction;
        Surroundings::default().around(article, &hidden, faction, 9, &mut near);
        let mut words = FarWords::default();
        words.read(article, &hidden, &lexicons.terms);
        let told = |spot: &Spot| {
            let token = article.reading.tokens.token(spot.token);
            let word = text[token.start as usize..token.end as usize].to_owned();
            (word, spot.distance - FAR, spot.crossed, spot.coordinated)
        };
        words.of(article, faction, &near, sentences).iter().map(told).collect()
    }

    #[test]
    fn loaded_words_of_the_next_sentences_are_far_and_plain_and_quoted_ones_are_not() {
        let text =
            "وصلت قوات حفتر إلى المدينة أمس. ارتكب هؤلاء مجزرة هناك. وقال شاهد إنها جريمة بشعة. بدأ المطر.";
        let expected = ["ارتكب", "مجزرة"].map(|word| (word.to_owned(), 1, false, false));
        assert_eq!(far(text, 3), expected);
        assert_eq!(far(text, 0), []);
        let near = "ارتكبت قوات حفتر مجزرة في المدينة أمس.";
        assert_eq!(far(near, 3), []);
    }

    #[test]
    fn far_words_tell_their_sentences_and_who_else_is_named_there() {
        let text = "وصلت قوات حفتر إلى المدينة. بدأ المطر. ارتكبت قوات السراج في ليبيا مجزرة.";
        let found = far(text, 3);
        assert!(
            found.iter().any(|(word, away, crossed, _)| word == "مجزرة" && *away == 2 && *crossed),
            "{found:?}"
        );
        assert_eq!(far(text, 1), []);
    }

    #[test]
    fn what_names_another_faction_is_no_far_word() {
        let text = "وصل حفتر إلى المدينة. هرب الدواعش بعد مجزرة هناك.";
        let words: Vec<String> = far(text, 3).into_iter().map(|(word, ..)| word).collect();
        assert!(words.contains(&"مجزرة".to_owned()) && !words.contains(&"الدواعش".to_owned()), "{words:?}");
    }

    #[test]
    fn a_text_that_names_all_the_time_gives_each_word_to_one_mention() {
        let text = "وصلت قوات حفتر. ارتكب هؤلاء مجزرة. عادت قوات حفتر. ".repeat(300);
        let found = far(&text, 3);
        assert_eq!(found.len(), 2 * 300);
        assert!(found.iter().all(|(_, away, ..)| *away == 1));
    }
}
