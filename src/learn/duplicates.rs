//! Rows that say again what another row said, or the opposite of it.
//!
//! A text copied into a file twice must not count twice, and two verdicts on the same text teach
//! nothing: whoever made the labels has to say which of them holds. Where several annotators labelled
//! the same text, [`Annotators`] says it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use rayon::prelude::*;

use super::recipe::Annotators;
use crate::corpus::{FactionLabel, Label, Place, Row};

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
    /// Most annotators say something else.
    Outvoted {
        /// What they say.
        says: String,
        /// How many they are.
        votes: usize,
        /// How many annotators there are.
        of: usize,
    },
    /// As many annotators say something else.
    Tied {
        /// How many annotators there are.
        of: usize,
    },
}

/// What follows on the label's own words in a message.
impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(place) => write!(f, "as at {place}, of the same text: counted once"),
            Self::Contradicted { place, says } => {
                write!(f, "here but {says:?} at {place}, in the same text: left out")
            }
            Self::Outvoted { says, votes, of } => {
                write!(f, "here but {says:?} for {votes} of {of} annotators: theirs counts")
            }
            Self::Tied { of } => write!(f, "here, and {of} annotators are divided: left out"),
        }
    }
}

impl Repeat {
    /// Whether it is an error in the labels, rather than a copy or a vote.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Contradicted { .. })
    }
}

/// The labels that are not to be counted, by number of row and of label in it.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    found: HashMap<(usize, usize), Repeat>,
    shares: HashMap<(usize, usize), f64>,
}

/// What a label speaks of, what it says, and who says so.
type Verdict<'a> = (&'a str, &'a str, Option<&'a str>);

/// A text, and whom a label speaks of.
type Subject<'a> = ([u8; 32], &'a str);

/// Number of the row, number of the label in it, what it says, and who says so.
type Said<'a> = (usize, usize, &'a str, Option<&'a str>);

impl Repeats {
    /// Looks at all labels of `rows` that say something `known`.
    ///
    /// Texts are the same if title and text have the same words, whatever the white space between
    /// them; nearly equal texts are another matter (folds keep them together). Of labels that say the
    /// same of the same faction in the same text the first counts; of those that do not, none, unless
    /// they are by several annotators and `annotators` says what becomes of them.
    #[must_use]
    pub fn find(rows: &[Row], known: impl Fn(&str) -> bool, annotators: Option<Annotators>) -> Self {
        let texts: Vec<[u8; 32]> = rows.par_iter().map(text_hash).collect();
        let mut of: HashMap<Subject<'_>, Vec<Said<'_>>> = HashMap::new();
        for (number, (row, text)) in rows.iter().zip(&texts).enumerate() {
            for (label, (subject, says, who)) in verdicts(row).into_iter().enumerate() {
                if known(says) {
                    of.entry((*text, subject)).or_default().push((number, label, says, who));
                }
            }
        }
        let mut all = Self::default();
        for labels in of.values().filter(|labels| labels.len() > 1) {
            let several = labels.iter().any(|&(.., who)| who.is_some() && who != labels[0].3);
            match annotators.filter(|_| several) {
                Some(annotators) => all.vote(rows, labels, annotators),
                None => all.compare(rows, labels),
            }
        }
        all
    }

