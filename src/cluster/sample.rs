//! Samples of documents: halves of a round, and draws with replacement. Passages never part from their document,
//! because those of one document are one voice.

use std::collections::BTreeMap;

use crate::random::Random;

/// A sample has at most so many rows, …
pub(super) const MOST_ROWS: usize = 3000;
/// … and a round of at most so many is small: chance decides more, and a fit costs little.
pub(super) const SMALL: usize = 1000;

/// Rows that are drawn together: those of a document, or one that no single document stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) document: Option<usize>,
    /// The rows, ascending; at least one.
    pub(super) rows: Vec<usize>,
}

/// Rows (ascending) with their documents as groups; documents first, in order.
pub(super) fn groups(rows: impl Iterator<Item = (usize, Option<usize>)>) -> Vec<Group> {
    let (mut of_documents, mut alone) = (BTreeMap::<usize, Vec<usize>>::new(), Vec::new());
    for (row, document) in rows {
        match document {
            Some(document) => of_documents.entry(document).or_default().push(row),
            None => alone.push(Group { document: None, rows: vec![row] }),
        }
    }
    let of_documents =
        of_documents.into_iter().map(|(document, rows)| Group { document: Some(document), rows });
    of_documents.chain(alone).collect()
}

/// The rows of two halves, each ascending.
pub(super) type Halves = (Vec<usize>, Vec<usize>);

/// Two halves by random groups; at most `most` rows in both.
pub(super) fn halves(mut groups: Vec<Group>, most: usize, random: &mut Random) -> Halves {
    random.shuffle(&mut groups);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for group in groups {
        let smaller = if a.len() <= b.len() { &mut a } else { &mut b };
        take(&group, smaller, most / 2, random);
    }
    a.sort_unstable();
    b.sort_unstable();
    (a, b)
}

/// As many groups as there are, drawn with replacement; fewer if they are `most` rows. A group that is drawn twice
/// counts twice. Returns their rows, ascending, and whether every group that was drawn is there as a whole.
pub(super) fn draw(groups: &[Group], most: usize, random: &mut Random) -> (Vec<usize>, bool) {
    let mut rows = Vec::new();
    let mut is_complete = true;
    for _ in 0..groups.len() {
        let group = &groups[random.below(groups.len() as u64) as usize];
        is_complete = take(group, &mut rows, most, random);
        if !is_complete {
            break;
        }
    }
    rows.sort_unstable();
    (rows, is_complete)
}

/// Adds the rows of a group, or as many of them by chance as bring the sample to `most`. Returns whether all are there.
fn take(group: &Group, sample: &mut Vec<usize>, most: usize, random: &mut Random) -> bool {
    let room = most.saturating_sub(sample.len());
    if group.rows.len() <= room {
        sample.extend_from_slice(&group.rows);
        return true;
    }
    let order = random.permutation(group.rows.len());
    sample.extend(order.into_iter().take(room).map(|place| group.rows[place]));
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_draw_is_complete_only_if_no_group_was_cut() {
        let of = |sizes: &[usize]| {
            let documents = sizes.iter().enumerate().flat_map(|(d, &size)| vec![Some(d); size]);
            groups(documents.enumerate())
        };
        // Three draws of three rows each: 9 hold them all, 8 cut the last one, 6 leave it out.
        for (most, rows, is_complete) in [(10, 9, true), (9, 9, true), (8, 8, false), (6, 6, false)] {
            let drawn = draw(&of(&[3, 3, 3]), most, &mut Random::new(1, 1));
            assert_eq!((drawn.0.len(), drawn.1), (rows, is_complete), "{most}");
            assert!(drawn.0.is_sorted());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn samples_keep_documents_together(
            documents in prop::collection::vec(prop::option::of(0usize..6), 0..40),
            most in 1usize..60,
            seed in 0u64..100,
        ) {
            let groups = groups(documents.iter().copied().enumerate());
            let all: BTreeSet<usize> = groups.iter().flat_map(|group| group.rows.clone()).collect();
            prop_assert_eq!(all.len(), documents.len(), "every row is in a group");

            let (a, b) = halves(groups.clone(), most, &mut Random::new(seed, 0));
            let of = |rows: &[usize]| rows.iter().filter_map(|&row| documents[row]).collect::<BTreeSet<_>>();
            prop_assert!(of(&a).is_disjoint(&of(&b)), "no document is in both halves");
            prop_assert!(a.len().max(b.len()) <= most / 2);
            if most / 2 >= documents.len() {
                prop_assert_eq!(a.len() + b.len(), documents.len());
            }

            let (rows, is_complete) = draw(&groups, most, &mut Random::new(seed, 1));
            prop_assert!(rows.len() <= most && rows.is_sorted());
            if is_complete {
                for group in &groups {
                    let times = |row: &usize| rows.iter().filter(|drawn| *drawn == row).count();
                    let first = times(&group.rows[0]);
                    prop_assert!(group.rows.iter().all(|row| times(row) == first), "a document is drawn whole");
                }
            } else {
                prop_assert_eq!(rows.len(), most);
            }
        }
    }
}
