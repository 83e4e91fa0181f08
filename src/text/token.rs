//! Tokens with offsets: one pass over a document's title and text.

use super::entities;
use super::fold::{Class, classify, compatibility, compose, is_hamzated_alef, plain_letters};
use super::hash::hash_within;

/// The part of a document that a token stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The title.
    Title,
    /// The body.
    Text,
}

/// Which way a quotation mark looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quote {
    /// « “ ‹ and the like.
    Open,
    /// » ” › and the like.
    Close,
    /// A straight mark, or one that outlets use both ways.
    Straight,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits among them.
    Word,
    /// Digits only.
    Number,
    /// One punctuation character.
    Punctuation,
    /// A quotation mark.
    Quote(Quote),
    /// One or more line breaks.
    Break,
}

/// What a punctuation character does between words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Nothing that is looked at; also what is no punctuation.
    #[default]
    Other,
    /// A full stop, which may stand within a number or behind an initial.
    Stop,
    /// ! ؟ … and the like.
    Exclamation,
    /// ؛
    Semicolon,
    /// ، or ,
    Comma,
    /// :
    Colon,
    /// (
    Opening,
    /// )
    Closing,
    /// /
    Slash,
    /// A dash or bar.
    Dash,
}

impl Sign {
    fn of(c: char) -> Self {
        match c {
            '.' => Self::Stop,
            '!' | '?' | '؟' | '۔' | '…' => Self::Exclamation,
            '؛' => Self::Semicolon,
            '،' | ',' => Self::Comma,
            ':' => Self::Colon,
            '(' => Self::Opening,
            ')' => Self::Closing,
            '/' => Self::Slash,
            '-' | '–' | '|' => Self::Dash,
            _ => Self::Other,
        }
    }
}

/// What the folded key no longer shows and the clitic rules need, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Mark(u8);

impl Mark {
    /// The word ends in ة.
    pub const TAA_MARBUTA: Mark = Mark(1 << 6);
    /// The word carries fathatan.
    pub const FATHATAN: Mark = Mark(1 << 7);

    /// The mark "letter `index` (0 to 3) was written أ, إ or آ"; empty beyond the fourth letter.
    #[must_use]
    pub fn hamzated(index: usize) -> Mark {
        if index < 4 { Mark(1 << index) } else { Mark(0) }
    }

    /// Whether any bit of `other` is set here.
    #[must_use]
    pub fn has(self, other: Mark) -> bool {
        self.0 & other.0 != 0
    }

    /// All bits, for hashing.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The marks of the same word once `letters` letters are cut from its front.
    #[must_use]
    pub fn without_first(self, letters: usize) -> Mark {
        let hamzas = self.0 & 0b1111;
        Mark((self.0 & !0b1111) | (hamzas >> letters.min(7)))
    }

    fn set(&mut self, other: Mark) {
        self.0 |= other.0;
    }
}

/// One token. `start..end` are byte offsets into its field, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the field.
    pub start: u32,
    /// One past the last byte in the field.
    pub end: u32,
    key_start: u32,
    key_len: u32,
    /// What the token is.
    pub kind: TokenKind,
    /// What it does between words.
    pub sign: Sign,
    /// What the key no longer shows.
    pub marks: Mark,
    /// Whether white space or a break (or the field's edge) stands right before it.
    pub spaced: bool,
}

/// The tokens of one document: those of its title, then those of its text.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    keys: String,
    all: Vec<Token>,
    in_title: usize,
}

impl Tokens {
    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Token `i`.
    #[must_use]
    pub fn token(&self, i: usize) -> &Token {
        &self.all[i]
    }

    /// All tokens in order.
    #[must_use]
    pub fn all(&self) -> &[Token] {
        &self.all
    }

    /// The folded key of token `i`; empty for a break.
    #[must_use]
    pub fn key(&self, i: usize) -> &str {
        let token = &self.all[i];
        let start = token.key_start as usize;
        &self.keys[start..start + token.key_len as usize]
    }

    /// The hash of the folded key of token `i`.
    #[inline]
    #[must_use]
    pub fn key_hash(&self, i: usize) -> u64 {
        let Token { key_start, key_len, .. } = self.all[i];
        hash_within(self.keys.as_bytes(), key_start as usize, key_len as usize)
    }

    /// Whether token `i` is a word.
    #[must_use]
    pub fn is_word(&self, i: usize) -> bool {
        matches!(self.all[i].kind, TokenKind::Word | TokenKind::Number)
    }

