//! What kind of file an input is, by its extension.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// The kind of an input file.
///
/// Not all are read; the others are known by name, so that a skip can say more than "unknown". A later reader takes its
/// kind out of the last arms of the `match` in `read::reader`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Plain text: one document.
    Text,
    /// Markdown: one document.
    Markdown,
    /// A table with a header row: a document a row.
    Csv,
    /// The same, with tabs between cells.
    Tsv,
    /// One JSON object a line: a document each.
    Jsonl,
    /// An array of JSON objects: a document each.
    Json,
    /// Word.
    Docx,
    /// Word before 2007.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// PDF.
    Pdf,
    /// Excel.
    Xlsx,
    /// Excel before 2007, and its binary format.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// PowerPoint.
    Pptx,
    /// Apache Parquet.
    Parquet,
    /// A project of a QDA program: codes, not documents.
    Qdpx,
}

impl Kind {
    /// The kind that goes with a file's extension, in upper or lower case.
    pub fn of(path: &Path) -> Option<Kind> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "txt" | "text" => Kind::Text,
            "md" | "markdown" => Kind::Markdown,
            "csv" => Kind::Csv,
            "tsv" | "tab" => Kind::Tsv,
            "jsonl" | "ndjson" => Kind::Jsonl,
            "json" => Kind::Json,
            "docx" | "docm" => Kind::Docx,
            "doc" => Kind::Doc,
            "odt" => Kind::Odt,
            "rtf" => Kind::Rtf,
            "pdf" => Kind::Pdf,
            "xlsx" | "xlsm" => Kind::Xlsx,
            "xls" | "xlsb" => Kind::Xls,
            "ods" => Kind::Ods,
            "pptx" | "pptm" | "ppt" => Kind::Pptx,
            "parquet" => Kind::Parquet,
            "qdpx" => Kind::Qdpx,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_extension_in_any_case() {
        let cases = [
            ("a.txt", Some(Kind::Text)),
            ("A.MD", Some(Kind::Markdown)),
            ("a.b.Csv", Some(Kind::Csv)),
            ("a.ndjson", Some(Kind::Jsonl)),
            ("a.docx", Some(Kind::Docx)),
            ("a.exe", None),
            ("README", None),
        ];
        for (name, expected) in cases {
            assert_eq!(Kind::of(Path::new(name)), expected, "{name}");
        }
    }
}
