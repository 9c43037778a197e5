//! A pack for each area: what it is, who speaks of it, in which words, and what to be careful with.

use std::collections::BTreeSet;

use commonground::coding::Cell;
use commonground::{Analysis, CodingSummary};

use super::document::{Document, Table};
use super::told::{AUDIENCE, prevalence, source, strength};
use crate::error::{FormatError, Result};
use crate::read::Reading;
use crate::report::words::{counted, grouped, listed, percent};
use crate::report::{overlap_told, thin_told};
use crate::results::Study;
use crate::write::OutputFile;

/// The most documents that a pack names; the tables of the analysis name all.
const MOST_DOCUMENTS: usize = 300;

/// A Word document for each area of the framework, in its order: what the area is, how widely it is raised, the documents
/// that speak of it, quotations, the themes that it covers, and what in it is doubtful. A file is called after the id of its area.
///
/// # Errors
/// [`FormatError::NotOfThisRound`] if the analysis is of other documents, or quotes one that may not be quoted;
/// [`FormatError::Export`] if it has no areas.
pub fn area_packs(reading: &Reading, analysis: &Analysis) -> Result<Vec<OutputFile>> {
    let study = Study::of(reading, analysis)?;
    let Some(coding) = &analysis.coding else {
        let what = "the analysis has no areas: analyse with --framework, or export the themes";
        return Err(FormatError::Export { what: what.to_owned() });
    };
    let hierarchy = coding.framework.hierarchy();
    let mut scores = vec![Vec::new(); coding.framework.areas.len()];
    for (passage, given) in coding.codings.iter().enumerate() {
        given.rolled_up(&hierarchy).into_iter().for_each(|(area, score)| scores[area].push((passage, score)));
    }
    let names = file_names(coding.framework.areas.iter().map(|area| area.id.as_str()));
    let packs = names.into_iter().zip(scores).enumerate();
    packs
        .map(|(place, (name, scores))| {
            let bytes = Pack { study: &study, coding, place, scores }.write(&name)?;
            Ok(OutputFile { name, bytes })
        })
        .collect()
}

/// What an area's pack is made of.
struct Pack<'a> {
    study: &'a Study<'a>,
    coding: &'a CodingSummary,
    place: usize,
    /// The passages that are given the area, in order, each with its score.
    scores: Vec<(usize, f64)>,
}

