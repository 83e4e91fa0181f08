//! Quotations: marks that pair, nest, stay open, and run over paragraphs.

use super::{Voice, VoiceTag};
use crate::text::lexis::Lexis;
use crate::text::reading::Passage;
use crate::text::token::{Quote, TokenKind};
use crate::text::voice::Role;

/// A guillemet left open is believed at most this many tokens on.
const LONGEST: usize = 400;

#[derive(Debug, Clone, Copy)]
struct Open {
    at: usize,
    straight: bool,
    /// The first break after it, where it ends should nothing close it.
    paragraph_end: Option<usize>,
}

pub(super) fn tag(passage: &Passage<'_>, lexis: &Lexis, out: &mut [VoiceTag]) {
    let mut pairing = Pairing { passage, lexis, stack: Vec::new(), out };
    for i in 0..passage.tokens.len() {
        pairing.step(i);
    }
    pairing.finish(passage.tokens.len());
}

struct Pairing<'a, 'o> {
    passage: &'a Passage<'a>,
    lexis: &'a Lexis,
    stack: Vec<Open>,
    out: &'o mut [VoiceTag],
}

impl Pairing<'_, '_> {
    fn step(&mut self, i: usize) {
        if i == self.passage.tokens.title_tokens() {
            self.finish(i);
        }
        match self.passage.tokens.token(i).kind {
            TokenKind::Quote(Quote::Open) => self.open(i, false),
            TokenKind::Quote(Quote::Close) => self.close(i),
            TokenKind::Quote(Quote::Straight) => self.straight(i),
            TokenKind::Break => self.paragraph(i),
            _ => {}
        }
    }

    fn open(&mut self, at: usize, straight: bool) {
        self.stack.push(Open { at, straight, paragraph_end: None });
    }

    fn close(&mut self, i: usize) {
        if let Some(open) = self.stack.pop() {
            self.quote(open.at, i);
        } else if self.opens(i) {
            // ” used on both sides.
            self.open(i, false);
        }
    }

    fn straight(&mut self, i: usize) {
        let inside = self.stack.last().is_some_and(|open| open.straight);
        let (opens, closes) = (self.opens(i), self.closes(i));
        if inside && (closes || !opens) {
            self.close(i);
        } else if opens || !closes || !inside {
            self.open(i, true);
        }
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
            let role = self.lexis.word(self.passage.words[i]).role;
            self.passage.tokens.is(i, ":") || role.has(Role::VERB.and(Role::COMPLEMENT).and(Role::PARTICIPLE))
        })
    }

    fn quote(&mut self, open: usize, close: usize) {
        let words = (open + 1..close).filter(|&i| self.passage.tokens.is_word(i)).count();
        let colon = open > 0 && self.passage.tokens.is(open - 1, ":");
        let scare = words <= self.passage.language.voice.settings().scare_words && !colon;
        for tag in &mut self.out[(open + 1).min(close)..close] {
            if scare {
                tag.scare = true;
            } else {
                tag.voice = Voice::Quoted;
            }
        }
    }
}
