//! The bundle file: named sections behind a header that is checked before anything is believed.
//!
//! Layout, all numbers little endian: magic (8 bytes), format version (u32), number of sections
//! (u32), BLAKE3 hash of all that follows (32 bytes); then for each section its name (24 bytes,
//! padded with zeros), offset (u64, from the start of the file) and length (u64); then the
//! sections' bytes, one after another, with nothing between or after them. Reading runs no code
//! from the file and allocates nothing by a number that was not checked against its length.

use std::collections::BTreeMap;

/// The first bytes of every bundle.
pub const MAGIC: [u8; 8] = *b"\x89NABRA\r\n";
/// The format version that this program writes and reads.
pub const VERSION: u32 = 13;

const NAME: usize = 24;
const ENTRY: usize = NAME + 16;
const HEADER: usize = 8 + 4 + 4 + 32;
const MOST_SECTIONS: usize = 256;

/// Why a bundle cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It does not begin as a bundle does.
    #[error("not a Nabra model: it does not begin as one; `nabra train` writes one")]
    NotABundle,
    /// It was written in another version of the format.
    #[error(
        "the model is of format version {found}, this program reads version {VERSION}: \
         train it again, or use the program that it came with"
    )]
    Version {
        /// The version found.
        found: u32,
    },
    /// It is cut short or has bytes behind its end.
    #[error("the model is damaged: {found} bytes where {expected} are expected; copy it again")]
    Length {
        /// What its table of sections says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// Its bytes are not those that were written.
    #[error("the model is damaged: its checksum does not fit; copy it again")]
    Checksum,
    /// A section is missing or not of its form.
    #[error("the model is damaged: section {0:?} is missing or malformed")]
    Section(String),
    /// The file could not be read.
    #[error("the model cannot be read: {0}")]
    Read(String),
}

/// The sections of a bundle by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    sections: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// A bundle without sections.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a section. Names have at most 24 ASCII characters; what is longer is cut.
    pub fn put(&mut self, name: &str, bytes: Vec<u8>) {
        self.sections.insert(name.chars().filter(char::is_ascii).take(NAME).collect(), bytes);
    }

    /// The file: the same sections give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut offset = HEADER + ENTRY * self.sections.len();
        for (name, bytes) in &self.sections {
            let mut padded = [0; NAME];
            padded[..name.len()].copy_from_slice(name.as_bytes());
            body.extend_from_slice(&padded);
            body.extend_from_slice(&(offset as u64).to_le_bytes());
            body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            offset += bytes.len();
        }
        self.sections.values().for_each(|bytes| body.extend_from_slice(bytes));
        let mut out = Vec::with_capacity(HEADER + body.len());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        out.extend_from_slice(blake3::hash(&body).as_bytes());
        out.extend_from_slice(&body);
        out
    }
}

/// A bundle's bytes, checked; sections are slices of them.
#[derive(Debug, Clone)]
pub struct BundleView<'a> {
    sections: BTreeMap<&'a str, &'a [u8]>,
    checksum: [u8; 32],
}

