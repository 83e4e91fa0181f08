//! Connotations of words: on whose side a writer stands who chooses them.
//!
//! After Rashkin, Singh and Choi, "Connotation Frames: A Data-Driven Investigation" (ACL 2016):
//! a word says something of the one who bears or does it, and something of the one who undergoes it.

use std::collections::BTreeMap;

use super::directory::Directory;
use super::hash::{combine, hash_bytes};
use super::sieve::Sieve;

/// What the choice of a word says, from -2 (condemns) through 0 (plain) to 2 (praises, pities).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connotation {
    bearer: i8,
    undergoer: i8,
}

/// The strongest value.
const STRONGEST: i8 = 2;
/// How many values there are.
const VALUES: usize = 2 * STRONGEST as usize + 1;

impl Connotation {
    /// A word that takes nobody's side.
    pub const PLAIN: Self = Self { bearer: 0, undergoer: 0 };
    /// How many different connotations there are.
    pub const COUNT: usize = VALUES * VALUES;

    /// `None` where a value is not within -2 to 2.
    #[must_use]
    pub fn new(bearer: i8, undergoer: i8) -> Option<Self> {
        let sound = |value: i8| (-STRONGEST..=STRONGEST).contains(&value);
        (sound(bearer) && sound(undergoer)).then_some(Self { bearer, undergoer })
    }

    /// Every connotation, in the order of [`Self::number`].
    pub fn all() -> impl Iterator<Item = Self> {
        let values = || -STRONGEST..=STRONGEST;
        values().flat_map(move |bearer| values().map(move |undergoer| Self { bearer, undergoer }))
    }

    /// What is said of the one who is it, has it or does it.
    #[must_use]
    pub fn bearer(self) -> i8 {
        self.bearer
    }

    /// What is said of the one it is done to.
    #[must_use]
    pub fn undergoer(self) -> i8 {
        self.undergoer
    }

    /// How strongly the word takes sides, from 0 to 2.
    #[must_use]
    pub fn strength(self) -> u8 {
        self.bearer.unsigned_abs().max(self.undergoer.unsigned_abs())
    }

    /// Whether the word takes nobody's side.
    #[must_use]
    pub fn is_plain(self) -> bool {
        self == Self::PLAIN
    }

    /// Its number, below [`Self::COUNT`].
    #[must_use]
    pub fn number(self) -> usize {
        let place = |value: i8| (value + STRONGEST).unsigned_abs() as usize;
        place(self.bearer) * VALUES + place(self.undergoer)
    }

    /// The one of this number, below [`Self::COUNT`].
    #[inline]
    pub(super) fn of_number(number: u8) -> Self {
        let value = |place: u8| place.cast_signed() - STRONGEST;
        Self { bearer: value(number / VALUES as u8), undergoer: value(number % VALUES as u8) }
    }
}

/// What is known of a stem or a phrase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConnotationEntry {
    /// What it says; `None` for a stem that only begins phrases.
    pub connotation: Option<Connotation>,
    /// Whether a phrase begins with it.
    pub begins: bool,
}

impl ConnotationEntry {
    const LISTED: u8 = 1;
    const BEGINS: u8 = 2;

    /// As bytes: bearer, undergoer, flags.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 3] {
        let Connotation { bearer, undergoer } = self.connotation.unwrap_or_default();
        let listed = if self.connotation.is_some() { Self::LISTED } else { 0 };
        let begins = if self.begins { Self::BEGINS } else { 0 };
        [bearer.cast_unsigned(), undergoer.cast_unsigned(), listed | begins]
    }

    /// Reads what [`Self::to_bytes`] wrote; values beyond the strongest are cut to it.
    #[must_use]
    pub fn from_bytes([bearer, undergoer, flags]: [u8; 3]) -> Self {
        let value = |byte: u8| byte.cast_signed().clamp(-STRONGEST, STRONGEST);
        let connotation = Connotation { bearer: value(bearer), undergoer: value(undergoer) };
        Self {
            connotation: (flags & Self::LISTED != 0).then_some(connotation),
            begins: flags & Self::BEGINS != 0,
        }
    }
}

/// Connotations of stems, and of phrases whose load is not that of their stems (إحباط محاولة, and
/// مكافحة الإرهاب, which condemns nobody); stems that are not in it are plain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connotations {
    /// Most stems, and nearly all that follows a word that begins a phrase, are not listed.
    listed: Sieve,
    hashes: Directory,
    entries: Vec<ConnotationEntry>,
}

/// The hash of a phrase that goes on with the stem of this hash.
#[inline]
#[must_use]
pub(super) fn longer(phrase_hash: u64, stem_hash: u64) -> u64 {
    combine(phrase_hash, stem_hash)
}

