//! What voters want: ballots, checked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What one voter wants. Themes are numbers: places in [`Ballots::themes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wishes {
    /// The themes that the voter approves of, all alike.
    Approved(BTreeSet<usize>),
    /// Themes from the most to the least wanted; those in one set are wanted alike. A theme that is left out is wanted
    /// less than all that are there, and is not approved of.
    Ranked(Vec<BTreeSet<usize>>),
    /// Points for themes. What has none is not approved of.
    Points(BTreeMap<usize, u32>),
}

/// One voter's ballot: a partnership's, as a rule, or a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Whose it is. Each voter has one ballot.
    pub voter: String,
    /// What the voter wants.
    pub wishes: Wishes,
}

/// The ballots of one vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballots {
    themes: Vec<String>,
    ballots: Vec<Ballot>,
}

impl Ballots {
    /// Ballots about `themes`, in the order in which ties are broken. Voters are sorted, so that their order does not matter.
    ///
    /// # Errors
    /// [`Error::Ballots`] if there is no theme or no ballot, if a voter has two, or if a ballot names a theme that is not there
    /// or ranks one twice.
    pub fn new(themes: Vec<String>, mut ballots: Vec<Ballot>) -> Result<Self> {
        let wrong = |what: String| Err(Error::Ballots { what });
        if themes.is_empty() {
            return wrong("there is no theme to vote about: name at least one".to_owned());
        }
        if ballots.is_empty() {
            return wrong("there is no ballot: add at least one".to_owned());
        }
        ballots.sort_by(|a, b| a.voter.cmp(&b.voter));
        if let Some(twice) = ballots.windows(2).find(|pair| pair[0].voter == pair[1].voter) {
            return wrong(format!("{:?} has two ballots: keep one", twice[0].voter));
        }
        for ballot in &ballots {
            let named = ballot.named();
            let voter = &ballot.voter;
            if let Some(unknown) = named.iter().find(|&&theme| theme >= themes.len()) {
                let last = themes.len() - 1;
                return wrong(format!("{voter:?} votes for theme {unknown}, and the last is {last}"));
            }
            if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
                return wrong(format!("{voter:?} ranks a theme twice: keep one place for it"));
            }
        }
        Ok(Ballots { themes, ballots })
    }

    /// The themes, in the order in which ties are broken.
    pub fn themes(&self) -> &[String] {
        &self.themes
    }

    /// The ballots, by voter.
    pub fn ballots(&self) -> &[Ballot] {
        &self.ballots
    }
}

impl Ballot {
    /// The themes that the voter approves of: those approved, ranked, or given points.
    pub fn approved(&self) -> BTreeSet<usize> {
        match &self.wishes {
            Wishes::Approved(themes) => themes.clone(),
            Wishes::Ranked(ranks) => ranks.iter().flatten().copied().collect(),
            Wishes::Points(points) => {
                points.iter().filter(|&(_, &points)| points > 0).map(|(&theme, _)| theme).collect()
            }
        }
    }

    /// All themes on the ballot, as often as they are there.
    fn named(&self) -> Vec<usize> {
        match &self.wishes {
            Wishes::Approved(themes) => themes.iter().copied().collect(),
            Wishes::Ranked(ranks) => ranks.iter().flatten().copied().collect(),
            Wishes::Points(points) => points.keys().copied().collect(),
        }
    }
}
