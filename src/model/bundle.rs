//! STUB, to be replaced: just enough of a bundle for the command line to be built and tested against.

use std::path::Path;

use serde::Serialize;

use crate::factions::FactionLexicon;
use crate::learn::recipe::Unit;

const MAGIC: &[u8; 8] = b"NABRA\0ST";
const VERSION: u32 = 1;

/// Why a bundle cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Other bytes.
    #[error("this is no model of Nabra")]
    Foreign,
    /// Another version of the format.
    #[error("format version {0}, this program reads {VERSION}: train the model again or take another nabra")]
    Version(u32),
    /// Cut short or altered.
    #[error("the file is damaged: copy or download it again")]
    Damaged,
}

/// A stub of a model.
pub struct Model {
    factions: FactionLexicon,
    classes: Vec<String>,
}

/// What `inspect` shows.
#[derive(Debug, Serialize)]
pub struct Description {
    format: u32,
    unit: Unit,
    classes: Vec<String>,
    factions: usize,
}

impl Model {
    /// Reads a bundle.
    ///
    /// # Errors
    /// Bytes that are no sound bundle of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(BundleError::Foreign)?;
        let (version, rest) = rest.split_first_chunk::<4>().ok_or(BundleError::Damaged)?;
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            return Err(BundleError::Version(version));
        }
        let (sum, payload) = rest.split_first_chunk::<32>().ok_or(BundleError::Damaged)?;
        if blake3::hash(payload).as_bytes() != sum {
            return Err(BundleError::Damaged);
        }
        let lexicon = std::str::from_utf8(payload).map_err(|_| BundleError::Damaged)?;
        let factions = FactionLexicon::parse(lexicon).map_err(|_| BundleError::Damaged)?;
        Ok(Self { factions, classes: ["hostile", "neutral", "favourable"].map(str::to_owned).to_vec() })
    }

    /// Reads a bundle from a file.
    ///
    /// # Errors
    /// As [`read`](Self::read), and a file that cannot be read.
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        Self::read(&std::fs::read(path)?)
    }

    /// The model that is built in.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    #[cfg(feature = "default-model")]
    pub fn default_model() -> Result<Self, BundleError> {
        let factions = FactionLexicon::parse(include_str!("../../training/lexicon/factions.toml"))
            .map_err(|_| BundleError::Damaged)?;
        Ok(Self { factions, classes: ["hostile", "neutral", "favourable"].map(str::to_owned).to_vec() })
    }

    /// The same model for more factions, or others of the same id.
    #[must_use]
    pub fn with_factions(mut self, factions: FactionLexicon) -> Self {
        self.factions.merge(factions);
        self
    }

    /// The factions it knows.
    #[must_use]
    pub fn factions(&self) -> &FactionLexicon {
        &self.factions
    }

    /// Its classes, in order.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// What it speaks of.
    #[must_use]
    pub fn unit(&self) -> Unit {
        Unit::Faction
    }

    /// What it is made of.
    #[must_use]
    pub fn description(&self) -> Description {
        Description {
            format: VERSION,
            unit: self.unit(),
            classes: self.classes.clone(),
            factions: self.factions.factions.len(),
        }
    }
}