    /// Whether token `i` has the key `key`.
    #[must_use]
    pub fn is(&self, i: usize, key: &str) -> bool {
        self.key(i) == key
    }

    /// What token `i` does between words.
    #[must_use]
    pub fn sign(&self, i: usize) -> Sign {
        self.all[i].sign
    }

    /// The field token `i` stands in.
    #[must_use]
    pub fn field(&self, i: usize) -> Field {
        if i < self.in_title { Field::Title } else { Field::Text }
    }

    /// How many tokens the title has; the text's tokens follow.
    #[must_use]
    pub fn title_tokens(&self) -> usize {
        self.in_title
    }

    /// Empties it, keeping its memory for the next document.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.all.clear();
        self.in_title = 0;
    }

    /// Replaces its tokens by those of another document, keeping its memory.
    pub fn read(&mut self, title: &str, text: &str) {
        self.clear();
        Scanner::new(self, title).scan();
        self.in_title = self.all.len();
        Scanner::new(self, text).scan();
    }
}

/// Folds and cuts a document's title and text.
///
/// ```
/// use nabra::text::tokenise;
///
/// let text = "وصلَ الوفدُ.";
/// let tokens = tokenise("", text);
/// let last_word = tokens.token(1);
/// assert_eq!(&text[last_word.start as usize..last_word.end as usize], "الوفدُ");
/// assert_eq!(tokens.key(1), "الوفد");
/// ```
///
/// Offsets are `u32`: what lies beyond 4 GiB of a field is not read (the readers refuse such
/// records long before).
#[must_use]
pub fn tokenise(title: &str, text: &str) -> Tokens {
    let mut tokens = Tokens::default();
    tokens.read(title, text);
    tokens
}

struct Scanner<'a> {
    out: &'a mut Tokens,
    text: &'a str,
    word: Option<OpenWord>,
    spaced: bool,
    /// Where the last token ended: a ligature of several words (ﷺ) gives its span to the first.
    floor: usize,
    /// Whether „ stands open, so that “ closes.
    low: bool,
}

#[derive(Clone, Copy)]
struct OpenWord {
    start: usize,
    end: usize,
    key_start: usize,
    letters: usize,
    alphabetic: bool,
    marks: Mark,
    last: char,
    spaced: bool,
}

impl<'a> Scanner<'a> {
    fn new(out: &'a mut Tokens, text: &'a str) -> Self {
        let mut limit = text.len().min(u32::MAX as usize);
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        Self { out, text: &text[..limit], word: None, spaced: true, floor: 0, low: false }
    }

