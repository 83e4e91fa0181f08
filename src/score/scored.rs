//! A scored document, as the library hands it on; what is written is in [`crate::report`].

use std::sync::Arc;

use crate::text::Field;

/// A document with its scores.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredDocument {
    /// The document's id.
    pub id: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// What the model says.
    pub verdict: Verdict,
}

/// What a model says of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Of the factions that it mentions, in the order of their first mention.
    Factions {
        /// One each.
        factions: Vec<FactionScore>,
        /// Own-voice loaded terms per 1,000 tokens.
        loaded_per_1000: f64,
    },
    /// Of the document as a whole.
    Document(DocumentScore),
}

/// Why a model would rather not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Abstention {
    /// The own voice speaks of the faction too little.
    FewMentions,
    /// Too few of the words around it are known.
    UnknownWords,
    /// No framing is likely enough.
    LowConfidence,
}

/// How a document frames one faction.
#[derive(Debug, Clone, PartialEq)]
pub struct FactionScore {
    /// Its id.
    pub faction: Arc<str>,
    /// Its Arabic name.
    pub name: Arc<str>,
    /// How often it is mentioned.
    pub mentions: usize,
    /// The framing decided on.
    pub framing: Arc<str>,
    /// P(favourable) - P(hostile), in `[-1, 1]`.
    pub score: f64,
    /// Calibrated, in class order; they sum to 1.
    pub probabilities: Vec<(Arc<str>, f64)>,
    /// The article's own voice.
    pub own: VoiceScore,
    /// Those it quotes and reports.
    pub quoted: QuotedScore,
    /// The words that decided, strongest first.
    pub evidence: Vec<EvidenceSpan>,
    /// Whether the model would rather not decide.
    pub abstained: Option<Abstention>,
}

/// What one voice says of a faction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VoiceScore {
    /// Mentions in this voice.
    pub mentions: usize,
    /// As [`FactionScore::score`]; `None` where this voice does not mention it.
    pub score: Option<f64>,
}

/// What those whom an article quotes and reports say of a faction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuotedScore {
    /// Mentions in their words.
    pub mentions: usize,
    /// P(last class) - P(first class) of how they present it; `None` where they do not mention it.
    pub score: Option<f64>,
    /// Whether the model would rather not say.
    pub abstained: Option<Abstention>,
    /// The same apart for each faction that is known to speak, in the order in which they do, and last
    /// for all others together; empty where none is known.
    pub speakers: Vec<SpeakerScore>,
}

/// What one faction says of another, or of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeakerScore {
    /// Its id; `None` for all speakers who are of no faction or of one not known.
    pub speaker: Option<Arc<str>>,
    /// Mentions in its words.
    pub mentions: usize,
    /// As [`QuotedScore::score`].
    pub score: Option<f64>,
    /// Whether the model would rather not say.
    pub abstained: Option<Abstention>,
}

/// What made the score of a faction: the intercept, the context and all shares add up to the logit of
/// the last class minus that of the first (favourable minus hostile).
#[derive(Debug, Clone, PartialEq)]
pub struct FactionExplanation {
    /// Its id.
    pub faction: Arc<str>,
    /// The calibrated logits, in class order.
    pub logits: Vec<(Arc<str>, f64)>,
    /// What stands before any word is read.
    pub intercept: f64,
    /// What the rest of the text adds: how loaded it is, how much of it others say, and how it
    /// speaks of other factions.
    pub context: f64,
    /// What every word near a mention adds, in the order of the text, the title first.
    pub shares: Vec<Share>,
}

impl FactionExplanation {
    /// The logit of the last class minus that of the first.
    #[must_use]
    pub fn difference(&self) -> f64 {
        match &self.logits[..] {
            [(_, first), .., (_, last)] => last - first,
            _ => 0.0,
        }
    }
}

/// What a word adds to the score of a faction.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Bytes of the field, on character boundaries.
    pub bytes: std::ops::Range<usize>,
    /// The field.
    pub field: Field,
    /// In logits, towards favourable minus hostile.
    pub share: f64,
}

/// How a document as a whole is classed.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentScore {
    /// The class decided on.
    pub label: Arc<str>,
    /// Calibrated, in class order; they sum to 1.
    pub probabilities: Vec<(Arc<str>, f64)>,
    /// The words that decided, strongest first.
    pub evidence: Vec<EvidenceSpan>,
    /// Whether the model would rather not decide.
    pub abstained: Option<Abstention>,
}

/// Words that decided, and where they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceSpan {
    /// The words, exactly as they stand in the field.
    pub text: String,
    /// Bytes of the field, on character boundaries.
    pub bytes: std::ops::Range<usize>,
    /// The same in Unicode scalar values.
    pub chars: std::ops::Range<usize>,
    /// The field.
    pub field: Field,
    /// Whether they are another's words.
    pub voice: crate::text::voice::Voice,
    /// In logits: towards favourable (positive) or hostile (negative); for whole documents
    /// towards the label.
    pub contribution: f64,
}

/// Highest minus lowest faction score; `None` below two factions.
#[must_use]
pub fn spread(factions: &[FactionScore]) -> Option<f64> {
    if factions.len() < 2 {
        return None;
    }
    let scores = || factions.iter().map(|f| f.score);
    Some(scores().fold(f64::MIN, f64::max) - scores().fold(f64::MAX, f64::min))
}