impl<'a> BundleView<'a> {
    /// Checks magic, version, lengths and checksum, in this order.
    ///
    /// # Errors
    ///
    /// [`BundleError`], for the first of them that fails.
    pub fn read(bytes: &'a [u8]) -> Result<Self, BundleError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(BundleError::NotABundle);
        }
        let short = BundleError::Length { expected: HEADER as u64, found: bytes.len() as u64 };
        let version = u32_at(bytes, 8).ok_or_else(|| short.clone())?;
        if version != VERSION {
            return Err(BundleError::Version { found: version });
        }
        let count = u32_at(bytes, 12).ok_or_else(|| short.clone())? as usize;
        let stored = bytes.get(16..HEADER).ok_or_else(|| short.clone())?;
        let body = bytes.get(HEADER..).ok_or(short)?;
        if count > MOST_SECTIONS {
            return Err(BundleError::Section("table".to_owned()));
        }
        check_length(bytes, count)?;
        // On all cores: everything else waits for it.
        let hash = blake3::Hasher::new().update_rayon(body).finalize();
        if hash.as_bytes() != stored {
            return Err(BundleError::Checksum);
        }
        let sections = (0..count)
            .map(|i| entry(bytes, i).ok_or_else(|| BundleError::Section("table".to_owned())))
            .collect::<Result<_, _>>()?;
        Ok(Self { sections, checksum: *hash.as_bytes() })
    }

    /// The checksum in hexadecimal digits.
    #[must_use]
    pub fn checksum(&self) -> String {
        blake3::Hash::from_bytes(self.checksum).to_hex().to_string()
    }

    /// The bytes of a section.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] where there is none.
    pub fn get(&self, name: &str) -> Result<&'a [u8], BundleError> {
        self.sections.get(name).copied().ok_or_else(|| BundleError::Section(name.to_owned()))
    }

    /// Whether it has a section.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.sections.contains_key(name)
    }

    /// A section of JSON.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] where there is none, or none of this form.
    pub fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, BundleError> {
        serde_json::from_slice(self.get(name)?).map_err(|_| BundleError::Section(name.to_owned()))
    }

    /// A section of numbers, each made of `N` bytes.
    ///
    /// # Errors
    ///
    /// [`BundleError::Section`] where there is none, or half a number is left over.
    pub fn numbers<T, const N: usize>(
        &self,
        name: &str,
        make: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, BundleError> {
        let (chunks, rest) = self.get(name)?.as_chunks::<N>();
        if !rest.is_empty() {
            return Err(BundleError::Section(name.to_owned()));
        }
        Ok(chunks.iter().map(|chunk| make(*chunk)).collect())
    }
}

/// The bytes of numbers, each written as `N` bytes.
pub fn number_bytes<T: Copy, const N: usize>(numbers: &[T], write: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|&number| write(number)).collect()
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// The sections must fill the file to its end without a gap.
fn check_length(bytes: &[u8], count: usize) -> Result<(), BundleError> {
    let mut expected = (HEADER + ENTRY * count) as u64;
    for i in 0..count {
        let Some(length) = u64_at(bytes, HEADER + ENTRY * i + NAME + 8) else { break };
        expected = expected.saturating_add(length);
    }
    let found = bytes.len() as u64;
    if expected == found { Ok(()) } else { Err(BundleError::Length { expected, found }) }
}

fn entry(bytes: &[u8], i: usize) -> Option<(&str, &[u8])> {
    let at = HEADER + ENTRY * i;
    let name = std::str::from_utf8(bytes.get(at..at + NAME)?).ok()?.trim_end_matches('\0');
    let offset = usize::try_from(u64_at(bytes, at + NAME)?).ok()?;
    let length = usize::try_from(u64_at(bytes, at + NAME + 8)?).ok()?;
    Some((name, bytes.get(offset..offset.checked_add(length)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Vec<u8> {
        let mut bundle = Bundle::new();
        bundle.put("b", number_bytes(&[1u32, 2, 3], u32::to_le_bytes));
        bundle.put("a", b"{\"x\": 1}".to_vec());
        bundle.to_bytes()
    }

    #[test]
    fn what_is_put_is_read() {
        let bytes = bundle();
        let view = BundleView::read(&bytes).unwrap();
        assert_eq!(view.numbers("b", u32::from_le_bytes).unwrap(), [1, 2, 3]);
        assert_eq!(view.json::<serde_json::Value>("a").unwrap()["x"], 1);
        assert_eq!(view.get("c"), Err(BundleError::Section("c".to_owned())));
    }

    #[test]
    fn cut_anywhere_it_is_refused() {
        let bytes = bundle();
        for end in 0..bytes.len() {
            assert!(BundleView::read(&bytes[..end]).is_err(), "{end} bytes");
        }
    }

    #[test]
    fn any_bit_changed_it_is_refused() {
        let bytes = bundle();
        for i in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[i / 8] ^= 1 << (i % 8);
            assert!(BundleView::read(&changed).is_err(), "bit {i}");
        }
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = bundle();
        bytes[8] = 99;
        assert_eq!(BundleView::read(&bytes).unwrap_err(), BundleError::Version { found: 99 });
    }
}
