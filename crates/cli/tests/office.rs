//! Word, Excel, PDF and Parquet: what is read of each and by which rule, and the invented round in every format.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

#[allow(dead_code, reason = "each test file uses a part")]
#[path = "common/made.rs"]
mod made;

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::{Place, fixtures};
use commonground::Silent;
use commonground::round::{PassageSettings, passages};
use commonground_formats::write::{ColumnType, CsvStyle, TableFile};
use commonground_formats::{ReadOptions, Reading, read};
use made::{Cell, W, docx, paragraph, round_docx, round_pdf, xlsx};

/// Reads one file of these bytes in this process.
fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Reading, String> {
    let place = Place::new();
    place.write(name, bytes);
    let path = place.path().join(name).display().to_string();
    let reading = read(std::slice::from_ref(&path), options, &Silent);
    reading.map_err(|error| error.to_string().replace(&path, name))
}

/// The text of a file, and all that was said about it.
fn text_of(name: &str, bytes: &[u8]) -> (String, Vec<String>) {
    let reading = read_bytes(name, bytes, &ReadOptions::default()).unwrap();
    let warnings = reading.round.warnings().iter().map(|note| note.message.clone()).collect();
    (reading.round.documents()[0].text.as_str().to_owned(), warnings)
}

/// Bodies of Word documents, the text that is read of each, and what is said about it.
#[rustfmt::skip]
const BODIES: &[(&str, &str, &str, &[&str])] = &[
    ("paragraphs, a tab, a break, hyphens",
     "<w:p><w:r><w:t>One</w:t><w:tab/><w:t xml:space=\"preserve\">two </w:t><w:br/><w:t>three</w:t></w:r></w:p><w:p/>\
      <w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>er&#xAD;ate &amp; so</w:t></w:r></w:p>",
     "One\ttwo \nthree\n\nco-operate & so\n", &[]),
    ("headings by style, by a style based on one, and by level",
     "<w:p><w:pPr><w:pStyle w:val=\"H1\"/></w:pPr><w:r><w:t>A</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Mine\"/></w:pPr><w:r><w:t>B</w:t></w:r></w:p>\
      <w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t>C</w:t></w:r></w:p>",
     "# A\n\n## B\n\n### C\n", &[]),
    ("lists",
     "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>b</w:t></w:r></w:p>\
      <w:p><w:pPr><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>no item</w:t></w:r></w:p>",
     "- a\n- b\n\nno item\n", &[]),
    ("cells of tables and of tables within them, in the order of reading",
     "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>2a</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>\
      <w:tr><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
     "1\n\n2\n\n2a\n\n3\n", &[]),
    ("a text box once, after what it hangs on",
     "<w:p><w:r><w:t>Host</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
      <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>ess</w:t></w:r></w:p>",
     "Hostess\n\nbox\n", &[]),
    ("content controls without their placeholders",
     "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Click to enter text.</w:t></w:r></w:p></w:sdtContent></w:sdt>\
      <w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Filled in</w:t></w:r></w:p></w:sdtContent></w:sdt>\
      <w:p><w:r><w:t xml:space=\"preserve\">Name: </w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr w:val=\"0\"/></w:sdtPr><w:sdtContent><w:r><w:t>inline</w:t></w:r></w:sdtContent></w:sdt></w:p>",
     "Filled in\n\nName: inline\n", &["controls that were not filled in: 1"]),
    ("tracked changes as if accepted: insertions kept, deletions and what moved away dropped",
     "<w:p><w:r><w:t xml:space=\"preserve\">We </w:t></w:r><w:ins><w:r><w:t>now</w:t></w:r></w:ins><w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom></w:p>\
      <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:ins/></w:trPr><w:tc><w:p><w:r><w:t>new</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
     "We now\n\nnew\n", &["deletions that are tracked (insertions are read): 3"]),
    ("a deleted mark joins two paragraphs",
     "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">One and </w:t></w:r></w:p><w:p><w:r><w:t>the same.</w:t></w:r></w:p>",
     "One and the same.\n", &["tracked changes"]),
    ("old properties that were changed say nothing",
     "<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val=\"H1\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>Plain</w:t></w:r></w:p>",
     "Plain\n", &[]),
    ("hidden text and codes of fields are left out, and results of fields read",
     "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t xml:space=\"preserve\">See </w:t></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:t>page 3</w:t></w:r></w:p>",
     "See page 3\n", &["pieces of hidden text: 1"]),
    ("a table of contents is left out",
     "<w:p><w:pPr><w:pStyle w:val=\"T1\"/></w:pPr><w:r><w:t>Aims 2</w:t></w:r></w:p><w:p><w:r><w:t>Text</w:t></w:r></w:p>",
     "Text\n", &["entries of a table of contents: 1"]),
];

