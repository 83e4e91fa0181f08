//! Files, directories, compression, chunks.

use super::*;

fn named(name: &str) -> Vec<u8> {
    format!("{{\"text\": \"{name}\"}}\n").into_bytes()
}

#[test]
fn directories_are_walked_in_sorted_order() {
    let folder = Folder::new();
    for name in ["b/2.jsonl", "a.ndjson", "b/1.JSON", "c.jsonl.gz", "b.jsonl", "b/deep/er/x.json"] {
        folder.write(name, named(name));
    }
    folder.write("z.txt", "نص");
    folder.write("b/.hidden.jsonl", named("hidden"));
    folder.write("b/readme.md", "no data");
    let all = read_with(&[folder.path()], &ReadOptions::default());
    let order: Vec<_> = all.rows.iter().map(|row| row.document.text.as_str()).collect();
    let expected = ["a.ndjson", "b/1.JSON", "b/2.jsonl", "b/deep/er/x.json", "b.jsonl", "c.jsonl.gz", "نص"];
    assert_eq!(order, expected);
    assert!(all.bad.is_empty());
}

#[test]
fn ids_of_text_files_are_their_paths_below_the_directory() {
    let folder = Folder::new();
    let path = folder.write("2020/خبر.txt.gz", gzip("نص"));
    let id = |path: &Path| read_with(&[path], &ReadOptions::default()).rows[0].document.id.clone();
    assert_eq!(id(folder.path()), "2020/خبر");
    assert_eq!(id(&path), "خبر");
}

#[test]
fn a_directory_without_data_is_an_error_that_names_it() {
    let folder = Folder::new();
    folder.write("x/readme.md", "");
    let error = read_all(&[Input::from(folder.path())], &ReadOptions::default(), None).unwrap_err();
    assert!(error.to_string().starts_with(&folder.path().display().to_string()), "{error}");
    let twice = read_all(&["-".into(), Input::Stdin], &ReadOptions::default(), None);
    assert!(matches!(twice, Err(OpenError::StdinTwice)));
}

#[test]
fn a_missing_file_is_reported_in_its_place_and_the_rest_goes_on() {
    let folder = Folder::new();
    let (first, missing, last) = (
        folder.write("1.jsonl", named("1")),
        folder.path().join("2.jsonl"),
        folder.write("3.jsonl", named("3")),
    );
    let inputs: Vec<Input> = [&first, &missing, &last].map(Input::from).into();
    let rows: Vec<_> = Reader::open(&inputs, &ReadOptions::default()).unwrap().rows().collect();
    assert_eq!(rows.len(), 3);
    let bad = rows[1].as_ref().unwrap_err();
    assert_eq!((bad.place.file.as_ref(), bad.place.line), (missing.to_str().unwrap(), 0));
    assert!(bad.to_string().contains("2.jsonl: cannot be opened: "), "{bad}");
    assert!(rows[2].is_ok());
}

#[test]
fn packed_files_are_known_by_their_content() {
    let zst = zstd::encode_all(named("zst").as_slice(), 3).unwrap();
    assert_eq!(read("wrong.jsonl.gz", &zst).rows[0].document.text, "zst");
    assert_eq!(read("plain.jsonl.zst", named("plain")).rows[0].document.text, "plain");
    let members = [gzip(named("أ")), gzip(named("ب"))].concat();
    assert_eq!(lines_and_texts(&read("a.jsonl", members)), [(1, "أ"), (2, "ب")]);
    let frames = [zst.clone(), zst].concat();
    assert_eq!(read("a.jsonl", frames).rows.len(), 2);
    let all = read("a.jsonl", b"PK\x03\x04rest");
    assert_eq!(
        reasons(&all),
        ["0: cannot be read: this is zip data; plain, gzip and zstd files can be read"]
    );
}

#[test]
fn a_truncated_or_corrupt_archive_gives_its_rows_up_to_there() {
    let mut content = Vec::new();
    for i in 0..20_000_u32 {
        content.extend(format!("{{\"text\": \"نص {}\"}}\n", i.wrapping_mul(2_654_435_761)).into_bytes());
    }
    let gz = gzip(&content);
    let zst = zstd::encode_all(content.as_slice(), 3).unwrap();
    let mut corrupt = gz.clone();
    let middle = corrupt.len() / 2;
    corrupt[middle..middle + 64].fill(0xaa);
    for broken in [&gz[..gz.len() / 2], &zst[..zst.len() / 2], &corrupt] {
        let all = read("a.jsonl.gz", broken);
        assert!(all.rows.len() > 1_000, "{}", all.rows.len());
        assert_eq!(all.bad.last().unwrap().place.line, all.rows.len() as u64 + all.bad.len() as u64);
        assert!(all.bad.last().unwrap().reason.starts_with("cannot be read from here on"), "{:?}", all.bad);
    }
    let all = read("a.txt.gz", &gz[..gz.len() / 2]);
    assert_eq!((all.rows.len(), all.bad.len(), all.bad[0].place.line), (0, 1, 0), "no half documents");
    let all = read("a.jsonl.gz", &gz[..5]);
    assert_eq!((all.rows.len(), all.bad.len()), (0, 1));
}

#[test]
fn empty_files() {
    assert_eq!(reasons(&read("a.txt", "")), ["0: the file is empty"]);
    assert_eq!(reasons(&read("a.txt", "\u{feff} \n")), ["0: the file is empty"]);
    let all = read("a.jsonl", "\n\n");
    assert!(all.rows.is_empty() && all.bad.is_empty());
}

#[test]
fn chunks_are_bounded_and_keep_the_order() {
    let folder = Folder::new();
    for file in ["1.jsonl", "2.jsonl"] {
        let lines: Vec<u8> = (0..50)
            .flat_map(|i| {
                format!("{{\"text\": \"{}\"}}\n", "ن".repeat(if i == 20 { 2000 } else { 40 })).into_bytes()
            })
            .collect();
        folder.write(file, lines);
    }
    let options = ReadOptions { chunk_bytes: 1000, chunk_records: 8, ..ReadOptions::default() };
    let chunks: Vec<_> = Reader::open(&[folder.path().into()], &options).unwrap().collect();
    for chunk in &chunks {
        let bytes: usize = chunk.iter().map(RawRecord::size).sum();
        assert!(chunk.len() <= 8 && (bytes <= 1000 || chunk.len() == 1));
    }
    let lines: Vec<u64> = chunks.iter().flatten().map(|record| record.place().line).collect();
    assert_eq!(lines, (1..=50).chain(1..=50).collect::<Vec<_>>());
}

#[test]
fn unknown_endings_are_sniffed_when_named() {
    let folder = Folder::new();
    let path = folder.write("dump", named("json"));
    assert_eq!(read_with(&[&path], &ReadOptions::default()).rows[0].document.text, "json");
    let options = ReadOptions { format: Some(Format::Lines), ..ReadOptions::default() };
    let path = folder.write("list.txt", "أول\nثان\n");
    assert_eq!(read_with(&[&path], &options).rows.len(), 2);
}
