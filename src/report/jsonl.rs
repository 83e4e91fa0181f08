//! One JSON object a line.

use std::io;

use super::{Line, Report};

/// One JSON object for each document, as [`wire`](super::wire) lays it out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jsonl;

impl Report for Jsonl {
    fn header(&self, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn line(&self, line: &Line<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        serde_json::to_writer(&mut *out, line)?;
        out.push(b'\n');
        Ok(())
    }
}