#[test]
fn each_thing_in_a_word_document_is_read_by_its_rule() {
    for (what, body, expected, told) in BODIES {
        let (text, warnings) = text_of("a.docx", &docx(body, &[]));
        assert_eq!(text, *expected, "{what}");
        assert_eq!(warnings.len(), told.len(), "{what}: {warnings:?}");
        for part in *told {
            assert!(warnings.iter().any(|warning| warning.contains(part)), "{what}: {warnings:?}");
        }
    }
}

#[test]
fn notes_of_a_word_document_follow_and_comments_and_headers_are_counted() {
    let notes = format!(
        "<w:footnotes xmlns:w=\"{W}\"><w:footnote w:type=\"separator\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        paragraph("line", ""),
        paragraph("A note.", "")
    );
    let comments =
        format!("<w:comments xmlns:w=\"{W}\"><w:comment>{}</w:comment></w:comments>", paragraph("?", ""));
    let header = format!("<w:hdr xmlns:w=\"{W}\">{}</w:hdr>", paragraph("Draft", ""));
    let parts = [
        ("word/footnotes.xml", notes.as_str()),
        ("word/comments.xml", comments.as_str()),
        ("word/header1.xml", header.as_str()),
        ("word/embeddings/a.bin", "x"),
    ];
    let (text, warnings) = text_of("a.docx", &docx(&paragraph("Text.", ""), &parts));
    assert_eq!(text, "Text.\n\nA note.\n");
    assert_eq!(
        warnings,
        ["left out, comments: 1", "left out, embedded files: 1", "left out, headers and footers: 1"]
    );
}

