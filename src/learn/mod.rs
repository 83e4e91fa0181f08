//! Training: labelled rows in, a model and a report of how good it is out.

pub mod examples;
pub mod faction;
pub mod recipe;
pub mod token_layer;

pub use recipe::Recipe;