    /// Labels of which each has to say the same as all others.
    fn compare(&mut self, rows: &[Row], labels: &[Said<'_>]) {
        for (nth, &(row, label, says, _)) in labels.iter().enumerate() {
            let other = labels.iter().find(|&&(_, _, others, _)| others != says);
            let repeat = match (other, nth) {
                (Some(&(other, _, says, _)), _) => {
                    Repeat::Contradicted { place: rows[other].place.clone(), says: says.to_owned() }
                }
                (None, 0) => continue,
                (None, _) => Repeat::Same(rows[labels[0].0].place.clone()),
            };
            self.found.insert((row, label), repeat);
        }
    }

    /// Labels by several annotators. One who says two things of the same text has no vote.
    fn vote(&mut self, rows: &[Row], labels: &[Said<'_>], annotators: Annotators) {
        let mut of: BTreeMap<Option<&str>, Vec<Said<'_>>> = BTreeMap::new();
        labels.iter().for_each(|said| of.entry(said.3).or_default().push(*said));
        let mut voices: Vec<Said<'_>> = Vec::new();
        for said in of.values() {
            self.compare(rows, said);
            if said.iter().all(|other| other.2 == said[0].2) {
                voices.push(said[0]);
            }
        }
        voices.sort_unstable_by_key(|&(row, label, ..)| (row, label));
        let mut votes: Vec<(Said<'_>, usize)> = Vec::new();
        for &voice in &voices {
            match votes.iter_mut().find(|(first, _)| first.2 == voice.2) {
                Some((first, count)) => {
                    *count += 1;
                    self.found.insert((voice.0, voice.1), Repeat::Same(rows[first.0].place.clone()));
                }
                None => votes.push((voice, 1)),
            }
        }
        match annotators {
            Annotators::Majority => self.majority(&voices, &votes),
            Annotators::Soft => {
                let share = |count: usize| count as f64 / voices.len() as f64;
                let first = votes.iter().map(|&((row, label, ..), count)| ((row, label), share(count)));
                self.shares.extend(first);
            }
        }
    }

    fn majority(&mut self, voices: &[Said<'_>], votes: &[(Said<'_>, usize)]) {
        let most = votes.iter().map(|&(_, count)| count).max().unwrap_or(0);
        let of = voices.len();
        let winners: Vec<&str> = votes.iter().filter(|vote| vote.1 == most).map(|vote| vote.0.2).collect();
        for &(row, label, says, _) in voices {
            match winners[..] {
                [winner] if winner == says => {}
                [winner] => {
                    let repeat = Repeat::Outvoted { says: winner.to_owned(), votes: most, of };
                    self.found.insert((row, label), repeat);
                }
                _ => {
                    self.found.insert((row, label), Repeat::Tied { of });
                }
            }
        }
    }

    /// What label `label` of row `row` counts: the share of annotators who gave it, else 1.
    #[must_use]
    pub fn share(&self, row: usize, label: usize) -> f64 {
        self.shares.get(&(row, label)).copied().unwrap_or(1.0)
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
        Some(Label::Class(label)) => vec![("", &label.class, label.annotator.as_deref())],
        Some(Label::Factions(labels)) => labels.iter().map(of_faction).collect(),
    }
}

fn of_faction(label: &FactionLabel) -> Verdict<'_> {
    (&label.faction, &label.framing, label.annotator.as_deref())
}

/// What is the same for rows whose title and text have the same words.
pub(crate) fn text_hash(row: &Row) -> [u8; 32] {
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
    use crate::corpus::Document;

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
            drawn: None,
        }
    }

    fn repeats(rows: &[Row]) -> Vec<(usize, usize)> {
        let mut found: Vec<_> = Repeats::find(rows, |says| says != "?", None).found.into_keys().collect();
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
        let found = Repeats::find(&rows, |_| true, None);
        assert_eq!(found.of(1, 1), None);
    }

    #[test]
    fn of_contradictory_labels_none_counts() {
        let rows =
            [row(1, "", "نص", &[("a", "hostile"), ("a", "hostile")]), row(2, "", "نص", &[("a", "neutral")])];
        assert_eq!(repeats(&rows), [(0, 0), (0, 1), (1, 0)]);
        let found = Repeats::find(&rows, |_| true, None);
        let contradicted = |line: u64, says: &str| Repeat::Contradicted {
            place: Place { file: "f".into(), line },
            says: says.to_owned(),
        };
        assert_eq!(found.of(0, 1), Some(&contradicted(2, "neutral")));
        assert_eq!(found.of(1, 0), Some(&contradicted(1, "hostile")));
    }

    /// One row for each annotator's verdict on the same text.
    fn judged(verdicts: &[(&str, &str)]) -> Vec<Row> {
        let one = |(line, (who, says)): (u64, &(&str, &str))| {
            let mut row = row(line, "", "نص", &[("a", says)]);
            if let Some(Label::Factions(labels)) = &mut row.label {
                labels[0].annotator = Some((*who).to_owned());
            }
            row
        };
        (1..).zip(verdicts).map(one).collect()
    }

    #[test]
    fn most_annotators_decide() {
        let rows = judged(&[("x", "neutral"), ("y", "hostile"), ("z", "hostile")]);
        let found = Repeats::find(&rows, |_| true, Some(Annotators::Majority));
        let outvoted = Repeat::Outvoted { says: "hostile".to_owned(), votes: 2, of: 3 };
        assert_eq!(found.of(0, 0), Some(&outvoted));
        assert_eq!(found.of(1, 0), None);
        assert_eq!(found.of(2, 0), Some(&Repeat::Same(rows[1].place.clone())));
        assert_eq!(repeats(&rows), [(0, 0), (1, 0), (2, 0)], "nobody was asked to count votes");
    }

    #[test]
    fn a_tie_is_left_out() {
        let rows = judged(&[("x", "neutral"), ("y", "hostile")]);
        let found = Repeats::find(&rows, |_| true, Some(Annotators::Majority));
        assert_eq!([found.of(0, 0), found.of(1, 0)], [Some(&Repeat::Tied { of: 2 }); 2]);
    }

    #[test]
    fn soft_labels_count_by_their_share() {
        let rows = judged(&[("x", "neutral"), ("y", "hostile"), ("z", "hostile"), ("w", "hostile")]);
        let found = Repeats::find(&rows, |_| true, Some(Annotators::Soft));
        let shares: Vec<f64> = (0..2).map(|row| found.share(row, 0)).collect();
        assert!((shares[0] - 0.25).abs() < 1e-12 && (shares[1] - 0.75).abs() < 1e-12, "{shares:?}");
        let counted: Vec<usize> = (0..4).filter(|&row| found.of(row, 0).is_none()).collect();
        assert_eq!(counted, [0, 1]);
    }

    #[test]
    fn who_says_two_things_has_no_vote() {
        let rows = judged(&[
            ("x", "neutral"),
            ("y", "hostile"),
            ("x", "hostile"),
            ("z", "neutral"),
            ("w", "neutral"),
        ]);
        let found = Repeats::find(&rows, |_| true, Some(Annotators::Majority));
        assert!(matches!(found.of(0, 0), Some(Repeat::Contradicted { says, .. }) if says == "hostile"));
        assert!(matches!(found.of(2, 0), Some(Repeat::Contradicted { says, .. }) if says == "neutral"));
        assert_eq!(found.of(1, 0), Some(&Repeat::Outvoted { says: "neutral".to_owned(), votes: 2, of: 3 }));
        assert_eq!(found.of(3, 0), None);
    }

    #[test]
    fn one_annotator_who_repeats_a_label_is_no_second_voice() {
        let rows = judged(&[("x", "neutral"), ("x", "neutral"), ("y", "hostile"), ("z", "hostile")]);
        let found = Repeats::find(&rows, |_| true, Some(Annotators::Majority));
        assert_eq!(found.of(2, 0), None);
        assert!(matches!(found.of(0, 0), Some(Repeat::Outvoted { votes: 2, of: 3, .. })));
        assert!(matches!(found.of(1, 0), Some(Repeat::Same(_))));
    }

    #[test]
    fn whole_documents_too() {
        let class =
            |line, class: &str| Row { label: Some(Label::Class(class.into())), ..row(line, "", "نص", &[]) };
        assert_eq!(repeats(&[class(1, "x"), class(2, "x")]), [(1, 0)]);
        assert_eq!(repeats(&[class(1, "x"), class(2, "y")]), [(0, 0), (1, 0)]);
    }
}
