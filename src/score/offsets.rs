//! Byte offsets of a text as counts of characters.

use crate::corpus::Document;
use crate::text::Field;

/// Bytes between two counts that are kept.
const BLOCK: usize = 256;

/// Character counts at every [`BLOCK`] bytes of a document's title and text, made when they are
/// asked for first; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Offsets {
    title: Counts,
    text: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    /// Characters before each block; none for a field that was not looked at yet.
    before: Vec<usize>,
}

impl Offsets {
    /// Forgets the document before.
    pub(super) fn clear(&mut self) {
        self.title.before.clear();
        self.text.before.clear();
    }

    /// How many characters stand before byte `at` of the field, which must be a boundary.
    pub(super) fn characters(&mut self, document: &Document, field: Field, at: usize) -> usize {
        match field {
            Field::Title => self.title.characters(document.title.as_bytes(), at),
            Field::Text => self.text.characters(document.text.as_bytes(), at),
        }
    }
}

impl Counts {
    fn characters(&mut self, bytes: &[u8], at: usize) -> usize {
        if self.before.is_empty() {
            let mut sum = 0;
            self.before.push(0);
            for block in bytes.chunks(BLOCK) {
                sum += starts(block);
                self.before.push(sum);
            }
        }
        let block = at / BLOCK;
        self.before[block] + starts(&bytes[block * BLOCK..at])
    }
}

/// How many characters of UTF-8 begin in `bytes`.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_chars_counts() {
        let text = "قصفت مليشيات حفتر the city – أمس. ".repeat(30);
        let document = Document { text: text.clone(), ..Document::default() };
        let mut offsets = Offsets::default();
        for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
            assert_eq!(offsets.characters(&document, Field::Text, at), text[..at].chars().count());
            assert_eq!(offsets.characters(&document, Field::Title, 0), 0);
        }
    }
}
