use std::sync::Arc;

use super::terminal::{Cell, cleaned, width};
use super::{Columns, Csv, Jsonl, Line, Report, Table, View};
use crate::corpus::{BadRow, Place};
use crate::score::{
    Abstention, DocumentScore, EvidenceSpan, FactionScore, QuotedScore, ScoredDocument, SpeakerScore,
    Verdict, VoiceScore,
};
use crate::text::Field;
use crate::text::voice::Voice;

const CLASSES: [&str; 3] = ["hostile", "neutral", "favourable"];

fn probabilities(values: [f64; 3]) -> Vec<(Arc<str>, f64)> {
    CLASSES.iter().map(|&class| Arc::from(class)).zip(values).collect()
}

fn span(text: &str, contribution: f64) -> EvidenceSpan {
    let (bytes, chars) = (31..31 + text.len(), 17..17 + text.chars().count());
    EvidenceSpan { text: text.to_owned(), bytes, chars, field: Field::Text, voice: Voice::Own, contribution }
}

fn faction(id: &str, name: &str, score: f64) -> FactionScore {
    FactionScore {
        faction: id.into(),
        name: name.into(),
        mentions: 9,
        framing: "hostile".into(),
        score,
        probabilities: probabilities([0.880_04, 0.09, 0.029_96]),
        own: VoiceScore { mentions: 9, score: Some(score) },
        quoted: QuotedScore::default(),
        evidence: vec![span("مليشيات السراج", -1.423_449)],
        abstained: None,
    }
}

fn scored(factions: Vec<FactionScore>) -> ScoredDocument {
    ScoredDocument {
        id: "a1".to_owned(),
        source: Some("outlet".to_owned()),
        date: None,
        verdict: Verdict::Factions { factions, loaded_per_1000: 14.206 },
    }
}

fn whole() -> ScoredDocument {
    let verdict = Verdict::Document(DocumentScore {
        label: "neutral".into(),
        probabilities: probabilities([0.2, 0.5, 0.3]),
        evidence: Vec::new(),
        abstained: Some(Abstention::UnknownWords),
    });
    ScoredDocument { id: "d".to_owned(), source: None, date: Some("2020".to_owned()), verdict }
}

fn bad(id: Option<&str>) -> BadRow {
    let place = Place { file: "news/rows.jsonl".into(), line: 7 };
    BadRow { place, id: id.map(str::to_owned), reason: "`text` is missing".to_owned() }
}

