//! What votes and groups share: who votes for which themes, what the round says about these, and whose texts are whose.

use std::collections::BTreeSet;

use commonground::framework::{Area, Framework};
use commonground::process::replay::RoundEvidence;
use commonground::process::{Groups, Member, Wishes, voices};
use commonground::round::Round;
use commonground::theme::Quotation;
use commonground::{Progress, RoundCodings};

use super::ballots::BallotTable;
use super::coded::evidence;
use super::folder::StudyFolder;
use crate::error::{FormatError, Result};
use crate::read::{Reading, WholeTable};

/// A study's round, coded onto the last version of its list.
#[derive(Debug)]
pub struct StudyRound {
    /// The list.
    pub framework: Framework,
    /// The round.
    pub reading: Reading,
    /// The areas of its passages.
    pub coded: RoundCodings,
    /// What it says about each.
    pub evidence: RoundEvidence,
}

impl StudyRound {
    /// Codes a round onto the last version of a study's list.
    ///
    /// # Errors
    /// As [`StudyFolder::code`].
    pub fn of(study: &StudyFolder, reading: Reading, progress: &dyn Progress) -> Result<Self> {
        let (told, _) = study.replay()?;
        let last = told.last();
        let coded = study.code(&reading.round, last, &told, progress)?;
        let evidence = evidence(&reading.round, last, &coded);
        Ok(StudyRound { framework: last.framework.clone(), reading, coded, evidence })
    }

    /// What the members of each group say about its theme: who, and the quotation.
    pub fn quotations(&self, themes: &[Area], groups: &Groups) -> Vec<Vec<(String, Quotation)>> {
        let round = &self.reading.round;
        let hierarchy = self.framework.hierarchy();
        let of_theme = |(theme, members): (&Area, &Vec<String>)| {
            let place = self.framework.areas.iter().position(|area| area.id == theme.id);
            let areas: Vec<usize> = place
                .map(|place| [place].into_iter().chain(hierarchy.descendants(place)).collect())
                .unwrap_or_default();
            let mut told = Vec::new();
            for member in members {
                let documents = documents_of(round, member);
                let own = voices(round, &self.coded.passages, &self.coded.codings, &areas, &documents);
                told.extend(own.into_iter().map(|quotation| (member.clone(), quotation)));
            }
            told
        };
        themes.iter().zip(&groups.members).map(of_theme).collect()
    }
}

/// The areas that people can vote for: headings are none.
pub fn themes_of(framework: &Framework) -> Vec<Area> {
    let places = (0..framework.areas.len()).filter(|&place| !framework.is_heading(place));
    places.map(|place| framework.areas[place].clone()).collect()
}

/// The documents of a member: those of the partnership of that name, or the one with that id.
fn documents_of(round: &Round, member: &str) -> Vec<usize> {
    let is_its = |place: &usize| {
        let document = &round.documents()[*place];
        document.id == member || document.partnership() == Some(member)
    };
    (0..round.documents().len()).filter(is_its).collect()
}

/// The members with their wishes, and what they are mixed by: a column of the table, or metadata of their documents in a round.
///
/// # Errors
/// [`FormatError::Cells`] if wishes have no order or two of one rank, [`FormatError::Process`] if nothing is known of any member by `mix`.
pub(super) fn members_of(
    table: &BallotTable,
    mix: Option<&str>,
    round: Option<&Round>,
) -> Result<Vec<Member>> {
    let fault =
        |what: String| FormatError::Cells { path: table.file.path.clone(), faults: vec![what], more: 0 };
    let mut members = Vec::new();
    for (place, ballot) in table.ballots.iter().enumerate() {
        let Wishes::Ranked(ranks) = &ballot.wishes else {
            let what = "wishes need an order: give ranks, or names with --choices, and --form ranked";
            return Err(fault(what.to_owned()));
        };
        if ranks.iter().any(|rank| rank.len() > 1) {
            let line = table.lines[place];
            return Err(fault(format!(
                "row {line}: two wishes have one rank: give each wish a rank of its own"
            )));
        }
        let kind = mix.and_then(|mix| kind_of(table, place, mix, round));
        let wishes = ranks.iter().flatten().copied().collect();
        members.push(Member { id: ballot.voter.clone(), wishes, kind });
    }
    match mix.filter(|_| members.iter().all(|member| member.kind.is_none())) {
        None => Ok(members),
        Some(mix) => Err(FormatError::Process {
            what: format!(
                "nothing is known of any member by --mix {mix:?}: name a column of the table, or of the study's metadata"
            ),
        }),
    }
}

fn kind_of(table: &BallotTable, place: usize, mix: &str, round: Option<&Round>) -> Option<String> {
    let of_table = table.others[place].iter().find(|(name, _)| name.eq_ignore_ascii_case(mix));
    let of_table = of_table.map(|(_, value)| value.trim().to_owned());
    let of_round = || {
        let round = round?;
        let document = *documents_of(round, &table.ballots[place].voter).first()?;
        Some(round.documents()[document].metadata.get(mix)?.trim().to_owned())
    };
    of_table.or_else(of_round).filter(|kind| !kind.is_empty())
}

/// Who is away when, by member and time, from a table with these two columns.
///
/// # Errors
/// [`FormatError::Cells`] if a column is missing, or a row names nobody of the members.
pub(super) fn away_of(table: &WholeTable, members: &[Member]) -> Result<BTreeSet<(String, String)>> {
    let fault =
        |what: String| FormatError::Cells { path: table.file.path.clone(), faults: vec![what], more: 0 };
    let column = |name: &str| {
        let found = table.headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name));
        found.ok_or_else(|| fault(format!("there is no column {name}: head one so")))
    };
    let (member, time) = (column("member")?, column("time")?);
    let mut away = BTreeSet::new();
    for (line, cells) in &table.rows {
        if !members.iter().any(|other| other.id == cells[member]) {
            return Err(fault(format!("row {line}: {:?} is not among the members", cells[member])));
        }
        away.insert((cells[member].clone(), cells[time].clone()));
    }
    Ok(away)
}
