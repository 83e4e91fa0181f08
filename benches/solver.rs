//! How long fits take on made-up rows: words by Zipf's law, some of which lean towards their row's class.

use divan::{Bencher, black_box};
use nabra::features::SparseRows;
use nabra::model::solver::{Fitted, Problem, Settings, reduced, sparse};

const CLASSES: usize = 3;
const COLUMNS: usize = 50_000;
const WORDS: usize = 100;

/// One class in thirty rows is rare, as evidence is among words.
fn class(row: usize) -> u32 {
    if row.is_multiple_of(30) { 1 + (row / 30 % 2) as u32 } else { 0 }
}

fn rows(count: usize) -> (SparseRows, Vec<u32>) {
    let mut state = 7_u64;
    let mut unit = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut rows = SparseRows::new(COLUMNS);
    let targets: Vec<u32> = (0..count).map(class).collect();
    for target in &targets {
        let mut words: Vec<u32> = (0..WORDS)
            .map(|_| {
                let word = (COLUMNS as f64).powf(unit()) as u32 - 1;
                if unit() < 0.1 { word / CLASSES as u32 * CLASSES as u32 + target } else { word }
            })
            .map(|word| word.min(COLUMNS as u32 - 1))
            .collect();
        words.sort_unstable();
        words.dedup();
        let weight = (words.len() as f32).sqrt().recip();
        rows.push(words.into_iter().map(|word| (word, weight)));
    }
    (rows, targets)
}

fn fit(bencher: Bencher<'_, '_>, count: usize, fit: impl Fn(Problem<'_>, &Settings) -> Option<Fitted>) {
    let (rows, targets) = rows(count);
    let Ok(problem) = Problem::new(&rows, &targets, CLASSES, None) else { return };
    bencher.bench_local(|| fit(black_box(problem), &Settings::default()));
}

#[divan::bench(args = [1_000, 10_000, 50_000], sample_count = 5, sample_size = 1)]
fn newton(bencher: Bencher<'_, '_>, count: usize) {
    fit(bencher, count, |problem, settings| sparse::fit(problem, settings, None).ok());
}

#[divan::bench(args = [1_000, 2_000], sample_count = 5, sample_size = 1)]
fn linfa(bencher: Bencher<'_, '_>, count: usize) {
    fit(bencher, count, |problem, settings| reduced::fit(problem, settings, None).ok());
}

fn main() {
    divan::main();
}
