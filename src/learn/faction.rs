//! Training a faction model: folds, token layer, article layer, calibration.

use std::time::Instant;

use ndarray::Array2;

use super::companions::Companions;
use super::drawn;
use super::examples::{Companion, Example, Examples, examples, groups};
use super::folds::Cut;
use super::intercepts::Intercepts;
use super::matrix::{Matrix, Sight};
use super::network::{mix, network};
use super::progress::Progress;
use super::quoted::{self, Fit, Quoted};
use super::recipe::Recipe;
use super::report::{Figures, Report, Tried};
use super::token_layer::TokenRows;
use super::{LearnError, OutOfFold, Trained};
use super::{spoken, strongest};
use crate::annotate::Lexicons;
use crate::corpus::dedup::near_duplicates;
use crate::corpus::{Label, Row};
use crate::features::SparseRows;
use crate::features::dense::Judged;
use crate::model::calibration::{Calibration, Line};
use crate::model::class_weights::{class_weights, row_weights};
use crate::model::faction::{ArticleLayer, FactionModel, FactionSettings};
use crate::model::layer::Layer;
use crate::model::metrics::{Confusion, log_loss};
use crate::model::network::Network;
use crate::model::solver::{Fitted, Problem, Settings, auto, sparse};
use crate::model::{Card, Error, Model, Task, Unit};

/// How exactly the article layer's folds are fitted.
const ROUGHLY: f64 = 1e-3;
/// How exactly the layer that is kept is fitted.
const EXACTLY: f64 = 1e-6;
const MOST_STEPS: usize = 500;

/// Trains on `rows`, whose factions are looked up in `lexicons`.
///
/// # Errors
///
/// [`LearnError`] where the data cannot teach anything: no usable row, one class only.
pub(super) fn train(
    rows: &[Row],
    lexicons: Lexicons,
    recipe: &Recipe,
    cross_validate: bool,
    progress: &dyn Progress,
) -> Result<Trained, LearnError> {
    let mut run = Run::new(rows, &lexicons, recipe, progress)?;
    let cut = if cross_validate { run.cut() } else { None };
    let tokens = run.token_rows();
    let verdicts = run.token_layer(&tokens, cut.as_ref())?;
    let matrix = run.matrix(&verdicts);
    let Chosen { alpha, logits, start } = run.choose_alpha(&matrix, cut.as_ref())?;
    let calibrated = run.calibrate(logits, cut.as_ref())?;
    let (fitted, network) = run.fit_article(&matrix, alpha, start.as_ref())?;
    let share = network.as_ref().map_or(0.0, |_| recipe.network.share);
    let layer = Layer::new(&fitted).rescaled(&calibrated.lines, 1.0 - share);
    let network = network.map(|network| Box::new(network.rescaled(&calibrated.lines, share)));
    let quoted = run.quoted(&matrix, cut.as_ref(), alpha)?;
    run.report.strongest = strongest::terms(rows, &lexicons, recipe, &matrix.bag, &fitted);
    let (quoted, least_quoted_confidence) = quoted.unzip();
    let settings = run.settings(&calibrated, least_quoted_confidence.unwrap_or_default());
    let model = FactionModel {
        settings,
        tokens: verdicts.fitted.map(|fitted| tokens.layer(fitted)),
        article: ArticleLayer { bag: matrix.bag, layer, network, quoted },
    };
    let report = run.report;
    let card = Card {
        nabra: env!("CARGO_PKG_VERSION").to_owned(),
        unit: Unit::Faction,
        classes: recipe.classes.clone(),
        class_counts: report.classes.iter().map(|(_, rows)| *rows).collect(),
        recipe: toml::to_string(recipe).map_err(|e| LearnError::Recipe(e.to_string()))?,
        data_hash: super::data_hash(rows),
        figures: serde_json::to_value(&report).map_err(|e| LearnError::Recipe(e.to_string()))?,
    };
    let out_of_fold = calibrated.out_of_fold;
    Ok(Trained { model: Model::new(lexicons, Task::Faction(model), card), report, out_of_fold })
}

