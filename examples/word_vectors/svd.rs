//! Truncated singular value decomposition by subspace iteration with a random start (Halko,
//! Martinsson and Tropp, SIAM Review 2011).

use nabra::features::SparseRows;
use rayon::prelude::*;

/// More columns than asked for, for accuracy.
const OVERSAMPLING: usize = 12;
/// Rounds of multiplying by the matrix and its transpose.
const ROUNDS: usize = 4;

/// `dimensions` numbers for each row of `matrix`: left singular vectors times the square roots
/// of their singular values, rows scaled to length 1.
pub(crate) fn reduce(matrix: &SparseRows, dimensions: usize) -> Vec<Vec<f32>> {
    let transposed = transpose(matrix);
    let width = dimensions + OVERSAMPLING;
    let mut basis = start(matrix.rows(), width);
    orthonormalise(&mut basis, width);
    for _ in 0..ROUNDS {
        let mut right = multiply(&transposed, &basis, width);
        orthonormalise(&mut right, width);
        basis = multiply(matrix, &right, width);
        orthonormalise(&mut basis, width);
    }
    let right = multiply(&transposed, &basis, width);
    let (values, rotation) = eigen(gram(&right, width), width);
    project(&basis, width, &values, &rotation, dimensions)
}

fn start(rows: usize, width: usize) -> Vec<f32> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    (0..rows * width)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        })
        .collect()
}

fn transpose(matrix: &SparseRows) -> SparseRows {
    let mut columns = vec![Vec::new(); matrix.columns()];
    for i in 0..matrix.rows() {
        let (indices, values) = matrix.row(i);
        for (&j, &value) in indices.iter().zip(values) {
            columns[j as usize].push((i as u32, value));
        }
    }
    let mut out = SparseRows::new(matrix.rows());
    columns.into_iter().for_each(|column| out.push(column));
    out
}

fn multiply(matrix: &SparseRows, dense: &[f32], width: usize) -> Vec<f32> {
    let mut out = vec![0.0; matrix.rows() * width];
    out.par_chunks_mut(width).enumerate().for_each(|(i, row)| {
        let (indices, values) = matrix.row(i);
        for (&j, &value) in indices.iter().zip(values) {
            for (sum, x) in row.iter_mut().zip(&dense[j as usize * width..][..width]) {
                *sum += value * x;
            }
        }
    });
    out
}

/// Columns times columns, `width x width`.
fn gram(dense: &[f32], width: usize) -> Vec<f64> {
    dense
        .par_chunks(width * 512)
        .map(|rows| {
            let mut part = vec![0.0; width * width];
            for row in rows.chunks_exact(width) {
                for (a, &x) in row.iter().enumerate() {
                    for (sum, &y) in part[a * width..][..width].iter_mut().zip(row) {
                        *sum += f64::from(x) * f64::from(y);
                    }
                }
            }
            part
        })
        .collect::<Vec<_>>()
        .into_iter()
        .fold(vec![0.0; width * width], |mut all, part| {
            all.iter_mut().zip(part).for_each(|(sum, x)| *sum += x);
            all
        })
}

/// Makes the columns orthonormal: times the inverse square root of their Gram matrix.
fn orthonormalise(dense: &mut [f32], width: usize) {
    for _ in 0..2 {
        let (values, rotation) = eigen(gram(dense, width), width);
        let floor = values[0] * 1e-12;
        let scales: Vec<f64> =
            values.iter().map(|v| v.max(floor).max(f64::MIN_POSITIVE).sqrt().recip()).collect();
        dense.par_chunks_mut(width).for_each(|row| {
            let turned: Vec<f32> = (0..width)
                .map(|k| {
                    let sum: f64 = (0..width).map(|j| f64::from(row[j]) * rotation[j * width + k]).sum();
                    (sum * scales[k]) as f32
                })
                .collect();
            row.copy_from_slice(&turned);
        });
    }
}

/// Eigenvalues (descending) and eigenvectors (columns) of a symmetric matrix, by Jacobi's method.
fn eigen(mut a: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut v = vec![0.0; n * n];
    (0..n).for_each(|i| v[i * n + i] = 1.0);
    for _ in 0..30 {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i * n + j].powi(2)).sum();
        let scale: f64 = (0..n).map(|i| a[i * n + i].powi(2)).sum();
        if off <= scale * 1e-24 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&x, &y| a[y * n + y].total_cmp(&a[x * n + x]));
    let values = order.iter().map(|&i| a[i * n + i]).collect();
    let mut sorted = vec![0.0; n * n];
    for (to, &from) in order.iter().enumerate() {
        (0..n).for_each(|row| sorted[row * n + to] = v[row * n + from]);
    }
    (values, sorted)
}

fn rotate(a: &mut [f64], v: &mut [f64], n: usize, p: usize, q: usize) {
    if a[p * n + q].abs() < f64::MIN_POSITIVE {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = t.hypot(1.0).recip();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        let (x, y) = (v[k * n + p], v[k * n + q]);
        v[k * n + p] = c * x - s * y;
        v[k * n + q] = s * x + c * y;
    }
}

fn project(
    basis: &[f32],
    width: usize,
    values: &[f64],
    rotation: &[f64],
    dimensions: usize,
) -> Vec<Vec<f32>> {
    basis
        .par_chunks(width)
        .map(|row| {
            let mut out: Vec<f32> = (0..dimensions)
                .map(|k| {
                    let sum: f64 = (0..width).map(|j| f64::from(row[j]) * rotation[j * width + k]).sum();
                    (sum * values[k].max(0.0).powf(0.25)) as f32
                })
                .collect();
            let length = out.iter().map(|x| x * x).sum::<f32>().sqrt();
            if length > 0.0 {
                out.iter_mut().for_each(|x| *x /= length);
            }
            out
        })
        .collect()
}
