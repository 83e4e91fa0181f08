//! The types that are written, with the names and the order of fields that the contract gives.
//!
//! Scores, probabilities, contributions and spread are rounded to four decimals, `loaded_per_1000` to
//! two, halves away from zero; so a score may differ by 0.0001 from the difference of the probabilities
//! beside it.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::corpus::{BadRow, Place};
use crate::score::{Abstention, DocumentScore, EvidenceSpan, FactionScore, ScoredDocument, Verdict};
use crate::score::{QuotedScore, SpeakerScore, VoiceScore, spread};
use crate::text::Field;
use crate::text::voice::Voice;

/// The contract's name and version, in every line.
pub const SCHEMA: &str = "nabra.scores/1";

/// What of a score is shown. The default shows all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// Ids of the factions to show; empty for all. [`Bias`] speaks of all in any case.
    pub only: Vec<String>,
    /// Leave `evidence` empty.
    pub without_evidence: bool,
    /// A framing or label less probable than this counts as an abstention (`low-confidence`).
    pub min_probability: Option<f64>,
}

/// One line: a document's scores or why there are none.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Line<'a> {
    /// Of a model of factions.
    Factions(FactionsLine<'a>),
    /// Of a model of whole documents.
    Document(DocumentLine<'a>),
    /// In place of a record that could not be read.
    Bad(BadLine<'a>),
}

/// A document and how it frames the factions it mentions.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FactionsLine<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The document's id.
    pub id: &'a str,
    /// Its outlet; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// Its date; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'a str>,
    /// One each, in the order of their first mention.
    pub factions: Vec<Faction<'a>>,
    /// Of the document over all its factions.
    pub bias: Bias,
}

/// How a document frames one faction.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Faction<'a> {
    /// Its id.
    pub faction: &'a str,
    /// Its Arabic name.
    pub name: &'a str,
    /// How often it is mentioned.
    pub mentions: usize,
    /// The framing in the article's own voice.
    pub framing: &'a str,
    /// P(favourable) - P(hostile) in the own voice, in `[-1, 1]`.
    pub score: f64,
    /// In class order.
    pub probabilities: Probabilities<'a>,
    /// The same apart for the own voice and for others'.
    pub voices: Voices<'a>,
    /// The words that decided, strongest first.
    pub evidence: Vec<Evidence<'a>>,
    /// `null`, or why the model would rather not decide.
    pub abstained: Option<&'static str>,
}

/// Classes and their probabilities: a JSON object in class order.
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities<'a>(pub Vec<(&'a str, f64)>);

impl Probabilities<'_> {
    /// The probability of `class`.
    #[must_use]
    pub fn get(&self, class: &str) -> Option<f64> {
        self.0.iter().find(|(name, _)| *name == class).map(|&(_, p)| p)
    }
}

impl Serialize for Probabilities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (class, p) in &self.0 {
            map.serialize_entry(class, p)?;
        }
        map.end()
    }
}

/// The two voices.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Voices<'a> {
    /// The article's own.
    pub own: VoiceLine,
    /// Those whom it quotes and reports.
    pub quoted: QuotedLine<'a>,
}

/// What those whom a document quotes and reports say of a faction.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct QuotedLine<'a> {
    /// Mentions in their words.
    pub mentions: usize,
    /// P(favourable) - P(hostile) of how they present it; `null` where they do not mention it.
    pub score: Option<f64>,
    /// Why the model would rather not say; left out where it does not mind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstained: Option<&'static str>,
    /// What each faction that is known to speak says, and all others together; left out where none is
    /// known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<SpeakerLine<'a>>,
}

/// What one faction says of another, or of itself.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SpeakerLine<'a> {
    /// Its id; `null` for all speakers that are of no faction or of one not known.
    pub speaker: Option<&'a str>,
    /// Mentions in its words.
    pub mentions: usize,
    /// As [`QuotedLine::score`].
    pub score: Option<f64>,
    /// As [`QuotedLine::abstained`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstained: Option<&'static str>,
}

/// What one voice says of a faction.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct VoiceLine {
    /// Mentions in this voice.
    pub mentions: usize,
    /// As [`Faction::score`]; `null` where this voice does not mention it.
    pub score: Option<f64>,
}

/// Words that decided.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Evidence<'a> {
    /// The words, exactly as they stand in the field.
    pub text: &'a str,
    /// First byte in the field.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The same in Unicode scalar values.
    pub char_start: usize,
    /// The same in Unicode scalar values.
    pub char_end: usize,
    /// `title` or `text`.
    pub field: &'static str,
    /// `own`, `quoted` (between marks) or `reported` (in the clause of a reporting verb).
    pub voice: &'static str,
    /// In logits: towards favourable (positive) or hostile (negative); of whole documents towards the
    /// label.
    pub contribution: f64,
}

/// What the factions of a document say together.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bias {
    /// Highest minus lowest faction score; `null` below two factions.
    pub spread: Option<f64>,
    /// Own-voice loaded terms per 1,000 tokens.
    pub loaded_per_1000: f64,
}

/// A document and its class.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct DocumentLine<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The document's id.
    pub id: &'a str,
    /// Its outlet; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// Its date; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'a str>,
    /// The most probable class.
    pub label: &'a str,
    /// In class order.
    pub probabilities: Probabilities<'a>,
    /// The words that decided, strongest first.
    pub evidence: Vec<Evidence<'a>>,
    /// `null`, or why the model would rather not decide.
    pub abstained: Option<&'static str>,
}

/// Stands in place of a record that could not be read.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct BadLine<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The record's id; where it could not be told or there is none, its file's name and its line
    /// (`rows.jsonl:7`), as documents without an id are called.
    pub id: Cow<'a, str>,
    /// What is wrong with it.
    pub error: &'a str,
}

