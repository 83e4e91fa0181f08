//! Word vectors: what company a word keeps, in a few dozen numbers.
//!
//! Made by `examples/word_vectors.rs` from unlabelled news: positive pointwise mutual information
//! of stems within a few words of each other, reduced by a truncated singular value
//! decomposition (Levy, Goldberg and Dagan, TACL 2015), with clusters of like words.

use super::directory::Directory;

/// Vectors and clusters by stem.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordVectors {
    hashes: Directory,
    dimensions: usize,
    scale: f32,
    values: Vec<i8>,
    clusters: Vec<u16>,
}

const MAGIC: &[u8; 8] = b"NABRAVEC";

impl WordVectors {
    /// The vectors `values` (`hashes x dimensions`, each number standing for itself times
    /// `scale`) of the stems with the ascending `hashes`; `None` where the lengths do not fit.
    #[must_use]
    pub fn from_parts(
        hashes: Vec<u64>,
        dimensions: usize,
        scale: f32,
        values: Vec<i8>,
        clusters: Vec<u16>,
    ) -> Option<Self> {
        let sound = hashes.is_sorted_by(|a, b| a < b)
            && Some(values.len()) == hashes.len().checked_mul(dimensions)
            && clusters.len() == hashes.len();
        let hashes = Directory::new(hashes).filter(|_| sound)?;
        Some(Self { hashes, dimensions, scale, values, clusters })
    }

    /// Numbers in a vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of stems.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The row of the stem with this hash.
    #[must_use]
    pub fn row(&self, stem_hash: u64) -> Option<usize> {
        self.hashes.position(stem_hash)
    }

    /// The vector in row `row`: [`Self::dimensions`] numbers.
    pub fn vector(&self, row: usize) -> impl Iterator<Item = f32> + '_ {
        self.values[row * self.dimensions..][..self.dimensions].iter().map(|&v| f32::from(v) * self.scale)
    }

    /// The sum of products of the vector in row `row` with other numbers, as many as it has.
    #[must_use]
    pub fn product(&self, row: usize, others: &[f32]) -> f32 {
        // In lanes that the processor adds side by side.
        const LANES: usize = 8;
        let values = &self.values[row * self.dimensions..][..self.dimensions];
        let (chunks, rest) = values.as_chunks::<LANES>();
        let (other_chunks, other_rest) = others.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for (values, others) in chunks.iter().zip(other_chunks) {
            for (lane, (&value, other)) in lanes.iter_mut().zip(values.iter().zip(others)) {
                *lane += f32::from(value) * other;
            }
        }
        let rest = rest.iter().zip(other_rest).map(|(&value, other)| f32::from(value) * other);
        (lanes.iter().sum::<f32>() + rest.sum::<f32>()) * self.scale
    }

    /// The cluster of the stem in row `row`.
    #[must_use]
    pub fn cluster(&self, row: usize) -> u16 {
        self.clusters[row]
    }

    /// As bytes: magic, counts (u32), scale (f32), hashes, values, clusters; little endian.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(20 + self.hashes.len() * (10 + self.dimensions));
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&(self.hashes.len() as u32).to_le_bytes());
        out.extend_from_slice(&(self.dimensions as u32).to_le_bytes());
        out.extend_from_slice(&self.scale.to_le_bytes());
        self.hashes.hashes().iter().for_each(|hash| out.extend_from_slice(&hash.to_le_bytes()));
        out.extend(self.values.iter().map(|&value| value.cast_unsigned()));
        self.clusters.iter().for_each(|cluster| out.extend_from_slice(&cluster.to_le_bytes()));
        out
    }

    /// Reads what [`Self::to_bytes`] wrote; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (head, rest) = rest.split_at_checked(12)?;
        let number = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
        let (count, dimensions) = (number(0)? as usize, number(4)? as usize);
        let scale = f32::from_bits(number(8)?);
        let (hashes, rest) = rest.split_at_checked(count.checked_mul(8)?)?;
        let (values, clusters) = rest.split_at_checked(count.checked_mul(dimensions)?)?;
        let hashes = hashes.as_chunks::<8>().0.iter().map(|h| u64::from_le_bytes(*h)).collect();
        let values = values.iter().map(|&v| v.cast_signed()).collect();
        if clusters.len() != count.checked_mul(2)? {
            return None;
        }
        let clusters = clusters.as_chunks::<2>().0.iter().map(|c| u16::from_le_bytes(*c)).collect();
        Self::from_parts(hashes, dimensions, scale, values, clusters)
    }
}
