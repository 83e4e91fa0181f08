//! Clusters of like stems: k-means on unit vectors, from evenly spread starts.

use rayon::prelude::*;

const ROUNDS: usize = 25;

/// The cluster of each vector, below `clusters`. The first centres are vectors taken at even
/// distances in the order given (the most frequent stems first).
pub(crate) fn cluster(vectors: &[Vec<f32>], clusters: usize) -> Vec<u16> {
    let spread = vectors.len().min(clusters * 8);
    let mut centres: Vec<Vec<f32>> = (0..clusters).map(|c| vectors[c * spread / clusters].clone()).collect();
    let mut groups = vec![0u16; vectors.len()];
    for _ in 0..ROUNDS {
        groups = vectors.par_iter().map(|vector| nearest(vector, &centres)).collect();
        let mut sums = vec![vec![0.0f32; centres[0].len()]; clusters];
        for (vector, &group) in vectors.iter().zip(&groups) {
            sums[usize::from(group)].iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        }
        for (centre, sum) in centres.iter_mut().zip(sums) {
            let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
            if length > 0.0 {
                *centre = sum.into_iter().map(|x| x / length).collect();
            }
        }
    }
    groups
}

fn nearest(vector: &[f32], centres: &[Vec<f32>]) -> u16 {
    let mut best = (f32::MIN, 0);
    for (i, centre) in centres.iter().enumerate() {
        let likeness: f32 = vector.iter().zip(centre).map(|(a, b)| a * b).sum();
        if likeness > best.0 {
            best = (likeness, i as u16);
        }
    }
    best.1
}
