//! Excel: one sheet of a workbook as a table, its first row with anything in it as the header.
//!
//! The sheet is read as it streams by, a row at a time; nothing is allocated by what the file says about its size. A cell
//! is read as it is shown where that matters: dates by their number format, as `2026-03-02`, and the last value of a
//! formula. Of several sheets the first with rows that is not hidden is read, and the others are named.

mod number;
mod sheet;
mod workbook;

use super::limits::Limits;
use super::package::Package;
use super::parsed::{Body, Fault, Parsed, quoted};
use sheet::Table;
use workbook::Workbook;

/// Parses a workbook.
pub(super) fn parse(bytes: &[u8], limits: &Limits, wanted: Option<&str>) -> Result<Parsed, Fault> {
    let mut package = Package::open(bytes, limits)?;
    let workbook = Workbook::read(&mut package, limits)?;
    let names = || workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect::<Vec<_>>();
    let hidden: Vec<String> =
        workbook.sheets.iter().filter(|sheet| sheet.is_hidden).map(|sheet| sheet.name.clone()).collect();

    let (mut table, mut others) = (None, Vec::new());
    for sheet in &workbook.sheets {
        let is_wanted = match wanted {
            Some(name) => sheet.name.trim().to_lowercase() == name.trim().to_lowercase(),
            None => !sheet.is_hidden,
        };
        if is_wanted && table.is_none() {
            table = Table::read(&mut package, &sheet.part, &workbook, limits)?;
        } else if is_wanted && Table::has_cells(&mut package, &sheet.part)? {
            others.push(sheet.name.clone());
        }
    }
    let Some(mut table) = table else {
        return Err(match wanted {
            Some(name) if !workbook.has(name) => Fault::NoSheet { name: name.to_owned(), sheets: names() },
            _ => Fault::NoRows { hidden },
        });
    };
    let mut warnings = table.warnings();
    if wanted.is_none() {
        let mut warn = |names: &[String], what: &str| {
            if !names.is_empty() {
                let names = quoted(names);
                warnings.push(format!("{what} not read: {names} (name one with --sheet to read it)"));
            }
        };
        warn(&others, "more sheets,");
        warn(&hidden, "hidden sheets,");
    }
    let parts = table.lines.len().saturating_sub(1) as u64;
    let csv = table.csv()?;
    Ok(Parsed { body: Body::Table { csv, lines: table.lines }, warnings, parts })
}
