//! A page of the process: a title, a few sentences, and sections of text, tables, pictures and quotations.
//!
//! The same sheet becomes HTML, in the report's dress, and Markdown that word processors take.

use std::fmt::Write;

use serde::Serialize;

use crate::error::Result;
use crate::figure::Figure;
use crate::report;
use crate::write::{Csv, CsvStyle};

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Sheet {
    pub(crate) title: String,
    pub(crate) summary: Vec<String>,
    pub(crate) sections: Vec<Section>,
    /// The last line: what made the page.
    pub(crate) closing: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "it", rename_all = "lowercase")]
pub(crate) enum Block {
    Text(String),
    /// What must not be overlooked.
    Finding(String),
    List(Vec<String>),
    Table {
        caption: String,
        columns: Vec<Column>,
        rows: Vec<Vec<String>>,
    },
    Picture(Box<Figure>),
    /// Verbatim pieces with their source.
    Quotations(Vec<(String, String)>),
}

/// A table of text: what a file of that name has, without the marks that keep spreadsheets from running a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// What the columns are called.
    pub columns: Vec<&'static str>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// The rows as a file.
    pub(crate) fn csv(&self, name: &str) -> Result<Vec<u8>> {
        let mut csv = Csv::new(name, &self.columns, CsvStyle::Spreadsheet)?;
        self.rows.iter().try_for_each(|row| csv.row(row.iter().cloned()))?;
        csv.finish()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) is_number: bool,
}

impl Column {
    /// Columns by name; those that end in `#` are of numbers.
    pub(crate) fn all(names: &[&str]) -> Vec<Column> {
        let column = |name: &&str| Column {
            name: name.trim_end_matches('#').trim().to_owned(),
            is_number: name.ends_with('#'),
        };
        names.iter().map(column).collect()
    }
}

impl Section {
    pub(crate) fn new(title: &str, blocks: Vec<Block>) -> Self {
        Section { title: title.to_owned(), blocks }
    }
}

impl Sheet {
    pub(crate) fn closing() -> String {
        let version = env!("CARGO_PKG_VERSION");
        format!("Made by commonground {version}. The same inputs give the same page.")
    }

    pub(crate) fn html(&self) -> Result<Vec<u8>> {
        Ok(report::render_page("sheet.html", self)?.into_bytes())
    }

    pub(crate) fn markdown(&self) -> Vec<u8> {
        let mut told = format!("# {}\n\n", plain(&self.title));
        if !self.summary.is_empty() {
            let _ = writeln!(told, "{}\n", plain(&self.summary.join(" ")));
        }
        for section in &self.sections {
            let _ = writeln!(told, "## {}\n", plain(&section.title));
            section.blocks.iter().for_each(|block| block.mark_down(&mut told));
        }
        let _ = writeln!(told, "{}", plain(&self.closing));
        told.into_bytes()
    }
}

impl Block {
    fn mark_down(&self, told: &mut String) {
        let _ = match self {
            Block::Text(text) => writeln!(told, "{}\n", plain(text)),
            Block::Finding(text) => writeln!(told, "**{}**\n", plain(text)),
            Block::List(items) => {
                items.iter().for_each(|item| *told += &format!("- {}\n", plain(item)));
                writeln!(told)
            }
            Block::Table { caption, columns, rows } => {
                let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
                *told += &format!("{}\n\n", plain(caption));
                *told += &row(columns.iter().map(|column| plain(&column.name)).collect());
                let rule = |column: &Column| if column.is_number { "---:" } else { "---" }.to_owned();
                *told += &row(columns.iter().map(rule).collect());
                rows.iter().for_each(|cells| *told += &row(cells.iter().map(|cell| plain(cell)).collect()));
                writeln!(told)
            }
            Block::Picture(figure) => {
                writeln!(told, "{}: {}\n", plain(&figure.title), plain(&figure.caption))
            }
            Block::Quotations(quotations) => {
                for (text, source) in quotations {
                    let lines: Vec<String> = text.lines().map(|line| format!("> {}", plain(line))).collect();
                    *told += &format!("{}\n>\n> — {}\n\n", lines.join("\n"), plain(source));
                }
                Ok(())
            }
        };
    }
}

/// A text in one line of Markdown, with what has a meaning there taken from it.
fn plain(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => told.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => told.extend(['\\', c]),
            c if c.is_control() => told.push('\u{fffd}'),
            c => told.push(c),
        }
    }
    // What would begin a list or a rule.
    match told.trim_start().chars().next() {
        Some('-' | '+' | '=') => format!("\\{}", told.trim_start()),
        _ => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_taken_for_markdown() {
        let cases = [
            ("a | b", "a \\| b"),
            ("- x", "\\- x"),
            ("<script>", "\\<script\\>"),
            ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
            ("two\nlines", "two lines"),
            ("plain", "plain"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
        }
    }
}
