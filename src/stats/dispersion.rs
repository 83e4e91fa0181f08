//! How evenly a word is spread over the parts of a corpus.

/// One part of a corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Occurrences of the word in it.
    pub count: f64,
    /// Its size in words.
    pub size: f64,
}

/// Deviation of proportions: 0 where the word is spread as the parts' sizes would have it, near 1 where
/// it stands in a small part alone. `without` is the size of all parts that lack the word, which need
/// not be given one by one. `None` where the word does not occur.
///
/// S. Th. Gries (2008), "Dispersions and adjusted frequencies in corpora", International Journal of
/// Corpus Linguistics 13(4), 403-437: half the sum over the parts of |expected - observed share|.
#[must_use]
pub fn deviation_of_proportions(parts: impl Iterator<Item = Part> + Clone, without: f64) -> Option<f64> {
    let (count, size) =
        parts.clone().fold((0.0, without), |(count, size), part| (count + part.count, size + part.size));
    if count <= 0.0 || size <= 0.0 {
        return None;
    }
    let deviation: f64 = parts.map(|part| (part.size / size - part.count / count).abs()).sum();
    Some(f64::midpoint(deviation, without / size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_of_three_equal_parts() {
        // Lijffijt and Gries (2012), a correction to the paper, table 1: two thirds of all occurrences
        // stand in one of three equal parts, the rest in another. |1/3 - 2/3| + 0 + |1/3 - 0|, halved.
        let part = |count| Part { count, size: 100.0 };
        let deviation = deviation_of_proportions([part(4.0), part(2.0), part(0.0)].into_iter(), 0.0).unwrap();
        assert!((deviation - 1.0 / 3.0).abs() < 1e-12, "{deviation}");
    }

    #[test]
    fn parts_without_the_word_may_be_given_by_their_size_alone() {
        let part = |count| Part { count, size: 10.0 };
        let listed = deviation_of_proportions([part(3.0), part(0.0), part(0.0)].into_iter(), 0.0).unwrap();
        let summed = deviation_of_proportions([part(3.0)].into_iter(), 20.0).unwrap();
        assert!((listed - 2.0 / 3.0).abs() < 1e-12 && (summed - listed).abs() < 1e-12);
        assert_eq!(deviation_of_proportions([part(0.0)].into_iter(), 20.0), None);
    }
}
