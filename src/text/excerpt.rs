//! Words in their place: what stands before and after them.

use std::ops::Range;

/// Words with what stands around them; the three parts follow each other in the text as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before them, an ellipsis first where it is cut.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands after them, an ellipsis last where it is cut.
    pub after: String,
}

impl Excerpt {
    /// The words at `bytes` of `text` with at most `reach` characters of their line on either side, cut
    /// between words; empty where `bytes` are no range of `text`.
    ///
    /// ```
    /// use nabra::text::Excerpt;
    ///
    /// let excerpt = Excerpt::of("one two three four\nfive", 8..13, 5);
    /// assert_eq!((&*excerpt.before, &*excerpt.words, &*excerpt.after), ("… two ", "three", " four"));
    /// ```
    #[must_use]
    pub fn of(text: &str, bytes: Range<usize>, reach: usize) -> Self {
        let part = |range: Range<usize>| text.get(range).unwrap_or_default();
        let (before, after) = (part(0..bytes.start), part(bytes.end..text.len()));
        // One character more than is shown tells whether a word is cut; the rest of the line, which may be
        // the whole text, is not looked at.
        let seen = |c: &char| !is_break(*c);
        let back: usize =
            before.chars().rev().take(reach.saturating_add(1)).take_while(seen).map(char::len_utf8).sum();
        let front: usize =
            after.chars().take(reach.saturating_add(1)).take_while(seen).map(char::len_utf8).sum();
        Self {
            before: last_words(part(bytes.start - back..bytes.start), reach),
            words: part(bytes.clone()).to_owned(),
            after: first_words(part(bytes.end..bytes.end + front), reach),
        }
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// The front of `text`, whole words of at most `reach` characters.
fn first_words(text: &str, reach: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(reach) else { return text.trim_end().to_owned() };
    let front = &text[..cut];
    let whole = front.rfind(char::is_whitespace).map_or(front, |at| &front[..at]);
    format!("{} …", whole.trim_end())
}

/// The end of `text`, whole words of at most `reach` characters.
fn last_words(text: &str, reach: usize) -> String {
    let Some((cut, _)) = reach.checked_sub(1).and_then(|n| text.char_indices().rev().nth(n)) else {
        return if reach == 0 { String::new() } else { text.trim_start().to_owned() };
    };
    if cut == 0 {
        return text.trim_start().to_owned();
    }
    let back = &text[cut..];
    let inside = !text[..cut].ends_with(char::is_whitespace);
    let whole = if inside { back.find(char::is_whitespace).map_or("", |at| &back[at..]) } else { back };
    format!("… {}", whole.trim_start())
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    #[test]
    fn cuts_between_words_and_at_the_line() {
        let text = "سطر أول\nقالت الوزارة إن الحملة مستمرة حتى الغد\r\nسطر آخر";
        let words = "الحملة";
        let start = text.find(words).unwrap_or_default();
        let whole = Excerpt::of(text, start..start + words.len(), 80);
        assert_eq!(
            [&*whole.before, &*whole.words, &*whole.after],
            ["قالت الوزارة إن ", words, " مستمرة حتى الغد"]
        );
        let short = Excerpt::of(text, start..start + words.len(), 8);
        assert_eq!([&*short.before, &*short.after], ["… إن ", " مستمرة …"]);
        let none = Excerpt::of(text, start..start + words.len(), 0);
        assert_eq!([&*none.before, none.after.trim()], ["", "…"]);
    }

    #[test]
    fn a_line_as_long_as_the_reach_is_whole_and_one_longer_is_cut() {
        let text = "abc de X fg hij";
        let at = |reach| {
            let Excerpt { before, after, .. } = Excerpt::of(text, 7..8, reach);
            (before, after)
        };
        assert_eq!(at(7), ("abc de ".to_owned(), " fg hij".to_owned()));
        assert_eq!(at(6), ("… de ".to_owned(), " fg …".to_owned()));
        assert_eq!(Excerpt::of("ab", 9..12, 4).words, "");
    }
}
