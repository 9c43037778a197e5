//! Files that are changed at random, the same way every time: no change makes a reader panic.
//!
//! A run by hand tries more: `COMMONGROUND_FUZZ=1000000 cargo test --release -p commonground-formats --test mutations`,
//! with `COMMONGROUND_FUZZ_TARGET=docx` for one target and `COMMONGROUND_FUZZ_SEED=7` for other changes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]
#![cfg(all(feature = "parquet", feature = "pdf"))]

mod fuzzed;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};

use commonground::noise::NoiseSettings;
use commonground::round::{Document, Round};
use commonground::{Framework, Settings, Silent, code_round};
use commonground_formats::write::ColumnType::{Integer, Number, Text, YesNo};
use commonground_formats::write::{CsvStyle, TableFile};
use fuzzed::{BETWEEN, TARGETS, package};

/// A generator that everybody can write down (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

/// Pieces that formats are made of, and numbers at the edge of what can be counted.
#[rustfmt::skip]
const PIECES: [&str; 64] = [
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>x</w:t>", "<w:del>", "</w:del>", "<w:del/>", "<w:tr>", "<w:trPr>", "</w:trPr>", "<w:sdt>", "<w:sdtPr>",
    "<w:showingPlcHdr/>", "<w:sdtContent>", "<mc:AlternateContent>", "<mc:Choice>", "<mc:Fallback>", "<w:txbxContent>", "<w:pPr>", "<w:rPr>", "<w:vanish/>",
    "<row r=\"9\">", "</row>", "<c r=\"XFD1\" t=\"s\"><v>0</v></c>", "<v>", "</v>", "<f/>", "t=\"s\"", "t=\"b\"", "t=\"inlineStr\"", "s=\"1\"", "<si><t>y</t></si>",
    "&amp;", "&#0;", "&#x110000;", "&x;", "<![CDATA[", "]]>", "<!--", "-->", "xmlns=\"\"", "\0", "_x000D_", "_x",
    "BT /F1 9 Tf (x) Tj ET", "[", "]", "<<", ">>", "1 0 R", "4294967295", "-1", "99999999999999999999", "1e999", "NaN", "/Length 0", "stream\n", "endstream", "endobj",
    "\"", "{", "}", "null",
];

/// Elements that are whole; another may stand in the place of `@`.
#[rustfmt::skip]
const WHOLE: [&str; 32] = [
    "<w:p>@</w:p>", "<w:r>@</w:r>", "<w:t>@</w:t>", "<w:del>@</w:del>", "<w:ins>@</w:ins>", "<w:moveFrom>@</w:moveFrom>", "<w:tbl><w:tr><w:tc>@</w:tc></w:tr></w:tbl>",
    "<w:trPr><w:del/></w:trPr>", "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>@</w:sdtContent></w:sdt>", "<w:pPr><w:rPr><w:del/></w:rPr>@</w:pPr>",
    "<w:rPr><w:vanish/></w:rPr>", "<w:txbxContent>@</w:txbxContent>", "<mc:AlternateContent><mc:Choice>@</mc:Choice><mc:Fallback>@</mc:Fallback></mc:AlternateContent>",
    "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>", "<w:outlineLvl w:val=\"9999999999\"/>", "<w:tab/>", "<w:br/>", "<w:sym w:char=\"110000\"/>", "<w:footnote w:type=\"x\">@</w:footnote>",
    "<row>@</row>", "<row r=\"0\">@</row>", "<c>@</c>", "<c t=\"s\"><v>1</v></c>", "<c r=\"XFD1\" s=\"1\"><v>-46083.99999999</v></c>", "<c s=\"1\"><v>2958465.999999999</v></c>",
    "<c><f>@</f></c>", "<c t=\"inlineStr\"><is><t>@</t></is></c>", "<si><t>@</t></si>",
    "<PlainTextSelection startPosition=\"1\" endPosition=\"9\" name=\"he 😀 bus\">@</PlainTextSelection>", "<Coding creatingUser=\"u\"><CodeRef targetGUID=\"c\"/>@</Coding>",
    "<Code guid=\"c\" name=\"Bus\" isCodable=\"false\">@</Code>", "<TextSource name=\"b\" plainTextPath=\"internal://t.txt\">@</TextSource>",
];

