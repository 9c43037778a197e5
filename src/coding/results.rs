//! What is told of one passage.

use serde::{Deserialize, Serialize};

use super::neighbours::Neighbour;

/// An area's claim on a passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaScore {
    /// The area's place in the framework, from 0.
    pub area: usize,
    /// How likely a person would give it (0–1); 1 where people did.
    pub score: f64,
    /// What led to it, strongest first.
    pub contributions: Vec<Contribution>,
}

/// A term or a cue that speaks for an area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The term in its surface form, or the cue as the analyst wrote it.
    pub term: String,
    /// Whether it is one of the area's cues.
    pub cue: bool,
    /// Its share of all that speaks for the area (0–1).
    pub share: f64,
}

/// The areas given to one passage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// The areas given, strongest first: none, one or several.
    pub areas: Vec<AreaScore>,
    /// The strongest area that was not given, if any has a claim at all.
    pub runner_up: Option<AreaScore>,
    /// By how much the first area's score leads the next one's, given or not (0–1); 0 if none is given.
    #[serde(default)]
    pub margin: f64,
    /// Whether people gave these areas. What they gave is never changed.
    #[serde(default)]
    pub by_people: bool,
    /// Whether a person should look: areas are given, but what lies near the passage speaks for another one.
    #[serde(default)]
    pub doubtful: bool,
    /// Where it is doubtful, the area that what lies near speaks for, by its place in the framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearby: Option<usize>,
    /// The passages nearest to it, of the round from which the coder was learned.
    #[serde(default)]
    pub neighbours: Vec<Neighbour>,
}
