//! `nabra explain`: one document, the words that decided, and why.

mod args;

pub(crate) use args::Args;
use args::Format;

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::Path;

use nabra::corpus::{BadRow, Document, Input, ReadOptions, Reader};
use nabra::explain::wire::ExplanationLine;
use nabra::explain::{Explainer, Explanation, Terminal};
use nabra::model::Model;
use nabra::page;
use nabra::report::View;

use super::input::refuse_overwriting;
use super::model::check_factions;
use super::output::Output;
use super::{CliError, ExitStatus, messages};

/// How wide a text is where no terminal says.
const WIDTH: usize = 100;
/// Of the ids in a file this many are named.
const NAMED: usize = 5;

/// Explains the document asked for.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let format = choose(args)?;
    let inputs = args.input.inputs();
    refuse_overwriting(&inputs, args.output.as_deref())?;
    let mut output = Output::create(args.output.as_deref())?;
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
        Format::Text => Ok(terminal(args).render(explanation, &view)),
        Format::Json => {
            let line = ExplanationLine::of(explanation, &view);
            let json = serde_json::to_string_pretty(&line);
            json.map(|json| json + "\n").map_err(|_| CliError::Internal("the explanation is no JSON"))
        }
        Format::Html => Ok(page::single(explanation, &view, model.factions(), args.lang)?),
    }
}

fn terminal(args: &Args) -> Terminal {
    let shown = args.output.as_deref().is_none_or(|path| path.as_os_str() == "-");
    if !shown || !io::stdout().is_terminal() {
        return Terminal::new(WIDTH, false);
    }
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
    let choice = anstream::AutoStream::choice(&io::stdout());
    Terminal::new(width, choice != anstream::ColorChoice::Never)
}

/// The format asked for, else the one that the output's name speaks for.
fn choose(args: &Args) -> Result<Format, CliError> {
    if let Some(format) = args.format.or(args.html.then_some(Format::Html)) {
        return Ok(format);
    }
    let ending = args.output.as_deref().map(|path| ending(path).to_ascii_lowercase());
    match ending.as_deref() {
        None | Some("" | "txt") => Ok(Format::Text),
        Some("json") => Ok(Format::Json),
        Some("html" | "htm") => Ok(Format::Html),
        Some(other) => {
            Err(CliError::Usage(format!("nothing is written as .{other}: add --format text, json or html")))
        }
    }
}

fn ending(path: &Path) -> &str {
    path.extension().and_then(OsStr::to_str).unwrap_or_default()
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
