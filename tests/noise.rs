//! Non-answers, boilerplate and campaigns: found, counted, told, and no theme of their own.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use commonground::noise::{Noise, NoiseSettings};
use commonground::round::{PassageSettings, Unit, passages};
use commonground::theme::Unplaced;
use commonground::{Analysis, Document, K, Quality, Round, Settings, Silent, analyse};
use proptest::prelude::*;

/// Three topics, in invented sentences that differ from writer to writer.
const TOPICS: [(&str, [&str; 4], [&str; 4]); 3] = [
    (
        "buses",
        ["The last bus leaves", "Our bus is late", "A bus fare costs too much", "No bus runs"],
        [
            "before the evening shift ends",
            "on market days",
            "for young people with an apprenticeship",
            "to the hospital on Sundays",
        ],
    ),
    (
        "trees",
        ["The park has no trees", "Street trees die", "We planted trees in the park", "A tree gives shade"],
        [
            "near the school gate",
            "in every dry summer",
            "with the neighbours in spring",
            "where children wait",
        ],
    ),
    (
        "library",
        [
            "The library closes",
            "The reading room is warm",
            "Books in the library are old",
            "The library lends tools",
        ],
        [
            "at five in the afternoon",
            "and older people meet there",
            "yet everybody wants more",
            "to anyone who asks",
        ],
    ),
];

const QUESTIONS: [&str; 2] = ["Which obstacle matters most to you?", "Anything further:"];
const NOTE: &str = "[surname removed by the editors]";

/// A form with 36 own answers, 30 copies of a letter with small edits, and 6 non-answers.
fn documents() -> Vec<Document> {
    let mut documents = Vec::new();
    for n in 0..36 {
        let (topic, first, second) = &TOPICS[n % 3];
        let (a, b) = (first[n / 3 % 4], second[(n / 3 + n / 12) % 4]);
        let note = if n % 6 == 0 { format!(" As {NOTE} told us.") } else { String::new() };
        let text = format!(
            "{}\n\n{a} {b}.{note}\n\n{}\n\nSee to the {topic}, number {n}.",
            QUESTIONS[0], QUESTIONS[1]
        );
        documents.push(Document::new(format!("own-{n}"), text));
    }
    for n in 0..30 {
        let place = ["Ashby", "Birch Green", "Elsdon", "Farley", "our town"][n % 5];
        let text = format!(
            "Dear councillors, I object to the closure of the library in {place}. The library is the only warm room where \
             children can read without a charge and where older people can meet in winter. I urge you to vote against \
             the proposal and to keep every librarian in post for the next ten years.{}",
            if n % 4 == 0 { " Yours faithfully, a resident." } else { "" }
        );
        documents.push(Document::new(format!("letter-{n}"), text));
    }
    for (n, answer) in ["n/a", "None.", "see above", "N/A", "No comment", "-"].iter().enumerate() {
        let text = format!("{}\n\n{answer}\n\n{}", QUESTIONS[0], QUESTIONS[1]);
        documents
            .push(Document::new(format!("empty-{n}"), if n % 2 == 0 { text } else { (*answer).to_owned() }));
    }
    documents
}

fn analysed(noise: NoiseSettings) -> (Round, Analysis) {
    let round = Round::new(documents()).unwrap();
    let settings = Settings { k: K::Exactly(3), noise, ..Settings::default() };
    let analysis = analyse(&round, None, &settings, &Silent).unwrap();
    (round, analysis)
}

#[test]
fn all_noise_is_found_and_told() {
    let (round, analysis) = analysed(NoiseSettings::default());
    let noise = &analysis.noise;
    assert_eq!(noise.non_answer_passages, 6, "{:?}", noise.non_answers);
    assert_eq!((noise.non_answers[0].documents, noise.non_answers[0].example.text.as_str()), (2, "n/a"));
    let found: Vec<(&str, usize)> =
        noise.boilerplate.iter().map(|one| (one.example.text.as_str(), one.documents)).collect();
    assert_eq!(found, [(QUESTIONS[0], 39), (QUESTIONS[1], 39), (NOTE, 6)]);
    assert_eq!(noise.campaigns.len(), 1, "{:?}", noise.campaigns);
    assert_eq!((noise.campaigns[0].documents, noise.campaigns[0].passages), (30, 30));
    for example in noise.examples() {
        let document = round.documents().iter().find(|d| d.id == example.document).unwrap();
        assert_eq!(document.text.get(example.start..example.end), Some(example.text.as_str()));
    }
}

