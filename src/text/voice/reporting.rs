//! Reporting verbs, participles and attributions, each with the clause it hands to a speaker.

use std::ops::Range;

use super::{Role, Voice, VoiceTag};
use crate::text::lexis::Lexis;
use crate::text::reading::Passage;
use crate::text::token::TokenKind;

pub(super) fn tag(passage: &Passage<'_>, lexis: &Lexis, out: &mut [VoiceTag]) {
    let mut start = 0;
    while start < passage.tokens.len() {
        let number = passage.sentences[start];
        let length = passage.sentences[start..].iter().take_while(|&&n| n == number).count();
        Sentence { passage, lexis, range: start..start + length }.tag(out);
        start += length;
    }
}

struct Sentence<'a> {
    passage: &'a Passage<'a>,
    lexis: &'a Lexis,
    range: Range<usize>,
}

impl Sentence<'_> {
    fn role(&self, i: usize) -> Role {
        self.lexis.word(self.passage.words[i]).role
    }

    fn tag(&self, out: &mut [VoiceTag]) {
        let mut i = self.range.start;
        while i < self.range.end {
            let role = self.role(i);
            if role.has(Role::ATTRIBUTION) {
                self.attribute(i, out);
            }
            i = match self.clause(i, role) {
                Some(clause) => {
                    let end = clause.end;
                    report(out, clause);
                    end.max(i + 1)
                }
                None => i + 1,
            };
        }
    }

    /// The clause that the verb or participle at `i` hands over.
    fn clause(&self, i: usize, role: Role) -> Option<Range<usize>> {
        if role.has(Role::ACCUSATION) {
            return Some(i + 1..self.clause_end(i + 1));
        }
        if !role.has(Role::VERB.and(Role::PARTICIPLE)) {
            return None;
        }
        let opening = self.opening(i)?;
        Some(opening + 1..self.clause_end(opening + 1))
    }

    /// The word or colon that opens the clause of the verb at `i`, within reach.
    fn opening(&self, i: usize) -> Option<usize> {
        let mut words = 0;
        for j in i + 1..self.range.end {
            if self.passage.tokens.is(j, ":") || self.role(j).has(Role::COMPLEMENT) {
                return Some(j);
            }
            words += usize::from(self.passage.tokens.is_word(j));
            if words > self.passage.language.voice.settings().reach {
                return None;
            }
        }
        None
    }

    /// Where the clause from `start` ends: before a comma that goes back to the own voice, or
    /// with the sentence.
    fn clause_end(&self, start: usize) -> usize {
        (start..self.range.end.saturating_sub(1))
            .find(|&j| is_comma(self.passage.tokens.key(j)) && self.resumes(j + 1))
            .unwrap_or(self.range.end)
    }

    /// Whether the words at `j` go back to the own voice: بينما, or في حين.
    fn resumes(&self, j: usize) -> bool {
        let after_in = self.passage.tokens.is(j, "في") && j + 1 < self.range.end;
        self.role(j + usize::from(after_in)).has(Role::RESUMPTION)
    }

    /// The whole sentence is attributed; the source's own name stays in the own voice.
    fn attribute(&self, i: usize, out: &mut [VoiceTag]) {
        let source_end = (i + 1..self.range.end)
            .find(|&j| self.passage.tokens.token(j).kind == TokenKind::Punctuation)
            .unwrap_or(self.range.end)
            .min(i + 8);
        report(out, self.range.start..i);
        report(out, source_end..self.clause_end(source_end));
    }
}

fn is_comma(key: &str) -> bool {
    matches!(key, "،" | ",")
}

fn report(out: &mut [VoiceTag], clause: Range<usize>) {
    for tag in &mut out[clause.start.min(clause.end)..clause.end] {
        tag.voice = Voice::Reported;
    }
}
