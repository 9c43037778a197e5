//! Where a study stands: versions, the list as it is now, and what waits for people.

use std::fmt::Write;

use commonground::process::decisions::Union;
use commonground::process::replay::{Fate, Replay, Version, replay, stale};

use super::folder::{StudyFolder, of_areas};
use super::sheet::{Block, Column, Section, Sheet};
use super::store::StoredLog;
use super::words::act_in_words;
use crate::error::Result;
use crate::notebook::sheet_html;
use crate::report::words::counted;

/// Where a study stands. Damaged files are read as far as they are whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// What its decisions come to.
    pub told: Replay,
    /// The files that they are from.
    pub stored: Vec<StoredLog>,
    /// The decisions that should be looked at again, and why, by the last replay.
    pub again: Vec<(String, Vec<String>)>,
    /// Decisions that were seen by others and are not here, each with who had seen it.
    pub missing: Vec<(String, String)>,
}

impl Status {
    /// Reads it.
    ///
    /// # Errors
    /// If a file cannot be opened.
    pub fn of(study: &StudyFolder) -> Result<Self> {
        let stored = study.store().read()?;
        let union = Union::of(stored.iter().map(|stored| stored.log.clone()));
        let told = replay(&study.first, &union)?;
        let now = of_areas(&study.evidences(&told));
        let again =
            told.decisions.iter().map(|fated| (fated.decision.id.clone(), stale(&fated.decision, &now)));
        let again = again.filter(|(_, why)| !why.is_empty()).collect();
        let missing = union.missing().to_vec();
        Ok(Status { told, stored, again, missing })
    }

    /// The decisions since the last version.
    fn later(&self) -> usize {
        self.told.decisions.iter().filter(|fated| fated.version.is_none()).count()
    }

    /// What people are told in a terminal; `settle` says how a conflict between two decisions is settled there.
    pub fn in_words(&self, study: &StudyFolder, settle: fn(&str, &str) -> String) -> String {
        let Status { told, stored, again, missing } = self;
        let mut said = format!("{}\n\n", study.settings.name);
        for version in &told.versions {
            let _ = writeln!(said, "  {}", version_in_words(version));
        }
        let _ = writeln!(
            said,
            "  as it stands: {}, {} since version {}\n",
            counted(told.draft.areas.len(), "area"),
            counted(self.later(), "decision"),
            told.last().version
        );
        for StoredLog { name, log, .. } in stored {
            let damage = log.damage.as_ref().map(|damage| match damage.is_torn {
                true => format!(
                    "; line {} was cut off while it was written and never acknowledged: the next decision takes its place",
                    damage.line
                ),
                false => format!("; line {} is damaged ({}): what stands before it is whole (decisions: {})", damage.line, damage.what, log.lines.len()),
            });
            let (count, damage) = (counted(log.lines.len(), "decision"), damage.unwrap_or_default());
            let _ = writeln!(said, "  decisions/{name}: {count}{damage}");
        }
        for open in told.open() {
            let [one, other] = &open.decisions;
            let _ = writeln!(
                said,
                "\nOpen conflict about {:?}: {one} and {other}. Neither is carried out; settle it by a decision with\n  {}",
                told.name_of(&open.about).unwrap_or(&open.about),
                settle(one, other)
            );
        }
        for (id, why) in self.impossible() {
            let _ = writeln!(said, "\nNot carried out: {id} ({why})");
        }
        for (id, why) in again {
            let _ = writeln!(said, "\nTo be looked at again: {id} ({})", why.join("; "));
        }
        for (id, seen) in missing {
            let _ = writeln!(
                said,
                "\nMissing: {id} was made by one who had {seen}, which is not here: ask for that file"
            );
        }
        said
    }

    fn impossible(&self) -> impl Iterator<Item = (&str, &str)> {
        self.told.decisions.iter().filter_map(|fated| match &fated.fate {
            Fate::Impossible { why } => Some((fated.decision.id.as_str(), why.as_str())),
            _ => None,
        })
    }

    /// The same as a fragment of HTML for notebooks, with the list as it stands.
    pub fn html(&self, study: &StudyFolder) -> String {
        let told = &self.told;
        let mut summary: Vec<String> = told.versions.iter().map(version_in_words).collect();
        summary.push(format!(
            "as it stands: {}, {} since",
            counted(told.draft.areas.len(), "area"),
            counted(self.later(), "decision")
        ));
        let mut sections = self.waiting();
        let (open, list) = (sections.len() + 1, self.list(study));
        sections.push(list);
        let (title, summary) = (study.settings.name.clone(), vec![summary.join(" · ")]);
        sheet_html(&Sheet { title, summary, sections, closing: String::new() }, open)
    }

    /// What waits for people; nothing if nothing does.
    fn waiting(&self) -> Vec<Section> {
        let told = &self.told;
        let act = |id: &str| {
            let decision = told.decision(id).map(|fated| &fated.decision);
            decision.map_or_else(String::new, |decision| {
                format!("{}: {}", decision.by, act_in_words(told, decision))
            })
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        for open in told.open() {
            for id in &open.decisions {
                rows.push(vec!["open conflict".to_owned(), id.clone(), act(id), String::new()]);
            }
        }
        let row = |what: &str, id: &str, why: String| vec![what.to_owned(), id.to_owned(), act(id), why];
        rows.extend(self.impossible().map(|(id, why)| row("not carried out", id, why.to_owned())));
        rows.extend(self.again.iter().map(|(id, why)| row("look again", id, why.join("; "))));
        let missing = self.missing.iter();
        rows.extend(
            missing.map(|(id, seen)| row("missing", seen, format!("{id} was made by one who had it"))),
        );
        if rows.is_empty() {
            return Vec::new();
        }
        let columns = Column::all(&["What", "Decision", "By whom", "Why"]);
        let caption = "Waits for people.".to_owned();
        vec![Section::new("To be looked at", vec![Block::Table { caption, columns, rows }])]
    }

    fn list(&self, study: &StudyFolder) -> Section {
        let evidence = study.evidence_of_last(&self.told);
        let rows = self.told.draft.areas.iter().map(|area| {
            let found = evidence.as_ref().and_then(|evidence| evidence.get(&area.id));
            let count = |count: Option<usize>| count.map_or(String::new(), |count| count.to_string());
            vec![
                area.id.clone(),
                area.name.clone(),
                count(found.map(|found| found.documents)),
                count(found.map(|found| found.passages)),
            ]
        });
        let columns = Column::all(&["Id", "Area", "Documents#", "Passages#"]);
        let caption = format!("Documents and passages are those of version {}.", self.told.last().version);
        Section::new("The list as it stands", vec![Block::Table { caption, columns, rows: rows.collect() }])
    }
}

fn version_in_words(version: &Version) -> String {
    let inexact = if version.is_exact { "" } else { "  (not the list that was frozen)" };
    let areas = counted(version.framework.areas.len(), "area");
    format!("version {}: {areas}, {}{inexact}", version.version, version.title)
}
