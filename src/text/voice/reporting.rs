//! Reporting verbs, participles and attributions, each with the clause it hands to a speaker.
//!
//! Works sentence by sentence. A frame (verb or participle with its subject) stays in the
//! article's own voice; what it hands over runs to the next frame, to a comma that goes back to
//! the own voice, or to the sentence's end.

use std::ops::Range;

use super::opening::Opening;
use super::{Frame, Role, Voice, VoiceTag, report};
use crate::text::lexis::Lexis;
use crate::text::reading::Passage;
use crate::text::token::{Field, Sign, TokenKind};

pub(super) fn tag(passage: &Passage<'_>, lexis: &Lexis, sentences: &[Range<usize>], out: &mut [VoiceTag]) {
    let mut before = Before::Nothing;
    for range in sentences.iter().cloned() {
        let mut sentence = Sentence { passage, lexis, range: range.clone(), out };
        sentence.tag(before);
        let Some(last) = range.clone().rev().find(|&i| passage.tokens.is_word(i)) else { continue };
        let title = passage.tokens.field(last) == Field::Title;
        let heard = title && out[range].iter().any(|tag| tag.voice.is_others());
        before = if heard || title && before == Before::SpokenTitle {
            Before::SpokenTitle
        } else if !title && out[last].voice.is_others() {
            Before::Speech
        } else {
            Before::Nothing
        };
    }
}

/// What stands before a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A sentence that ends in another's words.
    Speech,
    /// The title, with another's words in it.
    SpokenTitle,
    /// Neither.
    Nothing,
}

pub(super) struct Sentence<'a, 'o> {
    pub(super) passage: &'a Passage<'a>,
    pub(super) lexis: &'a Lexis,
    pub(super) range: Range<usize>,
    pub(super) out: &'o mut [VoiceTag],
}

impl Sentence<'_, '_> {
    pub(super) fn role(&self, i: usize) -> Role {
        self.passage.roles[i]
    }

    pub(super) fn is_word(&self, i: usize) -> bool {
        self.passage.tokens.is_word(i)
    }

    pub(super) fn is_comma(&self, i: usize) -> bool {
        self.passage.tokens.sign(i) == Sign::Comma
    }

    /// The next word after `i` in the sentence.
    pub(super) fn next_word(&self, i: usize) -> Option<usize> {
        (i + 1..self.range.end).find(|&j| self.is_word(j))
    }

    /// The word right before `i`, no comma or other sign between but quotation marks.
    pub(super) fn word_before(&self, i: usize) -> Option<usize> {
        let before = (self.range.start..i)
            .rev()
            .find(|&j| !matches!(self.passage.tokens.token(j).kind, TokenKind::Quote(_)))?;
        self.is_word(before).then_some(before)
    }

    fn report(&mut self, clause: Range<usize>, frame: Frame) {
        report(self.out, clause, frame);
    }

    /// Tags the sentence. One that begins with وأن goes on with a speech before it, and a text
    /// that begins with أن with the one in its title.
    fn tag(&mut self, before: Before) {
        let mut i = self.range.start;
        let first = self.range.clone().find(|&j| self.is_word(j));
        if let Some(first) = first.filter(|&first| self.goes_on(first, before)) {
            i = self.clause_end(first + 1);
            self.report(first..i, Frame::Running);
        }
        while i < self.range.end {
            i = self.step(i).max(i + 1);
        }
    }

    fn goes_on(&self, first: usize, before: Before) -> bool {
        let joined = || self.lexis.word(self.passage.words[first]).proclitics.conjunction;
        let opens = self.role(first).has(Role::COMPLEMENT);
        opens && (before == Before::SpokenTitle || before == Before::Speech && joined())
    }

