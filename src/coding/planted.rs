//! A round for tests in which it is known what each passage is about. All text is invented.

use super::human::HumanCode;
use crate::framework::Framework;
use crate::round::{Document, PassageSettings, Round, Unit};
use crate::{Settings, random::Random};

/// So many topics are planted, in turn: passage p is about topic p % PLANTED.
pub(super) const PLANTED: usize = 4;

/// Words of the topics. Areas name only the first three, but for the last topic, of which the framework knows no word.
const TOPICS: [[&str; 8]; PLANTED] = [
    ["river", "flood", "bank", "water", "storm", "ditch", "pump", "rainfall"],
    ["school", "pupil", "teacher", "lesson", "classroom", "homework", "reading", "spelling"],
    ["theatre", "museum", "gallery", "stage", "painting", "curtain", "exhibition", "actor"],
    ["orchard", "apple", "cider", "pear", "graft", "blossom", "harvest", "barrel"],
];
const COMMON: [&str; 8] = ["people", "place", "year", "group", "work", "plan", "help", "start"];

pub(super) fn framework() -> Framework {
    let toml = r#"
        name = "planted"
        [[area]]
        id = "water"
        name = "River and flood"
        [[area]]
        id = "schools"
        name = "School and pupil"
        [[area]]
        id = "arts"
        name = "Theatre and museum"
        [[area]]
        id = "fruit"
        name = "Horticulture"
    "#;
    Framework::from_toml(toml).unwrap()
}

/// 48 documents of one passage each, in which a topic's words stand among common ones.
pub(super) fn round() -> Round {
    let document = |number: usize| {
        let mut random = Random::new(5, number as u64);
        let mut draw = |words: &[&'static str]| words[random.below(words.len() as u64) as usize];
        let topic = &TOPICS[number % PLANTED];
        let words: Vec<&str> =
            (0..12).map(|place| if place % 2 == 0 { draw(topic) } else { draw(&COMMON) }).collect();
        Document::new(format!("{number:02}"), words.join(" "))
    };
    Round::new((0..48).map(document).collect()).unwrap()
}

pub(super) fn settings() -> Settings {
    let passages = PassageSettings { unit: Unit::Document, ..PassageSettings::default() };
    Settings { passages, ..Settings::default() }
}

/// What a person who knows the plan says of a document.
pub(super) fn code(round: &Round, document: usize) -> Option<HumanCode> {
    let area = framework().areas.get(document % PLANTED).map(|area| area.id.clone());
    let document = round.documents()[document].id.clone();
    Some(HumanCode { document, area, ..HumanCode::default() })
}
