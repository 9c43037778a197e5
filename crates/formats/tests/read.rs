//! What comes out of good, odd and bad inputs.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use commonground::round::Note;
use commonground::{Progress, Silent};
use commonground_formats::{FormatError, ReadOptions, Reading, Reason, read, read_from};
use tempfile::TempDir;

/// A folder with the given files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn path_in(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

fn read_folder(folder: &TempDir, options: &ReadOptions) -> Result<Reading, FormatError> {
    read(&[folder.path().display().to_string()], options, &Silent)
}

fn read_named(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Reading, FormatError> {
    let folder = folder(&[(name, bytes)]);
    read(&[path_in(&folder, name)], options, &Silent)
}

fn read_plainly(name: &str, bytes: &[u8]) -> Reading {
    read_named(name, bytes, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Documents as `id=text`, in their order.
fn told(reading: &Reading) -> Vec<String> {
    reading.round.documents().iter().map(|d| format!("{}={}", d.id, d.text)).collect()
}

/// Notes as `file, line N: message`, without the folder.
fn notes(notes: &[Note], folder: &Path) -> Vec<String> {
    let root = format!("{}/", folder.display());
    notes.iter().map(|n| format!("{}: {}", n.source, n.message).replace(&root, "")).collect()
}

fn options(text: &[&str], id: Option<&str>, meta: &[&str]) -> ReadOptions {
    let list = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    ReadOptions { text: list(text), id: id.map(str::to_owned), meta: list(meta), ..ReadOptions::default() }
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn odd_inputs_are_read_as_people_mean_them() {
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("plain.txt", b" As it is.\r\n", &["plain= As it is.\r\n"]),
        ("notes.v1.md", b"# Title", &["notes.v1=# Title"]),
        ("odd.transcript", b"By name.", &["odd=By name."]),
        ("bom.txt", b"\xef\xbb\xbfText", &["bom=Text"]),
        ("le.csv", &utf16("\u{feff}id,text\n1,caf\u{e9}\n", u16::to_le_bytes), &["1=café"]),
        ("be.csv", &utf16("\u{feff}id,text\n1,caf\u{e9}\n", u16::to_be_bytes), &["1=café"]),
        ("bare.csv", &utf16("id,text\n1,cafe\n", u16::to_le_bytes), &["1=cafe"]),
        ("ansi.csv", b"id;text\n1;Caf\xe9 \x93quoted\x94 \xa35\n", &["1=Café “quoted” £5"]),
        ("bom.csv", b"\xef\xbb\xbf\"id\",\"text\"\n1,a\n", &["1=a"]),
        ("semicolon.csv", b"id;text\n1;a, b, c\n", &["1=a, b, c"]),
        ("tab.tsv", b"id\ttext\n1\ta, \"b\"; c\n", &["1=a, \"b\"; c"]),
        ("quoted.csv", b"id,text\n1,\"a\n\"\"b\"\", c\"\n2,d\n", &["1=a\n\"b\", c", "2=d"]),
        ("mac.csv", b"id,text\r1,a\r2,b\r", &["1=a", "2=b"]),
        ("blank.csv", b"\n\nid,text\n\n1,a\n\n", &["1=a"]),
        ("nbsp.csv", "\u{a0}ID\u{a0},Text\u{a0}\n1,a\n".as_bytes(), &["1=a"]),
        ("ids.csv", b"text\na\n\"b\nc\"\nd\n", &["ids:2=a", "ids:3=b\nc", "ids:5=d"]),
        ("lines.jsonl", b"{\"id\":7,\"text\":\"a\"}\r\n\r\n{\"text\":\"b\"}", &["7=a", "lines:3=b"]),
        ("array.json", b"[{\"id\":\"x\",\"text\":\"a\"},\n {\"text\":\"b\"}]", &["array:2=b", "x=a"]),
        ("lines.json", b"{\"id\":\"x\",\"text\":\"a\"}\n", &["x=a"]),
        ("answer.ndjson", b"{\"Ref\":\"x\",\"Answer\":\"a\"}\n", &["x=a"]),
        ("both.jsonl", b"{\"id\":\"x\",\"text\":\"a\",\"comment\":\"c\"}\n", &["x=a"]),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(told(&read_plainly(name, bytes)), *expected, "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_named_file_is_told_with_its_place_and_the_remedy() {
    let wide = [b"id,text".as_slice(), &b",".repeat(20_000), b"\n1,secret\n"].concat();
    #[rustfmt::skip]
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("open.csv",    b"id,text\n1,a\n2,\"secret\n3,b\n4,c\n", &["open.csv, line 3: a quote opens", "close it"]),
        ("none.csv",    b"id,question\n1,secret\n", &["none.csv: ", "--text", r#""id", "question""#]),
        ("two.csv",     b"id,answer,comments\n1,secret,b\n", &["several columns", r#"--text "answer""#]),
        ("twice.csv",   b"id,text,text\n1,secret,b\n", &[r#""text" occurs more than once"#]),
        ("header.csv",  b"id,text\n", &["no row follows"]),
        ("wide.csv",    &wide, &["wide.csv, line 1: more than 16384"]),
        ("empty.txt",   b"", &["there is no text"]),
        ("blank.md",    b" \n\t\r\n", &["there is no text"]),
        ("bom.txt",     b"\xef\xbb\xbf", &["there is no text"]),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0secret", &["a PNG picture", "save it as text"]),
        ("nul.csv",     b"id,text\n1,secret\0\n", &["NUL bytes"]),
        ("letter.docx", b"PK\x03\x04", &["damaged (not a whole zip archive)"]),
        ("slides.pptx", b"PK\x03\x04", &["not read by this version: save it as text, CSV or JSONL"]),
        ("old.doc",     b"secret", &["in a format that is not read", "save it as docx"]),
        ("noise.bin",   b"\x01\x02\x03\x04secret", &["binary"]),
        ("broken.jsonl", b"{\"text\":\"a\"}\n\n{\"text\":\"secret}\n", &["broken.jsonl, line 3: not valid JSON"]),
        ("value.jsonl", b"{\"text\":\"a\"}\n\"secret\"\n", &["value.jsonl, line 2: not a JSON object"]),
        ("field.jsonl", b"{\"id\":1,\"said\":\"secret\"}\n", &["--text", r#""id", "said""#]),
        ("broken.json", b"[{\"text\":\"a\"},\n{\"text\":secret}]", &["broken.json, line 2: not valid JSON"]),
        ("other.json",  b"[1, 2]", &["other.json, line 1: not a JSON object"]),
        ("empty.json",  b"[]", &["there is no text"]),
        ("deep.jsonl",  &[br#"{"text":"#.as_slice(), &b"[".repeat(100_000)].concat(), &["line 1: not valid JSON"]),
        ("blank.csv",   b"id,text\n1,\n2, \n", &["holds no document", "skipped (2)", "line 2: the row has no text"]),
    ];
    for (name, bytes, parts) in cases {
        let message = read_named(name, bytes, &ReadOptions::default()).unwrap_err().to_string();
        for part in *parts {
            assert!(message.contains(part), "{name}: {message}");
        }
        assert!(!message.contains("secret"), "{name} tells its text: {message}");
    }
}

#[test]
fn flags_that_name_no_column_are_told_what_there_is() {
    let table = b"ref,answer,place\n1,secret,x\n";
    let cases = [
        (
            options(&["anser"], None, &[]),
            &["\"anser\" for --text (did you mean \"answer\"?)", "\"place\""][..],
        ),
        (options(&[], Some("key"), &[]), &["\"key\" for --id; the columns are \"ref\""][..]),
        (options(&[], None, &["plase"]), &["\"plase\" for --meta (did you mean \"place\"?)"][..]),
    ];
    for (options, parts) in cases {
        let message = read_named("t.csv", table, &options).unwrap_err().to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}

#[test]
fn a_file_that_is_not_there_or_not_a_file_is_an_error() {
    let missing = read(&["no/such/file.txt".into()], &ReadOptions::default(), &Silent).unwrap_err();
    assert_eq!(missing.to_string(), "no/such/file.txt: there is no such file or folder: check the name");
    let nothing = read(&[], &ReadOptions::default(), &Silent).unwrap_err();
    assert!(matches!(nothing, FormatError::NothingRead { .. }), "{nothing}");
    if cfg!(unix) {
        let device = read(&["/dev/null".into()], &ReadOptions::default(), &Silent).unwrap_err();
        assert!(device.to_string().contains("not a regular file"), "{device}");
    }
}

#[test]
fn several_text_columns_are_joined_and_the_rest_is_metadata() {
    let table = "Key,Q1,Q2,Place,Email,Size\na,one,two,Here,x@y.z,3\nb,,two,,x@y.z,\n";
    let chosen = options(&["q1", "Q2"], Some("key"), &[]);
    let reading = read_named("t.csv", table.as_bytes(), &chosen).unwrap();
    assert_eq!(told(&reading), ["a=one\n\ntwo", "b=two"]);
    let metadata: Vec<_> = reading.round.documents().iter().map(|d| d.metadata.clone()).collect();
    assert_eq!(
        metadata[0].iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>(),
        ["Place=Here", "Size=3"]
    );
    assert!(metadata[1].is_empty());
    let warning = &reading.round.warnings()[0].message;
    assert!(warning.contains("\"Email\"") && warning.contains("--meta"), "{warning}");

    let named = options(&["q1", "Q2"], Some("key"), &["email"]);
    let reading = read_named("t.csv", table.as_bytes(), &named).unwrap();
    assert_eq!(reading.round.documents()[0].metadata["Email"], "x@y.z");
    assert!(reading.round.warnings().is_empty());
}

#[test]
fn rows_that_are_ragged_blank_or_without_id_are_listed_with_their_lines() {
    let folder =
        folder(&[("t.csv", b"id,text,place\n1,\"a\nb\",x\n2,b\n3,c,x,secret,secret\n4,,x\n ,d,x\n5\n")]);
    let reading = read_folder(&folder, &ReadOptions::default()).unwrap();
    assert_eq!(told(&reading), ["1=a\nb", "2=b", "3=c", "t:7=d"]);
    assert_eq!(
        notes(reading.round.skipped(), folder.path()),
        ["t.csv, line 6: the row has no text", "t.csv, line 8: the row has no text"]
    );
    assert_eq!(
        notes(reading.round.warnings(), folder.path()),
        [
            "t.csv: rows with a blank id cell; named t:LINE by their line: 1",
            "t.csv, line 4: cells in the row: 2, in the header: 3 (1 missing, read as empty)",
            "t.csv, line 5: cells in the row: 5, in the header: 3 (2 surplus, not read)",
            "t.csv, line 8: cells in the row: 1, in the header: 3 (2 missing, read as empty)",
        ]
    );
}

#[test]
fn of_many_ragged_rows_the_first_are_named_and_the_rest_counted() {
    let numbered: String = (0..50).map(|n| format!("{n},a,b\n")).collect();
    let reading = read_plainly("t.csv", format!("id,text\n{numbered}").as_bytes());
    let warnings = reading.round.warnings();
    assert_eq!(warnings.len(), 21);
    assert!(warnings[0].message.contains("cells: 30;"), "{}", warnings[0].message);
}

#[test]
fn json_values_become_metadata_and_nested_ones_are_told_once_a_field() {
    let lines = br#"{"id":1,"text":"a","n":3,"b":true,"list":["x","y"],"none":null,"deep":{"secret":1}}
{"id":2,"text":"b","deep":[["secret"]]}
{"id":3,"text":null}
{"id":4}
{"id":5,"text":6}
{"id":6,"text":"c","n":1,"n":2}
"#;
    let reading = read_plainly("t.jsonl", lines);
    assert_eq!(told(&reading), ["1=a", "2=b", "6=c"]);
    let metadata = &reading.round.documents()[0].metadata;
    let pairs: Vec<_> = metadata.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(pairs, ["b=true", "list=x; y", "n=3"]);
    let lines: Vec<_> = reading.round.skipped().iter().map(|n| n.source.line).collect();
    assert_eq!(lines, [Some(3), Some(4), Some(5)]);
    let warnings: Vec<_> = reading.round.warnings().iter().map(|n| n.message.as_str()).collect();
    assert_eq!(
        warnings,
        [
            "the field \"deep\" is not read where it holds objects or nested lists; such records: 2",
            "the field \"n\" occurs more than once, and the last one is read; such records: 1",
        ]
    );
}

#[test]
fn doubts_about_the_encoding_are_named() {
    let cases: [(&[u8], &str, &str); 3] = [
        (b"Caf\xe9 cr\xe8me", "windows-1252", "a guess"),
        (b"caf\xc3\xa9 cr\xc3\xa8me \xff", "UTF-8", "(1 times)"),
        (b"\xef\xbb\xbfa \xff b \xfe c", "UTF-8 with BOM", "(2 times)"),
    ];
    for (bytes, encoding, doubt) in cases {
        let reading = read_plainly("t.txt", bytes);
        assert_eq!(reading.files[0].encoding, encoding);
        let message = &reading.round.warnings()[0].message;
        assert!(message.contains(encoding) && message.contains(doubt), "{message}");
    }
}

#[test]
fn a_stray_quote_that_swallows_rows_is_warned_of() {
    let reading = read_plainly("t.csv", b"id,text\n1,\"Stray\n2,fine\n3,\"Quoted\"\n4,last\n");
    let warning = &reading.round.warnings()[0];
    assert_eq!(warning.source.line, Some(2));
    assert!(warning.message.contains("stray quote"), "{}", warning.message);
}

#[test]
fn a_huge_line_is_read_whole() {
    let text = "word ".repeat(1 << 20);
    let reading = read_plainly("t.csv", format!("id,text\n1,{text}\n").as_bytes());
    assert_eq!(reading.round.documents()[0].text, text);
    assert_eq!(reading.files[0].characters, text.len() as u64);
}

#[test]
fn a_folder_is_walked_in_order_and_everything_that_is_not_read_is_listed() {
    let folder = folder(&[
        ("b.txt", b"B"),
        ("a.md", b"A"),
        ("sub/deep/c.txt", b"C"),
        (".hidden.txt", b"H"),
        (".git/config", b"H"),
        ("~$letter.docx", b"L"),
        ("letter.docx", b"PK"),
        ("photo.jpg", b"\xff\xd8\xff"),
        ("empty.txt", b""),
        ("broken.jsonl", b"{\"text\":\"a\"}\n{"),
        ("contacts.csv", b"id,city\n1,x\n"),
        ("old/manifest.json", br#"{"program": "commonground", "outputs": ["themes.csv"]}"#),
        ("old/themes.csv", b"id,text\n1,x\n"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("b.txt"), folder.path().join("link.txt")).unwrap();
    let reading = read_folder(&folder, &ReadOptions::default()).unwrap();
    assert_eq!(told(&reading), ["a=A", "b=B", "sub/deep/c=C"]);
    let skipped = notes(reading.round.skipped(), folder.path());
    let expected = [
        ".git: hidden",
        ".hidden.txt: hidden",
        "broken.jsonl, line 2: not valid JSON",
        "contacts.csv: the text column is not plain",
        "empty.txt: there is no text",
        "letter.docx: damaged (not a whole zip archive)",
        #[cfg(unix)]
        "link.txt: a link",
        "old: a folder of results",
        "photo.jpg: no known extension",
        "~$letter.docx: the lock file",
    ];
    assert_eq!(skipped.len(), expected.len(), "{skipped:#?}");
    for (note, start) in skipped.iter().zip(expected) {
        assert!(note.starts_with(start), "{note}");
    }
    let files: Vec<_> = reading.files.iter().map(|file| (file.path.as_str(), file.documents)).collect();
    let place = |name| path_in(&folder, name);
    assert_eq!(files, [(&*place("a.md"), 1), (&*place("b.txt"), 1), (&*place("sub/deep/c.txt"), 1)]);
    assert_eq!(reading.files[0].sha256, "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd");
}

#[test]
fn a_folder_with_nothing_to_read_says_what_was_skipped() {
    let folder = folder(&[("a.pdf", b"%PDF"), ("b.docx", b"PK")]);
    let message = read_folder(&folder, &ReadOptions::default()).unwrap_err().to_string();
    assert!(message.contains("holds no document") && message.contains("skipped (2):"), "{message}");
    let empty = tempfile::tempdir().unwrap();
    let message = read_folder(&empty, &ReadOptions::default()).unwrap_err().to_string();
    assert!(message.contains("the folder is empty"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_not_utf8_is_read_with_a_warning() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    fs::write(folder.path().join(name), "Text").unwrap();
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"x.\xe9")), "Text").unwrap();
    let reading = read_folder(&folder, &ReadOptions::default()).unwrap();
    assert_eq!(told(&reading), ["caf�=Text"]);
    assert!(reading.round.warnings()[0].message.contains("not valid UTF-8"));
    assert_eq!(reading.round.skipped().len(), 1);
}

#[test]
fn an_id_that_occurs_in_two_files_is_an_error_with_both_places() {
    let folder = folder(&[("a.csv", b"id,text\n1,x\n7,x\n"), ("b.jsonl", b"{\"id\":7,\"text\":\"y\"}")]);
    let message = read_folder(&folder, &ReadOptions::default()).unwrap_err().to_string();
    for part in ["the id \"7\"", "a.csv, line 3", "b.jsonl, line 1"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn the_order_of_the_inputs_makes_no_difference() {
    let folder =
        folder(&[("a/x.txt", b"X"), ("a/b/y.txt", b"Y"), ("t.csv", b"id,text\n1,Z\n"), ("u.txt", b"U")]);
    let mut inputs: Vec<String> =
        ["a", "a/b", "t.csv", "u.txt", "a/x.txt"].map(|n| path_in(&folder, n)).into();
    let first = read(&inputs, &ReadOptions::default(), &Silent).unwrap();
    assert_eq!(told(&first), ["1=Z", "b/y=Y", "u=U", "x=X"]);
    assert_eq!(first.round.warnings().len(), 2, "{:?}", first.round.warnings());
    for turn in 1..inputs.len() {
        inputs.rotate_left(1);
        inputs.swap(0, turn);
        assert_eq!(read(&inputs, &ReadOptions::default(), &Silent).unwrap(), first);
    }
}

#[test]
fn standard_input_is_json_lines_or_one_text() {
    let cases: [(&[u8], &[&str]); 4] = [
        (b"\n {\"id\":1,\"text\":\"a\"}\n{\"text\":\"b\"}\n", &["1=a", "stdin:3=b"]),
        (b"Just text.", &["stdin=Just text."]),
        (b"\xef\xbb\xbf{\"id\":1,\"text\":\"a\"}", &["1=a"]),
        (b"[not json]", &["stdin=[not json]"]),
    ];
    for (bytes, expected) in cases {
        let mut stdin = Cursor::new(bytes);
        let reading = read_from(&["-".into()], &ReadOptions::default(), &Silent, &mut stdin).unwrap();
        assert_eq!(told(&reading), expected);
        assert_eq!(reading.files[0].path, "-");
    }
    let empty = read_from(&["-".into()], &ReadOptions::default(), &Silent, &mut std::io::empty());
    assert_eq!(empty.unwrap_err().to_string(), "standard input: there is no text in it");
}

#[test]
fn files_above_the_limit_are_not_read() {
    let folder = folder(&[("big.txt", &b"x".repeat(100)), ("small.txt", b"x")]);
    let options = ReadOptions { max_file_bytes: 50, ..ReadOptions::default() };
    let reading = read_folder(&folder, &options).unwrap();
    assert_eq!(told(&reading), ["small=x"]);
    assert!(reading.round.skipped()[0].message.contains("--max-file-bytes"));
    let named = read(&[path_in(&folder, "big.txt")], &options, &Silent).unwrap_err();
    let FormatError::Unreadable { reason, .. } = &named else { panic!("{named}") };
    assert!(matches!(**reason, Reason::TooLarge { limit: 50 }));
    let endless = read_from(&["-".into()], &options, &Silent, &mut std::io::repeat(b'x')).unwrap_err();
    assert!(endless.to_string().contains("--max-file-bytes"), "{endless}");
}

#[test]
fn a_metadata_table_is_joined_by_id() {
    let folder = folder(&[
        ("north.txt", b"N"),
        ("south.txt", b"S"),
        ("t.csv", b"id,text,place,kind\n7,T,Old,k\n"),
        ("meta.csv", b"ID;Place;Email\nnorth;Hill;a@b.c\n7;New;\ngone;x;\n;y;\n"),
    ]);
    let options = ReadOptions { metadata: Some(folder.path().join("meta.csv")), ..ReadOptions::default() };
    let reading = read_folder(&folder, &options).unwrap();
    let metadata: Vec<String> =
        reading.round.documents().iter().map(|d| format!("{}: {:?}", d.id, d.metadata)).collect();
    assert_eq!(
        metadata,
        [r#"7: {"Place": "New", "kind": "k", "place": "Old"}"#, r#"north: {"Place": "Hill"}"#, "south: {}"]
    );
    let warnings = notes(reading.round.warnings(), folder.path());
    assert_eq!(
        warnings,
        [
            "meta.csv: documents without a row here: 1 (\"south\")",
            "meta.csv: ids without a document: 1 (\"gone\")",
            "meta.csv: not read: \"Email\" (they look like personal data; to read them, name all metadata columns with --meta)",
            "meta.csv: rows with a blank id cell, not read: 1",
        ]
    );
    // The table is no input of its own, but it is in the log.
    assert!(reading.round.skipped().is_empty());
    let files: Vec<_> =
        reading.files.iter().map(|f| (f.path.rsplit('/').next().unwrap(), f.documents)).collect();
    assert_eq!(files, [("meta.csv", 0), ("north.txt", 1), ("south.txt", 1), ("t.csv", 1)]);
}

#[test]
fn a_bad_metadata_table_is_an_error() {
    let cases: [(&[u8], &[&str]); 3] = [
        (b"id,place\na,x\nb,y\na,z\n", &["meta.csv, line 4: the id \"a\" occurs again (first on line 2)"]),
        (b"name,place\na,x\n", &["there is no id column", "\"name\", \"place\""]),
        (b"", &["there is no text"]),
    ];
    for (table, parts) in cases {
        let folder = folder(&[("a.txt", b"A"), ("meta.csv", table)]);
        let options =
            ReadOptions { metadata: Some(folder.path().join("meta.csv")), ..ReadOptions::default() };
        let message = read(&[path_in(&folder, "a.txt")], &options, &Silent).unwrap_err().to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}

#[test]
fn a_caller_can_stop_the_reading() {
    struct Stop;
    impl Progress for Stop {
        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let folder = folder(&[("a.txt", b"A")]);
    let error = read(&[path_in(&folder, "a.txt")], &ReadOptions::default(), &Stop).unwrap_err();
    assert!(matches!(error, FormatError::Core(commonground::Error::Cancelled)), "{error}");
}