    /// Tags what the word at `i` hands over; where to go on.
    fn step(&mut self, i: usize) -> usize {
        let role = self.role(i);
        if !role.has(Role::HANDS_OVER) {
            return i + 1;
        }
        if self.attributes(i, role) {
            return self.attribute(i);
        }
        if role.has(Role::PRETEXT) {
            let end = self.phrase_end(i + 1);
            self.report(i + 1..end, Frame::Naming);
            return end;
        }
        if role.has(Role::NAMING) && self.word_before(i).is_some_and(|b| self.role(b).has(Role::WHAT)) {
            let end = self.name_end(i + 1);
            self.report(i + 1..end, Frame::Naming);
            return end;
        }
        if role.has(Role::VIEW) {
            let words = self.passage.language.voice.settings().view_words;
            let start = self.next_word(i).map_or(i, |subject| subject) + 1;
            let end = self.phrase_end(start).min(start + words);
            self.report(start..end, Frame::Naming);
            return end;
        }
        let Some(start) = self.clause_start(i, role) else { return i + 1 };
        let end = self.clause_end(start);
        self.report(start..end, self.opened_by(start));
        end
    }

    /// The frame of a clause by what it begins with.
    fn opened_by(&self, start: usize) -> Frame {
        let role = self.passage.roles.get(start).copied().unwrap_or_default();
        if role.has(Role::COMPLEMENT) {
            Frame::Clause
        } else if self.passage.tokens.sign(start - 1) == Sign::Colon {
            Frame::Colon
        } else if role.has(Role::DEED.and(Role::FOR_DEED)) {
            Frame::Deed
        } else {
            Frame::Object
        }
    }

    /// Where the clause begins that the verb or participle at `i` hands over.
    fn clause_start(&self, i: usize, role: Role) -> Option<usize> {
        match self.handed_over(i, role) {
            Opening::At(start) => Some(start),
            Opening::Quotation | Opening::None => None,
        }
    }

    /// What the verb, participle or noun of speech at `i` hands over.
    fn handed_over(&self, i: usize, role: Role) -> Opening {
        let noun = role.has(Role::DOUBTFUL) && !self.leads(i);
        if noun || self.out[i].voice == Voice::Quoted || self.impersonal(i, role) {
            return Opening::None;
        }
        let settings = self.passage.language.voice.settings();
        if role.has(Role::PARTICIPLE) && self.is_circumstance(i) {
            let governs = if role.governs_any() { settings.governed_reach } else { 0 };
            match self.opening(i, role, settings.participle_reach.max(governs)) {
                Opening::None if !role.governs_any() => self.what_follows(i),
                opening => opening,
            }
        } else if finite(role) {
            match self.opening(i, role, settings.reach) {
                Opening::None if role.has(Role::SPEECH) => self.after_subject(i, settings.reach),
                opening => opening,
            }
        } else if role.has(Role::NOUN) {
            self.opening(i, role, settings.noun_reach)
        } else {
            Opening::None
        }
    }

    /// Whether the word at `i` is the first of the sentence or joined to what stands before it: by و, or behind a link.
    fn leads(&self, i: usize) -> bool {
        self.is_joined(i) || !(self.range.start..i).any(|j| self.is_word(j))
    }

    fn is_joined(&self, i: usize) -> bool {
        let linked = |before: usize| self.role(before).has(Role::LINK);
        self.role(i).has(Role::JOINED)
            || self.lexis.word(self.passage.words[i]).proclitics.conjunction
            || self.word_before(i).is_some_and(linked)
    }

    /// What stands behind the participle at `i`, and behind its preposition.
    fn what_follows(&self, i: usize) -> Opening {
        let Some(next) = self.next_word(i) else { return Opening::None };
        if self.role(next).has(Role::PREPOSITION) {
            return self.opening(i, self.role(i), self.passage.language.voice.settings().reach);
        }
        Opening::At(if self.role(next).is_preposition() { next + 1 } else { i + 1 })
    }

    /// Whether the participle at `i` stands as an adverb (مؤكدا، مؤكدة after a comma) and is no
    /// noun or adjective.
    fn is_circumstance(&self, i: usize) -> bool {
        let word = self.lexis.word(self.passage.words[i]);
        let definite = word.proclitics.article || word.proclitics.preposition;
        let accusative = word.key().ends_with('ا');
        let before = self.word_before(i);
        // Of fifteen accused, متهما counts.
        let counted = before.is_some_and(|b| self.passage.tokens.token(b).kind == TokenKind::Number);
        !definite && !counted && (accusative || word.proclitics.conjunction || before.is_none())
    }

