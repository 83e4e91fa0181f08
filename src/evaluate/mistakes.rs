//! The surest mistakes, for reading.

use super::answers::Answers;
use super::items::Items;
use super::wire::{Mistake, Piece};
use crate::corpus::{Label, Row};
use crate::text::Field;

/// Characters of a snippet on either side of the mention.
const AROUND: usize = 70;

/// Up to `most` items that the model has wrong, the most probable wrong class first; those whose
/// faction was not found come last.
#[must_use]
pub fn worst(rows: &[Row], items: &Items, answers: &Answers, most: usize) -> Vec<Mistake> {
    let probability = |i: usize| {
        let answer = &answers.answers[i];
        answer.probabilities.as_ref().and_then(|all| all.get(answer.decided as usize).copied())
    };
    let mut wrong: Vec<usize> =
        (0..items.items.len()).filter(|&i| answers.answers[i].decided != items.items[i].target).collect();
    wrong.sort_by(|&a, &b| {
        let [a, b] = [a, b].map(|i| probability(i).unwrap_or(-1.0));
        b.total_cmp(&a)
    });
    let mistake = |&i: &usize| {
        let (item, answer) = (&items.items[i], &answers.answers[i]);
        let row = &rows[item.row];
        let of = |class: u32| answer.probabilities.as_ref().and_then(|all| all.get(class as usize).copied());
        Mistake {
            place: row.place.to_string(),
            id: row.document.id.clone(),
            source: row.document.source.clone(),
            date: row.document.date.clone(),
            faction: items.faction(rows, item).map(str::to_owned),
            gold: items.classes[item.target as usize].clone(),
            predicted: items.classes[answer.decided as usize].clone(),
            probability: of(answer.decided),
            gold_probability: of(item.target),
            found: answer.probabilities.is_some(),
            text: snippet(row, answer.mention.as_ref()),
            evidence: answer
                .evidence
                .iter()
                .map(|span| Piece { text: span.text.clone(), contribution: span.contribution })
                .collect(),
            gold_evidence: gold_evidence(row, item.label),
        }
    };
    wrong.iter().take(most).map(mistake).collect()
}

fn gold_evidence(row: &Row, label: usize) -> Vec<String> {
    match &row.label {
        Some(Label::Factions(labels)) => labels[label].evidence.iter().map(|e| e.text.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The words around a mention, or where a document begins; whole words, an ellipsis where it is cut.
fn snippet(row: &Row, mention: Option<&(Field, std::ops::Range<usize>)>) -> String {
    let document = &row.document;
    let (text, bytes) = match mention {
        Some((Field::Title, bytes)) => (&document.title, bytes.clone()),
        Some((Field::Text, bytes)) => (&document.text, bytes.clone()),
        None => (&document.text, 0..0),
    };
    let start = text[..bytes.start].char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let end = text[bytes.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| bytes.end + at);
    // Cut at white space, unless a word reaches from the cut to the mention.
    let from = match text[start..bytes.start].find(char::is_whitespace) {
        Some(at) if start > 0 => start + at,
        _ => start,
    };
    let to = match text[bytes.end..end].rfind(char::is_whitespace) {
        Some(at) if end < text.len() => bytes.end + at,
        _ => end,
    };
    let words: Vec<&str> = text[from..to].split_whitespace().collect();
    let [before, after] = [from > 0, to < text.len()].map(|cut| if cut { "…" } else { "" });
    format!("{before}{}{after}", words.join(" "))
}
