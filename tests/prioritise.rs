//! Ballots are counted as other programs and the published examples count them, ties included.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use std::collections::{BTreeMap, BTreeSet};

use commonground::process::{Ballot, Ballots, Priorities, Rule, Wishes, changes, prioritise};
use proptest::prelude::*;
use serde::Deserialize;

fn themes(count: usize) -> Vec<String> {
    (0..count).map(|theme| format!("theme {theme}")).collect()
}

fn vote(count: usize, wishes: impl IntoIterator<Item = Wishes>) -> Ballots {
    let ballot = |(voter, wishes): (usize, Wishes)| Ballot { voter: format!("{voter:04}"), wishes };
    Ballots::new(themes(count), wishes.into_iter().enumerate().map(ballot).collect()).unwrap()
}

/// Themes written as digits.
fn digits(told: &str) -> Vec<usize> {
    told.bytes().map(|digit| usize::from(digit - b'0')).collect()
}

fn approvals(count: usize, ballots: &str) -> Ballots {
    vote(count, ballots.split(',').map(|own| Wishes::Approved(digits(own).into_iter().collect())))
}

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    themes: usize,
    size: usize,
    ballots: String,
    lists: BTreeMap<Rule, String>,
}

#[test]
fn lists_and_their_ties_equal_those_of_abcvoting() {
    let golden: Golden = serde_json::from_str(include_str!("golden/voting.json")).unwrap();
    let (mut checked, mut tied) = (0, 0);
    for case in &golden.cases {
        let ballots = approvals(case.themes, &case.ballots);
        for (&rule, expected) in &case.lists {
            let found = prioritise(&ballots, rule, case.size).unwrap();
            let expected: Vec<Vec<usize>> = expected.split(' ').map(digits).collect();
            assert_eq!(found.lists, expected, "{rule:?}, {} of {}: {}", case.size, case.themes, case.ballots);
            let mut chosen = found.chosen.clone();
            chosen.sort_unstable();
            assert!(!found.more_lists && found.lists.contains(&chosen));
            assert_eq!(found.lists.len() == 1, found.by_lot().is_empty());
            checked += 1;
            tied += usize::from(found.lists.len() > 1);
        }
    }
    assert!(checked >= 2000 && tied >= 500, "{checked} counts, {tied} of them tied");
}

/// The shares of voters who approved of something and got nothing, over profiles of twelve voters in two blocs and eleven
/// themes, of which seven are chosen.
fn uncovered(rule: Rule) -> f64 {
    let mut state: u64 = 7;
    let mut chance = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let (mut voters, mut without) = (0, 0);
    for _ in 0..200 {
        // Eight voters want some of the first eight themes, four some of the last three.
        let own = |voter| if voter < 8 { 0..8 } else { 8..11 };
        let mut wish = |voter: usize| Wishes::Approved(own(voter).filter(|_| chance(10) < 8).collect());
        let ballots = vote(11, (0..12).map(&mut wish).collect::<Vec<_>>());
        let found = prioritise(&ballots, rule, 7).unwrap();
        voters += 12 - found.blank.len();
        without += found.uncovered.len();
    }
    without as f64 / voters as f64
}

#[test]
fn proportional_rules_leave_hardly_anybody_without_a_theme() {
    for rule in [Rule::EqualShares, Rule::Pav, Rule::Phragmen] {
        assert!(uncovered(rule) < 0.02, "{rule:?}: {}", uncovered(rule));
    }
    assert!(uncovered(Rule::Approval) > 0.15, "{}", uncovered(Rule::Approval));
}

fn ranked(ranks: &[&str]) -> Wishes {
    Wishes::Ranked(ranks.iter().map(|rank| digits(rank).into_iter().collect()).collect())
}

#[test]
fn borda_gives_the_points_of_its_definition() {
    // Of three themes the first rank is worth 2, the second 1, the third 0; what is tied shares.
    for (ballots, expected) in [
        (vec![ranked(&["0", "1", "2"])], [2.0, 1.0, 0.0]),
        (vec![ranked(&["01", "2"])], [1.5, 1.5, 0.0]),
        (vec![ranked(&["2"])], [0.5, 0.5, 2.0]),
        (vec![ranked(&["0", "1", "2"]), ranked(&["2", "1", "0"]), ranked(&["1"])], [2.5, 4.0, 2.5]),
        (vec![Wishes::Points([(0, 3), (1, 3), (2, 1)].into())], [1.5, 1.5, 0.0]),
    ] {
        let found = prioritise(&vote(3, ballots.clone()), Rule::Borda, 3).unwrap();
        let mut scores = [0.0; 3];
        found.seats.iter().for_each(|seat| scores[seat.theme] = seat.figure.unwrap_or(0.0));
        assert_eq!(scores, expected, "{ballots:?}");
    }
}

#[test]
fn points_add_up() {
    let points = |given: &[(usize, u32)]| Wishes::Points(given.iter().copied().collect());
    let ballots = vote(3, [points(&[(0, 5), (2, 1)]), points(&[(1, 4), (2, 4)]), points(&[(1, 0)])]);
    let found = prioritise(&ballots, Rule::Points, 2).unwrap();
    assert_eq!((found.chosen, found.lists), (vec![0, 2], vec![vec![0, 2]]));
    assert_eq!(found.approvals, [1, 1, 2]);
    assert_eq!(found.blank, ["0002"]);
}