#[test]
fn noise_makes_no_theme() {
    let (_, analysis) = analysed(NoiseSettings::default());
    let topics: Vec<&str> = analysis.themes.iter().map(|theme| theme.label.as_str()).collect();
    for word in ["bus", "tree", "librar"] {
        assert_eq!(
            topics.iter().filter(|label| label.to_lowercase().contains(word)).count(),
            1,
            "{word}: {topics:?}"
        );
    }
    for theme in &analysis.themes {
        let told = |word: &str| theme.key_terms.iter().any(|term| term.term.to_lowercase().contains(word));
        for word in ["obstacle", "matters", "surname", "editors", "comment", "councillors", "urge"] {
            assert!(!told(word), "{word} in {:?}", theme.key_terms);
        }
        for quotation in &theme.quotations {
            assert!(
                QUESTIONS.iter().chain([&NOTE]).all(|piece| !quotation.text.contains(piece)),
                "{quotation:?}"
            );
        }
        let of_campaign = theme.quotations.iter().filter(|q| analysis.passages[q.passage].campaign.is_some());
        assert!(of_campaign.count() <= 1);
    }
}

#[test]
fn everybody_behind_a_campaign_is_counted_in_one_theme() {
    let (_, analysis) = analysed(NoiseSettings::default());
    let members: Vec<_> = analysis.passages.iter().filter(|p| p.campaign == Some(1)).collect();
    let theme = members[0].theme.unwrap();
    assert!(members.iter().all(|p| p.theme == Some(theme) && p.score == members[0].score));
    let prevalence = &analysis.themes[theme - 1].prevalence;
    assert!(analysis.themes[theme - 1].label.to_lowercase().contains("librar"));
    assert_eq!((prevalence.by_campaign, prevalence.documents > 36), (30, true), "{prevalence:?}");
    let reasons = analysis.passages.iter().filter(|p| p.unplaced == Some(Unplaced::NonAnswer));
    assert_eq!(reasons.count(), 6);
}

#[test]
fn an_answer_that_says_nothing_is_set_aside_question_by_question() {
    // Three kinds of forms: two answers, one answer, none.
    let answers = |n: usize| match n % 4 {
        0 | 1 => {
            let empty = ["See my answer to question 1", "Same as Q1", "Nothing further", "n/a"][n / 4 % 4];
            (format!("The bus is late at stop {n}."), empty.to_owned())
        }
        2 => ("No comment".to_owned(), ["n/a", "Nothing to add", "as above"][n / 4 % 3].to_owned()),
        _ => (format!("The river path floods near weir {n}."), format!("Plant willows along bank {n}.")),
    };
    let form = |n: usize| {
        let (a, b) = answers(n);
        Document::new(format!("{n:02}"), format!("{}\n\n{a}\n\n{}\n\n{b}", QUESTIONS[0], QUESTIONS[1]))
    };
    let round = Round::new((0..40).map(form).collect()).unwrap();
    let settings = Settings { k: K::Exactly(2), ..Settings::default() };
    let analysis = analyse(&round, None, &settings, &Silent).unwrap();
    let noise = &analysis.noise;
    assert_eq!((noise.non_answer_passages, noise.non_answers_beside), (10, 20), "{:?}", noise.non_answers);
    let times: usize = noise.non_answers.iter().map(|one| one.times).sum();
    assert_eq!(times, 2 * 10 + 20, "each is told");
    for theme in &analysis.themes {
        let told = |word: &str| theme.key_terms.iter().any(|term| term.term.to_lowercase().contains(word));
        assert!(["answer", "question", "comment"].iter().all(|word| !told(word)), "{:?}", theme.key_terms);
    }
    let none = analysis.passages.iter().filter(|p| p.unplaced == Some(Unplaced::NonAnswer)).count();
    assert_eq!(none, 10);
}

#[test]
fn with_noise_kept_every_text_counts_as_it_is() {
    let (_, analysis) = analysed(NoiseSettings::off());
    assert!(analysis.noise.is_empty());
    assert!(analysis.themes.iter().all(|theme| theme.prevalence.by_campaign == 0));
    assert!(
        analysis.passages.iter().all(|p| p.campaign.is_none() && p.unplaced != Some(Unplaced::NonAnswer))
    );
}

#[test]
fn an_analysis_of_a_version_without_noise_is_read() {
    let (_, analysis) = analysed(NoiseSettings::off());
    let mut json: serde_json::Value = serde_json::to_value(&analysis).unwrap();
    json.as_object_mut().unwrap().remove("noise");
    json["settings"].as_object_mut().unwrap().remove("noise");
    let read = Analysis::from_json(&json.to_string()).unwrap();
    assert!(read.noise.is_empty() && read.passages == analysis.passages);
}

#[test]
fn a_round_that_is_one_campaign_keeps_its_theme() {
    let text = "We ask the council to keep the swimming pool open on Sunday mornings for everybody who works all week.";
    let round = Round::new((0..9).map(|n| Document::new(n.to_string(), text)).collect()).unwrap();
    let settings = Settings { k: K::Exactly(1), ..Settings::default() };
    let analysis = analyse(&round, None, &settings, &Silent).unwrap();
    assert_eq!(analysis.noise.campaigns[0].documents, 9);
    assert_eq!((analysis.themes.len(), analysis.themes[0].prevalence.documents), (1, 9));
}

