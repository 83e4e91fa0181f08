//! What the marked words say of each faction, or of the document.

use anstyle::Style;

use super::{Terminal, lean_style};
use crate::explain::{Explanation, Part, Sum, field_text};
use crate::report::View;
use crate::report::terminal::{Align, Cell, Grid};
use crate::report::wire::{
    DocumentLine, Evidence, Faction, Line, Probabilities, QuotedLine, SpeakerLine, VoiceLine,
};
use crate::score::{EvidenceSpan, Verdict};

const INDENT: usize = 2;

/// A block for each faction shown.
pub(super) fn render(terminal: &Terminal, explanation: &Explanation<'_>, view: &View) -> String {
    let line = Line::scored(&explanation.scored, view);
    match (&line, &explanation.scored.verdict) {
        (Line::Factions(line), Verdict::Factions { factions, .. }) => {
            if line.factions.is_empty() {
                return none_shown(factions.is_empty());
            }
            let shown = factions.iter().zip(0..).filter(|(score, _)| view.shows(&score.faction));
            let blocks = line.factions.iter().zip(shown).map(|(faction, (score, number))| {
                let sum = explanation.sums.get(number);
                let block = Block {
                    faction: Some(faction.faction),
                    terminal,
                    explanation,
                    evidence: &faction.evidence,
                    spans: &score.evidence,
                };
                block.faction(faction) + &sum.map(|sum| block.sum(sum)).unwrap_or_default()
            });
            blocks.collect::<Vec<_>>().join("\n")
        }
        (Line::Document(line), Verdict::Document(score)) => {
            let block = Block {
                faction: None,
                terminal,
                explanation,
                evidence: &line.evidence,
                spans: &score.evidence,
            };
            let sum = explanation.sums.first().map(|sum| block.sum(sum)).unwrap_or_default();
            block.document(line) + &sum
        }
        _ => String::new(),
    }
}

fn none_shown(none_mentioned: bool) -> String {
    if none_mentioned {
        "no faction of the lexicon is mentioned: `nabra factions list` shows those that are known, \
         --factions FILE adds more\n"
            .to_owned()
    } else {
        "none of the factions asked for is mentioned\n".to_owned()
    }
}

struct Block<'a> {
    faction: Option<&'a str>,
    terminal: &'a Terminal,
    explanation: &'a Explanation<'a>,
    evidence: &'a [Evidence<'a>],
    spans: &'a [EvidenceSpan],
}