impl Connotations {
    /// Reads lines of `stem<TAB>bearer<TAB>undergoer`, the stems folded and without clitics, those of
    /// a phrase parted by a blank; lines that begin with `#` are remarks.
    ///
    /// # Errors
    /// The line that is not of this form, or gives a stem or phrase again.
    pub fn from_tsv(tsv: &str) -> Result<Self, String> {
        let mut entries: BTreeMap<u64, (ConnotationEntry, usize)> = BTreeMap::new();
        for (i, line) in tsv.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let fault = || format!("connotations, line {}: {line:?}", i + 1);
            let (stem, value) = parse(line).ok_or_else(fault)?;
            let mut stems = stem.split(' ').map(|stem| hash_bytes(stem.as_bytes()));
            let first = stems.next().unwrap_or_default();
            let hash = stems.fold(first, longer);
            entries.entry(first).or_default().0.begins |= hash != first;
            let (entry, line) = entries.entry(hash).or_default();
            if entry.connotation.replace(value).is_some() {
                return Err(format!("connotations, line {}: the same stem as line {line}", i + 1));
            }
            *line = i + 1;
        }
        let (hashes, entries) = entries.into_iter().map(|(hash, (entry, _))| (hash, entry)).unzip();
        Ok(Self::of_listed(Directory::new(hashes).unwrap_or_default(), entries))
    }

    /// The hashes (ascending) and what is known of each, for the bundle.
    #[must_use]
    pub fn parts(&self) -> (&[u64], &[ConnotationEntry]) {
        (self.hashes.hashes(), &self.entries)
    }

    /// The table of `hashes` (ascending) and `entries`; `None` where they do not fit together.
    #[must_use]
    pub fn from_parts(hashes: Vec<u64>, entries: Vec<ConnotationEntry>) -> Option<Self> {
        let hashes = Directory::new(hashes)?;
        (hashes.len() == entries.len()).then(|| Self::of_listed(hashes, entries))
    }

    fn of_listed(hashes: Directory, entries: Vec<ConnotationEntry>) -> Self {
        let mut listed = Sieve::default();
        hashes.hashes().iter().for_each(|&hash| listed.add(hash));
        Self { listed, hashes, entries }
    }

    /// What is known of the stem with this hash, or the phrase whose stems were put together to it.
    #[must_use]
    pub fn of(&self, hash: u64) -> ConnotationEntry {
        let place = if self.listed.may_have(hash) { self.hashes.position(hash) } else { None };
        place.map_or_else(ConnotationEntry::default, |i| self.entries[i])
    }

    /// Number of stems and phrases with a connotation.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.iter().filter(|entry| entry.connotation.is_some()).count()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn parse(line: &str) -> Option<(&str, Connotation)> {
    let mut fields = line.split('\t');
    let stem = fields.next().filter(|stem| !stem.is_empty())?;
    let mut number = || fields.next()?.parse().ok();
    let value = Connotation::new(number()?, number()?)?;
    fields.next().is_none().then_some((stem, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_tell_every_connotation_apart() {
        for (number, connotation) in Connotation::all().enumerate() {
            assert_eq!(connotation.number(), number);
            assert_eq!(Connotation::of_number(number as u8), connotation);
            for (connotation, begins) in [(Some(connotation), false), (Some(connotation), true), (None, true)]
            {
                let entry = ConnotationEntry { connotation, begins };
                assert_eq!(ConnotationEntry::from_bytes(entry.to_bytes()), entry);
            }
        }
        assert_eq!(Connotation::all().count(), Connotation::COUNT);
    }

    #[test]
    fn a_phrase_is_found_by_the_hashes_of_its_stems_in_order() {
        let table = Connotations::from_tsv("جبهه انقاذ وطني\t0\t0\nدحر\t1\t-2\nدم بارد\t-2\t0\n").unwrap();
        let hash = |stem: &str| hash_bytes(stem.as_bytes());
        let of = |a: &str, b: &str| table.of(longer(hash(a), hash(b))).connotation;
        assert_eq!(of("دم", "بارد").map(Connotation::bearer), Some(-2));
        assert_eq!((of("بارد", "دم"), of("جبهه", "انقاذ")), (None, None));
        let begin = ["دم", "جبهه", "بارد", "دحر"].map(|stem| table.of(hash(stem)).begins);
        assert_eq!(begin, [true, true, false, false]);
        assert_eq!((table.of(hash("دم")).connotation, table.len()), (None, 3));
    }

    #[test]
    fn a_table_is_read_and_faults_are_told_by_line() {
        let table = Connotations::from_tsv("# remark\nدحر\t1\t-2\nباسل\t2\t0\n").unwrap();
        let of = |stem: &str| table.of(hash_bytes(stem.as_bytes())).connotation;
        assert_eq!((of("دحر"), of("باسل")), (Connotation::new(1, -2), Connotation::new(2, 0)));
        assert_eq!(of("قال"), None);
        for (fault, line) in
            [("دحر\t1\t-2\nدحر\t0\t1", "line 2"), ("دحر\t3\t0", "line 1"), ("دحر\t1", "line 1")]
        {
            assert!(Connotations::from_tsv(fault).unwrap_err().contains(line), "{fault}");
        }
    }
}
