//! Why one input or output is not read or written.

use commonground::error::shown;

use super::words::{because, named, near_miss, told};
use crate::read::Fault;

/// Why an input, or a part of it, is not read. Read as a sentence about the place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum Reason {
    #[error("there is no such file or folder: check the name")]
    Missing,
    #[error("cannot be read ({error}): check that you may open it")]
    Io { error: std::io::Error },
    #[error("not a regular file: give a file or a folder, or pipe it in and give `-`")]
    NotRegular,
    #[error("a link, which is not followed: give its target by name")]
    Link,
    #[error("hidden: rename it without the leading dot, or give it by name")]
    Hidden,
    #[error("the lock file of an open document: nothing to read")]
    LockFile,
    #[error("a folder of results: give its files by name to read them")]
    Results,
    #[error("the folder is empty")]
    EmptyFolder,
    #[error("no known extension: give the file by name to read it as plain text")]
    UnknownExtension,
    #[error("not read by this version: save it as text, CSV or JSONL")]
    NotSupported,
    #[error("in a format that is not read: open it, and save it as {kind}")]
    SaveAs { kind: &'static str },
    #[error("{fault}")]
    Parsed { fault: Fault },
    #[error("there is no form {:?} for --form; those that are known are {}", shown(name), forms.join(", "))]
    UnknownForm { name: String, forms: Vec<String> },
    #[error(
        "read as an export of {form}, but no question was answered in sentences: name those to read with --text; {}",
        told(headers)
    )]
    NoOpenQuestion { form: String, headers: Vec<String> },
    #[error("not text but {looks_like}: save it as text, CSV or JSONL")]
    Binary { looks_like: &'static str },
    #[error("larger than the limit of {limit} bytes: split it, or raise --max-file-bytes")]
    TooLarge { limit: u64 },
    #[error("a row of more than {limit} bytes: check the quotes, or split the text")]
    LongRow { limit: usize },
    #[error("not UTF-8, which a file that is read as a stream has to be: save it as UTF-8")]
    NotUtf8,
    #[error("has changed while it was read: run the command again when nothing writes to it")]
    Changed,
    #[error("there is no text in it")]
    NoText,
    #[error(
        "no result of commonground with its manifest, so it is left alone: look at it, and remove it by hand"
    )]
    NotOurs,
    #[error("not a key of pseudonyms: name the file that was made as one, or a new one")]
    NoKey,
    #[error("no consent to be analysed")]
    NoConsent,
    #[error(
        "what stands in the consent column {:?} is not one of none, analyse, quote-internal and quote-public: write one of these, or leave it blank; a column that says something else is named as metadata (--meta)",
        shown(column)
    )]
    UnknownConsent { column: String },
    #[error("the row has no text")]
    RowWithoutText,
    #[error("the text field is not a string, so the row has no text")]
    TextIsNoString,
    #[error(
        "a quote opens on this line and is never closed: close it, or double every quote that belongs to the text"
    )]
    UnterminatedQuote,
    #[error("more than {limit} cells or fields: check the delimiter, or leave out what is no answer")]
    TooWide { limit: usize },
    #[error("no row follows the header row")]
    NoRows,
    #[error("not valid JSON ({what}, column {column}): write one object a line, or an array of objects")]
    BrokenJson { what: String, column: usize },
    #[error("not a JSON object: write one object a line, or an array of objects")]
    NotAnObject,
    #[error("the text column is not plain from the headers: name it with --text; {}", told(headers))]
    NoTextColumn { headers: Vec<String> },
    #[error(
        "several columns may hold the text: name one or more, as in --text {:?}; {}",
        shown(&candidates[0]), told(headers)
    )]
    SeveralTextColumns { candidates: Vec<String>, headers: Vec<String> },
    #[error("there is no column {:?} for {flag}{}; {}", shown(name), near_miss(near.as_deref()), told(headers))]
    UnknownColumn { flag: &'static str, name: String, near: Option<String>, headers: Vec<String> },
    #[error("the header {:?} occurs more than once: give each column a name of its own", shown(name))]
    AmbiguousColumn { name: String },
    #[error("there is no id column: head it `id`, or name it with --id; {}", told(headers))]
    NoIdColumn { headers: Vec<String> },
    #[error("the id {:?} occurs again (first on line {first}): keep one row for each document", shown(id))]
    RepeatedId { id: String, first: u64 },
    #[error(
        "not a table of vectors: save them as CSV, TSV or JSONL, with the id of the document and one column for each number"
    )]
    NoTableOfVectors,
    #[error("not a codebook of the REFI-QDA standard: export it again as .qdc")]
    NoCodebook,
    #[error("the codebook has no codes: add what you code with, and export it again")]
    EmptyCodebook,
    #[error("not a table: save it as xlsx, CSV, TSV or Parquet")]
    NoTable,
    #[error(
        "there is no study here: make one with `commonground study init`, or check the name of the folder"
    )]
    NoStudy,
    #[error("not the settings of a study ({what}): correct that line, or put back a copy")]
    BrokenStudy { what: String },
    #[error("line {line} is damaged ({what}): ask for the file again; nothing of it was taken")]
    DamagedDecisions { line: usize, what: String },
    #[error("there is no decision in it")]
    NoDecision,
    #[error("not a table of codes: save it as CSV or TSV, with the columns id and area")]
    NoTableOfCodes,
    #[error("there is no column for the area: head it `area`; {}", told(headers))]
    NoAreaColumn { headers: Vec<String> },
    #[error(
        "there is no code in it: write a row for each area that was given, and one with an empty area for what raises none"
    )]
    NoCodes,
    #[error("there is no coded segment in it that can be used{}", because(left))]
    NoSegments { left: Vec<String> },
    #[error("the row has {found} cells, but the header has {expected}: write one cell for each column")]
    UnevenCode { found: usize, expected: usize },
    #[error("the row has no id: give it that of the document that was coded")]
    CodeWithoutId,
    #[error("{what} (`{remedy}` writes one)")]
    NotAModel { what: String, remedy: &'static str },
    #[error("there is no vector in it: write a row for each document")]
    NoVectors,
    #[error("there is no column of numbers: write one for each number of a vector, beside the id")]
    NoNumbers,
    #[error("the row has {found} cells, but the header has {expected}: write one row for each vector")]
    UnevenRow { found: usize, expected: usize },
    #[error("the vector has {found} numbers, but the first has {expected}: embed all texts alike")]
    UnevenVector { found: usize, expected: usize },
    #[error("the vector has no numbers: embed the text, or leave the record out if there is no such text")]
    EmptyVector,
    #[error("the row has no id: give it that of its document")]
    RowWithoutId,
    #[error(
        "what stands in column {:?} is no number: leave out columns that are no part of the vector, and write numbers as 0.5 or 5e-1",
        shown(column)
    )]
    NotANumber { column: String },
    #[error(
        "the number in column {:?} is not finite: look into how this vector was made, and make it again",
        shown(column)
    )]
    NotFinite { column: String },
    #[error("start and end are not two offsets in bytes: write both, as `cluster --unit passage` does")]
    NotARange,
    #[error(
        r#"not a vector: write {{"id": "…", "vector": [0.1, 0.2]}} for each document, with finite numbers only"#
    )]
    NotAVector,
    #[error("there is a second vector of {of:?} (first on line {first}): keep one")]
    RepeatedVector { of: String, first: u64 },
    #[error("there is no column with the names of the areas: head it `name`; {}", told(headers))]
    NoNameColumn { headers: Vec<String> },
    #[error("the area has no name: write one, or take the line out")]
    RowWithoutName,
    #[error(
        "the row has {found} cells, but the header has {expected}: put quotes around cells with the delimiter in them"
    )]
    WideRow { found: usize, expected: usize },
    #[error("the field {name:?} is neither a text nor a list of texts: write it as one")]
    NotAText { name: String },
    #[error("the parent {:?} can be several areas (lines {lines}): name it by its id", shown(name))]
    AmbiguousParent { name: String, lines: String },
    #[error("{what}")]
    NoFramework { what: String },
    #[error("there is no vector for {count} of {of} texts ({}): {remedy}", named(first, *count))]
    MissingVectors { count: usize, of: usize, first: Vec<String>, remedy: &'static str },
    #[error(
        "one vector is given for {:?}, which is cut into {passages} passages: give each its own, with the columns start and end as `cluster --unit passage` writes them",
        shown(id)
    )]
    VectorOfSeveral { id: String, passages: usize },
}

