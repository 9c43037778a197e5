//! Texts and tables.

use super::*;

pub(crate) fn add(cases: &mut Cases) {
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
