//! What stands around a mention, as sparse TF-IDF rows.

pub mod sparse;

pub use sparse::SparseRows;
