//! Files of office programs, made for the tests: no more of each format than it takes.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const S: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip archive of these entries.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The part that names the relations of another; each is a kind and a target, with the ids r1, r2 and so on.
pub(crate) fn relations(of: &[(&str, &str)]) -> String {
    let mut xml = String::from(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (number, (kind, target)) in (1..).zip(of) {
        let _ = write!(xml, "<Relationship Id=\"r{number}\" Type=\"{R}/{kind}\" Target=\"{target}\"/>");
    }
    xml + "</Relationships>"
}

/// A Word document with this body, and these parts beside it.
pub(crate) fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{W}\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>{body}</w:body></w:document>"
    );
    let levels: String = (1..=3)
        .map(|n| format!("<w:style w:styleId=\"H{n}\"><w:name w:val=\"heading {n}\"/></w:style>"))
        .collect();
    let styles = format!(
        "<w:styles xmlns:w=\"{W}\">{levels}\
         <w:style w:styleId=\"Mine\"><w:name w:val=\"Question\"/><w:basedOn w:val=\"H2\"/></w:style>\
         <w:style w:styleId=\"T1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>"
    );
    let of_package = relations(&[("officeDocument", "word/document.xml")]);
    let kinds = ["styles", "footnotes", "comments", "header"];
    let of_document = relations(&kinds.map(|kind| {
        (
            kind,
            ["styles.xml", "footnotes.xml", "comments.xml", "header1.xml"]
                [kinds.iter().position(|k| *k == kind).unwrap()],
        )
    }));
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", of_package.as_bytes()),
        ("word/_rels/document.xml.rels", of_document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    entries.extend(parts.iter().map(|(name, xml)| (*name, xml.as_bytes())));
    zip(&entries)
}

/// A paragraph of a Word document.
pub(crate) fn paragraph(text: &str, properties: &str) -> String {
    format!(
        "<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escaped(text)
    )
}

/// A line of Markdown that is of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Heading(usize),
    Item,
    Text,
}

/// The blocks of a document of the invented round.
pub(crate) fn blocks(markdown: &str) -> Vec<(Kind, String)> {
    let mut blocks = Vec::new();
    for block in markdown.trim().split("\n\n") {
        if block.starts_with("- ") {
            blocks.extend(block.lines().map(|line| (Kind::Item, line[2..].to_owned())));
        } else if let Some((marks, text)) = block.split_once(' ').filter(|(m, _)| m.chars().all(|c| c == '#'))
        {
            blocks.push((Kind::Heading(marks.len()), text.to_owned()));
        } else {
            blocks.push((Kind::Text, block.to_owned()));
        }
    }
    blocks
}

/// A document of the invented round as Word.
pub(crate) fn round_docx(markdown: &str) -> Vec<u8> {
    let body: String = blocks(markdown)
        .iter()
        .map(|(kind, text)| match kind {
            Kind::Heading(level) => paragraph(text, &format!("<w:pStyle w:val=\"H{level}\"/>")),
            Kind::Item => paragraph(text, "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>"),
            Kind::Text => paragraph(text, ""),
        })
        .collect();
    docx(&body, &[])
}

