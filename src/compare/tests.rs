//! Comparisons on planted data, of which the truth is known.

#![allow(clippy::unwrap_used, reason = "what is not there is a test that fails")]
#![allow(
    clippy::print_stdout,
    reason = "figures for docs/COMPARE.md: `cargo test --lib planted -- --nocapture`"
)]

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::*;
use crate::corpus::{Document, FactionLabel, Label, Place, Row};

const CLASSES: [&str; 3] = ["hostile", "neutral", "favourable"];
const GROUPS: [&str; 2] = ["gazette", "herald"];
/// True shares by group.
const SHARES: [[f64; 3]; 2] = [[0.50, 0.30, 0.20], [0.20, 0.50, 0.30]];
/// What the classifier says of each class.
const CLASSIFIER: [[f64; 3]; 3] = [[0.75, 0.20, 0.05], [0.15, 0.80, 0.05], [0.05, 0.40, 0.55]];
const ARTICLES: usize = 1000;
const LABELLED: f64 = 0.25;
const SIMULATIONS: u64 = 500;

struct Chance(ChaCha8Rng);

impl Chance {
    fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn pick(&mut self, shares: &[f64; 3]) -> usize {
        let at = self.share();
        let cumulated = shares.iter().scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        });
        cumulated.take_while(|sum| *sum < at).count().min(2)
    }
}

fn observation(framing: usize) -> Observation {
    Observation {
        faction: "club".to_owned(),
        name: "النادي".to_owned(),
        mentions: 2,
        framing: CLASSES[framing].to_owned(),
        score: framing as f64 - 1.0,
        classes: CLASSES.map(str::to_owned).into(),
        abstained: false,
    }
}

fn labelled(id: String, framing: &str) -> Row {
    let label =
        FactionLabel { faction: "club".to_owned(), framing: framing.to_owned(), ..FactionLabel::default() };
    Row {
        place: Place { file: "gold".into(), line: 1 },
        document: Document { id, ..Document::default() },
        label: Some(Label::Factions(vec![label])),
        drawn: None,
    }
}

/// Which design the sample has: everything with the same probability, or hostile guesses twice as often.
fn simulate(seed: u64, design: Design) -> Comparison {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed));
    let mut gold = Gold::new(design);
    let mut documents = Vec::new();
    for (group, shares) in GROUPS.iter().zip(&SHARES) {
        for number in 0..ARTICLES {
            let id = format!("{group}-{number}");
            let truth = chance.pick(shares);
            let guess = chance.pick(&CLASSIFIER[truth]);
            let probability = match design {
                Design::SimpleRandom => LABELLED,
                Design::KnownProbabilities => [2.0, 1.0, 1.0][guess] * LABELLED,
            };
            if chance.share() < probability {
                gold.add(&labelled(id.clone(), CLASSES[truth]), Some(&probability.to_string())).unwrap();
            }
            documents.push((id, *group, guess));
        }
    }
    let mut collector = Collector::new(Some(gold));
    for (id, group, guess) in documents {
        collector.add(&id, Standing { group: Some(group), period: None }, &[observation(guess)]);
    }
    collector.finish(&ComparisonSettings {
        bootstrap: Bootstrap { draws: 100, ..Bootstrap::default() },
        ..ComparisonSettings::default()
    })
}

/// Which of the intervals of a comparison cover the truth, naive and corrected, by group and class.
fn covered(comparison: &Comparison) -> Vec<[bool; 2]> {
    let shares = comparison.cells.iter().zip(&SHARES).flat_map(|(cell, truth)| cell.shares.iter().zip(truth));
    shares
        .map(|(share, &truth)| {
            let corrected = share.corrected.unwrap();
            [share.naive.covers(truth), corrected.low <= truth && truth <= corrected.high]
        })
        .collect()
}