#[test]
fn ballots_that_cannot_be_counted_are_refused_with_the_remedy() {
    let ballot = |voter: &str, wishes: Wishes| Ballot { voter: voter.to_owned(), wishes };
    let approve = |own: &[usize]| Wishes::Approved(own.iter().copied().collect());
    let one = vec![ballot("ashby", approve(&[0]))];
    for (themes, ballots, expected) in [
        (themes(0), one.clone(), "there is no theme to vote about"),
        (themes(2), vec![], "there is no ballot"),
        (themes(2), [one.clone(), one.clone()].concat(), r#""ashby" has two ballots"#),
        (themes(2), vec![ballot("birch", approve(&[2]))], r#""birch" votes for theme 2, and the last is 1"#),
        (themes(2), vec![ballot("birch", ranked(&["0", "10"]))], r#""birch" ranks a theme twice"#),
    ] {
        let told = Ballots::new(themes, ballots).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    }
    let ballots = Ballots::new(themes(2), one).unwrap();
    for (rule, size, expected) in [
        (Rule::Approval, 0, "size = 0 is out of range"),
        (Rule::Approval, 3, "size = 3 is out of range"),
        (Rule::Borda, 1, r#""ashby" has a ballot without ranks, and Borda count needs them"#),
        (Rule::Points, 1, r#""ashby" has a ballot without points, and points needs them"#),
    ] {
        let told = prioritise(&ballots, rule, size).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn themes_that_nobody_wants_come_last_and_are_told_as_tied() {
    for rule in [Rule::EqualShares, Rule::Pav, Rule::Phragmen, Rule::Approval] {
        let found = prioritise(&approvals(4, "3,3,3"), rule, 2).unwrap();
        assert_eq!(found.chosen, [3, 0], "{rule:?}");
        assert_eq!(found.by_lot(), [0], "{rule:?}");
        assert_eq!(found.lists, [[0, 3], [1, 3], [2, 3]], "{rule:?}");
    }
}

#[test]
fn a_vote_that_decides_nothing_says_so() {
    let found = prioritise(&approvals(20, ",,"), Rule::EqualShares, 10).unwrap();
    assert!(found.more_lists && found.chosen == (0..10).collect::<Vec<_>>());
    assert_eq!(found.blank.len(), 3);
    assert_eq!(found.unspent, Some(vec![1.0; 3]));
}

fn any_vote() -> impl Strategy<Value = (usize, Vec<BTreeSet<usize>>, usize)> {
    (2_usize..7).prop_flat_map(|themes| {
        let ballots = prop::collection::vec(prop::collection::btree_set(0..themes, 0..themes), 1..9);
        (Just(themes), ballots, 1..=themes)
    })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    prop::sample::select(vec![Rule::EqualShares, Rule::Pav, Rule::Phragmen, Rule::Approval])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_tick_that_is_told_to_decide_does((count, wishes, size) in any_vote(), rule in any_rule()) {
        let count_of = |wishes: &[BTreeSet<usize>]| {
            let ballots = vote(count, wishes.iter().cloned().map(Wishes::Approved));
            let found = prioritise(&ballots, rule, size).unwrap();
            (ballots, found)
        };
        let (ballots, found) = count_of(&wishes);
        for change in changes(&ballots, &found).unwrap() {
            prop_assert_eq!(change.is_chosen, found.chosen.contains(&change.theme));
            for voter in 0..wishes.len() {
                let mut turned = wishes.clone();
                if !turned[voter].remove(&change.theme) {
                    turned[voter].insert(change.theme);
                }
                let ticks = wishes[voter].contains(&change.theme) == change.is_chosen;
                let decides = ticks && count_of(&turned).1.chosen.contains(&change.theme) != change.is_chosen;
                let told = change.voters.contains(&ballots.ballots()[voter].voter);
                prop_assert_eq!(told, decides, "{:?} {}", rule, change.theme);
            }
        }
    }

    #[test]
    fn the_order_of_ballots_does_not_matter((count, wishes, size) in any_vote(), rule in any_rule()) {
        let ballots = |reverse: bool| {
            let mut all: Vec<Ballot> = wishes.iter().enumerate()
                .map(|(voter, own)| Ballot { voter: voter.to_string(), wishes: Wishes::Approved(own.clone()) })
                .collect();
            if reverse {
                all.reverse();
            }
            Ballots::new(themes(count), all).unwrap()
        };
        let (one, other) = (ballots(false), ballots(true));
        let found: Priorities = prioritise(&one, rule, size).unwrap();
        prop_assert_eq!(&found, &prioritise(&other, rule, size).unwrap());
        let read: Priorities = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
        prop_assert_eq!(read, found);
    }

    #[test]
    fn money_is_never_made((count, wishes, size) in any_vote()) {
        let found = prioritise(&vote(count, wishes.into_iter().map(Wishes::Approved)), Rule::EqualShares, size).unwrap();
        let unspent = found.unspent.unwrap();
        prop_assert!(unspent.iter().all(|left| (0.0..=1.0).contains(left)));
        let bought = found.seats.iter().filter(|seat| !seat.by_completion).count();
        let spent = unspent.iter().map(|left| 1.0 - left).sum::<f64>() * size as f64 / unspent.len() as f64;
        prop_assert!((spent - bought as f64).abs() < 1e-9);
    }
}
