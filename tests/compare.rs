//! Rounds beside each other: what is no change is not called one, and what is planted is found.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

use commonground::process::compare::{CompareSettings, RoundTheme, What, compare_areas, compare_rounds};
use commonground::{Document, Framework, K, Round, Settings, Silent};

/// What people of an invented district write about.
const TOPICS: [[&str; 10]; 6] = [
    ["bus", "train", "station", "timetable", "fare", "ticket", "route", "driver", "platform", "evening"],
    ["park", "tree", "garden", "playground", "bench", "pond", "lawn", "path", "hedge", "gate"],
    ["library", "book", "reading", "shelf", "loan", "novel", "story", "archive", "catalogue", "desk"],
    ["rent", "landlord", "damp", "flat", "tenancy", "deposit", "repair", "boiler", "eviction", "lease"],
    [
        "clinic",
        "nurse",
        "doctor",
        "appointment",
        "patient",
        "ward",
        "pharmacy",
        "vaccine",
        "surgery",
        "waiting",
    ],
    [
        "apprentice",
        "wage",
        "employer",
        "contract",
        "training",
        "vacancy",
        "shift",
        "union",
        "factory",
        "skill",
    ],
];
const PLANTED: [&str; 10] =
    ["flood", "river", "sandbag", "culvert", "storm", "drainage", "levee", "rainfall", "basement", "pump"];

/// A small generator of our own, so that the texts are the same for ever.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound as u64) as usize
    }
}

/// So many documents, each with three paragraphs about topics; one in five begins with what is planted, if anything is.
fn documents(count: usize, seed: u64, planted: bool) -> Vec<Document> {
    let mut chance = Chance(seed);
    let document = |number: usize| {
        let mut paragraphs = Vec::new();
        for place in 0..3 {
            let topic = TOPICS[chance.below(TOPICS.len())];
            let words = if planted && place == 0 && number.is_multiple_of(5) { PLANTED } else { topic };
            let sentence = |chance: &mut Chance| {
                let drawn: Vec<&str> = (0..5).map(|_| words[chance.below(words.len())]).collect();
                format!("We think of the {} and of the {}.", drawn[..4].join(" "), drawn[4])
            };
            let (first, second) = (sentence(&mut chance), sentence(&mut chance));
            paragraphs.push(format!("{first} {second}"));
        }
        Document::new(format!("d{number}"), paragraphs.join("\n\n"))
    };
    (0..count).map(document).collect()
}

fn settings() -> Settings {
    Settings { k: K::Exactly(7), seed: 5, ..Settings::default() }
}

#[test]
fn two_halves_of_one_round_show_no_change() {
    // About one comparison in twenty may call a change what is none; these are what they are for ever.
    for seed in [1, 2] {
        let mut all = documents(160, seed, false);
        let half = all.split_off(80);
        let (earlier, later) = (Round::new(all).unwrap(), Round::new(half).unwrap());
        let settings = Settings { k: K::Exactly(6), ..settings() };
        let told = compare_rounds(&earlier, &later, &settings, &CompareSettings::default(), &Silent).unwrap();
        let what: Vec<What> = told.themes.iter().map(|theme| theme.what).collect();
        assert_eq!(told.changes(), 0, "seed {seed}: {what:?} {:?}", told.noise);
        assert_eq!((told.themes.len(), told.earlier.len(), told.later.len()), (6, 6, 6));
        for theme in &told.themes {
            let (low, high) = theme.interval.unwrap();
            assert!(low <= theme.difference && theme.difference <= high);
            assert!(theme.strength.abs() <= told.noise.strength);
        }
        for side in [0, 1] {
            let all: f64 = told.themes.iter().map(|theme| theme.text[side]).sum();
            assert!((all - 1.0).abs() < 1e-9, "{all}");
        }
        for theme in told.earlier.iter().chain(&told.later) {
            let first = &theme.partners[0];
            assert!(first.of_this > 0.3 && first.centres > 0.4, "{theme:?}");
            assert_eq!((theme.what, theme.documents.of), (What::WentOn, 80));
        }
    }
}

#[test]
fn a_theme_planted_in_a_fifth_of_the_documents_is_new_and_without_it_gone() {
    let plain = Round::new(documents(80, 11, false)).unwrap();
    let planted = Round::new(documents(80, 12, true)).unwrap();
    // With as many clusters as there are topics, and with so many that what is planted is in several of them. Deals concern splits.
    let compare = CompareSettings { deals: 3, ..CompareSettings::default() };
    for k in [7, 18] {
        let settings = Settings { k: K::Exactly(k), ..settings() };
        let told = compare_rounds(&plain, &planted, &settings, &compare, &Silent).unwrap();
        let new: Vec<_> = told.themes.iter().filter(|theme| theme.what == What::New).collect();
        assert_eq!(new.len(), 1, "{:?}", told.themes);
        assert_eq!(new[0].number, 1);
        assert!(new[0].terms.iter().all(|term| PLANTED.contains(&term.as_str())), "{:?}", new[0].terms);
        let [before, after] = new[0].documents.map(|share| share.documents);
        assert!(before == 0 && (12..=16).contains(&after), "{before} and {after} of 16");
        assert!(new[0].interval.unwrap().0 > 0.03, "{new:?}");
        // Of the later round by itself it is new too.
        let own: Vec<_> = told.later.iter().filter(|theme| theme.what == What::New).collect();
        assert!(!own.is_empty() && own.iter().all(|theme| theme.shared == Some(1)), "{:?}", told.later);
        let back = compare_rounds(&planted, &plain, &settings, &compare, &Silent).unwrap();
        let gone: Vec<_> = back.themes.iter().filter(|theme| theme.what == What::Gone).collect();
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].terms, new[0].terms);
    }
}

