//! Statistics that say how far a figure can be trusted.
//!
//! [`bootstrap`] draws whole clusters (documents, outlets) anew and gives an [`Interval`] of any
//! figure that can be computed from weighted rows; [`agreement`] says how far annotators agree; the
//! other files hold one statistic each, with its source. Everything here is numbers in, numbers out, and
//! the same to the bit at any number of threads.

pub mod agreement;
pub mod bootstrap;
#[cfg(test)]
mod compare_figures;
pub mod dispersion;
mod interval;
pub mod log_odds;
pub mod multiple;
pub mod polarisation;
pub mod rectified;
pub mod welch;

pub use bootstrap::{Bootstrap, Clusters};
pub use interval::{Interval, quantile};