impl<'a> Line<'a> {
    /// What is written of `document` under `view`.
    #[must_use]
    pub fn scored(document: &'a ScoredDocument, view: &View) -> Self {
        let (id, source, date) = (document.id.as_str(), document.source.as_deref(), document.date.as_deref());
        match &document.verdict {
            Verdict::Factions { factions, loaded_per_1000 } => {
                let shown = factions.iter().filter(|faction| view.shows(&faction.faction));
                Self::Factions(FactionsLine {
                    schema: SCHEMA,
                    id,
                    source,
                    date,
                    factions: shown.map(|faction| Faction::of(faction, view)).collect(),
                    bias: Bias {
                        spread: spread(factions).map(round4),
                        loaded_per_1000: round(*loaded_per_1000, 100.0),
                    },
                })
            }
            Verdict::Document(DocumentScore { label, probabilities, evidence, abstained }) => {
                let abstained = view.abstained(*abstained, label, probabilities);
                Self::Document(DocumentLine {
                    schema: SCHEMA,
                    id,
                    source,
                    date,
                    label,
                    probabilities: rounded(probabilities),
                    evidence: view.evidence(evidence),
                    abstained,
                })
            }
        }
    }

    /// What is written in place of `row`.
    #[must_use]
    pub fn bad(row: &'a BadRow) -> Self {
        let given = row.id.as_deref().filter(|id| !id.is_empty());
        let id = given.map_or_else(|| Cow::Owned(default_id(&row.place)), Cow::Borrowed);
        Self::Bad(BadLine { schema: SCHEMA, id, error: &row.reason })
    }
}

impl<'a> Faction<'a> {
    fn of(score: &'a FactionScore, view: &View) -> Self {
        Self {
            faction: &score.faction,
            name: &score.name,
            mentions: score.mentions,
            framing: &score.framing,
            score: round4(score.score),
            probabilities: rounded(&score.probabilities),
            voices: Voices { own: score.own.into(), quoted: QuotedLine::from(&score.quoted) },
            evidence: view.evidence(&score.evidence),
            abstained: view.abstained(score.abstained, &score.framing, &score.probabilities),
        }
    }
}

impl<'a> From<&'a EvidenceSpan> for Evidence<'a> {
    fn from(span: &'a EvidenceSpan) -> Self {
        Self {
            text: &span.text,
            start: span.bytes.start,
            end: span.bytes.end,
            char_start: span.chars.start,
            char_end: span.chars.end,
            field: field_name(span.field),
            voice: voice_name(span.voice),
            contribution: round4(span.contribution),
        }
    }
}

/// What a field is called.
pub(crate) fn field_name(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Text => "text",
    }
}

/// What a voice is called.
pub(crate) fn voice_name(voice: Voice) -> &'static str {
    match voice {
        Voice::Own => "own",
        Voice::Quoted => "quoted",
        Voice::Reported => "reported",
    }
}

impl From<VoiceScore> for VoiceLine {
    fn from(voice: VoiceScore) -> Self {
        Self { mentions: voice.mentions, score: voice.score.map(round4) }
    }
}

impl Faction<'_> {
    /// What the faction says of itself, if it is known to.
    #[must_use]
    pub fn itself(&self) -> Option<&SpeakerLine<'_>> {
        self.voices.quoted.speakers.iter().find(|speaker| speaker.speaker == Some(self.faction))
    }
}

impl<'a> From<&'a QuotedScore> for QuotedLine<'a> {
    fn from(quoted: &'a QuotedScore) -> Self {
        let speaker = |speaker: &'a SpeakerScore| SpeakerLine {
            speaker: speaker.speaker.as_deref(),
            mentions: speaker.mentions,
            score: speaker.score.map(round4),
            abstained: speaker.abstained.map(reason),
        };
        Self {
            mentions: quoted.mentions,
            score: quoted.score.map(round4),
            abstained: quoted.abstained.map(reason),
            speakers: quoted.speakers.iter().map(speaker).collect(),
        }
    }
}

/// What an abstention is called.
fn reason(abstained: Abstention) -> &'static str {
    match abstained {
        Abstention::FewMentions => "few-mentions",
        Abstention::UnknownWords => "unknown-words",
        Abstention::LowConfidence => "low-confidence",
    }
}

impl View {
    /// Whether a faction is among those shown.
    #[must_use]
    pub fn shows(&self, faction: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|id| id == faction)
    }

    fn evidence<'a>(&self, spans: &'a [EvidenceSpan]) -> Vec<Evidence<'a>> {
        if self.without_evidence { Vec::new() } else { spans.iter().map(Evidence::from).collect() }
    }

    fn abstained<N: AsRef<str>>(
        &self,
        abstained: Option<Abstention>,
        chosen: &str,
        probabilities: &[(N, f64)],
    ) -> Option<&'static str> {
        let unlikely =
            |least: f64| probabilities.iter().any(|(name, p)| name.as_ref() == chosen && *p < least);
        let reason = abstained
            .or_else(|| self.min_probability.is_some_and(unlikely).then_some(Abstention::LowConfidence))?;
        Some(self::reason(reason))
    }
}

fn default_id(place: &Place) -> String {
    let name = Path::new(&*place.file).file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    if place.line == 0 { place.file.to_string() } else { format!("{name}:{}", place.line) }
}

fn rounded<N: AsRef<str>>(probabilities: &[(N, f64)]) -> Probabilities<'_> {
    Probabilities(probabilities.iter().map(|(class, p)| (class.as_ref(), round4(*p))).collect())
}

fn round4(value: f64) -> f64 {
    round(value, 10_000.0)
}

/// To multiples of `1 / scale`; never -0.0, which would be written as such.
fn round(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale + 0.0
}
