//! The tone of the rest of a text: how loaded its words are that stand near no mention, and how
//! much of it is other people's words. An article that condemns and praises all over is likelier to
//! take a side here, too; one that reports what others said, less so.

use std::ops::{AddAssign, Range, SubAssign};

use crate::features::surroundings::Mask;
use crate::text::{Connotation, Reading};

/// Said of bearers, well and ill; of undergoers, either way. For the article's own words, then for
/// those of others; and the share of the others' words.
pub const COLUMNS: usize = 2 * SAYINGS + 1;
const SAYINGS: usize = 3;

/// Words that every text is taken to have besides its own, so that few of them say little.
const PRIOR: f64 = 20.0;
/// What a share of loaded words is multiplied with.
const SCALE: f64 = 10.0;

/// The words of a text, summed up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tone {
    /// Own, others'; of each the sums of connotations, then the number of words.
    counts: [[u32; SAYINGS + 1]; 2],
}

impl Tone {
    fn of(connotation: Connotation, others: bool) -> Self {
        let (bearer, undergoer) = (connotation.bearer(), connotation.undergoer());
        let mut tone = Self::default();
        tone.counts[usize::from(others)] = [
            u32::from(bearer.max(0).unsigned_abs()),
            u32::from(bearer.min(0).unsigned_abs()),
            u32::from(undergoer.unsigned_abs()),
            1,
        ];
        tone
    }
}

impl Tone {
    /// The words of a text with this tone, and those that every text is taken to have besides.
    #[must_use]
    pub fn words(&self) -> f64 {
        f64::from(self.counts[0][SAYINGS]) + f64::from(self.counts[1][SAYINGS]) + PRIOR
    }
}

impl AddAssign for Tone {
    fn add_assign(&mut self, other: Self) {
        let counts = self.counts.as_flattened_mut().iter_mut();
        counts.zip(other.counts.as_flattened()).for_each(|(sum, count)| *sum += count);
    }
}

impl SubAssign for Tone {
    fn sub_assign(&mut self, other: Self) {
        let counts = self.counts.as_flattened_mut().iter_mut();
        counts.zip(other.counts.as_flattened()).for_each(|(sum, count)| *sum -= count);
    }
}

/// The tone of every part of a document.
#[derive(Debug, Clone, Default)]
pub struct Tones {
    /// Of all tokens before each, and before the end.
    before: Vec<Tone>,
}

impl Tones {
    /// Reads a document. Names that are hidden do not count.
    pub fn read(&mut self, reading: &Reading, hidden: &[Mask]) {
        let mut sum = Tone::default();
        self.before.clear();
        self.before.push(sum);
        for (token, mask) in hidden.iter().enumerate() {
            if *mask == Mask::Visible && reading.tokens.is_word(token) {
                let others = reading.voices[token].voice.is_others();
                sum += Tone::of(reading.connotations[token], others);
            }
            self.before.push(sum);
        }
    }

    /// The tone of some tokens.
    #[must_use]
    pub fn of(&self, tokens: Range<usize>) -> Tone {
        let mut tone = self.before[tokens.end];
        tone -= self.before[tokens.start];
        tone
    }
}

/// Fills `out`, of length [`COLUMNS`], with the tone of a text apart from those of its tokens that
/// are `near`, each of them one of the text's.
pub fn fill(text: Tone, near: impl Iterator<Item = Tone>, out: &mut [f32]) {
    let mut far = text;
    near.for_each(|tone| far -= tone);
    let total = text.words();
    for (out, counts) in out.chunks_exact_mut(SAYINGS).zip(&far.counts) {
        for (out, &sum) in out.iter_mut().zip(counts) {
            *out = (SCALE * f64::from(sum) / total).ln_1p() as f32;
        }
    }
    out[2 * SAYINGS] = (f64::from(text.counts[1][SAYINGS]) / total) as f32;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::features::surroundings::masks;
    use crate::model::Model;

    /// The columns of a text in which nothing is near.
    fn tone(text: &str) -> [f32; COLUMNS] {
        let lexicons = Model::default_model().unwrap().lexicons;
        let (mut annotator, mut hidden, mut tones) = (Annotator::default(), Vec::new(), Tones::default());
        annotator.read(&lexicons, "", text);
        masks(&annotator.article, &lexicons.terms, &mut hidden);
        tones.read(&annotator.article.reading, &hidden);
        let all = tones.of(0..hidden.len());
        let mut parts = tones.of(0..3);
        parts += tones.of(3..hidden.len());
        assert_eq!(all, parts);
        let (mut out, mut nothing) = ([0.0; COLUMNS], [0.0; COLUMNS]);
        fill(all, std::iter::empty(), &mut out);
        fill(all, (0..hidden.len()).map(|token| tones.of(token..token + 1)), &mut nothing);
        assert!(nothing[..2 * SAYINGS].iter().all(|&value| value == 0.0), "{nothing:?}");
        out
    }

    #[test]
    fn praise_and_blame_are_told_by_voice_and_plain_words_weigh_nothing() {
        let plain = tone("اجتمع المجلس أمس في العاصمة وناقش الميزانية الجديدة");
        assert!(plain.iter().all(|&value| value == 0.0), "{plain:?}");
        let blame = tone("ارتكب المرتزقة مجزرة بشعة في العاصمة أمس");
        assert!(
            blame[1] > 0.5 && blame[0] < blame[1] && blame[3..].iter().all(|&value| value == 0.0),
            "{blame:?}"
        );
        let praise = tone("صمد الأبطال البواسل في العاصمة أمس");
        assert!(praise[0] > 0.5 && praise[1] == 0.0, "{praise:?}");
        let quoted = tone("قال الوزير أمس «صمد الأبطال البواسل في العاصمة»");
        assert!(
            quoted[..3].iter().all(|&value| value == 0.0) && quoted[3] > 0.3 && quoted[6] > 0.1,
            "{quoted:?}"
        );
    }
}
