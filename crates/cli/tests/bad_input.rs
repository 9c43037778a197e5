//! Bad input, case by case: the right exit code, a message that names place and remedy, no text of a
//! document in it, and no output.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::io::Write;
use std::process::Stdio;

use common::{CANARY, Place, Ran, answers};

/// One case: files to make, a command line, and what is expected of it.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static [u8])],
    stdin: &'static [u8],
    line: &'static str,
    code: i32,
    told: &'static [&'static str],
}

const fn case(
    name: &'static str,
    files: &'static [(&'static str, &'static [u8])],
    line: &'static str,
    code: i32,
    told: &'static [&'static str],
) -> Case {
    Case { name, files, stdin: b"", line, code, told }
}

/// A round that is fine; `good.jsonl` has it too, in every case.
const TABLE: &[u8] = b"id,answer\n1,the bus was late zanzibarquux\n2,the bus was full zanzibarquux\n";
const VECTORS: &str = "cluster good.jsonl --k 2 --vectors v.csv --out out.csv";
const BACKGROUND: &str = "cluster good.jsonl --k 2 --background b.json --out out.csv";
/// A background that is whole, of texts in Spanish.
const SPANISH: &[u8] = br#"{"kind": "commonground-background", "schema": 1, "analyser": {"language": "es"}, "terms": ["zanzibarquux"], "vectors": {"cols": 1, "values": [1.0]}}"#;
/// Another, of English texts that say nothing of what the round says.
const FOREIGN: &[u8] = br#"{"kind": "commonground-background", "schema": 1, "analyser": {"language": "en"}, "terms": ["zanzibarquux9"], "vectors": {"cols": 1, "values": [1.0]}}"#;
/// The same, twice.
const TWICE: &[u8] = br#"{"kind": "commonground-background", "schema": 1, "analyser": {"language": "en"}, "terms": ["zanzibarquux", "zanzibarquux"], "vectors": {"cols": 1, "values": [1.0, 0.5]}}"#;
/// A document of two passages.
const LONG: &[u8] = include_bytes!("common/long.jsonl");
const AREA: &str = "code good.jsonl --framework f.toml --out out.csv";

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Streams.
    case("memory that is no size", &[], "cluster good.jsonl --k 2 --max-memory lots --out out.csv", 2, &["--max-memory", "2GiB or 800MB"]),
    case("too little memory", &[], "cluster good.jsonl --k 2 --max-memory 10k --out out.csv", 1, &["--max-memory: 10240 bytes are too little", "at least --max-memory 256MiB"]),
    case("sample of nothing", &[], "cluster good.jsonl --k 2 --sample 0 --out out.csv", 2, &["--sample", "from 1 to"]),
    case("stream with vectors", &[("v.csv", b"id,a\n1,0.5\n")], "cluster good.jsonl --k 2 --stream --vectors v.csv --out out.csv", 2, &["a stream makes no use of --vectors"]),
    case("resume without a file", &[], "cluster good.jsonl --k 2 --resume --out -", 2, &["--resume needs a file as --out"]),
    case("foreign work folder", &[("out.csv.partial/mine.txt", b"x")], "cluster good.jsonl --k 2 --stream --force --out out.csv", 1, &["out.csv.partial: a file or folder that is not of commonground"]),
    // Files.
    case("empty file", &[("a.txt", b"")], "analyse a.txt", 1, &["a.txt: there is no text in it"]),
    case("white space only", &[("a.md", b" \n\t\n")], "analyse a.md", 1, &["a.md: there is no text"]),
    case("binary", &[("a.txt", b"\x7fELF\x00\x01\x02\x00zanzibarquux")], "analyse a.txt", 1, &["a.txt: not text but", "save it as"]),
    case("missing file", &[], "analyse nowhere.csv", 1, &["nowhere.csv: there is no such file", "check the name"]),
    case("folder with an empty folder", &[("d/e/.keep", b"")], "analyse d/e", 1, &["holds no document", "d/e/.keep: hidden"]),
    case("folder of office files", &[("d/a.docx", b"PK"), ("d/b.pdf", b"%PDF")], "analyse d", 1, &["no document", "d/a.docx: damaged (not a whole zip archive)", "d/b.pdf: damaged"]),
    case("office file by name", &[("a.docx", b"PK")], "analyse a.docx", 1, &["a.docx: damaged (not a whole zip archive): open it in the program that made it"]),
    case("old office file by name", &[("a.doc", b"zanzibarquux")], "analyse a.doc", 1, &["a.doc: in a format that is not read", "save it as docx"]),
    case("Parquet by name", &[("a.parquet", b"zanzibarquux")], "analyse a.parquet", 1, &["a.parquet: damaged (it does not begin as a Parquet file does)"]),
    case("Parquet that cannot be told apart", &[("a.parquet", b"PAR1")], "cluster a.parquet --k 1 --out out.csv", 1, &["a.parquet: damaged (it does not end as a Parquet file does): open it in the program that made it"]),
    case("table of no Parquet file", &[], "export good.jsonl --analysis r --table themes --out t.qdc", 2, &["--table is of a Parquet file", "--out that ends in .parquet"]),
    case("table of another command", &[], "code good.jsonl --framework f.toml --table matrix --out out.parquet", 2, &["--table"]),
    case("presentation by name", &[("a.pptx", b"PK")], "analyse a.pptx", 1, &["a.pptx: not read by this version: save it as text"]),
    Case { stdin: b"%PDF-1.7 zanzibarquux", ..case("PDF on standard input", &[], "analyse -", 1, &["standard input: damaged"]) },
    case("unknown form", &[], "analyse good.jsonl --form survey", 2, &["'survey' for '--form", "microsoft, google, jisc, qualtrics, none"]),
    case("no open question", &[("a.csv", b"Timestamp,Ward\n1,zanzibarquux\n")], "analyse a.csv", 1, &["a.csv: read as an export of Google Forms, but no question", "--text", "\"Ward\""]),
    case("no depth", &[], "analyse good.jsonl --max-depth 0", 2, &["--max-depth"]),
    case("unterminated quote", &[("a.csv", b"id,text\n1,fine\n2,\"zanzibarquux opens\n3,more\n")], "cluster a.csv --k 1 --out out.csv", 1, &["a.csv, line 3: a quote opens", "close it"]),
    case("missing column", &[("a.csv", TABLE)], "cluster a.csv --text anser --k 1 --out out.csv", 1, &["no column \"anser\" for --text", "did you mean \"answer\"?", "the columns are \"id\", \"answer\""]),
    case("missing id column", &[("a.csv", TABLE)], "cluster a.csv --id ref --k 1 --out out.csv", 1, &["no column \"ref\" for --id", "\"id\", \"answer\""]),
    case("text column not plain", &[("a.csv", b"id,q1\n1,zanzibarquux\n")], "analyse a.csv", 1, &["a.csv", "name it with --text", "\"q1\""]),
    case("header only", &[("a.csv", b"id,text\n")], "analyse a.csv", 1, &["a.csv: no row follows the header"]),
    case("duplicate ids", &[("a.csv", b"id,text\n1,zanzibarquux\n1,b\n")], "analyse a.csv", 1, &["share the id \"1\" (a.csv, line 2 and a.csv, line 3)", "id of its own"]),
    case("broken JSONL", &[("a.jsonl", b"{\"id\": 1, \"text\": \"zanzibarquux\"}\n{\"id\": 2, \"text\": \"zanzibarquux\n")], "analyse a.jsonl", 1, &["a.jsonl, line 2: not valid JSON", "one object a line"]),
    case("JSON of numbers", &[("a.jsonl", b"1\n2\n")], "analyse a.jsonl", 1, &["a.jsonl, line 1: not a JSON object"]),
    case("JSON without text", &[("a.jsonl", b"{\"id\": 1, \"q\": \"zanzibarquux\"}\n")], "analyse a.jsonl", 1, &["a.jsonl", "--text", "\"q\""]),
    case("too large", &[], "analyse good.jsonl --max-file-bytes 10", 1, &["good.jsonl: larger than the limit of 10 bytes", "--max-file-bytes"]),
    case("metadata missing", &[], "analyse good.jsonl --metadata m.csv", 1, &["m.csv: there is no such file"]),
    case("metadata row twice", &[("m.csv", b"id,place\nr1,Leeds\nr1,York\n")], "analyse good.jsonl --metadata m.csv", 1, &["m.csv, line 3: the id \"r1\" occurs again (first on line 2)"]),
    case("metadata without id", &[("m.csv", b"name,place\na,b\n")], "analyse good.jsonl --metadata m.csv", 1, &["m.csv", "no id column", "--id"]),
    case("stdin empty", &[], "analyse -", 1, &["standard input: there is no text"]),
    Case { stdin: b"\x00\x01\x02\x7f\x00zanzibarquux\x00", ..case("stdin binary", &[], "analyse -", 1, &["standard input: not text"]) },
    // Numbers and terms.
    case("k too large", &[], "cluster good.jsonl --k 500 --out out.csv", 1, &["k = 500 is more than the", "ask for at most"]),
    case("no vocabulary", &[("a.jsonl", b"{\"id\":1,\"text\":\"of the\"}\n{\"id\":2,\"text\":\"and the\"}\n")], "cluster a.jsonl --k 1 --out out.csv", 1, &["no term is left in 2 texts", "lower min_df"]),
    case("min-df above all", &[], "cluster good.jsonl --k 1 --min-df 999 --out out.csv", 1, &["no term is left", "now 999"]),
    // Frameworks.
    case("framework missing", &[], AREA, 1, &["f.toml: the framework cannot be read", "check the name"]),
    case("framework is a folder", &[("f.toml/a", b"")], AREA, 1, &["f.toml: the framework cannot be read"]),
    case("framework not TOML", &[("f.toml", b"name = 'x\n")], AREA, 1, &["f.toml: line 1: "]),
    case("framework not UTF-8", &[("f.toml", b"name = '\xff'\n")], AREA, 1, &["f.toml: ", "save it as TOML in UTF-8"]),
    case("framework empty", &[("f.toml", b"")], AREA, 1, &["f.toml: ", "missing field `name`"]),
    case("framework without areas", &[("f.toml", b"name = 'x'\n")], AREA, 1, &["f.toml: a framework needs at least one [[area]]"]),
    case("two areas of one name", &[("f.toml", b"name = 'x'\n[[area]]\nid = 'a'\nname = 'One'\n[[area]]\nid = 'b'\nname = 'one'\n")], AREA, 1, &["f.toml: line 7: area \"b\": has the same name as area number 1"]),
    case("framework with an unknown key", &[("f.toml", b"name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\ncue = ['x']\n")], AREA, 1, &["f.toml: line 5: area \"a\": unknown field `cue`", "expected"]),
    case("framework with a bad cue", &[("f.toml", b"name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\ncues = ['a*b']\n")], AREA, 1, &["f.toml: line 5: area \"a\": cue number 1 has a '*' inside"]),
    case("analyse checks the framework before the input", &[], "analyse nowhere --framework f.toml", 1, &["f.toml: the framework cannot be read"]),
    case("framework with a parent that is not there", &[("f.toml", b"name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\nparent = 'b'\n")], AREA, 1, &["f.toml: line 5: area \"a\": its parent is not the id of an area"]),
    case("check of a framework in a circle", &[("f.toml", b"name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\nparent = 'a'\n")], "framework check f.toml", 1, &["f.toml: line 5: area \"a\": is a part of itself"]),
    case("check of nothing", &[], "framework check f.toml", 1, &["f.toml: the framework cannot be read", "check the name"]),
    // Codebooks that are no framework yet.
    case("import of nothing", &[], "framework import a.csv --out out.toml", 1, &["a.csv: there is no such file"]),
    case("import of an office file", &[("a.xlsx", b"PK")], "framework import a.xlsx --out out.toml", 1, &["a.xlsx: not read by this version: save it as text, CSV"]),
    case("import without names", &[("a.csv", b"what,why\na,b\n")], "framework import a.csv --out out.toml", 1, &["a.csv: there is no column with the names", "head it `name`", "\"what\", \"why\""]),
    case("import of a row without a name", &[("a.csv", b"name,definition\nA,b\n,zanzibarquux\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 3: the area has no name"]),
    case("import of a row that is too wide", &[("a.csv", b"name,definition\nA,zanzibarquux, or not\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 2: the row has 3 cells, but the header has 2"]),
    case("import of a header only", &[("a.csv", b"name,definition\n")], "framework import a.csv --out out.toml", 1, &["a.csv: no row follows"]),
    case("import with a name twice", &[("a.csv", b"name\nA\nB\na\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 4: area \"a-2\": has the same name as area number 1"]),
    case("import with a bad id", &[("a.csv", b"id,name\na b,A\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 2: area \"a b\": needs an id of letters"]),
    case("import with a bad cue", &[("a.csv", b"name,keywords\nA,\"b; c*d\"\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 2: area \"a\": cue number 2 has a '*' inside"]),
    case("import in a circle", &[("a.csv", b"name,parent\nA,B\nB,A\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 2: area \"a\": is a part of itself"]),
    case("import with a parent that is several", &[("a.csv", b"name,parent\nA,\nB,\nC,A\nC,B\nD,C\n")], "framework import a.csv --out out.toml", 1, &["a.csv, line 6: the parent \"C\" can be several areas (lines 4 and 5)", "by its id"]),
    case("import of a blank bullet", &[("a.txt", b"- A\n-\n")], "framework import a.txt --out out.toml", 1, &["a.txt, line 2: the area has no name"]),
    case("import of broken JSON", &[("a.json", b"[{\"name\": \"A\"},\n{\"name\": zanzibarquux}]")], "framework import a.json --out out.toml", 1, &["a.json, line 2: not valid JSON"]),
    case("import of JSON with an object for a name", &[("a.json", b"[\n{\"name\": {\"zanzibarquux\": 1}}]")], "framework import a.json --out out.toml", 1, &["a.json, line 2: the field \"name\" is neither a text nor a list"]),
    case("import onto the input", &[("a.txt", b"A\n")], "framework import a.txt --out a.txt --force", 1, &["a.txt: one of the inputs"]),
    case("import onto what is there", &[("a.txt", b"A\n"), ("b.toml", b"")], "framework import a.txt --out b.toml", 1, &["b.toml: exists"]),
    // Vectors.
    case("vectors missing", &[], VECTORS, 1, &["v.csv: there is no such file", "check the name"]),
    case("vectors of a kind that is not read", &[("v.npy", b"\x93NUMPY")], "analyse good.jsonl --vectors v.npy", 1, &["v.npy: not a table of vectors", "save them as CSV"]),
    case("vectors empty", &[("v.csv", b"")], VECTORS, 1, &["v.csv: there is no text"]),
    case("vectors header only", &[("v.csv", b"id,x\n")], VECTORS, 1, &["v.csv: there is no vector in it", "a row for each"]),
    case("vectors without id", &[("v.csv", b"x,y\n1,2\n")], VECTORS, 1, &["v.csv: there is no id column", "head it `id`"]),
    case("vectors without numbers", &[("v.csv", b"id\nr0\n")], VECTORS, 1, &["v.csv: there is no column of numbers"]),
    case("vectors ragged", &[("v.csv", b"id,x,y\nr0,1,2\nr1,1\n")], VECTORS, 1, &["v.csv, line 3: the row has 2 cells, but the header has 3", "one row for each"]),
    case("vectors with text", &[("v.csv", b"id,text,x\nr0,zanzibarquux,1\n")], VECTORS, 1, &["v.csv, line 2: what stands in column \"text\" is no number", "leave out"]),
    case("vectors with a comma in a number", &[("v.csv", b"id;x\nr0;0,5\n")], VECTORS, 1, &["v.csv, line 2: what stands in column \"x\" is no number", "0.5"]),
    case("vectors with a blank number", &[("v.csv", b"id,x,y\nr0,,1\n")], VECTORS, 1, &["v.csv, line 2: what stands in column \"x\" is no number"]),
    case("vectors not a number", &[("v.csv", b"id,x\nr0,1\nr1,NaN\n")], VECTORS, 1, &["v.csv, line 3: the number in column \"x\" is not finite", "make it again"]),
    case("vectors infinite", &[("v.csv", b"id,x\nr0,1e99\n")], VECTORS, 1, &["v.csv, line 2: the number in column \"x\" is not finite"]),
    case("vectors without an id in a row", &[("v.csv", b"id,x\n,1\n")], VECTORS, 1, &["v.csv, line 2: the row has no id"]),
    case("vectors twice", &[("v.csv", b"id,x\nr0,1\nr0,2\n")], VECTORS, 1, &["v.csv, line 3: there is a second vector of \"r0\" (first on line 2): keep one"]),
    case("vectors with a bad range", &[("v.csv", b"id,start,end,x\nr0,0,zanzibarquux,1\n")], VECTORS, 1, &["v.csv, line 2: start and end are not two offsets in bytes"]),
    case("vectors for some", &[("v.csv", b"id,x\nr0,1\nr3,1\n")], VECTORS, 1, &["v.csv: there is no vector for 10 of 12 texts (\"r1\", \"r2\", \"r4\", \"r5\", \"r6\", \u{2026}): add a row for each"]),
    case("vectors of other ranges", &[("v.csv", b"id,start,end,x\nr0,0,3,1\n")], VECTORS, 1, &["v.csv: there is no vector for 12 of 12 texts", "without start and end"]),
    case("vectors with an open quote", &[("v.csv", b"id,x\n\"r0,1\n")], VECTORS, 1, &["v.csv, line 2: a quote opens"]),
    case("a vector for a document of several passages", &[("a.jsonl", LONG), ("v.csv", b"id,x\n1,1\n")], "analyse a.jsonl --vectors v.csv", 1, &["v.csv, line 2: one vector is given for \"1\", which is cut into 2 passages", "start and end"]),
    case("no vector for a passage", &[("a.jsonl", LONG), ("v.csv", b"id,start,end,x\n1,0,5,1\n")], "analyse a.jsonl --vectors v.csv", 1, &["v.csv: there is no vector for 2 of 2 texts (\"1 0-", "with the start and end"]),
    case("JSON vectors not a list", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": \"zanzibarquux\"}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 1: not a vector", "with finite numbers only"]),
    case("JSON vectors with null", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": [1, null]}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 1: not a vector"]),
    case("JSON vectors with NaN", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": [1, NaN]}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 1: not valid JSON"]),
    case("JSON vectors without numbers", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": []}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 1: the vector has no numbers", "leave the record out"]),
    case("JSON vectors of which one is without numbers", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": [1]}\n{\"id\": \"r1\", \"vector\": []}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 2: the vector has no numbers"]),
    case("JSON vectors uneven", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": [1, 2]}\n{\"id\": \"r1\", \"vector\": [1]}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 2: the vector has 1 numbers, but the first has 2"]),
    case("JSON vectors too large for a number", &[("v.jsonl", b"{\"id\": \"r0\", \"vector\": [1, 1e99]}\n")], "cluster good.jsonl --k 2 --vectors v.jsonl --out out.csv", 1, &["v.jsonl, line 1: not a vector", "finite numbers only"]),
    case("analyse checks the vectors before the input", &[], "analyse nowhere --vectors v.csv", 1, &["v.csv: there is no such file"]),
    case("out is the vectors", &[("v.csv", b"id,x\n")], "cluster good.jsonl --k 2 --vectors v.csv --out v.csv --force", 1, &["v.csv: one of the inputs"]),
    // Backgrounds.
    case("background missing", &[], BACKGROUND, 1, &["b.json: there is no such file", "check the name"]),
    case("background is a folder", &[("b.json/a.txt", b"zanzibarquux")], BACKGROUND, 1, &["b.json: a folder, not a saved background (`commonground background INPUT... --out FILE` writes one)"]),
    case("background of texts", &[("b.json", b"zanzibarquux and more")], BACKGROUND, 1, &["b.json: not a saved background (no whole JSON", "learn one", "`commonground background"]),
    case("background of records", &[("b.json", b"[{\"id\": \"zanzibarquux\"}]")], BACKGROUND, 1, &["b.json: not a saved background (JSON of another form)"]),
    case("background of another kind", &[("b.json", b"{\"kind\": \"zanzibarquux\", \"schema\": 1}")], BACKGROUND, 1, &["b.json: not a saved background (JSON of another kind)"]),
    case("background not text", &[("b.json", b"\xff\xfe\x00")], BACKGROUND, 1, &["b.json: not text"]),
    case("background of a later version", &[("b.json", b"{\"kind\": \"commonground-background\", \"schema\": 99}")], BACKGROUND, 1, &["b.json: the background has schema 99", "update commonground"]),
    case("background damaged", &[("b.json", b"{\"kind\": \"commonground-background\", \"schema\": 1, \"terms\": [\"zanzibarquux\"]}")], BACKGROUND, 1, &["b.json: not a saved background (JSON of another form)"]),
    case("background that knows no word", &[("b.json", FOREIGN)], BACKGROUND, 1, &["the background knows none of the ", "same language and kind"]),
    case("background with a word twice", &[("b.json", TWICE)], BACKGROUND, 1, &["b.json: not a saved background (one of its words is there twice)"]),
    case("background of another language", &[("b.json", SPANISH)], BACKGROUND, 1, &["b.json: the background was learned with the language es, but the round is read with en: learn one with en"]),
    case("background of nothing", &[("a.txt", b"of the")], "background a.txt --out b.json", 1, &["no term is left in 1 texts"]),
    case("background over a file", &[("b.json", b"mine")], "background good.jsonl --out b.json", 1, &["b.json: exists", "--force"]),
    // Outputs.
    case("out exists", &[("out.csv", b"mine")], "cluster good.jsonl --k 1 --out out.csv", 1, &["out.csv: exists", "--force"]),
    case("manifest exists", &[("out.csv.manifest.json", b"mine")], "cluster good.jsonl --k 1 --out out.csv", 1, &["out.csv.manifest.json: exists", "--force"]),
    case("report folder exists", &[("rep/a", b"mine")], "analyse good.jsonl --out rep", 1, &["rep: exists"]),
    case("foreign files with --force", &[("rep/mine.txt", b"mine")], "analyse good.jsonl --out rep --force", 1, &["rep: holds \"mine.txt\"", "choose another --out"]),
    case("report over a file", &[("rep", b"mine")], "analyse good.jsonl --out rep --force", 1, &["rep: a file, not a folder"]),
    case("table over a folder", &[("dir/a", b"")], "cluster good.jsonl --k 1 --out dir --force", 1, &["dir: not a regular file"]),
    case("folder below a file", &[("f", b"mine")], "analyse good.jsonl --out f/rep", 1, &["f/rep: cannot be written", "check the folder"]),
    case("table below a file", &[("f", b"mine")], "cluster good.jsonl --k 1 --out f/a.csv", 1, &["f/a.csv: cannot be written"]),
    case("out is the input", &[], "cluster good.jsonl --k 1 --out good.jsonl --force", 1, &["good.jsonl: one of the inputs"]),
    case("out is the framework", &[("f.toml", b"name = 'x'")], "code good.jsonl --framework f.toml --out f.toml --force", 1, &["f.toml: one of the inputs"]),
    case("out within an input folder", &[("d/a.txt", b"zanzibarquux")], "cluster d --k 1 --out d/new/a.csv", 1, &["d/new/a.csv: lies in the input d", "outside of it"]),
    case("report within an input folder", &[("d/a.txt", b"zanzibarquux")], "analyse d --out d/rep", 1, &["d/rep: lies in the input d"]),
    case("report around the input", &[("d/a.txt", b"zanzibarquux")], "analyse d/a.txt --out d --force", 1, &["d: one of the inputs"]),
    // Usage.
    case("no command", &[], "", 2, &["Usage: commonground"]),
    case("no input", &[], "analyse", 2, &["INPUT"]),
    case("k is 0", &[], "cluster good.jsonl --k 0 --out out.csv", 2, &["'0' for '--k", "from 1 on"]),
    case("k is no number", &[], "cluster good.jsonl --k many --out out.csv", 2, &["'many' for '--k", "or `auto`"]),
    case("no k", &[], "cluster good.jsonl --out out.csv", 2, &["--k <N|auto>"]),
    case("no out", &[], "cluster good.jsonl --k 2", 2, &["--out <FILE>"]),
    case("no framework", &[], "code good.jsonl --out out.csv", 2, &["--framework <FILE>"]),
    case("no threads", &[], "analyse good.jsonl --threads 0", 2, &["'0' for '--threads", "from 1 to 1024"]),
    case("min-df 0", &[], "analyse good.jsonl --min-df 0", 2, &["'0' for '--min-df", "from 1 on"]),
    case("max-df 2", &[], "analyse good.jsonl --max-df 2", 2, &["'2' for '--max-df", "at most 1"]),
    case("max-df not a number", &[], "analyse good.jsonl --max-df NaN", 2, &["'NaN' for '--max-df"]),
    case("max-file-bytes 0", &[], "analyse good.jsonl --max-file-bytes 0", 2, &["--max-file-bytes"]),
    case("unknown language", &[], "analyse good.jsonl --language de", 2, &["'de' for '--language", "none"]),
    case("unknown engine", &[], "analyse good.jsonl --engine lloyd", 2, &["'lloyd' for '--engine", "sequential, linfa"]),
    case("unknown quality", &[], "analyse good.jsonl --quality bset", 2, &["a similar value exists: 'best'"]),
    case("linfa with another recipe", &[], "analyse good.jsonl --engine linfa --recipe words", 2, &["--engine linfa needs --recipe terms"]),
    case("vectors with a recipe that makes no use of them", &[], "analyse good.jsonl --vectors v.csv --recipe words", 2, &["--vectors needs --recipe joint or brought"]),
    case("recipe brought without vectors", &[], "analyse good.jsonl --recipe brought", 2, &["--recipe brought needs --vectors FILE"]),
    case("background with a recipe that makes no use of it", &[], "analyse good.jsonl --background b.json --recipe topics", 2, &["--background needs --recipe joint or words"]),
    case("vectors and background", &[], "analyse good.jsonl --background b.json --vectors v.csv", 2, &["'--vectors <FILE>'", "cannot be used with"]),
    case("linfa with vectors", &[], "analyse good.jsonl --vectors v.csv --engine linfa", 2, &["--engine linfa makes no use of --vectors"]),
    case("json and table on one stream", &[], "cluster good.jsonl --k 2 --out - --json", 2, &["--json and --out -"]),
];