impl Pack<'_> {
    fn write(&self, file: &str) -> Result<Vec<u8>> {
        let language = self.study.analysis.settings.tfidf.analyser.language.code();
        let mut pack = Document::new(&self.coding.framework.told(self.place), language);
        let raised = self.raised();
        self.definition(&mut pack);
        self.figures(&mut pack);
        self.documents(&mut pack, &raised);
        self.quotations(&mut pack);
        self.words(&mut pack, &raised);
        self.themes(&mut pack);
        self.doubts(&mut pack);
        pack.text(AUDIENCE);
        pack.finish(file)
    }

    /// The score from which an area is given.
    fn least(&self) -> f64 {
        self.study.analysis.settings.coding.min_score
    }

    /// The documents that speak of the area, those that do so most clearly first.
    fn raised(&self) -> Vec<(usize, &Cell)> {
        let rows = self.coding.matrix.cells.iter().enumerate();
        let mut raised: Vec<(usize, &Cell)> = rows
            .map(|(document, cells)| (document, &cells[self.place]))
            .filter(|(_, cell)| cell.passages > 0)
            .collect();
        raised.sort_by(|a, b| b.1.strength.total_cmp(&a.1.strength).then(a.0.cmp(&b.0)));
        raised
    }

    fn definition(&self, pack: &mut Document) {
        let framework = &self.coding.framework;
        let area = &framework.areas[self.place];
        pack.chapter("What the area is");
        let version = match framework.version.trim() {
            "" => String::new(),
            version => format!(", version {version}"),
        };
        pack.text(&format!("Area “{}” of the framework “{}”{version}.", area.id, framework.name));
        match area.description.trim() {
            "" => pack.text("The framework does not describe it."),
            description => pack.text(description),
        }
        let hierarchy = framework.hierarchy();
        let parts: Vec<String> =
            hierarchy.children(self.place).iter().map(|&part| framework.areas[part].name.clone()).collect();
        let mut items = Vec::new();
        for (what, list) in
            [("Its parts", &parts), ("Cues", &area.cues), ("What excludes it", &area.excludes)]
        {
            if !list.is_empty() {
                items.push(format!("{what}: {}.", listed(list)));
            }
        }
        pack.items(&items);
    }

    fn figures(&self, pack: &mut Document) {
        let summary = &self.coding.areas[self.place];
        pack.chapter("Figures");
        if summary.prevalence.passages == 0 {
            pack.text("Nobody raises it.");
        } else {
            pack.text(&prevalence(&summary.prevalence));
        }
        if summary.by_parts > 0 {
            pack.text(&format!(
                "Of the passages only parts of the area claim {}.",
                grouped(summary.by_parts)
            ));
        }
        let cues: Vec<String> = summary
            .cues
            .iter()
            .map(|(cue, count)| format!("“{cue}” in {}", counted(*count, "passage")))
            .collect();
        if !cues.is_empty() {
            pack.text(&format!("Its cues were found: {}.", listed(&cues)));
        }
    }

    fn documents(&self, pack: &mut Document, raised: &[(usize, &Cell)]) {
        if raised.is_empty() {
            return;
        }
        pack.chapter("Documents that speak of it");
        pack.text(&format!(
            "How strong says how likely a person would give the area to the document’s best passage, from {:.2} (just enough) to 1.",
            self.least()
        ));
        let row = |&(document, cell): &(usize, &Cell)| {
            let document = &self.study.round.documents()[document];
            vec![
                document.id.clone(),
                document.partnership().unwrap_or("not known").to_owned(),
                grouped(cell.passages),
                strength(cell.strength, self.least()),
            ]
        };
        pack.table(&Table {
            name: "Documents that speak of the area",
            about: "A row for each document: its id, who sent it, how many of its passages are about the area, and how strong the best of them is.",
            columns: &[("Document", 6), ("Sender", 7), ("Passages", 3), ("How strong", 4)],
            rows: raised.iter().take(MOST_DOCUMENTS).map(row).collect(),
        });
        self.more(pack, raised.len());
    }

    /// How many documents are not named.
    fn more(&self, pack: &mut Document, documents: usize) {
        if documents > MOST_DOCUMENTS {
            let more = counted(documents - MOST_DOCUMENTS, "more document");
            pack.text(&format!("And {more}: cells.csv of the analysis has all."));
        }
    }

    fn quotations(&self, pack: &mut Document) {
        let quotations = &self.coding.areas[self.place].quotations;
        if quotations.is_empty() {
            return;
        }
        pack.chapter("Quotations");
        for quotation in quotations {
            let score = self.scores.binary_search_by_key(&quotation.passage, |(passage, _)| *passage);
            let score =
                score.map_or(String::new(), |at| format!(": {}", strength(self.scores[at].1, self.least())));
            let source = source(self.study, self.study.document_of(quotation.passage));
            pack.quotation(&format!("“{}”", quotation.text), &format!("{source}{score}"));
        }
    }

    /// The best passage of each document.
    fn words(&self, pack: &mut Document, raised: &[(usize, &Cell)]) {
        let best: Vec<(usize, usize)> =
            raised.iter().filter_map(|(document, cell)| Some((*document, cell.best?))).collect();
        if best.is_empty() {
            return;
        }
        pack.chapter("In the words of each document");
        pack.text("The passage of each document that speaks of the area most clearly, in full.");
        for &(document, passage) in best.iter().take(MOST_DOCUMENTS) {
            pack.quotation(self.study.shown_text(passage), &source(self.study, document));
        }
        self.more(pack, best.len());
    }

    fn themes(&self, pack: &mut Document) {
        let links = self.coding.links.links.iter().filter(|link| link.area == self.place);
        let told: Vec<String> = links
            .map(|link| {
                let theme = &self.study.analysis.themes[link.theme - 1];
                format!(
                    "{} {}: {} of the theme’s passages are about the area, and {} of the area’s are in the theme.",
                    theme.number,
                    theme.label,
                    percent(link.of_theme),
                    percent(link.of_area)
                )
            })
            .collect();
        if !told.is_empty() {
            pack.chapter("Themes that it covers");
            pack.items(&told);
        }
    }

    fn doubts(&self, pack: &mut Document) {
        let thin = self.coding.thin.iter().filter(|thin| thin.area == self.place && thin.passages > 0);
        let mut told: Vec<String> = thin
            .map(|thin| format!("It is raised, but with too little evidence: {}.", thin_told(thin)))
            .collect();
        for overlap in &self.coding.overlaps {
            if let Some(other) = overlap.other(self.place) {
                let side = usize::from(overlap.areas[1] == self.place);
                let other = self.coding.framework.told(other);
                let shared = overlap_told(overlap, side);
                told.push(format!("It is easily confused with “{other}”: {shared}."));
            }
        }
        let own = |passage: &usize| self.coding.codings[*passage].doubtful;
        let doubtful = self.scores.iter().filter(|(passage, _)| own(passage)).count();
        if doubtful > 0 {
            told.push(format!(
                "Codings to look at, because two ways of coding disagree: {}.",
                counted(doubtful, "passage")
            ));
        }
        if !told.is_empty() {
            pack.chapter("Read with care");
            pack.items(&told);
        }
    }
}

/// A file name for each id: of letters, digits, `-` and `_`, never one that a system keeps for itself, and no two alike where
/// capitals do not count.
fn file_names<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    const LONGEST: usize = 60;
    let mut taken = BTreeSet::new();
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    ids.map(|id| {
        let stem: String = id.chars().take(LONGEST).map(plain).collect();
        let mut name = format!("area-{stem}.docx");
        let mut copy = 1;
        while !taken.insert(name.to_lowercase()) {
            copy += 1;
            name = format!("area-{stem}-{copy}.docx");
        }
        name
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain_and_distinct_whatever_the_ids() {
        let ids = ["con", "Travel", "travel", "../up", "a b", "a-b", "é".repeat(90).as_str(), ""]
            .map(str::to_owned);
        let names = file_names(ids.iter().map(String::as_str));
        let expected = ["area-con", "area-Travel", "area-travel-2", "area----up", "area-a-b", "area-a-b-2"]
            .map(|name| format!("{name}.docx"));
        assert_eq!(names[..6], expected);
        assert_eq!(names[6].len(), "area-.docx".len() + 60);
        assert_eq!(names[7], "area-.docx");
    }
}
