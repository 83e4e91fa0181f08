//! Quotations: marks that pair, nest, stay open, and run over paragraphs.

use super::{Frame, Voice, VoiceTag};
use crate::text::reading::Passage;
use crate::text::token::{Quote, Sign, TokenKind};
use crate::text::voice::Role;

/// A guillemet left open is believed at most this many tokens on.
const LONGEST: usize = 400;

/// A quotation that began before the text (an excerpt's first words) is at most this long.
const LONGEST_ORPHAN: usize = 150;

#[derive(Debug, Clone, Copy)]
struct Open {
    at: usize,
    straight: bool,
    /// The first break after it, where it ends should nothing close it.
    paragraph_end: Option<usize>,
}

pub(super) fn tag(passage: &Passage<'_>, out: &mut [VoiceTag]) {
    let mut pairing = Pairing { passage, stack: Vec::new(), untouched: true, out };
    for i in 0..passage.tokens.len() {
        pairing.step(i);
    }
    pairing.finish(passage.tokens.len());
}

struct Pairing<'a, 'o> {
    passage: &'a Passage<'a>,
    stack: Vec<Open>,
    /// Whether the field's first paragraph goes on and no mark was met yet.
    untouched: bool,
    out: &'o mut [VoiceTag],
}

impl Pairing<'_, '_> {
    fn step(&mut self, i: usize) {
        if i == self.passage.tokens.title_tokens() {
            self.finish(i);
            self.untouched = true;
        }
        let kind = self.passage.tokens.token(i).kind;
        match kind {
            TokenKind::Quote(Quote::Open) => self.open(i, false),
            TokenKind::Quote(Quote::Close) => self.close(i),
            TokenKind::Quote(Quote::Straight) => self.straight(i),
            TokenKind::Break => self.paragraph(i),
            _ => {}
        }
        self.untouched &= !matches!(kind, TokenKind::Quote(_) | TokenKind::Break);
    }

    fn open(&mut self, at: usize, straight: bool) {
        self.stack.push(Open { at, straight, paragraph_end: None });
    }

    fn close(&mut self, i: usize) {
        if let Some(open) = self.stack.pop() {
            self.quote(open.at, i);
        } else if self.only_closes(i) {
            self.orphan(i);
        } else {
            // ” used on both sides.
            self.open(i, false);
        }
    }

    fn straight(&mut self, i: usize) {
        let inside = self.stack.last().is_some_and(|open| open.straight);
        let opens = self.opens(i);
        if inside && (self.closes(i) || !opens) {
            self.close(i);
        } else if !inside && self.only_closes(i) {
            self.orphan(i);
        } else {
            self.open(i, true);
        }
    }

    /// A mark that closes what was opened before an excerpt begins: what a reporting verb before
    /// it hands over is quoted, or else, where they are few, all words before it.
    fn orphan(&mut self, i: usize) {
        let title = self.passage.tokens.title_tokens();
        if !self.untouched || i < title || i - title > LONGEST_ORPHAN {
            return;
        }
        let role = |j: usize| self.passage.roles[j];
        let opens = |&j: &usize| self.passage.tokens.sign(j) == Sign::Colon || role(j).has(Role::COMPLEMENT);
        let verb = (title..i).rev().find(|&j| role(j).has(Role::VERB));
        let start = match verb.and_then(|verb| (verb + 1..i).find(opens)) {
            Some(opening) => opening + 1,
            None if i - title <= LONGEST_ORPHAN / 2 => title,
            None => i,
        };
        for tag in &mut self.out[start..i] {
            (tag.voice, tag.frame) = (Voice::Quoted, Frame::Quotation);
        }
    }

    /// A stop or comma behind the mark, or no white space before it and no word glued behind it
    /// as in لـ"حزب".
    fn only_closes(&self, i: usize) -> bool {
        let tokens = self.passage.tokens;
        if i + 1 >= tokens.len() {
            return self.closes(i);
        }
        let glued_word = !tokens.token(i + 1).spaced && tokens.is_word(i + 1);
        self.closes(i) && !glued_word || matches!(tokens.sign(i + 1), Sign::Stop | Sign::Comma)
    }

    /// White space before the mark and none behind it.
    fn opens(&self, i: usize) -> bool {
        let glued = i + 1 < self.passage.tokens.len() && !self.passage.tokens.token(i + 1).spaced;
        self.passage.tokens.token(i).spaced && glued
    }

    /// No white space before the mark.
    fn closes(&self, i: usize) -> bool {
        !self.passage.tokens.token(i).spaced
    }

    fn paragraph(&mut self, i: usize) {
        while let Some(open) = self.stack.last().copied().filter(|open| open.straight) {
            self.stack.pop();
            self.unclosed(open, i);
        }
        for open in &mut self.stack {
            open.paragraph_end.get_or_insert(i);
        }
        if self.stack.first().is_some_and(|open| i - open.at > LONGEST) {
            self.finish(i);
        }
    }

    fn finish(&mut self, end: usize) {
        while let Some(open) = self.stack.pop() {
            self.unclosed(open, open.paragraph_end.unwrap_or(end));
        }
    }

    /// A mark that nothing closed counts to its paragraph's end where speech is announced
    /// before it, and is a slip of the pen elsewhere.
    fn unclosed(&mut self, open: Open, end: usize) {
        if self.announced(open.at) {
            self.quote(open.at, end);
        }
    }

    /// Whether a colon, a reporting verb or a word that opens its clause stands right before.
    fn announced(&self, at: usize) -> bool {
        let from = at.saturating_sub(3);
        (from..at).any(|i| {
            let role = self.passage.roles[i];
            self.passage.tokens.sign(i) == Sign::Colon
                || role.has(Role::VERB.and(Role::COMPLEMENT).and(Role::PARTICIPLE))
                || role.governs_any()
        })
    }

    /// Whether the marks hold the name of one who speaks: «أعلنت "سرايا القدس - كتيبة طولكرم" أن».
    fn names_speaker(&self, open: usize, close: usize) -> bool {
        let Passage { tokens, roles, .. } = self.passage;
        let most = self.passage.language.voice.settings().speaker_words;
        let words = (open + 1..close).filter(|&i| tokens.is_word(i)).count();
        let said = |i: usize| roles[i].has(Role::VERB);
        let told = |i: usize| roles[i].has(Role::COMPLEMENT) && !tokens.key(i).starts_with('و');
        let by_verb = open.checked_sub(1).is_some_and(said);
        words <= most && by_verb && close + 1 < tokens.len() && told(close + 1)
    }

    fn quote(&mut self, open: usize, close: usize) {
        let words = (open + 1..close).filter(|&i| self.passage.tokens.is_word(i)).count();
        let colon = open > 0 && self.passage.tokens.sign(open - 1) == Sign::Colon;
        let tokens = self.passage.tokens;
        // A headline «فلان: "الحزب" عدو الشعب», whose marks hold but the first of his words.
        // «فلان: "نصر" بعد القصف» goes on in the paper's.
        let word = close + 1 < tokens.title_tokens() && tokens.is_word(close + 1);
        let aside = |role: Role| role.has(Role::PREPOSITION) || role.is_preposition();
        let goes_on = word && !aside(self.passage.roles[close + 1]);
        let few = words <= self.passage.language.voice.settings().scare_words;
        let scare = few && (!colon || goes_on) || self.names_speaker(open, close);
        for tag in &mut self.out[(open + 1).min(close)..close] {
            if scare {
                tag.scare = true;
            } else {
                (tag.voice, tag.frame) = (Voice::Quoted, Frame::Quotation);
            }
        }
    }
}
