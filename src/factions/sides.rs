//! Which factions stand on one side.

use super::{FactionId, FactionLexicon};

/// The sides of a lexicon, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// The sides of each faction, by their numbers, ascending.
    of: Vec<Vec<usize>>,
}

impl Sides {
    /// Those of a lexicon; ids of no faction of it are passed over.
    #[must_use]
    pub fn new(lexicon: &FactionLexicon) -> Self {
        let mut of = vec![Vec::new(); lexicon.factions.len()];
        let numbers = lexicon.numbers();
        for (side, members) in lexicon.sides.iter().enumerate() {
            for &member in members.iter().filter_map(|id| numbers.get(id.as_str())) {
                of[usize::from(member)].push(side);
            }
        }
        Self { of }
    }

    /// Whether two factions share a side.
    #[must_use]
    pub fn are_shared(&self, one: FactionId, other: FactionId) -> bool {
        let [ours, theirs] = [one, other].map(|faction| self.of.get(usize::from(faction)));
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return false };
        ours.iter().any(|side| theirs.contains(side))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEXICON: &str = r#"
sides = [["a", "b", "nobody-of-these"], ["b", "c"]]
[[faction]]
id = "a"
name = { ar = "ا", en = "a" }
aliases = ["أول"]
[[faction]]
id = "b"
name = { ar = "ب", en = "b" }
aliases = ["ثان"]
[[faction]]
id = "c"
name = { ar = "ج", en = "c" }
aliases = ["ثالث"]
"#;

    #[test]
    fn a_side_is_shared_by_its_members_and_not_by_those_of_another_with_one_in_common() {
        let sides = Sides::new(&FactionLexicon::parse(LEXICON).unwrap());
        assert!(sides.are_shared(0, 1) && sides.are_shared(1, 0) && sides.are_shared(1, 2));
        assert!(!sides.are_shared(0, 2));
        assert!(!sides.are_shared(0, 3));
    }
}
