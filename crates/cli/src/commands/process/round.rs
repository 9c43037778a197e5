//! A study's round: read, and coded onto each version of the list.

use std::collections::BTreeMap;

use commonground::coding::{HumanCode, HumanCodes};
use commonground::process::decisions::Act;
use commonground::process::replay::{Replay, RoundEvidence, Version, evidence_of_round, print_of};
use commonground::round::Round;
use commonground::{CodeWith, RoundCodings, Settings, code_round_with};
use commonground_formats::study::{Evidences, StudyFolder};
use commonground_formats::{ReadOptions, Reading, read};

use crate::console::Console;
use crate::failure::Failure;
use crate::settings;

/// Reads a study's round, or another in its place. None if the study has none.
pub(super) fn read_round(
    study: &StudyFolder,
    instead: &[String],
    console: &Console,
) -> Result<Option<Reading>, Failure> {
    let inputs = if instead.is_empty() { study.inputs() } else { instead.to_vec() };
    if inputs.is_empty() {
        return Ok(None);
    }
    let options = ReadOptions { worker: settings::worker(), ..study.read_options() };
    let reading = read(&inputs, &options, console)?;
    console.warn_about(&reading.round);
    Ok(Some(reading))
}

/// The settings by which a study's round is coded.
pub(super) fn settings_of(study: &StudyFolder) -> Result<Settings, Failure> {
    let mut settings = Settings { seed: study.settings.seed, ..Settings::default() };
    settings.tfidf.analyser.language = study.settings.language.parse()?;
    Ok(settings)
}

/// Codes a round onto a version of the list.
pub(super) fn code(
    study: &StudyFolder,
    round: &Round,
    version: &Version,
    replay: &Replay,
    console: &Console,
) -> Result<RoundCodings, Failure> {
    let codes = recoded(replay, version, round);
    let with = CodeWith { codes: Some(&codes).filter(|codes| !codes.is_empty()), ..CodeWith::default() };
    Ok(code_round_with(round, &version.framework, with, &settings_of(study)?, console)?)
}

/// What a round says about each version.
pub(super) fn evidences(
    study: &StudyFolder,
    round: &Round,
    replay: &Replay,
    console: &Console,
) -> Result<Evidences, Failure> {
    let mut evidences = Evidences::new();
    for version in &replay.versions {
        let coded = code(study, round, version, replay, console)?;
        evidences.insert(version.version.clone(), evidence(round, version, &coded));
    }
    Ok(evidences)
}

pub(super) fn evidence(round: &Round, version: &Version, coded: &RoundCodings) -> RoundEvidence {
    let print = print_of(&version.framework);
    evidence_of_round(round, &coded.passages, &version.framework, &coded.codings, &print)
}

/// What people coded anew, as far as the round and the version have it. A later coding of a passage takes the place of an
/// earlier one.
fn recoded(replay: &Replay, version: &Version, round: &Round) -> HumanCodes {
    let mut latest: BTreeMap<(String, usize, usize), (String, Vec<String>)> = BTreeMap::new();
    for fated in replay.recoded.iter().filter_map(|id| replay.decision(id)) {
        if let Act::Recode { document, start, end, areas } = &fated.decision.act {
            latest.insert((document.clone(), *start, *end), (fated.decision.by.clone(), areas.clone()));
        }
    }
    let mut codes = Vec::new();
    for ((document, start, end), (coder, areas)) in latest {
        let text = round.documents().iter().find(|other| other.id == document).map(|document| &document.text);
        let is_there = text.is_some_and(|text| text.get(start..end).is_some());
        let is_of_version = |area: &String| version.framework.areas.iter().any(|other| other.id == *area);
        if !is_there || !areas.iter().all(is_of_version) {
            continue;
        }
        let given: Vec<Option<String>> =
            if areas.is_empty() { vec![None] } else { areas.into_iter().map(Some).collect() };
        codes.extend(given.into_iter().map(|area| HumanCode {
            document: document.clone(),
            range: Some(start..end),
            area,
            coder: coder.clone(),
            ..HumanCode::default()
        }));
    }
    HumanCodes::new(codes)
}
