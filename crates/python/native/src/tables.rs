//! What was found, as tables. Each has the columns of the file of the same name that the command writes, or those of
//! `cluster` and `code`.

use commonground::coding::FrameworkMatrix;
use commonground::theme::{Quotation, Unplaced};
use commonground::{Analysis, CodingSummary, PassageSummary, Round, RoundClusters, RoundCodings};

use crate::table::{Column, Table};

/// The cluster of each document, or of each passage if documents were cut; −1 where there is nothing to go by.
pub(crate) fn clusters(round: &Round, found: &RoundClusters, is_cut: bool) -> Table {
    let passages = &found.passages;
    let mut table =
        Table::new().text("id", passages.iter().map(|p| round.documents()[p.document].id.as_str()));
    if is_cut {
        table = table
            .whole("start", passages.iter().map(|p| p.start))
            .whole("end", passages.iter().map(|p| p.end));
    }
    let assignments = &found.clustering.assignments;
    let cluster = |cluster: Option<u32>| Some(cluster.map_or(-1, i64::from));
    let clusters = assignments.iter().map(|assignment| cluster(assignment.map(|a| a.cluster))).collect();
    table
        .with("cluster", Column::Whole(clusters))
        .number("score", assignments.iter().map(|assignment| Some(f64::from((*assignment)?.score))))
}

