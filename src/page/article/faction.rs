//! What is shown of a faction, or of a document as a whole.

use super::voices::{VoiceView, voices};
use super::{note_id, text};
use crate::explain::{Explanation, Sum, field_text};
use crate::factions::FactionLexicon;
use crate::page::number;
use crate::page::strings::{Language, Strings};
use crate::report::View;
use crate::report::terminal::cleaned;
use crate::report::wire::{Evidence, Faction, Line, Probabilities};
use crate::score::{EvidenceSpan, Verdict};

/// Scores nearer to zero than this are coloured as neutral.
const CLEAR: f64 = 0.1;

/// A faction, or a document as a whole.
#[derive(Debug, Clone)]
pub struct FactionView<'a> {
    /// Its number among those shown.
    pub number: usize,
    /// Its id; empty for a document as a whole.
    pub id: &'a str,
    /// Its name in the page's language.
    pub name: String,
    /// Its name in the other language, where there is one.
    pub other_name: String,
    /// The framing as it is called on the wire: names colours.
    pub class: &'a str,
    /// Whether that is the middle class: its words did not decide for a side.
    pub middle: bool,
    /// The framing in the page's language.
    pub framing: String,
    /// How probable it is.
    pub probability: String,
    /// Every class, in class order.
    pub classes: Vec<ClassView<'a>>,
    /// Why the model would rather not decide.
    pub abstained: Option<&'static str>,
    /// The score; `None` for a document as a whole.
    pub score: Option<ScoreView>,
    /// Own voice and quoted voice; empty for a document as a whole.
    pub voices: Vec<VoiceView>,
    /// The words that decided.
    pub notes: Vec<Note>,
    /// The whole sum, where it was asked for.
    pub sum: Option<SumView>,
}

/// A class and its part of the bar of probabilities.
#[derive(Debug, Clone)]
pub struct ClassView<'a> {
    /// As on the wire.
    pub class: &'a str,
    /// In the page's language.
    pub name: String,
    /// Its probability.
    pub percent: String,
    /// Its part of a bar 100 wide.
    pub bar: Bar,
}

/// A part of a bar: where it begins, how wide it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
}

/// A score on its axis from -100 to 100.
#[derive(Debug, Clone)]
pub struct ScoreView {
    /// As it is written.
    pub text: String,
    /// `hostile`, `neutral` or `favourable`.
    pub lean: &'static str,
    /// Its part of the axis.
    pub bar: Bar,
    /// Where it ends on the axis.
    pub at: String,
}

/// Words that decided.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: String,
    /// The id of the mark that it speaks of.
    pub mark: String,
    /// The words.
    pub text: String,
    /// What they add.
    pub contribution: String,
    /// `hostile` or `favourable`, `label` for classes of documents.
    pub lean: &'static str,
    /// `own` or `quoted`.
    pub voice: &'static str,
    /// Whose words they are, in the page's language.
    pub whose: &'static str,
    /// Its part of a bar 100 wide, beside the strongest.
    pub bar: Bar,
    /// Plain words that could stand in place of the loaded ones.
    pub plainer: String,
}

/// A full sum.
#[derive(Debug, Clone)]
pub struct SumView {
    /// What stands before any word is read.
    pub intercept: String,
    /// What the rest of the text adds; of whole documents nothing.
    pub context: Option<String>,
    /// Words and what they add.
    pub words: Vec<(String, String)>,
    /// What it comes to.
    pub difference: String,
}

/// What all factions of a document are shown with.
struct Maker<'a, 'e> {
    explanation: &'a Explanation<'e>,
    lexicon: &'a FactionLexicon,
    language: Language,
    t: &'static Strings,
    key: &'a str,
    /// The largest contribution of all: bars are drawn beside it.
    strongest: f64,
}

/// Everything that `view` shows.
pub(super) fn views<'a>(
    explanation: &'a Explanation<'_>,
    view: &View,
    lexicon: &'a FactionLexicon,
    language: Language,
    key: &str,
) -> Vec<FactionView<'a>> {
    let strongest = strongest(explanation);
    let maker = Maker { explanation, lexicon, language, t: language.strings(), key, strongest };
    match (Line::scored(&explanation.scored, view), &explanation.scored.verdict) {
        (Line::Factions(line), Verdict::Factions { factions, .. }) => {
            let spans = factions.iter().enumerate().filter(|(_, score)| view.shows(&score.faction));
            let shown = line.factions.iter().zip(spans).enumerate();
            shown.map(|(n, (faction, (at, score)))| maker.faction(n, faction, &score.evidence, at)).collect()
        }
        (Line::Document(line), Verdict::Document(score)) => {
            let notes = maker.notes(0, &line.evidence, &score.evidence, None);
            let empty = maker.whole(line.label, &line.probabilities, line.abstained);
            vec![FactionView { notes, sum: maker.sum(0), ..empty }]
        }
        _ => Vec::new(),
    }
}

fn strongest(explanation: &Explanation<'_>) -> f64 {
    let spans: Vec<&EvidenceSpan> = match &explanation.scored.verdict {
        Verdict::Factions { factions, .. } => factions.iter().flat_map(|faction| &faction.evidence).collect(),
        Verdict::Document(score) => score.evidence.iter().collect(),
    };
    spans.iter().map(|span| span.contribution.abs()).fold(1e-9, f64::max)
}