struct Run<'a> {
    rows: &'a [Row],
    lexicons: &'a Lexicons,
    recipe: &'a Recipe,
    progress: &'a dyn Progress,
    examples: Vec<Example>,
    companions: Vec<Companion>,
    targets: Vec<u32>,
    weights: Vec<f64>,
    /// The number of each example's group.
    groups: Vec<u32>,
    intercepts: Intercepts,
    /// What each example weighs in the calibration, if not all the same.
    calibrating: Option<Vec<f64>>,
    report: Report,
    since: Instant,
}

struct Verdicts {
    fitted: Option<Fitted>,
    out_of_fold: Vec<Vec<Judged>>,
    companions: Companions,
}

/// The strength of the penalty that was found best out of fold.
struct Chosen {
    alpha: f64,
    /// The logits out of fold, where there are folds.
    logits: Option<Array2<f64>>,
    /// The mean of the folds' fits.
    start: Option<Fitted>,
}

/// The article layer without a fold.
struct Folded {
    /// The fold's examples.
    tested: Vec<usize>,
    /// With each strength of the penalty, the fit and its logits for the fold's examples.
    by_alpha: Vec<(Fitted, Array2<f64>)>,
}

/// What is done with the article layer's logits.
struct Calibrated {
    lines: Vec<Line>,
    decision: Vec<f64>,
    least_confidence: f64,
    out_of_fold: Option<OutOfFold>,
}

impl<'a> Run<'a> {
    fn new(
        rows: &'a [Row],
        lexicons: &'a Lexicons,
        recipe: &'a Recipe,
        progress: &'a dyn Progress,
    ) -> Result<Self, LearnError> {
        let since = Instant::now();
        progress.stage("reading the surroundings of factions");
        let all = examples(rows, lexicons, recipe);
        let classes = recipe.classes.len();
        let targets: Vec<u32> = all.examples.iter().map(|example| example.class).collect();
        let report = first_report(rows, recipe, &all, &targets)?;
        let Examples { examples, companions, .. } = all;
        let own: Vec<f64> = examples.iter().map(|example| example.weight).collect();
        let by_class = class_weights(&targets, classes, Some(&own), recipe.weights.balance)?;
        let weights = row_weights(&targets, &by_class, Some(&own))?;
        let drawn: Vec<_> = examples.iter().map(|example| rows[example.row].drawn).collect();
        let calibrating = drawn::weights(&drawn, &targets, classes);
        let of_row = groups(rows, recipe);
        let groups: Vec<u32> = examples.iter().map(|example| of_row[example.row]).collect();
        let documents: Vec<&str> =
            examples.iter().map(|example| rows[example.row].document.id.as_str()).collect();
        let intercepts = Intercepts::new(&documents, &groups, recipe.group_intercepts);
        let mut run = Self {
            rows,
            lexicons,
            recipe,
            progress,
            examples,
            companions,
            targets,
            weights,
            groups,
            intercepts,
            calibrating,
            report,
            since,
        };
        run.done("features");
        Ok(run)
    }

    fn done(&mut self, stage: &str) {
        self.report.times.push((stage.to_owned(), self.since.elapsed()));
        self.since = Instant::now();
    }

    /// Cuts the examples into folds; `None`, with a warning, where a class would be missing.
    fn cut(&mut self) -> Option<Cut> {
        self.progress.stage("looking for near-duplicates");
        let texts: Vec<&str> = self.rows.iter().map(|row| row.document.text.as_str()).collect();
        let duplicates = near_duplicates(&texts);
        let documents: Vec<u32> = self.examples.iter().map(|e| duplicates[e.row]).collect();
        let folds = &self.recipe.folds;
        let seed = self.recipe.seed;
        let cut = Cut::new(&self.groups, &documents, documents.clone(), &self.targets, folds, seed);
        let cut = match cut {
            Ok(cut) => cut,
            Err(error) => {
                self.report.warnings.push(format!("no cross-validation: {error}"));
                return None;
            }
        };
        let whole = (0..cut.count()).all(|fold| {
            (0..self.recipe.classes.len() as u32).all(|class| {
                let teaches = |i: usize| self.weights[i] > 0.0 && cut.teaches(fold, i);
                (0..self.targets.len()).any(|i| self.targets[i] == class && teaches(i))
            })
        });
        if !whole {
            let warning = "no cross-validation: a fold would have to learn without one of the classes; \
                           label more rows of the rare class, or from more outlets";
            self.report.warnings.push(warning.to_owned());
            return None;
        }
        if cut.grouped_by != folds.group_by {
            let warning = format!("only one {:?} in the data: folds are by document", folds.group_by);
            self.report.warnings.push(warning.to_lowercase());
        }
        self.report.folds = cut.count();
        self.report.grouped_by = format!("{:?}", cut.grouped_by).to_lowercase();
        self.done("folds");
        Some(cut)
    }

