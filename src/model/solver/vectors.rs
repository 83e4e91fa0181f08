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

/// One step of conjugate gradients over the whole vector at once: `step += size * direction`,
/// `residual -= size * product`; gives back the new `residual · residual / diagonal`.
pub(super) fn advance(
    size: f64,
    (step, direction): (&mut [f64], &[f64]),
    (residual, product): (&mut [f64], &[f64]),
    diagonal: &[f64],
) -> f64 {
    let partial: Vec<f64> = (step.par_chunks_mut(CHUNK), direction.par_chunks(CHUNK))
        .into_par_iter()
        .zip((residual.par_chunks_mut(CHUNK), product.par_chunks(CHUNK), diagonal.par_chunks(CHUNK)))
        .map(|((step, direction), (residual, product, diagonal))| {
            let mut sum = 0.0;
            for i in 0..step.len() {
                step[i] += size * direction[i];
                residual[i] -= size * product[i];
                sum += residual[i] * residual[i] / diagonal[i];
            }
            sum
        })
        .collect();
    partial.iter().sum()
}

/// `direction = residual / diagonal + keep * direction`.
pub(super) fn turn(direction: &mut [f64], residual: &[f64], diagonal: &[f64], keep: f64) {
    (direction.par_chunks_mut(CHUNK), residual.par_chunks(CHUNK), diagonal.par_chunks(CHUNK))
        .into_par_iter()
        .for_each(|(direction, residual, diagonal)| {
            for i in 0..direction.len() {
                direction[i] = residual[i] / diagonal[i] + keep * direction[i];
            }
        });
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
