//! Factions that a labelled document mentions and nobody labelled: company to those that are.

use std::ops::Range;

use super::examples::{Companion, Example, TokenExample};
use crate::factions::FactionId;
use crate::features::SparseRows;
use crate::features::dense::Judged;
use crate::features::dense::company::Tops;
use crate::features::vocabulary::Vocabulary;
use crate::model::Error;
use crate::model::solver::Fitted;

/// All companions of a training run, with what the token layer says of the words near each.
pub(super) struct Companions {
    /// One row a word, companion after companion.
    rows: SparseRows,
    words: Vec<Judged>,
    all: Vec<Of>,
}

struct Of {
    faction: FactionId,
    /// The row that mentions it.
    row: usize,
    /// An example of that row: they are in one fold.
    example: usize,
    words: Range<usize>,
    tops: Option<Tops>,
}

impl Companions {
    /// Makes the rows of `companions`, which are in the order of rows as `examples` are; each row has
    /// an example.
    #[must_use]
    pub(super) fn new(companions: Vec<Companion>, examples: &[Example], vocabulary: &Vocabulary) -> Self {
        let index = vocabulary.index();
        let mut out = Self { rows: SparseRows::new(vocabulary.len()), words: Vec::new(), all: Vec::new() };
        for Companion { row, faction, tokens } in companions {
            let example = examples.partition_point(|example| example.row < row);
            let first = out.words.len();
            for TokenExample { word, features, .. } in tokens {
                out.rows.push(Vocabulary::counts(&index, &features));
                out.words.push(word);
            }
            // Where nothing judges its words none of them is evidence.
            let tops = Tops::of(out.words[first..].iter());
            out.all.push(Of { faction, row, example, words: first..out.words.len(), tops });
        }
        out
    }

    /// Has `fitted` judge the words of the companions of the examples that `which` names.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] where `fitted` is of other columns.
    pub(super) fn judge(&mut self, fitted: &Fitted, which: &dyn Fn(usize) -> bool) -> Result<(), Error> {
        let asked = self.all.iter_mut().filter(|of| which(of.example)).collect::<Vec<_>>();
        let words: Vec<usize> = asked.iter().flat_map(|of| of.words.clone()).collect();
        let probabilities = fitted.predict_probabilities(&self.rows.select(&words))?;
        let mut judged = words
            .iter()
            .zip(probabilities.rows())
            .map(|(&word, p)| Judged { evidence: [p[1] as f32, p[2] as f32], ..self.words[word] });
        for of in asked {
            let own: Vec<Judged> = judged.by_ref().take(of.words.len()).collect();
            of.tops = Tops::of(own.iter());
        }
        Ok(())
    }

    /// The companions in this row that have words, with the likeliest evidence of each.
    pub(super) fn of_row(&self, row: usize) -> impl Iterator<Item = (FactionId, Tops)> + '_ {
        let first = self.all.partition_point(|of| of.row < row);
        let of_row = self.all[first..].iter().take_while(move |of| of.row == row);
        of_row.filter_map(|of| of.tops.map(|tops| (of.faction, tops)))
    }
}