    fn token_rows(&mut self) -> TokenRows {
        let rows = TokenRows::new(&mut self.examples, &self.recipe.token);
        self.done("token features");
        rows
    }

    /// Fits the token layer in folds, asks each of the rows that it has not seen, and takes their mean. Without folds, or
    /// where one learns from too few rows, it is fitted on all rows.
    fn token_layer(&mut self, rows: &TokenRows, cut: Option<&Cut>) -> Result<Verdicts, LearnError> {
        let mut probabilities = Array2::zeros((rows.targets.len(), super::token_layer::CLASSES));
        let companions = std::mem::take(&mut self.companions);
        let mut companions = Companions::new(companions, &self.examples, &rows.vocabulary);
        if !self.recipe.token.enabled || !rows.is_teachable() {
            if self.recipe.token.enabled {
                self.report.warnings.push("no token layer: rows of both framings need `evidence`".to_owned());
            }
            let out_of_fold = rows.judged(&self.examples, &probabilities);
            return Ok(Verdicts { fitted: None, out_of_fold, companions });
        }
        let mut parts = Vec::new();
        for (fold, part) in self.token_folds(rows, cut).into_iter().enumerate() {
            let Some(cut) = cut else { break };
            match part {
                Ok(part) => {
                    rows.judge(&part, &|i| cut.tests(fold, i), &mut probabilities)?;
                    companions.judge(&part, &|i| cut.tests(fold, i))?;
                    parts.push(part);
                }
                Err(Error::EmptyClass(_)) => self.report.warnings.push(format!(
                    "fold {} has too little evidence for a token layer: its figures are too low",
                    fold + 1
                )),
                Err(error) => return Err(error.into()),
            }
        }
        let fitted = if cut.is_some_and(|cut| cut.count() == parts.len() && cut.all_teach_half()) {
            TokenRows::mean(&parts, &self.recipe.token)?
        } else {
            self.progress.stage("token layer, all rows");
            rows.fit(&|_| true, &self.recipe.token)?
        };
        if cut.is_none() {
            rows.judge(&fitted, &|_| true, &mut probabilities)?;
            companions.judge(&fitted, &|_| true)?;
        }
        self.report.convergence.push(("token layer".to_owned(), fitted.convergence));
        self.done("token layer");
        let out_of_fold = rows.judged(&self.examples, &probabilities);
        Ok(Verdicts { fitted: Some(fitted), out_of_fold, companions })
    }

    /// The token layer fitted on the rows that each fold may learn from.
    fn token_folds(&self, rows: &TokenRows, cut: Option<&Cut>) -> Vec<Result<Fitted, Error>> {
        let Some(cut) = cut else { return Vec::new() };
        let recipe = &self.recipe.token;
        self.of_folds("token layer", cut, |fold| rows.fit(&|i| cut.teaches(fold, i), recipe))
    }

    /// What `fit` makes of each fold, in their order. Two at a time, so that no core waits for the other at the
    /// end of each step.
    fn of_folds<T: Send>(&self, layer: &str, cut: &Cut, fit: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let folds: Vec<usize> = (0..cut.count()).collect();
        let mut fits = Vec::with_capacity(folds.len());
        for pair in folds.chunks(2) {
            self.progress.stage(&format!("{layer}, fold {} of {}", pair[0] + 1, folds.len()));
            match *pair {
                [first, second] => {
                    let (first, second) = rayon::join(|| fit(first), || fit(second));
                    fits.extend([first, second]);
                }
                _ => fits.extend(pair.iter().map(|&fold| fit(fold))),
            }
        }
        fits
    }

