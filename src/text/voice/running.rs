//! Speech that runs on over sentences with nothing in them to say so: posts under a speaker's
//! name, headlines in two sentences, what follows a colon, and excerpts that begin in mid-speech.

use std::ops::Range;

use super::headline::speaker_colon;
use super::{Frame, Role, VoiceTag, report};
use crate::text::lexis::Lexis;
use crate::text::reading::Passage;
use crate::text::token::{Sign, TokenKind};

/// A post has at most this many tokens.
const LONGEST_POST: usize = 300;

pub(super) fn tag(passage: &Passage<'_>, lexis: &Lexis, sentences: &[Range<usize>], out: &mut [VoiceTag]) {
    let mut running = Running { passage, lexis, sentences, title: passage.tokens.title_tokens(), out };
    if running.title > 0 {
        running.headline();
        if running.translation() {
            return;
        }
    } else if running.post() {
        return;
    }
    running.interview();
    running.lead();
    running.after_colons();
}

struct Running<'a, 'o> {
    passage: &'a Passage<'a>,
    lexis: &'a Lexis,
    sentences: &'a [Range<usize>],
    /// How many tokens the title has.
    title: usize,
    out: &'o mut [VoiceTag],
}

impl<'a> Running<'a, '_> {
    /// The sentences of the text.
    fn text(&self) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let title = self.title;
        let all = self.sentences.iter().filter(move |s| s.end > title);
        all.map(move |s| s.start.max(title)..s.end)
    }

    fn words(&self, sentence: Range<usize>) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        let tokens = self.passage.tokens;
        sentence.filter(move |&i| tokens.is_word(i))
    }

    /// Whether any word is another's.
    fn heard(&self, mut words: Range<usize>) -> bool {
        words.any(|i| self.out[i].voice.is_others())
    }

    /// How many words of the own voice are in the first person plural.
    fn first_persons(&self, words: Range<usize>) -> usize {
        words.filter(|&i| self.passage.roles[i].has(Role::FIRST) && !self.out[i].voice.is_others()).count()
    }

    /// What follows the sentence that ends a title in another's words is his as well:
    /// «فلان: ... وسوف نرد».
    fn headline(&mut self) {
        let mut speaks = false;
        for sentence in self.sentences.iter().take_while(|s| s.end <= self.title).cloned() {
            let Some(last) = self.words(sentence.clone()).next_back() else { continue };
            if speaks && !self.heard(sentence.clone()) {
                report(self.out, sentence, Frame::Running);
            } else {
                speaks = self.out[last].voice.is_others();
            }
        }
    }

    /// The text under a title such as «"هآرتس": ...» that nowhere names the paper is the paper's,
    /// translated.
    fn translation(&mut self) -> bool {
        let tokens = self.passage.tokens;
        let Some(colon) = (0..self.title).find(|&i| tokens.sign(i) == Sign::Colon) else { return false };
        let name: Vec<usize> = self.words(0..colon).collect();
        let Some(&last) = name.last() else { return false };
        let written: Vec<&str> = name.iter().map(|&i| tokens.key(i)).collect();
        let paper = self.passage.language.voice.settings().papers.contains(&written.join(" "));
        let named = || self.words(self.title..tokens.len()).any(|i| tokens.is(i, tokens.key(last)));
        let translated = paper && !named();
        if translated {
            report(self.out, self.title..tokens.len(), Frame::Running);
        }
        translated
    }

    /// The answers of an interview: what follows a question that begins with a mark («■», «<»)
    /// or whose answer begins with a dash, up to the next question, or, where there is but one,
    /// to the end of the paragraph.
    fn interview(&mut self) {
        let questions = self.text().filter(|s| self.question(s.clone())).count();
        if questions == 0 {
            return;
        }
        let (mut asked, mut answers) = (None, false);
        for sentence in self.text() {
            let Some(first) = self.words(sentence.clone()).next() else { continue };
            let question = self.question(sentence.clone());
            let bullet = self.bullet(sentence.start..first);
            answers &= !(question && bullet.is_some() || questions == 1 && self.parted(first));
            answers |=
                !question && (asked == Some(Sign::Other) || asked.is_some() && bullet == Some(Sign::Dash));
            if answers {
                report(self.out, sentence, Frame::Running);
            }
            asked = question.then(|| bullet.unwrap_or(Sign::Stop));
        }
    }

    fn question(&self, sentence: Range<usize>) -> bool {
        let tokens = self.passage.tokens;
        sentence.rev().take(3).any(|i| tokens.sign(i) == Sign::Exclamation && tokens.is(i, "؟"))
    }

    /// The mark that a question or an answer begins with; not that of a topic (#).
    fn bullet(&self, before: Range<usize>) -> Option<Sign> {
        let tokens = self.passage.tokens;
        let mark =
            before.rev().find(|&i| tokens.token(i).kind == TokenKind::Punctuation && !tokens.is(i, "#"))?;
        Some(tokens.sign(mark)).filter(|sign| matches!(sign, Sign::Other | Sign::Dash))
    }

    /// A text without a title that begins with its speaker and a colon is a post of his: to the end
    /// of the paragraph, or of the text where the colon ends its line. A headline is the line of an
    /// article of its own, and what is longer than a post is an article.
    fn post(&mut self) -> bool {
        let tokens = self.passage.tokens;
        let most = self.passage.language.voice.settings().post_speaker_words;
        let Some(first) = self.sentences.first().cloned() else { return false };
        let Some(colon) = speaker_colon(self.passage, self.out, first, most) else { return false };
        let ends_line = |&i: &usize| tokens.token(i).kind == TokenKind::Break;
        let end = match (colon + 1..tokens.len()).find(ends_line) {
            Some(line) if line > colon + 1 => line,
            _ => tokens.len(),
        };
        if end - colon > LONGEST_POST {
            return false;
        }
        report(self.out, colon + 1..end, Frame::Running);
        end == tokens.len()
    }

    /// A text that begins in mid-speech: the sentence before «وأضاف» or «مؤكدا» where it begins
    /// with و or أو or the title lets somebody speak, and then sentences that say "we".
    fn lead(&mut self) {
        let titled = self.heard(0..self.title);
        let mut before: Option<Range<usize>> = None;
        for sentence in self.text() {
            let Some(first) = self.words(sentence.clone()).next() else { continue };
            if self.heard(sentence.clone()) {
                if let Some(before) = before.filter(|_| self.goes_on(first)) {
                    report(self.out, before, Frame::Running);
                }
                return;
            }
            if titled && self.first_persons(sentence.clone()) > 1 {
                report(self.out, sentence.clone(), Frame::Running);
            }
            before = (titled || self.joined(first)).then_some(sentence);
        }
    }

    /// Whether the word that begins a sentence goes on with a speech: وأضاف، مؤكدا.
    fn goes_on(&self, i: usize) -> bool {
        let role = self.passage.roles[i];
        role.has(Role::CONTINUES) && self.joined(i) || role.has(Role::PARTICIPLE)
    }

    fn joined(&self, i: usize) -> bool {
        let word = self.lexis.word(self.passage.words[i]);
        word.proclitics.conjunction || word.role.has(Role::JOINED.and(Role::LINK))
    }

    /// What follows a sentence that ends in speech behind a colon is the same speaker's, up to
    /// the end of the paragraph, the next frame, or where the article's own voice resumes.
    fn after_colons(&mut self) {
        let mut speaks = false;
        for sentence in self.text() {
            let Some(first) = self.words(sentence.clone()).next() else { continue };
            if self.heard(sentence.clone()) {
                speaks = self.ends_behind_colon(sentence);
                continue;
            }
            speaks &= !self.passage.roles[first].has(Role::RESUMPTION.and(Role::VERB)) && !self.parted(first);
            if speaks {
                report(self.out, sentence, Frame::Running);
            }
        }
    }

    /// Whether `sentence` ends in another's words that a colon with a verb before it opens.
    fn ends_behind_colon(&self, sentence: Range<usize>) -> bool {
        let last = self.words(sentence.clone()).next_back();
        let Some(last) = last.filter(|&i| self.out[i].voice.is_others()) else { return false };
        let own = (sentence.start..last).rev().find(|&i| !self.out[i].voice.is_others());
        own.is_some_and(|i| {
            let speaks = Role::VERB.and(Role::PARTICIPLE);
            self.passage.tokens.sign(i) == Sign::Colon
                && (sentence.start..i).any(|j| self.passage.roles[j].has(speaks))
        })
    }

    /// Whether a line break stands between the word at `i` and the one before it.
    fn parted(&self, i: usize) -> bool {
        let tokens = self.passage.tokens;
        (self.title..i)
            .rev()
            .take_while(|&j| !tokens.is_word(j))
            .any(|j| tokens.token(j).kind == TokenKind::Break)
    }
}
