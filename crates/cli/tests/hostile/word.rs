//! Word files.

use super::*;

pub(crate) fn add(cases: &mut Cases) {
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
