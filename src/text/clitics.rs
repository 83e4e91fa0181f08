//! Taking clitics off a word: the conjunctions و ف, the prepositions ب ل, the future س and the
//! article, wherever spelling and corpus counts say that what is left is a word of its own.

use serde::{Deserialize, Serialize};

use super::hash::{HashedSet, hash_bytes};
use super::lists::KeySet;
use super::token::Mark;
use super::words::HostWords;

/// Which clitics were taken off.
#[expect(clippy::struct_excessive_bools, reason = "four slots, each filled or not")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proclitics {
    /// و or ف.
    pub conjunction: bool,
    /// ب, ل or (before the article) ك.
    pub preposition: bool,
    /// The future س.
    pub future: bool,
    /// The article.
    pub article: bool,
}

/// The clitic that a word begins with, the article aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Clitic {
    /// None.
    #[default]
    None,
    /// و or ف alone.
    Conjunction,
    /// ب, with or without a conjunction.
    Ba,
    /// ك.
    Ka,
    /// ل.
    La,
}

impl Clitic {
    /// Every clitic, in a fixed order.
    pub const ALL: [Clitic; 5] = [Clitic::None, Clitic::Conjunction, Clitic::Ba, Clitic::Ka, Clitic::La];
}

/// What is written onto a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attached {
    /// Before it.
    pub clitic: Clitic,
    /// Whether it has the article.
    pub article: bool,
}

/// A word cut into clitics and stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Analysis {
    /// First byte of the stem in the key.
    pub stem_start: usize,
    /// One past the stem's last byte in the key.
    pub stem_end: usize,
    /// What was taken off before it.
    pub proclitics: Proclitics,
}

impl Analysis {
    fn whole(key: &str) -> Self {
        Self { stem_start: 0, stem_end: key.len(), proclitics: Proclitics::default() }
    }

    /// The stem of `key`, the word this analysis was made of.
    #[must_use]
    pub fn stem<'k>(&self, key: &'k str) -> &'k str {
        &key[self.stem_start..self.stem_end]
    }
}

/// The settings of the clitic rules; data, kept in the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CliticSettings {
    /// Words that are never cut, though they look as if they could be.
    pub whole: KeySet,
    /// Words of two letters that a conjunction or preposition may stand before.
    pub short_hosts: KeySet,
    /// How often the rest must be known before a single letter is taken off it.
    pub min_support: u32,
    /// Least ratio of the rest's count to the whole word's, by clitic.
    pub least_ratio: LeastRatio,
}

/// Least ratios of count(rest) to count(whole word) that license a cut.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeastRatio {
    /// و before a hamzated alef, which hardly any word begins with.
    pub waw_before_hamza: f64,
    /// و before any other letter.
    pub waw: f64,
    /// ف.
    pub fa: f64,
    /// ب and ل.
    pub preposition: f64,
    /// س of the future.
    pub future: f64,
    /// Compounds that end in the article.
    pub article: f64,
    /// Least ratio of a word's count behind the article to its bare count that shows it whole.
    pub defined: f64,
}

/// The clitic rules with the counts they rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Morphology {
    settings: CliticSettings,
    /// The hashes of the words that are never cut.
    whole: HashedSet,
    hosts: HostWords,
}

const ARTICLE: &str = "ال";
const LETTER: usize = 2;

