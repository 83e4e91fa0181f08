//! What the pages say, in Arabic and English: data, in `strings/*.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Written from right to left.
    Arabic,
    /// Written from left to right.
    #[default]
    English,
}

impl Language {
    /// The language with this code, `ar` or `en`, whatever region follows it.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        match code.split('-').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "ar" => Some(Self::Arabic),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Arabic => Self::English,
            Self::English => Self::Arabic,
        }
    }

    /// What the pages say in it.
    #[must_use]
    pub fn strings(self) -> &'static Strings {
        match self {
            Self::Arabic => &ARABIC,
            Self::English => &ENGLISH,
        }
    }
}

static ARABIC: LazyLock<Strings> = LazyLock::new(|| read(include_str!("strings/ar.toml")));
static ENGLISH: LazyLock<Strings> = LazyLock::new(|| read(include_str!("strings/en.toml")));

/// The files are part of the program, and a test reads them.
fn read(toml: &str) -> Strings {
    toml::from_str(toml).unwrap_or_default()
}

/// Every string of the pages. The English file says best what each is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each says itself in the English file")]
pub struct Strings {
    pub code: String,
    pub direction: String,
    pub list_separator: String,
    pub name: String,
    pub tagline: String,
    pub skip: String,
    pub caveat: String,
    pub other_language: String,
    pub theme: String,
    pub theme_auto: String,
    pub theme_light: String,
    pub theme_dark: String,
    pub article: String,
    pub factions: String,
    pub hostile: String,
    pub neutral: String,
    pub favourable: String,
    pub score: String,
    pub score_range: String,
    pub probability: String,
    pub own: String,
    pub quoted: String,
    /// What a faction says of itself.
    pub by_itself: String,
    /// Speakers of no faction that is known.
    pub by_others: String,
    /// Of a score too unsure to be relied on.
    pub unsure: String,
    pub reported: String,
    pub mentions: String,
    pub not_mentioned: String,
    pub words_of: String,
    pub voice_all: String,
    pub voice_own: String,
    pub voice_quoted: String,
    pub show_faction: String,
    pub decided: String,
    pub decided_unit: String,
    pub decided_unit_label: String,
    pub plainer: String,
    pub to_the_text: String,
    pub abstained: String,
    pub few_mentions: String,
    pub unknown_words: String,
    pub low_confidence: String,
    pub spread: String,
    pub loaded: String,
    pub no_factions: String,
    pub none_of_these: String,
    pub class: String,
    pub sum: String,
    pub sum_word: String,
    pub sum_part: String,
    pub sum_intercept: String,
    /// What the rest of the text adds.
    pub sum_context: String,
    pub sum_total: String,
    pub paste_heading: String,
    pub paste_label: String,
    pub paste_hint: String,
    pub paste_files: String,
    pub paste_submit: String,
    pub paste_clear: String,
    pub paste_private: String,
    pub working: String,
    pub done: String,
    pub results: String,
    pub pasted: String,
    pub download: String,
    pub only_first: String,
    pub problem: String,
    pub not_read: String,
    pub failed: String,
    pub too_large: String,
    pub busy: String,
    pub empty: String,
    pub report: ReportStrings,
}

/// Every string of reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each says itself in the English file")]
pub struct ReportStrings {
    pub title: String,
    pub contents: String,
    pub articles: String,
    pub factions_met: String,
    pub outlets: String,
    pub outlet: String,
    pub period: String,
    pub decided: String,
    pub abstained: String,
    pub model: String,
    pub left_out: String,
    pub unread: String,
    pub without_outlet: String,
    pub without_date: String,
    pub more_factions: String,
    pub more_outlets: String,
    pub by_faction: String,
    pub by_faction_note: String,
    pub faction: String,
    pub mean: String,
    pub interval: String,
    pub shares: String,
    pub heat: String,
    pub heat_note: String,
    pub heat_few: String,
    pub no_outlets: String,
    pub over_time: String,
    pub over_time_note: String,
    pub lowest: String,
    pub highest: String,
    pub latest: String,
    pub as_table: String,
    pub loaded: String,
    pub loaded_note: String,
    pub per_1000: String,
    pub sides: String,
    pub by_outlet: String,
    pub terms: String,
    pub terms_note: String,
    pub times_used: String,
    pub strength: String,
    pub each_faction: String,
    pub behind: String,
    pub behind_time: String,
    pub behind_note: String,
    pub more: String,
    pub no_outlet: String,
    pub differs: String,
    pub differs_note: String,
    pub the_articles: String,
    pub shown_note: String,
    pub not_shown: String,
    pub all_articles: String,
    pub page: String,
    pub previous: String,
    pub next: String,
    pub to_report: String,
    pub to_top: String,
    pub nothing: String,
}

impl Strings {
    /// The name of a framing; classes of other models are called as they are.
    #[must_use]
    pub fn class<'a>(&'a self, class: &'a str) -> &'a str {
        match class {
            "hostile" => &self.hostile,
            "neutral" => &self.neutral,
            "favourable" => &self.favourable,
            other => other,
        }
    }

    /// Whose words these are, by the name on the wire.
    #[must_use]
    pub fn voice(&self, voice: &str) -> &str {
        match voice {
            "quoted" => &self.quoted,
            "reported" => &self.reported,
            _ => &self.own,
        }
    }

    /// Why the model would rather not decide, by the name on the wire.
    #[must_use]
    pub fn abstention(&self, reason: &str) -> &str {
        match reason {
            "few-mentions" => &self.few_mentions,
            "unknown-words" => &self.unknown_words,
            _ => &self.low_confidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_can_be_read() {
        for file in [include_str!("strings/ar.toml"), include_str!("strings/en.toml")] {
            let strings: Strings = toml::from_str(file).unwrap();
            assert!(!strings.code.is_empty());
        }
        assert_eq!(Language::Arabic.strings().direction, "rtl");
        assert_eq!(Language::of_code("ar-EG"), Some(Language::Arabic));
        assert_eq!(Language::of_code("fr"), None);
    }
}