/// Changes some bytes: puts others in, takes some out, copies, cuts, and puts in pieces.
fn changed(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let most = [1, 1, 2, 4][chance.below(4)];
    for _ in 0..most {
        let at = chance.below(bytes.len() + 1);
        let longest = [4, 40, 400][chance.below(3)];
        let length = chance.below(1 + longest).min(bytes.len() - at);
        match chance.below(24) {
            // An element with its end, behind another tag, leaves XML whole.
            8.. if bytes.first() == Some(&b'<') => {
                let at = bytes[..at].iter().rposition(|byte| *byte == b'>').map_or(at, |tag| tag + 1);
                let element = WHOLE[chance.below(WHOLE.len())].replace('@', WHOLE[chance.below(WHOLE.len())]);
                drop(bytes.splice(at..at, element.replace('@', "x").into_bytes()));
            }
            // Places and lengths of Parquet stay true only if nothing moves.
            8.. if at < bytes.len() && (bytes.starts_with(b"PAR1") || bytes[0] == 0x15) => {
                let edge = [0, 1, 0x7f, 0x80, 0xff, bytes[at] ^ 1, bytes[at].wrapping_add(2)];
                bytes[at] = edge[chance.below(edge.len())];
            }
            0 if at < bytes.len() => bytes[at] = chance.next() as u8,
            1 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.drain(at..at + length)),
            3 => {
                let copy = bytes[at..at + length].to_vec();
                let to = chance.below(bytes.len() + 1);
                drop(bytes.splice(to..to, copy));
            }
            4 if chance.below(8) == 0 => bytes.truncate(at),
            _ => {
                let piece = PIECES[chance.below(PIECES.len())].as_bytes();
                let times = if chance.below(20) == 0 { 300 } else { 1 };
                drop(bytes.splice(at..at, piece.repeat(times)));
            }
        }
    }
    bytes
}

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const S: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn document() -> Vec<u8> {
    format!(
        "<w:document xmlns:w=\"{W}\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>\
         <w:p><w:pPr><w:pStyle w:val=\"H1\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One</w:t><w:tab/><w:br/></w:r></w:p>\
         <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>no</w:t></w:r></w:p></w:sdtContent></w:sdt>\
         <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>\
         <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:ins><w:r><w:t>box &amp; x</w:t></w:r></w:ins></w:p></w:txbxContent></mc:Choice><mc:Fallback/></mc:AlternateContent>\
         <w:rPr><w:vanish/></w:rPr><w:sym w:char=\"F0A7\"/><w:noBreakHyphen/></w:r></w:p></w:body></w:document>"
    )
    .into_bytes()
}

fn sheet() -> Vec<u8> {
    format!(
        "<worksheet xmlns=\"{S}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>when</t></is></c></row>\
         <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>46083.5</v></c><c><f>A1</f></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c></row></sheetData></worksheet>\0\
         <sst xmlns=\"{S}\" uniqueCount=\"9\"><si><t>text</t></si><si><r><t>the bus</t></r><rPh><t>x</t></rPh></si></sst>\0\
         <styleSheet xmlns=\"{S}\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"d/m/yy\"/></numFmts><cellXfs><xf/><xf numFmtId=\"170\"/></cellXfs></styleSheet>\0\
         <workbook xmlns=\"{S}\" xmlns:r=\"{R}\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>"
    )
    .into_bytes()
}

fn pdf() -> Vec<u8> {
    let content = "BT /F1 11 Tf 12 TL 1 0 0 1 60 700 Tm (The bus was la-) Tj T* [(te, we) -300 (said.)] TJ ET q 1 0 0 1 0 0 cm /X Do Q";
    let form = "BT /F2 9 Tf 60 500 Td <00010002> Tj ET /X Do";
    let map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n1 beginbfrange\n<0001> <0009> <0041>\nendbfrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 8 0 R>>/XObject<</X 6 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/wcircumflex]>>/FirstChar 32/Widths[278 278]>>".to_owned(),
        format!("<</Subtype/Form/Matrix[1 0 0 1 0 0]/Length {}>>stream\n{form}\nendstream", form.len()),
        format!("<</Length {}>>stream\n{map}\nendstream", map.len()),
        "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</W[1[500]3 9 600]/DW 700>>]/ToUnicode 7 0 R>>".to_owned(),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    for (number, object) in (1..).zip(objects) {
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    (file + "trailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF").into_bytes()
}