fn row(cells: &[&'static str]) -> Vec<Cell> {
    cells.iter().map(|text| if text.is_empty() { Cell::Blank } else { Cell::Shared(text) }).collect()
}

#[test]
fn cells_of_a_sheet_are_read_as_they_are_shown() {
    let rows = vec![
        vec![],
        row(&["id", "text", "when", "seen", "count", "done", "sum", "code"]),
        vec![
            Cell::Shared("a"),
            Cell::Text("Two\nlines & more".to_owned()),
            Cell::Number("46083", 1),
            Cell::Number("46083.5", 2),
            Cell::Number("0.30000000000000004", 0),
            Cell::Raw("<c r=\"@\" t=\"b\"><v>1</v></c>"),
            Cell::Raw("<c r=\"@\"><f>1+1</f><v>2</v></c>"),
            Cell::Raw("<c r=\"@\" t=\"str\"><f>T(1)</f><v>x_x000D_y</v></c>"),
        ],
        vec![
            Cell::Shared("b"),
            Cell::Shared("More"),
            Cell::Raw("<c r=\"@\"><f>A1</f></c>"),
            Cell::Raw("<c r=\"@\" t=\"e\"><v>#N/A</v></c>"),
        ],
        row(&["c"]),
    ];
    let bytes = xlsx(&[
        ("Empty", "visible", vec![]),
        ("Answers", "visible", rows),
        ("Notes", "visible", vec![row(&["x"])]),
        ("Old", "hidden", vec![row(&["x"])]),
    ]);
    let reading = read_bytes("a.xlsx", &bytes, &ReadOptions::default()).unwrap();
    let documents = reading.round.documents();
    assert_eq!(
        documents.iter().map(|d| (d.id.as_str(), d.source.line)).collect::<Vec<_>>(),
        [("a", Some(3)), ("b", Some(4))]
    );
    assert_eq!(documents[0].text, "Two\nlines & more");
    let expected = [
        ("code", "xy"),
        ("count", "0.3"),
        ("done", "TRUE"),
        ("seen", "2026-03-02 12:00:00"),
        ("sum", "2"),
        ("when", "2026-03-02"),
    ];
    let expected: BTreeMap<String, String> =
        expected.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    assert_eq!(documents[0].metadata, expected);
    let told: Vec<&str> = reading.round.warnings().iter().map(|note| note.message.as_str()).collect();
    for part in [
        "formulas without a value",
        "an error of a formula",
        "more sheets, not read: \"Notes\"",
        "hidden sheets, not read: \"Old\"",
    ] {
        assert!(told.iter().any(|message| message.contains(part)), "{part}: {told:?}");
    }
    assert_eq!(reading.round.skipped()[0].source.line, Some(5), "a row without text is listed");
    assert_eq!(reading.files[0].parts.unwrap().to_string(), "3 rows");

    let sheet = |name: &str| ReadOptions { sheet: Some(name.to_owned()), ..ReadOptions::default() };
    let hidden = read_bytes("a.xlsx", &bytes, &sheet("old")).unwrap_err();
    assert!(hidden.contains("name it with --text"), "a hidden sheet can be asked for: {hidden}");
    let missing = read_bytes("a.xlsx", &bytes, &sheet("Answer")).unwrap_err();
    assert!(missing.contains("no sheet \"Answer\"") && missing.contains("\"Answers\""), "{missing}");
}

/// Exports of forms: the header row and those below it, the texts that are read, and the names of the metadata.
#[rustfmt::skip]
const FORMS: &[(&str, &[&str], &str, &[&str])] = &[
    ("microsoft", &[
        "ID|Start time|Completion time|Email|Name|Region|What is your challenge?\u{a0}|Anything else? Say more.",
        "1|2026-03-02|2026-03-02|a@example.org|Ann|North|We lack a baseline for any of this work here|We would also like to learn from other places",
        "2|2026-03-02|2026-03-02|b@example.org|Bob|South|There is no bus in the evening for any volunteer|No",
        "3|2026-03-02|2026-03-02|c@example.org|Cat|North|Nobody has been paid for their time in years|It is hard to find a room that is warm",
        "4|2026-03-02|2026-03-02|d@example.org|Dan|North|We were left with the papers of three councils|The archive is damp and it has no keeper",
     ],
     "# What is your challenge?\n\nWe lack a baseline for any of this work here\n\n# Anything else?\n# Say more.\n\nWe would also like to learn from other places",
     &["Region"]),
    ("google", &[
        "Timestamp|Email Address|Ward|Tell us what you would change",
        "2026/03/02 10:11:12|a@example.org|East|The library should open on Sundays for everybody",
     ],
     "The library should open on Sundays for everybody", &["Ward"]),
    ("jisc", &[
        "Unique Response Number|1. What is your role?|2. What stands in your way?",
        "100-1|Officer|The contract ends in June and nobody knows what comes next",
     ],
     "The contract ends in June and nobody knows what comes next", &["1. What is your role?"]),
    ("qualtrics", &[
        "StartDate|EndDate|Status|IPAddress|Progress|RecordedDate|ResponseId|RecipientEmail|Q1|Q2",
        "Start Date|End Date|Response Type|IP Address|Progress|Recorded Date|Response ID|Recipient Email|What would help you?|Which place?",
        "{\"ImportId\":\"startDate\"}|{\"ImportId\":\"endDate\"}|x|x|x|x|{\"ImportId\":\"_recordId\"}|x|{\"ImportId\":\"QID1_TEXT\"}|x",
        "2026-03-02|2026-03-02|IP Address|10.0.0.1|100|2026-03-02|R_1|a@example.org|A room of our own that we need not beg for|Leeds",
     ],
     "A room of our own that we need not beg for", &["Q2"]),
];

#[test]
fn exports_of_forms_are_read_by_their_questions_and_nobody_is_named() {
    for (form, lines, text, metadata) in FORMS {
        let table: Vec<Vec<&str>> = lines.iter().map(|line| line.split('|').collect()).collect();
        let sheet = table.iter().map(|row| row.iter().map(|cell| Cell::Text((*cell).to_owned())).collect());
        let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
        let csv: Vec<String> =
            table.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
        let files = [
            ("a.xlsx", xlsx(&[("Form", "visible", sheet.collect())])),
            ("a.csv", csv.join("\n").into_bytes()),
        ];
        for (name, bytes) in files {
            let reading = read_bytes(name, &bytes, &ReadOptions::default()).unwrap();
            let first = &reading.round.documents()[0];
            assert_eq!(first.text, *text, "{form}, {name}");
            assert_eq!(first.metadata.keys().collect::<Vec<_>>(), *metadata, "{form}, {name}");
            let all = format!("{:?}", reading.round.documents());
            for personal in ["example.org", "10.0.0.1", "Ann", "ImportId"] {
                assert!(!all.contains(personal), "{form}, {name}: {personal}");
            }
            let told = &reading.round.warnings()[0].message;
            assert!(told.starts_with("read as an export of ") && told.contains("--form none"), "{told}");
        }
    }
}

#[test]
fn a_form_can_be_read_in_another_way() {
    let table = FORMS[0].1.join("\n").replace('|', "\t");
    let with = |options: ReadOptions| read_bytes("a.tsv", table.as_bytes(), &options).unwrap();
    let meta = with(ReadOptions { meta: vec!["Email".into()], ..ReadOptions::default() });
    assert_eq!(meta.round.documents()[0].metadata["Email"], "a@example.org", "what is named is read");
    let text = with(ReadOptions { text: vec!["Anything else? Say more.".into()], ..ReadOptions::default() });
    assert_eq!(text.round.documents()[1].text, "No");
    let none = ReadOptions { form: Some("none".into()), ..ReadOptions::default() };
    assert!(read_bytes("a.tsv", table.as_bytes(), &none).unwrap_err().contains("name it with --text"));
    let ticks = "ID,Start time,Completion time,Region\n1,a,b,North\n";
    let error = read_bytes("a.csv", ticks.as_bytes(), &ReadOptions::default()).unwrap_err();
    assert!(error.contains("no question was answered in sentences"), "{error}");
}

#[test]
fn the_question_of_a_form_is_no_part_of_what_its_answers_say() {
    let place = Place::new();
    place.write("form.csv", FORMS[0].1.join("\n").replace('|', ","));
    place.ok("analyse form.csv --k 1 --min-df 1 --max-df 1 --quiet");
    let analysis = place.read("commonground-report/analysis.json");
    let terms: serde_json::Value = serde_json::from_str(&analysis).unwrap();
    let told = terms["themes"].to_string();
    assert!(!told.contains("\"challenge\"") && !told.contains("\"anything\""), "{told}");
}

/// The documents of the invented round: id and text.
fn invented() -> Vec<(String, String)> {
    let mut round: Vec<(String, String)> = fs::read_dir(fixtures().join("round"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    round.sort();
    round
}

#[test]
fn the_invented_round_is_the_same_in_every_format() {
    let place = Place::with_fixtures();
    let round = invented();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut table = "id,text\n".to_owned();
    let mut form =
        vec![row(&["ID", "Start time", "Completion time", "Email", "Name", "Your expression of interest"])];
    for (number, (id, text)) in round.iter().enumerate() {
        table += &format!("{id},{}\n", quoted(text));
        let cells = [id.as_str(), "2026-03-02", "2026-03-02", "a@example.org", "Ann", text.as_str()];
        form.push(cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect());
        place.write(&format!("word/{id}.docx"), round_docx(text));
        place.write(&format!("pdf/{id}.pdf"), round_pdf("Expression of interest", text));
        match number % 3 {
            0 => place.write(&format!("mixed/{id}.docx"), round_docx(text)),
            1 => place.write(&format!("mixed/{id}.md"), text),
            _ => place.write(&format!("mixed/{id}.txt"), text),
        }
    }
    place.write("round.csv", table);
    let mut columns =
        TableFile::new("t.parquet", &[("id", ColumnType::Text), ("text", ColumnType::Text)], CsvStyle::Data)
            .unwrap();
    round.iter().for_each(|(id, text)| columns.row([id, text]).unwrap());
    place.write("round.parquet", columns.finish().unwrap());
    place.write("form.xlsx", xlsx(&[("Form1", "visible", form)]));

    let themes = |input: &str, out: &str| {
        place.ok(&format!(
            "analyse {input} --framework framework.toml --k 9 --quality fast --quiet --out {out}"
        ));
        place.read(&format!("{out}/themes.csv"))
    };
    let expected = (place.ok("cluster round --unit passage --k 9 --out -").out, themes("round", "of-md"));
    for (number, input) in ["word", "round.csv", "round.parquet", "form.xlsx", "mixed"].iter().enumerate() {
        let passages = place.ok(&format!("cluster {input} --unit passage --k 9 --out -")).out;
        assert_eq!(passages, expected.0, "passages of {input}");
        assert_eq!(themes(input, &format!("of-{number}")), expected.1, "themes of {input}");
    }
    let reading =
        read(&[place.path().join("pdf").display().to_string()], &ReadOptions::default(), &Silent).unwrap();
    let (mut all, mut found) = (0, 0);
    for (document, (id, text)) in reading.round.documents().iter().zip(&round) {
        assert_eq!(&document.id, id);
        let words = |text: &str| {
            let mut counts: BTreeMap<String, i64> = BTreeMap::new();
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .for_each(|w| *counts.entry(w.to_lowercase()).or_default() += 1);
            counts
        };
        let read = words(&document.text);
        for (word, count) in words(text) {
            all += count;
            let known = count.min(read.get(&word).copied().unwrap_or(0));
            if known < count {
                println!("{id}: {word} {known} of {count}");
            }
            found += known;
        }
        assert!(!document.text.contains("Page 1"), "{id}: the foot is left out");
    }
    println!("words of the round that are found in its PDFs: {found} of {all}");
    assert!(found * 100 >= all * 99, "{found} of {all}");
    let passages_of = |input: &str| {
        let path = place.path().join(input).display().to_string();
        let round = read(&[path], &ReadOptions::default(), &Silent).unwrap().round;
        let passages = passages(&round, &PassageSettings::default()).unwrap();
        let words = |text: &str| {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(" ")
        };
        passages.iter().map(|passage| words(passage.text(&round))).collect::<Vec<_>>()
    };
    let (of_pdf, of_text) = (passages_of("pdf"), passages_of("round"));
    let same = of_text.iter().filter(|passage| of_pdf.contains(passage)).count();
    println!("passages of the round that are word by word the same in its PDFs: {same} of {}", of_text.len());
    assert_eq!(same, of_text.len());
    // Paragraphs have to be found again in a PDF, and its headings have no level.
    let labels = |table: &str| {
        table.lines().map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect::<Vec<_>>()
    };
    assert_eq!(labels(&themes("pdf", "of-pdf")), labels(&expected.1));
}

#[test]
fn the_reading_log_says_what_was_read_and_how() {
    let place = Place::new();
    place.write("d/a.docx", docx(&paragraph("The bus is late.", ""), &[]));
    place.write("d/b.pdf", round_pdf("x", "The bus is full.\n\nThe bus is old."));
    place.write(
        "d/c.xlsx",
        xlsx(&[("S", "visible", vec![row(&["id", "text"]), row(&["c", "The bus is red."])])]),
    );
    place.write("d/old.doc", "\u{d0}");
    let told = place.ok("analyse d --dry-run").out;
    for part in [
        "docx, Office Open XML",
        "1 paragraph",
        "pdf, PDF",
        "1 page",
        "xlsx, Office Open XML",
        "1 row",
        "d/old.doc: in a format that is not read: open it, and save it as docx",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    place.ok("cluster d --k 1 --max-df 1 --min-df 1 --out out.csv --quiet");
    let manifest = place.json("out.csv.manifest.json");
    let parts: Vec<String> =
        manifest["inputs"].as_array().unwrap().iter().map(|file| file["parts"].to_string()).collect();
    assert_eq!(
        parts,
        [r#"{"count":1,"of":"paragraphs"}"#, r#"{"count":1,"of":"pages"}"#, r#"{"count":1,"of":"rows"}"#]
    );
    assert_eq!(manifest["settings"]["read"]["limits"]["unpacked_bytes"], 256 << 20);
    assert!(
        manifest["settings"]["read"].get("worker").is_none(),
        "where the program is, is nobody's business"
    );
}
