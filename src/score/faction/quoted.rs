//! How those whom an article quotes and reports present a faction: all of them together, and each faction
//! that is known to speak.

use std::sync::Arc;

use super::judge::Look;
use super::{Desk, Table, balance, probabilities};
use crate::factions::FactionId;
use crate::features::dense::{self, CONTEXT, speakers};
use crate::model::layer::Layer;
use crate::score::scored::{Abstention, QuotedScore, SpeakerScore};
use crate::text::voice::Voice;

impl Table<'_> {
    /// How others present the faction, by the layer that labels taught it; without one as if the
    /// article's own voice had said their words.
    pub(super) fn quoted(&self, faction: FactionId, mentions: usize, desk: &mut Desk) -> QuotedScore {
        let model = self.seen.model;
        let Some(layer) = &model.article.quoted else {
            let score = self.voice(faction, mentions, &[Voice::Quoted, Voice::Reported], desk).score;
            return QuotedScore { mentions, score, ..QuotedScore::default() };
        };
        let logits = if mentions > 0 { desk.rows.quoted_logits(model, layer) } else { None };
        let (score, abstained) = self.presented(logits);
        let whole = QuotedScore { mentions, score, abstained, speakers: Vec::new() };
        if mentions == 0 {
            return whole;
        }
        QuotedScore { speakers: self.speakers(faction, &whole, layer, desk), ..whole }
    }

    /// What each faction that speaks of this one says, then what all others do; nothing where none is
    /// known to speak. Where nobody else is heard, one says what the `whole` does.
    fn speakers(
        &self,
        faction: FactionId,
        whole: &QuotedScore,
        layer: &Layer,
        desk: &mut Desk,
    ) -> Vec<SpeakerScore> {
        let spoken = self.spoken(faction);
        if spoken.iter().all(|(speaker, _)| speaker.is_none()) {
            return Vec::new();
        }
        let article = self.seen.article;
        let others = |look: &&Look| look.voice().is_others();
        if let [(speaker, mentions)] = spoken[..] {
            let mut heard = desk.rows.looks.iter().filter(others);
            if heard.all(|look| article.speaker(look.word.spot.token) == speaker) {
                let QuotedScore { score, abstained, .. } = *whole;
                return vec![SpeakerScore { speaker: self.id(speaker), mentions, score, abstained }];
            }
        }
        let score = |(speaker, mentions)| self.speaker(faction, speaker, mentions, layer, desk);
        spoken.into_iter().map(score).collect()
    }

    /// Who mentions the faction in his own words, and how often; last those who are not known.
    fn spoken(&self, faction: FactionId) -> Vec<(Option<FactionId>, usize)> {
        let article = self.seen.article;
        let mut spoken: Vec<(Option<FactionId>, usize)> = Vec::new();
        for mention in article.mentions.iter().filter(|mention| mention.faction == faction) {
            let at = mention.tokens.start;
            if article.reading.voices[at].voice.is_others() {
                let speaker = article.speaker(at);
                match spoken.iter_mut().find(|(known, _)| *known == speaker) {
                    Some((_, mentions)) => *mentions += 1,
                    None => spoken.push((speaker, 1)),
                }
            }
        }
        spoken.sort_by_key(|(speaker, _)| speaker.is_none());
        spoken
    }

    fn id(&self, speaker: Option<FactionId>) -> Option<Arc<str>> {
        speaker.map(|speaker| Arc::clone(&self.names.factions[usize::from(speaker)].0))
    }

    /// What `speaker` says of the faction: the text as it would be, had nobody else been quoted.
    fn speaker(
        &self,
        faction: FactionId,
        speaker: Option<FactionId>,
        mentions: usize,
        layer: &Layer,
        desk: &mut Desk,
    ) -> SpeakerScore {
        let Desk { voice, rows, passages, contexts, .. } = desk;
        let article = self.seen.article;
        let heard =
            |look: &&Look| !look.voice().is_others() || article.speaker(look.word.spot.token) == speaker;
        let context = |passage: usize, looks: &[Look]| -> [f32; CONTEXT] {
            let near = super::within(looks, |look| &look.word.spot, &passages[passage]);
            let judged = near.map(|at| &looks[at]).filter(|look| look.judged).map(|look| &look.word.spot);
            dense::spoken_by(contexts[passage], &speakers::columns(article, faction, judged))
        };
        voice.hear(&self.seen, rows.looks.iter().filter(heard).copied(), passages, context);
        let (score, abstained) = self.presented(voice.quoted_logits(self.seen.model, layer));
        SpeakerScore { speaker: self.id(speaker), mentions, score, abstained }
    }

    /// The score that these logits of the quoted layer come to, and whether it is too unsure.
    fn presented(&self, logits: Option<Vec<f64>>) -> (Option<f64>, Option<Abstention>) {
        let Some(logits) = logits else { return (None, None) };
        let probabilities = probabilities(&logits);
        let top = probabilities.iter().copied().fold(0.0, f64::max);
        let unsure = top < self.seen.model.settings.least_quoted_confidence;
        (Some(balance(&probabilities)), unsure.then_some(Abstention::LowConfidence))
    }
}
