//! A study's round: read, and coded onto each version of the list.

use std::collections::BTreeMap;

use commonground::coding::{HumanCode, HumanCodes};
use commonground::process::decisions::Act;
use commonground::process::replay::{Replay, RoundEvidence, Version, evidence_of_round, print_of};
use commonground::round::Round;
use commonground::{CodeWith, Progress, RoundCodings, Settings, code_round_with};

use super::folder::{Evidences, StudyFolder};
use crate::error::Result;
use crate::read::{ReadOptions, Reading, read};

impl StudyFolder {
    /// Reads the study's round. None if it has none. `with` says by which limits and workers; columns are the study's.
    ///
    /// # Errors
    /// As [`read`](crate::read()).
    pub fn read_round(&self, with: ReadOptions, progress: &dyn Progress) -> Result<Option<Reading>> {
        let inputs = self.inputs();
        if inputs.is_empty() { Ok(None) } else { self.read_other(&inputs, with, progress).map(Some) }
    }

    /// Reads another round as the study's is read.
    ///
    /// # Errors
    /// As [`read`](crate::read()).
    pub fn read_other(
        &self,
        inputs: &[String],
        with: ReadOptions,
        progress: &dyn Progress,
    ) -> Result<Reading> {
        let ReadOptions { text, id, metadata, consent, .. } = self.read_options();
        read(inputs, &ReadOptions { text, id, metadata, consent, ..with }, progress)
    }

    /// The settings by which the study's round is coded.
    ///
    /// # Errors
    /// If the study names a language that there is not.
    pub fn analysis_settings(&self) -> Result<Settings> {
        let mut settings = Settings { seed: self.settings.seed, ..Settings::default() };
        settings.tfidf.analyser.language = self.settings.language.parse()?;
        Ok(settings)
    }

    /// Codes a round onto a version of the list, with the passages that people coded anew as they said.
    ///
    /// # Errors
    /// As [`code_round_with`].
    pub fn code(
        &self,
        round: &Round,
        version: &Version,
        replay: &Replay,
        progress: &dyn Progress,
    ) -> Result<RoundCodings> {
        let codes = recoded(replay, version, round);
        let with = CodeWith { codes: Some(&codes).filter(|codes| !codes.is_empty()), ..CodeWith::default() };
        Ok(code_round_with(round, &version.framework, with, &self.analysis_settings()?, progress)?)
    }

    /// What a round says about each version.
    ///
    /// # Errors
    /// As [`code`](Self::code).
    pub fn evidences_of(&self, round: &Round, replay: &Replay, progress: &dyn Progress) -> Result<Evidences> {
        let mut evidences = Evidences::new();
        for version in &replay.versions {
            let coded = self.code(round, version, replay, progress)?;
            evidences.insert(version.version.clone(), evidence(round, version, &coded));
        }
        Ok(evidences)
    }
}

/// What a round that was coded onto a version says about it.
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
