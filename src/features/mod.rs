//! What stands around a mention, as sparse TF-IDF rows.
//!
//! [`surroundings`] finds the words near a faction's mentions, [`far`] the loaded ones farther away; [`token`] says what the token
//! layer looks at in each, [`dense`] sums up what is known of them, and the words themselves make
//! a [`bag`], weighted by [`tfidf`]. Features are named by hash ([`kinds`]) and numbered by a [`vocabulary`].

pub mod bag;
pub mod dense;
pub mod document;
pub mod far;
pub mod kinds;
pub mod sparse;
pub mod surroundings;
pub mod tfidf;
pub mod token;
pub mod vocabulary;

pub use sparse::SparseRows;
pub use tfidf::TfIdf;
pub use vocabulary::Vocabulary;