impl Morphology {
    /// The rules under `settings`, resting on `hosts`.
    #[must_use]
    pub fn new(settings: CliticSettings, hosts: HostWords) -> Self {
        let whole = settings.whole.iter().map(|word| hash_bytes(word.as_bytes())).collect();
        Self { settings, whole, hosts }
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &CliticSettings {
        &self.settings
    }

    /// The word counts.
    #[must_use]
    pub fn hosts(&self) -> &HostWords {
        &self.hosts
    }

    /// Cuts the folded word `key`, whose token carries `marks`.
    #[must_use]
    pub fn analyse(&self, key: &str, marks: Mark) -> Analysis {
        let mut analysis = Analysis::whole(key);
        if !is_arabic(key) {
            return analysis;
        }
        self.cut(key, marks, &mut analysis);
        self.drop_tanwin(key, marks, &mut analysis);
        analysis
    }

    /// Cuts clitics off the front, one after the other, as long as the next cut is licensed.
    fn cut(&self, key: &str, marks: Mark, analysis: &mut Analysis) {
        let mut marks = marks;
        loop {
            let rest = &key[analysis.stem_start..];
            if analysis.proclitics.article || self.whole.contains(&hash_bytes(rest.as_bytes())) {
                return;
            }
            let cut = self.article(rest, marks).or_else(|| self.single(rest, marks, analysis.proclitics));
            let Some((letters, taken)) = cut else { return };
            analysis.stem_start += letters * LETTER;
            marks = marks.without_first(letters);
            let before = &mut analysis.proclitics;
            before.conjunction |= taken.conjunction;
            before.preposition |= taken.preposition;
            before.future |= taken.future;
            before.article |= taken.article;
        }
    }

    /// The article, alone or in وال فال بال كال لل: how many letters, and what they are.
    fn article(&self, word: &str, marks: Mark) -> Option<(usize, Proclitics)> {
        let article = Proclitics { article: true, ..Proclitics::default() };
        if let Some(rest) = word.strip_prefix(ARTICLE) {
            let host = self.hosts.get(word);
            let never = marks.has(Mark::hamzated(0)) || host.hamzated_share() > 0.3;
            return (letters(rest) >= 3 && !never).then_some((2, article));
        }
        if let Some(rest) = word.strip_prefix("لل") {
            let defined = self.hosts.get_joined(ARTICLE, rest).count;
            let plain = self.hosts.get(&word[LETTER..]).count;
            let licensed = letters(rest) >= 3 && (defined >= plain || letters(rest) >= 5 && plain == 0);
            return licensed.then_some((2, Proclitics { preposition: true, ..article }));
        }
        let first = word.chars().next()?;
        let rest = word.get(LETTER..)?.strip_prefix(ARTICLE)?;
        let taken = match first {
            'و' | 'ف' => Proclitics { conjunction: true, ..article },
            'ب' | 'ك' => Proclitics { preposition: true, ..article },
            _ => return None,
        };
        let hamza = marks.has(Mark::hamzated(1)) || self.hosts.get(&word[LETTER..]).hamzated_share() > 0.3;
        let known = f64::from(self.hosts.get(word).count);
        let defined = f64::from(self.hosts.get(&word[LETTER..]).count);
        let licensed = known < 20.0 || defined >= known * self.settings.least_ratio.article;
        (letters(rest) >= 3 && !hamza && licensed).then_some((3, taken))
    }

    /// One of و ف ب ل س, where the counts license it after what was taken off `before`.
    fn single(&self, word: &str, marks: Mark, before: Proclitics) -> Option<(usize, Proclitics)> {
        let ratios = &self.settings.least_ratio;
        let none = Proclitics::default();
        let rest = word.get(LETTER..)?;
        let hamza = marks.has(Mark::hamzated(1));
        let (taken, ratio) = match word.chars().next()? {
            _ if before.preposition || before.future => return None,
            'و' if !before.conjunction => {
                let ratio = if hamza { ratios.waw_before_hamza } else { ratios.waw };
                (Proclitics { conjunction: true, ..none }, ratio)
            }
            'ف' if !before.conjunction => (Proclitics { conjunction: true, ..none }, ratios.fa),
            'ب' | 'ل' => (Proclitics { preposition: true, ..none }, ratios.preposition),
            'س' if rest.starts_with(['ي', 'ت', 'ن', 'ا']) => {
                (Proclitics { future: true, ..none }, ratios.future)
            }
            _ => return None,
        };
        let long_enough = letters(rest) >= 3 || self.settings.short_hosts.contains(rest);
        (long_enough && self.licensed(word, rest, marks, ratio)).then_some((1, taken))
    }

    fn licensed(&self, word: &str, rest: &str, marks: Mark, ratio: f64) -> bool {
        if !marks.has(Mark::hamzated(1)) && self.takes_article(word) {
            return false;
        }
        let host = self.hosts.get(rest);
        let support = if host.count > 0 { host.count } else { self.support_within(rest, marks) };
        let taa_fits = !marks.has(Mark::TAA_MARBUTA) || host.count == 0 || host.taa_share() >= 0.05;
        support >= self.settings.min_support
            && f64::from(support) >= ratio * f64::from(self.hosts.get(word).count)
            && taa_fits
    }

    /// Whether news writes ال before `word` as it stands: no conjunction or preposition follows
    /// the article, so its first letter is its own (الوادي, الوفاق).
    fn takes_article(&self, word: &str) -> bool {
        let defined = self.hosts.get_joined(ARTICLE, word).count;
        defined >= self.settings.min_support
            && f64::from(defined) >= self.settings.least_ratio.defined * f64::from(self.hosts.get(word).count)
    }

    /// How often the word inside an unseen `rest` is known, such as مصراته in بمصراته.
    fn support_within(&self, rest: &str, marks: Mark) -> u32 {
        let mut inner = Analysis::whole(rest);
        self.cut(rest, marks.without_first(1), &mut inner);
        if inner.stem_start == 0 { 0 } else { self.hosts.get(&rest[inner.stem_start..]).count }
    }

    /// Takes off the alef under fathatan where the word without it is the commoner one.
    fn drop_tanwin(&self, key: &str, marks: Mark, analysis: &mut Analysis) {
        if !marks.has(Mark::FATHATAN) {
            return;
        }
        let stem = analysis.stem(key);
        if let Some(bare) = stem.strip_suffix('ا')
            && letters(bare) >= 3
            && self.hosts.get(bare).count > 2 * self.hosts.get(stem).count
        {
            analysis.stem_end -= LETTER;
        }
    }
}

/// Whether every character is an Arabic letter of the basic block, each two bytes long.
fn is_arabic(key: &str) -> bool {
    key.chars().all(|c| ('\u{0621}'..='\u{064A}').contains(&c))
}

fn letters(word: &str) -> usize {
    word.chars().count()
}
