//! What a comparison is asked for, and what it found.

use serde::{Deserialize, Serialize};

/// How rounds are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompareSettings {
    /// How often documents are dealt at random, with two fits each, to see what a split or a merger looks like where there is
    /// none. With 19 about one comparison in twenty calls one what is none.
    pub deals: usize,
    /// How often documents are drawn anew for the intervals.
    pub resamples: usize,
}

impl Default for CompareSettings {
    fn default() -> Self {
        CompareSettings { deals: 19, resamples: 1_000 }
    }
}

/// What has at most this share of what it had is gone, or else was new.
const HARDLY: f64 = 0.25;

/// What became of a theme or an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It is there as before, as far as noise lets one tell.
    WentOn,
    /// It is there in the later round and hardly was in the earlier one.
    New,
    /// It was there in the earlier round and hardly is in the later one.
    Gone,
    /// More is said about it than before.
    Grown,
    /// Less is said about it than before.
    Shrunk,
    /// It is several themes in the later round.
    Split,
    /// It was several themes in the earlier round.
    Merged,
    /// Neither round raises it.
    Unraised,
}

impl What {
    /// What people are told.
    pub fn told(self) -> &'static str {
        match self {
            What::WentOn => "went on",
            What::New => "new",
            What::Gone => "gone",
            What::Grown => "raised more",
            What::Shrunk => "raised less",
            What::Split => "split",
            What::Merged => "merged",
            What::Unraised => "raised by nobody",
        }
    }

    /// What a change of this strength is, where the two rounds have so much of it.
    pub(super) fn of(is_change: bool, strength: f64, [earlier, later]: [f64; 2]) -> Self {
        match is_change {
            false => What::WentOn,
            true if strength > 0.0 && earlier <= HARDLY * later => What::New,
            true if strength > 0.0 => What::Grown,
            true if later <= HARDLY * earlier => What::Gone,
            true => What::Shrunk,
        }
    }

    /// The same of a theme that one of the rounds has by itself: what it has is not new to the earlier round, nor gone from the
    /// later.
    pub(super) fn of_round(self, is_later: bool) -> Self {
        match (self, is_later) {
            (What::New, false) => What::Grown,
            (What::Gone, true) => What::Shrunk,
            (what, _) => what,
        }
    }

    /// Whether it is a change.
    pub fn is_change(self) -> bool {
        !matches!(self, What::WentOn | What::Unraised)
    }
}

/// How many documents of a round raise something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So many raise it …
    pub documents: usize,
    /// … of so many.
    pub of: usize,
}

impl Share {
    /// The share (0–1).
    pub fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.documents as f64 / self.of as f64 }
    }
}

/// A theme of the other round with which one has passages in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// The number of the other theme, from 1.
    pub theme: usize,
    /// How many passages of both rounds belong to both.
    pub passages: usize,
    /// Their share of this theme's passages (0–1), …
    pub of_this: f64,
    /// … and of the other's.
    pub of_other: f64,
    /// The cosine of the two centres in TF-IDF.
    pub centres: f64,
    /// The share of their key terms that both have.
    pub terms: f64,
}

/// A theme of both rounds together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedTheme {
    /// Its number, from 1: those that changed first, by the strength of the change, then the most widely raised.
    pub number: usize,
    /// The terms that set it apart.
    pub terms: Vec<String>,
    /// How many documents of the earlier and of the later round raise it.
    pub documents: [Share; 2],
    /// The share of what the earlier and the later round say that is about it (0–1): the mean of the documents, in passages.
    /// What is about themes above it that changed does not count: because of these, a smaller share of all would be left for
    /// the others.
    pub text: [f64; 2],
    /// The later share of the text less the earlier.
    pub difference: f64,
    /// The 95% interval of that, from drawing documents anew; none for fewer than five documents in a round.
    pub interval: Option<(f64, f64)>,
    /// What became of it.
    pub what: What,
    /// How strong the sign of a change is, in standard errors.
    pub strength: f64,
}

/// A theme of one of the rounds, which was fitted for itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundTheme {
    /// Its number in its round, from 1, the most widely raised first.
    pub number: usize,
    /// The terms that set it apart.
    pub terms: Vec<String>,
    /// How many documents of its round raise it.
    pub documents: Share,
    /// The theme of both rounds in which most of its passages are; none if less than half are in any.
    pub shared: Option<usize>,
    /// What became of it, or where it comes from.
    pub what: What,
    /// Of how large a second part of it there is a sign, in the one theme that was several: of a split for an earlier theme, of
    /// a merger for a later one (0–1).
    pub second_part: f64,
    /// The themes of the other round with a tenth of its passages or more, the most first.
    pub partners: Vec<Partner>,
}

/// What a sign of each kind of change must exceed, because signs as strong are found where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// Of how much is said about a theme, in standard errors; for the strongest change.
    pub strength: f64,
    /// Of a split: the share of the second part. None where nothing could be dealt, because a heap had too few texts.
    pub split: Option<f64>,
    /// Of a merger, likewise.
    pub merged: Option<f64>,
    /// How many deals could be fitted for these two.
    pub deals: usize,
}

/// Two rounds beside each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoundsCompared {
    /// How many documents each round has.
    pub documents: [usize; 2],
    /// How many clusters were fitted to both together, and to each.
    pub k: usize,
    /// The themes of both rounds together, and how much either says about them.
    pub themes: Vec<SharedTheme>,
    /// The themes of the earlier round by itself.
    pub earlier: Vec<RoundTheme>,
    /// The themes of the later round by itself.
    pub later: Vec<RoundTheme>,
    /// What is noise.
    pub noise: Noise,
}

impl RoundsCompared {
    /// How many changes there are beyond noise: themes that more or fewer speak of, splits and mergers.
    pub fn changes(&self) -> usize {
        let divided = |theme: &&RoundTheme| matches!(theme.what, What::Split | What::Merged);
        self.themes.iter().filter(|theme| theme.what.is_change()).count()
            + self.earlier.iter().chain(&self.later).filter(divided).count()
    }
}

/// An area in two rounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaChange {
    /// Its id.
    pub id: String,
    /// How widely the earlier and the later round raise it.
    pub shares: [Share; 2],
    /// The later share less the earlier.
    pub difference: f64,
    /// The 95% interval of that; none for fewer than five documents in a round.
    pub interval: Option<(f64, f64)>,
    /// What became of it.
    pub what: What,
    /// How strong the sign of a change is, in standard errors.
    pub strength: f64,
    /// In how many of the later round's groups it is raised, of how many; none if no grouping was named.
    pub across: Option<Share>,
    /// Whether it cuts across them: at least three, and two thirds of all.
    pub cuts_across: bool,
}

/// The areas of a framework in two rounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreasCompared {
    /// How many documents each round has.
    pub documents: [usize; 2],
    /// The areas, in the framework's order.
    pub areas: Vec<AreaChange>,
    /// The strength that a change must exceed: only one deal of documents in twenty has any as strong.
    pub noise: f64,
}

impl AreasCompared {
    /// How many changes there are beyond noise.
    pub fn changes(&self) -> usize {
        self.areas.iter().filter(|area| area.what.is_change()).count()
    }
}
