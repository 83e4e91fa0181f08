//! The secret that those who ask must know.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A token, kept as its hash and compared in constant time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(blake3::Hash);

/// A token that could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token has at least {} characters, none of them blank", Token::LEAST)]
pub struct WeakToken;

impl Token {
    /// Characters, at least.
    pub const LEAST: usize = 16;

    /// The token in `text`; blanks around it do not count.
    ///
    /// # Errors
    /// [`WeakToken`] for one that is short or has blanks in it.
    pub fn new(text: &str) -> Result<Self, WeakToken> {
        let text = text.trim();
        if text.chars().count() < Self::LEAST || text.contains(char::is_whitespace) {
            return Err(WeakToken);
        }
        Ok(Self(blake3::hash(text.as_bytes())))
    }

    /// Whether an `Authorization` header carries it: as bearer (RFC 6750), or as the password of
    /// anyone (RFC 7617), which browsers ask for by themselves.
    #[must_use]
    pub fn opens(&self, authorization: &[u8]) -> bool {
        let Some(blank) = authorization.iter().position(|&b| b == b' ') else { return false };
        let (scheme, given) = (&authorization[..blank], authorization[blank..].trim_ascii());
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return self.is(given);
        }
        if !scheme.eq_ignore_ascii_case(b"basic") {
            return false;
        }
        let Ok(pair) = STANDARD.decode(given) else { return false };
        pair.iter().position(|&b| b == b':').is_some_and(|colon| self.is(&pair[colon + 1..]))
    }

    /// Hashes compare in constant time.
    fn is(&self, given: &[u8]) -> bool {
        blake3::hash(given) == self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_opens() {
        let token = Token::new("0123456789abcdef\n").unwrap();
        assert!(token.opens(b"Bearer 0123456789abcdef"));
        assert!(token.opens(b"bearer  0123456789abcdef "));
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair)).into_bytes();
        assert!(token.opens(&basic("anyone:0123456789abcdef")));
        for wrong in ["", "Bearer", "Bearer ", "Bearer 0123456789abcdeF", "0123456789abcdef", "Basic !"] {
            assert!(!token.opens(wrong.as_bytes()), "{wrong}");
        }
        assert!(!token.opens(&basic("0123456789abcdef")) && !token.opens(&basic("0123456789abcdef:")));
    }

    #[test]
    fn weak_tokens_are_refused_and_none_is_shown() {
        for weak in ["", "short", "0123456789 abcdef", "               \n"] {
            assert_eq!(Token::new(weak).unwrap_err(), WeakToken);
        }
        let token = Token::new("0123456789abcdef").unwrap();
        assert!(!format!("{token:?}").contains("0123"));
    }
}