/// What is read, but with a reservation: exit code 0, and a warning with its place.
#[rustfmt::skip]
const WARNINGS: &[Case] = &[
    case("ragged row", &[("a.csv", b"id,text\n1,late bus\n2\n3,late bus,extra\n4,full bus\n")], "cluster a.csv --k 1 --max-df 1 --out out.csv", 0, &["warning: a.csv, line 3: ", "warning: a.csv, line 4: "]),
    case("invalid UTF-8", &[("a.csv", b"id,text\n1,caf\xe9 bus\n2,bus\n")], "cluster a.csv --k 1 --max-df 1 --out out.csv", 0, &["warning: a.csv: ", "windows-1252"]),
    case("UTF-16", &[("a.csv", b"\xff\xfei\0d\0,\0t\0e\0x\0t\0\n\x001\0,\0b\0u\0s\0\n\x002\0,\0b\0u\0s\0\n\0")], "cluster a.csv --k 1 --max-df 1 --out out.csv", 0, &[]),
    case("unknown id in the metadata", &[("m.csv", b"id,place\nnobody,Leeds\n")], "cluster good.jsonl --k 2 --metadata m.csv --out out.csv", 0, &["warning: m.csv: ids without a document: 1 (\"nobody\")"]),
    case("vectors of nobody, and of zeros", &[("v.csv", b"id,x\nr0,1\nr1,2\nr2,0\nr3,1\nr4,2\nr5,0.5\nr6,1\nr7,2\nr8,3\nr9,1\nr10,2\nr11,3\nnobody,1\n")], VECTORS, 0, &["warning: v.csv: vectors of no document or passage here, not used: 1 (\"nobody\")", "warning: v.csv: vectors of zeros, which say nothing about their texts: 1 (\"r2\")"]),
    case("out in a folder that is not there yet", &[], "cluster good.jsonl --k 2 --out a/b/out.csv", 0, &[]),
    case("skips in a folder", &[("d/a.docx", b"PK"), ("d/a.txt", b"late bus"), ("d/b.txt", b"bus")], "cluster d --k 1 --max-df 1 --out out.csv", 0, &["warning: d/a.docx: skipped, damaged"]),
];

