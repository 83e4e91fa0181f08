//! The `nabra` command.

fn main() {}
