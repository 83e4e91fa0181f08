//! How an [`Evaluation`](crate::evaluate::wire::Evaluation), and a
//! [`CrossValidation`](crate::evaluate::cross::CrossValidation), is shown: tables for people, rows for
//! spreadsheets. The JSON is the value itself.

mod cross;
mod csv;
mod table;

pub use self::csv::csv;
pub(in crate::report) use self::csv::{Rows, whole};
pub use cross::{cross_csv, cross_table};
pub use table::table;
pub(in crate::report) use table::{head, with_interval};
