//! What each voice says of a faction: the article's own, all others together, and those of them whose
//! faction is known.

use super::faction::{ScoreView, score};
use crate::page::strings::Strings;
use crate::report::wire::{Faction, QuotedLine};

/// What one voice says.
#[derive(Debug, Clone)]
pub struct VoiceView {
    /// `own` or `quoted`.
    pub voice: &'static str,
    /// In the page's language.
    pub name: String,
    /// Whether it is one of the others.
    pub part: bool,
    /// How often it mentions the faction.
    pub mentions: usize,
    /// Its score, if it has one.
    pub score: Option<ScoreView>,
    /// Whether the score is too unsure to be relied on.
    pub unsure: bool,
}

/// Every voice, others by the `name` of their faction.
pub(super) fn voices(
    faction: &Faction<'_>,
    strings: &Strings,
    name: impl Fn(&str) -> String,
) -> Vec<VoiceView> {
    let own = &faction.voices.own;
    let QuotedLine { mentions, score: quoted, abstained, speakers } = &faction.voices.quoted;
    let view = |voice, name: &str, mentions, value: Option<f64>, unsure| VoiceView {
        voice,
        name: name.to_owned(),
        part: false,
        mentions,
        score: value.map(score),
        unsure,
    };
    let mut all = vec![
        view("own", &strings.own, own.mentions, own.score, false),
        view("quoted", &strings.quoted, *mentions, *quoted, abstained.is_some()),
    ];
    all.extend(speakers.iter().map(|speaker| {
        let who = match speaker.speaker {
            Some(id) if id == faction.faction => strings.by_itself.clone(),
            Some(id) => name(id),
            None => strings.by_others.clone(),
        };
        let unsure = speaker.abstained.is_some();
        VoiceView { part: true, ..view("quoted", &who, speaker.mentions, speaker.score, unsure) }
    }));
    all
}
