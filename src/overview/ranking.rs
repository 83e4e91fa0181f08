//! The strongest few of many.

/// Keeps the `most` strongest of what it is given; of equals those that came first.
#[derive(Debug, Clone)]
pub(super) struct Ranking<T> {
    most: usize,
    /// Strongest first.
    kept: Vec<(f64, T)>,
}

impl<T> Ranking<T> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Vec::new() }
    }

    /// Whether something so strong would be kept.
    pub(super) fn wants(&self, strength: f64) -> bool {
        self.kept.len() < self.most || self.kept.last().is_some_and(|(least, _)| strength > *least)
    }

    /// Puts `value` in its place, if it is one of the strongest; its place.
    pub(super) fn add(&mut self, strength: f64, value: T) -> Option<usize> {
        if !self.wants(strength) {
            return None;
        }
        let at = self.kept.partition_point(|(other, _)| *other >= strength);
        self.kept.insert(at, (strength, value));
        self.kept.truncate(self.most);
        Some(at)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.kept.iter_mut().map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.kept.iter().map(|(_, value)| value)
    }

    pub(super) fn into_values(self) -> Vec<T> {
        self.kept.into_iter().map(|(_, value)| value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Ranking;

    #[test]
    fn the_strongest_are_kept_and_of_equals_the_first() {
        let mut ranking = Ranking::new(3);
        for (strength, name) in [(1.0, "a"), (3.0, "b"), (2.0, "c"), (2.0, "d"), (0.5, "e")] {
            ranking.add(strength, name);
        }
        assert!(!ranking.wants(2.0) && ranking.wants(2.5));
        assert_eq!(ranking.into_values(), ["b", "c", "d"]);
        assert_eq!(Ranking::new(0).add(1.0, "a"), None);
    }
}