fn write(report: &dyn Report, line: &Line<'_>) -> String {
    let mut out = Vec::new();
    report.line(line, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn jsonl(document: &ScoredDocument, view: &View) -> String {
    write(&Jsonl, &Line::scored(document, view))
}

fn csv() -> Csv {
    Csv::new(Columns::Factions { classes: CLASSES.map(str::to_owned).to_vec() })
}

/// The header and the rows, read back.
fn cells(report: &Csv, lines: &[Line<'_>]) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    report.header(&mut out).unwrap();
    for line in lines {
        report.line(line, &mut out).unwrap();
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn json_has_the_fields_of_the_contract_in_its_order() {
    let found = jsonl(&scored(vec![faction("libya-gna", "الوفاق", -0.85)]), &View::default());
    let expected = concat!(
        r#"{"schema":"nabra.scores/1","id":"a1","source":"outlet","factions":[{"faction":"libya-gna","#,
        r#""name":"الوفاق","mentions":9,"framing":"hostile","score":-0.85,"#,
        r#""probabilities":{"hostile":0.88,"neutral":0.09,"favourable":0.03},"#,
        r#""voices":{"own":{"mentions":9,"score":-0.85},"quoted":{"mentions":0,"score":null}},"#,
        r#""evidence":[{"text":"مليشيات السراج","start":31,"end":58,"char_start":17,"char_end":31,"#,
        r#""field":"text","voice":"own","contribution":-1.4234}],"abstained":null}],"#,
        r#""bias":{"spread":null,"loaded_per_1000":14.21}}"#,
        "\n",
    );
    assert_eq!(found, expected);
}

#[test]
fn json_of_whole_documents() {
    let expected = concat!(
        r#"{"schema":"nabra.scores/1","id":"d","date":"2020","label":"neutral","#,
        r#""probabilities":{"hostile":0.2,"neutral":0.5,"favourable":0.3},"#,
        r#""evidence":[],"abstained":"unknown-words"}"#,
        "\n",
    );
    assert_eq!(jsonl(&whole(), &View::default()), expected);
}

#[test]
fn an_error_carries_the_rows_id_or_else_file_and_line() {
    let expected = |id: &str| {
        format!("{{\"schema\":\"nabra.scores/1\",\"id\":\"{id}\",\"error\":\"`text` is missing\"}}\n")
    };
    assert_eq!(write(&Jsonl, &Line::bad(&bad(Some("x")))), expected("x"));
    assert_eq!(write(&Jsonl, &Line::bad(&bad(None))), expected("rows.jsonl:7"));
}

#[test]
fn a_score_of_minus_nothing_is_nothing() {
    let found = jsonl(&scored(vec![faction("a", "", -0.000_01)]), &View::default());
    assert!(found.contains(r#""score":0.0,"#), "{found}");
}

#[test]
fn only_hides_factions_but_the_spread_speaks_of_all() {
    let document = scored(vec![faction("a", "", -0.5), faction("b", "", 0.25)]);
    let view = View { only: vec!["b".to_owned()], without_evidence: true, min_probability: None };
    let found = jsonl(&document, &view);
    assert!(!found.contains(r#""faction":"a""#) && found.contains(r#""faction":"b""#), "{found}");
    assert!(found.contains(r#""evidence":[]"#) && found.contains(r#""spread":0.75"#), "{found}");
}

#[test]
fn an_unlikely_framing_counts_as_abstention() {
    let document = scored(vec![faction("a", "", -0.5)]);
    let found = |least| jsonl(&document, &View { min_probability: Some(least), ..View::default() });
    assert!(found(0.88).contains(r#""abstained":null"#));
    assert!(found(0.89).contains(r#""abstained":"low-confidence""#));
}

#[test]
fn csv_gives_every_record_a_row_of_full_width() {
    let documents = [scored(vec![faction("a", "اسم", -0.5), faction("b", "", 0.25)]), scored(Vec::new())];
    let bad = bad(None);
    let mut lines: Vec<_> = documents.iter().map(|d| Line::scored(d, &View::default())).collect();
    lines.push(Line::bad(&bad));
    let rows = cells(&csv(), &lines);
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.len() == 23));
    let cell = |row: usize, name: &str| {
        let column = rows[0].iter().position(|found| found == name).unwrap();
        rows[row][column].as_str()
    };
    assert_eq!((cell(1, "faction"), cell(2, "faction"), cell(3, "faction")), ("a", "b", ""));
    assert_eq!((cell(1, "p_hostile"), cell(1, "quoted_score"), cell(1, "spread")), ("0.88", "", "0.75"));
    assert_eq!((cell(3, "id"), cell(3, "loaded_per_1000"), cell(3, "error")), ("a1", "14.21", ""));
    assert_eq!((cell(4, "id"), cell(4, "error")), ("rows.jsonl:7", "`text` is missing"));
}

#[test]
fn speakers_are_written_where_any_is_known() {
    let mut document = scored(vec![faction("a", "", 0.0), faction("b", "", 0.0)]);
    let Verdict::Factions { factions, .. } = &mut document.verdict else { panic!("factions") };
    let said = |speaker: Option<&str>, score, abstained| SpeakerScore {
        speaker: speaker.map(Into::into),
        mentions: 1,
        score: Some(score),
        abstained,
    };
    factions[0].quoted = QuotedScore {
        mentions: 2,
        score: Some(0.25),
        abstained: Some(Abstention::LowConfidence),
        speakers: vec![said(Some("a"), 0.123_456, None), said(None, -0.5, Some(Abstention::LowConfidence))],
    };
    factions[1].quoted = QuotedScore { mentions: 1, score: Some(-0.5), ..QuotedScore::default() };
    let line = jsonl(&document, &View::default());
    let first = concat!(
        r#""quoted":{"mentions":2,"score":0.25,"abstained":"low-confidence","speakers":["#,
        r#"{"speaker":"a","mentions":1,"score":0.1235},"#,
        r#"{"speaker":null,"mentions":1,"score":-0.5,"abstained":"low-confidence"}]}"#,
    );
    assert!(line.contains(first), "{line}");
    assert!(line.contains(r#""quoted":{"mentions":1,"score":-0.5}}"#), "{line}");
    let rows = cells(&csv(), &[Line::scored(&document, &View::default())]);
    let cell = |row: usize, name: &str| {
        let column = rows[0].iter().position(|found| found == name).unwrap();
        rows[row][column].as_str()
    };
    let of = |row| ["quoted_abstained", "itself_mentions", "itself_score"].map(|name| cell(row, name));
    assert_eq!(of(1), ["low-confidence", "1", "0.1235"]);
    assert_eq!(of(2), ["", "0", ""]);
}

#[test]
fn csv_of_whole_documents() {
    let classes = CLASSES.map(str::to_owned).to_vec();
    let (document, bad) = (whole(), bad(Some("x")));
    let lines = [Line::scored(&document, &View::default()), Line::bad(&bad)];
    let rows = cells(&Csv::new(Columns::Document { classes }), &lines);
    let header = "id,source,date,label,p_hostile,p_neutral,p_favourable,evidence,abstained,error";
    assert_eq!(rows[0].join(","), header);
    assert_eq!(rows[1].join(","), "d,,2020,neutral,0.2,0.5,0.3,,unknown-words,");
    assert_eq!(rows[2].join(","), "x,,,,,,,,,`text` is missing");
}

#[test]
fn csv_keeps_marks_and_line_breaks_and_defuses_formulas() {
    let mut document = scored(vec![faction("a", "", 0.0)]);
    document.id = "=HYPERLINK(\"http://x\")".to_owned();
    document.source = Some("-12".to_owned());
    if let Verdict::Factions { factions, .. } = &mut document.verdict {
        factions[0].evidence = vec![span("سطر، «كلمة»\n\"أخرى\"", 0.0), span("a,b", 0.0)];
    }
    let rows = cells(&csv(), &[Line::scored(&document, &View::default())]);
    assert_eq!(rows[1][0], "'=HYPERLINK(\"http://x\")");
    assert_eq!(rows[1][1], "-12");
    assert_eq!(rows[1][18], "سطر، «كلمة»\n\"أخرى\"|a,b");
}

#[test]
fn a_table_isolates_arabic_and_colours_only_if_asked() {
    let document = scored(vec![faction("a", "حكومة الوفاق", -0.83), faction("b", "NTC", 0.5)]);
    let line = Line::scored(&document, &View::default());
    let plain = write(&Table::new(100, false), &line);
    assert!(plain.contains("\u{2068}حكومة الوفاق\u{2069}") && plain.contains("  NTC "), "{plain}");
    assert!(plain.contains("probability  evidence\n"), "{plain}");
    assert!(plain.contains("\u{2068}مليشيات السراج\u{2069} -1.42"), "{plain}");
    assert!(!plain.contains('\x1b'));
    assert!(write(&Table::new(100, true), &line).contains("\x1b[31mhostile\x1b[0m"));
}

#[test]
fn the_columns_of_a_table_stand_under_each_other() {
    let document = scored(vec![faction("a", "مَلِيشْيَا", -0.83), faction("b", "A longer name", 0.5)]);
    let table = write(&Table::new(100, false), &Line::scored(&document, &View::default()));
    let at = |line: &str| line.find("hostile").map(|at| width(&line[..at]));
    let places: Vec<_> = table.lines().filter_map(at).collect();
    assert_eq!(places.len(), 2);
    assert_eq!(places[0], places[1]);
}

#[test]
fn a_table_keeps_to_its_width() {
    let mut document = scored(vec![faction("a", "اسم", -0.83)]);
    if let Verdict::Factions { factions, .. } = &mut document.verdict {
        factions[0].evidence = vec![span(&"كلمة ".repeat(50), -1.0), span("أخرى", -0.5)];
    }
    let table = write(&Table::new(90, false), &Line::scored(&document, &View::default()));
    assert!(table.lines().all(|line| width(line) <= 90), "{table}");
    assert!(table.contains("…\u{2069} -1.00"), "{table}");
}

#[test]
fn a_table_doubts_where_the_model_abstains() {
    let mut document = scored(vec![faction("a", "اسم", -0.83)]);
    if let Verdict::Factions { factions, .. } = &mut document.verdict {
        factions[0].abstained = Some(Abstention::FewMentions);
    }
    let table = write(&Table::new(100, true), &Line::scored(&document, &View::default()));
    assert!(table.contains("hostile?") && table.contains("few-mentions") && !table.contains("\x1b[31m"));
}

#[test]
fn a_text_cannot_drive_the_terminal() {
    let hostile = "\x1b[2Jأ\u{202e}ب\r\nج\u{2069}\u{7}";
    assert_eq!(cleaned(hostile), " [2Jأب  ج ");
    assert_eq!(Cell::text(hostile).width(), width(" [2Jأب  ج "));
}
