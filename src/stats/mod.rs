//! Statistics that say how far a figure can be trusted.
//!
//! [`agreement`] says how far annotators agree; [`bootstrap`] draws whole clusters (documents, outlets) anew and gives an [`Interval`] of any
//! figure that can be computed from weighted rows. Everything here is numbers in, numbers out, and
//! the same to the bit at any number of threads.

pub mod agreement;
pub mod bootstrap;
mod interval;

pub use bootstrap::{Bootstrap, Clusters};
pub use interval::{Interval, quantile};