#[test]
fn a_campaign_without_a_tie_is_told_but_in_no_theme() {
    let letter = "Ban fireworks within a mile of any stable, because horses bolt at every bang and riders are thrown badly.";
    let mut documents: Vec<Document> =
        documents().into_iter().filter(|document| document.id.starts_with("own")).collect();
    documents.extend((0..4).map(|n| Document::new(format!("horse-{n}"), letter)));
    let round = Round::new(documents).unwrap();
    let settings = Settings { k: K::Exactly(3), ..Settings::default() };
    let analysis = analyse(&round, None, &settings, &Silent).unwrap();
    assert_eq!(analysis.noise.campaigns[0].documents, 4);
    let members = analysis.passages.iter().filter(|p| p.campaign == Some(1));
    assert!(
        members.map(|p| p.unplaced).all(|why| why == Some(Unplaced::Campaign)),
        "{:?}",
        analysis.passages
    );
}

#[test]
fn hostile_amounts_and_shapes_are_no_trouble() {
    let find = |texts: Vec<String>| {
        let documents = texts.into_iter().enumerate().map(|(n, text)| Document::new(n.to_string(), text));
        let round = Round::new(documents.collect()).unwrap();
        let whole = PassageSettings { unit: Unit::Document, ..PassageSettings::default() };
        let passages = passages(&round, &whole).unwrap();
        Noise::find(&round, &passages, &NoiseSettings::default()).summary().clone()
    };
    assert_eq!(find(vec!["n/a".to_owned(); 50_000]).non_answer_passages, 50_000);
    assert!(find(vec!["Better buses.".to_owned(); 50_000]).is_empty(), "people may agree");
    let line = "We ask for a bus on Sundays because nobody without a car can visit the hospital then.";
    assert_eq!(find(vec![line.to_owned(); 50_000]).campaigns[0].documents, 50_000);
    for giant in ["word ", "[", "?\n", ". ", "\n ", "[a b] ", "水", "e\u{301}", ":\u{200b}"] {
        find(vec![giant.repeat(300_000); 3]);
    }
}

/// Texts of a few pieces, so that pieces, answers and whole texts recur.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        Just("What is your challenge?".to_owned()),
        Just("Removed for publication.".to_owned()),
        Just("[name withheld by us]".to_owned()),
        Just("n/a".to_owned()),
        Just(
            "We lack a baseline, so nobody can say what the project changed for the people of Elsdon or why."
                .to_owned()
        ),
        Just(
            "The river floods the é́cole every spring and the school — shut — waits for the water to go."
                .to_owned()
        ),
        "[a-e]{1,3} [a-e]{1,3}[.?:]",
        "\\PC{0,9}",
    ];
    let gap = prop_oneof![Just(" "), Just("\n"), Just("\n\n")];
    let text = prop::collection::vec((piece, gap), 0..6)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap.to_owned()]).collect());
    prop::collection::vec(text, 1..14)
}

proptest! {
    #[test]
    fn noise_is_within_passages_and_does_not_depend_on_the_order(texts in texts(), whole in any::<bool>()) {
        let unit = if whole { Unit::Document } else { Unit::Passage };
        let cut = PassageSettings { unit, min_words: 4, max_words: 30 };
        let mut documents: Vec<Document> =
            texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), text.clone())).collect();
        let round = Round::new(documents.clone()).unwrap();
        let of_round = passages(&round, &cut).unwrap();
        let noise = Noise::find(&round, &of_round, &NoiseSettings::default());
        for (number, passage) in of_round.iter().enumerate() {
            let mut at = passage.start;
            for span in noise.masked(number) {
                prop_assert!(at <= span.start && span.start < span.end && span.end <= passage.end);
                prop_assert!(round.documents()[passage.document].text.get(span.clone()).is_some());
                at = span.end;
            }
        }
        let voices = noise.voices();
        let spread = noise.spread(&voices);
        prop_assert!(spread.iter().enumerate().all(|(p, &voice)| noise.is_copy(p) == (voice != p)));
        documents.reverse();
        let reversed = Round::new(documents).unwrap();
        prop_assert_eq!(Noise::find(&reversed, &of_round, &NoiseSettings::default()), noise);
    }

    #[test]
    fn equal_texts_have_equal_results(texts in texts(), copies in 1usize..5) {
        let all = std::iter::repeat_n(&texts, copies).flatten().enumerate();
        let round = Round::new(all.map(|(n, text)| Document::new(n.to_string(), text.clone())).collect()).unwrap();
        let mut settings = Settings { k: K::Exactly(2), quality: Quality::Fast, ..Settings::default() };
        settings.passages = PassageSettings { unit: Unit::Passage, min_words: 4, max_words: 30 };
        let Ok(analysis) = analyse(&round, None, &settings, &Silent) else { return Ok(()) };
        let mut results = std::collections::BTreeMap::new();
        for summary in &analysis.passages {
            let result = (summary.theme, summary.unplaced, summary.score, summary.campaign);
            let first = *results.entry(summary.passage.text(&round)).or_insert(result);
            prop_assert_eq!(first, result, "{:?}", summary.passage.text(&round));
        }
    }
}