    /// Whether the verb at `i` says nothing of a speaker: يذكر أن، يشار إلى أن, or has a fact for
    /// its subject: ما يؤكد أن (but not ما أعلنه فلان, which names one).
    fn impersonal(&self, i: usize, role: Role) -> bool {
        let fact = |j: Option<usize>| j.is_some_and(|j| self.role(j).has(Role::FACT));
        let subject = fact(self.word_before(i)) && !self.passage.tokens.key(i).ends_with('ه');
        // نفى ما تردد: what is denied, and no subject.
        let subject_behind = self.next_word(i).filter(|&next| !self.role(next).has(Role::WHAT));
        if finite(role) && (subject || fact(subject_behind)) {
            return true;
        }
        role.has(Role::IMPERSONAL)
            && self.next_word(i).is_some_and(|next| {
                let opens = |j| self.role(j).has(Role::COMPLEMENT);
                opens(next) || self.next_word(next).is_some_and(opens)
            })
    }

    /// Where the clause from `start` ends: before the next frame, before a comma that goes back
    /// to the own voice, with the brackets it stands in, or with the sentence.
    fn clause_end(&self, start: usize) -> usize {
        let mut brackets = 0_i32;
        (start..self.range.end.saturating_sub(1))
            .find(|&j| {
                match self.passage.tokens.sign(j) {
                    Sign::Opening => brackets += 1,
                    Sign::Closing => brackets -= 1,
                    _ => {}
                }
                if brackets < 0 {
                    return true;
                }
                j > start && self.is_word(j) && (self.frame_at(j) || self.attributes_aside(j))
                    || self.is_comma(j) && self.resumes(j + 1)
            })
            .unwrap_or(self.range.end)
    }

    /// Whether a new frame stands at `j` and hands something over.
    fn frame_at(&self, j: usize) -> bool {
        let role = self.role(j);
        if !role.has(Role::HANDS_OVER.and(Role::LINK)) {
            return false;
        }
        if role.has(Role::LINK) {
            return self.next_word(j).is_some_and(|next| self.frame_at(next));
        }
        self.begins_frame(j, role) && !matches!(self.handed_over(j, role), Opening::None)
    }

    /// Whether the word at `j` begins a new frame: a verb or participle after a comma or with و.
    pub(super) fn begins_frame(&self, j: usize, role: Role) -> bool {
        let verb = finite(role);
        let participle = role.has(Role::PARTICIPLE) && self.is_circumstance(j);
        if !(verb || participle) || self.out[j].voice == Voice::Quoted {
            return false;
        }
        participle || self.is_joined(j) || j > self.range.start && self.is_comma(j - 1)
    }

    /// Whether the words at `j` go back to the own voice: بينما, or في حين; but not كما أن.
    fn resumes(&self, j: usize) -> bool {
        let after_in = self.passage.tokens.is(j, "في") && j + 1 < self.range.end;
        let at = j + usize::from(after_in);
        let role = self.role(at);
        let joins = || self.next_word(at).is_some_and(|next| self.role(next).has(Role::COMPLEMENT));
        role.has(Role::RESUMPTION) && (role.has(Role::IMPERSONAL) || !joins())
    }

    /// Whether the word at `i` attributes what stands around it: بحسب with a source, على حد قوله.
    fn attributes(&self, i: usize, role: Role) -> bool {
        if self.out[i].voice == Voice::Quoted {
            return false;
        }
        let next = self.next_word(i).map_or(Role::default(), |next| self.role(next));
        let echo = next.has(Role::ECHO);
        // وحسب، and فحسب، mean "only".
        let source =
            i + 1 < self.range.end && self.passage.tokens.token(i + 1).kind != TokenKind::Punctuation;
        role.has(Role::ATTRIBUTION)
            && source
            && (echo || !self.passage.tokens.is(i, "حد") && !next.has(Role::NO_SOURCE))
    }

