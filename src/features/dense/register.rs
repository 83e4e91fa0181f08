//! The register of a text: its marks, its sentences, and how often it has words of each class of
//! [`crate::text::RegisterSettings`]. Sermons and opinion take sides more often than bulletins.

use std::ops::Range;

use crate::text::voice::Role;
use crate::text::{Ending, REGISTERS, Reading, TokenKind};

/// Exclamation marks, question marks (a row of them once), dots that leave something out, the first person plural, verbs of
/// speech, numbers, sentences, quotation marks, words in scare quotes, line breaks; then the classes of words.
pub const COLUMNS: usize = CLASSES + REGISTERS;
const EXCLAMATION: u8 = 0;
const QUESTION: u8 = 1;
const DOTS: u8 = 2;
const FIRST: u8 = 3;
const SPEECH: u8 = 4;
const NUMBER: u8 = 5;
const SENTENCE: u8 = 6;
const QUOTE: u8 = 7;
const SCARE: u8 = 8;
const BREAK: u8 = 9;
const CLASSES: usize = 10;
/// A full stop, which has no column.
const STOP: u8 = u8::MAX;

/// What a share of the words is multiplied with.
const SCALE: f64 = 10.0;
/// A larger share counts as this one: texts that are nothing but marks are of no register that was learned from.
const MOST: f64 = 0.15;

/// What of each column stands where in a document.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// Tokens with the columns that they count in, in order.
    events: Vec<(u32, u8)>,
}

impl Register {
    /// Reads a document.
    pub fn read(&mut self, reading: &Reading) {
        self.events.clear();
        let mut sentence = None;
        for i in 0..reading.tokens.len() {
            if sentence != Some(reading.sentences[i]) {
                sentence = Some(reading.sentences[i]);
                self.events.push((i as u32, SENTENCE));
            }
            match reading.tokens.token(i).kind {
                TokenKind::Word => self.word(i, reading.roles[i], reading.voices[i].scare),
                TokenKind::Punctuation => {
                    let before = |n: usize| i.checked_sub(n).and_then(|before| mark(reading, before));
                    let column = match mark(reading, i) {
                        // The second of a row of dots.
                        Some(STOP) if before(1) == Some(STOP) && before(2) != Some(STOP) => Some(DOTS),
                        Some(STOP) => None,
                        column => column.filter(|_| before(1) != column),
                    };
                    self.events.extend(column.map(|column| (i as u32, column)));
                }
                TokenKind::Number => self.events.push((i as u32, NUMBER)),
                TokenKind::Quote(_) => self.events.push((i as u32, QUOTE)),
                TokenKind::Break => self.events.push((i as u32, BREAK)),
            }
        }
    }

    fn word(&mut self, i: usize, role: Role, scare: bool) {
        let columns = [(FIRST, role.has(Role::FIRST)), (SPEECH, role.has(Role::VERB)), (SCARE, scare)];
        self.events.extend(columns.iter().filter(|(_, is)| *is).map(|&(column, _)| (i as u32, column)));
        self.events.extend(role.register().map(|class| (i as u32, (CLASSES + class) as u8)));
    }

    /// The columns of the tokens in `parts`, which have `words` words between them.
    #[must_use]
    pub fn columns(&self, parts: [Range<usize>; 2], words: f64) -> [f32; COLUMNS] {
        let mut counts = [0_u32; COLUMNS];
        for part in parts {
            let at = |token: usize| self.events.partition_point(|&(at, _)| (at as usize) < token);
            for &(_, column) in &self.events[at(part.start)..at(part.end.max(part.start))] {
                counts[usize::from(column)] += 1;
            }
        }
        counts.map(|count| (SCALE * (f64::from(count) / words).min(MOST)).ln_1p() as f32)
    }
}

/// The column of the mark at `i`, if it is one that counts, or [`STOP`].
fn mark(reading: &Reading, i: usize) -> Option<u8> {
    match Ending::of_mark(reading.tokens.key(i))? {
        Ending::Exclamation => Some(EXCLAMATION),
        Ending::Question => Some(QUESTION),
        Ending::Ellipsis => Some(DOTS),
        Ending::Stop => Some(STOP),
        Ending::Open => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::model::Model;

    const WORDS: f64 = 40.0;

    /// The column of what stands so many times among so many words.
    fn times(count: f64) -> f32 {
        (SCALE * count / WORDS).ln_1p() as f32
    }

    fn columns(text: &str) -> [f32; COLUMNS] {
        let lexicons = Model::default_model().unwrap().lexicons;
        let (mut annotator, mut register) = (Annotator::default(), Register::default());
        annotator.read(&lexicons, "", text);
        let reading = &annotator.article.reading;
        register.read(reading);
        let all = reading.tokens.len();
        let whole = register.columns([0..0, 0..all], WORDS);
        let parts = register.columns([0..2, 2..all], WORDS);
        assert!(whole.iter().zip(parts).all(|(a, b)| a.to_bits() == b.to_bits()));
        whole
    }

    #[test]
    fn marks_and_words_of_a_class_are_counted_and_others_are_not() {
        let plain = columns("وصل الوفد إلى العاصمة");
        let some: Vec<usize> = (0..COLUMNS).filter(|&column| plain[column] > 0.0).collect();
        assert_eq!(some, [usize::from(SENTENCE)]);
        let asks = columns("وصل الوفد إلى العاصمة؟! وصل الوفد...");
        for (column, count) in [(QUESTION, 1.0), (EXCLAMATION, 1.0), (DOTS, 1.0), (SENTENCE, 2.0)] {
            assert!((asks[usize::from(column)] - times(count)).abs() < 1e-6, "{column}: {asks:?}");
        }
    }

    #[test]
    fn a_row_of_marks_says_no_more_than_one_and_a_text_of_marks_little_more() {
        let [once, often] = ["وصل الوفد! وعاد", "وصل الوفد!!!!!!!!!!!! وعاد"].map(columns);
        assert_eq!(once.map(f32::to_bits), often.map(f32::to_bits));
        let marks = columns(&"وصل! ".repeat(500));
        assert!(marks.iter().all(|&value| value < times(MOST * WORDS) + 1e-6), "{marks:?}");
    }
}
