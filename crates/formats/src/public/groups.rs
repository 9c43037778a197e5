//! Themes and areas by one field of the metadata, so that nothing can be worked out that is not told.
//!
//! - Groups are disjoint: a partnership whose documents are in several groups is among all others, as are groups that
//!   are too small or have a name by which one could be known. If the others are too few, the smallest group joins them.
//!   So every size that is told is no small one.
//! - A row is told as a whole, and only if none of its cells is small or leaves a small rest of its group, or of that
//!   group's count of an area that it is a part of. If one cell were left out, the sum of the row would give it away. Of a row that is
//!   not told, no cell can be narrowed down to fewer than five numbers.
//! - One field is told. Two tables of the same people can be subtracted from each other, where a group of one is almost a group
//!   of the other.

use std::collections::{BTreeMap, BTreeSet};

use commonground::crosstab::{Division, Raised};
use commonground::round::{LEAST_TOLD, PARTNERSHIP};
use serde::Serialize;

use super::counts::Count;
use super::told::{AreaTold, ThemeTold};
use crate::error::shown;
use crate::results::Study;

/// What the group without a value is called.
pub(super) const ALL_OTHERS: &str = "all others";

/// How many of each group raise what is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupsTold {
    /// The field of the metadata.
    pub field: String,
    /// The groups, each with how many took part: a value each, and last all others, if there are any.
    pub groups: Vec<GroupTold>,
    /// The rows that are told: themes first.
    pub rows: Vec<RowTold>,
    /// How many of the themes and areas that are told are not told by group.
    pub rows_not_told: usize,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupTold {
    /// The value; none for all others.
    pub value: Option<String>,
    /// How many took part.
    pub of: usize,
}

/// A theme or an area, by group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowTold {
    /// `theme` or `area`.
    pub kind: &'static str,
    /// The number of the theme, or the id of the area.
    pub id: String,
    /// Its label or name.
    pub name: String,
    /// How many of each group raise it, in the order of the groups.
    pub raised: Vec<usize>,
}

/// The field by which most can be told, the first of equals by name; none if nothing can be told by any.
pub(super) fn by_group(study: &Study<'_>, themes: &[ThemeTold], areas: &[AreaTold]) -> Option<GroupsTold> {
    let raised = Raised::of(study.round, study.analysis).ok()?;
    let writers = writers(study);
    let divisions = Division::all(study.round).into_iter();
    let useful = divisions.filter(|division| division.unfit().is_none() && division.field != PARTNERSHIP);
    let told = useful.filter_map(|division| {
        let groups = groups(study, &division, &writers)?;
        let rows = rows(study, &groups, &raised, &writers, themes, areas);
        (!rows.is_empty()).then(|| GroupsTold {
            field: shown(&division.field),
            rows_not_told: themes.len() + areas.len() - rows.len(),
            groups: groups
                .into_iter()
                .map(|(value, members)| GroupTold { value: value.map(|v| shown(&v)), of: members.len() })
                .collect(),
            rows,
        })
    });
    told.reduce(|best, other| if other.rows.len() > best.rows.len() { other } else { best })
}

/// For each document who took part: its partnership, where every document names one, or itself.
fn writers(study: &Study<'_>) -> Vec<usize> {
    let documents = study.round.documents();
    let mut numbers = BTreeMap::new();
    let number = |(place, document): (usize, &'_ commonground::Document)| {
        let name = document.partnership().filter(|_| study.has_partnerships());
        let next = numbers.len();
        *numbers.entry((name.map(str::to_owned), if name.is_some() { 0 } else { place })).or_insert(next)
    };
    documents.iter().enumerate().map(number).collect()
}

/// A value with who took part in its group; no value for all others.
type Groups = Vec<(Option<String>, BTreeSet<usize>)>;

