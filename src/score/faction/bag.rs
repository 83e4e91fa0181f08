//! The words of a passage as columns of the bag, each with the words that it comes from.

use super::sheet::Sheet;
use crate::features::TfIdf;
use crate::score::stems::NONE;

/// The columns of a row, by their places among the document's, in the order of their first words.
#[derive(Debug, Clone, Default)]
pub(in crate::score) struct Bag {
    /// Columns, each with the number of its words.
    counts: Vec<(u32, usize)>,
    /// Columns with their weighted values.
    values: Vec<(u32, f32)>,
    /// Where in `counts` the columns of each word stand, [`NONE`] where it has none.
    words: Vec<[u32; 2]>,
    /// Where each of the document's columns stands in `counts`; only if it is counted there.
    places: Vec<u32>,
}

impl Bag {
    pub(super) fn clear(&mut self) {
        self.counts.clear();
        self.words.clear();
    }

    /// Takes in the next word by its columns, [`NONE`] where it has none.
    #[inline]
    pub(super) fn take(&mut self, columns: [u32; 2]) {
        let words = columns.map(|column| if column == NONE { NONE } else { self.count(column) });
        self.words.push(words);
    }

    #[inline]
    fn count(&mut self, column: u32) -> u32 {
        if self.places.len() <= column as usize {
            self.places.resize(column as usize + 64, 0);
        }
        let place = &mut self.places[column as usize];
        match self.counts.get_mut(*place as usize) {
            Some((same, count)) if *same == column => *count += 1,
            _ => {
                *place = self.counts.len() as u32;
                self.counts.push((column, 1));
            }
        }
        *place
    }

    /// Works out the values, once all words are in.
    pub(super) fn weigh(&mut self, sheet: &Sheet) {
        let counts = self.counts.iter().map(|&(column, count)| (column, sheet.column(column).idf, count));
        TfIdf::weigh(counts, &mut self.values);
    }

    /// The columns with their values.
    pub(super) fn values(&self) -> &[(u32, f32)] {
        &self.values
    }

    /// The columns with what each of their words has of their values.
    pub(in crate::score) fn parts(&self) -> impl Iterator<Item = (u32, f64)> {
        let counts = self.counts.iter().map(|&(_, count)| count as f64);
        self.values.iter().zip(counts).map(|(&(column, value), count)| (column, f64::from(value) / count))
    }

    /// The places of each word's columns among [`Self::parts`].
    pub(in crate::score) fn of_words(&self) -> impl Iterator<Item = impl Iterator<Item = usize>> {
        self.words
            .iter()
            .map(|places| places.iter().filter(|&&place| place != NONE).map(|&place| place as usize))
    }
}
