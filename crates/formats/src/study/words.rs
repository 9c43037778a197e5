//! Decisions, and what became of them, in words.

use commonground::process::decisions::{Act, Decision};
use commonground::process::replay::{Fate, Replay};

/// An act in words.
pub fn act_in_words(replay: &Replay, decision: &Decision) -> String {
    let name = |id: &str| format!("“{}”", name_then(replay, decision, id));
    match &decision.act {
        Act::Keep { area } => format!("keep {}", name(area)),
        Act::Rename { area, name: to, .. } => format!("rename {} to “{to}”", name(area)),
        Act::Merge { areas, into } => {
            let names: Vec<String> = areas.iter().map(|area| name(area)).collect();
            format!("merge {} into “{}”", names.join(" and "), into.name)
        }
        Act::Split { area, into } => {
            let names: Vec<String> = into.iter().map(|area| format!("“{}”", area.name)).collect();
            format!("split {} into {}", name(area), names.join(" and "))
        }
        Act::Drop { area } => format!("drop {}", name(area)),
        Act::DropToGuidance { area } => format!("make guidance of {}", name(area)),
        Act::Add { area, .. } => format!("add “{}”", area.name),
        Act::Recode { document, start, end, areas } => {
            let names: Vec<String> = areas.iter().map(|area| name(area)).collect();
            let to = if names.is_empty() { "nothing".to_owned() } else { names.join(" and ") };
            format!("code {document}, bytes {start}–{end}, with {to}")
        }
        Act::Comment { on } => format!("comment on {}", name(on)),
        Act::Undo { decision } => format!("take back {decision}"),
        Act::Freeze { version, title, .. } => format!("freeze version {version}, “{title}”"),
    }
}

/// The name of an area as whoever decided knew it.
fn name_then(replay: &Replay, decision: &Decision, id: &str) -> String {
    let basis = decision.based_on.iter().find(|basis| basis.area == id).map(|basis| basis.name.as_str());
    basis.or_else(|| replay.name_of(id)).unwrap_or(id).to_owned()
}

/// What became of a decision, in words.
pub(super) fn fate_in_words(fate: &Fate) -> String {
    match fate {
        Fate::Done => "carried out".to_owned(),
        Fate::Undone { by } => format!("taken back by {by}"),
        Fate::Open { with } => format!("in conflict with {with}"),
        Fate::Settled { by } => format!("in conflict, settled by {by}"),
        Fate::Impossible { why } => format!("not carried out: {why}"),
    }
}
