//! Bytes out of plain, gzip and zstd files, told apart by their first bytes.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// Any stream of bytes a reader can hold.
pub(super) type Bytes = Box<dyn Read + Send>;

/// A stream whose first bytes were looked at; reading starts with them again.
///
/// An error met while looking is kept and returned where it stands in the stream.
pub(super) struct Peeked<R> {
    head: Vec<u8>,
    given: usize,
    error: Option<io::Error>,
    rest: R,
}

impl<R: Read> Peeked<R> {
    /// Looks at the first `n` bytes, fewer if the stream ends or fails before.
    pub(super) fn new(mut rest: R, n: usize) -> Self {
        let mut head = Vec::new();
        let error = rest.by_ref().take(n as u64).read_to_end(&mut head).err();
        Self { head, given: 0, error, rest }
    }

    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Leaves out the first `n` bytes of the head (a byte order mark).
    pub(super) fn skip(&mut self, n: usize) {
        self.given = n.min(self.head.len());
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(mut left) = self.head.get(self.given..).filter(|left| !left.is_empty()) {
            let n = left.read(out)?;
            self.given += n;
            return Ok(n);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.read(out),
        }
    }
}

/// Unpacks gzip (all members) and zstd (all frames) and passes everything else through.
///
/// # Errors
/// Other archive formats are refused by name rather than read as text.
pub(super) fn unpack(raw: Bytes) -> io::Result<Bytes> {
    let peeked = Peeked::new(raw, 8);
    let kind = Packing::of(peeked.head());
    let buffered = BufReader::with_capacity(1 << 17, peeked);
    Ok(match kind {
        Packing::None => Box::new(buffered),
        Packing::Gzip => Box::new(MultiGzDecoder::new(buffered)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(buffered)?),
        Packing::Foreign(name) => {
            let reason = format!("this is {name} data; plain, gzip and zstd files can be read");
            return Err(io::Error::new(io::ErrorKind::Unsupported, reason));
        }
    })
}

/// A stream that fails where it is longer than it may be: a small file can unpack to any length.
pub(super) struct Limited {
    bytes: Bytes,
    left: u64,
}

impl Limited {
    /// `bytes`, of which `most` may come.
    pub(super) fn new(bytes: Bytes, most: u64) -> Self {
        Self { bytes, left: most }
    }
}

impl Read for Limited {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(out)?;
        let too_long = || io::Error::new(io::ErrorKind::FileTooLarge, "it unpacks to more than is allowed");
        self.left = self.left.checked_sub(n as u64).ok_or_else(too_long)?;
        Ok(n)
    }
}

enum Packing {
    None,
    Gzip,
    Zstd,
    Foreign(&'static str),
}

impl Packing {
    fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Self::Foreign("bzip2"),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Foreign("xz"),
            [b'P', b'K', 3, 4, ..] => Self::Foreign("zip"),
            [b'7', b'z', 0xbc, 0xaf, ..] => Self::Foreign("7-Zip"),
            _ => Self::None,
        }
    }
}