    fn matrix(&mut self, verdicts: &Verdicts) -> Matrix {
        let matrix = Matrix::new(&Sight {
            recipe: self.recipe,
            lexicons: self.lexicons,
            examples: &self.examples,
            groups: &self.groups,
            judged: &verdicts.out_of_fold,
            companions: &verdicts.companions,
        });
        self.done("article features");
        matrix
    }

    /// Tries every strength of the penalty out of fold and takes the one with the least calibrated log
    /// loss.
    fn choose_alpha(&mut self, matrix: &Matrix, cut: Option<&Cut>) -> Result<Chosen, LearnError> {
        let alphas = &self.recipe.article.alphas;
        let middle = alphas.get(alphas.len() / 2).copied().unwrap_or(1.0);
        let Some(cut) = cut else {
            self.report.alpha = middle;
            return Ok(Chosen { alpha: middle, logits: None, start: None });
        };
        let mut logits = vec![Array2::zeros((self.targets.len(), self.recipe.classes.len())); alphas.len()];
        let mut fits = vec![Vec::with_capacity(cut.count()); alphas.len()];
        for folded in self.of_folds("article layer", cut, |fold| self.fold(matrix, cut, fold)) {
            let Folded { tested, by_alpha } = folded?;
            for (number, (fitted, said)) in by_alpha.into_iter().enumerate() {
                tested.iter().zip(said.rows()).for_each(|(&i, row)| logits[number].row_mut(i).assign(&row));
                fits[number].push(fitted);
            }
        }
        let mut best: Option<(f64, usize)> = None;
        for (number, (&alpha, logits)) in alphas.iter().zip(&logits).enumerate() {
            let calibration = self.calibration(logits)?;
            let loss = log_loss(calibration.probabilities(logits.view())?.view(), &self.targets)?;
            let decided = Confusion::new(&self.targets, &tops(logits), self.recipe.classes.len())?;
            self.report.tried.push(Tried { alpha, log_loss: loss, macro_f1: decided.macro_f1() });
            if best.is_none_or(|(least, _)| loss < least) {
                best = Some((loss, number));
            }
        }
        let chosen = best.map_or(0, |(_, number)| number);
        self.report.alpha = alphas[chosen];
        self.done("article layer, folds");
        let start = Fitted::mean(&fits[chosen].iter().collect::<Vec<_>>()).ok();
        Ok(Chosen { alpha: alphas[chosen], logits: Some(logits.swap_remove(chosen)), start })
    }

    /// Fits the article layer without a fold, with each strength, and asks it of the fold.
    fn fold(&self, matrix: &Matrix, cut: &Cut, fold: usize) -> Result<Folded, LearnError> {
        let all = 0..self.targets.len();
        let taught: Vec<usize> = all.clone().filter(|&i| cut.teaches(fold, i)).collect();
        let tested: Vec<usize> = all.filter(|&i| cut.tests(fold, i)).collect();
        let rows = self.intercepts.select(&matrix.rows, &taught);
        let asked = matrix.rows.select(&tested);
        let targets: Vec<u32> = taught.iter().map(|&i| self.targets[i]).collect();
        let weights: Vec<f64> = taught.iter().map(|&i| self.weights[i]).collect();
        let problem = Problem::new(&rows, &targets, self.recipe.classes.len(), Some(&weights))?;
        let alphas = &self.recipe.article.alphas;
        let network = network(matrix, &taught, (&targets, &weights), self.recipe)?;
        let mut by_alpha: Vec<(Fitted, Array2<f64>)> = Vec::with_capacity(alphas.len());
        for &alpha in alphas.iter().rev() {
            let settings = Settings { alpha, tolerance: ROUGHLY, max_iterations: MOST_STEPS };
            let fitted = sparse::fit(problem, &settings, by_alpha.last().map(|(stronger, _)| stronger))?;
            let mut said = self.intercepts.without(&fitted).logits(&asked)?;
            mix(network.as_ref(), matrix, &tested, self.recipe, &mut said);
            by_alpha.push((fitted, said));
        }
        by_alpha.reverse();
        Ok(Folded { tested, by_alpha })
    }

