//! What a notebook shows of a round, an analysis, a theme or a matrix: fragments of HTML.
//!
//! Each function returns one `<div>` that brings its own style, scoped to the class `commonground`, so that it changes
//! nothing else on the page. Text takes the colour of the notebook, light or dark; shaded cells bring both their colours,
//! and pictures their paper. There is no script, nothing is fetched, there are no ids, and whatever stands in a document
//! comes out as text. Pictures are in [`figure`](mod@crate::figure); [`Figure::html`](crate::figure::Figure::html) makes a
//! fragment of one.
//!
//! None of them fails: what an analysis says of another round is left out.

mod parts;
mod sheet;

use commonground::theme::Theme;
use commonground::{Analysis, Round};

use crate::figure::{Grid, Placing, area_grid, escaped, theme_grid};
use crate::report::words::{counted, grouped, percent_of};
use crate::results::{NOT_SHOWN, document_names};
use parts::{fragment, grid, table};
pub(crate) use sheet::sheet_html;

/// The most rows that are shown of a round.
const FIRST_ROWS: usize = 8;
/// The most skips that are shown.
const FIRST_NOTES: usize = 5;
/// The most characters that are shown of a text.
const BEGINNING: usize = 140;
/// Nothing in a fragment leads anywhere: other outputs of the notebook come and go.
const ALONE: Placing<'static> = Placing { prefix: "", links: false };

/// A round: its counts, the first documents, and what was skipped and why.
pub fn round_html(round: &Round) -> String {
    let documents = round.documents();
    let characters: usize = documents.iter().map(|d| d.text.chars().count()).sum();
    let mut facts = vec![counted(documents.len(), "document"), counted(characters, "character")];
    if documents.iter().all(|d| d.partnership().is_some()) {
        let mut names: Vec<&str> = documents.iter().filter_map(|d| d.partnership()).collect();
        names.sort_unstable();
        names.dedup();
        facts.push(counted(names.len(), "partnership"));
    }
    facts.push(format!("{} skipped", grouped(round.skipped().len())));
    let mut body = parts::heading("Round", &facts.join(" · "));
    let names = document_names(documents);
    let rows = documents.iter().zip(&names).enumerate().take(FIRST_ROWS).map(|(place, (document, name))| {
        let words = document.text.split_whitespace().count();
        let text = if round.may_quote(place) { document.text.as_str() } else { NOT_SHOWN };
        vec![escaped(name), grouped(words), escaped(&beginning(text))]
    });
    body += &table(&["Document", "Words", "Begins"], &[1], rows.collect());
    body += &parts::more(documents.len(), FIRST_ROWS, "document");
    for (title, notes) in [("Skipped", round.skipped()), ("Warnings", round.warnings())] {
        if notes.is_empty() {
            continue;
        }
        let told = notes.iter().take(FIRST_NOTES).map(|note| {
            format!(
                "<li><strong>{}</strong> {}</li>",
                escaped(&note.source.to_string()),
                escaped(&note.message)
            )
        });
        body += &format!("<p><strong>{title}</strong></p><ul>{}</ul>", told.collect::<String>());
        body += &parts::more(notes.len(), FIRST_NOTES, "note");
    }
    fragment(&body)
}

/// An analysis: what was found in a sentence, and the themes with how widely each is raised and whether it would be found
/// again.
pub fn study_html(round: &Round, analysis: &Analysis) -> String {
    let unplaced = analysis.passages.iter().filter(|passage| passage.theme.is_none()).count();
    let mut facts = vec![
        counted(round.documents().len(), "document"),
        counted(analysis.passages.len(), "passage"),
        counted(analysis.themes.len(), "theme"),
        format!("{} of the passages in no theme", percent_of(unplaced, analysis.passages.len())),
    ];
    if let Some(coding) = &analysis.coding {
        let silent = coding.matrix.areas_without_evidence().len();
        let areas = coding.framework.areas.len();
        facts.push(format!("{} of {} raised", areas - silent, counted(areas, "area")));
    }
    let mut body = parts::heading("Study", &facts.join(" · "));
    let covers = |theme: &Theme| -> String {
        let Some(coding) = &analysis.coding else { return String::new() };
        let links = coding.links.links.iter().filter(|link| link.theme == theme.number);
        let areas = links.filter(|link| link.area < coding.framework.areas.len());
        areas.map(|link| escaped(&coding.framework.told(link.area))).collect::<Vec<_>>().join("; ")
    };
    let rows = analysis.themes.iter().map(|theme| {
        let mut row = vec![
            theme.number.to_string(),
            format!("<strong>{}</strong>", escaped(&theme.label)),
            format!("{}{}", escaped(&theme.prevalence.told()), parts::bar(share(theme))),
            grouped(theme.prevalence.passages),
            theme.stability.as_ref().map_or_else(
                || "–".to_owned(),
                |stability| format!("{} {}", stability.verdict.told(), stability.told_jaccard()),
            ),
        ];
        if analysis.coding.is_some() {
            let covers = covers(theme);
            row.push(if covers.is_empty() { "<em>no area</em>".to_owned() } else { covers });
        }
        row
    });
    let columns = ["No.", "Theme", "Raised by", "Passages", "Found again", "Areas that cover it"];
    let columns = &columns[..if analysis.coding.is_some() { 6 } else { 5 }];
    body += &table(columns, &[0, 3], rows.collect());
    if analysis.themes.is_empty() {
        body += "<p>No theme was found.</p>";
    }
    fragment(&body)
}