/// A row for each area that was given to a unit, and one without area where none was.
pub(crate) fn codes(round: &Round, coded: &RoundCodings, is_cut: bool) -> Table {
    let framework = coded.coder.framework();
    let (mut units, mut areas, mut scores, mut ranks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (passage, coding) in coded.passages.iter().zip(&coded.codings) {
        if coding.areas.is_empty() {
            units.push(passage);
            areas.push(None);
            scores.push(None);
            ranks.push(None);
        }
        for (place, given) in coding.areas.iter().enumerate() {
            units.push(passage);
            areas.push(Some(framework.areas[given.area].id.clone()));
            scores.push(Some(given.score));
            ranks.push(Some(place + 1));
        }
    }
    let mut table = Table::new().text("id", units.iter().map(|p| round.documents()[p.document].id.as_str()));
    if is_cut {
        table = table.whole("start", units.iter().map(|p| p.start)).whole("end", units.iter().map(|p| p.end));
    }
    table.with("area", Column::Text(areas)).number("score", scores).maybe_whole("rank", ranks)
}

/// A row a theme.
pub(crate) fn themes(analysis: &Analysis) -> Table {
    let themes = &analysis.themes;
    let terms = |theme: &commonground::theme::Theme| {
        theme.key_terms.iter().map(|term| term.term.as_str()).collect::<Vec<_>>().join("; ")
    };
    let stability = themes.iter().map(|theme| theme.stability.as_ref());
    let verdicts = stability.clone().map(|s| s.map(|s| s.verdict.told().to_owned())).collect();
    let mut table = Table::new()
        .whole("number", themes.iter().map(|theme| theme.number))
        .text("label", themes.iter().map(|theme| theme.label.as_str()))
        .text("key_terms", themes.iter().map(terms))
        .whole("documents", themes.iter().map(|theme| theme.prevalence.documents))
        .whole("of_documents", themes.iter().map(|theme| theme.prevalence.of_documents));
    if themes.iter().any(|theme| theme.prevalence.of_partnerships.is_some()) {
        table = table
            .maybe_whole("partnerships", themes.iter().map(|theme| theme.prevalence.partnerships))
            .maybe_whole("of_partnerships", themes.iter().map(|theme| theme.prevalence.of_partnerships));
    }
    table
        .whole("passages", themes.iter().map(|theme| theme.prevalence.passages))
        .flag("common", themes.iter().map(|theme| theme.is_common))
        .flag("mixed", themes.iter().map(|theme| theme.is_mixed))
        .with("stability", Column::Text(verdicts))
        .number("jaccard", stability.map(|s| s.map(|s| s.jaccard)))
}

/// A row a passage, with its text and where it went.
pub(crate) fn passages(round: &Round, analysis: &Analysis) -> Table {
    let passages: Vec<&PassageSummary> = analysis.passages.iter().collect();
    placed(round, &passages)
        .maybe_whole("theme", passages.iter().map(|p| p.theme))
        .number("score", passages.iter().map(|p| p.score.map(f64::from)))
        .number("confidence", passages.iter().map(|p| p.confidence.map(f64::from)))
        .with("unplaced", Column::Text(passages.iter().map(|p| p.unplaced.map(why)).collect()))
        .text("text", passages.iter().map(|p| round.quotable(&p.passage)))
}

/// A row a passage that is in no theme, with the reason.
pub(crate) fn unplaced(round: &Round, analysis: &Analysis) -> Table {
    let passages: Vec<&PassageSummary> = analysis.passages.iter().filter(|p| p.theme.is_none()).collect();
    placed(round, &passages)
        .with("why", Column::Text(passages.iter().map(|p| p.unplaced.map(why)).collect()))
        .text("text", passages.iter().map(|p| round.quotable(&p.passage)))
}

fn placed(round: &Round, passages: &[&PassageSummary]) -> Table {
    Table::new()
        .text("id", passages.iter().map(|p| round.documents()[p.passage.document].id.as_str()))
        .whole("start", passages.iter().map(|p| p.passage.start))
        .whole("end", passages.iter().map(|p| p.passage.end))
}

/// The name of a reason as the analysis writes it down.
fn why(reason: Unplaced) -> String {
    match reason {
        Unplaced::NoTerms => "no-terms",
        Unplaced::NoTie => "no-tie",
        Unplaced::NonAnswer => "non-answer",
        Unplaced::Boilerplate => "boilerplate",
        Unplaced::NoCommonGround => "no-common-ground",
        Unplaced::Campaign => "campaign",
    }
    .to_owned()
}

/// A row a quotation, of themes first.
pub(crate) fn quotes(analysis: &Analysis) -> Table {
    let mut rows: Vec<(&str, String, String, &Quotation)> = Vec::new();
    for theme in &analysis.themes {
        let of = |quotation| ("theme", theme.number.to_string(), theme.label.clone(), quotation);
        rows.extend(theme.quotations.iter().map(of));
    }
    if let Some(coding) = &analysis.coding {
        for (place, area) in coding.areas.iter().enumerate() {
            let of = |quotation| ("area", area.id.clone(), coding.framework.told(place), quotation);
            rows.extend(area.quotations.iter().map(of));
        }
    }
    Table::new()
        .text("kind", rows.iter().map(|row| row.0))
        .text("theme_or_area", rows.iter().map(|row| row.1.as_str()))
        .text("label", rows.iter().map(|row| row.2.as_str()))
        .text("document", rows.iter().map(|row| row.3.document.as_str()))
        .whole("start", rows.iter().map(|row| row.3.start))
        .whole("end", rows.iter().map(|row| row.3.end))
        .text("text", rows.iter().map(|row| row.3.text.as_str()))
}

/// Documents × areas: the strength (0–1), nothing where the area is unsaid.
pub(crate) fn matrix(matrix: &FrameworkMatrix) -> Table {
    let mut table = Table::new().text("id", matrix.documents.iter().map(String::as_str));
    for (place, area) in matrix.areas.iter().enumerate() {
        let cells = matrix.cells.iter().map(|row| &row[place]);
        table = table.number(area, cells.map(|cell| (cell.passages > 0).then_some(cell.strength)));
    }
    table
}

/// A row for each cell of the matrix that is not blank, with its best passage.
pub(crate) fn cells(round: &Round, analysis: &Analysis, coding: &CodingSummary) -> Table {
    let matrix = &coding.matrix;
    let rows = matrix.cells.iter().enumerate().flat_map(|(document, cells)| {
        let said = cells.iter().enumerate().filter(|(_, cell)| cell.passages > 0);
        said.map(move |(area, cell)| (document, area, cell))
    });
    let rows: Vec<_> = rows.collect();
    let best = rows.iter().map(|(_, _, cell)| cell.best.map(|best| &analysis.passages[best].passage));
    Table::new()
        .text("id", rows.iter().map(|&(document, ..)| matrix.documents[document].as_str()))
        .text("area", rows.iter().map(|&(_, area, _)| matrix.areas[area].as_str()))
        .number("strength", rows.iter().map(|(_, _, cell)| Some(cell.strength)))
        .whole("passages", rows.iter().map(|(_, _, cell)| cell.passages))
        .maybe_whole("start", best.clone().map(|best| best.map(|p| p.start)))
        .maybe_whole("end", best.clone().map(|best| best.map(|p| p.end)))
        .with("text", Column::Text(best.map(|best| best.map(|p| round.quotable(p).to_owned())).collect()))
}

/// A row an area.
pub(crate) fn areas(coding: &CodingSummary) -> Table {
    let areas = &coding.areas;
    let best = (0..areas.len()).map(|place| {
        let cells = coding.matrix.cells.iter().map(move |row| &row[place]);
        cells.filter(|cell| cell.passages > 0).map(|cell| cell.strength).reduce(f64::max)
    });
    let is_thin = |place: usize| coding.thin.iter().any(|thin| thin.area == place);
    let others = |place: usize| {
        let others = coding.overlaps.iter().filter_map(|overlap| overlap.other(place));
        others.map(|other| areas[other].id.as_str()).collect::<Vec<_>>().join("; ")
    };
    Table::new()
        .text("id", areas.iter().map(|area| area.id.as_str()))
        .text("name", (0..areas.len()).map(|place| coding.framework.told(place)))
        .whole("documents", areas.iter().map(|area| area.prevalence.documents))
        .whole("of_documents", areas.iter().map(|area| area.prevalence.of_documents))
        .whole("passages", areas.iter().map(|area| area.prevalence.passages))
        .number("best", best)
        .flag("too_little_evidence", (0..areas.len()).map(is_thin))
        .text("confused_with", (0..areas.len()).map(others))
}

/// A row for each area that was given to a passage.
pub(crate) fn codings(round: &Round, analysis: &Analysis, coding: &CodingSummary) -> Table {
    let rows = analysis.passages.iter().zip(&coding.codings).flat_map(|(passage, coding)| {
        coding.areas.iter().enumerate().map(move |(place, given)| (passage, coding, place, given))
    });
    let rows: Vec<_> = rows.collect();
    let passages: Vec<&PassageSummary> = rows.iter().map(|row| row.0).collect();
    let led = |given: &commonground::coding::AreaScore| {
        given.contributions.iter().map(|part| part.term.as_str()).collect::<Vec<_>>().join("; ")
    };
    placed(round, &passages)
        .text("area", rows.iter().map(|row| coding.areas[row.3.area].id.as_str()))
        .number("score", rows.iter().map(|row| Some(row.3.score)))
        .whole("rank", rows.iter().map(|row| row.2 + 1))
        .text("led_by", rows.iter().map(|row| led(row.3)))
        .flag("by_people", rows.iter().map(|row| row.1.by_people))
        .flag("doubtful", rows.iter().map(|row| row.1.doubtful))
        .text("text", passages.iter().map(|p| round.quotable(&p.passage)))
}

/// A row for each theme that an area covers.
pub(crate) fn links(coding: &CodingSummary) -> Table {
    let links = &coding.links.links;
    Table::new()
        .whole("theme", links.iter().map(|link| link.theme))
        .text("area", links.iter().map(|link| coding.framework.areas[link.area].id.as_str()))
        .whole("passages", links.iter().map(|link| link.passages))
        .number("of_theme", links.iter().map(|link| Some(link.of_theme)))
        .number("of_area", links.iter().map(|link| Some(link.of_area)))
}
