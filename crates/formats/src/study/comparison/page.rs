//! The page that tells it to people.

use commonground::Framework;
use commonground::process::compare::{AreasCompared, RoundTheme, RoundsCompared, Share, SharedTheme, What};

use crate::report::words::percent;
use crate::study::sheet::{Block, Column, Section, Sheet};

fn opening(changes: usize, documents: [usize; 2]) -> Vec<String> {
    let [earlier, later] = documents;
    let found = match changes {
        0 => "No change that is larger than noise.".to_owned(),
        1 => "One change that is larger than noise.".to_owned(),
        some => format!("{some} changes that are larger than noise."),
    };
    vec![found, format!("{earlier} documents in the earlier round, {later} in the later.")]
}

fn name(number: usize, terms: &[String]) -> String {
    format!("{number} {}", terms[..terms.len().min(4)].join(", "))
}

pub(super) fn share(share: Share) -> String {
    format!("{} of {}", share.documents, share.of)
}

/// A difference in percentage points, with its interval.
fn difference(value: f64, interval: Option<(f64, f64)>) -> String {
    let points = |value: f64| format!("{:+.0}", value * 100.0).replace("-0", "0").replace("+0", "0");
    match interval {
        Some((low, high)) => format!("{} ({} to {})", points(value), points(low), points(high)),
        None => points(value),
    }
}

pub(super) fn themes_sheet(told: &RoundsCompared, names: [&str; 2]) -> Sheet {
    let mut sections = vec![Section::new("What the rounds speak of", vec![themes_block(&told.themes)])];
    sections.push(Section::new(
        "What became of the earlier themes",
        vec![round_block(&told.earlier, &told.later, ["earlier", "later"])],
    ));
    sections.push(Section::new(
        "Where the later themes come from",
        vec![round_block(&told.later, &told.earlier, ["later", "earlier"])],
    ));
    let mut noise = vec![format!("raised more or less: {:.2} standard errors", told.noise.strength)];
    for (what, second_part) in [("split", told.noise.split), ("merged", told.noise.merged)] {
        noise.push(match second_part {
            Some(share) => format!("{what}: a second part of {} of the theme", percent(share)),
            None => format!("{what}: could not be measured, because a heap of so few texts has fewer than there are themes; so none is told"),
        });
    }
    sections.push(Section::new("What is noise", vec![
        Block::Text("The documents of both rounds were dealt into two heaps at random, again and again. A change must exceed what was found there. About one comparison in forty says of a theme that it is raised more or less where that is chance, and one in twenty that a theme split or merged.".to_owned()),
        Block::List(noise),
    ]));
    let mut summary = opening(told.changes(), told.documents);
    if told.k == 0 {
        summary = vec![
            "Both rounds together have no common ground beyond chance, so there is no theme to compare."
                .to_owned(),
        ];
    }
    Sheet { title: format!("{} beside {}", names[0], names[1]), summary, sections, closing: Sheet::closing() }
}

/// The themes of both rounds together, and how much of either is about them.
fn themes_block(themes: &[SharedTheme]) -> Block {
    let row = |theme: &SharedTheme| {
        vec![
            name(theme.number, &theme.terms),
            theme.what.told().to_owned(),
            share(theme.documents[0]),
            share(theme.documents[1]),
            percent(theme.text[0]),
            percent(theme.text[1]),
            difference(theme.difference, theme.interval),
        ]
    };
    let columns = [
        "Theme",
        "What",
        "Earlier#",
        "Later#",
        "Of the earlier text#",
        "Of the later text#",
        "Difference in points, 95%#",
    ];
    let caption = "The themes of both rounds together, by the terms that set each apart: how many documents of each round raise them, and how much of what a document says is about them. What is about the themes above that changed does not count, because of these a smaller share of all is left for the others.";
    Block::Table {
        caption: caption.to_owned(),
        columns: Column::all(&columns),
        rows: themes.iter().map(row).collect(),
    }
}

/// The themes of one round by itself, beside those of the other.
fn round_block(themes: &[RoundTheme], others: &[RoundTheme], [side, other]: [&str; 2]) -> Block {
    let rows = themes.iter().map(|theme| {
        let partners = theme.partners.iter().filter_map(|partner| {
            let other = others.get(partner.theme - 1)?;
            Some(format!(
                "{} ({} of this; centres {:.2}, terms {:.2})",
                name(other.number, &other.terms),
                percent(partner.of_this),
                partner.centres,
                partner.terms
            ))
        });
        vec![
            name(theme.number, &theme.terms),
            theme.what.told().to_owned(),
            share(theme.documents),
            theme.shared.map_or(String::new(), |number| number.to_string()),
            partners.collect::<Vec<_>>().join("; "),
        ]
    });
    let mut columns = Column::all(&["Theme", "What", "Raised by#", "Above#"]);
    let partners = format!("Themes of the {other} round with a tenth of its passages or more");
    columns.push(Column { name: partners, is_number: false });
    let caption = format!(
        "The themes of the {side} round by itself, how many of its documents raise them, and which theme above has most of their passages."
    );
    Block::Table { caption, columns, rows: rows.collect() }
}

pub(super) fn areas_sheet(
    framework: &Framework,
    told: &AreasCompared,
    names: [&str; 2],
    across: Option<&str>,
) -> Sheet {
    let rows = framework.areas.iter().enumerate().zip(&told.areas).map(|((place, _), change)| {
        vec![
            framework.told(place),
            change.what.told().to_owned(),
            share(change.shares[0]),
            share(change.shares[1]),
            difference(change.difference, change.interval),
            change.across.map_or(String::new(), |across| {
                format!("{}{}", share(across), if change.cuts_across { ", cuts across" } else { "" })
            }),
        ]
    });
    let mut columns = Column::all(&["Area", "What", "Earlier#", "Later#", "Difference in points, 95%#"]);
    let mut rows: Vec<Vec<String>> = rows.collect();
    match across {
        Some(across) => {
            columns.push(Column { name: format!("Raised in so many by {across}"), is_number: true })
        }
        None => rows.iter_mut().for_each(|row| row.truncate(5)),
    }
    let caption = format!(
        "Both rounds were coded alike. A change must exceed {:.2} standard errors: only one random deal of the documents in twenty has any as strong.",
        told.noise
    );
    let mut sections = vec![Section::new("The areas", vec![Block::Table { caption, columns, rows }])];
    let cutting: Vec<String> = framework
        .areas
        .iter()
        .zip(&told.areas)
        .filter(|(_, change)| change.cuts_across)
        .map(|(area, _)| area.name.clone())
        .collect();
    if !cutting.is_empty() {
        sections.push(Section::new("What cuts across", vec![Block::List(cutting)]));
    }
    let silent: Vec<String> = framework
        .areas
        .iter()
        .zip(&told.areas)
        .filter(|(_, change)| change.what == What::Unraised)
        .map(|(area, _)| area.name.clone())
        .collect();
    if !silent.is_empty() {
        sections.push(Section::new("Raised in neither", vec![Block::List(silent)]));
    }
    let summary = opening(told.changes(), told.documents);
    Sheet { title: format!("{} beside {}", names[0], names[1]), summary, sections, closing: Sheet::closing() }
}
