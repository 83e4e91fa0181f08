//! The words around a faction's mentions, each placed by the mention nearest to it.

use std::ops::Range;

use crate::annotate::Article;
use crate::factions::{FactionId, MentionKind};
use crate::terms::{TermLean, TermLexicon};
use crate::text::voice::VoiceTag;
use crate::text::{Field, TokenKind};

/// On which side of the mention a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Before the name: the label noun, the governing verb.
    Before,
    /// Within the name: a loaded name, or its head noun.
    Inside,
    /// Behind it: adjectives, predicates.
    After,
    /// Near no mention: within a few sentences of one ([`super::far`]).
    Far,
}

impl Side {
    /// Every side, in a fixed order.
    pub const ALL: [Side; 4] = [Side::Before, Side::Inside, Side::After, Side::Far];
}

/// A word near a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Its token.
    pub token: usize,
    /// Its side of the mention nearest to it.
    pub side: Side,
    /// How many words away it is, from 1; 0 inside the name; of a far word [`super::far::FAR`] and the sentences between.
    pub distance: usize,
    /// Another faction is named between; of a far word: in its sentence.
    pub crossed: bool,
    /// It reaches the mention over a conjunction (مليشيات X وY); of a far word: it stands before the mention.
    pub coordinated: bool,
    /// The first token of that mention.
    pub name: usize,
    /// The word right before the mention, if it is within the sentence.
    pub governor: Option<usize>,
    /// Whose words it is among.
    pub voice: VoiceTag,
    /// Whether it is in the title.
    pub title: bool,
}

/// Who hides a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Nobody: the token is to be seen.
    Visible,
    /// It is part of a name.
    Name(FactionId),
}

/// Which tokens are hidden as names; the same for every faction of the document.
///
/// A name's own words are hidden, or a model would learn who instead of how. What frames stays
/// to be seen: nouns that stand for a faction, loaded terms within a name (احتلال in «قوات
/// الاحتلال», but not قوات), and loaded names that hold no such term (الدواعش). A term that reaches
/// over a plain name (أوباش الدعم) uncovers none of it.
pub fn masks(article: &Article, terms: &TermLexicon, out: &mut Vec<Mask>) {
    out.clear();
    out.resize(article.reading.tokens.len(), Mask::Visible);
    for mention in article.mentions.iter().filter(|m| m.kind != MentionKind::Anaphor) {
        let plain = mention.kind == MentionKind::Name;
        let within = |hit: &Range<usize>| mention.tokens.start <= hit.start && hit.end <= mention.tokens.end;
        let seen = |token: usize| loaded_at(article, terms, token).is_some_and(|hit| !plain || within(hit));
        if plain || mention.tokens.clone().any(seen) {
            for token in mention.tokens.clone().filter(|&token| !seen(token)) {
                out[token] = Mask::Name(mention.faction);
            }
        }
    }
}

/// The tokens of the term, not a neutral one, that a token is part of.
pub(super) fn loaded_at<'a>(
    article: &'a Article,
    terms: &TermLexicon,
    token: usize,
) -> Option<&'a Range<usize>> {
    let at = article.terms.partition_point(|hit| hit.tokens.end <= token);
    let hit = article.terms.get(at).filter(|hit| hit.tokens.contains(&token))?;
    (terms.terms[usize::from(hit.term)].lean != TermLean::Neutral).then_some(&hit.tokens)
}

/// Finds words around mentions; one value serves document after document.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Where each token's spot is in the list that is made, [`NOWHERE`] between two lists.
    places: Vec<u32>,
    unordered: Vec<Spot>,
}