/// Our own file, and what another program makes of all types, codecs and encodings.
fn parquets() -> Vec<Vec<u8>> {
    let columns = [("id", Integer), ("text", Text), ("share", Number), ("open", YesNo)];
    let mut table = TableFile::new("t.parquet", &columns, CsvStyle::Data).unwrap();
    for (n, open) in ["yes", "no", ""].into_iter().enumerate() {
        table.row([&n.to_string(), "The bus was late.", "0.5", open]).unwrap();
    }
    let others = ["none", "snappy", "gzip", "zstd", "pages-v2", "int96"];
    let others = others.map(|name| fs_bytes(&format!("tests/parquet/{name}.parquet")));
    std::iter::once(table.finish().unwrap()).chain(others).collect()
}

fn parts_of_parquet(file: &[u8]) -> Vec<u8> {
    let (rest, length) = file[4..file.len() - 4].split_last_chunk::<4>().unwrap();
    let (pages, footer) = rest.split_at(rest.len() - u32::from_le_bytes(*length) as usize);
    [pages, BETWEEN, footer].concat()
}

const FRAMEWORK: &str = "name = 'x'\n\n[[area]]\nid = 'bus'\nname = 'Buses'\ndescription = 'Late ones'\ncues = ['bus*', 'late bus']\nexamples = ['The bus was late.']\n\n[[area]]\nid = 'park'\nname = 'Parks'\nparent = 'bus'\n";

const PROJECT: &str = "<Project><Users><User guid=\"u\" name=\"Ann\"/></Users><CodeBook><Codes><Code guid=\"c\" name=\"Bus\"/></Codes></CodeBook><Sources>\
    <TextSource name=\"a.txt\" plainTextPath=\"internal://t.txt\"><PlainTextSelection startPosition=\"0\" endPosition=\"10\" name=\"The 😀 bus\">\
    <Coding creatingUser=\"u\"><CodeRef targetGUID=\"c\"/></Coding></PlainTextSelection><Coding><CodeRef targetGUID=\"c\"/></Coding></TextSource>\
    <TextSource name=\"b\"><PlainTextContent>A &amp; park</PlainTextContent><PlainTextSelection startPosition=\"4\" endPosition=\"8\" name=\"park\">\
    <Coding><CodeRef targetGUID=\"c\"/></Coding></PlainTextSelection></TextSource></Sources></Project>";
const CODED: &str = "\u{feff}The 😀 bus\r\nwas late.";
const CODEBOOK: &str = "<CodeBook><Codes><Code guid=\"c\" name=\"Bus\" isCodable=\"false\"><Description>Late &amp; so on</Description>\
    <Code guid=\"d\" name=\"Bus\" isCodable=\"true\"/></Code><Code guid=\"e\" name=\"bus\"/><Code guid=\"f\" name=\"Empty\" isCodable=\"false\"/></Codes></CodeBook>";

