//! What holds for any input.

use std::fs;

use commonground::Silent;
use commonground_formats::read::{ratings_of, read_codes};
use commonground_formats::write::{Csv, CsvStyle};
use commonground_formats::{ReadOptions, read};
use proptest::prelude::*;

const KINDS: [&str; 8] = ["t.parquet", "t.txt", "t.md", "t.csv", "t.tsv", "t.jsonl", "t.json", "t.odd"];

/// Bytes that are like a table, like JSON, like text in some encoding, or like nothing.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "(id|text|[a,;\t\"\r\n]){0,60}".prop_map(String::into_bytes),
        "id,(start,end,)?area(,coder)?\n([ab01,\n]){0,60}".prop_map(String::into_bytes),
        "(id,text\n)([a\",\r\n]){0,60}".prop_map(String::into_bytes),
        "[\\[\\]{},:\"a1 \n]{0,60}".prop_map(String::into_bytes),
        "([{]\"(id|text)\":(\"a\"|1|null|[\\[]1[\\]]),?\"b\":1[}],?\n){0,8}".prop_map(String::into_bytes),
        any::<String>().prop_map(|s| s.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        any::<String>().prop_map(|s| [b"\xff\xfe".to_vec(), s.into_bytes()].concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in any_bytes(), kind in prop::sample::select(&KINDS[..])) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(kind);
        fs::write(&path, &bytes).unwrap();
        let named = [path.display().to_string()];
        let options = ReadOptions { metadata: Some(path), ..ReadOptions::default() };
        let _ = read(&named, &ReadOptions::default(), &Silent);
        let _ = read(&named, &options, &Silent);
        if let Ok(tables) = read_codes(&named, &ReadOptions::default(), &Silent) {
            let _ = ratings_of(&tables, None, None);
        }
        // In a folder nothing but the lack of any document is an error, and nothing goes unlisted.
        if let Ok(reading) = read(&[folder.path().display().to_string()], &ReadOptions::default(), &Silent) {
            let documents: u64 = reading.files.iter().map(|file| file.documents).sum();
            prop_assert_eq!(documents as usize, reading.round.documents().len());
        }
    }

    #[test]
    fn a_table_reads_back_as_it_was_written(
        rows in prop::collection::vec(("\\PC{0,8}[a-z\"',;\t\r\n]{0,8}x", any::<String>()), 1..12),
    ) {
        let mut csv = Csv::new("t.csv", &["id", "text", "place"], CsvStyle::Data).unwrap();
        for (index, (text, place)) in rows.iter().enumerate() {
            csv.row([&format!("row {index}"), text, place]).unwrap();
        }
        let bytes = csv.finish().unwrap();
        prop_assume!(!bytes.contains(&0));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        fs::write(&path, bytes).unwrap();
        let Ok(reading) = read(&[path.display().to_string()], &ReadOptions::default(), &Silent) else {
            // A table with more control characters than text allows is taken for binary data.
            let is_odd = |c: char| c.is_control();
            prop_assert!(rows.iter().any(|(text, place)| text.contains(is_odd) || place.contains(is_odd)));
            return Ok(());
        };
        prop_assert_eq!(reading.round.documents().len(), rows.len());
        for (document, (text, place)) in reading.round.documents().iter().zip(&rows) {
            prop_assert_eq!(&document.text, text);
            let expected = Some(place).filter(|place| !place.trim().is_empty());
            prop_assert_eq!(document.metadata.get("place"), expected);
        }
    }
}
