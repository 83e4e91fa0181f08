//! Headlines and paragraphs of the form «X: ...», where the rest is X's words.

use std::ops::Range;

use super::{Frame, Role, Voice, VoiceTag, report};
use crate::text::lexis::Lexis;
use crate::text::reading::Passage;
use crate::text::token::{Sign, TokenKind};

pub(super) fn tag(passage: &Passage<'_>, lexis: &Lexis, sentences: &[Range<usize>], out: &mut [VoiceTag]) {
    let most = passage.language.voice.settings().speaker_words;
    let title = passage.tokens.title_tokens();
    for sentence in sentences {
        let Some(colon) = speaker_colon(passage, out, sentence.clone(), most) else { continue };
        // A headline, or what a post begins with; further down a colon mostly follows no speaker.
        let headline = sentence.start < title || title == 0 && sentence.start == 0;
        if headline || has_role(passage, lexis, sentence.start..colon) {
            report(out, colon + 1..sentence.end, Frame::Headline);
        }
    }
}

/// Whether any of the words says what somebody is (an office, a spokesman, an observer), or they end in quotation marks
/// («النجار»:).
fn has_role(passage: &Passage<'_>, lexis: &Lexis, words: Range<usize>) -> bool {
    let settings = passage.language.voice.settings();
    let marked = matches!(passage.tokens.token(words.end - 1).kind, TokenKind::Quote(_));
    let who = |i: usize| {
        let stem = lexis.word(passage.words[i]).stem();
        [&settings.offices, &settings.observers, &settings.spokesmen].iter().any(|list| list.contains(stem))
    };
    marked || words.filter(|&i| passage.tokens.is_word(i)).any(who)
}

/// The colon after a speaker's name of at most `most` words at the front of `sentence`. What names a
/// place or a kind of news («اليمن:», «عاجل:») or opens a list («وهم:») is no speaker, a verb
/// before the colon leaves it to the reporting verbs, and «فلان يكتب:» names the author. Behind a
/// dash or bar the count begins anew.
pub(super) fn speaker_colon(
    passage: &Passage<'_>,
    out: &[VoiceTag],
    sentence: Range<usize>,
    most: usize,
) -> Option<usize> {
    let (mut words, mut labels) = (0, 0);
    let mut label = false;
    let mut last = Role::default();
    for i in sentence {
        let sign = passage.tokens.sign(i);
        if sign == Sign::Colon {
            let plain = label || last.has(Role::LIST_HEAD) || 2 * labels >= words;
            let speaks = words > 0 && !plain && !within_number_or_address(passage, i);
            return (speaks && !before_quotation(passage, out, i)).then_some(i);
        }
        if matches!(sign, Sign::Dash | Sign::Slash) {
            (words, labels, label) = (0, 0, false);
        }
        if passage.tokens.is_word(i) {
            let before = last;
            last = passage.roles[i];
            label |=
                words == 0 && (last.has(Role::LABEL) || last.has(Role::PREPOSITION) || last.is_preposition());
            words += 1;
            let number = passage.tokens.token(i).kind == TokenKind::Number;
            labels += usize::from(number || last.has(Role::LABEL));
            // أبرز ما جاء في كلمة فلان:
            let verb = last.has(Role::VERB) && !before.has(Role::WHAT);
            if words > most || verb || last.has(Role::BYLINE) {
                return None;
            }
        }
    }
    None
}

/// Whether the colon at `i` belongs to a time of day, a score or a web address.
pub(super) fn within_number_or_address(passage: &Passage<'_>, i: usize) -> bool {
    let tokens = passage.tokens;
    if i == 0 || i + 1 >= tokens.len() {
        return false;
    }
    let number = |j: usize| tokens.token(j).kind == TokenKind::Number;
    let address = tokens.sign(i + 1) == Sign::Slash && !tokens.token(i + 1).spaced;
    address || number(i - 1) && number(i + 1)
}

/// Whether a quotation follows the colon at `i`: it speaks for itself, and ends with its mark.
pub(super) fn before_quotation(passage: &Passage<'_>, out: &[VoiceTag], i: usize) -> bool {
    let mark = passage.tokens.all().get(i + 1).is_some_and(|t| matches!(t.kind, TokenKind::Quote(_)));
    mark && out.get(i + 2).is_some_and(|tag| tag.voice == Voice::Quoted)
}
