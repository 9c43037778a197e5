//! Groups meet wishes as well as any division could.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use std::collections::BTreeMap;

use commonground::process::{GroupSettings, Groups, Member, group};
use proptest::prelude::*;

fn id(number: usize) -> String {
    format!("m{number:03}")
}

fn member(number: usize, wishes: &[usize], kind: Option<&str>) -> Member {
    Member { id: id(number), wishes: wishes.to_vec(), kind: kind.map(str::to_owned) }
}

/// What is made small, in the order of importance: places that were not wished, then (n − 1)² for each n-th wish, then
/// 0 + 1 + … for the members of one kind in one group.
type Cost = (usize, usize, usize);

fn cost(members: &[Member], seats: &[(usize, usize)]) -> Cost {
    let mut cost = (0, 0, 0);
    let mut alike: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for &(number, theme) in seats {
        let own = &members[number];
        match own.wishes.iter().position(|&wish| wish == theme) {
            None => cost.0 += 1,
            Some(place) => cost.1 += place * place,
        }
        if let Some(kind) = &own.kind {
            let before = alike.entry((theme, kind)).or_default();
            cost.2 += *before;
            *before += 1;
        }
    }
    cost
}

fn seats(groups: &Groups) -> Vec<(usize, usize)> {
    groups.seats.iter().map(|seat| (seat.member[1..].parse().unwrap(), seat.theme)).collect()
}

fn keeps(settings: &GroupSettings, seats: &[(usize, usize)]) -> bool {
    let themes_of = |id: &String| -> Vec<usize> {
        let number: usize = id[1..].parse().unwrap();
        seats.iter().filter(|seat| seat.0 == number).map(|seat| seat.1).collect()
    };
    let size = |theme| seats.iter().filter(|seat| seat.1 == theme).count();
    (0..settings.themes).all(|theme| (settings.smallest..=settings.largest).contains(&size(theme)))
        && settings.together.iter().all(|[a, b]| themes_of(a) == themes_of(b))
        && settings.apart.iter().all(|[a, b]| themes_of(a).iter().all(|theme| !themes_of(b).contains(theme)))
}

/// The least cost of all divisions there are, tried one by one, and which seats the cheapest have.
fn all_divisions(members: &[Member], settings: &GroupSettings) -> Option<(Cost, Vec<(usize, usize)>)> {
    let choices: Vec<Vec<usize>> = (0_usize..1 << settings.themes)
        .filter(|set| set.count_ones() as usize == settings.groups_each)
        .map(|set| (0..settings.themes).filter(|theme| set >> theme & 1 == 1).collect())
        .collect();
    let mut best: Option<(Cost, Vec<(usize, usize)>)> = None;
    let total = choices.len().pow(members.len() as u32);
    for mut number in 0..total {
        let mut seats = Vec::new();
        for member in 0..members.len() {
            seats.extend(choices[number % choices.len()].iter().map(|&theme| (member, theme)));
            number /= choices.len();
        }
        if !keeps(settings, &seats) {
            continue;
        }
        let found = cost(members, &seats);
        match &mut best {
            Some((least, cheapest)) if *least == found => cheapest.extend(seats),
            Some((least, _)) if *least < found => {}
            _ => best = Some((found, seats)),
        }
    }
    best.map(|(cost, mut seats)| {
        seats.sort_unstable();
        seats.dedup();
        (cost, seats)
    })
}

