//! Votes and groups: ballots counted, and members divided by their wishes.

use std::sync::Arc;

use commonground::framework::Area;
use commonground::process::{GroupSettings, Rule};
use commonground_formats::study::{
    BallotForm, BallotOptions, StudyRound, Vote, Wanted, ballots_of_table, brief_name, group_outputs,
    groups_html, groups_in_words, themes_of,
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
fn wanted_of(
    given: Given,
    reading: Reading,
    framework: Option<Arc<commonground::Framework>>,
    place: Option<Place>,
    progress: &dyn commonground::Progress,
) -> Result<Wanted, Fault> {
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
        let wanted = wanted_of(ballots, reading, framework, place, progress)?;
        let (themes, ballots) = (&wanted.table.themes, wanted.ballots()?);
        let vote = Vote::count(wanted.vote(&ballots, rule, size))?;
        let (chosen, changes) = (&vote.chosen, vote.changes.as_deref().unwrap_or_default());
        let manifest = wanted.manifest("prioritise", json!({ "rule": rule, "size": size }), &vote.counts());
        let named: Vec<Value> =
            themes.iter().map(|theme| json!({ "id": theme.id, "name": theme.name })).collect();
        let told = json!({
            "themes": named, "priorities": chosen, "by_lot": chosen.by_lot(), "others": vote.others,
            "changes": changes, "next": vote.next(),
        });
        let tables = vec![
            ("priorities".to_owned(), tables::priorities(themes, chosen, &vote.others, wanted.evidence())),
            ("seats".to_owned(), tables::seats(themes, chosen)),
            ("voters".to_owned(), tables::voters(&ballots, chosen)),
            ("changes".to_owned(), tables::changes(themes, changes)),
        ];
        Ok((json(&told)?, tables, files(vote.outputs()?, manifest), vote.html(), vote.in_words()))
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
        let wanted = wanted_of(wishes, reading, framework, place, progress)?;
        let away = away.map(Given::table).transpose()?;
        let divided = wanted.divide(settings, mix, meetings, away.as_ref())?;
        let themes = &wanted.table.themes;
        let work = json!({ "groups": divided.settings, "mix": divided.mix, "meetings": divided.meetings });
        let manifest = wanted.manifest("group", work, &divided.counts());
        let mut tables = vec![
            ("groups".to_owned(), tables::groups(themes, &divided.members, &divided.groups)),
            ("as_good".to_owned(), tables::as_good(themes, &divided.groups)),
        ];
        if let Some(plan) = &divided.plan {
            tables.push(("meetings".to_owned(), tables::meetings(themes, &divided.meetings, plan)));
            tables.push(("clashes".to_owned(), tables::clashes(themes, plan)));
        }
        let theme = |theme: &Area| json!({ "id": theme.id, "name": theme.name, "brief": brief_name(theme) });
        let named: Vec<Value> = themes.iter().map(theme).collect();
        let told = json!({ "themes": named, "groups": divided.groups, "plan": divided.plan });
        let of = divided.of();
        Ok((
            json(&told)?,
            tables,
            files(group_outputs(&of)?, manifest),
            groups_html(&of),
            groups_in_words(&of),
        ))
    })
}