/// Makes the files and runs the command; also returns whether anything on disk changed.
fn run(case: &Case) -> (Ran, bool) {
    let place = Place::new();
    place.write("good.jsonl", answers(12).join("\n"));
    case.files.iter().for_each(|(name, bytes)| place.write(name, bytes));
    let contents = || {
        let read = |path: &std::path::PathBuf| std::fs::read(path).unwrap_or_default();
        place.all_files().iter().map(|path| (path.clone(), read(path))).collect::<Vec<_>>()
    };
    let before = contents();
    let args: Vec<&str> = case.line.split_whitespace().collect();
    let mut command = place.command(&args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that fails early does not read it.
    let _ = child.stdin.take().unwrap().write_all(case.stdin);
    let ran = Ran::of(child.wait_with_output().unwrap());
    (ran, contents() != before)
}

/// Every fault of the cases, so that one run shows all of them.
fn faults(cases: &[Case]) -> Vec<String> {
    let mut faults = Vec::new();
    for case in cases {
        let (ran, has_written) = run(case);
        let mut fault =
            |what: &str| faults.push(format!("{}: {what}\n  {}: {}", case.name, ran.code, ran.err));
        if ran.code != case.code {
            fault("wrong exit code");
        }
        for part in case.told.iter().filter(|&&part| !ran.err.contains(part)) {
            fault(&format!("does not say {part:?}"));
        }
        if ran.err.contains(CANARY) || ran.out.contains(CANARY) {
            fault("tells text of a document");
        }
        if has_written != (case.code == 0) {
            fault("outputs are not as they should be");
        }
        if case.code != 0 && !ran.out.is_empty() {
            fault("standard output is not clean");
        }
        if ran.err.contains("panicked") || ran.err.contains("RUST_BACKTRACE") {
            fault("a panic");
        }
    }
    faults
}

#[test]
fn bad_input_is_refused_with_place_and_remedy() {
    assert!(CASES.len() >= 35);
    let faults = faults(CASES);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn doubtful_input_is_read_with_a_warning() {
    let faults = faults(WARNINGS);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn ten_warnings_are_shown_and_the_rest_are_counted() {
    let place = Place::new();
    let blank: String = (0..25).map(|n| format!("x{n},\n")).collect();
    place.write("a.csv", format!("id,text\n1,late bus\n2,late bus\n{blank}"));
    let ran = place.ok("cluster a.csv --k 1 --max-df 1 --out out.csv");
    assert_eq!(ran.err.lines().count(), 11, "{}", ran.err);
    assert!(ran.err.ends_with("warning: and 15 more\n"), "{}", ran.err);
    assert_eq!(place.json("out.csv.manifest.json")["skipped"].as_array().unwrap().len(), 25);
    let ran = place.ok("cluster a.csv --k 1 --max-df 1 --out out.csv --force --quiet");
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_are_refused_clearly() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let odd = std::ffi::OsStr::from_bytes(b"a\xff.csv");
    let ran = Ran::of(place.command(&["analyse"]).arg(odd).output().unwrap());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("not valid UTF-8: rename the file"), "{}", ran.err);
}
