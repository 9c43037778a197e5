//! The groups, and what each member obtained.

use serde::{Deserialize, Serialize};

use super::members::{GroupSettings, Member, Task};
use super::search::best;
use crate::error::{Error, Result};

/// A member's place in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSeat {
    /// Who.
    pub member: String,
    /// The theme of the group.
    pub theme: usize,
    /// Which of the member's wishes this is, from 1; none if it was not wished.
    pub wish: Option<usize>,
}

/// A place that a member has in another division which is equally good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsGood {
    /// Who.
    pub member: String,
    /// The theme of the group there.
    pub theme: usize,
}

/// Groups, a group a theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// The members of each group, by theme.
    pub members: Vec<Vec<String>>,
    /// The places of the members, by member and theme.
    pub seats: Vec<GroupSeat>,
    /// How many places are the first wish, the second, and so on.
    pub met: Vec<usize>,
    /// The members for whom a place was not wished: who lost out.
    pub unwished: Vec<String>,
    /// What members would have in other divisions that are equally good: people may choose among these. None where pairs were
    /// kept by a search, because then such divisions may break them.
    pub as_good: Option<Vec<AsGood>>,
}

/// Divides members into groups.
///
/// # Errors
/// [`Error::Groups`] if members, wishes or pairs are not clear, if the sizes cannot hold all, or if pairs cannot be kept.
pub fn group(members: Vec<Member>, settings: &GroupSettings) -> Result<Groups> {
    let task = Task::new(members, settings)?;
    let (division, is_certain) = best(&task);
    let Some(division) = division else {
        let what = match is_certain {
            true => "no division keeps all pairs: remove a pair, or change the sizes",
            false => {
                "so many pairs are in each other's way that none was found which keeps all: remove some pairs"
            }
        };
        return Err(Error::Groups { what: what.to_owned() });
    };
    let mut groups = Groups {
        members: vec![Vec::new(); settings.themes],
        seats: Vec::new(),
        met: vec![0; task.members.iter().map(|member| member.wishes.len()).max().unwrap_or(0)],
        unwished: Vec::new(),
        as_good: None,
    };
    for (member, themes) in task.members.iter().zip(&division.themes) {
        for &theme in themes {
            let wish = member.wishes.iter().position(|&wish| wish == theme);
            wish.map_or_else(|| groups.unwished.push(member.id.clone()), |place| groups.met[place] += 1);
            groups.members[theme].push(member.id.clone());
            groups.seats.push(GroupSeat {
                member: member.id.clone(),
                theme,
                wish: wish.map(|place| place + 1),
            });
        }
    }
    groups.unwished.dedup();
    if !task.needs_search() {
        let other =
            |&(member, theme): &(usize, usize)| AsGood { member: task.members[member].id.clone(), theme };
        groups.as_good = Some(division.as_good().iter().map(other).collect());
    }
    Ok(groups)
}
