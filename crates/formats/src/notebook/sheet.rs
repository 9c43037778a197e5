//! A page of the process as a fragment: what it begins with is seen at once, the rest is folded away.

use super::parts::{fragment, heading, quotation, table};
use crate::figure::escaped;
use crate::study::sheet::{Block, Sheet};

/// The fragment. The first sections are open.
pub(crate) fn sheet_html(sheet: &Sheet, open: usize) -> String {
    let mut body = heading(&sheet.title, &sheet.summary.join(" "));
    for (place, section) in sheet.sections.iter().enumerate() {
        let title = escaped(&section.title);
        let inner: String = section.blocks.iter().map(block).collect();
        body += &match place < open {
            true => format!("<p><strong>{title}</strong></p>{inner}"),
            false => format!("<details><summary>{title}</summary>{inner}</details>"),
        };
    }
    fragment(&body)
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => format!("<p>{}</p>", escaped(text)),
        Block::Finding(text) => format!("<p><strong>{}</strong></p>", escaped(text)),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>", escaped(item))).collect();
            format!("<ul>{items}</ul>")
        }
        Block::Table { caption, columns, rows } => {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let numbers: Vec<usize> = (0..columns.len()).filter(|&place| columns[place].is_number).collect();
            let rows = rows.iter().map(|row| row.iter().map(|cell| escaped(cell)).collect());
            format!("<p>{}</p>{}", escaped(caption), table(&names, &numbers, rows.collect()))
        }
        Block::Picture(figure) => figure.html(),
        Block::Quotations(quotations) => {
            quotations.iter().map(|(text, source)| quotation(text, source)).collect()
        }
    }
}
