//! The one error type of the crate. Every message names the place and the remedy, and none holds
//! text of a document.

use commonground::round::{Note, Source};

use crate::read::Fault;

/// A `Result` with this crate's [`FormatError`].
pub type Result<T, E = FormatError> = std::result::Result<T, E>;

/// Everything that can go wrong between files and rounds.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// An input cannot be read.
    #[error("{place}: {reason}")]
    Unreadable {
        /// The file, and the line where one is to blame.
        place: Source,
        /// What is wrong with it, and the remedy.
        reason: Box<Reason>,
    },

    /// Every input was skipped, so that no document is left.
    #[error("{}{}", commonground::Error::NoDocuments, skipped_in_short(skipped))]
    NothingRead {
        /// What was skipped and why.
        skipped: Vec<Note>,
    },

    /// A consent column was named that no input has.
    #[error(
        "no input has a column {name:?} for --consent, or it is blank in every row: check the name, or give the table that has it with --metadata"
    )]
    NoConsent {
        /// The name that was given.
        name: String,
    },

    /// An output cannot be written.
    #[error("{path}: {refusal}")]
    Unwritable {
        /// The path as the user gave it.
        path: String,
        /// Why it is left alone, and the remedy.
        refusal: Refusal,
    },

    /// A log of decisions is damaged in a way that may have lost some.
    #[error(
        "{path}: line {line} is damaged ({what}). What stands before it is whole and kept (decisions: {whole}); what stands behind it was not read. Put back a copy of the file, from another device or a backup; if there is none, take the file apart at that line by hand"
    )]
    DamagedLog {
        /// The file.
        path: String,
        /// The first line that is damaged.
        line: usize,
        /// What is wrong with it.
        what: String,
        /// How many decisions are whole.
        whole: usize,
    },

    /// Cells of a table that people filled in cannot be understood.
    #[error("{path}: {}{}; nothing of it was taken", faults.join("; "), more_faults(*more))]
    Cells {
        /// The file.
        path: String,
        /// What is wrong, a cell each.
        faults: Vec<String>,
        /// How many more there are.
        more: usize,
    },

    /// What people ask of a study, its decisions or a vote cannot be done.
    #[error("{what}")]
    Process {
        /// Why, and the remedy.
        what: String,
    },

    /// An analysis and a reading do not belong together, so that its quotations cannot be vouched for.
    #[error("the analysis is not one of these documents ({what}): analyse them again as they are now")]
    NotOfThisRound {
        /// The first thing that does not fit. Never holds text of a document.
        what: String,
    },

    /// An analysis has nothing of what is to be exported.
    #[error("{what}")]
    Export {
        /// What it lacks, and the remedy.
        what: String,
    },

    /// The report's templates failed. A bug.
    #[error("the report could not be made ({0}): please tell the authors of commonground")]
    Report(minijinja::Error),

    /// An error of the library.
    #[error(transparent)]
    Core(#[from] commonground::Error),
}

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
    #[error("not a codebook of the REFI-QDA standard, or one without codes: export it again as .qdc")]
    NoCodebook,
    #[error("not a table: save it as xlsx, CSV or TSV")]
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

/// How many skipped inputs an error names, and how many ids a warning does.
pub(crate) const FEW: usize = 5;

fn more_faults(more: usize) -> String {
    if more == 0 { String::new() } else { format!("; and {more} more") }
}

/// The first few names, and dots if there are more.
fn named(first: &[String], count: usize) -> String {
    let names: Vec<String> = first.iter().map(|name| format!("{name:?}")).collect();
    format!("{}{}", names.join(", "), if count > first.len() { ", …" } else { "" })
}

/// The tail of [`FormatError::NothingRead`]: the first skips, and how many there are.
fn skipped_in_short(skipped: &[Note]) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let first: Vec<String> =
        skipped.iter().take(FEW).map(|note| format!("\n  {}: {}", note.source, note.message)).collect();
    let rest = match skipped.len().saturating_sub(FEW) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    format!("\nskipped ({}):{}{rest}", skipped.len(), first.concat())
}

/// Whether what stands in the place of a header is rather an answer: an address, a number, a sentence, or a long text that
/// asks nothing. A table without a header row begins with somebody's data, which belongs in no message.
fn looks_like_data(header: &str) -> bool {
    const LONG: usize = 60;
    let header = header.trim();
    let digits = header.chars().filter(char::is_ascii_digit).count();
    let ends = header.ends_with(['.', '!']) && header.split_whitespace().count() >= 3;
    let is_long = header.chars().nth(LONG).is_some() && !header.contains('?');
    header.contains('@')
        || digits >= 6 && !header.contains(char::is_alphabetic)
        || header.parse::<f64>().is_ok()
        || ends
        || is_long
}

/// The headers of a table, for a message.
fn told(headers: &[String]) -> String {
    const MANY: usize = 40;
    if headers.iter().any(|header| looks_like_data(header)) {
        let count = headers.len();
        return format!(
            "its first row looks like data, and so its {count} cells are not shown: put a row above it with the names of the columns"
        );
    }
    let names: Vec<String> = headers.iter().take(MANY).map(|h| format!("{:?}", shown(h))).collect();
    let rest = match headers.len().saturating_sub(MANY) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("the columns are {}{rest}", names.join(", "))
}

/// The question that follows a name which is nearly right.
fn near_miss(near: Option<&str>) -> String {
    near.map(|name| format!(" (did you mean {:?}?)", shown(name))).unwrap_or_default()
}

/// A name out of a file, made safe for a message: short, because a file without a header row has
/// its first answers there, and without control characters, which a terminal would obey.
pub(crate) fn shown(name: &str) -> String {
    const LONG: usize = 60;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = name.chars().take(LONG).map(clean).collect();
    if name.chars().nth(LONG).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_row_that_looks_like_data_is_not_shown() {
        let told = |line: &str| told(&line.split('|').map(str::to_owned).collect::<Vec<_>>());
        let headers = [
            "id|text|Place",
            "Why do you want to take part, and what would you bring to the others who do? (at most 200 words)|Ref.",
            "Q1_2024_2025|Response ID",
        ];
        for line in headers {
            assert!(told(line).starts_with("the columns are"), "{line}");
        }
        let data = [
            "r1|secret@example.org",
            "r1|0114 496 0123",
            "r1|The secret bus was late.",
            "17|secret",
            "r1|we said that the secret bus was late and nobody came for the whole of the year",
        ];
        for line in data {
            let told = told(line);
            assert!(told.contains("looks like data") && !told.contains("secret"), "{told}");
        }
    }

    #[test]
    fn names_from_files_are_cut_and_cleaned_before_they_are_shown() {
        assert_eq!(shown("a\u{1b}[31mb"), "a [31mb");
        assert_eq!(shown(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
    }

    #[test]
    fn a_round_without_documents_names_the_first_skips_and_counts_the_rest() {
        let skipped = (1..=7)
            .map(|line| Note {
                source: Source { file: "a.csv".into(), line: Some(line) },
                message: Reason::RowWithoutText.to_string(),
            })
            .collect();
        let error = FormatError::NothingRead { skipped };
        let message = error.to_string();
        assert!(message.contains("skipped (7):\n  a.csv, line 1: the row has no text\n"), "{message}");
        assert!(message.ends_with("a.csv, line 5: the row has no text\n  and 2 more"), "{message}");
    }
}
