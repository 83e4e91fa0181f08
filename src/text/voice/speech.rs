//! Who speaks: each stretch of another's words, with the words of the article that name the speaker.

use std::ops::Range;

use super::{Frame, Role, VoiceSettings, VoiceTag};
use crate::text::lexis::Lexis;
use crate::text::lists::KeySet;
use crate::text::reading::Passage;
use crate::text::token::{Sign, TokenKind};

/// Behind a preposition that goes on with a speaker's description («القيادي في حركة كذا») at most
/// this many words are looked at.
const DESCRIPTION: usize = 4;
/// Of a sentence that hands over without a verb of speech the subject is within this many words.
const FRONT: usize = 4;
/// Where the subject stands before the verb, it is within this many words.
const BEFORE: usize = 5;
/// What stands behind a quotation names its speaker within this many words.
const BEHIND: usize = 6;

/// Words of another's that stand together in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// Its tokens, the marks between its words with them.
    pub tokens: Range<usize>,
    /// Where its speaker is named.
    pub source: Source,
}

/// Where the speaker of a stretch is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Among these words of the article's own, if anywhere.
    Named(Range<usize>),
    /// The speaker of the stretch before goes on.
    Same,
    /// Nothing says who speaks.
    Unnamed,
}

/// Finds the stretches of others' words, once it is known whose every word is.
pub(crate) fn speeches(
    passage: &Passage<'_>,
    lexis: &Lexis,
    sentences: &[Range<usize>],
    tags: &[VoiceTag],
    out: &mut Vec<Speech>,
) {
    out.clear();
    let (mut spoken, mut opening) = (false, 0);
    let in_title = passage.tokens.title_tokens();
    for sentence in sentences {
        if opening < in_title && sentence.start >= in_title {
            (spoken, opening) = (false, sentence.start);
        }
        let first = out.len();
        let mut from = sentence.start;
        while let Some(tokens) = stretch(passage, tags, from..sentence.end) {
            from = tokens.end;
            let before = out[first..].last().map(|speech| speech.tokens.end);
            let finder = Finder { passage, lexis, tags, sentence: sentence.clone(), before, spoken, opening };
            out.push(Speech { source: finder.source(&tokens), tokens });
        }
        spoken = out.len() > first;
        opening = sentence.start;
    }
}

/// The first stretch of others' words within `tokens`.
fn stretch(passage: &Passage<'_>, tags: &[VoiceTag], tokens: Range<usize>) -> Option<Range<usize>> {
    let mut words = tokens.filter(|&i| passage.tokens.is_word(i));
    let others = |i: &usize| tags[*i].voice.is_others();
    let start = words.find(others)?;
    let last = words.take_while(others).last().unwrap_or(start);
    Some(start..last + 1)
}

/// Finds the speaker of a stretch of others' words in its sentence.
struct Finder<'a> {
    passage: &'a Passage<'a>,
    lexis: &'a Lexis,
    tags: &'a [VoiceTag],
    sentence: Range<usize>,
    /// The end of the stretch before in the sentence.
    before: Option<usize>,
    /// Whether others speak in the sentence before.
    spoken: bool,
    /// Where the sentence before begins.
    opening: usize,
}

