//! Votes and groups: ballots counted, and members divided by their wishes.

use std::collections::BTreeSet;
use std::sync::Arc;

use commonground::framework::Area;
use commonground::process::meet::plan;
use commonground::process::replay::RoundEvidence;
use commonground::process::{Ballots, GroupSettings, Rule, changes, group as divide};
use commonground_formats::InputFile;
use commonground_formats::study::{
    BallotForm, BallotOptions, BallotTable, GroupsOf, StudyRound, VoteOf, away_of, ballots_of_table,
    brief_name, by_other_rules, group_outputs, groups_html, groups_in_words, members_of, next_of,
    priorities_html, priorities_in_words, priorities_outputs, themes_of, wishes_manifest,
};
use pyo3::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::folder::{Place, StudyFolder};
use super::given::Given;
use super::{Outcome, files, tables};
use crate::fault::Fault;
use crate::framework::Framework;
use crate::round::json;
use crate::work::{How, work};

/// How a table is read, as Python's side wrote it down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    voter: Option<String>,
    choices: Vec<String>,
    form: Option<String>,
    /// Whether all columns but that of the voter are themes, as in a table that Python's side made.
    exact: bool,
}

impl Reading {
    fn options(self, themes: Vec<Area>) -> Result<BallotOptions, Fault> {
        let form = match self.form.as_deref() {
            None => None,
            Some("approval") => Some(BallotForm::Approval),
            Some("ranked") => Some(BallotForm::Ranked),
            Some("points") => Some(BallotForm::Points),
            Some(other) => {
                let what = format!("form must be 'approval', 'ranked' or 'points', not {other:?}");
                return Err(Fault::Settings(what));
            }
        };
        Ok(BallotOptions { voter: self.voter, choices: self.choices, form, themes })
    }
}

/// Who wishes what, and what the study's round says about it.
struct Wanted {
    table: BallotTable,
    /// Whether the table was a file, which the manifest then names.
    is_file: bool,
    study: Option<StudyRound>,
}

impl Wanted {
    fn of(
        given: Given,
        reading: Reading,
        framework: Option<Arc<commonground::Framework>>,
        place: Option<Place>,
        progress: &dyn commonground::Progress,
    ) -> Result<Self, Fault> {
        let mut themes = framework.as_deref().map(themes_of).unwrap_or_default();
        let mut study = None;
        if let Some(place) = place {
            themes = themes_of(&place.study.replay()?.0.last().framework);
            if let Some(round) = place.round(progress)? {
                study = Some(StudyRound::of(&place.study, (*round).clone(), progress)?);
            }
        }
        let (is_file, is_exact) = (given.is_file(), reading.exact);
        let table = ballots_of_table(given.table()?, &reading.options(themes)?)?;
        let mut rest = table.others.iter().flatten().filter(|(_, cell)| is_exact && !cell.is_empty());
        if let Some((heading, _)) = rest.next() {
            let what = format!("{heading:?} is a heading and no theme: name its parts instead");
            return Err(Fault::Input(what));
        }
        Ok(Wanted { table, is_file, study })
    }

    fn file(&self) -> Option<&InputFile> {
        self.is_file.then_some(&self.table.file)
    }

    fn evidence(&self) -> Option<&RoundEvidence> {
        self.study.as_ref().map(|study| &study.evidence)
    }

    fn told(&self) -> Vec<Value> {
        self.table.themes.iter().map(|theme| json!({ "id": theme.id, "name": theme.name })).collect()
    }
}

fn reading(json: &str) -> Result<Reading, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::Settings(error.to_string()))
}

