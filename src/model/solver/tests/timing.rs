//! How long fits take. Run alone, in release:
//! `cargo test --release --lib solver::tests::timing -- --ignored --nocapture --test-threads 1`.

use std::time::Instant;

use super::super::*;
use super::zipf;

fn time(n: usize, columns: usize, entries: usize, classes: u32, alpha: f64, solvers: &[Solver]) {
    let (rows, targets) = zipf(n, columns, entries, classes);
    let problem = Problem::new(&rows, &targets, classes as usize, None).unwrap();
    let settings = Settings { alpha, ..Settings::default() };
    for solver in solvers {
        let start = Instant::now();
        let fitted = match solver {
            Solver::Linfa => reduced::fit(problem, &settings, None),
            Solver::Sparse => sparse::fit(problem, &settings, None),
        };
        println!(
            "{n} x {columns}, {:.0} a row, {classes} classes, alpha {alpha}, {solver:?}: {:.2} s, {:?}",
            rows.entries() as f64 / n as f64,
            start.elapsed().as_secs_f64(),
            fitted.unwrap().convergence,
        );
    }
}

#[test]
#[ignore = "takes a minute in release"]
fn sparse() {
    for alpha in [0.1, 1.0] {
        time(8_000, 200_000, 400, 3, alpha, &[Solver::Sparse]);
        time(250_000, 300_000, 42, 3, alpha, &[Solver::Sparse]);
    }
    time(18_000, 2_000_000, 1_400, 4, 1.0, &[Solver::Sparse]);
}

#[test]
#[ignore = "takes a minute in release"]
fn both() {
    for n in [500, 1_000, 2_000, 3_000] {
        for alpha in [0.1, 1.0] {
            time(n, 50_000, 300, 3, alpha, &[Solver::Linfa, Solver::Sparse]);
        }
    }
}
