//! What senders allowed is kept to, what is for everybody tells nobody's secret, and no message has text of a document.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

#[path = "../common/mod.rs"]
mod common;
mod consent;
#[allow(dead_code, reason = "some of it is for other tests")]
#[path = "../common/made.rs"]
mod made;
mod public;
mod unnamed;

use common::Place;

/// Three topics, so that a round of them has themes. Each sentence has the word of its writer, which nobody else has.
const TOPICS: [[&str; 4]; 3] = [
    [
        "The late bus and the slow train leave people waiting at the station in the rain.",
        "A ticket for the train costs more than anybody can pay, and the bus fare rises.",
        "The bus timetable was cut, so the train is all that is left on most evenings.",
        "Nobody can rely on the bus, and the station is a long walk from the train.",
    ],
    [
        "The park has lost its trees, and the pond behind the playground is dry.",
        "Children play by the pond, but the benches of the park are broken.",
        "Old trees and benches are all that is left of the garden in the park.",
        "The playground needs a fence, and the garden by the pond needs hands.",
    ],
    [
        "The library lends fewer books, and its reading room shuts at five.",
        "Readers wait for weeks until a novel comes back to the library shelf.",
        "The shelves of the library are empty, and loans of books fall every year.",
        "A reading group meets in the library, where the books are old.",
    ],
];

/// The word that only this writer has.
fn secret(writer: usize) -> String {
    format!(
        "{}quux",
        ["alba", "bravo", "cora", "dela", "efla", "fora", "gama", "hola", "indi", "jula", "kilo", "lima"]
            [writer % 12]
    )
}

/// Each writer speaks about two topics.
fn text(writer: usize) -> String {
    let about = |topic: usize| {
        let lines = (0..4).map(|n| TOPICS[topic % 3][(writer + n) % 4].to_owned());
        let own = format!("On this {} has the same to say as all the others do.", secret(writer));
        lines.chain([own]).collect::<Vec<_>>().join(" ")
    };
    format!("{}\n\n{}", about(writer), about(writer + 1))
}

const FRAMEWORK: &str = "name = 'Areas'\n[[area]]\nid = 'travel'\nname = 'Getting about'\ncues = ['bus', 'train*']\n\
    [[area]]\nid = 'parks'\nname = 'Parks'\ncues = ['park', 'tree*', 'pond']\n[[area]]\nid = 'health'\nname = 'Health'\ncues = ['nurse']\n";

/// A round of twelve as a table, the consent of each writer as given.
fn round(consent: impl Fn(usize) -> &'static str) -> Place {
    let place = Place::new();
    place.write("areas.toml", FRAMEWORK);
    let row = |n: usize| format!("w{n},{},\"{}\"\n", consent(n), text(n));
    let rows: String = (0..12).map(row).collect();
    place.write("round.csv", format!("id,consent,text\n{rows}"));
    place
}

/// All that was written to a folder, archives unpacked.
fn written(place: &Place, folder: &str) -> String {
    let mut all = String::new();
    for path in place.all_files().iter().filter(|path| path.starts_with(place.path().join(folder))) {
        if path.is_file() {
            all += &made::contents(path);
        }
    }
    all
}
