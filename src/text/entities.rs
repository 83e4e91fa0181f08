//! HTML entities that news texts are littered with.

/// Decodes the entity at the start of `rest` (which begins with `&`): its character and how
/// many bytes it takes, or `None` where there is no entity known here.
pub(crate) fn decode(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let name = rest.get(1..end)?;
    let c = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name)?,
    };
    Some((c, end + 1))
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "bull" => '•',
        "middot" => '·',
        "zwnj" => '\u{200C}',
        "zwj" => '\u{200D}',
        "lrm" => '\u{200E}',
        "rlm" => '\u{200F}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn known_and_numeric_entities() {
        assert_eq!(decode("&quot;حفتر"), Some(('"', 6)));
        assert_eq!(decode("&#1581;x"), Some(('ح', 7)));
        assert_eq!(decode("&#x62d;"), Some(('ح', 7)));
    }

    #[test]
    fn what_is_no_entity_is_left_alone() {
        for text in ["&", "& ;", "&nosuch;", "&#xD800;", "&#99999999;", "&حفتر;", "&veryverylongname;"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