impl Finder<'_> {
    fn source(&self, stretch: &Range<usize>) -> Source {
        let gap = self.before.unwrap_or(self.sentence.start)..stretch.start;
        match self.tags[stretch.start].frame {
            Frame::Running if self.words(gap.clone()).next().is_none() => self.running(gap),
            Frame::Headline | Frame::Running => self.before_colon(gap),
            Frame::Attribution => self.attribution(gap, stretch),
            Frame::Naming => self.naming(gap),
            _ => self.reporting(gap, stretch),
        }
    }

    fn role(&self, i: usize) -> Role {
        self.passage.roles[i]
    }

    fn words(&self, tokens: Range<usize>) -> impl DoubleEndedIterator<Item = usize> {
        tokens.filter(|&i| self.passage.tokens.is_word(i))
    }

    /// The speaker of words that run on: the one before, or he whose name and colon are the line before.
    fn running(&self, gap: Range<usize>) -> Source {
        let colon = || (self.opening..gap.end).rev().find(|&i| self.passage.tokens.is_word(i)).map(|i| i + 1);
        let opens = |&end: &usize| end < gap.end && self.passage.tokens.sign(end) == Sign::Colon;
        match colon().filter(opens) {
            Some(end) if !self.spoken && self.before.is_none() => self.before_colon(self.opening..end),
            _ => Source::Same,
        }
    }

    /// What stands before the colon, behind a dash or bar if there is one, without whom the words are
    /// said to: «الجيش لأهالي المدينة: ...».
    fn before_colon(&self, gap: Range<usize>) -> Source {
        let parted = |&i: &usize| matches!(self.passage.tokens.sign(i), Sign::Dash | Sign::Slash);
        let start = gap.clone().rev().find(parted).map_or(gap.start, |i| i + 1);
        let mut words = self.words(start..gap.end);
        let mut last = words.next();
        let to = words.find(|&i| {
            let owner = last.replace(i).is_some_and(|before| self.role(before).has(Role::NOUN));
            !owner && self.carries_la(i)
        });
        Source::Named(start..to.unwrap_or(gap.end))
    }

    /// The source behind بحسب, which stands before the stretch or behind it.
    fn attribution(&self, gap: Range<usize>, stretch: &Range<usize>) -> Source {
        let before = self.words(gap.clone()).rev().find(|&i| self.role(i).has(Role::ATTRIBUTION));
        match before {
            Some(word) => self.attributed(word, gap.end),
            None => self.behind(stretch.end).unwrap_or(Source::Same),
        }
    }

    /// Who calls a thing by a name of his own: the subject behind the verb («تعتبره واشنطن»), else that
    /// of the sentence.
    fn naming(&self, gap: Range<usize>) -> Source {
        let verb = self.words(gap.clone()).rev().find(|&i| self.role(i).has(Role::VIEW.and(Role::NAMING)));
        match verb.map(|verb| self.subject(verb + 1..gap.end)).filter(|subject| !subject.is_empty()) {
            Some(subject) => Source::Named(subject),
            None if self.before.is_some() => Source::Same,
            None => Source::Named(self.front(gap)),
        }
    }

    /// The speaker of words that a verb, participle or noun hands over, or that stand between marks.
    fn reporting(&self, gap: Range<usize>, stretch: &Range<usize>) -> Source {
        let reports = Role::VERB.and(Role::DEED_VERB).and(Role::DEMAND).and(Role::ATTRIBUTION);
        let hands = |&i: &usize| {
            let role = self.role(i);
            role.has(reports) || role.governs_any()
        };
        if let Some(word) = self.words(gap.clone()).rev().find(hands) {
            return match self.role(word) {
                role if role.has(Role::PARTICIPLE) => self.goes_on(gap),
                role if role.has(Role::ATTRIBUTION) => self.attributed(word, gap.end),
                _ => self.of_verb(word, gap),
            };
        }
        if self.words(gap.clone()).any(|i| self.role(i).has(Role::PARTICIPLE)) {
            return self.goes_on(gap);
        }
        self.behind(stretch.end)
            .unwrap_or_else(|| if self.opens(&gap) { self.goes_on(gap) } else { self.quotes_on(gap) })
    }

    /// Whether the own words end in one that opens a clause, or in a colon.
    fn opens(&self, gap: &Range<usize>) -> bool {
        let colon = gap.clone().rev().take(2).any(|i| self.passage.tokens.sign(i) == Sign::Colon);
        colon || self.words(gap.clone()).next_back().is_some_and(|i| self.role(i).has(Role::COMPLEMENT))
    }

    /// A quotation with nothing that hands it over: the speaker before in the sentence goes on, or, at
    /// its front, the one of the sentence before.
    fn quotes_on(&self, gap: Range<usize>) -> Source {
        let goes_on = self.before.is_some() || self.spoken && self.words(gap).next().is_none();
        if goes_on { Source::Same } else { Source::Unnamed }
    }

    /// The speaker before in the sentence, or one that it names; where it has nothing but the words that
    /// hand over, the one before it.
    fn goes_on(&self, gap: Range<usize>) -> Source {
        let hands = Role::PARTICIPLE.and(Role::COMPLEMENT).and(Role::LINK).and(Role::PREPOSITION);
        let empty = |i| self.role(i).has(hands) || self.role(i).is_preposition();
        if self.before.is_some() || self.words(gap.clone()).all(empty) {
            Source::Same
        } else {
            Source::Named(self.front(gap))
        }
    }

    /// The first words of a sentence, where its verb and subject stand.
    fn front(&self, gap: Range<usize>) -> Range<usize> {
        let last = self.words(gap.clone()).take(FRONT).last();
        gap.start..last.map_or(gap.start, |last| last + 1)
    }

    /// The subject of the verb: behind it, else before it in its clause; a verb with neither goes on
    /// with the speaker before.
    fn of_verb(&self, verb: usize, gap: Range<usize>) -> Source {
        if self
            .words(gap.start..verb)
            .next_back()
            .is_some_and(|i| self.is_one_of(i, &self.settings().relatives))
        {
            return Source::Unnamed;
        }
        let before = self.before_verb(verb, &gap);
        // With one who is addressed behind the verb, a subject before it is the speaker.
        let addresses = self.role(verb).has(Role::ADDRESSES);
        let behind = match self.subject(self.subject_from(verb, gap.end)..gap.end) {
            object if addresses && (before.is_some() || self.is_plural(verb)) => object.start..object.start,
            subject if addresses => self.without_object(subject),
            subject => subject,
        };
        if !behind.is_empty() {
            let owned = usize::from(behind.end == gap.end && self.is_owned(&behind));
            return Source::Named(behind.start..behind.end + owned);
        }
        before.map_or(Source::Same, Source::Named)
    }

    /// The words before the verb in its clause that may name its subject: those right before it, or,
    /// where it goes on after a verb before it, those at the clause's front.
    fn before_verb(&self, verb: usize, gap: &Range<usize>) -> Option<Range<usize>> {
        let comma = |&i: &usize| self.passage.tokens.sign(i) == Sign::Comma;
        let clause = (gap.start..verb).rev().find(comma).map_or(gap.start, |i| i + 1)..verb;
        let empty = Role::LINK.and(Role::COMPLEMENT).and(Role::RESUMPTION).and(Role::PREPOSITION);
        let names =
            |i: usize| !self.role(i).has(empty) && self.passage.tokens.token(i).kind == TokenKind::Word;
        if !self.words(clause.clone()).any(names) {
            return None;
        }
        if self.lexis.word(self.passage.words[verb]).proclitics.conjunction {
            return Some(self.front(clause));
        }
        let first = self.words(clause.clone()).rev().take(BEFORE).last();
        first.map(|first| first..clause.end)
    }

    /// Whether the verb has its subject in itself: قالوا.
    fn is_plural(&self, verb: usize) -> bool {
        self.passage.tokens.key(verb).ends_with("وا")
    }

    /// The subject of a verb behind which an object may follow with nothing between: all its words
    /// where it is somebody's spokesman, else the first.
    fn without_object(&self, subject: Range<usize>) -> Range<usize> {
        let whose = |i: usize| self.lexis.word(self.passage.words[i]).without_conjunction();
        match self.words(subject.clone()).next() {
            Some(first) if !self.settings().spokesmen.contains(whose(first)) => {
                let alone = subject.start..first + 1;
                let owned = usize::from(alone.end < subject.end && self.is_owned(&alone));
                alone.start..alone.end + owned
            }
            _ => subject,
        }
    }

    /// Whether a noun of speech goes on with its owner among the words it was cut off from: «دعا بيان
    /// للحركة إلى ...», whose verb governs ل too.
    fn is_owned(&self, subject: &Range<usize>) -> bool {
        self.role(subject.end - 1).has(Role::NOUN) && self.carries_la(subject.end)
    }

    fn settings(&self) -> &VoiceSettings {
        self.passage.language.voice.settings()
    }

    fn is_one_of(&self, i: usize, words: &KeySet) -> bool {
        words.contains(self.passage.tokens.key(i))
    }

    fn carries_la(&self, i: usize) -> bool {
        let word = self.lexis.word(self.passage.words[i]);
        word.proclitics.preposition && word.without_conjunction().starts_with('ل')
    }

    /// Where the subject of the verb may begin: of نقل عن, جاء في it is where the words are taken from.
    fn subject_from(&self, verb: usize, end: usize) -> usize {
        let stem = self.lexis.word(self.passage.words[verb]).stem();
        let taken = self.settings().sources.iter().find(|[verb, _]| stem.starts_with(verb.as_str()));
        let from = |[_, from]: &[String; 2]| (verb + 1..end).find(|&i| self.passage.tokens.is(i, from));
        taken.and_then(from).unwrap_or(verb) + 1
    }

    /// The words that name the subject of a verb, whom it speaks to («قال للجزيرة») passed over.
    fn subject(&self, tokens: Range<usize>) -> Range<usize> {
        let to = |&i: &usize| !self.lexis.word(self.passage.words[i]).proclitics.preposition;
        let start = self.words(tokens.clone()).find(to).unwrap_or(tokens.end);
        self.phrase(start..tokens.end)
    }

    /// The words that describe a speaker, from the front of `tokens`: up to a clause, or to a
    /// preposition that leads to the occasion or the matter. في and من may go on with a description.
    fn phrase(&self, tokens: Range<usize>) -> Range<usize> {
        let (mut end, mut left) = (tokens.start, usize::MAX);
        for i in self.words(tokens.clone()) {
            let role = self.role(i);
            let clause =
                role.has(Role::COMPLEMENT.and(Role::WHAT)) || self.is_one_of(i, &self.settings().relatives);
            if left == 0 || clause {
                break;
            }
            left -= 1;
            let occasion =
                || self.words(i + 1..tokens.end).next().is_some_and(|i| self.role(i).has(Role::NOUN));
            if end > tokens.start && self.is_one_of(i, &self.settings().describing) && !occasion() {
                left = left.min(DESCRIPTION);
            } else if role.has(Role::PREPOSITION) || role.is_preposition() {
                break;
            }
            end = i + 1;
        }
        tokens.start..end
    }

    /// The source behind the attribution at `word`, within `end`: بحسب فلان، نقلا عن فلان.
    fn attributed(&self, word: usize, end: usize) -> Source {
        let first = self.words(word + 1..end).find(|&i| !self.role(i).is_preposition());
        Source::Named(self.phrase(first.unwrap_or(end)..end))
    }

    /// The speaker who is named behind his words: «...»، قال فلان, or بحسب فلان.
    fn behind(&self, end: usize) -> Option<Source> {
        let own = |i: &usize| !self.tags[*i].voice.is_others();
        let words: Vec<usize> = self.words(end..self.sentence.end).take_while(own).collect();
        let names = |&i: &usize| self.role(i).has(Role::VERB.and(Role::ATTRIBUTION));
        let place = words.iter().take(BEHIND).position(names)?;
        let (word, end) = (words[place], words.last()? + 1);
        let echo = words.get(place + 1).is_some_and(|&next| self.role(next).has(Role::ECHO));
        match self.role(word) {
            _ if echo => Some(Source::Same),
            role if role.has(Role::ATTRIBUTION) => Some(self.attributed(word, end)),
            _ => Some(self.subject(word + 1..end)).filter(|s| !s.is_empty()).map(Source::Named),
        }
    }
}