impl Surroundings {
    /// Finds the words within `window` words of the mentions of `faction`, in the same sentence,
    /// in the order of the text. Each is listed once, placed by the nearest mention (of two as near,
    /// the first).
    pub fn around(
        &mut self,
        article: &Article,
        masks: &[Mask],
        faction: FactionId,
        window: usize,
        spots: &mut Vec<Spot>,
    ) {
        if self.places.len() < article.reading.tokens.len() {
            self.places.resize(article.reading.tokens.len(), NOWHERE);
        }
        spots.clear();
        let mut walker = Walker { article, masks, faction, window, places: &mut self.places };
        let mut known = None;
        for (number, mention) in article.mentions.iter().enumerate() {
            if mention.faction == faction {
                let head = head(number, known, |a, b| walker.joined(a, b));
                walker.mention(number, head, spots);
                known = Some((number, head));
            }
        }
        self.order(spots);
    }

    /// Puts the spots in the order of the text; their places are forgotten.
    fn order(&mut self, spots: &mut Vec<Spot>) {
        let tokens = || spots.iter().map(|spot| spot.token);
        let (Some(first), Some(last)) = (tokens().min(), tokens().max()) else { return };
        std::mem::swap(&mut self.unordered, spots);
        spots.clear();
        // Looking at all tokens between is quicker than sorting.
        for place in self.places[first..=last].iter_mut().filter(|place| **place != NOWHERE) {
            spots.push(self.unordered[*place as usize]);
            *place = NOWHERE;
        }
    }
}

/// The first of the mentions joined by و (as `joined` says of two in a row) that `number` closes.
///
/// `known` is a mention before it with its head: chains are not walked again, so that a list of
/// thousands of names costs no more than it has names.
fn head(number: usize, known: Option<(usize, usize)>, joined: impl Fn(usize, usize) -> bool) -> usize {
    let mut first = number;
    while first > 0 && joined(first - 1, first) {
        first -= 1;
        if let Some((_, head)) = known.filter(|&(mention, _)| mention == first) {
            return head;
        }
    }
    first
}

struct Walker<'a> {
    article: &'a Article,
    masks: &'a [Mask],
    faction: FactionId,
    window: usize,
    /// Where each token's spot is in the list.
    places: &'a mut [u32],
}

const NOWHERE: u32 = u32::MAX;

/// The mention that words are placed by, and how they reach it.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    name: usize,
    governor: Option<usize>,
    side: Side,
    coordinated: bool,
}

