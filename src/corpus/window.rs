//! A growing view of the front of a stream.

use std::io::{self, Read};

/// How much is read at once, at least and at most.
const STEP: std::ops::RangeInclusive<usize> = (256 << 10)..=(16 << 20);

/// The part of a stream that is read and not yet consumed.
///
/// An error is returned where it stands: only once everything before it was seen.
pub(super) struct Window<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    error: Option<io::Error>,
}

impl<R: Read> Window<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, buffer: Vec::new(), start: 0, error: None }
    }

    /// What is read and not consumed.
    pub(super) fn data(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Makes [`data`](Self::data) longer; `false` at the end of the stream.
    pub(super) fn grow(&mut self) -> io::Result<bool> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        let before = self.buffer.len();
        if before < *STEP.end() {
            self.buffer.shrink_to(2 * STEP.end());
        }
        let step = before.clamp(*STEP.start(), *STEP.end());
        let outcome = self.inner.by_ref().take(step as u64).read_to_end(&mut self.buffer);
        match outcome {
            Err(error) if self.buffer.len() == before => Err(error),
            Err(error) => {
                self.error = Some(error);
                Ok(true)
            }
            Ok(n) => Ok(n > 0),
        }
    }

    /// Drops the first `n` bytes of [`data`](Self::data).
    pub(super) fn consume(&mut self, n: usize) {
        self.start = self.buffer.len().min(self.start + n);
    }
}
