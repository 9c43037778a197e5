//! From twelve short answers to themes, quotations and a framework matrix, all in memory.
//!
//!     cargo run --example first_steps

use commonground::{Document, Framework, K, Round, Settings, Silent, analyse};

const ANSWERS: [(&str, &str); 12] = [
    ("Ashby", "We cannot measure our impact. We count events, but the outcome for residents is unknown."),
    ("Birch", "Funders ask for impact, and we have no baseline and no outcome to show them."),
    ("Calder", "To measure an outcome you need a baseline. Nobody here has ever paid for one."),
    ("Dunmore", "Our reports count events. The impact on residents is what we would like to measure."),
    ("Elsdon", "The library closes at five, and the hall upstairs stands empty every evening."),
    ("Farley", "Community groups look for a room while the school hall stands empty at weekends."),
    ("Garth", "Booking a room takes three forms. The hall and the library belong to different owners."),
    ("Holme", "An empty building in the high street could be a library, a hall or a meeting room."),
    ("Inver", "The last bus leaves at six, so young people miss the evening classes."),
    ("Jarrow", "Without a bus the villages are cut off. A travel pass for young people would help."),
    ("Kirkby", "Travel takes half of a volunteer's day: two buses from the villages, and one back."),
    ("Lorton", "Young people in the villages name travel first: no bus, no classes, no job."),
];

const FRAMEWORK: &str = r#"
    name = "Areas of commonality"

    [[area]]
    id = "measuring"
    name = "Measuring civic impact"
    description = "Knowing and showing what difference the work has made."
    cues = ["measur*", "outcome*", "baseline"]

    [[area]]
    id = "facilities"
    name = "Utilising resources and facilities"
    description = "Opening buildings, rooms and libraries to the community."
    cues = ["building*", "room*", "hall", "librar*"]

    [[area]]
    id = "health"
    name = "Health inequalities"
    description = "Differences in health and in access to care."
    cues = ["life expectancy", "mental health", "hospital*"]
"#;

fn main() -> commonground::Result<()> {
    // 1. A round: documents with ids, in any order.
    let documents = ANSWERS.iter().map(|(id, text)| Document::new(*id, *text));
    let round = Round::new(documents.collect())?;
    let framework = Framework::from_toml(FRAMEWORK)?;

    // 2. The whole flow. So few texts say little about their number of themes, so it is given.
    let settings = Settings { k: K::Exactly(3), ..Settings::default() };
    let analysis = analyse(&round, Some(&framework), &settings, &Silent)?;

    // 3. The themes, with the evidence.
    for theme in &analysis.themes {
        println!("{}. {}: raised by {}", theme.number, theme.label, theme.prevalence.told());
        for quotation in theme.quotations.iter().take(2) {
            assert!(quotation.is_verbatim(&round));
            println!("     “{}” ({})", quotation.text, quotation.document);
        }
    }
    let unplaced = analysis.passages.iter().filter(|p| p.theme.is_none()).count();
    println!("{unplaced} of {} passages are in no theme", analysis.passages.len());

    // 4. The framework matrix: documents × areas.
    let Some(coding) = &analysis.coding else { return Ok(()) };
    println!("\n{:10}{}", "", coding.matrix.areas.iter().map(|a| format!("{a:>12}")).collect::<String>());
    for (document, cells) in coding.matrix.documents.iter().zip(&coding.matrix.cells) {
        let cell = |passages: usize, strength: f64| match passages {
            0 => format!("{:>12}", "·"),
            _ => format!("{strength:>12.2}"),
        };
        let row: String = cells.iter().map(|c| cell(c.passages, c.strength)).collect();
        println!("{document:10}{row}");
    }
    for area in coding.matrix.areas_without_evidence() {
        println!("No document raises “{}”.", framework.areas[area].name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() -> commonground::Result<()> {
        super::main()
    }
}