impl Maker<'_, '_> {
    fn faction<'a>(
        &self,
        n: usize,
        faction: &Faction<'a>,
        spans: &[EvidenceSpan],
        at: usize,
    ) -> FactionView<'a> {
        let whole = self.whole(faction.framing, &faction.probabilities, faction.abstained);
        let (name, other_name) = self.names(faction.faction, faction.name);
        FactionView {
            number: n,
            id: faction.faction,
            name: if name.is_empty() { faction.faction.to_owned() } else { name },
            other_name,
            score: Some(score(faction.score)),
            voices: voices(faction, self.t, |id| self.names(id, id).0),
            notes: self.notes(n, &faction.evidence, spans, Some(faction.faction)),
            sum: self.sum(at),
            ..whole
        }
    }

    /// What a faction is called in the page's language, and in the other.
    fn names(&self, id: &str, arabic: &str) -> (String, String) {
        let number = self.lexicon.number(id);
        let known = number.and_then(|n| self.lexicon.factions.get(usize::from(n))).map(|f| &f.name);
        let arabic = known.map_or(arabic, |name| name.ar.as_str());
        let english = known.map_or("", |name| name.en.as_str());
        let (arabic, english) = (cleaned(arabic), cleaned(english));
        match self.language {
            Language::English if !english.is_empty() => (english, arabic),
            _ => (arabic, english),
        }
    }

    /// What factions and whole documents share.
    fn whole<'a>(
        &self,
        class: &'a str,
        probabilities: &Probabilities<'a>,
        abstained: Option<&'static str>,
    ) -> FactionView<'a> {
        FactionView {
            number: 0,
            id: "",
            name: self.t.class.clone(),
            other_name: String::new(),
            class,
            middle: is_middle(class, probabilities),
            framing: self.t.class(class).to_owned(),
            probability: number::percent(probabilities.get(class).unwrap_or_default()),
            classes: self.classes(probabilities),
            abstained: abstained.map(|reason| self.t.abstention(reason)),
            score: None,
            voices: Vec::new(),
            notes: Vec::new(),
            sum: None,
        }
    }

    fn classes<'a>(&self, probabilities: &Probabilities<'a>) -> Vec<ClassView<'a>> {
        let mut x = 0.0;
        let view = |&(class, p): &(&'a str, f64)| {
            let bar = bar(x, p * 100.0);
            x += p * 100.0;
            ClassView { class, name: self.t.class(class).to_owned(), percent: number::percent(p), bar }
        };
        probabilities.0.iter().map(view).collect()
    }

    fn notes(
        &self,
        faction: usize,
        evidence: &[Evidence<'_>],
        spans: &[EvidenceSpan],
        of: Option<&str>,
    ) -> Vec<Note> {
        let note = |(number, (evidence, span)): (usize, (&Evidence<'_>, &EvidenceSpan))| {
            let id = note_id(self.key, faction, number);
            Note {
                mark: text::mark_id(&id),
                id,
                text: cleaned(evidence.text),
                contribution: number::signed(evidence.contribution),
                lean: lean(evidence.contribution, of.is_none()),
                voice: if evidence.voice == "own" { "own" } else { "quoted" },
                whose: self.t.voice(evidence.voice),
                bar: bar(0.0, evidence.contribution.abs() / self.strongest * 100.0),
                plainer: self.explanation.plainer(span, of).join("، "),
            }
        };
        evidence.iter().zip(spans).enumerate().map(note).collect()
    }

    fn sum(&self, at: usize) -> Option<SumView> {
        let Sum { intercept, context, parts, difference, .. } = self.explanation.sums.get(at)?;
        let word = |part: &crate::explain::Part| {
            let text = field_text(self.explanation.document, part.field).get(part.bytes.clone());
            (cleaned(text.unwrap_or_default()), number::fine(part.contribution))
        };
        Some(SumView {
            intercept: number::fine(*intercept),
            context: context.map(number::fine),
            words: parts.iter().map(word).collect(),
            difference: number::fine(*difference),
        })
    }
}

/// Which way a contribution pulls.
pub(super) fn lean(contribution: f64, whole: bool) -> &'static str {
    match contribution {
        _ if whole => "label",
        below if below < 0.0 => "hostile",
        _ => "favourable",
    }
}

pub(super) fn score(score: f64) -> ScoreView {
    let at = score * 100.0;
    ScoreView {
        text: number::signed(score),
        lean: if score.abs() < CLEAR { "neutral" } else { lean(score, false) },
        bar: bar(at.min(0.0), at.abs()),
        at: format!("{at:.2}"),
    }
}

fn bar(x: f64, width: f64) -> Bar {
    Bar { x: format!("{x:.2}"), width: format!("{width:.2}") }
}

/// Whether a class is neither the first nor the last of three or more.
fn is_middle(class: &str, probabilities: &Probabilities<'_>) -> bool {
    let at = probabilities.0.iter().position(|(name, _)| *name == class);
    at.is_some_and(|at| at > 0 && at + 1 < probabilities.0.len())
}
