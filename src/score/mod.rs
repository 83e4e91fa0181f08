//! One document in, one scored document out: framing, evidence, abstention.

pub mod scored;
mod scorer;

pub use scored::{Abstention, DocumentScore, EvidenceSpan, FactionScore, ScoredDocument, Verdict, VoiceScore, spread};
pub use scorer::Scorer;