    fn calibration(&self, logits: &Array2<f64>) -> Result<Calibration, LearnError> {
        let recipe = &self.recipe.calibration;
        let weights = self.calibrating.as_deref();
        Ok(Calibration::fit(recipe.method, logits.view(), &self.targets, weights, recipe.penalty)?)
    }

    /// Calibrates on the out-of-fold logits and reports the figures that follow.
    fn calibrate(
        &mut self,
        logits: Option<Array2<f64>>,
        cut: Option<&Cut>,
    ) -> Result<Calibrated, LearnError> {
        let classes = self.recipe.classes.len();
        let (Some(logits), Some(cut)) = (logits, cut) else {
            self.report
                .warnings
                .push("probabilities are not calibrated: there are no folds to do it on".to_owned());
            let lines = Calibration::identity(classes).lines().to_vec();
            let decision = vec![0.0; classes];
            return Ok(Calibrated { lines, decision, least_confidence: 0.0, out_of_fold: None });
        };
        let drawn: Vec<_> = self.examples.iter().map(|example| self.rows[example.row].drawn).collect();
        self.report.warnings.extend(drawn::warning(&drawn, self.calibrating.as_deref()));
        let calibration = self.calibration(&logits)?;
        let probabilities = calibration.probabilities(logits.view())?;
        let lines = calibration.lines().to_vec();
        // Without the calibration's biases a rare framing is found as easily as it is missed, for
        // so class balance made the logits; with them the most probable one is decided on.
        let leave = self.recipe.calibration.decision;
        let decision: Vec<f64> = lines.iter().map(|line| -line.bias * leave).collect();
        let folds: Vec<usize> = (0..self.targets.len())
            .map(|i| (0..cut.count()).find(|&fold| cut.tests(fold, i)).unwrap_or(0))
            .collect();
        let mut shifted = calibration.logits(logits.view())?;
        for mut row in shifted.rows_mut() {
            row.iter_mut().zip(&decision).for_each(|(logit, shift)| *logit += shift);
        }
        let decided = tops(&shifted);
        let figures = Figures::new(&self.recipe.classes, &self.targets, &decided, &probabilities, &folds)?;
        self.report.figures = Some(figures);
        let tops = probabilities.rows().into_iter().map(|row| row.iter().copied().fold(0.0, f64::max));
        let share = self.recipe.calibration.abstain_share;
        let least_confidence = drawn::least_confidence(tops, self.calibrating.as_deref(), share);
        let labels = self.examples.iter().map(|example| (example.row, example.label)).collect();
        let out_of_fold = Some(OutOfFold { labels, targets: self.targets.clone(), decided, probabilities });
        Ok(Calibrated { lines, decision, least_confidence, out_of_fold })
    }

    /// Fits the article layer and its network, side by side.
    fn fit_article(
        &mut self,
        matrix: &Matrix,
        alpha: f64,
        start: Option<&Fitted>,
    ) -> Result<(Fitted, Option<Network>), LearnError> {
        self.progress.stage("article layer");
        let settings = Settings { alpha, tolerance: EXACTLY, max_iterations: MOST_STEPS };
        let weights = self.weights.iter().any(|&w| (w - 1.0).abs() > 1e-12).then_some(&self.weights[..]);
        let all: Vec<usize> = (0..matrix.rows.rows()).collect();
        let taught = self.intercepts.select(&matrix.rows, &all);
        let problem = Problem::new(&taught, &self.targets, self.recipe.classes.len(), weights)?;
        let labels = (&self.targets[..], &self.weights[..]);
        let (linear, network) = rayon::join(
            || auto::fit_by(self.recipe.solver, problem, &settings, start),
            || network(matrix, &all, labels, self.recipe),
        );
        let ((fitted, solver), network) = (linear?, network?);
        self.report.solver = solver.to_string();
        if !fitted.convergence.converged {
            self.report.warnings.push("the article layer did not converge; its figures are rough".to_owned());
        }
        self.report.convergence.push(("article layer".to_owned(), fitted.convergence));
        self.done("article layer, whole");
        Ok((self.intercepts.without(&fitted), network))
    }

