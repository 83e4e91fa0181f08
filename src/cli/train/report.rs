//! The report that a training run ends with, on standard output.

use std::fmt::Write;
use std::io::{self, Write as _};
use std::path::Path;

use nabra::learn::Trained;
use nabra::learn::report::{Figures, QuotedFigures, Report, SpeakerKind};

use crate::cli::CliError;
use crate::cli::output::Output;

/// Terms shown for each class.
const TERMS: usize = 12;

/// Prints the report; on standard error where standard output is `taken`.
pub(super) fn print(trained: &Trained, unread: usize, path: &Path, taken: bool) -> Result<(), CliError> {
    let mut text = String::new();
    // Writing into a string does not fail.
    let _ = write(&mut text, trained, unread, path);
    if taken {
        // As with every message, nobody has to read it.
        let _ = io::stderr().lock().write_all(text.as_bytes());
        return Ok(());
    }
    let mut output = Output::create(None)?;
    output.put(text.as_bytes())?;
    output.finish()
}

fn write(out: &mut String, trained: &Trained, unread: usize, path: &Path) -> std::fmt::Result {
    let report = &trained.report;
    writeln!(out, "rows read         {:>8}", report.rows)?;
    writeln!(out, "rows unreadable   {unread:>8}")?;
    writeln!(out, "labels refused    {:>8}", report.refused.len())?;
    writeln!(out, "labels repeated   {:>8}", report.repeated_count)?;
    writeln!(out, "names not found   {:>8}", report.unfound_count)?;
    writeln!(out, "labels learned    {:>8}", report.examples)?;
    for (class, rows) in &report.classes {
        writeln!(out, "  {class:<16}{rows:>8}")?;
    }
    if let Some(figures) = &report.figures {
        write_figures(out, report, figures)?;
    }
    if let Some(quoted) = &report.quoted {
        writeln!(out, "\nhow quoted speakers present factions, out of fold, {} labels:", quoted.rows)?;
        writeln!(out, "  macro-F1            {:.3}", quoted.macro_f1)?;
        writeln!(out, "  log loss            {:.4}", quoted.log_loss)?;
        writeln!(out, "  calibration error   {:.3}", quoted.calibration_error)?;
    }
    write_speakers(out, &report.speakers)?;
    for (class, terms) in &report.strongest {
        let names: Vec<&str> = terms.iter().take(TERMS).map(|(term, _)| term.as_str()).collect();
        writeln!(out, "\nstrongest for {class}: {}", names.join("، "))?;
    }
    writeln!(out)?;
    for (layer, convergence) in &report.convergence {
        let how = if convergence.converged { "converged" } else { "DID NOT CONVERGE" };
        writeln!(out, "{layer}: {how}, gradient {:.1e}", convergence.gradient_norm)?;
    }
    writeln!(out, "solver: {}; penalty {}", report.solver, report.alpha)?;
    for warning in &report.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    for (stage, time) in &report.times {
        writeln!(out, "  {:>8.2} s  {stage}", time.as_secs_f64())?;
    }
    let model = &trained.model;
    writeln!(out, "wrote {}: {} bytes, checksum {}", path.display(), model.size(), model.checksum())
}

fn write_speakers(out: &mut String, speakers: &[(SpeakerKind, QuotedFigures)]) -> std::fmt::Result {
    if !speakers.is_empty() {
        writeln!(out, "\nwhat single speakers say  labels  macro-F1  log loss  pairs in order")?;
    }
    for (kind, figures) in speakers {
        let who = match kind {
            SpeakerKind::Itself => "the faction itself",
            SpeakerKind::Other => "another faction",
            SpeakerKind::Unknown => "others, or unknown",
        };
        let ordered = figures.ordered.map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
        let QuotedFigures { rows, macro_f1, log_loss, .. } = figures;
        writeln!(out, "  {who:<20}{rows:>10}{macro_f1:>10.3}{log_loss:>10.4}{ordered:>16}")?;
    }
    Ok(())
}

fn write_figures(out: &mut String, report: &Report, figures: &Figures) -> std::fmt::Result {
    writeln!(out, "\nout of fold, {} folds by {}:", report.folds, report.grouped_by)?;
    writeln!(out, "  macro-F1            {:.3} (spread over folds {:.3})", figures.macro_f1, figures.spread)?;
    writeln!(out, "  macro-F1, surest 70 % {:.3}", figures.macro_f1_at_70)?;
    writeln!(out, "  accuracy            {:.3}", figures.accuracy)?;
    writeln!(out, "  log loss            {:.4}", figures.log_loss)?;
    writeln!(out, "  calibration error   {:.3}", figures.calibration_error)?;
    writeln!(out, "  {:<16}{:>10}{:>10}{:>10}{:>8}", "class", "precision", "recall", "F1", "rows")?;
    for class in &figures.classes {
        writeln!(
            out,
            "  {:<16}{:>10.3}{:>10.3}{:>10.3}{:>8}",
            class.class, class.precision, class.recall, class.f1, class.rows
        )?;
    }
    writeln!(out, "  confusion (rows true, columns predicted):")?;
    for (class, row) in figures.classes.iter().zip(&figures.confusion) {
        write!(out, "  {:<16}", class.class)?;
        for count in row {
            write!(out, "{count:>8}")?;
        }
        writeln!(out)?;
    }
    if report.tried.len() > 1 {
        writeln!(out, "  penalties tried:")?;
        for tried in &report.tried {
            writeln!(
                out,
                "  {:>8}  log loss {:.4}  macro-F1 {:.3}",
                tried.alpha, tried.log_loss, tried.macro_f1
            )?;
        }
    }
    Ok(())
}