/// The groups that may be told; none if there are not two.
fn groups(study: &Study<'_>, division: &Division, writers: &[usize]) -> Option<Groups> {
    let mut values_of = BTreeMap::<usize, BTreeSet<Option<usize>>>::new();
    for (&writer, &value) in writers.iter().zip(&division.of_document) {
        values_of.entry(writer).or_default().insert(value);
    }
    let mut named = vec![BTreeSet::new(); division.values.len()];
    let mut others = BTreeSet::new();
    for (writer, values) in values_of {
        match values.first() {
            Some(&Some(value)) if values.len() == 1 => named[value].insert(writer),
            _ => others.insert(writer),
        };
    }
    let named = division.values.iter().cloned().zip(named).collect();
    merged(named, others, &|value| study.round.may_name(value))
}

/// Puts small groups, and those whose value may not be told, among all others, until no group is small.
fn merged(
    named: Vec<(String, BTreeSet<usize>)>,
    mut others: BTreeSet<usize>,
    may_name: &dyn Fn(&str) -> bool,
) -> Option<Groups> {
    let mut groups = Groups::new();
    for (value, members) in named {
        if members.len() < LEAST_TOLD || !may_name(&value) {
            others.extend(members);
        } else {
            groups.push((Some(value), members));
        }
    }
    if !others.is_empty() && others.len() < LEAST_TOLD {
        // The last of the smallest.
        let smallest = (0..groups.len()).rev().min_by_key(|&place| groups[place].1.len())?;
        others.extend(groups.remove(smallest).1);
    }
    if !others.is_empty() {
        groups.push((None, others));
    }
    (groups.len() > 1).then_some(groups)
}

fn rows(
    study: &Study<'_>,
    groups: &Groups,
    raised: &Raised,
    writers: &[usize],
    themes: &[ThemeTold],
    areas: &[AreaTold],
) -> Vec<RowTold> {
    let counts = |of: &[Vec<usize>], place: usize| -> Vec<usize> {
        let raising: BTreeSet<usize> = of
            .iter()
            .zip(writers)
            .filter(|(own, _)| own.contains(&place))
            .map(|(_, &writer)| writer)
            .collect();
        groups.iter().map(|(_, members)| members.intersection(&raising).count()).collect()
    };
    let sizes: Vec<usize> = groups.iter().map(|(_, members)| members.len()).collect();
    let of_themes = themes.iter().filter_map(|theme| {
        let cells = counts(&raised.themes, theme.number - 1);
        let row = || RowTold {
            kind: "theme",
            id: theme.number.to_string(),
            name: theme.label.clone(),
            raised: cells.clone(),
        };
        may_tell(&cells, &sizes, &[]).then(row)
    });
    let coding = study.analysis.coding.as_ref();
    let of_areas = coding.into_iter().flat_map(|coding| {
        let hierarchy = coding.framework.hierarchy();
        let row = |(area, &place): (&AreaTold, &usize)| {
            let cells = counts(&raised.areas, place);
            let within: Vec<_> =
                hierarchy.ancestors(place).map(|above| counts(&raised.areas, above)).collect();
            let row = || RowTold {
                kind: "area",
                id: area.id.clone(),
                name: area.name.clone(),
                raised: cells.clone(),
            };
            may_tell(&cells, &sizes, &within).then(row)
        };
        areas.iter().zip(hierarchy.order()).filter_map(row).collect::<Vec<_>>()
    });
    of_themes.chain(of_areas).collect()
}

