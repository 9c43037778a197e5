//! What a workbook says about all of its sheets: their names, the texts that they share, and which formats are dates.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::super::limits::Limits;
use super::super::package::{Package, Space, attribute, text_of};
use super::super::parsed::Fault;
use super::number::Shape;

/// A sheet of a workbook.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) is_hidden: bool,
}

#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    /// Dates count from 1904 instead of 1900.
    pub(super) from_1904: bool,
    /// How the numbers of each style are shown.
    pub(super) shapes: Vec<Shape>,
    shared: String,
    ends: Vec<usize>,
}

impl Workbook {
    pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Self, Fault> {
        let of_package = package.relations("")?;
        let main = of_package.iter().find(|relation| relation.kind == "officeDocument");
        let main = main.map_or("xl/workbook.xml", |relation| relation.target.as_str()).to_owned();
        if main.starts_with("word/") {
            return Err(Fault::OtherKind { found: "a Word document (docx)".to_owned() });
        }
        let relations = package.relations(&main)?;
        let part_of = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.target.as_str());

        let mut workbook = Workbook::default();
        let Some(mut xml) = package.part(&main)? else {
            return Err(Fault::damaged("there is no workbook in it"));
        };
        while let Some((space, event)) = xml.next()? {
            let Event::Start(start) = &event else { continue };
            match (space, start.local_name().as_ref()) {
                (Space::Sheet, "sheet") => {
                    let id = start
                        .attributes()
                        .with_checks(false)
                        .flatten()
                        .find(|a| a.key.local_name().as_ref() == "id" && a.key.prefix().is_some());
                    let id = id.and_then(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok());
                    let target = relations.iter().find(|r| Some(r.id.as_str()) == id.as_deref());
                    // Sheets that are charts have no cells.
                    if let Some(target) = target.filter(|target| target.kind == "worksheet") {
                        workbook.sheets.push(Sheet {
                            name: attribute(start, "name").unwrap_or_default(),
                            part: target.target.clone(),
                            is_hidden: attribute(start, "state").is_some_and(|state| state != "visible"),
                        });
                    }
                }
                (Space::Sheet, "workbookPr") => {
                    let value = attribute(start, "date1904");
                    workbook.from_1904 = matches!(value.as_deref(), Some("1" | "true"));
                }
                _ => {}
            }
        }
        drop(xml);
        if let Some(part) = part_of("styles") {
            workbook.read_styles(package, part)?;
        }
        if let Some(part) = part_of("sharedStrings") {
            workbook.read_shared(package, part, limits)?;
        }
        Ok(workbook)
    }

    /// Whether there is a sheet of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.sheets.iter().any(|sheet| sheet.name.trim().to_lowercase() == name.trim().to_lowercase())
    }

    /// A text that sheets share.
    pub(super) fn shared(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.shared.get(start..end)
    }

    fn read_styles(&mut self, package: &mut Package<'_>, part: &str) -> Result<(), Fault> {
        let Some(mut xml) = package.part(part)? else { return Ok(()) };
        let (mut custom, mut is_within) = (BTreeMap::new(), false);
        while let Some((_, event)) = xml.next()? {
            match &event {
                Event::Start(start) => {
                    let number = |name| attribute(start, name).and_then(|number| number.parse::<u32>().ok());
                    match start.local_name().as_ref() {
                        "numFmt" => {
                            let code = attribute(start, "formatCode").unwrap_or_default();
                            custom.extend(number("numFmtId").map(|id| (id, Shape::of_code(&code))));
                        }
                        "cellXfs" => is_within = true,
                        "xf" if is_within => {
                            let id = number("numFmtId").unwrap_or(0);
                            let shape = custom.get(&id).copied().unwrap_or_else(|| Shape::of_id(id));
                            self.shapes.push(shape);
                        }
                        _ => {}
                    }
                }
                Event::End(end) if end.local_name().as_ref() == "cellXfs" => is_within = false,
                _ => {}
            }
        }
        Ok(())
    }

    fn read_shared(&mut self, package: &mut Package<'_>, part: &str, limits: &Limits) -> Result<(), Fault> {
        let Some(mut xml) = package.part(part)? else { return Ok(()) };
        // Readings above characters are no part of the text.
        let (mut is_text, mut readings) = (false, 0usize);
        while let Some((_, event)) = xml.next()? {
            match &event {
                Event::Start(start) => match start.local_name().as_ref() {
                    "t" => is_text = readings == 0,
                    "rPh" => readings += 1,
                    _ => {}
                },
                Event::End(end) => match end.local_name().as_ref() {
                    "t" => is_text = false,
                    "rPh" => readings = readings.saturating_sub(1),
                    "si" if self.ends.len() as u64 >= limits.cells => {
                        return Err(Fault::Cells { limit: limits.cells });
                    }
                    "si" => self.ends.push(self.shared.len()),
                    _ => {}
                },
                event if is_text => self.shared.extend(text_of(event)?.as_deref()),
                _ => {}
            }
        }
        Ok(())
    }
}