/// One theme: its label, key terms, prevalence and stability, and the quotations that stand for it. None if there is no
/// theme of this number.
pub fn theme_html(round: &Round, analysis: &Analysis, number: usize) -> Option<String> {
    let theme = analysis.themes.iter().find(|theme| theme.number == number)?;
    let mut facts = vec![theme.prevalence.told(), counted(theme.prevalence.passages, "passage")];
    if !theme.is_common {
        facts.push("not common ground: fewer than three documents".to_owned());
    }
    if theme.is_mixed {
        facts.push(Theme::MIXED.to_owned());
    }
    if let Some(stability) = &theme.stability {
        facts.push(format!("{}: found again at {} of 1", stability.verdict.told(), stability.told_jaccard()));
    }
    let mut body = parts::heading(&format!("Theme {number}: {}", theme.label), &facts.join(" · "));
    let terms: Vec<String> = theme.key_terms.iter().map(|term| escaped(&term.term)).collect();
    if !terms.is_empty() {
        body += &format!("<p><strong>Key terms</strong> {}</p>", terms.join(", "));
    }
    let names = document_names(round.documents());
    let name = |id: &str| {
        let place = round.documents().iter().position(|document| document.id == id);
        place.map_or_else(|| id.to_owned(), |place| names[place].clone())
    };
    // A quotation that is not what the documents say is not shown.
    for quotation in theme.quotations.iter().filter(|quotation| quotation.is_verbatim(round)) {
        body += &parts::quotation(&quotation.text, &name(&quotation.document));
    }
    Some(fragment(&body))
}

/// The framework matrix: documents by areas. None without a framework, or if the analysis is of another round.
pub fn matrix_html(round: &Round, analysis: &Analysis) -> Option<String> {
    let coding = analysis.coding.as_ref()?;
    let matrix = area_grid(round, analysis, &ALONE)?;
    let facts = format!("{} · {}", coding.framework.name, counted(coding.framework.areas.len(), "area"));
    Some(fragment(&(parts::heading("Framework matrix", &facts) + &shown(&matrix))))
}

/// Documents by themes: how many passages of each are in each. None if there is no theme, or the analysis is of another
/// round.
pub fn theme_matrix_html(round: &Round, analysis: &Analysis) -> Option<String> {
    let matrix = theme_grid(round, analysis, &ALONE)?;
    let facts =
        format!("{} · {}", counted(matrix.documents, "document"), counted(matrix.columns.len(), "theme"));
    Some(fragment(&(parts::heading("Who raises which theme", &facts) + &shown(&matrix))))
}

fn shown(matrix: &Grid) -> String {
    grid(matrix) + &parts::more(matrix.documents, matrix.rows.len(), "document")
}

/// How large a share of those who could raises a theme (0–1).
fn share(theme: &Theme) -> f64 {
    let prevalence = &theme.prevalence;
    let (part, whole) = match (prevalence.partnerships, prevalence.of_partnerships) {
        (Some(part), Some(whole)) => (part, whole),
        _ => (prevalence.documents, prevalence.of_documents),
    };
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// How a text begins, in one line.
fn beginning(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut told = String::new();
    for word in words.by_ref() {
        if !told.is_empty() {
            told.push(' ');
        }
        told.extend(word.chars().take(BEGINNING));
        if told.chars().count() >= BEGINNING {
            break;
        }
    }
    let cut = told.chars().count() > BEGINNING || words.next().is_some();
    let mut told: String = told.chars().take(BEGINNING).collect();
    if cut {
        told.push('…');
    }
    told
}