/// Whole files from which each target begins.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let relation = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"{R}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let sheet_parts = sheet();
    let parts: Vec<&[u8]> = sheet_parts.split(|byte| *byte == 0).collect();
    let of_workbook = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"{R}/worksheet\" Target=\"a.xml\"/><Relationship Id=\"r2\" Type=\"{R}/sharedStrings\" Target=\"s.xml\"/></Relationships>"
    );
    let text = |text: &str| text.as_bytes().to_vec();
    match target {
        "docx" => vec![package(&[("word/document.xml", &document())])],
        "docx_xml" => vec![document()],
        "xlsx" => vec![package(&[
            ("_rels/.rels", relation.as_bytes()),
            ("xl/_rels/workbook.xml.rels", of_workbook.as_bytes()),
            ("xl/workbook.xml", parts[3]),
            ("xl/s.xml", parts[1]),
            ("xl/a.xml", parts[0]),
        ])],
        "xlsx_xml" => vec![sheet()],
        "pdf" => vec![pdf()],
        "parquet" => parquets(),
        "parquet_parts" => parquets().iter().map(|file| parts_of_parquet(file)).collect(),
        "csv" => vec![
            text("id,text,place\n1,\"the bus, late\",Leeds\n2,\"a \"\"quoted\"\"\nline\",York\n"),
            text(
                "ID,Start time,Completion time,Email,Why?\n1,a,b,c,the bus was late again and we do not know why\n",
            ),
            text(
                "StartDate,RecordedDate,ResponseId,Q1\nStart,Recorded,Response ID,Why?\n{\"ImportId\":\"x\"},b,c,d\n1,2,R_1,the bus was late again and nobody said so\n",
            ),
        ],
        "json" => vec![
            text(
                "{\"id\": 1, \"text\": \"the bus \\u00e9\"}\n{\"id\": \"2\", \"text\": \"late\", \"n\": {\"a\": [1, null, true]}}\n",
            ),
            text("[{\"id\": 1, \"text\": \"the bus\"}, {\"text\": \"late\", \"place\": [\"a\", \"b\"]}]"),
        ],
        "model" => {
            let texts =
                ["The bus was late.", "The park has a pond.", "The late bus again.", "A pond in the park."];
            let framework = Framework::from_toml(FRAMEWORK).unwrap();
            let documents = (0..).zip(texts).map(|(n, text)| Document::new(format!("d{n}"), text));
            let round = Round::new(documents.collect()).unwrap();
            let mut settings = Settings { noise: NoiseSettings::off(), ..Settings::default() };
            settings.tfidf.vocabulary.min_df = 1;
            let coder = code_round(&round, &framework, &settings, &Silent).unwrap().coder;
            vec![
                coder.save().unwrap().into_bytes(),
                text(
                    "{\"kind\": \"commonground-background\", \"schema\": 1, \"analyser\": {\"language\": \"en\"}, \"terms\": [\"bus\", \"park\"], \"vectors\": {\"cols\": 2, \"values\": [1.0, 0.5, 0.1, 0.2]}}",
                ),
            ]
        }
        "qdpx" => {
            vec![package(&[("project.qde", PROJECT.as_bytes()), ("sources/t.txt", CODED.as_bytes())])]
        }
        "qdpx_xml" => vec![text(&format!("{PROJECT}\0{CODED}"))],
        "qdc" => vec![text(CODEBOOK)],
        "framework" => vec![
            text(FRAMEWORK),
            fs_bytes("../../fixtures/framework.toml"),
            fs_bytes("../../fixtures/hierarchy.toml"),
        ],
        _ => vec![text(
            "{\"program\": \"commonground\", \"version\": \"0.1.0\", \"schema\": 1, \"command\": \"analyse\", \"settings\": {}, \"inputs\": [{\"path\": \"a\", \"kind\": \"csv\", \"bytes\": 1, \"sha256\": \"\", \"encoding\": \"UTF-8\", \"documents\": 1, \"characters\": 1, \"parts\": {\"count\": 1, \"of\": \"rows\"}}], \"counts\": {}, \"skipped\": [], \"warnings\": [], \"outputs\": []}",
        )],
    }
}

fn fs_bytes(path: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn no_change_of_a_file_makes_its_reader_panic() {
    let (times, seed) = (number("COMMONGROUND_FUZZ", 400), number("COMMONGROUND_FUZZ_SEED", 0));
    let only = env::var("COMMONGROUND_FUZZ_TARGET").ok();
    for (name, target) in TARGETS {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let seeds = seeds(name);
        seeds.iter().for_each(|seed| assert!(target(seed), "{name}: what is changed can be read"));
        let mut read = 0u64;
        let mut chance = Chance(seed ^ (name.len() as u64) << 32);
        // What was changed and can still be read is changed further, so that changes add up.
        let mut grown = seeds.clone();
        for round in 0..times {
            let bytes = changed(&grown[chance.below(grown.len())], &mut chance);
            let outcome = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
            read += u64::from(outcome.as_ref().is_ok_and(|is_read| *is_read));
            if outcome.is_err() {
                let path = env::temp_dir().join(format!("commonground-{name}-{seed}-{round}"));
                std::fs::write(&path, &bytes).unwrap();
                panic!("{name}: change {round} of seed {seed} makes a panic; see {}", path.display());
            }
            if outcome.is_ok_and(|is_read| is_read) && bytes.len() < 1 << 14 && chance.below(10) == 0 {
                let at = chance.below(seeds.len() + 30);
                if at < grown.len() {
                    grown[at] = bytes
                } else {
                    grown.push(bytes)
                }
                if grown.len() > seeds.len() {
                    let at = chance.below(seeds.len());
                    grown[at].clone_from(&seeds[at]);
                }
            }
        }
        println!("{name}: {times} changes, of which {read} can still be read");
    }
}
