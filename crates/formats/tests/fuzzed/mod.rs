//! What any bytes may do to each thing that is read: nothing but give an error. Both the tests and the fuzzer (`fuzz/`)
//! use it.

use std::fs;
use std::io::{Cursor, Write};

use commonground::coding::Coder;
use commonground::process::decisions::read_log;
use commonground::round::{Document, Round};
use commonground::space::Background;
use commonground::{Framework, Silent};
use commonground_formats::read::{all_codes, ratings_of, read_codes};
use commonground_formats::write::Manifest;
use commonground_formats::{Limits, ReadOptions, import_framework, read, read_from};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What takes any bytes, and says whether they were read.
pub(crate) type Target = fn(&[u8]) -> bool;

/// Every target by name.
pub(crate) const TARGETS: [(&str, Target); 15] = [
    ("docx", docx),
    ("docx_xml", docx_xml),
    ("xlsx", xlsx),
    ("xlsx_xml", xlsx_xml),
    ("pdf", pdf),
    ("parquet", parquet),
    ("parquet_parts", parquet_parts),
    ("csv", csv),
    ("json", json),
    ("model", model),
    ("framework", framework),
    ("manifest", manifest),
    ("qdpx", qdpx),
    ("qdpx_xml", qdpx_xml),
    ("qdc", qdc),
];

/// Limits that a mutation of a small file should not come near, and that end it soon where it does.
fn options() -> ReadOptions {
    let limits = Limits { unpacked_bytes: 4 << 20, cells: 100_000, pages: 50, ..Limits::default() };
    ReadOptions { limits, max_file_bytes: 4 << 20, ..ReadOptions::default() }
}

/// Reads what begins with the mark of its format, as on standard input.
/// Without its mark a file is read as text; that is no file of its kind any more, and the targets below say so.
fn piped(bytes: &[u8]) -> bool {
    match read_from(&["-".to_owned()], &options(), &Silent, &mut &bytes[..]) {
        Ok(reading) => {
            assert_eq!(reading.files.len(), 1);
            assert!(reading.round.documents().iter().all(|document| !document.text.trim().is_empty()));
            true
        }
        Err(_) => false,
    }
}

/// A package as it is.
pub(crate) fn docx(bytes: &[u8]) -> bool {
    piped(bytes) && bytes.starts_with(b"PK")
}

/// The main part of a whole package.
pub(crate) fn docx_xml(bytes: &[u8]) -> bool {
    piped(&package(&[("word/document.xml", bytes)]))
}

/// A package as it is.
pub(crate) fn xlsx(bytes: &[u8]) -> bool {
    piped(bytes) && bytes.starts_with(b"PK")
}

/// The parts of a workbook, with a NUL between them: the sheet, the texts, the styles and the workbook.
pub(crate) fn xlsx_xml(bytes: &[u8]) -> bool {
    const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{R}/{kind}\" Target=\"{target}\"/>")
    };
    let all = |of: &[String]| format!("<Relationships>{}</Relationships>", of.concat());
    let main = all(&[relation("r1", "officeDocument", "xl/workbook.xml")]);
    let of_workbook = all(&[
        relation("r1", "worksheet", "a.xml"),
        relation("r2", "sharedStrings", "s.xml"),
        relation("r3", "styles", "y.xml"),
    ]);
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    piped(&package(&[
        ("_rels/.rels", main.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_workbook.as_bytes()),
        ("xl/a.xml", next()),
        ("xl/s.xml", next()),
        ("xl/y.xml", next()),
        ("xl/workbook.xml", next()),
    ]))
}

/// A PDF as it is.
pub(crate) fn pdf(bytes: &[u8]) -> bool {
    piped(bytes) && bytes.starts_with(b"%PDF-")
}

/// A Parquet file as it is.
pub(crate) fn parquet(bytes: &[u8]) -> bool {
    piped(bytes) && bytes.starts_with(b"PAR1")
}

/// What is between the pages of a Parquet file and its footer in the bytes of [`parquet_parts`].
pub(crate) const BETWEEN: &[u8] = b"<FOOTER>";

/// The pages and the footer of a Parquet file, with the marks and the length around them that make it whole.
pub(crate) fn parquet_parts(bytes: &[u8]) -> bool {
    let at = bytes.windows(BETWEEN.len()).rposition(|window| window == BETWEEN);
    let Some(at) = at else { return false };
    let (pages, footer) = (&bytes[..at], &bytes[at + BETWEEN.len()..]);
    let length = (footer.len() as u32).to_le_bytes();
    piped(&[b"PAR1", pages, footer, &length, b"PAR1"].concat())
}

/// A table, and a table that came out of a form.
pub(crate) fn csv(bytes: &[u8]) -> bool {
    named("t.csv", bytes)
}

/// Records.
pub(crate) fn json(bytes: &[u8]) -> bool {
    named("t.json", bytes)
}

/// A saved coder or background; one that loads has to work.
pub(crate) fn model(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if let Ok(coder) = Coder::load(text) {
        let _ = coder.code(&["The bus was late.", ""]);
        return coder.save().is_ok();
    }
    Background::load(text).and_then(|background| background.save()).is_ok()
}

/// A framework; one that is read is written and read again.
pub(crate) fn framework(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(framework) = Framework::from_toml(text) else { return false };
    let again = Framework::from_toml(&framework.to_toml());
    assert_eq!(again.ok().as_ref(), Some(&framework));
    true
}

/// A manifest, and a log of decisions.
pub(crate) fn manifest(bytes: &[u8]) -> bool {
    let _ = read_log(bytes).is_whole();
    serde_json::from_slice::<Manifest>(bytes).is_ok_and(|manifest| !manifest.to_json().is_empty())
}

/// A project of a QDA program as it is; what is read of it is put to a round, and never outside of a text.
pub(crate) fn qdpx(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.qdpx");
    fs::write(&path, bytes).unwrap();
    let Ok(tables) = read_codes(&[path.display().to_string()], &options(), &Silent) else { return false };
    let _ = ratings_of(&tables, None, None);
    let round = Round::new(vec![Document::new("a", "The 😀 bus\r\nwas late."), Document::new("b", "A park")]);
    let round = round.unwrap();
    let Ok((codes, _)) = all_codes(&tables, &round, None) else { return true };
    for code in codes.codes() {
        let document = round.documents().iter().find(|document| document.id == code.document);
        if let (Some(document), Some(range)) = (document, &code.range) {
            assert!(document.text.get(range.clone()).is_some_and(|text| !text.trim().is_empty()));
        }
    }
    true
}

/// The parts of a project, with a NUL between them: its XML, and its text.
pub(crate) fn qdpx_xml(bytes: &[u8]) -> bool {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    qdpx(&package(&[("project.qde", next()), ("sources/t.txt", next())]))
}

/// A codebook of a QDA program; one that is read is a framework that can be written.
pub(crate) fn qdc(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.qdc");
    fs::write(&path, bytes).unwrap();
    let Ok((framework, _)) = import_framework(&path, "x") else { return false };
    assert_eq!(Framework::from_toml(&framework.to_toml()).ok().as_ref(), Some(&framework));
    true
}

fn named(name: &str, bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&[path.display().to_string()], &options(), &Silent).is_ok()
}

/// A zip archive of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
