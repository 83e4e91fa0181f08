//! A small stable hash for words and features.
//!
//! Bundles store these hashes, so the function may never change within a bundle format
//! version. It mixes by a folded 128-bit multiplication (the idea of wyhash): an Fx-style
//! multiply-rotate hash collides on Arabic words, whose UTF-8 bytes differ in few bits.

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX: u64 = 0xD6E8_FEB8_6659_FD93;

#[inline]
fn fold_multiply(a: u64, b: u64) -> u64 {
    let wide = u128::from(a) * u128::from(b);
    (wide as u64) ^ ((wide >> 64) as u64)
}

/// Hash of a byte string; 64 well-mixed bits.
#[inline]
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut state = SEED ^ (bytes.len() as u64).wrapping_mul(MIX);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = fold_multiply(state ^ u64::from_le_bytes(word), MIX);
    }
    let state = fold_multiply(state ^ last_bytes(chunks.remainder()), MIX);
    fold_multiply(state ^ SEED, SEED | 1)
}

/// Strings shorter than this are hashed in one go where they stand in a longer buffer.
const WINDOW: usize = 24;

/// [`hash_bytes`] of the `length` bytes that begin at `start` of `buffer`.
///
/// How long a word is cannot be guessed from the one before, so a short one is hashed without a
/// branch on its length: its bytes are read with what stands behind them.
///
/// # Panics
/// When they are not all in the buffer.
#[inline]
#[must_use]
pub fn hash_within(buffer: &[u8], start: usize, length: usize) -> u64 {
    match buffer[start..].first_chunk::<WINDOW>() {
        Some(window) if length < WINDOW => hash_window(window, length),
        _ => hash_bytes(&buffer[start..start + length]),
    }
}

/// Hash of the first `length` bytes, fewer than all.
#[inline]
fn hash_window(window: &[u8; WINDOW], length: usize) -> u64 {
    let word = |at: usize| window[8 * at..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    let [a, b, c] = [word(0), word(1), word(2)];
    let none = SEED ^ (length as u64).wrapping_mul(MIX);
    let one = fold_multiply(none ^ a, MIX);
    let two = fold_multiply(one ^ b, MIX);
    let whole = (length / 8) & 3;
    let rest = [a, b, c, 0][whole] & !(u64::MAX << (8 * (length % 8)));
    let state = fold_multiply([none, one, two, 0][whole] ^ rest, MIX);
    fold_multiply(state ^ SEED, SEED | 1)
}

/// Hash of the byte string that `front` and `rest` make together.
#[must_use]
pub fn hash_joined(front: &str, rest: &str) -> u64 {
    let (middle, length) = (front.len(), front.len() + rest.len());
    let mut joined = [0; 64];
    match joined.get_mut(..length) {
        Some(joined) => {
            joined[..middle].copy_from_slice(front.as_bytes());
            joined[middle..].copy_from_slice(rest.as_bytes());
            hash_bytes(joined)
        }
        None => hash_bytes([front, rest].concat().as_bytes()),
    }
}

/// Fewer than eight bytes as a little-endian number, by reads that may overlap instead of a loop.
#[inline]
#[allow(
    clippy::ifs_same_cond,
    clippy::same_functions_in_if_condition,
    reason = "the arrays differ in length"
)]
fn last_bytes(bytes: &[u8]) -> u64 {
    let bits = bytes.len() as u32 * 8;
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) | (u64::from(u32::from_le_bytes(*last)) << (bits - 32))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        u64::from(u16::from_le_bytes(*first)) | (u64::from(u16::from_le_bytes(*last)) << (bits - 16))
    } else {
        bytes.first().map_or(0, |&byte| u64::from(byte))
    }
}

/// Hash of two hashes, order mattering; used for pairs such as (kind of feature, word).
#[inline]
#[must_use]
pub fn combine(a: u64, b: u64) -> u64 {
    fold_multiply(a.rotate_left(23) ^ SEED, b ^ MIX)
}

/// A [`std::hash::Hasher`] that passes an already well-mixed `u64` through.
#[derive(Debug, Default, Clone, Copy)]
pub struct Passthrough(u64);

impl std::hash::Hasher for Passthrough {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = combine(self.0, hash_bytes(bytes));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 ^= value;
    }
}

/// Builds [`Passthrough`] hashers.
pub type BuildPassthrough = std::hash::BuildHasherDefault<Passthrough>;

/// A set of hashes.
pub type HashedSet = std::collections::HashSet<u64, BuildPassthrough>;

/// A map keyed by hashes.
pub type HashedMap<V> = std::collections::HashMap<u64, V, BuildPassthrough>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_the_same_for_bundles_already_written() {
        assert_eq!(hash_bytes(b""), 0x1889_99F0_15D4_F4B1);
        assert_eq!(hash_bytes("حفتر".as_bytes()), 0x1AED_7DDD_8F9C_DC6E);
        assert_eq!(hash_bytes("ميليشيات حفتر".as_bytes()), 0xD45D_D379_8211_17F2);
        assert_eq!(combine(1, 2), 0xE81C_3A3D_9D48_5D3D);
    }

    #[test]
    fn last_bytes_are_read_in_order() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        for n in 0..=7 {
            let mut padded = [0; 8];
            padded[..n].copy_from_slice(&bytes[..n]);
            assert_eq!(last_bytes(&bytes[..n]), u64::from_le_bytes(padded), "{n} bytes");
        }
    }

    #[test]
    fn a_string_within_a_buffer_hashes_as_it_does_alone() {
        let buffer: Vec<u8> = (1..=80).map(|byte| byte * 3).collect();
        for start in 0..buffer.len() {
            for length in 0..=buffer.len() - start {
                let alone = hash_bytes(&buffer[start..start + length]);
                assert_eq!(hash_within(&buffer, start, length), alone, "{length} bytes at {start}");
            }
        }
    }

    #[test]
    fn no_collisions_on_close_words() {
        let letters: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".chars().collect();
        let mut seen = std::collections::HashSet::new();
        for &a in &letters {
            for &b in &letters {
                for &c in &letters {
                    for &d in &letters {
                        seen.insert(hash_bytes([a, b, c, d].iter().collect::<String>().as_bytes()));
                    }
                }
            }
        }
        assert_eq!(seen.len(), letters.len().pow(4));
    }
}
