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
