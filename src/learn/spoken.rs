//! What each of those whom a text quotes says of a faction, where its label tells them apart: further
//! examples of the layer of quoted speakers.

use super::examples::bag;
use super::quoted;
use super::report::SpeakerKind;
use crate::annotate::{Annotator, Lexicons};
use crate::corpus::{FactionLabel, Label, Row, SpeakerLabel};
use crate::factions::FactionId;
use crate::features::dense::speakers;
use crate::features::surroundings::Spot;

/// What one speaker says of a faction: its example's text as it would be, had nobody else been quoted.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// Whom the speaker is of.
    pub kind: SpeakerKind,
    /// Number of its class.
    pub class: u32,
    /// Numbers of the example's words near the mentions that are left.
    pub heard: Vec<u32>,
    /// The bag of the words that are left, by hash, one entry an occurrence.
    pub bag: Vec<u64>,
    /// The columns of who says what is left of others' words.
    pub speakers: [f32; speakers::COLUMNS],
}

/// What the speakers of `label` say of `faction`, whose surroundings are `spots`; those within `window`
/// words are the example's words. A speaker whom the text is not found to quote is left out.
pub(super) fn spoken(
    annotator: &Annotator,
    lexicons: &Lexicons,
    classes: &[String],
    (label, faction): (&FactionLabel, FactionId),
    (spots, window): (&[Spot], usize),
) -> Vec<Spoken> {
    let article = &annotator.article;
    let said = |said: &SpeakerLabel| {
        let class = quoted::class(&said.framing, classes)?;
        let speaker = match &said.speaker {
            Some(id) => Some(lexicons.factions.number(id)?),
            None => None,
        };
        let others = |spot: &Spot| spot.voice.voice.is_others();
        let heard = |spot: &&Spot| !others(spot) || article.speaker(spot.token) == speaker;
        let near = |spot: &&Spot| spot.distance <= window;
        let words = spots.iter().filter(near).enumerate().filter(|(_, spot)| heard(spot));
        let (numbers, left): (Vec<u32>, Vec<&Spot>) = words.map(|(nth, spot)| (nth as u32, spot)).unzip();
        let kind = match speaker {
            Some(speaker) if speaker == faction => SpeakerKind::Itself,
            Some(_) => SpeakerKind::Other,
            None => SpeakerKind::Unknown,
        };
        left.iter().any(|spot| others(spot)).then(|| Spoken {
            kind,
            class: class as u32,
            heard: numbers,
            bag: bag(annotator, spots.iter().filter(heard)),
            speakers: speakers::columns(article, faction, left.iter().copied()),
        })
    };
    label.speakers.iter().filter_map(said).collect()
}

/// A warning about labels of speakers from which nothing can be learned: no faction, no framing that there is,
/// or a speaker who has one already.
pub(super) fn unusable(rows: &[Row], lexicons: &Lexicons, classes: &[String]) -> Option<String> {
    let labels = rows.iter().filter_map(|row| match &row.label {
        Some(Label::Factions(labels)) => Some((row, labels)),
        _ => None,
    });
    let mut strange = labels.flat_map(|(row, labels)| {
        let faults = labels.iter().flat_map(|label| faults(label, lexicons, classes));
        faults.map(move |fault| (&row.place, fault))
    });
    let (place, fault) = strange.next()?;
    let count = strange.count() + 1;
    Some(format!(
        "labels of speakers with faults, which teach nothing or twice: {count}; the first: {fault} at {place}"
    ))
}

fn faults(label: &FactionLabel, lexicons: &Lexicons, classes: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for (nth, said) in label.speakers.iter().enumerate() {
        if let Some(id) = said.speaker.as_ref().filter(|id| lexicons.factions.number(id).is_none()) {
            out.push(format!("speaker {id:?} is no faction (`null` is everybody else)"));
        }
        if !quoted::is_known(&said.framing, classes) {
            out.push(format!("framing {:?} is none of {}", said.framing, classes.join(", ")));
        }
        if label.speakers[..nth].iter().any(|other| other.speaker == said.speaker) {
            out.push(format!("speaker {:?} is there twice", said.speaker.as_deref().unwrap_or("null")));
        }
    }
    out
}
