//! `nabra explain`: one document, the words that decided, and why.

mod args;

pub(crate) use args::Args;
use args::Format;

use nabra::corpus::{BadRow, Document, Input, ReadOptions, Reader};
use nabra::explain::wire::ExplanationLine;
use nabra::explain::{Explainer, Explanation, Terminal};
use nabra::model::Model;
use nabra::page;
use nabra::report::View;

use super::input::refuse_overwriting;
use super::model::check_factions;
use super::{CliError, ExitStatus, messages};

/// Of the ids in a file this many are named.
const NAMED: usize = 5;

/// Explains the document asked for.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let format = if args.html { Format::Html } else { args.output.format()? };
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, args.output.output())?;
    let mut output = args.output.create()?;
    let document = match find(args, &inputs)? {
        Ok(document) => document,
        Err(bad) => {
            messages::say(bad);
            return Ok(ExitStatus::Error);
        }
    };
    let model = args.model.load()?;
    check_factions("--faction", &args.faction, &model)?;
    let mut explainer = Explainer::new(&model);
    let explanation = if args.all { explainer.explain_all(&document) } else { explainer.explain(&document) };
    output.put(render(args, format, &model, &explanation)?.as_bytes())?;
    output.finish()?;
    Ok(ExitStatus::Success)
}

fn render(
    args: &Args,
    format: Format,
    model: &Model,
    explanation: &Explanation<'_>,
) -> Result<String, CliError> {
    let view = View { only: args.faction.clone(), ..View::default() };
    match format {
        Format::Table => {
            let surface = args.output.surface();
            Ok(Terminal::new(surface.width, surface.colour).render(explanation, &view))
        }
        Format::Json => {
            let line = ExplanationLine::of(explanation, &view);
            let json = serde_json::to_string_pretty(&line);
            json.map(|json| json + "\n").map_err(|_| CliError::Internal("the explanation is no JSON"))
        }
        Format::Html => Ok(page::single(explanation, &view, model.factions(), args.language.language())?),
    }
}

/// The document with the id asked for, or the only one there is; the inner error is the row that
/// stands in its place.
fn find(args: &Args, inputs: &[Input]) -> Result<Result<Document, BadRow>, CliError> {
    let options = ReadOptions { labels: false, ..args.input.options() };
    let mut rows = Reader::open(inputs, &options)?.rows();
    if let Some(id) = &args.id {
        let is_it = |row: &Result<nabra::corpus::Row, BadRow>| match row {
            Ok(row) => row.document.id == *id,
            Err(bad) => bad.id.as_ref() == Some(id),
        };
        let found = rows.find(is_it).map(|row| row.map(|row| row.document));
        let advice = "ids stand in the field `id` (--id-column names another); rows without one are \
                      called FILE:LINE, text files by their path without ending";
        return found.ok_or_else(|| CliError::Usage(format!("--id: there is no document `{id}`: {advice}")));
    }
    let Some(first) = rows.next() else {
        return Err(CliError::Usage("the input holds no document: name another file".to_owned()));
    };
    let rest: Vec<String> = rows.take(NAMED).map(id).collect();
    if rest.is_empty() {
        return Ok(first.map(|row| row.document));
    }
    let ids: Vec<String> = std::iter::once(id(first)).chain(rest).map(|id| format!("`{id}`")).collect();
    let more = if ids.len() > NAMED { " ..." } else { "" };
    let named = ids.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(CliError::Usage(format!("there are several documents: pick one with --id ({named}{more})")))
}

fn id(row: Result<nabra::corpus::Row, BadRow>) -> String {
    row.map_or_else(|bad| bad.id.unwrap_or_else(|| bad.place.to_string()), |row| row.document.id)
}
