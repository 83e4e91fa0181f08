//! Headlines and paragraphs of the form «X: ...», where the rest is X's words.

use super::{Role, Voice, VoiceTag};
use crate::text::lexis::Lexis;
use crate::text::reading::Passage;

pub(super) fn tag(passage: &Passage<'_>, lexis: &Lexis, out: &mut [VoiceTag]) {
    let mut i = 0;
    while i < passage.tokens.len() {
        let sentence = passage.sentences[i];
        let length = passage.sentences[i..].iter().take_while(|&&s| s == sentence).count();
        let end = i + length;
        if let Some(colon) = speaker_colon(passage, lexis, i, end) {
            for tag in &mut out[colon + 1..end] {
                tag.voice = Voice::Reported;
            }
        }
        i = end;
    }
}

/// The colon after a speaker's name at the front of the sentence `start..end`. What names a
/// place or a kind of news («اليمن:», «عاجل:») is no speaker.
fn speaker_colon(passage: &Passage<'_>, lexis: &Lexis, start: usize, end: usize) -> Option<usize> {
    let most = passage.language.voice.settings().speaker_words;
    let mut words = 0;
    let mut label = false;
    for i in start..end {
        if passage.tokens.is(i, ":") {
            return (words > 0 && !label).then_some(i);
        }
        if passage.tokens.is_word(i) {
            words += 1;
            label |= lexis.word(passage.words[i]).role.has(Role::LABEL);
            if words > most {
                return None;
            }
        }
    }
    None
}
