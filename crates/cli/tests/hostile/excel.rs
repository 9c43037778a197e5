//! Excel files.

use super::*;

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

pub(crate) fn add(cases: &mut Cases) {
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
