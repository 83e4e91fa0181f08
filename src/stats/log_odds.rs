//! Which words one group prefers: log-odds ratios with an informative Dirichlet prior.

/// How often a word stands in a group, and how many words the group has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordUse {
    /// Occurrences of the word.
    pub count: f64,
    /// Occurrences of all words.
    pub total: f64,
}

/// What is believed of a word before the groups are read, in occurrences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordPrior {
    /// Of the word.
    pub count: f64,
    /// Of all words.
    pub total: f64,
}

/// How much more one group uses a word than another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    /// The difference of the log-odds of the word, in nats; positive where the first group uses it more.
    pub delta: f64,
    /// Its approximate variance.
    pub variance: f64,
}

impl LogOdds {
    /// The difference over its standard error.
    #[must_use]
    pub fn z(&self) -> f64 {
        self.delta / self.variance.sqrt()
    }
}

/// The log-odds ratio of a word between two groups under a Dirichlet prior on the words of each.
///
/// Equations 16, 19 and 22 of B. L. Monroe, M. P. Colaresi, K. M. Quinn (2008), "Fightin' Words: Lexical
/// Feature Selection and Evaluation for Identifying the Content of Political Conflict", Political
/// Analysis 16(4), 372-403. The prior must be positive for the word and greater for all words together.
#[must_use]
pub fn log_odds(first: WordUse, second: WordUse, prior: WordPrior) -> LogOdds {
    let split = |group: WordUse| {
        let word = group.count + prior.count;
        (word, group.total + prior.total - word)
    };
    let ((word, rest), (other_word, other_rest)) = (split(first), split(second));
    LogOdds {
        delta: (word.ln() - rest.ln()) - (other_word.ln() - other_rest.ln()),
        variance: word.recip() + rest.recip() + other_word.recip() + other_rest.recip(),
    }
}
