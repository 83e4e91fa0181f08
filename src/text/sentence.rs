//! Where sentences end, and with which mark.

use super::token::{Sign, Token, TokenKind, Tokens};

/// The sentence number of every token, counted from 0 through title and text. A sentence ends
/// with a full stop, question or exclamation mark (and the quotation mark that closes on it),
/// with a line break, and with the title. A full stop after a single letter (`د.`, `U.S.`) or
/// between digits ends nothing.
pub fn sentences(tokens: &Tokens, out: &mut Vec<u32>) {
    out.clear();
    let mut number = 0;
    let mut ended = false;
    let mut filled = false;
    for (i, token) in tokens.all().iter().enumerate() {
        let edge = i == tokens.title_tokens() && i > 0;
        let closing = matches!(token.kind, TokenKind::Quote(_)) && !token.spaced
            || token.sign == Sign::Closing
            || is_stop(token.sign);
        if (edge || ended && !closing) && filled {
            number += 1;
            filled = false;
            ended = false;
        }
        out.push(number);
        filled |= matches!(token.kind, TokenKind::Word | TokenKind::Number);
        // What stands before the first word ends nothing.
        ended |= filled && (token.kind == TokenKind::Break || ends_sentence(tokens, i, token));
    }
}

/// The mark that a sentence ends with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Ending {
    /// None: a headline, a line of a list, the end of an excerpt.
    #[default]
    Open,
    /// A full stop.
    Stop,
    /// An exclamation mark.
    Exclamation,
    /// A question mark.
    Question,
    /// Dots that leave the rest to the reader.
    Ellipsis,
}

impl Ending {
    /// Every ending, in a fixed order.
    pub const ALL: [Ending; 5] =
        [Ending::Open, Ending::Stop, Ending::Exclamation, Ending::Question, Ending::Ellipsis];

    /// The ending of a sentence that ended with `self` up to token `i`.
    fn with(self, tokens: &Tokens, i: usize) -> Self {
        match tokens.token(i).kind {
            TokenKind::Word | TokenKind::Number => Ending::Open,
            TokenKind::Punctuation => match (Ending::of_mark(tokens.key(i)), self) {
                (Some(Ending::Stop), Ending::Stop | Ending::Ellipsis) => Ending::Ellipsis,
                (Some(Ending::Stop), Ending::Exclamation | Ending::Question) | (None, _) => self,
                (Some(mark), _) => mark,
            },
            TokenKind::Quote(_) | TokenKind::Break => self,
        }
    }

    /// What the mark by itself ends a sentence with: `None` for one that ends none.
    #[must_use]
    pub fn of_mark(mark: &str) -> Option<Self> {
        match mark {
            "!" => Some(Ending::Exclamation),
            "؟" | "?" => Some(Ending::Question),
            "…" => Some(Ending::Ellipsis),
            "." => Some(Ending::Stop),
            _ => None,
        }
    }
}

/// How each of the sentences ends that [`sentences`] found.
pub(super) fn endings(tokens: &Tokens, sentences: &[u32], out: &mut Vec<Ending>) {
    out.clear();
    for (i, &number) in sentences.iter().enumerate() {
        if number as usize == out.len() {
            out.push(Ending::Open);
        }
        if let Some(ending) = out.last_mut() {
            *ending = ending.with(tokens, i);
        }
    }
}

/// The first two words of each of the sentences that [`sentences`] found.
pub(super) fn openings(tokens: &Tokens, sentences: &[u32], out: &mut Vec<[Option<usize>; 2]>) {
    out.clear();
    for (i, &number) in sentences.iter().enumerate() {
        if number as usize == out.len() {
            out.push([None; 2]);
        }
        if let Some(free) = out.last_mut().and_then(|words| words.iter_mut().find(|word| word.is_none()))
            && tokens.is_word(i)
        {
            *free = Some(i);
        }
    }
}