#[test]
fn corrected_intervals_cover_planted_shares_and_naive_ones_do_not() {
    for design in [Design::SimpleRandom, Design::KnownProbabilities] {
        let mut sums = [[0_u32; 2]; 6];
        for seed in 0..SIMULATIONS {
            for (sum, covered) in sums.iter_mut().zip(covered(&simulate(seed, design))) {
                sum[0] += u32::from(covered[0]);
                sum[1] += u32::from(covered[1]);
            }
        }
        let rates = sums.map(|sum| sum.map(|n| f64::from(n) / SIMULATIONS as f64));
        for (number, [naive, corrected]) in rates.iter().enumerate() {
            let (group, class) = (number / 3, number % 3);
            println!(
                "{design:?}: {} {} {:.2}: naive intervals cover in {:.1} %, corrected ones in {:.1} %",
                GROUPS[group],
                CLASSES[class],
                SHARES[group][class],
                100.0 * naive,
                100.0 * corrected
            );
            assert!((0.93..=0.97).contains(corrected), "{design:?} {group} {class}: {corrected}");
        }
        // In single shares the classifier's errors may cancel out, and the naive interval is right by luck.
        let naive = rates.iter().map(|[naive, _]| naive).sum::<f64>() / 6.0;
        assert!(naive < 0.5, "{naive}");
    }
}

#[test]
fn groups_that_differ_are_told_and_groups_that_do_not_are_not() {
    let mut collector = Collector::default();
    for number in 0..90 {
        let standing = |group| Standing { group: Some(group), period: None };
        let framing = usize::from(number % 3 == 0);
        collector.add("x", standing("a"), &[observation(framing)]);
        collector.add("x", standing("b"), &[observation(framing)]);
        collector.add("x", standing("c"), &[observation(2 - framing)]);
    }
    let settings =
        ComparisonSettings { against: Against::Each, least_articles: 5, ..ComparisonSettings::default() };
    let comparison = collector.finish(&settings);
    let told: Vec<_> = comparison
        .differences
        .iter()
        .map(|one| (one.group.as_str(), one.against.as_deref(), one.score.differs))
        .collect();
    assert_eq!(told, [("a", Some("b"), false), ("a", Some("c"), true), ("b", Some("c"), true)]);
    let polarisation: Vec<f64> = comparison.differences.iter().map(|one| one.polarisation.unwrap()).collect();
    assert!(polarisation[0] < 0.51 && polarisation[1] > 0.75, "{polarisation:?}");
    assert!(comparison.differences[0].score.difference.abs() < 1e-12);
    let base = ComparisonSettings { against: Against::Group("b".to_owned()), ..settings };
    let against_b = collector.finish(&base).differences;
    assert_eq!(against_b.iter().map(|one| one.group.as_str()).collect::<Vec<_>>(), ["a", "c"]);
}

#[test]
fn abstentions_are_counted_and_left_out() {
    let mut collector = Collector::default();
    for number in 0..10 {
        let observation =
            Observation { abstained: number < 4, ..observation(if number < 4 { 0 } else { 2 }) };
        let period = (number % 2 == 0).then_some("2020-01");
        collector.add("x", Standing { group: Some("a"), period }, &[observation]);
    }
    collector.add("y", Standing::default(), &[observation(0)]);
    let comparison = collector.finish(&ComparisonSettings::default());
    let cell = &comparison.cells[0];
    assert_eq!((cell.articles, cell.decided, cell.abstained, cell.mentions), (10, 6, 4, 20));
    assert_eq!(cell.score.value, Some(1.0));
    assert_eq!(cell.shares.iter().map(|share| share.count).collect::<Vec<_>>(), [0, 0, 6]);
    assert_eq!((comparison.documents, comparison.without_group, comparison.without_period), (11, 1, 5));
    assert_eq!(comparison.cells[1].period.as_deref(), Some("2020-01"));
    assert_eq!(comparison.cells[1].articles, 5);
}

#[test]
fn a_sample_too_small_or_contradictory_corrects_nothing() {
    let mut gold = Gold::new(Design::SimpleRandom);
    for number in 0..9 {
        gold.add(&labelled(format!("d{number}"), "hostile"), None).unwrap();
    }
    for framing in ["hostile", "neutral"] {
        gold.add(&labelled("d9".to_owned(), framing), None).unwrap();
    }
    assert_eq!(gold.len(), 9);
    let mut collector = Collector::new(Some(gold));
    for number in 0..30 {
        collector.add(&format!("d{number}"), Standing { group: Some("a"), period: None }, &[observation(0)]);
    }
    let comparison = collector.finish(&ComparisonSettings::default());
    assert_eq!(comparison.gold.unwrap().used, 9);
    assert!(comparison.cells[0].shares.iter().all(|share| share.corrected.is_none()));
    let mut drawn = Gold::new(Design::KnownProbabilities);
    for nonsense in [None, Some("0"), Some("1.5"), Some("often")] {
        assert!(drawn.add(&labelled("d".to_owned(), "hostile"), nonsense).is_err(), "{nonsense:?}");
    }
}