#[test]
fn what_is_added_makes_nothing_else_less() {
    // Each document says something of buses and of parks; in the later round also of floods, which is a third of all.
    let documents = |planted: bool| {
        let mut chance = Chance(31);
        let mut paragraph = |words: &[&str; 10]| {
            let drawn: Vec<&str> = (0..8).map(|_| words[chance.below(10)]).collect();
            format!("We think of the {} and of the {}.", drawn[..7].join(" "), drawn[7])
        };
        let mut document = |number: usize| {
            let mut paragraphs = vec![paragraph(&TOPICS[0]), paragraph(&TOPICS[1])];
            paragraphs.extend(planted.then(|| paragraph(&PLANTED)));
            Document::new(format!("d{number}"), paragraphs.join("\n\n"))
        };
        Round::new((0..30).map(&mut document).collect()).unwrap()
    };
    let (plain, planted) = (documents(false), documents(true));
    let settings = Settings { k: K::Exactly(3), ..settings() };
    let compare = CompareSettings { deals: 1, ..CompareSettings::default() };
    for (earlier, later, changed) in [(&plain, &planted, What::New), (&planted, &plain, What::Gone)] {
        let told = compare_rounds(earlier, later, &settings, &compare, &Silent).unwrap();
        let what: Vec<What> = told.themes.iter().map(|theme| theme.what).collect();
        assert_eq!(what, [changed, What::WentOn, What::WentOn], "{:?}", told.themes);
        assert!(told.themes[0].terms.iter().all(|term| PLANTED.contains(&term.as_str())));
        // What is new is not of the earlier round, nor what is gone of the later.
        let odd = |theme: &RoundTheme, what| theme.what == what;
        assert!(!told.earlier.iter().any(|theme| odd(theme, What::New)));
        assert!(!told.later.iter().any(|theme| odd(theme, What::Gone)));
    }
}

#[test]
fn a_single_theme_has_a_name_and_what_cannot_be_dealt_is_told() {
    // A single document with much to say; dealt, the heap of one has one with little.
    let texts: Vec<String> =
        documents(12, 41, false).iter().map(|document| document.text.to_string()).collect();
    let one = Round::new(vec![Document::new("d0", texts.join("\n\n"))]).unwrap();
    let many = Round::new(documents(20, 42, false)).unwrap();
    let compare = CompareSettings { deals: 2, ..CompareSettings::default() };
    let single = Settings { k: K::Exactly(1), ..settings() };
    let told = compare_rounds(&many, &many, &single, &compare, &Silent).unwrap();
    assert_eq!((told.changes(), told.themes.len(), told.noise.deals), (0, 1, 2));
    assert!(!told.themes[0].terms.is_empty());
    let told =
        compare_rounds(&one, &many, &Settings { k: K::Exactly(3), ..settings() }, &compare, &Silent).unwrap();
    assert_eq!((told.noise.deals, told.noise.split, told.noise.merged), (0, None, None));
    assert!(told.themes.iter().all(|theme| theme.interval.is_none() && theme.strength.is_finite()));
}

#[test]
fn areas_are_compared_by_how_many_documents_raise_them() {
    let area = |id: &str, cues: &[&str]| format!("[[area]]\nid = '{id}'\nname = '{id}'\ncues = {cues:?}\n");
    let framework = format!(
        "name = 'Areas'\n{}{}{}{}",
        area("travel", &TOPICS[0]),
        area("parks", &TOPICS[1]),
        area("floods", &PLANTED),
        area("space", &["rocket", "orbit"])
    );
    let framework = Framework::from_toml(&framework).unwrap();
    let plain = Round::new(documents(60, 21, false)).unwrap();
    let grouped = documents(60, 22, true).into_iter().enumerate();
    let grouped = grouped.map(|(number, document)| document.with("group", format!("g{}", number % 4)));
    let planted = Round::new(grouped.collect()).unwrap();
    let settings = Settings::default();
    let compare = CompareSettings::default();
    let told =
        compare_areas(&plain, &planted, &framework, Some("group"), &settings, &compare, &Silent).unwrap();
    let what: Vec<What> = told.areas.iter().map(|area| area.what).collect();
    assert_eq!(what, [What::WentOn, What::WentOn, What::New, What::Unraised], "{told:?}");
    assert!(told.areas[0].cuts_across && !told.areas[3].cuts_across);
    assert_eq!(told.areas[0].across.unwrap().of, 4);
    // The same round twice is no change at all.
    let same = compare_areas(&plain, &plain, &framework, None, &settings, &compare, &Silent).unwrap();
    assert_eq!(same.changes(), 0);
    assert!(same.areas.iter().all(|area| area.difference == 0.0 && area.across.is_none()));
}
