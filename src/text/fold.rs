//! Folding of characters: which are dropped, and what the rest become in a key.

use unicode_normalization::UnicodeNormalization;

/// What a character does in a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Part of a word; the key gets this letter.
    Letter(char),
    /// A digit; the key gets this ASCII digit.
    Digit(char),
    /// Tashkeel or tatweel: dropped, but the word's span takes it in.
    Mark,
    /// Fathatan, dropped as [`Class::Mark`]; remembered, for it tells an adverb's final alef.
    Fathatan,
    /// A combining hamza or madda, which changes the letter before it.
    Combining,
    /// Zero-width and bidi controls: dropped; a span takes them in only between letters.
    Invisible,
    /// White space within a line, and the underscore of hashtags.
    Space,
    /// A line break.
    Newline,
    /// A quotation mark.
    Quote,
    /// Everything else: a token of its own.
    Punctuation,
    /// A ligature or presentation form: its compatibility mapping stands in its place.
    Compatibility,
}

/// Letters whose shape is evidence for clitics and is remembered beside the folded key.
pub(crate) fn is_hamzated_alef(c: char) -> bool {
    matches!(c, 'أ' | 'إ' | 'آ')
}

/// The class of `c`.
#[inline]
pub(crate) fn classify(c: char) -> Class {
    match c {
        '\u{0600}'..='\u{06FF}' => ARABIC[c as usize - 0x600],
        '\0'..='\x7F' => ascii(c),
        _ => elsewhere(c),
    }
}

#[inline]
fn ascii(c: char) -> Class {
    match c {
        '\n' => Class::Newline,
        ' ' | '\t' | '\r' | '_' | '\x0B' | '\x0C' => Class::Space,
        '0'..='9' => Class::Digit(c),
        'a'..='z' => Class::Letter(c),
        'A'..='Z' => Class::Letter(c.to_ascii_lowercase()),
        '"' => Class::Quote,
        '\0'..='\x1F' | '\x7F' => Class::Invisible,
        _ => Class::Punctuation,
    }
}

/// How many letters at the start of `bytes` (valid UTF-8) are of the Arabic block, two bytes
/// each, and stand in a key as they are written.
#[inline]
pub(crate) fn plain_letters(bytes: &[u8]) -> usize {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs
        .iter()
        .take_while(|&&[lead, next]| matches!(lead, 0xD8..=0xDB) && PLAIN[arabic_index(lead, next)])
        .count()
}

/// Where the character of these two bytes stands in the block's tables.
const fn arabic_index(lead: u8, next: u8) -> usize {
    ((lead & 0b11) as usize) << 6 | (next & 0b11_1111) as usize
}

static PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match ARABIC_CLASSES[i] {
            Class::Letter(key) => key as usize == 0x600 + i,
            _ => false,
        };
        i += 1;
    }
    table
};

static ARABIC: [Class; 256] = ARABIC_CLASSES;

const ARABIC_CLASSES: [Class; 256] = {
    let mut table = [Class::Punctuation; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = arabic(0x600 + i as u32);
        i += 1;
    }
    table
};

const fn arabic(code: u32) -> Class {
    match code {
        0x064B => Class::Fathatan,
        0x0653..=0x0655 => Class::Combining,
        0x06DD | 0x06DE | 0x06E9 => Class::Punctuation,
        0x0610..=0x061A | 0x064C..=0x0652 | 0x0656..=0x065F | 0x0670 | 0x0640 | 0x06D6..=0x06ED => {
            Class::Mark
        }
        0x061C | 0x0600..=0x0605 => Class::Invisible,
        0x0660..=0x0669 => Class::Digit(digit(code - 0x660)),
        0x06F0..=0x06F9 => Class::Digit(digit(code - 0x6F0)),
        // Alef with hamza, madda, wasla.
        0x0622 | 0x0623 | 0x0625 | 0x0671 | 0x0672 | 0x0673 => Class::Letter('ا'),
        0x0624 | 0x0626 | 0x0621 | 0x0674 => Class::Letter('ء'),
        0x0629 | 0x06C0..=0x06C3 | 0x06BE | 0x06D5 => Class::Letter('ه'),
        0x0649 | 0x06CC | 0x06D2 | 0x06D3 | 0x06CE => Class::Letter('ي'),
        0x06A9 | 0x06AA | 0x06AD => Class::Letter('ك'),
        0x06AF | 0x06A8 => Class::Letter('ق'),
        0x067E => Class::Letter('ب'),
        0x0686 => Class::Letter('ج'),
        0x06A4 => Class::Letter('ف'),
        0x0675..=0x0678 => Class::Compatibility,
        0x0620..=0x064A | 0x066E | 0x066F | 0x0679..=0x06D3 | 0x06EE | 0x06EF | 0x06FA..=0x06FC | 0x06FF => {
            match char::from_u32(code) {
                Some(c) => Class::Letter(c),
                None => Class::Punctuation,
            }
        }
        _ => Class::Punctuation,
    }
}

