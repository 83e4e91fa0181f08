//! Vector arithmetic in fixed chunks, so that sums are the same bits at any number of threads.

use rayon::prelude::*;

/// Numbers in a chunk: sums run within a chunk, then over chunks in their order.
const CHUNK: usize = 8_192;

/// Sum of products.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let partial: Vec<f64> =
        a.par_chunks(CHUNK).zip(b.par_chunks(CHUNK)).map(|(a, b)| short_dot(a, b)).collect();
    partial.iter().sum()
}

/// Euclidean norm.
pub(super) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

/// `a += scale * b`.
pub(super) fn add_scaled(a: &mut [f64], scale: f64, b: &[f64]) {
    a.par_chunks_mut(CHUNK).zip(b.par_chunks(CHUNK)).for_each(|(a, b)| {
        for (a, b) in a.iter_mut().zip(b) {
            *a += scale * b;
        }
    });
}

/// `direction = residual * inverse + keep * direction`, which then is multiplied with itself.
pub(super) fn turn(direction: &mut [f64], residual: &[f64], inverse: &[f64], keep: f64) -> f64 {
    let partial: Vec<f64> =
        (direction.par_chunks_mut(CHUNK), residual.par_chunks(CHUNK), inverse.par_chunks(CHUNK))
            .into_par_iter()
            .map(|(direction, residual, inverse)| {
                for i in 0..direction.len() {
                    direction[i] = residual[i] * inverse[i] + keep * direction[i];
                }
                short_dot(direction, direction)
            })
            .collect();
    partial.iter().sum()
}

/// Sum of products in four interleaved sums, which the compiler can keep in one register.
fn short_dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, a_rest) = a.as_chunks::<4>();
    let (b, b_rest) = b.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
