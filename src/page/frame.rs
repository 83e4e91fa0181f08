//! What every page shares.

use super::strings::{Language, Strings};

/// The style of all pages.
pub const STYLE: &str = include_str!("templates/style.css");
/// The script of all pages: colours, notes on marked words.
pub const SCRIPT: &str = include_str!("templates/page.js");

/// The language of a page, and where its style and script are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    language: Language,
    /// For a page in one file: the word that lets its own style and script through its policy.
    nonce: Option<String>,
}

impl Frame {
    /// A page that links its style and script at `/static/`.
    #[must_use]
    pub fn linked(language: Language) -> Self {
        Self { language, nonce: None }
    }

    /// A page in one file. `content` is what it shows: the policy's nonce is a hash of it, so the
    /// same content gives the same page, and no text can hold its own nonce.
    #[must_use]
    pub fn whole(language: Language, content: &str) -> Self {
        let hash = blake3::hash(content.as_bytes()).to_hex();
        Self { language, nonce: Some(hash.chars().take(32).collect()) }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The nonce of a page in one file.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// What the page says.
    #[must_use]
    pub fn strings(&self) -> &'static Strings {
        self.language.strings()
    }

    /// The style, for a page in one file.
    #[must_use]
    pub fn style(&self) -> &'static str {
        STYLE
    }

    /// The script, for a page in one file.
    #[must_use]
    pub fn script(&self) -> &'static str {
        SCRIPT
    }
}
