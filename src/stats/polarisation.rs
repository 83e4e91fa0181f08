//! How easily two groups are told apart by what their members choose.

/// What one member of a group chose: choices with how often, each choice once.
pub type Choices = [(u32, f64)];

/// Average polarisation between two groups: how probable it is that one who sees a single random choice
/// and knows both groups' habits guesses its group. 0.5 where they choose alike, 1 where never.
///
/// The members' own choices are left out of the habits that they are judged by; so it has no bias where
/// groups are small, while the plain estimate rises above 0.5 by chance alone. Choices of fewer than two
/// members are left out. `None` where either group has fewer than two members with choices.
///
/// Leave-out estimator, section 3.2 of M. Gentzkow, J. M. Shapiro, M. Taddy (2019), "Measuring Group
/// Differences in High-Dimensional Choices: Method and Application to Congressional Speech",
/// Econometrica 87(4), 1307-1340.
#[must_use]
pub fn leave_out_polarisation<C: AsRef<Choices>>(first: &[C], second: &[C]) -> Option<f64> {
    let shared = shared(first, second);
    let (a, b) = (Habits::of(first, &shared), Habits::of(second, &shared));
    Some(f64::midpoint(side(first, &a, &b, &shared)?, side(second, &b, &a, &shared)?))
}

/// Which choices at least two members made.
fn shared<C: AsRef<Choices>>(first: &[C], second: &[C]) -> Vec<bool> {
    let choices = || first.iter().chain(second).flat_map(AsRef::as_ref);
    let count = choices().map(|&(choice, _)| choice as usize + 1).max().unwrap_or(0);
    let mut members = vec![0_u32; count];
    choices().filter(|(_, times)| *times > 0.0).for_each(|&(choice, _)| members[choice as usize] += 1);
    members.into_iter().map(|members| members >= 2).collect()
}

/// What a group chooses.
struct Habits {
    counts: Vec<f64>,
    total: f64,
}

impl Habits {
    fn of<C: AsRef<Choices>>(members: &[C], shared: &[bool]) -> Self {
        let mut habits = Self { counts: vec![0.0; shared.len()], total: 0.0 };
        for &(choice, times) in members.iter().flat_map(AsRef::as_ref) {
            if shared[choice as usize] {
                habits.counts[choice as usize] += times;
                habits.total += times;
            }
        }
        habits
    }
}

/// The mean over the members of `own` of the probability that their choices are taken for their group's.
fn side<C: AsRef<Choices>>(members: &[C], own: &Habits, other: &Habits, shared: &[bool]) -> Option<f64> {
    let (mut sum, mut counted) = (0.0, 0_u32);
    for member in members {
        let choices = || member.as_ref().iter().filter(|(choice, _)| shared[*choice as usize]);
        let total: f64 = choices().map(|(_, times)| times).sum();
        let rest = own.total - total;
        if total <= 0.0 {
            continue;
        }
        if rest <= 0.0 || other.total <= 0.0 {
            return None;
        }
        sum += choices()
            .map(|&(choice, times)| {
                let ours = (own.counts[choice as usize] - times) / rest;
                let theirs = other.counts[choice as usize] / other.total;
                times / total * ours / (ours + theirs)
            })
            .sum::<f64>();
        counted += 1;
    }
    (counted >= 2).then(|| sum / f64::from(counted))
}
