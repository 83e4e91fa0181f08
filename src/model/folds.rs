//! Cutting rows into folds for out-of-fold figures, with groups (outlets, events) kept whole.

use super::Error;
use super::error::same_length;
use super::random::Random;

/// The fold of each row, `0..k`: rows of a group share a fold, and folds have the classes in
/// about the same shares. With no more than `k` groups every group is a fold ([`leave_groups`]).
///
/// Groups go one by one, the largest first, equal ones in an order drawn from `seed`, each to the
/// fold where the sum over classes of `(rows of the class in the fold / rows of the class)²` then
/// grows least. The same input and seed give the same folds.
///
/// # Errors
///
/// [`Error::TooFewGroups`] for fewer than two groups, [`Error::Setting`] for `k` below 2,
/// [`Error::Length`] when there is not one class for each group number.
pub fn grouped_folds(groups: &[u32], classes: &[u32], k: usize, seed: u64) -> Result<Vec<u32>, Error> {
    same_length("classes", groups.len(), classes.len())?;
    if k < 2 {
        return Err(Error::Setting { what: "folds", must: "at least 2", found: k as f64 });
    }
    let names = distinct(groups);
    if names.len() <= k {
        return leave_groups(groups);
    }
    let (class_names, group_of) = (distinct(classes), |i: usize| names.partition_point(|&g| g < groups[i]));
    let mut totals = vec![0.0; class_names.len()];
    let mut counts = vec![vec![0.0; class_names.len()]; names.len()];
    for (i, class) in classes.iter().enumerate() {
        let class = class_names.partition_point(|c| c < class);
        totals[class] += 1.0;
        counts[group_of(i)][class] += 1.0;
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    Random::new(seed).shuffle(&mut order);
    order.sort_by(|&a, &b| {
        let [a, b] = [a, b].map(|group| counts[group].iter().sum::<f64>());
        b.total_cmp(&a)
    });
    let fold_of_group = spread(&order, &counts, &totals, k);
    Ok((0..groups.len()).map(|i| fold_of_group[group_of(i)]).collect())
}

/// The fold of each row when every group is a fold of its own, in ascending order of groups.
///
/// # Errors
///
/// [`Error::TooFewGroups`] for fewer than two groups.
pub fn leave_groups(groups: &[u32]) -> Result<Vec<u32>, Error> {
    let names = distinct(groups);
    if names.len() < 2 {
        return Err(Error::TooFewGroups(names.len()));
    }
    Ok(groups.iter().map(|group| names.partition_point(|name| name < group) as u32).collect())
}

/// The distinct numbers, ascending.
fn distinct(numbers: &[u32]) -> Vec<u32> {
    let mut out = numbers.to_vec();
    out.sort_unstable();
    out.dedup();
    out
}

/// Gives each group of `order`, in turn, its fold; no fold stays empty.
fn spread(order: &[usize], counts: &[Vec<f64>], totals: &[f64], k: usize) -> Vec<u32> {
    let mut folds = vec![vec![0.0; totals.len()]; k];
    let (mut sizes, mut empty) = (vec![0.0; k], k);
    let mut out = vec![0; counts.len()];
    for (done, &group) in order.iter().enumerate() {
        let must_fill = order.len() - done <= empty;
        let mut best: Option<(usize, f64)> = None;
        for fold in 0..k {
            if must_fill && sizes[fold] > 0.0 {
                continue;
            }
            let growth: f64 = (0..totals.len())
                .map(|c| {
                    counts[group][c] * (2.0 * folds[fold][c] + counts[group][c]) / (totals[c] * totals[c])
                })
                .sum();
            let better = best.is_none_or(|(best, least)| match growth.total_cmp(&least) {
                std::cmp::Ordering::Equal => sizes[fold] < sizes[best],
                order => order.is_lt(),
            });
            if better {
                best = Some((fold, growth));
            }
        }
        let fold = best.map_or(0, |(fold, _)| fold);
        empty -= usize::from(sizes[fold] <= 0.0);
        for (sum, count) in folds[fold].iter_mut().zip(&counts[group]) {
            *sum += count;
            sizes[fold] += count;
        }
        out[group] = fold as u32;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 40 groups of 1 to 40 rows; classes in shares 6 : 3 : 1, differently in every group.
    fn sample() -> (Vec<u32>, Vec<u32>) {
        let groups: Vec<u32> = (0..40).flat_map(|group| vec![group * 3; group as usize + 1]).collect();
        let classes = groups.iter().enumerate().map(|(i, group)| match (i * 7 + *group as usize) % 10 {
            0..6 => 5,
            6..9 => 0,
            _ => 9,
        });
        let classes = classes.collect();
        (groups, classes)
    }

    #[test]
    fn groups_stay_whole_and_classes_even() {
        let (groups, classes) = sample();
        let folds = grouped_folds(&groups, &classes, 5, 1).unwrap();
        for (i, group) in groups.iter().enumerate() {
            assert_eq!(folds[i], folds[groups.partition_point(|g| g < group)]);
        }
        for class in [0, 5, 9] {
            let all = classes.iter().filter(|c| **c == class).count() as f64;
            for fold in 0..5 {
                let here = (0..groups.len()).filter(|&i| classes[i] == class && folds[i] == fold).count();
                assert!(
                    (here as f64 / all - 0.2).abs() < 0.04,
                    "class {class}, fold {fold}: {here} of {all}"
                );
            }
        }
    }

    #[test]
    fn the_seed_decides_and_repeats() {
        let (groups, classes) = sample();
        let even: Vec<u32> = (0..200).map(|i| i / 2).collect();
        let [a, b, c] = [1, 1, 2].map(|seed| grouped_folds(&even, &classes[..200], 4, seed).unwrap());
        assert_eq!(a, b);
        assert_ne!(a, c);
        assert_eq!(
            grouped_folds(&groups, &classes, 5, 3).unwrap(),
            grouped_folds(&groups, &classes, 5, 3).unwrap()
        );
    }

    #[test]
    fn no_fold_is_empty() {
        for k in 2..8 {
            let groups: Vec<u32> = [vec![0; 100], vec![1; 50], (2..8).collect()].concat();
            let folds = grouped_folds(&groups, &vec![0; groups.len()], k, 0).unwrap();
            assert_eq!(distinct(&folds).len(), k);
        }
    }

    #[test]
    fn few_groups_are_left_out_one_by_one() {
        let groups = [7, 7, 2, 9];
        assert_eq!(grouped_folds(&groups, &[0, 1, 0, 1], 10, 0).unwrap(), [1, 1, 0, 2]);
        assert_eq!(leave_groups(&groups).unwrap(), [1, 1, 0, 2]);
        assert!(matches!(leave_groups(&[4, 4]), Err(Error::TooFewGroups(1))));
        assert!(matches!(grouped_folds(&[], &[], 5, 0), Err(Error::TooFewGroups(0))));
        assert!(matches!(grouped_folds(&groups, &[0; 4], 1, 0), Err(Error::Setting { .. })));
        assert!(matches!(grouped_folds(&groups, &[0; 3], 2, 0), Err(Error::Length { .. })));
    }
}
