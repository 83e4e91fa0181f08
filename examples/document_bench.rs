//! Trains a model of whole documents, or labels documents with one: what the bench measures
//! until the command line does it.
//!
//!     document_bench train MODEL [--recipe FILE] [--cv] FILE...
//!     document_bench predict MODEL FILE...
//!
//! `predict` writes one label a line, `?` for a row that could not be read.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use nabra::corpus::{BadRow, Input, ReadOptions, Reader, Row, read_all};
use nabra::learn::{Recipe, Silent, document};
use nabra::model::bundle::{Bundle, BundleView};
use nabra::model::document::DocumentModel;
use nabra::score::Verdict;
use nabra::score::document::DocumentScorer;
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(command), Some(model)) = (arguments.next(), arguments.next()) else {
        return Err("usage: document_bench train|predict MODEL [--recipe FILE] [--cv] FILE...".into());
    };
    let (mut recipe, mut cross_validate, mut inputs) = (Recipe::default(), false, Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--cv" => cross_validate = true,
            "--recipe" => {
                recipe = toml::from_str(&std::fs::read_to_string(arguments.next().unwrap_or_default())?)?;
            }
            file => inputs.push(Input::from(file)),
        }
    }
    match command.as_str() {
        "train" => train(&model, &inputs, &recipe, cross_validate),
        _ => predict(&model, &inputs),
    }
}

fn train(path: &str, inputs: &[Input], recipe: &Recipe, cross_validate: bool) -> Result<(), Box<dyn Error>> {
    let since = std::time::Instant::now();
    let all = read_all(inputs, &ReadOptions::default(), None)?;
    let read = since.elapsed();
    let trained = document::train(&all.rows, recipe, cross_validate, &Silent)?;
    let mut bundle = Bundle::new();
    trained.model.put(&mut bundle);
    std::fs::write(path, bundle.to_bytes())?;
    let mut out = std::io::stderr();
    writeln!(out, "read {read:.2?}; all {:.2?}; {:?}", since.elapsed(), trained.report.times)?;
    writeln!(out, "columns {}, {:?}", trained.model.layer.columns(), trained.report.convergence)?;
    if cross_validate {
        writeln!(out, "{}", serde_json::to_string(&trained.report)?)?;
    }
    Ok(())
}

fn predict(path: &str, inputs: &[Input]) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let model = DocumentModel::get(&BundleView::read(&bytes)?)?;
    let scorer = DocumentScorer::new(&model);
    let options = ReadOptions { labels: false, ..ReadOptions::default() };
    let mut out = BufWriter::new(std::io::stdout());
    let mut reader = Reader::open(inputs, &options)?;
    let mut next = reader.next();
    while let Some(chunk) = next {
        let label = |scorer: &mut DocumentScorer, row: Result<Row, BadRow>| match row
            .map(|row| scorer.score(&row.document))
        {
            Ok(Verdict::Document(score)) => score.label,
            _ => "?".into(),
        };
        let scored = || -> Vec<Arc<str>> {
            let labels = chunk
                .par_iter()
                .map_init(|| scorer.another(), |scorer, record| label(scorer, record.parse(&options)));
            labels.collect()
        };
        let (following, labels) = rayon::join(|| reader.next(), scored);
        next = following;
        for label in labels {
            writeln!(out, "{label}")?;
        }
    }
    Ok(out.flush()?)
}
