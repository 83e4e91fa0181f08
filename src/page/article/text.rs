//! The text in pieces.

use super::Marked;
use crate::explain::marks::{Piece, pieces};
use crate::explain::{Explanation, field_text};
use crate::page::Strings;
use crate::report::terminal::cleaned;
use crate::report::wire::voice_name;
use crate::text::Field;

/// A stretch of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceView {
    /// The text, without controls and marks that steer direction.
    pub text: String,
    /// The mark on it.
    pub mark: Option<MarkView>,
}

/// A mark and the notes that say what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkView {
    /// Ids of the spans that begin with this piece; notes lead back to them.
    pub ids: Vec<String>,
    /// The note on its strongest span.
    pub note: String,
    /// All its notes, with blanks between.
    pub notes: String,
    /// `hostile` or `favourable`, `label` for classes of documents.
    pub lean: &'static str,
    /// Whether all its factions are framed neither way.
    pub weak: bool,
    /// `own` or `quoted`.
    pub voice: &'static str,
    /// Numbers of its factions, with blanks between.
    pub factions: String,
    /// What it is, for those who do not see it.
    pub label: String,
}

impl MarkView {
    pub(super) fn name(&mut self, t: &Strings) {
        let lean = t.class(self.lean);
        let voice = t.voice(self.voice);
        self.label =
            if self.lean == "label" { t.class.clone() } else { [lean, voice].join(&t.list_separator) };
    }
}

/// The paragraphs of a field in pieces; none for an empty one.
pub(super) fn field(
    explanation: &Explanation<'_>,
    field: Field,
    marked: &[Marked<'_>],
) -> Vec<Vec<PieceView>> {
    let marked: Vec<&Marked<'_>> = marked.iter().filter(|marked| marked.span.field == field).collect();
    let ranges: Vec<_> = marked.iter().map(|marked| marked.span.bytes.clone()).collect();
    let whole = matches!(explanation.scored.verdict, crate::score::Verdict::Document(_));
    let mut seen = vec![false; marked.len()];
    let mut paragraphs: Vec<Vec<PieceView>> = vec![Vec::new()];
    for piece in pieces(field_text(explanation.document, field), &ranges) {
        let mut mark = mark(&piece, &marked, &mut seen, whole);
        for (number, line) in piece.text.split(['\n', '\u{2029}']).enumerate() {
            if number > 0 {
                paragraphs.push(Vec::new());
                // An id stands only once.
                mark.iter_mut().for_each(|mark| mark.ids.clear());
            }
            if let Some(last) = paragraphs.last_mut().filter(|_| !line.is_empty()) {
                last.push(PieceView { text: cleaned(line), mark: mark.clone() });
            }
        }
    }
    let blank = |pieces: &Vec<PieceView>| pieces.iter().all(|piece| piece.text.trim().is_empty());
    paragraphs.retain(|pieces| !blank(pieces));
    paragraphs
}

fn mark(piece: &Piece<'_>, marked: &[&Marked<'_>], seen: &mut [bool], whole: bool) -> Option<MarkView> {
    let covering = || piece.marks.iter().filter_map(|&number| marked.get(number));
    let strongest =
        covering().max_by(|a, b| a.span.contribution.abs().total_cmp(&b.span.contribution.abs()))?;
    let new = piece.marks.iter().filter(|&&number| !std::mem::replace(&mut seen[number], true));
    let ids = new.filter_map(|&number| marked.get(number)).map(|marked| mark_id(&marked.note)).collect();
    let join = |parts: Vec<String>| parts.join(" ");
    Some(MarkView {
        ids,
        note: strongest.note.clone(),
        notes: join(covering().map(|marked| marked.note.clone()).collect()),
        lean: super::faction::lean(strongest.span.contribution, whole),
        weak: covering().all(|marked| marked.weak),
        voice: if voice_name(strongest.span.voice) == "own" { "own" } else { "quoted" },
        factions: join(covering().map(|marked| marked.faction.to_string()).collect()),
        label: String::new(),
    })
}

/// The id of the mark that a note speaks of.
pub(super) fn mark_id(note: &str) -> String {
    format!("{note}-at")
}
