//! Streams of bytes in any usual encoding, as UTF-8.
//!
//! UTF-8 passes through unchecked: whether a record is valid is told when it is parsed. From other
//! encodings, a sequence that means nothing becomes the byte [`MALFORMED`], which no UTF-8 text holds,
//! so that exactly the records that hold one fail in the same way. Nothing is ever replaced silently.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1256};

use super::stream::{Bytes, Peeked};

pub use encoding_rs::Encoding;

/// Stands for a malformed sequence in the transcoded stream.
const MALFORMED: u8 = 0xff;

/// How much of a stream is looked at before its encoding is decided.
const LOOK: usize = 64 << 10;

/// So many control characters may stray into a short text.
const FEW_CONTROLS: usize = 5;

/// The encoding a label of the WHATWG standard names (`windows-1256`, `cp1256`, `utf-16le`...).
#[must_use]
pub fn encoding_named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    let bare = label.get(..2).filter(|cp| cp.eq_ignore_ascii_case("cp")).and_then(|_| label.get(2..));
    Encoding::for_label(label.as_bytes())
        .or_else(|| Encoding::for_label(format!("windows-{}", bare?).as_bytes()))
}

/// A stream as UTF-8 without a byte order mark.
pub(super) struct Utf8Stream {
    pub(super) bytes: Bytes,
    /// The encoding it was in.
    pub(super) encoding: &'static Encoding,
    /// The length of its byte order mark.
    pub(super) mark: usize,
}

/// The stream as UTF-8. A byte order mark decides, else `forced`, else the content ([`detect`]).
pub(super) fn to_utf8(raw: Bytes, forced: Option<&'static Encoding>) -> Utf8Stream {
    let mut peeked = Peeked::new(raw, LOOK);
    let (encoding, mark) = Encoding::for_bom(peeked.head())
        .unwrap_or_else(|| (forced.unwrap_or_else(|| detect(peeked.head())), 0));
    peeked.skip(mark);
    if encoding == UTF_8 {
        return Utf8Stream { bytes: Box::new(peeked), encoding, mark };
    }
    let decoder = encoding.new_decoder_without_bom_handling();
    Utf8Stream { bytes: Box::new(Transcoder::new(peeked, decoder)), encoding, mark }
}

/// The likely encoding of a stream that starts with `head` and no byte order mark.
fn detect(head: &[u8]) -> &'static Encoding {
    if let Some(wide) = detect_utf16(head) {
        return wide;
    }
    if is_mostly_utf8(head) {
        return UTF_8;
    }
    // Windows-1256 gives every byte a meaning; ISO-8859-6 leaves many without, letters of Windows-1256.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    if detector.guess(None, Utf8Detection::Deny) == ISO_8859_6
        && ISO_8859_6.decode_without_bom_handling_and_without_replacement(head).is_some()
    {
        return ISO_8859_6;
    }
    WINDOWS_1256
}

/// UTF-16 is known by its code units: nearly all are Arabic, Latin or general punctuation, and some,
/// blanks at least, have a zero byte. No single-byte text and no UTF-8 comes near that, stray NUL bytes
/// included.
fn detect_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let share = |encoding: &'static Encoding| {
        let (mut latin, mut known, mut all) = (0_usize, 0_usize, 0_usize);
        for pair in head.chunks_exact(2) {
            let &[first, second] = pair else { continue };
            let (high, low) = if encoding == UTF_16BE { (first, second) } else { (second, first) };
            latin += usize::from(high == 0 && low != 0);
            known += usize::from(matches!(high, 0x06 | 0x20 | 0xfb..=0xfe));
            all += 1;
        }
        (latin > 0 && 10 * (latin + known) >= 9 * all).then_some((latin + known, encoding))
    };
    let candidates = [share(UTF_16LE), share(UTF_16BE)];
    candidates.into_iter().flatten().max_by_key(|&(fitting, _)| fitting).map(|(_, encoding)| encoding)
}

/// Whether most sequences with the high bit set are well-formed UTF-8. Arabic in a single-byte
/// encoding forms one only by accident, where punctuation follows a letter.
fn is_mostly_utf8(head: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut = head.len() == LOOK && chunks.peek().is_none() && is_cut(chunk.invalid());
        invalid += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    valid >= invalid
}

/// Whether decoded text is none: full of control characters, or with a zero byte in an encoding that was
/// guessed and gives a meaning to every byte. In text that is clearly UTF-8 a stray one does no harm.
pub(super) fn is_binary(head: &[u8], encoding: &'static Encoding, is_forced: bool) -> bool {
    let is_guess = !is_forced && ![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding);
    let is_control = |&&byte: &&u8| byte < b' ' && !(b'\t'..=b'\r').contains(&byte) && byte != b'\x1b';
    let controls = head.iter().filter(is_control).count();
    is_guess && head.contains(&0) || controls >= FEW_CONTROLS && 50 * controls > head.len()
}

/// Whether these bytes start a character and nothing in them contradicts it.
fn is_cut(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// A stream decoded to UTF-8 piece by piece.
struct Transcoder<R> {
    raw: R,
    decoder: Decoder,
    input: Vec<u8>,
    /// What of `input` is still to be decoded.
    pending: std::ops::Range<usize>,
    output: Vec<u8>,
    /// What of `output` is still to be given.
    ready: std::ops::Range<usize>,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Reading,
    /// The raw stream has ended; the decoder may still hold something.
    Flushing,
    Done,
}

impl<R: Read> Transcoder<R> {
    fn new(raw: R, decoder: Decoder) -> Self {
        Self {
            raw,
            decoder,
            input: vec![0; LOOK],
            pending: 0..0,
            output: vec![0; 4 * LOOK],
            ready: 0..0,
            state: State::Reading,
        }
    }

    /// Decodes the next piece into `output`; nothing is ready only at the end.
    fn fill(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && self.state != State::Done {
            if self.pending.is_empty() && self.state == State::Reading {
                let n = self.raw.read(&mut self.input)?;
                self.pending = 0..n;
                if n == 0 {
                    self.state = State::Flushing;
                }
            }
            self.decode();
        }
        Ok(())
    }

    fn decode(&mut self) {
        let source = self.input.get(self.pending.clone()).unwrap_or_default();
        let last = self.state == State::Flushing;
        let Some((spare, target)) = self.output.split_last_mut() else { return };
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(source, target, last);
        self.pending.start += read;
        self.ready = 0..written;
        match result {
            DecoderResult::Malformed(..) => {
                *target.get_mut(written).unwrap_or(spare) = MALFORMED;
                self.ready.end += 1;
            }
            DecoderResult::InputEmpty if last => self.state = State::Done,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            self.fill()?;
        }
        let n = self.output.get(self.ready.clone()).unwrap_or_default().read(out)?;
        self.ready.start += n;
        Ok(n)
    }
}
