//! Files that are broken, odd or made to do harm: what becomes of each, and that none harms the run.
//!
//! Each is read by the command as one of two files of a folder, within limits of memory that a mistake of ours would
//! break. The table says what is expected: the file is listed as skipped or is read, with these words. All are made
//! here; nothing of them lies in the repository.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

#[allow(dead_code, reason = "each test file uses a part")]
#[path = "common/made.rs"]
mod made;

mod common;

use std::process::Command;

use common::{CANARY, Place, Ran};
use commonground::Silent;
use commonground_formats::read::worker::Worker;
use commonground_formats::{Limits, ReadOptions, read};
use flate2::{Compress, Compression, FlushCompress};
use made::{Cell, W, docx, paragraph, pdf, pdf_of, relations, xlsx, zip};

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is listed as skipped, for a reason with these words.
    Skipped(&'static str),
    /// It is read; if there are words, with a warning of these.
    Read(&'static str),
}
use Fate::{Read, Skipped};

struct Case {
    name: String,
    bytes: Vec<u8>,
    fate: Fate,
}

/// All cases so far.
#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) {
        self.0.push(Case { name: name.to_owned(), bytes: bytes.into(), fate });
    }
}

/// The canary is in every text, so that a message that quotes one is found out.
fn text() -> String {
    paragraph(&format!("The bus was late again {CANARY} and nobody said why."), "")
}

fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"{W}\"><w:body>{body}</w:body></w:document>")
}

/// A package with this as its main part.
fn package(main: &[u8]) -> Vec<u8> {
    let of_package = relations(&[("officeDocument", "word/document.xml")]);
    zip(&[("_rels/.rels", of_package.as_bytes()), ("word/document.xml", main)])
}

fn nested(open: &str, close: &str, times: usize) -> String {
    format!("{}{}{}", open.repeat(times), text(), close.repeat(times))
}

/// What unpacks to `megabytes` of the letter a, without ever having been so large: one piece, again and again.
fn deflated(megabytes: usize, before: &[u8]) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), false);
    let mut pack = |bytes: &[u8], flush| {
        let mut out = Vec::with_capacity(bytes.len() / 4 + 1024);
        packer.compress_vec(bytes, &mut out, flush).unwrap();
        out
    };
    let mut stream = pack(before, FlushCompress::Full);
    let piece = pack(&vec![b'a'; 1 << 20], FlushCompress::Full);
    (0..megabytes).for_each(|_| stream.extend(&piece));
    stream
}