/// Whether every cell of a row may be told beside the sizes of the groups and the rows of what contains it.
fn may_tell(cells: &[usize], sizes: &[usize], within: &[Vec<usize>]) -> bool {
    (0..cells.len()).all(|group| {
        let wholes: Vec<usize> = within.iter().map(|whole| whole[group]).collect();
        let told = Count::of(cells[group], sizes[group], &wholes);
        told.most == Some(told.least)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_groups_and_those_that_may_not_be_named_are_among_all_others() {
        let told = |sizes: &[(&str, usize)], others: usize| {
            let mut next = 0;
            let mut take = |size: usize| {
                next += size;
                (next - size..next).collect::<BTreeSet<usize>>()
            };
            let named = sizes.iter().map(|&(value, size)| (value.to_owned(), take(size))).collect();
            let others = take(others);
            let groups = merged(named, others, &|value| value != "secret")?;
            Some(
                groups
                    .into_iter()
                    .map(|(value, members)| (value.unwrap_or_default(), members.len()))
                    .collect::<Vec<_>>(),
            )
        };
        let pairs =
            |of: &[(&str, usize)]| Some(of.iter().map(|&(v, n)| (v.to_owned(), n)).collect::<Vec<_>>());
        assert_eq!(told(&[("a", 9), ("b", 8)], 0), pairs(&[("a", 9), ("b", 8)]));
        assert_eq!(told(&[("a", 9), ("b", 3), ("c", 2)], 0), pairs(&[("a", 9), ("", 5)]));
        assert_eq!(
            told(&[("a", 9), ("b", 3), ("c", 7)], 1),
            pairs(&[("a", 9), ("", 11)]),
            "the smallest joins"
        );
        assert_eq!(
            told(&[("a", 6), ("b", 6), ("c", 6)], 1),
            pairs(&[("a", 6), ("b", 6), ("", 7)]),
            "the last of equals"
        );
        assert_eq!(told(&[("a", 9), ("secret", 8)], 0), pairs(&[("a", 9), ("", 8)]));
        assert_eq!(told(&[("a", 3), ("b", 3), ("c", 3)], 0), None, "all others are no division");
        assert_eq!(told(&[("a", 9), ("b", 4)], 0), None);
        assert_eq!(told(&[("a", 4)], 0), None);
    }

    #[test]
    fn a_row_is_told_as_a_whole_or_not_at_all() {
        assert!(may_tell(&[5, 15], &[10, 20], &[]));
        for cells in [[4, 10], [6, 10], [5, 16], [0, 10], [10, 10]] {
            assert!(!may_tell(&cells, &[10, 20], &[]), "{cells:?}");
        }
        // A part of an area leaves five or more of it in each group.
        assert!(may_tell(&[5, 5], &[20, 20], &[vec![10, 12]]));
        assert!(!may_tell(&[5, 5], &[20, 20], &[vec![10, 9]]));
    }

    proptest! {
        /// Who knows the sizes, what is told of the sum, and that the row is not told, is left with five or more numbers
        /// for every cell of it; and what is told has no small count, no small rest, and a sum that may be told.
        #[test]
        fn a_row_that_is_not_told_cannot_be_worked_out(
            sizes in prop::collection::vec(5_usize..14, 2..4),
            shares in prop::collection::vec(0_usize..1000, 3),
        ) {
            let cells: Vec<usize> = sizes.iter().zip(&shares).map(|(size, share)| share % (size + 1)).collect();
            let (sum, all): (usize, usize) = (cells.iter().sum(), sizes.iter().sum());
            if may_tell(&cells, &sizes, &[]) {
                prop_assert!(cells.iter().zip(&sizes).all(|(&cell, &size)| cell >= LEAST_TOLD && size - cell >= LEAST_TOLD));
                let told = Count::of(sum, all, &[]);
                prop_assert_eq!(told.most, Some(told.least));
                return Ok(());
            }
            let mut possible = vec![BTreeSet::new(); sizes.len()];
            let mut other = vec![0; sizes.len()];
            loop {
                let is_alike = Count::of(other.iter().sum(), all, &[]) == Count::of(sum, all, &[]);
                if is_alike && !may_tell(&other, &sizes, &[]) {
                    possible.iter_mut().zip(&other).for_each(|(possible, &cell)| { possible.insert(cell); });
                }
                let Some(place) = (0..sizes.len()).find(|&place| other[place] < sizes[place]) else { break };
                other[..place].fill(0);
                other[place] += 1;
            }
            for (group, possible) in possible.iter().enumerate() {
                prop_assert!(possible.contains(&cells[group]) && possible.len() >= LEAST_TOLD, "{group}: {possible:?}");
            }
        }
    }
}
