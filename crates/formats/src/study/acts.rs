//! An act as people say it, made an act on the list as it stands.

use commonground::coding::AreaNames;
use commonground::framework::{Framework, Ids};
use commonground::process::decisions::{Act, NewArea, Union};
use commonground::process::replay::{Replay, print_of};
use serde::Deserialize;

use crate::error::{FormatError, Result, shown};

/// An act that names areas as people do, by id or name, and decisions by their id or the start of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `Act`")]
pub enum NamedAct {
    /// An area stays as it is.
    Keep { area: String },
    /// An area gets another name.
    Rename { area: String, name: String, description: Option<String> },
    /// Areas become one: a new one, or one of them.
    Merge { areas: Vec<String>, into: String, description: Option<String> },
    /// An area becomes several.
    Split { area: String, into: Vec<NamedPart> },
    /// An area is no longer one.
    Drop { area: String },
    /// An area is no longer one, and becomes guidance.
    DropToGuidance { area: String },
    /// A new area. Without a proposer it is proposed by who decides.
    Add { name: String, description: Option<String>, cues: Vec<String>, proposer: Option<String> },
    /// A passage raises these areas and no others.
    Recode { document: String, start: usize, end: usize, areas: Vec<String> },
    /// A remark on an area or a decision.
    Comment { on: String },
    /// A decision is taken back.
    Undo { decision: String },
    /// The list as it stands becomes a version. Without a title it is called "Version" and its number.
    Freeze { version: String, title: String },
}

/// What an area is split into.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum NamedPart {
    /// A name, behind which cues may follow: "Name: cue; cue".
    Told(String),
    /// A name and its cues.
    #[expect(missing_docs, reason = "they are called what they are")]
    Apart { name: String, cues: Vec<String> },
}

impl NamedAct {
    /// Whether it needs a reason.
    pub fn needs_reason(&self) -> bool {
        !matches!(self, NamedAct::Keep { .. } | NamedAct::Undo { .. } | NamedAct::Freeze { .. })
    }

    /// The act that it is on the list as it stands.
    pub(super) fn on(&self, by: &str, replay: &Replay, union: &Union) -> Result<Act> {
        let mut ids = replay.taken();
        let draft = &replay.draft;
        let names = AreaNames::of(draft);
        let area = |told: &String| area_of(draft, &names, told);
        Ok(match self {
            NamedAct::Keep { area: told } => Act::Keep { area: area(told)? },
            NamedAct::Rename { area: told, name, description } => Act::Rename {
                area: area(told)?,
                name: name.trim().to_owned(),
                description: description.clone(),
            },
            NamedAct::Merge { areas, into, description } => {
                let areas = areas.iter().map(area).collect::<Result<Vec<_>>>()?;
                let into = NewArea::merged(into, &areas, draft, &mut ids);
                let description = description.clone().unwrap_or_default();
                Act::Merge { areas, into: NewArea { description, ..into } }
            }
            NamedAct::Split { area: told, into } => {
                let into = into.iter().map(|part| part.area(&mut ids)).collect();
                Act::Split { area: area(told)?, into }
            }
            NamedAct::Drop { area: told } => Act::Drop { area: area(told)? },
            NamedAct::DropToGuidance { area: told } => Act::DropToGuidance { area: area(told)? },
            NamedAct::Add { name, description, cues, proposer } => {
                let new = NewArea::named(name, &mut ids);
                let description = description.clone().unwrap_or_default();
                let area = NewArea { description, cues: cues.clone(), ..new };
                Act::Add { area, proposer: proposer.clone().unwrap_or_else(|| by.to_owned()) }
            }
            NamedAct::Recode { document, start, end, areas } => {
                let areas = areas.iter().map(area).collect::<Result<Vec<_>>>()?;
                Act::Recode { document: document.clone(), start: *start, end: *end, areas }
            }
            NamedAct::Comment { on } => {
                let on = area(on).or_else(|fault| id_of(union, on).map_err(|_| fault))?;
                Act::Comment { on }
            }
            NamedAct::Undo { decision } => Act::Undo { decision: id_of(union, decision)? },
            NamedAct::Freeze { version, title } => freeze(version, title, replay)?,
        })
    }
}

fn freeze(version: &str, title: &str, replay: &Replay) -> Result<Act> {
    if let Some(open) = replay.open().next() {
        let [one, other] = &open.decisions;
        return Err(FormatError::Process {
            what: format!(
                "{one} and {other} contradict each other about {:?}: settle that first, by a decision with --settles {one} --settles {other}",
                open.about
            ),
        });
    }
    let framework = Framework { version: version.to_owned(), ..replay.draft.clone() };
    let title = match title.trim() {
        "" => format!("Version {version}"),
        title => title.to_owned(),
    };
    Ok(Act::Freeze { version: version.to_owned(), title, print: print_of(&framework) })
}

/// The id of a decision that was named by a start of it.
pub(super) fn id_of(union: &Union, told: &str) -> Result<String> {
    let found = union.find(told).map(|place| union.decisions()[place].id.clone());
    found.ok_or_else(|| {
        let starts = union.decisions().iter().filter(|decision| decision.id.starts_with(told)).count();
        let what = match starts {
            0 => {
                format!("there is no decision {:?}: `study status` and the ledger have the ids", shown(told))
            }
            several => format!("{several} decisions begin with {:?}: write more of the id", shown(told)),
        };
        FormatError::Process { what }
    })
}

fn area_of(draft: &Framework, names: &AreaNames<'_>, told: &str) -> Result<String> {
    let found = names.place(told).map(|place| draft.areas[place].id.clone());
    found.ok_or_else(|| {
        let ids: Vec<&str> = draft.areas.iter().map(|area| area.id.as_str()).collect();
        let (told, ids) = (shown(told), ids.join(", "));
        FormatError::Process {
            what: format!("there is no area {told:?} on the list now: the areas are {ids}"),
        }
    })
}

impl NamedPart {
    fn area(&self, ids: &mut Ids) -> NewArea {
        let (name, cues) = match self {
            NamedPart::Apart { name, cues } => (name.as_str(), cues.clone()),
            NamedPart::Told(told) => {
                let (name, cues) = told.split_once(": ").unwrap_or((told, ""));
                let cues = cues.split(';').map(str::trim).filter(|cue| !cue.is_empty());
                (name, cues.map(str::to_owned).collect())
            }
        };
        NewArea { cues, ..NewArea::named(name, ids) }
    }
}