/// Counts ballots.
#[pyfunction]
#[pyo3(signature = (ballots, reading_json, size, rule, framework, study, threads, tell))]
#[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
pub(crate) fn prioritise(
    py: Python<'_>,
    ballots: Given,
    reading_json: &str,
    size: usize,
    rule: &str,
    framework: Option<&Framework>,
    study: Option<&StudyFolder>,
    threads: Option<usize>,
    tell: Option<Bound<'_, PyAny>>,
) -> PyResult<Outcome> {
    let reading = reading(reading_json)?;
    let rule = Rule::ALL.into_iter().find(|known| tables::rule_name(*known) == rule).ok_or_else(|| {
        let names = Rule::ALL.map(|rule| format!("'{}'", tables::rule_name(rule)));
        Fault::Settings(format!("rule must be one of {}, not {rule:?}", names.join(", ")))
    })?;
    let framework = framework.map(|framework| Arc::clone(&framework.framework));
    let place = study.map(|study| study.place.clone());
    work(py, How { threads, tell: tell.as_ref() }, move |progress| {
        let wanted = Wanted::of(ballots, reading, framework, place, progress)?;
        let themes = &wanted.table.themes;
        let names = themes.iter().map(|theme| theme.name.clone()).collect();
        let ballots = Ballots::new(names, wanted.table.ballots.clone())?;
        let of = VoteOf { ballots: &ballots, themes, rule, size, evidence: wanted.evidence() };
        let (chosen, outputs) = priorities_outputs(&of)?;
        let (others, turned) = (by_other_rules(&of), changes(&ballots, &chosen).unwrap_or_default());
        let counts = [
            ("voters", ballots.ballots().len()),
            ("themes", themes.len()),
            ("uncovered", chosen.uncovered.len()),
        ];
        let work = json!({ "rule": rule, "size": size });
        let manifest = wishes_manifest("prioritise", work, wanted.file(), wanted.study.as_ref(), &counts);
        let told = json!({
            "themes": wanted.told(), "priorities": chosen, "by_lot": chosen.by_lot(), "others": others,
            "changes": turned, "next": next_of(&of, &chosen),
        });
        let tables = vec![
            ("priorities".to_owned(), tables::priorities(themes, &chosen, &others, wanted.evidence())),
            ("seats".to_owned(), tables::seats(themes, &chosen)),
            ("voters".to_owned(), tables::voters(&ballots, &chosen)),
            ("changes".to_owned(), tables::changes(themes, &turned)),
        ];
        let (html, words) = (priorities_html(&of, &chosen), priorities_in_words(&chosen, ballots.themes()));
        Ok((json(&told)?, tables, files(outputs, manifest), html, words))
    })
}

/// What groups are asked for, as Python's side wrote it down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    groups: GroupSettings,
    mix: Option<String>,
    meetings: Vec<Vec<String>>,
}

/// Divides members into groups.
#[pyfunction]
#[pyo3(signature = (wishes, reading_json, asked_json, away, framework, study, threads, tell))]
#[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
pub(crate) fn group(
    py: Python<'_>,
    wishes: Given,
    reading_json: &str,
    asked_json: &str,
    away: Option<Given>,
    framework: Option<&Framework>,
    study: Option<&StudyFolder>,
    threads: Option<usize>,
    tell: Option<Bound<'_, PyAny>>,
) -> PyResult<Outcome> {
    let reading = reading(reading_json)?;
    let asked: Asked =
        serde_json::from_str(asked_json).map_err(|error| Fault::Settings(error.to_string()))?;
    let framework = framework.map(|framework| Arc::clone(&framework.framework));
    let place = study.map(|study| study.place.clone());
    work(py, How { threads, tell: tell.as_ref() }, move |progress| {
        let Asked { groups: settings, mix, meetings } = asked;
        let wanted = Wanted::of(wishes, reading, framework, place, progress)?;
        let themes = &wanted.table.themes;
        let settings = GroupSettings { themes: themes.len(), ..settings };
        let round = wanted.study.as_ref().map(|study| &study.reading.round);
        let members = members_of(&wanted.table, mix.as_deref(), round)?;
        let groups = divide(members.clone(), &settings)?;
        let away = match away {
            Some(given) => away_of(&given.table()?, &members)?,
            None => BTreeSet::new(),
        };
        let planned = (!meetings.is_empty()).then(|| plan(&groups.members, &meetings, &away));
        let quotations =
            wanted.study.as_ref().map(|study| study.quotations(themes, &groups)).unwrap_or_default();
        let raises = wanted.evidence().map(|evidence| evidence.raised_by.clone()).unwrap_or_default();
        let of = GroupsOf {
            groups: &groups,
            settings: &settings,
            members: &members,
            themes,
            mixed_by: mix.as_deref().unwrap_or_default(),
            meetings: planned.as_ref().map(|plan| (meetings.as_slice(), plan)),
            quotations: &quotations,
            raises: &raises,
        };
        let clashes = planned.as_ref().map_or(0, |plan| plan.clashes.len());
        let counts = [
            ("members", members.len()),
            ("groups", themes.len()),
            ("unwished", groups.unwished.len()),
            ("clashes", clashes),
        ];
        let work = json!({ "groups": settings, "mix": mix, "meetings": meetings });
        let manifest = wishes_manifest("group", work, wanted.file(), wanted.study.as_ref(), &counts);
        let mut tables = vec![
            ("groups".to_owned(), tables::groups(themes, &members, &groups)),
            ("as_good".to_owned(), tables::as_good(themes, &groups)),
        ];
        if let Some(plan) = &planned {
            tables.push(("meetings".to_owned(), tables::meetings(themes, &meetings, plan)));
            tables.push(("clashes".to_owned(), tables::clashes(themes, plan)));
        }
        let theme = |theme: &Area| json!({ "id": theme.id, "name": theme.name, "brief": brief_name(theme) });
        let told: Vec<Value> = themes.iter().map(theme).collect();
        let told = json!({ "themes": told, "groups": groups, "plan": planned });
        let outputs = group_outputs(&of)?;
        Ok((json(&told)?, tables, files(outputs, manifest), groups_html(&of), groups_in_words(&of)))
    })
}