impl Block<'_> {
    fn faction(&self, faction: &Faction<'_>) -> String {
        let mut heading = Grid::new(&[Align::Left; 2]);
        let name = Cell::text(faction.name).styled(Style::new().bold());
        heading.push(vec![name, Cell::text(faction.faction).styled(Style::new().dimmed())]);
        let mut facts = Facts::default();
        facts.add("framing", &verdict(faction.framing, &faction.probabilities));
        facts.add("score", &format!("{:+.2}", faction.score));
        facts.add("own voice", &voice(faction.voices.own));
        facts.quoted(faction);
        facts.abstention(faction.abstained);
        heading.render(0, self.colour()) + &facts.0.render(INDENT, self.colour()) + &self.terms()
    }

    fn document(&self, line: &DocumentLine<'_>) -> String {
        let mut facts = Facts::default();
        facts.add("label", &verdict(line.label, &line.probabilities));
        facts.abstention(line.abstained);
        facts.0.render(0, self.colour()) + &self.terms()
    }

    fn colour(&self) -> bool {
        self.terminal.colour
    }

    /// The words that decided, with their contributions and plainer words.
    fn terms(&self) -> String {
        let mut grid = Grid::new(&[Align::Right, Align::Left, Align::Left, Align::Left]);
        for (evidence, span) in self.evidence.iter().zip(self.spans) {
            let plainer = self.explanation.plainer(span, self.faction).join("، ");
            let plainer = if plainer.is_empty() { plainer } else { format!("plainer: {plainer}") };
            grid.push(vec![
                Cell::text(&format!("{:+.2}", evidence.contribution)),
                Cell::text(evidence.voice),
                Cell::text(evidence.text).styled(lean_style(evidence.contribution)),
                Cell::text(&plainer),
            ]);
        }
        grid.render(2 * INDENT, self.colour())
    }

    /// The full sum: intercept, words, and the logit difference that they add up to.
    fn sum(&self, sum: &Sum) -> String {
        let against = sum.against.as_deref().unwrap_or("the mean of the others");
        let mut out = format!("  the whole sum, in logits towards {} (+) or {against} (-)\n", sum.towards);
        let mut grid = Grid::new(&[Align::Right, Align::Left]);
        let number = |value: f64| Cell::text(&format!("{value:+.3}"));
        grid.push(vec![number(sum.intercept), Cell::text("intercept")]);
        if let Some(context) = sum.context {
            grid.push(vec![number(context), Cell::text("the rest of the text")]);
        }
        for Part { field, bytes, contribution } in &sum.parts {
            let text = field_text(self.explanation.document, *field).get(bytes.clone()).unwrap_or_default();
            grid.push(vec![number(*contribution), Cell::text(text)]);
        }
        let difference = format!("= logit of {} less that of {against}", sum.towards);
        grid.push(vec![number(sum.difference), Cell::text(&difference)]);
        out.push_str(&grid.render(2 * INDENT, self.colour()));
        out
    }
}

/// Names and values, one a line.
struct Facts(Grid);

impl Default for Facts {
    fn default() -> Self {
        Self(Grid::new(&[Align::Left; 2]))
    }
}

impl Facts {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push(vec![Cell::text(name).styled(Style::new().dimmed()), Cell::text(value)]);
    }

    /// What others say, and each of them whose faction is known.
    fn quoted(&mut self, faction: &Faction<'_>) {
        let QuotedLine { mentions, score, abstained, speakers } = &faction.voices.quoted;
        self.add("quoted", &(voice(VoiceLine { mentions: *mentions, score: *score }) + unsure(*abstained)));
        for SpeakerLine { speaker, mentions, score, abstained } in speakers {
            let who = match speaker {
                Some(id) if *id == faction.faction => "by itself",
                Some(id) => id,
                None => "others, or unknown",
            };
            let said = voice(VoiceLine { mentions: *mentions, score: *score });
            self.add(&format!("  {who}"), &(said + unsure(*abstained)));
        }
    }

    fn abstention(&mut self, reason: Option<&str>) {
        if let Some(reason) = reason {
            let why = match reason {
                "few-mentions" => "the article's own voice does not speak of it",
                "unknown-words" => "too few of the words around it are known",
                _ => "no framing is likely enough",
            };
            self.add("abstained", &format!("{reason}: {why}"));
        }
    }
}

/// `hostile 0.86, neutral 0.13, favourable 0.01`, the class decided on first.
fn verdict(class: &str, probabilities: &Probabilities<'_>) -> String {
    let shown = |(name, p): &(&str, f64)| format!("{name} {p:.2}");
    let first = probabilities.0.iter().filter(|(name, _)| *name == class);
    let rest = probabilities.0.iter().filter(|(name, _)| *name != class);
    let [first, rest] = [first.map(shown).collect::<Vec<_>>(), rest.map(shown).collect()];
    format!("{} ({})", first.join(", "), rest.join(", "))
}

fn unsure(abstained: Option<&str>) -> &'static str {
    if abstained.is_some() { ", unsure" } else { "" }
}

fn voice(voice: VoiceLine) -> String {
    let mentions = format!("{} mention{}", voice.mentions, if voice.mentions == 1 { "" } else { "s" });
    match voice.score {
        Some(score) => format!("{score:+.2}, {mentions}"),
        None => mentions,
    }
}
