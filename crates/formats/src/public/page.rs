//! The page of a public report.

use super::groups::{ALL_OTHERS, GroupTold, GroupsTold, RowTold};
use super::told::Public;
use crate::error::Result;
use crate::report::words::{counted, percent_of};
use crate::study::sheet::{Block, Column, Section, Sheet};

/// What stands below each quotation in the place of a source.
const SOURCE: &str = "quoted with consent";

pub(super) fn page(public: &Public) -> Result<Vec<u8>> {
    let Public { unit, of, least, themes_not_told, .. } = public;
    let mut summary = vec![format!("{} in what {of} {unit} say.", counted(public.themes.len(), "theme"))];
    summary.push(
        "Everything here was found by a machine and is a proposal: people decide what is common ground."
            .to_owned(),
    );
    let how = vec![
        Block::Text(format!(
            "How widely something is raised is told in {unit}. Counts below {least} are not told, nor those that leave fewer than {least} of a whole; “or more” stands in their place."
        )),
        Block::Text(match themes_not_told {
            0 => "Every theme that was found is told.".to_owned(),
            1 => format!("One theme is not told, because fewer than {least} {unit} raise it."),
            n => format!("{n} themes are not told, because fewer than {least} {unit} raise each."),
        }),
        Block::Text("Quotations are verbatim, and only of those who agreed to be quoted in public. Their source is not told, and none is told that has an address, a number or a name by which it can be seen whose it is.".to_owned()),
    ];
    let mut sections = vec![Section::new("How to read this", how), themes(public)];
    for theme in &public.themes {
        let mut blocks = vec![Block::Text(format!("Raised by {}.", theme.raised.told(*of, unit)))];
        if !theme.key_terms.is_empty() {
            blocks.push(Block::Text(format!("Key terms: {}.", theme.key_terms.join(", "))));
        }
        blocks.extend(quoted(&theme.quotations));
        sections.push(Section::new(&theme.label, blocks));
    }
    sections.extend(areas(public));
    sections.extend(public.by_group.as_ref().map(|groups| by_group(public, groups)));
    Sheet { title: "What the texts have in common".to_owned(), summary, sections, closing: Sheet::closing() }
        .html()
}

fn themes(public: &Public) -> Section {
    if public.themes.is_empty() {
        return Section::new("Themes", vec![Block::Text("No theme can be told.".to_owned())]);
    }
    let rows = public.themes.iter().map(|theme| {
        vec![
            theme.label.clone(),
            theme.raised.told(public.of, public.unit),
            theme.stability.unwrap_or("not known").to_owned(),
            theme.covered_by.join("; "),
        ]
    });
    let mut columns = Column::all(&["Theme", "Raised by", "Found again", "Areas that cover it"]);
    let mut rows: Vec<Vec<String>> = rows.collect();
    if public.framework.is_none() {
        columns.pop();
        rows.iter_mut().for_each(|row| drop(row.pop()));
    }
    let caption = "Themes, the most widely raised first. A theme that is found again comes back when documents are drawn anew (stable), in part (fragile), or not (dissolves).".to_owned();
    Section::new("Themes", vec![Block::Table { caption, columns, rows }])
}

fn areas(public: &Public) -> Option<Section> {
    let name = public.framework.as_ref()?;
    let rows = public.areas.iter().map(|area| {
        vec![area.name.clone(), area.raised.told(public.of, public.unit), area.description.clone()]
    });
    let caption = format!("{name}: how widely each area is raised.");
    let columns = Column::all(&["Area", "Raised by", "What it is about"]);
    let mut blocks = vec![Block::Table { caption, columns, rows: rows.collect() }];
    for area in public.areas.iter().filter(|area| !area.quotations.is_empty()) {
        blocks.push(Block::Text(format!("On {}:", area.name)));
        blocks.extend(quoted(&area.quotations));
    }
    Some(Section::new("Areas", blocks))
}

fn by_group(public: &Public, groups: &GroupsTold) -> Section {
    let head = |group: &GroupTold| Column {
        name: format!("{} ({} {})", group.value.as_deref().unwrap_or(ALL_OTHERS), group.of, public.unit),
        is_number: true,
    };
    let mut columns = Column::all(&["Theme or area"]);
    columns.extend(groups.groups.iter().map(head));
    let row = |row: &RowTold| {
        let cells = row.raised.iter().zip(&groups.groups);
        let cells = cells.map(|(&raised, group)| format!("{raised}\u{a0}({})", percent_of(raised, group.of)));
        std::iter::once(row.name.clone()).chain(cells).collect()
    };
    let caption = format!(
        "How many {} of each group raise it, and their share. A row is told only if no count in it is below {}, nor leaves fewer of its group.",
        public.unit, public.least
    );
    let mut blocks = vec![Block::Table { caption, columns, rows: groups.rows.iter().map(row).collect() }];
    blocks.push(Block::Text(match groups.rows_not_told {
        0 => "Every theme and area is told by group.".to_owned(),
        1 => "One theme or area is not told by group.".to_owned(),
        n => format!("{n} themes or areas are not told by group."),
    }));
    blocks.push(Block::Text("One table of groups is told and no more: two tables of the same people can be subtracted from each other.".to_owned()));
    Section::new(&format!("By {}", groups.field), blocks)
}

fn quoted(quotations: &[String]) -> Option<Block> {
    let told = quotations.iter().map(|text| (text.clone(), SOURCE.to_owned()));
    (!quotations.is_empty()).then(|| Block::Quotations(told.collect()))
}
