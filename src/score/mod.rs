//! One document in, one scored document out: framing, evidence, abstention.

pub mod scored;

pub use scored::{Abstention, DocumentScore, EvidenceSpan, FactionScore, ScoredDocument, Verdict, VoiceScore, spread};
