//! Deciding: what somebody says becomes a decision that is safe on disk, with what it was based on.

use commonground::process::decisions::{Act, Basis, Decision, Union, read_log, write_line};
use commonground::process::replay::{EvidenceOf, Fate, Replay, basis, replay};

use super::acts::{NamedAct, id_of};
use super::folder::StudyFolder;
use super::store::Append;
use crate::error::{FormatError, Result};

/// Who decides, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Who.
    pub by: String,
    /// On which device: each has a file of its own.
    pub device: String,
    /// When, in UTC: `2026-03-02T10:11:12Z`.
    pub when: String,
}

impl StudyFolder {
    /// Records a decision. It is checked first: what cannot be carried out is not recorded. `settles` are the decisions in a
    /// conflict that this one settles, by their ids or the starts of them.
    ///
    /// # Errors
    /// [`FormatError::Process`] if nobody decides, if a reason is missing, if an area or decision is not there or if the act cannot
    /// be carried out; otherwise as [`Store::append`](super::Store::append).
    pub fn decide(&self, who: &Who, act: &NamedAct, why: &str, settles: &[String]) -> Result<Append> {
        let by = who.named()?;
        if why.trim().is_empty() && act.needs_reason() {
            return Err(FormatError::Process { what: "a reason is missing: give --why TEXT".to_owned() });
        }
        let (union, _) = self.store().union()?;
        let told = replay(&self.first, &union)?;
        let settles = settles.iter().map(|id| id_of(&union, id)).collect::<Result<Vec<_>>>()?;
        let act = act.on(&by, &told, &union)?;
        check_settles(&settles, &told)?;
        let based_on = bases(&act, &told, self.evidence_of_last(&told).as_ref());
        let decision =
            Decision { act, why: why.to_owned(), settles, based_on, seen: union.heads(), ..who.decision(by) };
        self.record(&union, decision)
    }

    /// What the round said about each area of the last version, when it was replayed last.
    pub fn evidence_of_last(&self, told: &Replay) -> Option<EvidenceOf> {
        self.evidences(told).remove(&told.last().version).map(|evidence| evidence.areas)
    }

    /// Records a decision, if it can be carried out.
    pub(super) fn record(&self, union: &Union, decision: Decision) -> Result<Append> {
        self.check(union, &decision)?;
        self.store().append(decision)
    }

    /// Tries a decision out, on paper.
    pub(super) fn check(&self, union: &Union, decision: &Decision) -> Result<()> {
        let (line, tried) = write_line(&[], decision.clone())?;
        let log = read_log(line.as_bytes());
        let told = replay(&self.first, &union.with(log))?;
        match told.decision(&tried.id).map(|fated| &fated.fate) {
            Some(Fate::Impossible { why }) => Err(FormatError::Process {
                what: format!("it cannot be carried out, and was not recorded: {why}"),
            }),
            _ => Ok(()),
        }
    }
}

impl Who {
    /// The name of who decides.
    pub(super) fn named(&self) -> Result<String> {
        match self.by.trim() {
            "" => Err(FormatError::Process { what: "who decides is not said: give --by NAME".to_owned() }),
            by => Ok(by.to_owned()),
        }
    }

    /// A decision of theirs, in which nothing else is said.
    pub(super) fn decision(&self, by: String) -> Decision {
        Decision { by, device: self.device.clone(), when: self.when.clone(), ..Decision::default() }
    }
}

/// The areas that an act judges, as they stand.
fn bases(act: &Act, told: &Replay, evidence: Option<&EvidenceOf>) -> Vec<Basis> {
    let draft = &told.draft;
    let commented = match act {
        Act::Comment { on } => vec![on.as_str()],
        _ => act.areas(),
    };
    let areas = commented.into_iter().filter_map(|id| draft.areas.iter().find(|area| area.id == id));
    areas.map(|area| basis(area, &told.last().version, evidence)).collect()
}

/// A decision that settles must name two that are in conflict and not settled.
fn check_settles(settles: &[String], told: &Replay) -> Result<()> {
    let is_conflict =
        |open: &commonground::process::Conflict| open.decisions.iter().all(|id| settles.contains(id));
    if settles.is_empty() || told.open().any(is_conflict) {
        return Ok(());
    }
    let what = format!(
        "{} are in no open conflict: name both decisions of one, each with --settles",
        settles.join(" and ")
    );
    Err(FormatError::Process { what })
}
