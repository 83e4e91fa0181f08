//! How far to go along a step: where the objective is about as low as it gets.
//!
//! A full Newton step overshoots where some classes are rare, since the probabilities it starts from say
//! nothing of how fast they change. Halving it until the objective goes down then takes many steps to undo
//! what the first did: of 600,000 words, of which one in thirty is evidence, 8 to 13 steps where 5 to 7
//! are enough with the slope looked at. Trying a size takes a few hundredths of a step.
//! Source: Dowell and Jarratt, "A modified regula falsi method for computing the root of an equation", BIT 11 (1971).

use super::objective::Objective;

/// Share of the linear decrease that a step must bring (Armijo's rule).
const SUFFICIENT: f64 = 1e-4;
/// Relative rounding error granted to the objective.
const ROUNDING: f64 = 1e-13;
/// Share of the slope at the start that is flat enough.
const FLAT: f64 = 0.2;
/// How near an end of its interval the search looks: at least this share of the interval away.
const NEAR_END: f64 = 0.1;
/// Sizes that are tried at most.
const MOST_TRIALS: usize = 40;

/// The objective along a step, as a function of the step's size.
pub(super) struct Line<'a> {
    pub(super) objective: &'a Objective<'a>,
    /// Forward products of the point.
    pub(super) forward: &'a [f64],
    /// Forward products of the step.
    pub(super) step: &'a [f64],
    /// The objective at size 0, and its derivative.
    pub(super) value: f64,
    pub(super) slope: f64,
    /// The penalty is `penalty + size * cross + size² * square`.
    pub(super) penalty: f64,
    pub(super) cross: f64,
    pub(super) square: f64,
}

/// The objective and its derivative at a size.
#[derive(Debug, Clone, Copy)]
struct Trial {
    size: f64,
    value: f64,
    slope: f64,
}

impl Line<'_> {
    /// A size up to 1 where the slope is flat, or 1 where the objective still falls; of those that were tried the
    /// lowest where none is. `None` where none of them brings the objective down.
    pub(super) fn search(&self) -> Option<f64> {
        if self.slope >= 0.0 {
            return None;
        }
        let mut low = Trial { size: 0.0, value: self.value, slope: self.slope };
        let mut high = self.at(1.0);
        let mut best = Some(high).filter(|trial| self.suffices(trial));
        let mut fell = None;
        for _ in 0..MOST_TRIALS {
            if high.slope <= 0.0 || best.is_some_and(|trial| self.is_flat(&trial)) {
                break;
            }
            let trial = self.at(between(&low, &high));
            if self.suffices(&trial) && best.is_none_or(|best| trial.value < best.value) {
                best = Some(trial);
            }
            // The Illinois rule: an end that stays twice running counts half, so that both ends move.
            let falls = trial.slope < 0.0;
            let stays = fell == Some(falls);
            let (moved, other) = if falls { (&mut low, &mut high) } else { (&mut high, &mut low) };
            *moved = trial;
            other.slope *= if stays { 0.5 } else { 1.0 };
            fell = Some(falls);
        }
        best.map(|trial| trial.size)
    }

    fn is_flat(&self, trial: &Trial) -> bool {
        trial.slope.abs() <= FLAT * self.slope.abs()
    }

    /// Whether the objective goes down, and by enough where it is not already flat or falling.
    fn suffices(&self, trial: &Trial) -> bool {
        let settled = trial.slope <= 0.0 || self.is_flat(trial);
        let wanted = if settled { 0.0 } else { SUFFICIENT * trial.size * self.slope };
        trial.value <= self.value + wanted + ROUNDING * self.value.abs()
    }

    fn at(&self, size: f64) -> Trial {
        let (loss, slope) = self.objective.along(self.forward, size, self.step);
        Trial {
            size,
            value: loss + self.penalty + size * self.cross + size * size * self.square,
            slope: slope + self.cross + 2.0 * size * self.square,
        }
    }
}

/// Where the straight line through both slopes is 0, but not too near an end.
fn between(low: &Trial, high: &Trial) -> f64 {
    let share = low.slope / (low.slope - high.slope);
    low.size + share.clamp(NEAR_END, 1.0 - NEAR_END) * (high.size - low.size)
}
