//! Connotations of words: on whose side a writer stands who chooses them.
//!
//! After Rashkin, Singh and Choi, "Connotation Frames: A Data-Driven Investigation" (ACL 2016):
//! a word says something of the one who bears or does it, and something of the one who undergoes it.

use super::directory::Directory;
use super::hash::hash_bytes;

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

    /// As bytes: bearer, undergoer.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 2] {
        [self.bearer.cast_unsigned(), self.undergoer.cast_unsigned()]
    }

    /// Reads what [`Self::to_bytes`] wrote; values beyond the strongest are cut to it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 2]) -> Self {
        let [bearer, undergoer] = bytes.map(|byte| byte.cast_signed().clamp(-STRONGEST, STRONGEST));
        Self { bearer, undergoer }
    }
}

/// Connotations by stem; stems that are not in it are plain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connotations {
    hashes: Directory,
    values: Vec<Connotation>,
}

impl Connotations {
    /// Reads lines of `stem<TAB>bearer<TAB>undergoer`, the stems folded and without clitics; lines
    /// that begin with `#` are remarks.
    ///
    /// # Errors
    /// The line that is not of this form, or gives a stem again.
    pub fn from_tsv(tsv: &str) -> Result<Self, String> {
        let mut entries = Vec::new();
        for (i, line) in tsv.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let fault = || format!("connotations, line {}: {line:?}", i + 1);
            let (stem, value) = parse(line).ok_or_else(fault)?;
            entries.push((hash_bytes(stem.as_bytes()), value, i + 1));
        }
        entries.sort_by_key(|&(hash, _, line)| (hash, line));
        if let Some(pair) = entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(format!("connotations, line {}: the same stem as line {}", pair[1].2, pair[0].2));
        }
        let (hashes, values) = entries.into_iter().map(|(hash, value, _)| (hash, value)).unzip();
        Ok(Self { hashes: Directory::new(hashes).unwrap_or_default(), values })
    }

    /// The hashes (ascending) and their connotations, for the bundle.
    #[must_use]
    pub fn parts(&self) -> (&[u64], &[Connotation]) {
        (self.hashes.hashes(), &self.values)
    }

    /// The table of `hashes` (ascending) and `values`; `None` where they do not fit together.
    #[must_use]
    pub fn from_parts(hashes: Vec<u64>, values: Vec<Connotation>) -> Option<Self> {
        let hashes = Directory::new(hashes)?;
        (hashes.len() == values.len()).then_some(Self { hashes, values })
    }

    /// The connotation of the stem with this hash.
    #[must_use]
    pub fn of(&self, stem_hash: u64) -> Connotation {
        self.hashes.position(stem_hash).map_or_else(Connotation::default, |i| self.values[i])
    }

    /// Number of stems.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
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
            assert_eq!(Connotation::from_bytes(connotation.to_bytes()), connotation);
        }
        assert_eq!(Connotation::all().count(), Connotation::COUNT);
    }

    #[test]
    fn a_table_is_read_and_faults_are_told_by_line() {
        let table = Connotations::from_tsv("# remark\nدحر\t1\t-2\nباسل\t2\t0\n").unwrap();
        let of = |stem: &str| table.of(hash_bytes(stem.as_bytes()));
        assert_eq!((of("دحر").bearer(), of("دحر").undergoer()), (1, -2));
        assert!(of("قال").is_plain() && !of("باسل").is_plain());
        for (fault, line) in
            [("دحر\t1\t-2\nدحر\t0\t1", "line 2"), ("دحر\t3\t0", "line 1"), ("دحر\t1", "line 1")]
        {
            assert!(Connotations::from_tsv(fault).unwrap_err().contains(line), "{fault}");
        }
    }
}