/// Why an output is not written. Read as a sentence about the path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum Refusal {
    #[error("exists: choose another --out, or add --force")]
    Exists,
    #[error(
        "holds {file:?}, which is no output of commonground: choose another --out, or move that file away"
    )]
    Foreign { file: String },
    #[error("a study is there already: choose another folder")]
    IsStudy,
    #[error(
        "the version {version:?} of the framework cannot be part of a file's name: call it by letters, digits, `-`, `_` and `.`"
    )]
    BadVersion { version: String },
    #[error(
        "the log of {by}: give --by or --device another name, because each writer has a file of their own"
    )]
    LogOfAnother { by: String },
    #[error("a file, not a folder: choose another --out")]
    NotAFolder,
    #[error("not a regular file: choose another --out, or `-` for standard output")]
    NotAFile,
    #[error("cannot be replaced as a whole: choose a new folder inside of it as --out")]
    NotReplaceable,
    #[error("one of the inputs, which are never changed: choose another --out")]
    IsInput,
    #[error(
        "{copy} is there: an earlier purge was cut off. Put that copy back in the place of this file, and begin anew"
    )]
    CutOffPurge { copy: String },
    #[error("not the name of an output: use a relative path without `..`")]
    BadName,
    #[error("the row has {found} cells, but the header has {expected}")]
    UnevenRow { expected: usize, found: usize },
    #[error("this build writes no Parquet: end the name in .csv, or use the command `commonground`")]
    NoParquet,
    #[error(
        "a work folder that a run has left which was cut off: go on with --resume, or begin anew with --force"
    )]
    CutOff,
    #[error("a file or folder that is not of commonground: move it away, or choose another --out")]
    NotWork,
    #[error(
        "of a run with other settings or inputs: give those of that run to --resume, or begin anew with --force"
    )]
    WorkOfOthers,
    #[error("of a run of commonground {version}: go on with that version, or begin anew with --force")]
    WorkOfVersion { version: String },
    #[error("the inputs have changed since this run was begun: begin anew with --force instead of --resume")]
    InputsChanged,
    #[error("damaged: begin anew with --force instead of --resume")]
    DamagedWork,
    #[error(
        "{given} bytes are too little for {what}, which takes about {needed}MiB: give at least --max-memory {needed}MiB, or draw a smaller --sample"
    )]
    TooLittleMemory { what: &'static str, given: u64, needed: u64 },
    #[error("cannot be written ({error}): check the folder, your rights to it and the space left")]
    Io { error: std::io::Error },
}
