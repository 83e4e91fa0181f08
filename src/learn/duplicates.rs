//! Rows that say again what another row said, or the opposite of it.
//!
//! A text copied into a file twice must not count twice, and two verdicts on the same text teach
//! nothing: whoever made the labels has to say which of them holds.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::corpus::{Label, Place, Row};

/// What is wrong with a label in view of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// An earlier one, which stands here, says the same of the same text.
    Same(Place),
    /// One that stands here says something else of the same text.
    Contradicted {
        /// Where.
        place: Place,
        /// What.
        says: String,
    },
}

/// The labels that are not to be counted, by number of row and of label in it.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    found: HashMap<(usize, usize), Repeat>,
}

/// What a label speaks of, and what it says.
type Verdict<'a> = (&'a str, &'a str);

/// A text, and whom a label speaks of.
type Subject<'a> = ([u8; 32], &'a str);

/// Number of the row, number of the label in it, and what it says.
type Said<'a> = (usize, usize, &'a str);

impl Repeats {
    /// Looks at all labels of `rows` that say something `known`.
    ///
    /// Texts are the same if title and text have the same words, whatever the white space between
    /// them; nearly equal texts are another matter (folds keep them together). Of labels that say the
    /// same of the same faction in the same text the first counts; of those that do not, none.
    #[must_use]
    pub fn find(rows: &[Row], known: impl Fn(&str) -> bool) -> Self {
        let texts: Vec<[u8; 32]> = rows.par_iter().map(text_hash).collect();
        let mut of: HashMap<Subject<'_>, Vec<Said<'_>>> = HashMap::new();
        for (number, (row, text)) in rows.iter().zip(&texts).enumerate() {
            for (label, (subject, says)) in verdicts(row).into_iter().enumerate() {
                if known(says) {
                    of.entry((*text, subject)).or_default().push((number, label, says));
                }
            }
        }
        let mut found = HashMap::new();
        for labels in of.values().filter(|labels| labels.len() > 1) {
            for (nth, &(row, label, says)) in labels.iter().enumerate() {
                let other = labels.iter().find(|&&(.., others)| others != says);
                let repeat = match (other, nth) {
                    (Some(&(other, _, says)), _) => {
                        Repeat::Contradicted { place: rows[other].place.clone(), says: says.to_owned() }
                    }
                    (None, 0) => continue,
                    (None, _) => Repeat::Same(rows[labels[0].0].place.clone()),
                };
                found.insert((row, label), repeat);
            }
        }
        Self { found }
    }

    /// Whether label `label` of row `row` is one of them, and why.
    #[must_use]
    pub fn of(&self, row: usize, label: usize) -> Option<&Repeat> {
        self.found.get(&(row, label))
    }
}

fn verdicts(row: &Row) -> Vec<Verdict<'_>> {
    match &row.label {
        None => Vec::new(),
        Some(Label::Class(class)) => vec![("", class)],
        Some(Label::Factions(labels)) => {
            labels.iter().map(|label| (label.faction.as_str(), label.framing.as_str())).collect()
        }
    }
}

fn text_hash(row: &Row) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for field in [&row.document.title, &row.document.text] {
        for word in field.split_whitespace() {
            hasher.update(word.as_bytes());
            hasher.update(b" ");
        }
        hasher.update(b"\n");
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Document, FactionLabel};

    fn row(line: u64, title: &str, text: &str, labels: &[(&str, &str)]) -> Row {
        let label = |&(faction, framing): &(&str, &str)| FactionLabel {
            faction: faction.to_owned(),
            framing: framing.to_owned(),
            ..FactionLabel::default()
        };
        Row {
            place: Place { file: "f".into(), line },
            document: Document { title: title.to_owned(), text: text.to_owned(), ..Document::default() },
            label: Some(Label::Factions(labels.iter().map(label).collect())),
        }
    }

    fn repeats(rows: &[Row]) -> Vec<(usize, usize)> {
        let mut found: Vec<_> = Repeats::find(rows, |says| says != "?").found.into_keys().collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn the_first_of_equal_labels_counts() {
        let rows = [
            row(1, "", "نص أول", &[("a", "hostile")]),
            row(2, "", " نص\n أول", &[("a", "hostile"), ("b", "hostile")]),
            row(3, "", "نص ثان", &[("a", "hostile")]),
            row(4, "عنوان", "نص أول", &[("a", "neutral")]),
            row(5, "نص", "أول", &[("a", "neutral")]),
            row(6, "", "نص أول", &[("a", "?")]),
        ];
        assert_eq!(repeats(&rows), [(1, 0)]);
        let found = Repeats::find(&rows, |_| true);
        assert_eq!(found.of(1, 1), None);
    }

    #[test]
    fn of_contradictory_labels_none_counts() {
        let rows =
            [row(1, "", "نص", &[("a", "hostile"), ("a", "hostile")]), row(2, "", "نص", &[("a", "neutral")])];
        assert_eq!(repeats(&rows), [(0, 0), (0, 1), (1, 0)]);
        let found = Repeats::find(&rows, |_| true);
        let contradicted = |line: u64, says: &str| Repeat::Contradicted {
            place: Place { file: "f".into(), line },
            says: says.to_owned(),
        };
        assert_eq!(found.of(0, 1), Some(&contradicted(2, "neutral")));
        assert_eq!(found.of(1, 0), Some(&contradicted(1, "hostile")));
    }

    #[test]
    fn whole_documents_too() {
        let class = |line, class: &str| Row {
            label: Some(Label::Class(class.to_owned())),
            ..row(line, "", "نص", &[])
        };
        assert_eq!(repeats(&[class(1, "x"), class(2, "x")]), [(1, 0)]);
        assert_eq!(repeats(&[class(1, "x"), class(2, "y")]), [(0, 0), (1, 0)]);
    }
}