    fn scan(mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(rest) = text.as_bytes().get(at..) {
            if rest.first() == Some(&b' ') {
                self.close();
                self.spaced = true;
                at += 1;
                continue;
            }
            let plain = plain_letters(rest);
            if plain > 0 {
                self.plain_run(at, &text[at..at + 2 * plain]);
                at += 2 * plain;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            let entity = if c == '&' { entities::decode(&text[at..]) } else { None };
            let (c, length) = entity.unwrap_or((c, c.len_utf8()));
            self.take(c, at, at + length);
            at += length;
        }
        self.close();
    }

    fn take(&mut self, c: char, start: usize, end: usize) {
        match classify(c) {
            Class::Letter(key) => self.letter(c, key, start, end),
            Class::Digit(key) => self.digit(key, start, end),
            Class::Mark => self.extend(end),
            Class::Fathatan => {
                self.extend(end);
                if let Some(word) = &mut self.word {
                    word.marks.set(Mark::FATHATAN);
                }
            }
            Class::Combining => self.combining(c, end),
            Class::Invisible => {}
            Class::Space => {
                self.close();
                self.spaced = true;
            }
            Class::Newline => self.newline(start, end),
            Class::Quote => self.quote(c, start, end),
            Class::Punctuation => self.punctuation(c, start, end),
            Class::Compatibility => {
                for plain in compatibility(c) {
                    self.plain(plain, start, end);
                }
            }
        }
    }

    /// A character out of a compatibility mapping; what is itself no plain character becomes
    /// punctuation, so that the mapping cannot go on for ever.
    fn plain(&mut self, c: char, start: usize, end: usize) {
        if classify(c) == Class::Compatibility {
            self.punctuation(c, start, end);
        } else {
            self.take(c, start, end);
        }
    }

    fn open(&mut self, start: usize) -> &mut OpenWord {
        let spaced = self.spaced;
        self.spaced = false;
        let key_start = self.out.keys.len();
        let start = start.max(self.floor);
        self.word.get_or_insert(OpenWord {
            start,
            end: start,
            key_start,
            letters: 0,
            alphabetic: false,
            marks: Mark::default(),
            last: ' ',
            spaced,
        })
    }

    fn letter(&mut self, written: char, key: char, start: usize, end: usize) {
        let word = self.open(start);
        if is_hamzated_alef(written) {
            word.marks.set(Mark::hamzated(word.letters));
        }
        word.letters += 1;
        word.alphabetic = true;
        word.last = written;
        word.end = end;
        self.out.keys.push(key);
    }

    /// Letters of two bytes each that stand in the key as they are written.
    fn plain_run(&mut self, start: usize, run: &str) {
        let Some(last) = run.chars().next_back() else { return };
        let word = self.open(start);
        word.letters += run.len() / 2;
        word.alphabetic = true;
        word.last = last;
        word.end = start + run.len();
        self.out.keys.push_str(run);
    }

    fn digit(&mut self, key: char, start: usize, end: usize) {
        let word = self.open(start);
        word.letters += 1;
        word.last = key;
        word.end = end;
        self.out.keys.push(key);
    }

    fn extend(&mut self, end: usize) {
        if let Some(word) = &mut self.word {
            word.end = end;
        }
    }

    fn combining(&mut self, c: char, end: usize) {
        let Some(word) = &mut self.word else { return };
        word.end = end;
        if word.last == 'ا' && word.letters > 0 {
            word.marks.set(Mark::hamzated(word.letters - 1));
        }
        if c != '\u{0653}'
            && let Some(composed) = compose(word.last)
        {
            self.out.keys.pop();
            self.out.keys.push(composed);
        }
    }

    fn close(&mut self) {
        let Some(word) = self.word.take() else { return };
        let mut marks = word.marks;
        if word.last == 'ة' {
            marks.set(Mark::TAA_MARBUTA);
        }
        let kind = if word.alphabetic { TokenKind::Word } else { TokenKind::Number };
        self.floor = word.end;
        self.out.all.push(Token {
            start: word.start as u32,
            end: word.end as u32,
            key_start: word.key_start as u32,
            key_len: (self.out.keys.len() - word.key_start) as u32,
            kind,
            sign: Sign::Other,
            marks,
            spaced: word.spaced,
        });
    }

    fn push_sign(&mut self, (kind, sign): (TokenKind, Sign), key: &str, start: usize, end: usize) {
        self.close();
        let start = start.max(self.floor);
        self.floor = end;
        let key_start = self.out.keys.len();
        self.out.keys.push_str(key);
        self.out.all.push(Token {
            start: start as u32,
            end: end as u32,
            key_start: key_start as u32,
            key_len: key.len() as u32,
            kind,
            sign,
            marks: Mark::default(),
            spaced: self.spaced,
        });
        self.spaced = false;
    }

    fn newline(&mut self, start: usize, end: usize) {
        self.close();
        self.spaced = true;
        match self.out.all.last_mut() {
            Some(last) if last.kind == TokenKind::Break && last.end as usize <= start => {
                last.end = end as u32;
                self.floor = end;
            }
            _ => {
                self.push_sign((TokenKind::Break, Sign::Other), "", start, end);
                self.spaced = true;
            }
        }
    }

    fn quote(&mut self, c: char, start: usize, end: usize) {
        let (way, key) = match c {
            '“' if self.low => (Quote::Close, "»"),
            '«' | '“' | '„' | '‹' | '❝' => (Quote::Open, "«"),
            // Outlets close with ” and ‟, and open with them too.
            '»' | '›' | '❞' | '”' | '‟' => (Quote::Close, "»"),
            _ => (Quote::Straight, "\""),
        };
        self.low = c == '„';
        self.push_sign((TokenKind::Quote(way), Sign::Other), key, start, end);
    }

    fn punctuation(&mut self, c: char, start: usize, end: usize) {
        let inside_word = matches!(c, '\'' | '’' | '‘') && self.word.is_some_and(|w| w.last.is_ascii());
        if inside_word {
            return;
        }
        let mut buffer = [0; 4];
        let kind = (TokenKind::Punctuation, Sign::of(c));
        self.push_sign(kind, c.encode_utf8(&mut buffer), start, end);
    }
}
