//! The article layer's rows: the columns of the bag, then the dense ones.

use std::ops::Range;

use rayon::prelude::*;

use super::companions::Companions;
use super::examples::Example;
use super::recipe::{ArticleLayerRecipe, Recipe};
use crate::annotate::Lexicons;
use crate::features::dense::company::{self, Relation, Tops};
use crate::features::dense::{self, Judged, Sources};
use crate::features::vocabulary::document_frequencies;
use crate::features::{SparseRows, TfIdf};
use crate::text::hash::HashedMap;

/// What the rows are made of.
pub(super) struct Sight<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) lexicons: &'a Lexicons,
    pub(super) examples: &'a [Example],
    /// The number of each example's group.
    pub(super) groups: &'a [u32],
    /// What the token layer says of each example's words, out of fold.
    pub(super) judged: &'a [Vec<Judged>],
    pub(super) companions: &'a Companions,
}

/// The rows of a training run.
pub(super) struct Matrix {
    /// The columns of the bag.
    pub(super) bag: TfIdf,
    /// One row an example.
    pub(super) rows: SparseRows,
    /// One row for each single speaker of the examples, in their order.
    pub(super) spoken: SparseRows,
}

impl Matrix {
    pub(super) fn new(sight: &Sight<'_>) -> Self {
        let bag = sight.bag();
        let writer = Writer { sight, index: bag.vocabulary().index(), bag: &bag };
        let company = sight.company();
        let all = sight.examples.par_iter().zip(sight.judged).zip(&company);
        let made: Vec<(Vec<_>, Vec<_>)> = all
            .map(|((example, judged), company)| {
                let context = |speakers| dense::context(&example.text, company, speakers);
                let whole = writer.row(&example.bag, judged, &context(&example.speakers));
                let spoken = example.spoken.iter().map(|said| {
                    let heard: Vec<Judged> = said.heard.iter().map(|&nth| judged[nth as usize]).collect();
                    writer.row(&said.bag, &heard, &context(&said.speakers))
                });
                (whole, spoken.collect())
            })
            .collect();
        let columns = bag.vocabulary().len() + writer.width();
        let (mut rows, mut spoken) = (SparseRows::new(columns), SparseRows::new(columns));
        for (whole, each) in made {
            rows.push(whole);
            each.into_iter().for_each(|row: Vec<_>| spoken.push(row));
        }
        Self { bag, rows, spoken }
    }

    /// Number of dense columns.
    pub(super) fn width(&self) -> usize {
        self.rows.columns() - self.bag.vocabulary().len()
    }

    /// The values of an example's dense columns, which its row ends with.
    pub(super) fn dense(&self, example: usize) -> &[f32] {
        let (_, values) = self.rows.row(example);
        &values[values.len() - self.width()..]
    }

    /// The columns that the layer of quoted speakers sees: all but the word vector's.
    pub(super) fn quoted_columns(&self) -> usize {
        self.bag.vocabulary().len() + dense::SUMS + dense::CONTEXT
    }
}

struct Writer<'a> {
    sight: &'a Sight<'a>,
    bag: &'a TfIdf,
    index: HashedMap<u32>,
}

impl Writer<'_> {
    /// Number of dense columns.
    fn width(&self) -> usize {
        dense::columns(&self.sight.lexicons.language.vectors)
    }

    fn row(&self, bag: &[u64], judged: &[Judged], context: &[f32; dense::CONTEXT]) -> Vec<(u32, f32)> {
        let lexicons = self.sight.lexicons;
        let sources = Sources { terms: &lexicons.terms, vectors: &lexicons.language.vectors };
        let mut columns: Vec<u32> = bag.iter().filter_map(|hash| self.index.get(hash).copied()).collect();
        let (mut row, mut numbers) = (Vec::new(), vec![0.0; self.width()]);
        self.bag.row(&mut columns, &mut row);
        dense::fill(judged, context, sources, &mut numbers);
        let (first, scale) = (self.bag.vocabulary().len(), self.sight.recipe.article.dense_scale as f32);
        row.extend(numbers.iter().enumerate().map(|(i, v)| ((first + i) as u32, v * scale)));
        row
    }
}

impl Sight<'_> {
    /// The bag's columns: features of enough rows and of enough groups.
    fn bag(&self) -> TfIdf {
        let bags: Vec<Vec<u64>> = self.examples.iter().map(|example| example.bag.clone()).collect();
        let ArticleLayerRecipe { least, least_groups, .. } = self.recipe.article;
        let counts = document_frequencies(&bags, least);
        let groups = self.groups.iter().max().map_or(0, |&group| group as usize + 1);
        let mut of_groups = vec![Vec::new(); groups];
        for (bag, &group) in bags.iter().zip(self.groups) {
            of_groups[group as usize].extend_from_slice(bag);
        }
        let filled = of_groups.iter().filter(|bag| !bag.is_empty()).count() as u32;
        let known = document_frequencies(&of_groups, least_groups.min(filled.div_ceil(2)));
        let mut known = known.iter().map(|&(hash, _)| hash).peekable();
        let mut shared = |hash: u64| {
            while known.next_if(|&other| other < hash).is_some() {}
            known.peek() == Some(&hash)
        };
        let counts: Vec<(u64, u32)> = counts.into_iter().filter(|&(hash, _)| shared(hash)).collect();
        TfIdf::from_counts(&counts, bags.len())
    }

    /// The columns of each example's company: the other factions of its row, labelled or not.
    fn company(&self) -> Vec<[f32; company::COLUMNS]> {
        let tops: Vec<Option<Tops>> = self.judged.iter().map(|words| Tops::of(words.iter())).collect();
        let rows = self.examples.chunk_by(|a, b| a.row == b.row);
        let mut first = 0;
        let mut out = Vec::with_capacity(tops.len());
        for row in rows {
            let all = first..first + row.len();
            out.extend(all.clone().map(|own| {
                let faction = self.examples[own].faction;
                let others = all.clone().filter(|&other| self.is_first_other(&all, other, own));
                let labelled = others.filter_map(|other| Some((self.examples[other].faction, tops[other]?)));
                let both = labelled.chain(self.companions.of_row(row[0].row));
                let shared = |other| self.lexicons.sides().are_shared(faction, other);
                company::columns(both.map(|(other, tops)| (Relation::of(shared(other)), tops)))
            }));
            first = all.end;
        }
        out
    }

    /// Whether the example `other` of a row is the first of its faction, and not of that of `own`:
    /// annotators who differ have one each.
    fn is_first_other(&self, row: &Range<usize>, other: usize, own: usize) -> bool {
        let faction = self.examples[other].faction;
        let before = &self.examples[row.start..other];
        faction != self.examples[own].faction && before.iter().all(|example| example.faction != faction)
    }
}
