//! A document as a page shows it: its text with marks, its factions with their bars and notes.
//!
//! `templates/article.html` draws an [`ArticleView`]; any page may include it. Every id in it begins
//! with the article's key, so that several fit into a page.

mod faction;
mod text;
mod voices;

pub use faction::{Bar, ClassView, FactionView, Note, ScoreView, SumView};
pub use text::{MarkView, PieceView};
pub use voices::VoiceView;

use std::sync::Arc;

use super::strings::{Language, Strings};
use crate::explain::Explanation;
use crate::factions::FactionLexicon;
use crate::report::View;
use crate::report::terminal::cleaned;
use crate::report::wire::Line;
use crate::score::{EvidenceSpan, FactionScore, Verdict};
use crate::text::Field;

/// A document with all that a page shows of it.
#[derive(Debug, Clone)]
pub struct ArticleView<'a> {
    /// Begins every id of this article's elements.
    pub key: String,
    /// The document's id.
    pub id: String,
    /// Outlet and date, as far as they are known.
    pub about: Vec<String>,
    /// `rtl` if the text has Arabic letters, else `auto`.
    pub direction: &'static str,
    /// The title in pieces; empty if there is none.
    pub title: Vec<PieceView>,
    /// The paragraphs of the text in pieces.
    pub paragraphs: Vec<Vec<PieceView>>,
    /// The factions, or the document as a whole, with their notes.
    pub factions: Vec<FactionView<'a>>,
    /// Whether the model speaks of the document as a whole.
    pub whole: bool,
    /// Whether factions are mentioned that are not shown.
    pub others: bool,
    /// Highest minus lowest score, where there are two factions.
    pub spread: Option<String>,
    /// Loaded terms per 1,000 words.
    pub loaded: Option<String>,
}

/// A span that is marked, with the number of its faction among those shown.
struct Marked<'s> {
    span: &'s EvidenceSpan,
    faction: usize,
    note: String,
    /// Whether it speaks of a faction that is framed neither way.
    weak: bool,
}

impl<'a> ArticleView<'a> {
    /// What is shown of `explanation` under `view`. `number` tells it from the others of a page.
    #[must_use]
    pub fn new(
        explanation: &'a Explanation<'_>,
        view: &View,
        lexicon: &'a FactionLexicon,
        language: Language,
        number: usize,
    ) -> Self {
        let (key, scored, t) = (format!("a{number}"), &explanation.scored, language.strings());
        let factions = faction::views(explanation, view, lexicon, language, &key);
        let marked = marked(explanation, view, &key);
        let (spread, loaded) = bias(explanation, view);
        Self {
            direction: direction(explanation),
            title: text::field(explanation, Field::Title, &marked).into_iter().flatten().collect(),
            paragraphs: text::field(explanation, Field::Text, &marked),
            id: cleaned(&scored.id),
            about: [&scored.source, &scored.date].into_iter().flatten().map(|part| cleaned(part)).collect(),
            whole: matches!(scored.verdict, Verdict::Document(_)),
            others: mentions_others(explanation, view),
            factions,
            key,
            spread,
            loaded,
        }
        .with_notes_named(t)
    }

    /// Its title, or its id where it has none.
    #[must_use]
    pub fn heading(&self) -> String {
        let title: String = self.title.iter().map(|piece| piece.text.as_str()).collect();
        if title.is_empty() { self.id.clone() } else { title }
    }

    /// Says in every mark's label what it is, for those who do not see its colour.
    fn with_notes_named(mut self, t: &'static Strings) -> Self {
        let pieces = self.title.iter_mut().chain(self.paragraphs.iter_mut().flatten());
        pieces.filter_map(|piece| piece.mark.as_mut()).for_each(|mark| mark.name(t));
        self
    }
}

/// Right to left if there is any Arabic letter: a Latin word at its beginning must not turn it.
fn direction(explanation: &Explanation<'_>) -> &'static str {
    let arabic = |c: char| matches!(c, '\u{0600}'..='\u{08ff}' | '\u{fb50}'..='\u{fefc}');
    let document = explanation.document;
    if document.text.contains(arabic) || document.title.contains(arabic) { "rtl" } else { "auto" }
}

fn bias(explanation: &Explanation<'_>, view: &View) -> (Option<String>, Option<String>) {
    match Line::scored(&explanation.scored, view) {
        Line::Factions(line) => {
            let spread = line.bias.spread.map(|spread| format!("{spread:.2}"));
            (spread, Some(format!("{:.1}", line.bias.loaded_per_1000)))
        }
        _ => (None, None),
    }
}

fn mentions_others(explanation: &Explanation<'_>, view: &View) -> bool {
    match &explanation.scored.verdict {
        Verdict::Factions { factions, .. } => factions.iter().any(|faction| !view.shows(&faction.faction)),
        Verdict::Document(_) => false,
    }
}

/// All spans shown, faction by faction.
fn marked<'s>(explanation: &'s Explanation<'_>, view: &View, key: &str) -> Vec<Marked<'s>> {
    let takes_a_side = |score: &FactionScore| {
        let name = |class: Option<&(Arc<str>, f64)>| class.is_some_and(|(name, _)| *name == score.framing);
        name(score.probabilities.first()) || name(score.probabilities.last())
    };
    let lists: Vec<(&[EvidenceSpan], bool)> = match &explanation.scored.verdict {
        Verdict::Factions { factions, .. } => {
            let shown = factions.iter().filter(|faction| view.shows(&faction.faction));
            shown.map(|faction| (faction.evidence.as_slice(), !takes_a_side(faction))).collect()
        }
        Verdict::Document(score) => vec![(score.evidence.as_slice(), false)],
    };
    let mut marked = Vec::new();
    for (faction, (spans, weak)) in lists.into_iter().enumerate() {
        for (number, span) in spans.iter().enumerate() {
            marked.push(Marked { span, faction, note: note_id(key, faction, number), weak });
        }
    }
    marked
}

fn note_id(key: &str, faction: usize, number: usize) -> String {
    format!("{key}-f{faction}-n{number}")
}
