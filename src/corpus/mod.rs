//! Documents and labelled rows, read from files in any usual shape.