const fn digit(value: u32) -> char {
    (b'0' + value as u8) as char
}

#[cold]
fn elsewhere(c: char) -> Class {
    match c {
        '«' | '»' | '“' | '”' | '„' | '‟' | '‹' | '›' | '＂' | '❝' | '❞' => Class::Quote,
        '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Newline,
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{AD}'
        | '\u{FE00}'..='\u{FE0F}' => Class::Invisible,
        '\u{08D3}'..='\u{08FF}' | '\u{0300}'..='\u{036F}' => Class::Mark,
        '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
        | '\u{FF21}'..='\u{FF5A}'
        | '\u{1D400}'..='\u{1D7FF}' => Class::Compatibility,
        '０'..='９' => Class::Digit(digit(c as u32 - '０' as u32)),
        _ if c.is_whitespace() => Class::Space,
        _ if c.is_alphabetic() => Class::Letter(lower(c)),
        _ if c.is_numeric() => Class::Letter(c),
        _ => Class::Punctuation,
    }
}

fn lower(c: char) -> char {
    let mut lowered = c.to_lowercase();
    match (lowered.next(), lowered.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// The characters that stand for a presentation form or ligature (Unicode NFKC).
#[cold]
pub(crate) fn compatibility(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc()
}

/// The key of the letter written `base` under a combining hamza, where it changes by it.
pub(crate) fn compose(base: char) -> Option<char> {
    matches!(base, 'و' | 'ي' | 'ى' | 'ی').then_some('ء')
}

/// The folded key of a whole phrase: words parted by single spaces, marks dropped,
/// punctuation left out. Lexicon entries and texts meet in this form.
///
/// ```
/// use nabra::text::fold_key;
///
/// assert_eq!(fold_key("«مِليشيّـات» السرّاج"), "مليشيات السراج");
/// assert_eq!(fold_key("مسئولٌ"), fold_key("مسؤول"));
/// ```
#[must_use]
pub fn fold_key(phrase: &str) -> String {
    letters_alone(phrase).unwrap_or_else(|| of_tokens(phrase))
}

/// The key of a phrase of nothing but letters, digits and blanks, as most of a lexicon's are.
fn letters_alone(phrase: &str) -> Option<String> {
    let mut key = String::with_capacity(phrase.len());
    for c in phrase.chars() {
        match classify(c) {
            Class::Letter(letter) | Class::Digit(letter) => key.push(letter),
            Class::Space if key.is_empty() || key.ends_with(' ') => {}
            Class::Space => key.push(' '),
            _ => return None,
        }
    }
    key.truncate(key.trim_end_matches(' ').len());
    Some(key)
}

fn of_tokens(phrase: &str) -> String {
    let tokens = super::tokenise("", phrase);
    let mut key = String::with_capacity(phrase.len());
    for i in 0..tokens.len() {
        if tokens.is_word(i) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(tokens.key(i));
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_letters_and_digits() {
        for (input, key) in [
            ("أحمد", "احمد"),
            ("إلى", "الي"),
            ("مسؤول", "مسءول"),
            ("مسئول", "مسءول"),
            ("گرقارش", "قرقارش"),
            ("ڨرقارش", "قرقارش"),
            ("٢٠١٩", "2019"),
            ("۲۰۱۹", "2019"),
            ("ﷲ", "الله"),
            ("ﻣﻠﻴﺸﻴﺎﺕ", "مليشيات"),
            ("مِليشيّـات", "مليشيات"),
            ("NATO", "nato"),
            ("أحمد", "احمد"),
            ("مسئول", "مسءول"),
        ] {
            assert_eq!(fold_key(input), key, "{input}");
        }
    }

    #[test]
    fn a_phrase_of_letters_has_the_key_of_its_tokens() {
        for phrase in
            ["", " ", "مسؤول  كبير ", " أحمد_الشرع\t", "القرن ٢١", "آل سعود", "NATO ناتو", "پوتين و گالانت"]
        {
            assert_eq!(letters_alone(phrase), Some(of_tokens(phrase)), "{phrase:?}");
        }
        for phrase in ["السرّاج", "«داعش»", "بن\nغازي", "قوات &amp; جيش", "احمد\u{654}", "ﷲ", "لا-نعم", "عَلم"]
        {
            assert_eq!(letters_alone(phrase), None, "{phrase:?}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for input in ["«مليشيات السرّاج»", "اﻹرهاب", "ﻻ &quot;نعم&quot; لا"] {
            let once = fold_key(input);
            assert_eq!(fold_key(&once), once);
        }
    }
}
