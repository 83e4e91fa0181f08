//! `nabra inspect`: what a model is made of.

use std::path::PathBuf;

use serde_json::Value;

use super::output::Output;
use super::{CliError, ExitStatus, model};

/// Arguments of `nabra inspect`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra inspect                     the model built in
  nabra inspect mine.nabra --json   one of yours, for programs")]
pub(crate) struct Args {
    /// A model that `nabra train` wrote [default: the one built in]
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,

    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Shows the model.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let model = model::load(args.model.as_deref())?;
    let description = serde_json::to_value(model.description())
        .map_err(|_| CliError::Internal("the model's description is no JSON"))?;
    let text = if args.json {
        format!("{description:#}\n")
    } else {
        let mut lines = String::new();
        describe(&description, 0, &mut lines);
        lines
    };
    let mut output = Output::create(None)?;
    output.put(text.as_bytes())?;
    output.finish()?;
    Ok(ExitStatus::Success)
}

/// Fields as `name: value`, those of inner objects indented below their name.
fn describe(value: &Value, indent: usize, out: &mut String) {
    let Value::Object(fields) = value else {
        return line(indent, &scalar(value), out);
    };
    for (name, value) in fields {
        let name = name.replace('_', " ");
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                line(indent, &format!("{name}:"), out);
                describe(value, indent + 2, out);
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                line(indent, &format!("{name}:"), out);
                for item in items {
                    entry(item, indent + 2, out);
                }
            }
            _ => line(indent, &format!("{name}: {}", scalar(value)), out),
        }
    }
}

/// An object of a list on one line.
fn entry(item: &Value, indent: usize, out: &mut String) {
    let text = match item {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name} {}", scalar(value)))
            .collect::<Vec<_>>()
            .join(", "),
        _ => scalar(item),
    };
    line(indent, &text, out);
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(scalar).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn line(indent: usize, text: &str, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(text);
    out.push('\n');
}
