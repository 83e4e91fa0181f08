//! Spans put into their text.

use std::ops::Range;

/// A stretch of a text and the marks on it; all stretches together are the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The stretch.
    pub text: &'a str,
    /// Numbers of the marks that cover it, in their order; empty for plain text.
    pub marks: Vec<usize>,
}

/// Cuts a text where marks begin and end. Marks (in bytes) may overlap; each is widened to whole
/// words, so that no cut parts letters that are written joined. One that does not lie on
/// character boundaries of the text is left out.
///
/// ```
/// use nabra::explain::marks::pieces;
///
/// let text = "هاجمت المليشيات المدينة";
/// let texts: Vec<_> = pieces(text, &[13..27]).iter().map(|piece| piece.text).collect();
/// assert_eq!(texts, ["هاجمت ", "المليشيات", " المدينة"]);
/// ```
#[must_use]
pub fn pieces<'a>(text: &'a str, marks: &[Range<usize>]) -> Vec<Piece<'a>> {
    let marks: Vec<Range<usize>> = marks.iter().map(|mark| widened(text, mark)).collect();
    let mut cuts: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |ends: &[usize]| {
        let covers = |mark: &Range<usize>| mark.start <= ends[0] && ends[1] <= mark.end;
        let marks = marks.iter().enumerate().filter(|(_, mark)| covers(mark)).map(|(number, _)| number);
        Piece { text: text.get(ends[0]..ends[1]).unwrap_or_default(), marks: marks.collect() }
    };
    cuts.windows(2).map(piece).collect()
}

/// The mark up to the ends of the words that it cuts; empty where it is none of this text.
fn widened(text: &str, mark: &Range<usize>) -> Range<usize> {
    if text.get(mark.clone()).is_none_or(str::is_empty) {
        return 0..0;
    }
    let (before, inside, after) = (&text[..mark.start], &text[mark.clone()], &text[mark.end..]);
    let starts_inside = inside.starts_with(is_of_word) && before.ends_with(is_of_word);
    let ends_inside = inside.ends_with(is_of_word) && after.starts_with(is_of_word);
    let start = if starts_inside { before.trim_end_matches(is_of_word).len() } else { mark.start };
    let rest = if ends_inside { after.trim_start_matches(is_of_word) } else { after };
    start..text.len() - rest.len()
}

/// Letters, digits, the marks on them, tatweel and what joins or parts letters unseen.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}')
        || matches!(c, '\u{06d6}'..='\u{06ed}' | '\u{08d3}'..='\u{08ff}' | '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marks: &[Range<usize>]) -> String {
        let piece = |piece: Piece<'_>| match piece.marks.as_slice() {
            [] => piece.text.to_owned(),
            marks => format!("[{}{marks:?}]", piece.text),
        };
        pieces(text, marks).into_iter().map(piece).collect()
    }

    #[test]
    fn overlapping_marks_are_cut_and_nothing_is_lost() {
        assert_eq!(shown("ab cd ef", &[0..5, 3..8]), "[ab [0]][cd[0, 1]][ ef[1]]");
        assert_eq!(shown("ab cd", &[0..2, 0..2]), "[ab[0, 1]] cd");
        assert_eq!(shown("", &[]), "");
        assert_eq!(shown("ab", &[]), "ab");
    }

    #[test]
    fn joined_letters_stay_together() {
        let text = "قصفت المليشياتُ المدينة";
        let inside = text.find("مليشيات").unwrap();
        let marks = inside..inside + "مليشيات".len();
        assert_eq!(shown(text, &[marks]), "قصفت [المليشياتُ[0]] المدينة");
    }

    #[test]
    fn marks_of_another_text_are_left_out() {
        assert_eq!(shown("قصف", std::slice::from_ref(&(1..3))), "قصف");
        assert_eq!(shown("ab", std::slice::from_ref(&(1..9))), "ab");
        #[allow(clippy::reversed_empty_ranges, reason = "what must not panic")]
        let reversed = 2..1;
        assert_eq!(shown("ab", &[reversed]), "ab");
    }
}