fn is_stop(sign: Sign) -> bool {
    matches!(sign, Sign::Stop | Sign::Exclamation | Sign::Semicolon)
}

fn ends_sentence(tokens: &Tokens, i: usize, token: &Token) -> bool {
    match token.sign {
        Sign::Exclamation => true,
        Sign::Stop => stop_ends_sentence(tokens, i, token),
        _ => false,
    }
}

fn stop_ends_sentence(tokens: &Tokens, i: usize, token: &Token) -> bool {
    let before = i.checked_sub(1).filter(|&b| tokens.field(b) == tokens.field(i));
    let Some(before) = before else { return true };
    let initial = tokens.key(before).chars().count() == 1 && tokens.token(before).kind == TokenKind::Word;
    let glued_number = tokens.token(before).kind == TokenKind::Number
        && i + 1 < tokens.len()
        && tokens.token(i + 1).kind == TokenKind::Number
        && !tokens.token(i + 1).spaced;
    (!initial || token.spaced) && !glued_number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    fn sentence_starts(text: &str) -> Vec<&str> {
        let tokens = tokenise("", text);
        let mut numbers = Vec::new();
        sentences(&tokens, &mut numbers);
        let mut starts = Vec::new();
        for (i, &number) in numbers.iter().enumerate() {
            if tokens.is_word(i) && number as usize == starts.len() {
                let token = tokens.token(i);
                starts.push(&text[token.start as usize..token.end as usize]);
            }
        }
        starts
    }

    #[test]
    fn ends_at_stops_and_breaks() {
        assert_eq!(sentence_starts("وصل الوفد. غادر الوزير؟ نعم\nثم عاد"), ["وصل", "غادر", "نعم", "ثم"]);
    }

    #[test]
    fn initials_and_decimals_end_nothing() {
        assert_eq!(sentence_starts("قال د. سالم إن النسبة 3.5 في المئة. وغادر"), ["قال", "وغادر"]);
    }

    #[test]
    fn a_stop_before_the_first_word_ends_nothing() {
        assert_eq!(sentence_starts(". وصل الوفد أمس. وغادر"), ["وصل", "وغادر"]);
    }

    #[test]
    fn a_sentence_opens_with_its_first_two_words() {
        let text = "«وصل» - الوفد أمس. غادر\n... 12 قتيلا";
        let tokens = tokenise("", text);
        let (mut numbers, mut found) = (Vec::new(), Vec::new());
        sentences(&tokens, &mut numbers);
        openings(&tokens, &numbers, &mut found);
        let found: Vec<_> = found.iter().map(|words| words.map(|word| word.map(|i| tokens.key(i)))).collect();
        let of = |words: [&'static str; 2]| words.map(Some);
        assert_eq!(found, [of(["وصل", "الوفد"]), [Some("غادر"), None], of(["12", "قتيلا"])]);
    }

    #[test]
    fn sentences_end_with_the_last_of_their_marks() {
        let of = |text: &str| {
            let tokens = tokenise("", text);
            let (mut numbers, mut found) = (Vec::new(), Vec::new());
            sentences(&tokens, &mut numbers);
            endings(&tokens, &numbers, &mut found);
            found
        };
        assert_eq!(of("وصل الوفد"), [Ending::Open]);
        assert_eq!(of("وصل الوفد. غادر؟"), [Ending::Stop, Ending::Question]);
        assert_eq!(of("وصل الوفد؟! \"غادر!\""), [Ending::Exclamation, Ending::Exclamation]);
        assert_eq!(of("وصل الوفد.. غادر… عاد 3.5"), [Ending::Ellipsis, Ending::Ellipsis, Ending::Open]);
    }

    #[test]
    fn the_quote_that_closes_a_sentence_belongs_to_it() {
        let tokens = tokenise("", "قال \"سنعود.\" ثم مضى");
        let mut numbers = Vec::new();
        sentences(&tokens, &mut numbers);
        assert_eq!(numbers, [0, 0, 0, 0, 0, 1, 1]);
    }
}
