//! Wishes beside what a study's round says: votes and groups are made of both.

use std::collections::{BTreeMap, BTreeSet};

use commonground::process::meet::{Plan, plan};
use commonground::process::replay::RoundEvidence;
use commonground::process::{Ballots, GroupSettings, Groups, Member, Rule, group};
use commonground::round::Round;
use commonground::theme::Quotation;
use serde_json::Value;

use super::ballots::BallotTable;
use super::groups::GroupsOf;
use super::priorities::VoteOf;
use super::wishes::{StudyRound, away_of, members_of};
use crate::error::Result;
use crate::read::{Reading, WholeTable};
use crate::write::Manifest;

/// Who wishes what, and what the study's round says about it.
#[derive(Debug)]
pub struct Wanted {
    /// The ballots or wishes.
    pub table: BallotTable,
    /// Whether they were in a file, which a manifest then names.
    pub is_file: bool,
    /// The study's round; none without a study, or where it has none.
    pub study: Option<StudyRound>,
}

impl Wanted {
    /// What the round says about the themes.
    pub fn evidence(&self) -> Option<&RoundEvidence> {
        self.study.as_ref().map(|study| &study.evidence)
    }

    /// The ballots, to be counted.
    ///
    /// # Errors
    /// As [`Ballots::new`].
    pub fn ballots(&self) -> Result<Ballots> {
        let names = self.table.themes.iter().map(|theme| theme.name.clone()).collect();
        Ok(Ballots::new(names, self.table.ballots.clone())?)
    }

    /// What a vote is made of.
    pub fn vote<'a>(&'a self, ballots: &'a Ballots, rule: Rule, size: usize) -> VoteOf<'a> {
        VoteOf { ballots, themes: &self.table.themes, rule, size, evidence: self.evidence() }
    }

    /// Divides the members into groups, a group a theme, and plans when these meet: at `meetings`, each with the times between
    /// which it is chosen, of which `away` says who cannot come.
    ///
    /// # Errors
    /// [`FormatError::Cells`](crate::FormatError::Cells) if wishes have no order, or a row of `away` names nobody;
    /// [`FormatError::Process`](crate::FormatError::Process) if nothing is known of any member by `mix`; and as
    /// [`group`](fn@group).
    pub fn divide(
        &self,
        settings: GroupSettings,
        mix: Option<String>,
        meetings: Vec<Vec<String>>,
        away: Option<&WholeTable>,
    ) -> Result<Divided<'_>> {
        let themes = &self.table.themes;
        let settings = GroupSettings { themes: themes.len(), ..settings };
        let round = self.study.as_ref().map(|study| &study.reading.round);
        let members = members_of(&self.table, mix.as_deref(), round)?;
        let groups = group(members.clone(), &settings)?;
        let away = away.map(|away| away_of(away, &members)).transpose()?.unwrap_or_default();
        let plan = (!meetings.is_empty()).then(|| plan(&groups.members, &meetings, &away));
        let quotations =
            self.study.as_ref().map(|study| study.quotations(themes, &groups)).unwrap_or_default();
        let raises = self.evidence().map(|evidence| evidence.raised_by.clone()).unwrap_or_default();
        Ok(Divided { wanted: self, settings, mix, members, groups, meetings, plan, quotations, raises })
    }

    /// The manifest of what was made of it.
    pub fn manifest(&self, command: &'static str, settings: Value, counts: &[(&str, usize)]) -> Manifest {
        let nothing = Reading { round: Round::default(), files: Vec::new() };
        let reading = self.study.as_ref().map_or(&nothing, |study| &study.reading);
        let mut manifest = Manifest::new(command, env!("CARGO_PKG_VERSION"), settings, reading);
        manifest.inputs.extend(self.is_file.then(|| self.table.file.clone()));
        manifest.counts.extend(counts.iter().map(|&(name, count)| (name.to_owned(), count as u64)));
        manifest.counts.insert("files".to_owned(), manifest.inputs.len() as u64);
        manifest
    }
}

/// Members in groups, and when these meet.
#[derive(Debug)]
pub struct Divided<'w> {
    wanted: &'w Wanted,
    /// How they were divided.
    pub settings: GroupSettings,
    /// What they were mixed by.
    pub mix: Option<String>,
    /// Who was divided.
    pub members: Vec<Member>,
    /// The groups.
    pub groups: Groups,
    /// The times of each meeting.
    pub meetings: Vec<Vec<String>>,
    /// When each group meets; none if no meeting was asked for.
    pub plan: Option<Plan>,
    quotations: Vec<Vec<(String, Quotation)>>,
    raises: BTreeMap<String, BTreeSet<String>>,
}

impl Divided<'_> {
    /// What its page is made of.
    pub fn of(&self) -> GroupsOf<'_> {
        GroupsOf {
            groups: &self.groups,
            settings: &self.settings,
            members: &self.members,
            themes: &self.wanted.table.themes,
            mixed_by: self.mix.as_deref().unwrap_or_default(),
            meetings: self.plan.as_ref().map(|plan| (self.meetings.as_slice(), plan)),
            quotations: &self.quotations,
            raises: &self.raises,
        }
    }

    /// What a manifest counts.
    pub fn counts(&self) -> [(&'static str, usize); 4] {
        let clashes = self.plan.as_ref().map_or(0, |plan| plan.clashes.len());
        let groups = self.wanted.table.themes.len();
        let unwished = self.groups.unwished.len();
        [("members", self.members.len()), ("groups", groups), ("unwished", unwished), ("clashes", clashes)]
    }
}
