//! Encodings, told by mark, by content, by name.

use super::*;

const PROSE: &str = "أعلنت البلدية، مساء الأحد، عن فتح الطريق بعد إصلاحه. وقال قائد الشرطة: «عاد الهدوء».\n";

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

fn windows_1256(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_named("cp1256").unwrap().encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[test]
fn every_usual_encoding_gives_the_same_text() {
    let marked = format!("\u{feff}{PROSE}");
    let encoded = [
        PROSE.as_bytes().to_vec(),
        marked.as_bytes().to_vec(),
        utf16(&marked, true),
        utf16(&marked, false),
        utf16(PROSE, true),
        utf16(PROSE, false),
        windows_1256(PROSE),
    ];
    for (i, bytes) in encoded.iter().enumerate() {
        assert_eq!(read("a.txt", bytes).rows[0].document.text, PROSE, "{i}");
        assert_eq!(read("a.txt", gzip(bytes)).rows[0].document.text, PROSE, "{i}, packed");
    }
}

#[test]
fn long_streams_are_decoded_piece_by_piece() {
    let lines: String = format!("{{\"text\": \"{}\"}}\n", PROSE.trim()).repeat(20_000);
    for bytes in [utf16(&lines, true), windows_1256(&lines)] {
        let all = read("a.jsonl", bytes);
        assert_eq!((all.rows.len(), all.bad.len()), (20_000, 0));
        let last = &all.rows[19_999];
        assert_eq!((last.place.line, last.document.text.as_str()), (20_000, PROSE.trim()));
    }
}

#[test]
fn a_few_bad_lines_do_not_make_a_utf8_file_another_encoding() {
    let mut content = PROSE.repeat(3).replace('\n', "|\n").into_bytes();
    content.extend(b"\xd9\xff\n");
    content.extend(windows_1256(PROSE));
    content.extend(PROSE.repeat(3).as_bytes());
    let options = ReadOptions { format: Some(Format::Lines), ..ReadOptions::default() };
    let rows = read_stdin(&content, &options);
    let bad: Vec<_> = rows.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
    let expected =
        ["stdin:4: invalid UTF-8 at byte 1 of the record", "stdin:5: invalid UTF-8 at byte 1 of the record"];
    assert_eq!(bad, expected);
    assert_eq!(rows.len(), 8);
}

#[test]
fn a_character_cut_at_the_end_of_the_look_is_no_error() {
    for filler in 0..4 {
        let content = format!("{}{PROSE}", "x".repeat((64 << 10) - 1 - filler));
        assert_eq!(read("a.txt", &content).rows[0].document.text, content);
    }
}

#[test]
fn malformed_utf16_is_a_bad_row_and_the_rest_goes_on() {
    let mut content = utf16(&format!("\u{feff}{PROSE}نص "), true);
    content.extend([0x00, 0xd8]); // half a surrogate pair
    content.extend(utf16(&format!("\n{PROSE}"), true));
    content.push(0x27); // half a unit
    let options = ReadOptions { format: Some(Format::Lines), ..ReadOptions::default() };
    let rows = read_stdin(&content, &options);
    assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false]);
    assert_eq!(rows[1].as_ref().unwrap_err().reason, "malformed UTF-16LE after 3 characters");
}

#[test]
fn a_named_encoding_is_used_and_a_mark_wins() {
    let forced = |label| ReadOptions { encoding: encoding_named(label), ..ReadOptions::default() };
    let bytes = windows_1256(PROSE);
    assert_eq!(read_stdin(&bytes, &forced("windows-1256"))[0].as_ref().unwrap().document.text, PROSE);
    assert_eq!(
        read_stdin(&bytes, &forced("utf-8"))[0].as_ref().unwrap_err().reason,
        "invalid UTF-8 at byte 1 of the record"
    );
    let marked = format!("\u{feff}{PROSE}");
    assert_eq!(read_stdin(&marked, &forced("cp1256"))[0].as_ref().unwrap().document.text, PROSE);
    let (iso, ..) = encoding_named("iso-8859-6").unwrap().encode("عاد الوفد إلى المدينة مساء اليوم");
    assert!(read_stdin(&iso, &forced("iso-8859-6"))[0].is_ok());
    assert_eq!(encoding_named("no such"), None);
}

#[test]
fn a_binary_file_is_not_taken_for_windows_1256() {
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0".to_vec();
    picture.extend((0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    for name in ["a.txt", "a.jsonl", "a.csv", "a"] {
        let all = read(name, &picture);
        assert!(all.rows.is_empty() && all.bad.len() == 1, "{name}: {all:?}");
        let told = all.bad[0].to_string();
        assert!(told.contains(name) && told.contains("binary"), "{told}");
    }
    // One zero byte makes text in a guessed encoding doubtful; a few controls in a named one do not.
    let mut stray = windows_1256(PROSE);
    stray.push(0);
    assert!(read("a.txt", &stray).rows.is_empty());
    let named = ReadOptions { encoding: encoding_named("windows-1256"), ..ReadOptions::default() };
    assert!(read_stdin(&stray, &named)[0].is_ok());
}