    /// Fits the layer of quoted speakers, where there are labels for it; with the least confidence at
    /// which it says anything.
    fn quoted(
        &mut self,
        matrix: &Matrix,
        cut: Option<&Cut>,
        alpha: f64,
    ) -> Result<Option<(Layer, f64)>, LearnError> {
        let classes = &self.recipe.classes;
        self.report.warnings.extend(quoted::unknown(self.rows, classes));
        self.report.warnings.extend(spoken::unusable(self.rows, self.lexicons, classes));
        let rows = [&matrix.rows, &matrix.spoken].map(|rows| rows.narrowed(matrix.quoted_columns()));
        let rows = SparseRows::joined(matrix.quoted_columns(), rows.into());
        let drawn: Vec<_> = self.examples.iter().map(|example| self.rows[example.row].drawn).collect();
        let on = Quoted {
            rows: &rows,
            whole: &quoted::whole(&self.examples, self.rows, classes),
            spoken: &quoted::spoken(&self.examples),
            examples: &self.examples,
            drawn: &drawn,
            intercepts: &self.intercepts,
            classes: classes.len(),
            alpha,
        };
        let fit = on.fit(cut, &self.recipe.calibration)?;
        self.report.warnings.extend(fit.warning());
        let Fit::Layer(layer, known) = fit else { return Ok(None) };
        let least = known.as_ref().map(|known| known.least_confidence);
        if let Some(known) = known {
            (self.report.quoted, self.report.speakers) = (Some(known.whole), known.spoken);
        }
        self.done("layer of quoted speakers");
        Ok(Some((layer, least.unwrap_or_default())))
    }

    fn settings(&self, calibrated: &Calibrated, least_quoted_confidence: f64) -> FactionSettings {
        FactionSettings {
            classes: self.recipe.classes.clone(),
            token_window: self.recipe.token.window,
            far: self.recipe.token.far,
            article_window: self.recipe.article.window,
            dense_scale: self.recipe.article.dense_scale as f32,
            decision: calibrated.decision.clone(),
            least_confidence: calibrated.least_confidence,
            least_quoted_confidence,
            least_known: self.recipe.calibration.least_known,
        }
    }
}

/// What there is to learn from, and what of the labels is not.
///
/// # Errors
///
/// [`LearnError`] where nothing can be learned: no usable row, one class only, a class without rows.
fn first_report(
    rows: &[Row],
    recipe: &Recipe,
    all: &Examples,
    targets: &[u32],
) -> Result<Report, LearnError> {
    let counts: Vec<usize> =
        (0..recipe.classes.len()).map(|c| targets.iter().filter(|&&t| t as usize == c).count()).collect();
    let [told, repeated, unfound] = [&all.refused, &all.repeated, &all.unfound]
        .map(|labels| labels.iter().map(ToString::to_string).collect::<Vec<String>>());
    if targets.is_empty() {
        let (refused, unfound_count) = (told.len(), unfound.len());
        return Err(LearnError::NothingUsable {
            refused,
            unfound: unfound_count,
            told: [told, unfound].concat(),
        });
    }
    if counts.iter().filter(|&&count| count > 0).count() < 2 {
        return Err(LearnError::OneClass { told, rows: targets.len() });
    }
    if let Some(empty) = counts.iter().position(|&count| count == 0) {
        return Err(LearnError::EmptyClass { class: recipe.classes[empty].clone(), told });
    }
    Ok(Report {
        rows: rows.len(),
        examples: targets.len(),
        refused_count: told.len(),
        refused: told,
        unfound_count: unfound.len(),
        unfound,
        repeated_count: repeated.len(),
        repeated,
        warnings: unlabelled(rows).into_iter().collect(),
        classes: recipe.classes.iter().cloned().zip(counts).collect(),
        ..Report::default()
    })
}

/// A warning about rows that say nothing of factions.
fn unlabelled(rows: &[Row]) -> Option<String> {
    let silent = rows.iter().filter(|row| !matches!(row.label, Some(Label::Factions(_)))).count();
    (silent > 0)
        .then(|| format!("{silent} of {} rows label no faction: nothing is learned from them", rows.len()))
}

/// The class with the highest logit of each row.
fn tops(logits: &Array2<f64>) -> Vec<u32> {
    crate::model::metrics::top_classes(logits.view())
}