/// A cell of a sheet.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Blank,
    Shared(&'static str),
    Text(String),
    Number(&'static str, usize),
    Raw(&'static str),
}

/// A workbook of sheets, each with a name, a state and rows. The second style is a date, the third a date with a time.
pub(crate) fn xlsx(sheets: &[(&str, &str, Vec<Vec<Cell>>)]) -> Vec<u8> {
    let mut shared: Vec<&str> = Vec::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut list = String::new();
    let mut relation: Vec<(&str, String)> =
        vec![("styles", "styles.xml".into()), ("sharedStrings", "s.xml".into())];
    for (number, (name, state, rows)) in (1..).zip(sheets) {
        let _ = write!(
            list,
            "<sheet name=\"{}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"r{}\"/>",
            escaped(name),
            number + 2
        );
        relation.push(("worksheet", format!("worksheets/sheet{number}.xml")));
        let mut data = String::new();
        for (row, cells) in (1..).zip(rows) {
            let _ = write!(data, "<row r=\"{row}\">");
            for (column, cell) in cells.iter().enumerate() {
                let place = format!("{}{row}", char::from(b'A' + column as u8));
                let _ = match cell {
                    Cell::Blank => Ok(()),
                    Cell::Shared(text) => {
                        let at = shared.iter().position(|known| known == text).unwrap_or_else(|| {
                            shared.push(text);
                            shared.len() - 1
                        });
                        write!(data, "<c r=\"{place}\" t=\"s\"><v>{at}</v></c>")
                    }
                    Cell::Text(text) => write!(
                        data,
                        "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                        escaped(text)
                    ),
                    Cell::Number(number, style) => {
                        write!(data, "<c r=\"{place}\" s=\"{style}\"><v>{number}</v></c>")
                    }
                    Cell::Raw(xml) => write!(data, "{}", xml.replace('@', &place)),
                };
            }
            data.push_str("</row>");
        }
        let sheet = format!("<worksheet xmlns=\"{S}\"><sheetData>{data}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    let strings: String = shared.iter().map(|text| format!("<si><t>{}</t></si>", escaped(text))).collect();
    let relation: Vec<(&str, &str)> =
        relation.iter().map(|(kind, target)| (*kind, target.as_str())).collect();
    let others = [
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/_rels/workbook.xml.rels", relations(&relation)),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{S}\" xmlns:r=\"{R}\"><sheets>{list}</sheets></workbook>"),
        ),
        ("xl/s.xml", format!("<sst xmlns=\"{S}\" uniqueCount=\"4000000000\">{strings}</sst>")),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{S}\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd/mm/yyyy hh:mm\"/></numFmts>\
                 <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    let mut entries: Vec<(&str, &[u8])> = others.iter().map(|(name, xml)| (*name, xml.as_bytes())).collect();
    entries.extend(parts.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
    zip(&entries)
}

/// A document of the invented round as PDF: A4, with a head and the number of the page on each, and long words parted at
/// the ends of lines.
pub(crate) fn round_pdf(head: &str, markdown: &str) -> Vec<u8> {
    const WIDTH: usize = 88;
    let mut pages = vec![String::new()];
    let mut y = 760.0;
    for (kind, text) in blocks(markdown) {
        let (size, indent) = match kind {
            Kind::Heading(level) => (20 - 3 * level, 0),
            _ => (11, 0),
        };
        let text = if kind == Kind::Item { format!("\u{2022} {text}") } else { text };
        let lines = wrapped(&text, if size > 11 { 50 } else { WIDTH });
        if size > 11 && y < 120.0 {
            pages.push(String::new());
            y = 760.0;
        }
        for line in lines {
            if y < 70.0 {
                pages.push(String::new());
                y = 760.0;
            }
            let page = pages.last_mut().unwrap();
            let _ =
                writeln!(page, "BT /F1 {size} Tf 1 0 0 1 {} {y} Tm ({}) Tj ET", 60 + indent, encoded(&line));
            y -= size as f64 * 1.25;
        }
        y -= if kind == Kind::Item { 0.0 } else { 9.0 };
    }
    let count = pages.len();
    let pages = (1..).zip(pages).map(|(number, page)| {
        let head = encoded(head);
        format!("BT /F1 9 Tf 60 800 Td ({head}) Tj ET {page} BT /F1 9 Tf 280 30 Td (Page {number} of {count}) Tj ET")
    });
    pdf(&pages.collect::<Vec<_>>())
}

/// Lines of so many characters; a long word that does not fit is parted.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        let room = width.saturating_sub(line.chars().count() + 1);
        if line.is_empty() || word.chars().count() <= room {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else if word.len() >= 12 && room > 7 && word.bytes().all(|b| b.is_ascii_lowercase()) {
            let _ = write!(line, " {}-", &word[..6]);
            lines.push(word[6..].to_owned());
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A string of a PDF, in the encoding of the font below.
fn encoded(text: &str) -> String {
    let mut string = String::new();
    for c in text.chars() {
        let code = match c {
            '(' | ')' | '\\' => {
                string.push('\\');
                c as u32
            }
            '\u{2019}' => 0x92,
            '\u{2018}' => 0x91,
            '\u{201c}' => 0x93,
            '\u{201d}' => 0x94,
            '\u{2013}' => 0x96,
            '\u{2014}' => 0x97,
            '\u{2022}' => 0x95,
            'ŵ' => 1,
            'ŷ' => 2,
            'Ŵ' => 3,
            'Ŷ' => 4,
            c if (c as u32) < 256 => c as u32,
            c => panic!("no code for {c:?}"),
        };
        match code {
            32..=126 => string.push(char::from(code as u8)),
            code => {
                let _ = write!(string, "\\{code:03o}");
            }
        }
    }
    string
}

/// A PDF of pages with these contents.
pub(crate) fn pdf(pages: &[String]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 595 842]>>", pages.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding\
         /Differences[1/wcircumflex/ycircumflex/Wcircumflex/Ycircumflex]>>>>"
            .to_owned(),
    ];
    for (number, page) in pages.iter().enumerate() {
        let content = 5 + 2 * number;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Contents {content} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
        ));
        objects.push(format!("<</Length {}>>stream\n{page}\nendstream", page.len()));
    }
    pdf_of(&objects, "")
}

/// A PDF of these objects, the first of which is the catalogue.
pub(crate) fn pdf_of(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(
        file,
        "trailer<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}

/// What is in a file, as text; of a zip archive what is in all of its entries.
pub(crate) fn contents(path: &std::path::Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(&bytes)) else {
        return String::from_utf8_lossy(&bytes).into_owned();
    };
    let mut all = String::new();
    for place in 0..archive.len() {
        let mut part = Vec::new();
        std::io::copy(&mut archive.by_index(place).unwrap(), &mut part).unwrap();
        all += &String::from_utf8_lossy(&part);
    }
    all
}