/// A package whose main part is this, packed already, and claims to unpack to `claimed` bytes.
fn packed(name: &str, stream: &[u8], claimed: u32) -> Vec<u8> {
    let mut file = zip(&[("_rels/.rels", relations(&[("officeDocument", name)]).as_bytes())]);
    // The end record of the archive is made anew, with one entry more.
    let end = file.len() - 22;
    let directory = u32::from_le_bytes(file[end + 16..end + 20].try_into().unwrap()) as usize;
    let entries = file.split_off(directory);
    let central = &entries[..entries.len() - 22];
    let start = file.len() as u32;
    let fields = |signature: &[u8], rest: &[u8]| {
        let mut record = signature.to_vec();
        record.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        record.extend((stream.len() as u32).to_le_bytes());
        record.extend(claimed.to_le_bytes());
        record.extend((name.len() as u16).to_le_bytes());
        record.extend(rest);
        record.extend(name.as_bytes());
        record
    };
    file.extend(fields(b"PK\x03\x04", &[0, 0]));
    file.extend(stream);
    let place = file.len() as u32;
    file.extend(central);
    let mut rest = vec![0; 12];
    rest.extend(start.to_le_bytes());
    let mut record = fields(b"PK\x01\x02\x14\x00", &rest);
    // Comment, disk and attributes take as many bytes as are left of the record.
    record[10] = 8;
    file.extend(&record);
    let length = (file.len() as u32) - place;
    file.extend(b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
    file.extend(length.to_le_bytes());
    file.extend(place.to_le_bytes());
    file.extend([0, 0]);
    file
}

const DAMAGED: Fate = Skipped("damaged (");

fn word(cases: &mut Cases) {
    let good = docx(&text(), &[]);
    cases.add("whole.docx", good.clone(), Read(""));
    cases.add("empty.docx", "", Skipped("there is no text"));
    cases.add("text.docx", CANARY, DAMAGED);
    cases.add("only-mark.docx", "PK\x03\x04", DAMAGED);
    for (name, at) in [("cut-early", 40), ("cut-half", good.len() / 2), ("cut-late", good.len() - 5)] {
        cases.add(&format!("{name}.docx"), &good[..at], DAMAGED);
    }
    let mut flipped = good.clone();
    let middle = good.len() / 3;
    flipped[middle..middle + 40].fill(0x55);
    cases.add("overwritten.docx", flipped, Skipped(""));
    let mut ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    cases.add("old.docx", ole.clone(), Skipped("save it as docx"));
    cases.add("old.doc", ole.clone(), Skipped("save it as docx"));
    ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    cases.add("password.docx", ole.clone(), Skipped("remove the password"));
    cases.add("password.xlsx", ole, Skipped("remove the password"));
    cases.add("a.odt", "PK", Skipped("save it as docx"));
    cases.add("a.rtf", "{\\rtf1 x}", Skipped("save it as docx"));
    cases.add("a.xls", "x", Skipped("save it as xlsx"));
    cases.add("a.xlsb", "x", Skipped("save it as xlsx"));
    cases.add("a.ods", "x", Skipped("save it as xlsx"));
    cases.add("a.pptx", "PK", Skipped("not read by this version"));
    cases.add("a.parquet", "PAR1", Skipped("not read by this version"));
    cases.add("~$lock.docx", "x", Skipped("lock file"));

    cases.add("no-document.docx", zip(&[("a.txt", b"x")]), Skipped("no document in it"));
    cases.add("other-root.docx", package(b"<a>x</a>"), Skipped("no document in it"));
    cases.add("not-xml.docx", package(b"zanzibarquux"), Skipped("no document in it"));
    cases.add("null-bytes.docx", package(&[0; 1000]), Skipped(""));
    cases.add("open-tag.docx", package(b"<w:document"), DAMAGED);
    cases.add("cut-xml.docx", package(&document(&text()).as_bytes()[..200]), DAMAGED);
    cases.add("crossed.docx", package(document("<w:p><w:r></w:p></w:r>").as_bytes()), DAMAGED);
    cases.add(
        "utf-16.docx",
        package(&document(&text()).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
        Skipped(""),
    );
    cases.add("invalid-utf-8.docx", package(b"<w:document>\xff\xfe</w:document>"), DAMAGED);
    cases.add(
        "entity.docx",
        package(document("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>").as_bytes()),
        Skipped("entity"),
    );
    let laughs = format!(
        "<!DOCTYPE a [<!ENTITY a \"{}\"><!ENTITY b \"{}\">]>{}",
        "x".repeat(1000),
        "&a;".repeat(1000),
        document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")
    );
    cases.add("laughs.docx", package(laughs.as_bytes()), Skipped("entity"));
    let outside = format!(
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
        document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")
    );
    cases.add("outside.docx", package(outside.as_bytes()), Skipped("entity"));
    cases.add("no-paragraph.docx", package(document("").as_bytes()), Skipped("there is no text"));
    cases.add(
        "picture.docx",
        docx("<w:p/>", &[("word/media/a.png", "x")]),
        Skipped("only pictures (1): run OCR"),
    );
    cases.add("bare-text.docx", package(document(CANARY).as_bytes()), Skipped("there is no text"));

    for (name, open, close) in [
        ("tables", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("controls", "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("boxes", "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
        ("insertions", "<w:ins>", "</w:ins>"),
        ("unknown", "<a>", "</a>"),
    ] {
        cases.add(
            &format!("deep-{name}.docx"),
            package(document(&nested(open, close, 100_000)).as_bytes()),
            Skipped("--max-depth"),
        );
        cases.add(
            &format!("nested-{name}.docx"),
            package(document(&nested(open, close, 60)).as_bytes()),
            Read(""),
        );
    }
    cases.add(
        "deep-open.docx",
        package(document(&"<w:p>".repeat(500_000)).as_bytes()),
        Skipped("--max-depth"),
    );
    let joined = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>".repeat(100_000);
    cases.add("joined.docx", package(document(&(joined + &text())).as_bytes()), Read("tracked changes"));
    let many = "<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(200_000);
    cases.add("many-paragraphs.docx", package(document(&many).as_bytes()), Read(""));
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=\"\"")).collect();
    cases.add(
        "many-attributes.docx",
        package(document(&format!("<w:p{attributes}/>{}", text())).as_bytes()),
        Read(""),
    );
    let circle = format!(
        "<w:styles xmlns:w=\"{W}\"><w:style w:styleId=\"A\"><w:name w:val=\"a\"/><w:basedOn w:val=\"B\"/></w:style><w:style w:styleId=\"B\"><w:name w:val=\"b\"/><w:basedOn w:val=\"A\"/></w:style></w:styles>"
    );
    let in_circle =
        format!("<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>{CANARY}</w:t></w:r></w:p>");
    let (of_package, of_document) =
        (relations(&[("officeDocument", "word/document.xml")]), relations(&[("styles", "styles.xml")]));
    cases.add(
        "styles-in-a-circle.docx",
        zip(&[
            ("_rels/.rels", of_package.as_bytes()),
            ("word/_rels/document.xml.rels", of_document.as_bytes()),
            ("word/styles.xml", circle.as_bytes()),
            ("word/document.xml", document(&in_circle).as_bytes()),
        ]),
        Read(""),
    );
    let of_package = relations(&[("officeDocument", "../../../etc/passwd")]);
    cases.add(
        "traversal.docx",
        zip(&[("_rels/.rels", of_package.as_bytes()), ("../../../etc/passwd", document(&text()).as_bytes())]),
        Read(""),
    );
    let itself = relations(&[("officeDocument", "_rels/.rels")]);
    cases.add("itself.docx", zip(&[("_rels/.rels", itself.as_bytes())]), Skipped("no document in it"));
    let of_itself = relations(&[("styles", "document.xml"), ("footnotes", "document.xml")]);
    let of_package = relations(&[("officeDocument", "word/document.xml")]);
    cases.add(
        "relations-to-itself.docx",
        zip(&[
            ("_rels/.rels", of_package.as_bytes()),
            ("word/_rels/document.xml.rels", of_itself.as_bytes()),
            ("word/document.xml", document(&text()).as_bytes()),
        ]),
        Read(""),
    );
    cases.add(
        "workbook.docx",
        xlsx(&[("A", "visible", vec![vec![Cell::Shared("x")]])]),
        Skipped("an Excel workbook (xlsx): rename it"),
    );

    // Bombs: honest about their size, lying about it, and of many entries.
    let head = format!("<w:document xmlns:w=\"{W}\"><w:body><w:p><w:r><w:t>");
    let stream = deflated(10 * 1024, head.as_bytes());
    cases.add(
        "bomb.docx",
        packed("word/document.xml", &stream, u32::MAX - 1),
        Skipped("--max-unpacked-bytes"),
    );
    cases.add("lying-bomb.docx", packed("word/document.xml", &stream, 100), Skipped(""));
    let spaces = deflated(600, b"<w:document ");
    cases.add("bomb-in-a-tag.docx", packed("word/document.xml", &spaces, 1 << 20), Skipped(""));
    let names: Vec<String> = (0..30_000).map(|n| format!("a{n}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    cases.add("many-entries.docx", zip(&entries), Skipped("more than 20000 entries"));
    let mut claims = good.clone();
    let end = claims.len() - 22;
    claims[end + 8..end + 12].fill(0xff);
    cases.add("claims-entries.docx", claims, Skipped(""));
    let mut encrypted = good;
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> =
            encrypted.windows(4).enumerate().filter(|(_, window)| window == mark).map(|(at, _)| at).collect();
        places.into_iter().for_each(|at| encrypted[at + flags] |= 1);
    }
    cases.add("encrypted-entry.docx", encrypted, Skipped("remove the password"));
}

fn sheet(data: &str) -> Vec<u8> {
    sheet_with(
        data,
        "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>text</t></si></sst>",
    )
}

fn sheet_with(data: &str, shared: &str) -> Vec<u8> {
    const S: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let of_package = relations(&[("officeDocument", "xl/workbook.xml")]);
    let of_workbook = relations(&[("worksheet", "sheet.xml"), ("sharedStrings", "s.xml")]);
    let workbook = format!(
        "<workbook xmlns=\"{S}\" xmlns:r=\"{R}\"><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>"
    );
    let data = format!("<worksheet xmlns=\"{S}\"><sheetData>{data}</sheetData></worksheet>");
    zip(&[
        ("_rels/.rels", of_package.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_workbook.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/s.xml", shared.as_bytes()),
        ("xl/sheet.xml", data.as_bytes()),
    ])
}

const HEAD: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";

fn excel(cases: &mut Cases) {
    let answer = format!(
        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>the bus was late {CANARY}</t></is></c></row>"
    );
    let good = sheet(&format!("{HEAD}{answer}"));
    cases.add("whole.xlsx", good.clone(), Read("without an id"));
    cases.add("empty.xlsx", "", Skipped("there is no text"));
    cases.add("text.xlsx", CANARY, DAMAGED);
    for (name, at) in [("cut-half", good.len() / 2), ("cut-late", good.len() - 5)] {
        cases.add(&format!("{name}.xlsx"), &good[..at], DAMAGED);
    }
    cases.add("document.xlsx", docx(&text(), &[]), Skipped("a Word document (docx): rename it"));
    cases.add("no-workbook.xlsx", zip(&[("a", b"x")]), Skipped("no workbook in it"));
    cases.add("no-sheet.xlsx", xlsx(&[]), Skipped("no row in any sheet"));
    cases.add(
        "hidden-only.xlsx",
        xlsx(&[("Old", "veryHidden", vec![vec![Cell::Shared("x")]])]),
        Skipped("name it with --sheet; hidden are \"Old\""),
    );
    cases.add("header-only.xlsx", sheet(HEAD), Skipped("no row follows the header"));
    cases.add("nothing.xlsx", sheet(""), Skipped("no row in any sheet"));
    cases.add(
        "no-text-column.xlsx",
        xlsx(&[(
            "A",
            "visible",
            vec![
                vec![Cell::Shared("id"), Cell::Shared("q")],
                vec![Cell::Shared("1"), Cell::Text(CANARY.into())],
            ],
        )]),
        Skipped("name it with --text"),
    );
    let counted = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"4000000000\" uniqueCount=\"4000000000\"><si><t>text</t></si></sst>";
    cases.add("claims-strings.xlsx", sheet_with(&format!("{HEAD}{answer}"), counted), Read(""));
    cases.add(
        "sparse.xlsx",
        sheet(&format!("{HEAD}{answer}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>")),
        Read("cells in the row: 16384"),
    );
    let wide = format!(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"XFD1\"><v>1</v></c></row>{}",
        "<row><c><v>1</v></c></row>".repeat(50_000)
    );
    cases.add("wide-header.xlsx", sheet(&wide), Skipped("--max-cells"));
    cases.add(
        "beyond.xlsx",
        sheet(&format!("{HEAD}<row r=\"2\"><c r=\"ZZZZ2\"><v>1</v></c></row>")),
        Skipped("outside of what a sheet can have"),
    );
    cases.add(
        "no-place.xlsx",
        sheet(&format!("{HEAD}<row r=\"2\"><c r=\"2\"><v>1</v></c></row>")),
        Skipped("a cell has no place"),
    );
    cases.add("negative-row.xlsx", sheet(&format!("{HEAD}<row r=\"-2\"/>")), Skipped("a row has no number"));
    cases.add(
        "bad-index.xlsx",
        sheet(&format!("{HEAD}<row r=\"2\"><c t=\"s\"><v>99999999999999999999</v></c></row>")),
        Skipped("a text that is not there"),
    );
    cases.add(
        "bad-style.xlsx",
        sheet(&format!("{HEAD}<row><c s=\"99999\"><v>1e999</v></c></row>")),
        Read(""),
    );
    cases.add("bad-numbers.xlsx", sheet(&format!("{HEAD}<row><c><v>NaN</v></c></row><row><c><v>-1e308</v></c></row><row><c><v>zanzibarquux</v></c></row>")), Read(""));
    cases.add(
        "no-values.xlsx",
        sheet(&format!("{HEAD}{answer}<row><c><f>A1</f></c></row>")),
        Read("formulas without a value"),
    );
    cases.add(
        "twice.xlsx",
        sheet(&format!("{HEAD}<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"A2\"><v>2</v></c></row>")),
        Read(""),
    );
    cases.add(
        "many-cells.xlsx",
        sheet(&format!("{HEAD}<row>{}</row>", "<c/>".repeat(16_380))),
        Skipped("no row follows"),
    );
    cases.add(
        "columns-without-end.xlsx",
        sheet(&format!("{HEAD}<row>{}</row>", "<c/>".repeat(20_000))),
        Skipped("outside of what a sheet can have"),
    );
    cases.add("deep.xlsx", sheet(&"<a>".repeat(100_000)), Skipped("--max-depth"));
    cases.add("crossed.xlsx", sheet("<row><c></row></c>"), DAMAGED);
    cases.add(
        "rows-in-rows.xlsx",
        sheet(&format!("{}{HEAD}{}", "<row>".repeat(50), "</row>".repeat(50))),
        Skipped("no row follows"),
    );
    let main = "xl/workbook.xml";
    cases.add(
        "bomb.xlsx",
        packed(main, &deflated(10 * 1024, b"<workbook>"), u32::MAX - 1),
        Skipped("--max-unpacked-bytes"),
    );
    cases.add("lying-bomb.xlsx", packed(main, &deflated(600, b"<workbook>"), 1 << 10), Skipped(""));
    cases.add(
        "formula.xlsx",
        sheet(&format!(
            "{HEAD}<row><c t=\"inlineStr\"><is><t>=cmd|' /C calc'!A0 {CANARY}</t></is></c></row>"
        )),
        Read(""),
    );
}

fn pdfs(cases: &mut Cases) {
    let page = format!("BT /F1 11 Tf 60 700 Td (The bus was late again {CANARY} and nobody said why.) Tj ET");
    let good = pdf(std::slice::from_ref(&page));
    cases.add("whole.pdf", good.clone(), Read(""));
    cases.add("empty.pdf", "", Skipped("there is no text"));
    cases.add("text.pdf", CANARY, DAMAGED);
    cases.add("mark-only.pdf", "%PDF-1.7\n", DAMAGED);
    cases.add("cut-half.pdf", &good[..good.len() / 2], Skipped(""));
    cases.add(
        "bad-xref.pdf",
        String::from_utf8_lossy(&good).replace("startxref", "startxxxx").into_bytes(),
        Read(""),
    );
    cases.add("scanned.pdf", pdf(&["BI /W 1 /H 1 ID x EI".to_owned()]), Skipped("run OCR over it first"));
    cases.add("blank.pdf", pdf(&[String::new()]), Skipped("there is no text"));
    let spaced: String =
        "letters that stand alone on this page for ever".chars().flat_map(|c| [c, ' ']).collect();
    cases.add(
        "spaced.pdf",
        pdf(&[format!("BT /F1 11 Tf 60 700 Td ({spaced}) Tj ET")]),
        Skipped("cannot be made out"),
    );
    cases.add(
        "half-scanned.pdf",
        pdf(&[page.clone(), "BI /W 1 /H 1 ID x EI".to_owned()]),
        Read("most likely scanned: 2"),
    );
    cases.add(
        "no-font.pdf",
        pdf(&["BT /F9 11 Tf 60 700 Td (zanzibarquux) Tj ET".to_owned()]),
        Skipped("cannot be made out"),
    );
    cases.add("short-operators.pdf", pdf(&[format!("BT Tf Td Tm TJ Tj cm Q Q Q Do ' \" {page}")]), Read(""));
    cases.add("infinite.pdf", pdf(&[format!("BT /F1 99999999999999999999999999999999999999999999999 Tf 1e99 0 0 1 1e99 1e99 Tm (x) Tj ET {page}")]), Skipped(""));
    cases.add("many-saves.pdf", pdf(&[format!("{}{page}", "q ".repeat(100_000))]), Read(""));
    cases.add("deep-array.pdf", pdf(&[format!("{} {page}", "[".repeat(200_000))]), Skipped(""));
    let catalogue = "<</Type/Catalog/Pages 2 0 R>>".to_owned();
    let object = |text: &str| text.to_owned();
    cases.add(
        "no-pages.pdf",
        pdf_of(&[catalogue.clone(), object("<</Type/Pages/Count 0/Kids[]>>")], ""),
        Skipped("there is no page"),
    );
    cases.add(
        "pages-in-a-circle.pdf",
        pdf_of(&[catalogue.clone(), object("<</Type/Pages/Count 1/Kids[2 0 R]>>")], ""),
        Skipped("there is no page"),
    );
    cases.add(
        "claims-pages.pdf",
        pdf_of(&[catalogue.clone(), object("<</Type/Pages/Count 999999999/Kids[]>>")], ""),
        Skipped("there is no page"),
    );
    let form = |name: &str| {
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</{name} 4 0 R>>>>/Length 8>>stream\n/X Do   \nendstream"
        )
    };
    let parent = "<</Type/Pages/Count 1/Kids[3 0 R]>>";
    let caller = "<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R>>";
    let contents = "<</Length 6>>stream\n/X Do \nendstream";
    cases.add(
        "form-that-draws-itself.pdf",
        pdf_of(&[catalogue.clone(), object(parent), object(caller), form("X"), object(contents)], ""),
        Skipped("there is no text"),
    );
    let twice = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 60>>stream\n/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do \nendstream";
    cases.add(
        "forms-without-end.pdf",
        pdf_of(&[catalogue.clone(), object(parent), object(caller), object(twice), object(contents)], ""),
        Skipped(""),
    );
    let parents = "<</Type/Page/Parent 3 0 R/Contents 4 0 R>>";
    cases.add(
        "parent-of-itself.pdf",
        pdf_of(
            &[
                catalogue.clone(),
                object(parent),
                object(parents),
                object("<</Length 4>>stream\nBT ET\nendstream"),
            ],
            "",
        ),
        Skipped("there is no text"),
    );
    cases.add("encrypted.pdf", pdf_of(&[catalogue.clone(), object(parent), object(caller)], "/Encrypt<</Filter/Standard/V 1/R 2/O(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)/U(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)/P -4>>/ID[(a)(a)]"), Skipped("remove the password"));
    let mut bomb = format!("%PDF-1.7\n1 0 obj\n{catalogue}\nendobj\n2 0 obj\n{parent}\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n").into_bytes();
    let mut stream = vec![0x78, 0x9c];
    stream.extend(deflated(10 * 1024, b""));
    bomb.extend(format!("4 0 obj\n<</Filter/FlateDecode/Length {}>>stream\n", stream.len()).bytes());
    bomb.extend(stream);
    bomb.extend(b"\nendstream\nendobj\ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF");
    cases.add("bomb.pdf", bomb, Skipped("--max-unpacked-bytes"));
    let many: Vec<String> = vec![page; 2_100];
    cases.add("many-pages.pdf", pdf(&many), Skipped("--max-pages"));
}

fn texts(cases: &mut Cases) {
    cases.add("empty.csv", "", Skipped("there is no text"));
    cases.add("null.csv", [0u8; 64], Skipped("not text"));
    cases.add("open-quote.csv", "id,text\n1,\"zanzibarquux", Skipped("a quote opens"));
    cases.add("wide.csv", format!("{}\n1", "a,".repeat(20_000)), Skipped("more than 16384 cells"));
    cases.add("quotes.csv", "\"".repeat(100_001), Skipped(""));
    cases.add("ragged.csv", "id,text\n1\n2,the bus,late,again\n", Read("cells in the row"));
    cases.add("no-rows.csv", "id,text\n", Skipped("no row follows"));
    cases.add("carriage.csv", "id,text\rq1,the bus was late\rq2,the bus\r", Read(""));
    cases.add("office.csv", docx(&text(), &[]), Skipped("not text"));
    cases.add("lone.csv", b"id,text\n1,\xed\xa0\x80 late\n".to_vec(), Read(""));
    cases.add("half-utf-16.csv", b"\xff\xfei\0d\0,\0t".to_vec(), Skipped(""));
    cases.add("null.tsv", "a\tb\0\tc\n", Skipped(""));
    cases.add("same-headers.csv", "text,text\na,b\n", Skipped("occurs more than once"));
    cases.add("deep.json", "[".repeat(500_000), Skipped(""));
    cases.add("deep-objects.json", "{\"a\":".repeat(500_000), Skipped(""));
    cases.add("deep.jsonl", format!("{{\"text\": {}}}", "[".repeat(200_000)), Skipped(""));
    cases.add("cut.jsonl", "{\"id\": 1, \"text\": \"zanzibarquux", Skipped("not valid JSON"));
    cases.add("numbers.json", "[1, 2]", Skipped("not a JSON object"));
    cases.add("large-number.jsonl", "{\"id\": 1e999, \"text\": \"the bus\"}", Skipped(""));
    cases.add("surrogate.jsonl", "{\"id\": \"s\", \"text\": \"the bus \\ud800\"}", Skipped("not valid JSON"));
    cases.add("keys.jsonl", "{\"text\": \"the bus\", \"text\": \"late\", \"id\": \"k\"}", Read(""));
    cases.add("null.txt", [0u8; 100], Skipped("not text"));
    cases.add("blank.md", "\u{feff}\u{2003}\n\n", Skipped("there is no text"));
    cases.add("elf.txt", "\x7fELF\x02\x01\0\0", Skipped("not text"));
    cases.add("controls.txt", "the bus \x1b[2J\x1b]0;x\x07 was late", Skipped("not text"));
    cases.add("long-line.txt", "bus ".repeat(300_000), Read(""));
    cases.add("direction.txt", "the \u{202e}sub\u{202c} was late", Read(""));
    cases.add("script.md", "<script>alert('late bus')</script>", Read(""));
    cases.add("no-extension", "the bus", Skipped("no known extension"));
    cases.add(".hidden.docx", "x", Skipped("hidden"));
}

/// Reads a folder with a file and a good one, with no more memory than a reader should need, and says what is wrong.
fn fault(case: &Case) -> Option<String> {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late and the bus was full.");
    place.write(&format!("d/{}", case.name), &case.bytes);
    let binary = assert_cmd::cargo::cargo_bin!("commonground");
    let line = format!(
        "ulimit -v 1800000; exec '{}' cluster d --k 1 --min-df 1 --max-df 1 --threads 1 --out out.csv --max-file-memory 512MiB --max-file-seconds 20",
        binary.display()
    );
    let ran = Ran::of(Command::new("sh").args(["-c", &line]).current_dir(place.path()).output().unwrap());
    let wrong = |what: &str| Some(format!("{}: {what}\n  {}: {}", case.name, ran.code, ran.err));
    if ran.code != 0 {
        return wrong("the run is harmed");
    }
    if ran.err.contains(CANARY) {
        return wrong("a message has text of a document");
    }
    let manifest = place.json("out.csv.manifest.json");
    let of_file = |list: &str| -> Vec<String> {
        let notes = manifest[list].as_array().unwrap().iter();
        notes
            .filter(|note| note["source"]["file"] == format!("d/{}", case.name))
            .map(|note| note["message"].as_str().unwrap().to_owned())
            .collect()
    };
    let is_read =
        manifest["inputs"].as_array().unwrap().iter().any(|file| file["path"] == format!("d/{}", case.name));
    let (skips, warnings) = (of_file("skipped"), of_file("warnings"));
    let told = match case.fate {
        Skipped(_) if is_read => return wrong("is read"),
        Read(_) if !is_read => return wrong("is not read"),
        Skipped(words) => skips.iter().any(|message| message.contains(words)),
        Read(words) => words.is_empty() || warnings.iter().any(|message| message.contains(words)),
    };
    // A message that the reader of a file died is true, but the reader should have known better.
    if skips.iter().any(|message| message.contains("ended early")) {
        println!("{}: {skips:?}", case.name);
    }
    if told { None } else { wrong(&format!("is not told as expected: {skips:?} {warnings:?}")) }
}

#[cfg(unix)]
#[test]
fn no_file_harms_the_run_and_each_is_told() {
    let mut cases = Cases::default();
    word(&mut cases);
    excel(&mut cases);
    pdfs(&mut cases);
    texts(&mut cases);
    println!("cases: {}", cases.0.len());
    assert!(cases.0.len() >= 100, "{}", cases.0.len());
    let faults: Vec<String> = cases.0.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.0.len(), faults.join("\n"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_comes_to_a_limit_is_a_skip() {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late.");
    place.write("d/a.docx", docx(&text().repeat(400_000), &[]));
    let told = |line: &str| {
        let ran = place.run(&format!("cluster d --k 1 --min-df 1 --max-df 1 --out out.csv --force {line}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        place.json("out.csv.manifest.json")["skipped"].to_string()
    };
    assert!(
        told("--max-file-memory 48MiB").contains("--max-file-memory"),
        "{}",
        told("--max-file-memory 48MiB")
    );
    assert!(told("--max-unpacked-bytes 1MiB").contains("--max-unpacked-bytes"));
    assert!(told("--max-file-bytes 100").contains("--max-file-bytes"));
    assert!(told("--max-depth 2").contains("--max-depth"));
    assert_eq!(told(""), "[]");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused() {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late.");
    place.write("secret/a.docx", docx(&text(), &[]));
    std::os::unix::fs::symlink(place.path().join("secret"), place.path().join("d/folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.path().join("d/a.txt")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path().join("d/b.docx")).unwrap();
    assert!(Command::new("mkfifo").arg(place.path().join("d/pipe.docx")).status().unwrap().success());
    place.ok("cluster d --k 1 --min-df 1 --max-df 1 --out out.csv");
    let manifest = place.json("out.csv.manifest.json");
    let skipped = manifest["skipped"].as_array().unwrap();
    let told: Vec<&str> = skipped.iter().map(|note| note["message"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().filter(|message| message.contains("a link")).count() == 3, "{told:?}");
    assert_eq!(manifest["counts"]["documents"], 1);
    let device = place.run("analyse /dev/zero");
    assert!(device.code == 1 && device.err.contains("not a regular file"), "{}", device.err);
}

#[cfg(unix)]
#[test]
fn a_worker_that_dies_or_hangs_is_a_skip_with_the_reason() {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late.");
    // More than a pipe holds, so that a worker that reads nothing cannot hold up the run.
    place.write("d/a.docx", vec![b'x'; 1 << 20]);
    let cases = [
        ("exit 3", "ended early (exit code 3)"),
        ("kill -9 $$", "ended early (signal 9)"),
        ("exec sleep 60", "not read within 1 seconds: leave it out, or raise --max-file-seconds"),
        ("echo all is well", "ended early (exit code 0)"),
        ("echo memory allocation of 9 bytes failed >&2; kill -6 $$", "raise --max-file-memory"),
    ];
    for (script, expected) in cases {
        let arguments = vec!["-c".to_owned(), script.to_owned()];
        let options = ReadOptions {
            limits: Limits { seconds: 1, ..Limits::default() },
            worker: Some(Worker { program: "sh".into(), arguments }),
            ..ReadOptions::default()
        };
        let reading = read(&[place.path().join("d").display().to_string()], &options, &Silent).unwrap();
        let skipped = reading.round.skipped();
        assert_eq!(reading.round.documents().len(), 1, "{script}");
        assert!(skipped[0].message.contains(expected), "{script}: {skipped:?}");
    }
}
