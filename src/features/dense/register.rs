//! The register of a text: its marks, its sentences, and how often it has words of each class of
//! [`crate::text::RegisterSettings`]. Sermons and opinion take sides more often than bulletins.

use std::ops::Range;

use crate::text::voice::Role;
use crate::text::{REGISTERS, Reading, TokenKind};

/// Exclamation marks, question marks, dots that leave something out, the first person plural, verbs of
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

/// What a share of the words is multiplied with.
const SCALE: f64 = 10.0;

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
                    let dots = || i > 0 && reading.tokens.is(i - 1, ".");
                    let column = match reading.tokens.key(i) {
                        "!" => Some(EXCLAMATION),
                        "؟" | "?" => Some(QUESTION),
                        "…" => Some(DOTS),
                        "." if dots() => Some(DOTS),
                        _ => None,
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
        counts.map(|count| (SCALE * f64::from(count) / words).ln_1p() as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::model::Model;

    fn columns(text: &str) -> [f32; COLUMNS] {
        let lexicons = Model::default_model().unwrap().lexicons;
        let (mut annotator, mut register) = (Annotator::default(), Register::default());
        annotator.read(&lexicons, "", text);
        let reading = &annotator.article.reading;
        register.read(reading);
        let all = reading.tokens.len();
        let whole = register.columns([0..0, 0..all], 10.0);
        let parts = register.columns([0..2, 2..all], 10.0);
        assert!(whole.iter().zip(parts).all(|(a, b)| a.to_bits() == b.to_bits()));
        whole
    }

    #[test]
    fn marks_and_words_of_a_class_are_counted_and_others_are_not() {
        let plain = columns("وصل الوفد إلى العاصمة");
        let some: Vec<usize> = (0..COLUMNS).filter(|&column| plain[column] > 0.0).collect();
        assert_eq!(some, [usize::from(SENTENCE)]);
        let asks = columns("وصل الوفد إلى العاصمة؟! وصل الوفد...");
        assert!((asks[usize::from(QUESTION)] - 2.0_f32.ln()).abs() < 1e-6, "{asks:?}");
        assert!((asks[usize::from(EXCLAMATION)] - 2.0_f32.ln()).abs() < 1e-6, "{asks:?}");
        assert!((asks[usize::from(DOTS)] - 3.0_f32.ln()).abs() < 1e-6, "{asks:?}");
        assert!((asks[usize::from(SENTENCE)] - 3.0_f32.ln()).abs() < 1e-6, "{asks:?}");
    }
}
