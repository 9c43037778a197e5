//! The texts of a file of JSON lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::{Outcome, short};

/// Reads the `text` of each line.
pub(crate) fn read(path: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let lines = std::fs::read_to_string(path)?;
    let text = |line: &str| match serde_json::from_str(line)? {
        Value::Object(mut record) => match record.remove("text") {
            Some(Value::String(text)) => Ok(text),
            _ => Err("a line has no text".into()),
        },
        _ => Err("a line is no object".into()),
    };
    lines.lines().map(text).collect()
}

/// How many bytes they have.
pub(crate) fn bytes(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

/// Writes so many made-up documents.
pub(crate) fn short_documents(count: u64, out: &Path) -> Outcome {
    let mut file = BufWriter::new(File::create(out)?);
    for number in 0..count {
        let (text, _) = short::document(number);
        writeln!(file, "{}", json!({ "id": format!("d{number}"), "text": text }))?;
    }
    file.flush()?;
    Ok(json!({ "documents": count }))
}