fn any_task() -> impl Strategy<Value = (Vec<Member>, GroupSettings)> {
    let themes_and_members = (2_usize..4, 2_usize..6, 1_usize..3);
    themes_and_members.prop_flat_map(|(themes, count, groups_each)| {
        let wishes = prop::collection::vec(
            prop::sample::subsequence((0..themes).collect::<Vec<_>>(), 0..=themes).prop_shuffle(),
            count,
        );
        let kinds =
            prop::collection::vec(prop::sample::select(vec![None, Some("city"), Some("coast")]), count);
        let pairs = || prop::collection::vec((0..count, 1..count), 0..2);
        (wishes, kinds, 0_usize..3, pairs(), pairs(), 0_u64..3).prop_map(
            move |(wishes, kinds, smallest, apart, together, seed)| {
                let members: Vec<Member> = wishes
                    .iter()
                    .zip(&kinds)
                    .enumerate()
                    .map(|(n, (wishes, kind))| member(n, wishes, *kind))
                    .collect();
                let pair = |(a, step): (usize, usize)| [id(a), id((a + step) % count)];
                let settings = GroupSettings {
                    themes,
                    smallest,
                    largest: smallest + 2,
                    groups_each,
                    apart: apart.into_iter().map(pair).collect(),
                    together: together.into_iter().map(pair).collect(),
                    seed,
                };
                (members, settings)
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_division_is_better_and_those_as_good_are_told((members, settings) in any_task()) {
        let best = all_divisions(&members, &settings);
        let found = group(members.clone(), &settings);
        let Some((least, cheapest)) = best else {
            prop_assert!(found.is_err());
            return Ok(());
        };
        let found = found.unwrap();
        let own = seats(&found);
        prop_assert!(keeps(&settings, &own));
        prop_assert_eq!(cost(&members, &own), least);
        let is_plain = settings.apart.is_empty() && settings.together.is_empty();
        prop_assert!(found.as_good.is_some() || !is_plain);
        if let Some(as_good) = &found.as_good {
            let others = as_good.iter().map(|other| (other.member[1..].parse().unwrap(), other.theme));
            let mut told: Vec<(usize, usize)> = own.iter().copied().chain(others).collect();
            told.sort_unstable();
            prop_assert_eq!(told, cheapest);
        }
    }

    #[test]
    fn the_order_of_members_does_not_matter((members, settings) in any_task()) {
        let reversed: Vec<Member> = members.iter().rev().cloned().collect();
        prop_assert_eq!(group(members, &settings), group(reversed, &settings));
    }
}

#[test]
fn two_hundred_people_are_divided_into_twenty_groups() {
    let kinds = ["city", "coast", "county"];
    let wishes = |n: usize| [n * 7 % 20, (n * 11 + 3) % 20, n * n % 20];
    let members: Vec<Member> = (0..200)
        .map(|n| {
            let mut own = wishes(n).to_vec();
            own.dedup();
            own.truncate(if own.first() == own.last() { 1 } else { 3 });
            member(n, &own, Some(kinds[n % 3]))
        })
        .collect();
    let settings = GroupSettings {
        themes: 20,
        smallest: 8,
        largest: 12,
        // Of one kind each, and one pair of two kinds.
        apart: (0..10).map(|n| [id(n), id(n + 60)]).chain([[id(20), id(40)]]).collect(),
        ..GroupSettings::default()
    };
    let groups = group(members.clone(), &settings).unwrap();
    assert!(keeps(&settings, &seats(&groups)));
    assert_eq!(groups.seats.len(), 200);
    assert!(groups.met[0] >= 150, "{:?}", groups.met);
}

#[test]
fn kinds_are_spread_where_wishes_leave_it_open() {
    let members: Vec<Member> =
        (0..6).map(|n| member(n, &[], Some(if n < 3 { "city" } else { "coast" }))).collect();
    let settings = GroupSettings { themes: 3, smallest: 2, largest: 2, ..GroupSettings::default() };
    let groups = group(members, &settings).unwrap();
    for own in &groups.members {
        let cities = own.iter().filter(|member| member.as_str() < "m003").count();
        assert_eq!((own.len(), cities), (2, 1), "{:?}", groups.members);
    }
}

#[test]
fn a_seed_decides_between_equal_divisions() {
    let members: Vec<Member> = (0..6).map(|n| member(n, &[0, 1], None)).collect();
    let first = |seed| {
        let settings = GroupSettings { themes: 2, smallest: 3, largest: 3, seed, ..GroupSettings::default() };
        group(members.clone(), &settings).unwrap().members[0].clone()
    };
    assert_eq!(first(1), first(1));
    assert!((2..12).any(|seed| first(seed) != first(1)));
}

#[test]
fn what_cannot_be_is_refused_with_the_remedy() {
    let two = vec![member(0, &[0], None), member(1, &[1], None)];
    let settings = |change: fn(&mut GroupSettings)| {
        let mut settings = GroupSettings { themes: 2, smallest: 1, largest: 2, ..GroupSettings::default() };
        change(&mut settings);
        settings
    };
    for (members, settings, expected) in [
        (vec![two[0].clone(), two[0].clone()], settings(|_| {}), r#""m000" is there twice"#),
        (vec![member(0, &[2], None)], settings(|_| {}), r#""m000" wishes theme 2, and there are 2 themes"#),
        (vec![member(0, &[1, 1], None)], settings(|_| {}), r#""m000" wishes one theme twice"#),
        (two.clone(), settings(|s| s.groups_each = 3), "each member is to be in 3 of 2 groups"),
        (two.clone(), settings(|s| s.smallest = 2), "take 2 seats, and groups of 2 to 2 have 4 to 4"),
        (two.clone(), settings(|s| s.apart = vec![[id(0), id(7)]]), r#"a pair names "m007""#),
        (two.clone(), settings(|s| s.apart = vec![[id(1), id(1)]]), r#"a pair is "m001" twice"#),
        (two.clone(), settings(|s| s.together = vec![[id(0), id(1)]]), "no division keeps all pairs"),
    ] {
        let told = group(members, &settings).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    }
}
