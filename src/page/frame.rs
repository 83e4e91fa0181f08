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

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue of a colour of the style, in light and in dark.
    fn colour(name: &str) -> [[f64; 3]; 2] {
        let line = STYLE.lines().find(|line| line.trim().starts_with(&format!("--{name}: light-dark(")));
        let hex = |text: &str| {
            let at = |i: usize| f64::from(u8::from_str_radix(&text[i..i + 2], 16).unwrap()) / 255.0;
            [at(0), at(2), at(4)]
        };
        let parts: Vec<&str> = line.expect(name).split('#').collect();
        [hex(parts[1]), hex(parts[2])]
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(rgb: [f64; 3]) -> f64 {
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
    }

    #[test]
    fn text_stands_out_from_its_ground() {
        let text_on_grounds = [
            (
                "ink",
                &[
                    "paper",
                    "sheet",
                    "hostile-wash",
                    "favourable-wash",
                    "neutral-wash",
                    "hostile-deep",
                    "favourable-deep",
                ][..],
            ),
            ("soft", &["paper", "sheet"]),
            ("accent", &["paper", "sheet"]),
            ("on-accent", &["accent"]),
            ("hostile", &["sheet", "hostile-wash"]),
            ("favourable", &["sheet", "favourable-wash"]),
            ("neutral", &["sheet", "neutral-wash"]),
        ];
        for (text, grounds) in text_on_grounds {
            for ground in grounds {
                for (text_rgb, ground_rgb) in colour(text).into_iter().zip(colour(ground)) {
                    let (a, b) = (luminance(text_rgb), luminance(ground_rgb));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
                }
            }
        }
    }
}
