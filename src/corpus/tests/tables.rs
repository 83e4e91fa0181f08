//! CSV and TSV.

use super::*;
use proptest::prelude::*;

#[test]
fn quoted_fields_hold_line_breaks_and_places_stay_right() {
    let content = "\u{feff}ID,Text,faction,framing,confidence,evidence,title\r\n\
        1,\"سطر أول\r\nسطر, \"\"ثان\"\"\",a,hostile,3, أول | ثان |,عنوان\r\n\
        \r\n\
        2,قصير,,\r\n\
        3,\"نص\",,,,,\r\n\
        4,نص,a,,,,\r\n\
        5,  ,,,,,\r\n\
        6,نص,a,hostile,كثير,,";
    let all = read("a.csv", content);
    assert_eq!(lines_and_texts(&all), [(2, "سطر أول\r\nسطر, \"ثان\""), (6, "نص")]);
    let Some(Label::Factions(labels)) = &all.rows[0].label else { panic!() };
    assert_eq!(labels[0].evidence, [Evidence::unplaced("أول"), Evidence::unplaced("ثان")]);
    assert_eq!((labels[0].confidence, all.rows[0].document.title.as_str()), (Some(3), "عنوان"));
    assert_eq!((all.rows[1].document.id.as_str(), &all.rows[1].label), ("3", &None));
    let expected = [
        "5: the row has 4 fields, the header 7",
        "7: `faction` without `framing`",
        "8: `text` is empty",
        "9: `confidence` is not a small number: كثير",
    ];
    assert_eq!(reasons(&all), expected);
    assert_eq!(all.bad[1].id.as_deref(), Some("4"));
}

#[test]
fn a_header_without_the_text_column_is_one_error_with_the_columns_found() {
    let all = read("a.csv", "id,body\n1,نص\n2,نص\n");
    assert_eq!(reasons(&all), ["1: no column `text` in the header; its columns are: id, body"]);
    assert!(all.rows.is_empty());
    assert!(read("a.csv", "").bad.is_empty());
}

#[test]
fn semicolons_of_spreadsheets_are_recognised() {
    let all = read("a.csv", "text;label\n\"أ;ب\";x\nج, د;y\n");
    assert_eq!(lines_and_texts(&all), [(2, "أ;ب"), (3, "ج, د")]);
    assert_eq!(all.rows[1].label, Some(Label::Class("y".into())));
}

#[test]
fn a_quotation_at_the_start_of_a_field_keeps_its_marks_and_the_rows_after_it() {
    let content = "text\tlabel\n\"عاجل\" خبر\tx\n\"مفتوح بلا نهاية\ty\nآخر\tz\n";
    let all = read("a.tsv", content);
    assert_eq!(lines_and_texts(&all), [(2, "\"عاجل\" خبر"), (3, "\"مفتوح بلا نهاية"), (4, "آخر")]);
    assert!(all.bad.is_empty());
}

#[test]
fn a_quote_left_open_costs_no_more_than_the_limit() {
    let options = ReadOptions { format: Some(Format::Csv), max_record: 1 << 19, ..ReadOptions::default() };
    let content = format!("text\n\"مفتوح\n{}", "سطر طويل بعض الشيء\n".repeat(1 << 16));
    let rows = read_stdin(&content, &options);
    assert_eq!(rows.len(), 1 + (1 << 16));
    assert!(rows.iter().all(Result::is_ok));
    assert_eq!(rows[(1 << 16) - 1].as_ref().unwrap().place.line, (1 << 16) + 1);
}

proptest! {
    #[test]
    fn whatever_the_csv_crate_writes_is_read_back(
        texts in prop::collection::vec("[ab,;\t\"\n\r اب]{0,12}ن[ab,;\t\"\n\r اب]{0,12}", 1..8),
        tab in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(if tab { b'\t' } else { b',' }).from_writer(Vec::new());
        writer.write_record(["text", "label"]).unwrap();
        for text in &texts {
            writer.write_record([text.as_str(), "x"]).unwrap();
        }
        let format = Some(if tab { Format::Tsv } else { Format::Csv });
        let options = ReadOptions { format, ..ReadOptions::default() };
        let rows = read_stdin(writer.into_inner().unwrap(), &options);
        let found: Vec<_> = rows.into_iter().map(|row| row.unwrap().document.text).collect();
        prop_assert_eq!(found, texts);
    }

    #[test]
    fn no_bytes_panic_or_hang(content in prop::collection::vec(any::<u8>(), 0..400), format in 0_usize..6) {
        let names = ["text", "lines", "jsonl", "csv", "tsv"];
        let format = names.get(format).map(|name| name.parse().unwrap());
        read_stdin(&content, &ReadOptions { format, ..ReadOptions::default() });
        read_stdin([b"text,id\n[{", content.as_slice()].concat(), &ReadOptions { format, ..ReadOptions::default() });
    }
}
