//! Decisions that colleagues sent: a sheet that was filled in, or a file of decisions.

use std::path::Path;

use commonground::framework::{Area, Framework};
use commonground::process::decisions::{Act, Decision, read_log, writer_of};
use commonground::process::replay::{Replay, replay};

use super::deciding::Who;
use super::folder::StudyFolder;
use super::store::{Append, StoredLog};
use super::tables::{Filled, decisions_of_table};
use crate::error::{FormatError, Reason, Result};
use crate::read::{WholeTable, read_table, unreadable_file};
use crate::write::write_files;

impl StudyFolder {
    /// Takes all decisions of a sheet that somebody filled in, or none, and returns those that were recorded. The same sheet may be
    /// given twice: what is known is not recorded again.
    ///
    /// # Errors
    /// As [`read_decision_sheet`](super::read_decision_sheet), and [`FormatError::Cells`] if a row cannot be carried out.
    pub fn take_sheet(&self, file: &Path, who: &Who) -> Result<Vec<Append>> {
        self.take_table(&read_table(file)?, who)
    }

    /// The same with a sheet that was read already.
    ///
    /// # Errors
    /// As [`take_sheet`](Self::take_sheet).
    pub fn take_table(&self, sheet: &WholeTable, who: &Who) -> Result<Vec<Append>> {
        let by = who.named()?;
        let (union, _) = self.store().union()?;
        let told = replay(&self.first, &union)?;
        let filled = decisions_of_table(sheet, &known(&told), told.taken())?;
        let ids: Vec<&str> = union.decisions().iter().map(|decision| decision.id.as_str()).collect();
        let mut decisions = Vec::new();
        for Filled { line, act, why, based_on, seen } in filled {
            let act = match act {
                Act::Add { area, proposer } if proposer.is_empty() => Act::Add { area, proposer: by.clone() },
                act => act,
            };
            // What the sheet was made from; a decision that is not here cannot have been seen here.
            let seen = seen.into_iter().filter(|id| ids.contains(&id.as_str())).collect();
            let decision = Decision { act, why, based_on, seen, ..who.decision(by.clone()) };
            let is_known = |other: &Decision| {
                other.by == by && other.why == decision.why && is_same(&other.act, &decision.act)
            };
            if union.decisions().iter().any(is_known) {
                continue;
            }
            self.check(&union, &decision).map_err(|error| match error {
                FormatError::Process { what } => {
                    let path = sheet.file.path.clone();
                    FormatError::Cells { path, faults: vec![format!("row {line}: {what}")], more: 0 }
                }
                other => other,
            })?;
            decisions.push(decision);
        }
        decisions.into_iter().map(|decision| self.store().append(decision)).collect()
    }

    /// Takes a file of decisions that was mailed, which finds its place among the others, and returns the ids of those that are
    /// new here.
    ///
    /// # Errors
    /// [`FormatError::Unreadable`] if it is damaged or has no decision, [`FormatError::Unwritable`] if it cannot be kept.
    pub fn take_log(&self, file: &Path) -> Result<Vec<String>> {
        let bytes = std::fs::read(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unreadable_file(file, Reason::Missing),
            _ => unreadable_file(file, Reason::Io { error }),
        })?;
        let log = read_log(&bytes);
        if let Some(damage) = log.damage.as_ref().filter(|damage| !damage.is_torn) {
            let (line, what) = (damage.line, damage.what.clone());
            return Err(unreadable_file(file, Reason::DamagedDecisions { line, what }));
        }
        let (Some(first), Some(last)) = (log.lines.first(), log.lines.last()) else {
            return Err(unreadable_file(file, Reason::NoDecision));
        };
        let (union, stored) = self.store().union()?;
        let is_new = |id: &&String| union.decisions().iter().all(|decision| decision.id != **id);
        let new: Vec<String> =
            log.lines.iter().map(|line| &line.decision.id).filter(is_new).cloned().collect();
        if new.is_empty() {
            return Ok(new);
        }
        let writer = writer_of(&first.decision.by, &first.decision.device);
        let name = format!("{writer}.jsonl");
        // A longer copy takes the place of a shorter one; where both went on, both stay.
        let is_longer = |there: &StoredLog| {
            there.log.lines.iter().zip(&log.lines).all(|(a, b)| a.print == b.print)
                && there.log.lines.len() <= log.lines.len()
        };
        let name = match stored.iter().find(|stored| stored.name == name) {
            Some(there) if !is_longer(there) => format!("{writer} ({}).jsonl", &last.print[..8]),
            _ => name,
        };
        let target = self.folder().join("decisions").join(name);
        write_files(&[(&target, &bytes[..log.whole])], true)?;
        Ok(new)
    }
}

/// The list as it stands, and what of the last version has gone since: a sheet may be older than a decision that it
/// contradicts, and then people should see that.
fn known(told: &Replay) -> Framework {
    let is_gone = |area: &&Area| told.draft.areas.iter().all(|other| other.id != area.id);
    let gone = told.last().framework.areas.iter().filter(is_gone).cloned();
    Framework { areas: told.draft.areas.iter().cloned().chain(gone).collect(), ..told.draft.clone() }
}

/// Whether two acts say the same. New areas are told by their names, because ids are made anew each time.
fn is_same(a: &Act, b: &Act) -> bool {
    let names = |act: &Act| act.makes().iter().map(|area| area.name.clone()).collect::<Vec<_>>();
    a == b
        || (!a.makes().is_empty() && a.kind() == b.kind() && a.areas() == b.areas() && names(a) == names(b))
}