    /// Whether an attribution stands at `i` apart from the clause, behind a comma or dash: it is
    /// the article's own.
    fn attributes_aside(&self, i: usize) -> bool {
        if !matches!(self.passage.tokens.sign(i - 1), Sign::Comma | Sign::Dash) {
            return false;
        }
        let limit = self.next_word(i).filter(|&next| self.passage.tokens.is(next, "حد"));
        let at = limit.unwrap_or(i);
        self.attributes(at, self.role(at))
    }

    /// Tags what the attribution at `i` hands over: the clause behind the source it names, and,
    /// unless a frame has taken them, the words before it. The source stays in the own voice.
    fn attribute(&mut self, i: usize) -> usize {
        let leads = !(self.range.start..i).any(|j| self.is_word(j));
        let framed = (self.range.start..i).any(|j| {
            let role = self.role(j);
            self.out[j].voice == Voice::Reported || role.has(Role::VERB) && !self.impersonal(j, role)
        });
        if !leads && !framed {
            let phrase = i - usize::from(self.passage.tokens.is(i, "حد"));
            self.report(self.range.start..phrase, Frame::Attribution);
        }
        if let Some(echo) = self.next_word(i).filter(|&next| self.role(next).has(Role::ECHO)) {
            // What it stands aside of goes on behind the comma.
            let goes_on = framed && echo + 1 < self.range.end && self.is_comma(echo + 1);
            let end = if goes_on { self.clause_end(echo + 2) } else { echo + 1 };
            self.report(echo + 2..end, Frame::Attribution);
            return end;
        }
        let most = self.passage.language.voice.settings().source_tokens;
        let source_end = (i + 1..self.range.end).find(|&j| {
            let sign = self.passage.tokens.token(j).kind == TokenKind::Punctuation;
            sign || j > i + 1 && self.role(j).has(Role::COMPLEMENT)
        });
        let start = match source_end {
            Some(end) if leads || end <= i + most => end + usize::from(!self.is_word(end)),
            None if leads => i + most,
            _ => self.range.end,
        };
        let start = start.min(self.range.end);
        // A frame of its own behind the source (بحسب الوكالة، قال الوزير إن) speaks for itself.
        let end = match self.next_word(start.saturating_sub(1)) {
            Some(first) if self.frames(first) => start,
            _ => self.clause_end(start),
        };
        self.report(start..end, Frame::Attribution);
        end
    }

    fn frames(&self, i: usize) -> bool {
        let role = self.role(i);
        role.has(Role::VERB) && self.clause_start(i, role).is_some()
    }

    /// Where a phrase without a verb of its own ends: at the next comma or other sign.
    fn phrase_end(&self, start: usize) -> usize {
        let sign = |&j: &usize| self.passage.tokens.token(j).kind == TokenKind::Punctuation;
        (start..self.range.end).find(sign).unwrap_or(self.range.end)
    }

    /// Where another's name for a thing ends: at the mark that closes it, or after a few words.
    fn name_end(&self, start: usize) -> usize {
        let most = self.passage.language.voice.settings().naming_words;
        let end = self.phrase_end(start);
        let (mut words, mut marks) = (0, 0);
        for j in start..end {
            if matches!(self.passage.tokens.token(j).kind, TokenKind::Quote(_)) {
                marks += 1;
                if marks == 2 {
                    return j;
                }
            } else if self.is_word(j) && marks == 0 {
                words += 1;
                if words == most {
                    return j + 1;
                }
            }
        }
        end
    }
}

/// Whether a word of this role hands something over wherever it stands: a finite verb or a demand.
fn finite(role: Role) -> bool {
    let verb = Role::VERB.and(Role::DEED_VERB).and(Role::DEMAND);
    role.has(verb) || role.governs_any() && !role.has(Role::PARTICIPLE)
}