impl Walker<'_> {
    /// Places the words around mention `number`, whose group of joined names begins with `first`.
    fn mention(&mut self, number: usize, first: usize, spots: &mut Vec<Spot>) {
        let tokens = self.article.mentions[number].tokens.clone();
        let governor = self.word_before(tokens.start);
        let on = |side, coordinated| Anchor { name: tokens.start, governor, side, coordinated };
        for token in tokens.clone() {
            self.place(token, 0, false, on(Side::Inside, false), spots);
        }
        let head = self.article.mentions[first].tokens.start;
        self.walk((0..head).rev(), head, on(Side::Before, first != number), spots);
        let end = self.article.reading.tokens.len();
        self.walk(tokens.end..end, tokens.end - 1, on(Side::After, false), spots);
    }

    /// Whether mention `b` follows `a` with nothing but و between them.
    fn joined(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.article.mentions[a].tokens, &self.article.mentions[b].tokens);
        let reading = &self.article.reading;
        let conjunction = |token: usize| {
            let key = reading.tokens.key(token);
            key.starts_with('و') && key.chars().count() > 3
        };
        // Two are enough to know that more than a conjunction stands between.
        let between: Vec<usize> = (a.end..b.start)
            .filter(|&t| !matches!(reading.tokens.token(t).kind, TokenKind::Quote(_)))
            .take(2)
            .collect();
        match between[..] {
            [] => conjunction(b.start),
            [only] => reading.tokens.is(only, "و"),
            _ => false,
        }
    }

    fn word_before(&self, start: usize) -> Option<usize> {
        let before = start.checked_sub(1)?;
        let reading = &self.article.reading;
        let near = reading.tokens.is_word(before) && reading.sentences[before] == reading.sentences[start];
        (near && self.masks[before] == Mask::Visible).then_some(before)
    }

    fn walk(
        &mut self,
        tokens: impl Iterator<Item = usize>,
        from: usize,
        anchor: Anchor,
        spots: &mut Vec<Spot>,
    ) {
        let reading = &self.article.reading;
        let sentence = reading.sentences[from];
        let (mut distance, mut crossed) = (0, false);
        for token in tokens {
            if reading.sentences[token] != sentence || distance >= self.window {
                return;
            }
            if matches!(self.masks[token], Mask::Name(other) if other != self.faction) {
                crossed = true;
            }
            if reading.tokens.is_word(token) {
                distance += 1;
                self.place(token, distance, crossed, anchor, spots);
            }
        }
    }

    fn place(&mut self, token: usize, distance: usize, crossed: bool, anchor: Anchor, spots: &mut Vec<Spot>) {
        let reading = &self.article.reading;
        let seen = self.masks[token] == Mask::Visible && reading.tokens.is_word(token);
        let known = spots.get_mut(self.places[token] as usize);
        if !seen || known.as_ref().is_some_and(|spot| spot.distance <= distance) {
            return;
        }
        if reading.tokens.key(token).is_empty() {
            return;
        }
        let title = reading.tokens.field(token) == Field::Title;
        let voice = reading.voices[token];
        let Anchor { name, governor, side, coordinated } = anchor;
        let spot = Spot { token, side, distance, crossed, coordinated, name, governor, voice, title };
        if let Some(known) = known {
            *known = spot;
        } else {
            self.places[token] = spots.len() as u32;
            spots.push(spot);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{Mask, head, masks};
    use crate::annotate::Annotator;
    use crate::model::Model;

    /// Heads of all mentions of a chain, and how often two mentions were compared.
    fn heads(mentions: usize, breaks: &[usize]) -> (Vec<usize>, usize) {
        let (compared, mut known, mut heads) = (Cell::new(0), None, Vec::new());
        for number in 0..mentions {
            let joined = |_, b: usize| {
                compared.set(compared.get() + 1);
                !breaks.contains(&b)
            };
            let head = head(number, known, joined);
            known = Some((number, head));
            heads.push(head);
        }
        (heads, compared.get())
    }

    #[test]
    fn a_chain_of_names_begins_where_the_first_is_not_joined() {
        assert_eq!(heads(6, &[2, 5]).0, [0, 0, 2, 2, 2, 5]);
        assert_eq!(head(4, Some((1, 0)), |_, b| b != 3), 3);
        assert_eq!(head(4, Some((1, 0)), |_, _| true), 0);
    }

    /// The words of a text that are hidden.
    fn hidden(text: &str) -> Vec<&str> {
        let lexicons = Model::default_model().unwrap().lexicons;
        let (mut annotator, mut out) = (Annotator::default(), Vec::new());
        annotator.read(&lexicons, "", text);
        masks(&annotator.article, &lexicons.terms, &mut out);
        let tokens = &annotator.article.reading.tokens;
        let hidden = (0..tokens.len()).filter(|&i| out[i] != Mask::Visible).map(|i| tokens.token(i));
        hidden.map(|token| &text[token.start as usize..token.end as usize]).collect()
    }

    #[test]
    fn a_loaded_term_that_reaches_over_a_name_does_not_uncover_it() {
        assert_eq!(hidden("نهبت مليشيا الدعم السريع سوق المدينة أمس"), ["الدعم", "السريع"]);
        assert_eq!(hidden("هرب أوباش الدعم السريع من المدينة أمس"), ["الدعم", "السريع"]);
        assert_eq!(hidden("نهب الدواعش سوق المدينة"), [""; 0]);
    }

    #[test]
    fn ten_thousand_joined_names_are_compared_once_each() {
        let (heads, compared) = heads(10_000, &[]);
        assert!(heads.iter().all(|&head| head == 0));
        assert!(compared < 10_000, "{compared} comparisons");
    }
}
