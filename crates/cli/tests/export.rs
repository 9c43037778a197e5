//! Codebooks and projects for other programs: valid, true to the texts, and the same again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::Place;

const BUS: [&str; 5] = [
    "The late 😀 bus & the <slow> train take an hour.",
    "The bus fare is high, and \"no\" train runs in the evening.",
    "Nobody 'asks' why the bus never comes on Sundays 🚌🚌.",
    "Étienne drives the bus and waits for the train at the station.",
    "A ticket for the train costs more than one for the bus.",
];
const PARK: [&str; 5] = [
    "A park with \"trees\" & a pond 🌳 lies behind the <old> gate.",
    "The trees of the park are felled, and the pond is dry.",
    "Children 👩‍👧 play in the park by the pond.",
    "Old trees & benches are all that is left of the park.",
    "The pond in the park needs a fence, say the gardeners.",
];
const COUNT: usize = 6;

/// Each text has a passage on buses and one on the park, and the second text the line ends of Windows.
fn text(number: usize) -> String {
    let end = if number == 1 { "\r\n" } else { "\n" };
    let line = |from: &[&str; 5], at: usize| (0..4).map(|n| from[(at + n) % 5]).collect::<Vec<_>>().join(" ");
    let part = |from| [line(from, number), line(from, number + 1)].join(end);
    [part(&BUS), part(&PARK)].join(&end.repeat(2))
}

/// An analysis of texts that other programs could stumble over.
fn analysed() -> Place {
    let place = Place::new();
    let areas = "name = 'Areas & more'\n[[area]]\nid = 'town'\nname = 'The <town>'\n\
        [[area]]\nid = 'travel'\nname = 'Getting \"about\"'\nparent = 'town'\ndescription = \"Buses & trains,\\nlate or not\"\ncues = ['bus', 'train*']\n\
        [[area]]\nid = 'parks'\nname = 'Parks 🌳'\nparent = 'town'\ncues = ['park', 'tree*']\n";
    place.write("areas.toml", areas);
    for number in 0..COUNT {
        place.write(&format!("round/r{number}.txt"), text(number));
    }
    place.write("meta.csv", "id,place\nr0,North & east\nr1,South\nr2,North & east\nr3,\nr4,West\nr5,West\n");
    place.ok("analyse round --framework areas.toml --metadata meta.csv --k 2 --out report --quiet");
    place
}

/// The entries of an archive.
fn entries(path: &Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut entry = archive.by_index(place).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().to_string(), text)
        })
        .collect()
}

/// The schemas of the standard, and a program that validates by them; none where they are not at hand.
fn valid(file: &Path, schema: &str) -> Option<bool> {
    let corpora = std::env::var("COMMONGROUND_CORPORA").unwrap_or_else(|_| "../shared/corpora".to_owned());
    let schema: PathBuf = Path::new(&corpora).parent()?.join("refi-qda").join(schema);
    if !schema.is_file() {
        eprintln!("skipped: no schemas of REFI-QDA");
        return None;
    }
    let ran =
        Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(file).output();
    let Ok(ran) = ran else {
        eprintln!("skipped: no xmllint");
        return None;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(true)
}

fn attribute<'x>(element: &'x str, name: &str) -> &'x str {
    let start = element.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
    &element[start..start + element[start..].find('"').unwrap()]
}

#[test]
fn every_selection_of_a_project_is_what_was_coded_with_either_line_end() {
    let place = analysed();
    for (file, flags, line_end) in [("lf.qdpx", "", "\n"), ("crlf.qdpx", "--crlf", "\r\n")] {
        let command = format!("export round --metadata meta.csv --analysis report {flags} --quiet --out");
        place.ok(&format!("{command} {file}"));
        place.ok(&format!("{command} again.qdpx --force"));
        let path = place.path().join(file);
        assert_eq!(
            fs::read(&path).unwrap(),
            fs::read(place.path().join("again.qdpx")).unwrap(),
            "the same bytes"
        );
        let entries = entries(&path);
        assert_eq!((entries[0].0.as_str(), entries.len()), ("project.qde", 1 + COUNT));
        let colours: BTreeSet<&str> =
            entries[0].1.split("<Code ").skip(1).map(|code| attribute(code, "color")).collect();
        assert_eq!(colours.len(), 3, "a colour for each code: {colours:?}");
        place.write("project.qde", &entries[0].1);
        valid(&place.path().join("project.qde"), "Project.xsd");

        let analysis = place.json("report/analysis.json");
        let passages = analysis["passages"].as_array().unwrap();
        let codings = analysis["coding"]["codings"].as_array().unwrap();
        let mut expected: Vec<(usize, String, usize)> = Vec::new();
        for (passage, coding) in passages.iter().zip(codings) {
            let number = |name: &str| passage[name].as_u64().unwrap() as usize;
            let whole = text(number("document"));
            let text = whole[number("start")..number("end")].trim();
            let areas = coding["areas"].as_array().unwrap().len();
            if areas > 0 {
                let text = text.replace("\r\n", "\n").replace('\n', line_end);
                expected.push((number("document"), text, areas));
            }
        }
        assert_eq!(expected.len(), 2 * COUNT, "all passages are coded: {expected:?}");
        let mut found = Vec::new();
        for (number, source) in entries[0].1.split("<TextSource ").skip(1).enumerate() {
            assert_eq!(attribute(&format!(" {source}"), "name"), format!("r{number}"));
            let guid = attribute(&format!(" {source}"), "guid").to_owned();
            let text = &entries.iter().find(|(name, _)| *name == format!("sources/{guid}.txt")).unwrap().1;
            for selection in source.split("<PlainTextSelection").skip(1) {
                let at = |name| attribute(selection, name).parse::<usize>().unwrap();
                let (start, end) = (at("startPosition"), at("endPosition"));
                let slice: String = text.chars().skip(start).take(end - start).collect();
                let codes = selection.split("</PlainTextSelection>").next().unwrap();
                found.push((number, slice, codes.matches("<CodeRef ").count()));
            }
        }
        assert_eq!(found, expected);
        assert_eq!(entries[0].1.matches("<TextValue>North &amp; east</TextValue>").count(), 2);
    }
}

#[test]
fn a_codebook_comes_back_as_the_framework_that_it_was() {
    let place = analysed();
    place.ok("export --analysis report --out areas.qdc --quiet");
    place.ok("export --analysis report --out again.qdc --quiet");
    assert_eq!(place.read("areas.qdc"), place.read("again.qdc"));
    valid(&place.path().join("areas.qdc"), "Codebook.xsd");
    place.ok("framework import areas.qdc --name Back --out back.toml --quiet");
    let back = commonground::Framework::from_toml(&place.read("back.toml")).unwrap();
    let told: Vec<(&str, &str, Option<&str>)> = back
        .areas
        .iter()
        .map(|area| (area.name.as_str(), area.description.as_str(), area.parent.as_deref()))
        .collect();
    let town = Some(back.areas[0].id.as_str());
    let expected = [
        ("The <town>", "", None),
        ("Getting \"about\"", "Buses & trains,\nlate or not", town),
        ("Parks 🌳", "", town),
    ];
    assert_eq!(told, expected);

    place.ok("export --analysis report --codes themes --out themes.qdc --quiet");
    valid(&place.path().join("themes.qdc"), "Codebook.xsd");
    assert!(place.read("themes.qdc").contains("Key terms: "));
}

/// Makes what the machine coded in a project the codes of a person.
fn by_ann(place: &Place, project: &str) {
    let path = place.path().join(project);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries(&path) {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let text = text.replace("name=\"commonground\"", "name=\"Ann\"");
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    fs::write(path, writer.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn areas_that_share_a_name_and_texts_that_programs_change_come_back_as_they_went() {
    let place = Place::new();
    let areas = "name = 'Places'\n[[area]]\nid = 'town'\nname = 'The town'\n[[area]]\nid = 'a'\nname = 'Other'\nparent = 'town'\ncues = ['bus', 'train*']\n\
        [[area]]\nid = 'land'\nname = 'The land'\n[[area]]\nid = 'b'\nname = 'other'\nparent = 'land'\ncues = ['park', 'tree*']\n";
    place.write("areas.toml", areas);
    let marks = ["\u{feff}", "\u{1}\u{c} ", "😀 ", "", "\t", "é\n"];
    let rows = (0..COUNT)
        .map(|n| serde_json::json!({ "id": format!("r{n}"), "text": format!("{}{}\n", marks[n], text(n)) }));
    let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
    place.write("round.jsonl", rows.join("\n"));
    place.ok("analyse round.jsonl --framework areas.toml --k 2 --out report --quiet");
    place.ok("export --analysis report --out areas.qdc --quiet");
    valid(&place.path().join("areas.qdc"), "Codebook.xsd");
    place.ok("framework import areas.qdc --name Back --out back.toml --quiet");
    let back = commonground::Framework::from_toml(&place.read("back.toml")).unwrap();
    let told: Vec<String> = (0..4).map(|area| back.told(area)).collect();
    assert_eq!(told, ["The town", "The town › Other", "The land", "The land › other"]);

    for (name, flags) in [("lf.qdpx", ""), ("crlf.qdpx", "--crlf")] {
        place.ok(&format!("export round.jsonl --analysis report {flags} --out {name} --quiet"));
        let project = &entries(&place.path().join(name))[0].1;
        for name in ["The town › Other", "The land › other"] {
            assert_eq!(project.matches(&format!("name=\"{name}\"")).count(), 1, "{project}");
        }
        by_ann(&place, name);
        let ran = place.ok(&format!(
            "analyse round.jsonl --framework areas.toml --codes {name} --k 2 --out judged --force"
        ));
        assert!(!ran.err.contains("differ") && !ran.err.contains("left out"), "{}", ran.err);
        let mut kappas = Vec::new();
        for unit in place.json("judged/analysis.json")["agreement"]["units"].as_array().unwrap() {
            for area in unit["comparisons"][0]["areas"].as_array().unwrap() {
                assert_eq!(
                    (&area["only_first"], &area["only_second"]),
                    (&0.into(), &0.into()),
                    "{name}: {area}"
                );
                let is_coded = area["id"] == "a" || area["id"] == "b";
                assert_eq!(area["used"].as_u64().unwrap() > 0, is_coded, "{name}: {area}");
                kappas.extend(area["figures"]["kappa"]["value"].as_f64());
            }
        }
        // By document all have both areas, so that there is no kappa.
        assert_eq!(kappas, [1.0, 1.0], "{name}");
    }
}

#[test]
fn a_project_without_the_metadata_of_its_analysis_says_so() {
    let place = analysed();
    let told = "No variables are written: the analysis was made with --metadata meta.csv";
    let ran = place.ok("export round --analysis report --out a.qdpx");
    assert!(ran.out.contains(told), "{}", ran.out);
    let ran = place.ok("export round --metadata meta.csv --analysis report/analysis.json --out b.qdpx");
    assert!(!ran.out.contains("variables"), "{}", ran.out);
    place.ok("analyse round --framework areas.toml --k 2 --out plain --quiet");
    assert!(!place.ok("export round --analysis plain --out c.qdpx").out.contains("variables"));
}

#[test]
fn what_people_coded_in_a_project_is_held_against_the_machine() {
    let place = analysed();
    place.ok("export round --analysis report --out round.qdpx --quiet");
    // What the machine coded is no person's, and nobody else coded anything.
    let ran = place.run("analyse round --framework areas.toml --codes round.qdpx --k 2 --out judged --quiet");
    assert!(ran.code == 1 && ran.err.contains("they are by the user \"commonground\""), "{}", ran.err);
    assert!(!place.path().join("judged").exists());

    // A person who codes the same agrees with it in every cell.
    by_ann(&place, "round.qdpx");
    place.ok("analyse round --framework areas.toml --codes round.qdpx --k 2 --out judged --quiet");
    let analysis = place.json("judged/analysis.json");
    let units = analysis["agreement"]["units"].as_array().unwrap();
    let tables = place.read("judged/agreement.csv");
    assert!(!units.is_empty() && tables.contains("Ann"), "{tables}");
    let codes = analysis["coding"]["codings"].as_array().unwrap();
    let given: usize = codes.iter().map(|coding| coding["areas"].as_array().unwrap().len()).sum();
    let segments = entries(&place.path().join("round.qdpx"))[0].1.matches("<CodeRef ").count();
    assert_eq!(segments, given);

    let broken = |name: &str, bytes: &[u8], what: &str| {
        place.write(name, bytes);
        let ran = place.run(&format!("analyse round --framework areas.toml --codes {name} --out x"));
        assert!(ran.code == 1 && ran.err.contains(what), "{name}: {}", ran.err);
    };
    broken("a.qdpx", b"PK", "not a whole zip archive");
    let whole = fs::read(place.path().join("round.qdpx")).unwrap();
    broken("b.qdpx", &whole[..whole.len() / 2], "not a whole zip archive");
}

#[test]
fn a_workbook_has_text_and_numbers_and_no_formula_and_is_read_back() {
    let place = analysed();
    place.write("round/r6.txt", format!("=HYPERLINK(\"x\") {}", text(2)));
    place.ok("analyse round --framework areas.toml --k 2 --out report --force --quiet");
    place.ok("export round --analysis report --out results.xlsx --quiet");
    place.ok("export round --analysis report --out again.xlsx --quiet");
    let path = place.path().join("results.xlsx");
    assert_eq!(
        fs::read(&path).unwrap(),
        fs::read(place.path().join("again.xlsx")).unwrap(),
        "the same bytes"
    );
    let parts = entries(&path);
    assert!(parts.iter().all(|(_, xml)| !xml.contains("<f>") && !xml.contains("<hyperlink")));
    let names = &parts.iter().find(|(name, _)| name == "xl/workbook.xml").unwrap().1;
    for sheet in ["Themes", "Documents × areas", "Quotations", "What was read"] {
        assert!(names.contains(&format!("name=\"{sheet}\"")), "{names}");
    }
    let themes = place.json("report/analysis.json")["themes"].as_array().unwrap().len();
    let ran = place.ok("analyse results.xlsx --sheet Themes --text Label --id Theme --dry-run --json");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["documents"].as_u64(), Some(themes as u64), "{}", ran.out);
}

/// The text of a Word file as our reader reads it, with a single space for any white space.
fn word(path: &Path) -> String {
    let inputs = [path.display().to_string()];
    let reading = commonground_formats::read(&inputs, &Default::default(), &commonground::Silent).unwrap();
    assert!(reading.round.warnings().is_empty(), "{:?}", reading.round.warnings());
    in_a_line(&reading.round.documents()[0].text)
}

fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many quotations of a theme or an area are looked for; each is there, with its document.
fn has_quotations(text: &str, told: &serde_json::Value, most: usize) -> usize {
    let quotations = told["quotations"].as_array().unwrap().iter().take(most);
    quotations
        .map(|quotation| {
            let (quoted, id) = (quotation["text"].as_str().unwrap(), quotation["document"].as_str().unwrap());
            let expected = in_a_line(&format!("“{quoted}”"));
            let (_, source) = text.split_once(&expected).unwrap_or_else(|| panic!("{expected} in {text}"));
            let source: String = source.to_lowercase().chars().take(120).collect();
            assert!(source.contains(&format!("document {id}")), "{id} in {source}");
        })
        .count()
}

#[test]
fn a_page_of_themes_in_word_has_every_label_and_quotation_and_the_same_bytes_again() {
    let invented = Place::with_fixtures();
    invented.ok("analyse round --metadata partnerships.csv --out report --quiet");
    let shared = "Campaigns: 2 texts that several senders share, in 12 passages; the most widely sent is in 6 documents.";
    for (place, metadata, unit, quotations, campaigns) in [
        (analysed(), "meta.csv", "documents", 2, shared),
        (invented, "partnerships.csv", "partnerships", 1, "Campaigns: none."),
    ] {
        let command = format!("export round --metadata {metadata} --analysis report --quiet --out");
        place.ok(&format!("{command} themes.docx"));
        place.ok(&format!("{command} again.docx"));
        let path = place.path().join("themes.docx");
        assert_eq!(
            fs::read(&path).unwrap(),
            fs::read(place.path().join("again.docx")).unwrap(),
            "the same bytes"
        );
        let page = word(&path);
        let analysis = place.json("report/analysis.json");
        let documents = analysis["documents"].as_array().unwrap().len();
        assert!(page.starts_with(&format!("# Common ground in {documents} documents")), "{page}");
        let themes = analysis["themes"].as_array().unwrap();
        assert!(themes.len() > 1);
        for theme in themes {
            let heading = in_a_line(&format!("## {} {}", theme["number"], theme["label"].as_str().unwrap()));
            let (_, own) = page.split_once(&heading).unwrap();
            let told = own.split("## ").next().unwrap();
            assert!(has_quotations(&page, theme, quotations) > 0);
            let raised = &theme["prevalence"];
            let count = &raised[unit];
            let of = &raised[format!("of_{unit}")];
            assert!(told.contains(&format!("Raised by {count} of {of} {unit}, in")), "{heading}: {told}");
            assert!(told.contains(&format!(" {} passages.", raised["passages"])), "{heading}: {told}");
            let terms = theme["key_terms"].as_array().unwrap();
            let about = terms.first().map(|term| format!("About: {}", term["term"].as_str().unwrap()));
            assert_eq!(told.contains("About: "), about.is_some(), "{told}");
            assert!(about.is_none_or(|about| told.contains(&about)), "{told}");
            if let Some(verdict) = theme["stability"]["verdict"].as_str() {
                assert!(told.to_lowercase().contains(&format!("{verdict}: ")), "{verdict}: {told}");
            }
        }
        assert!(page.contains(campaigns) && page.contains("Non-answers: 0 passages."), "{page}");
    }
}

#[test]
fn each_area_has_a_pack_in_word_with_its_documents_and_quotations() {
    let place = analysed();
    let command = "export round --metadata meta.csv --analysis report --packs --quiet --out";
    place.ok(&format!("{command} packs"));
    place.ok(&format!("{command} again"));
    let analysis = place.json("report/analysis.json");
    let coding = &analysis["coding"];
    let areas = coding["framework"]["areas"].as_array().unwrap();
    for (number, area) in areas.iter().enumerate() {
        let name = format!("area-{}.docx", area["id"].as_str().unwrap());
        let path = place.path().join("packs").join(&name);
        assert_eq!(
            fs::read(&path).unwrap(),
            fs::read(place.path().join("again").join(&name)).unwrap(),
            "{name}"
        );
        let pack = word(&path);
        assert!(pack.starts_with("# The <town>") && pack.contains(area["name"].as_str().unwrap()), "{pack}");
        assert!(has_quotations(&pack, &coding["areas"][number], usize::MAX) > 0, "{name}: {pack}");
        let (_, words) = pack.split_once("# In the words of each document").unwrap();
        for (document, cells) in coding["matrix"]["cells"].as_array().unwrap().iter().enumerate() {
            let best = &analysis["passages"][cells[number]["best"].as_u64().unwrap() as usize];
            let place = |name: &str| best[name].as_u64().unwrap() as usize;
            let passage = &text(document)[place("start")..place("end")];
            assert!(words.contains(&in_a_line(passage)), "{name}: {passage} in {words}");
        }
    }
    let files = fs::read_dir(place.path().join("packs")).unwrap().count();
    assert_eq!(files, areas.len() + 1, "and the manifest");
    assert!(word(&place.path().join("packs/area-travel.docx")).contains("Buses & trains, late or not"));
    assert_eq!(place.json("packs/manifest.json")["outputs"].as_array().unwrap().len(), areas.len());

    // What is there is replaced only if that is asked for, and never the analysis.
    assert!(place.run(&format!("{command} packs")).err.contains("--force"));
    place.ok(&format!("{command} packs --force"));
    let ran = place.run(&format!("{command} report --force"));
    assert!(ran.code == 1 && place.path().join("report/analysis.json").exists(), "{}", ran.err);
    place.ok("analyse round --k 2 --out plain --quiet");
    let ran = place.run("export round --analysis plain --packs --out none");
    assert!(
        ran.code == 1 && ran.err.contains("no areas") && !place.path().join("none").exists(),
        "{}",
        ran.err
    );
}

#[test]
fn a_pack_says_where_nobody_speaks_who_sent_what_and_which_themes_are_covered() {
    let place = Place::with_fixtures();
    place.ok("analyse round --framework framework.toml --metadata partnerships.csv --out report --quiet");
    place.ok("export round --metadata partnerships.csv --analysis report --packs --out packs --quiet");
    let analysis = place.json("report/analysis.json");
    let areas = analysis["coding"]["framework"]["areas"].as_array().unwrap();
    let mut silent = 0;
    for (number, area) in areas.iter().enumerate() {
        let pack = word(&place.path().join(format!("packs/area-{}.docx", area["id"].as_str().unwrap())));
        let raised = &analysis["coding"]["areas"][number]["prevalence"];
        let is_silent = raised["passages"] == 0;
        silent += usize::from(is_silent);
        assert_eq!(pack.contains("Nobody raises it."), is_silent, "{pack}");
        assert_eq!(pack.contains("How strong"), !is_silent, "{pack}");
        assert_eq!(pack.contains(", document "), !is_silent, "the sender stands before the document: {pack}");
        for link in analysis["coding"]["links"]["links"].as_array().unwrap() {
            let theme = &analysis["themes"][link["theme"].as_u64().unwrap() as usize - 1];
            let told = format!("{} {}: ", theme["number"], theme["label"].as_str().unwrap());
            if link["area"] == number {
                assert!(pack.contains(&told), "{told} in {pack}");
            }
        }
    }
    assert_eq!(silent, 1);
}

#[test]
fn what_cannot_be_exported_is_refused_with_the_remedy() {
    let place = analysed();
    let refused = |args: &str, code: i32, what: &str| {
        let ran = place.run(args);
        assert!(ran.code == code && ran.err.contains(what), "{args}: {} {}", ran.code, ran.err);
    };
    refused("export --analysis report --out x.qdpx", 2, "give the inputs");
    refused("export --analysis report --out x.docx", 2, "give the inputs");
    refused("export --analysis report --packs --out x", 2, "give the inputs");
    refused("export --analysis report --out x.pdf", 2, ".qdc, .qdpx, .xlsx, .docx or .parquet");
    refused("export round --analysis nowhere --out x.qdpx", 1, "nowhere");
    place.write("round/r0.txt", "Another text by now.");
    refused("export round --analysis report --out x.qdpx", 1, "not one of these documents");
    assert!(!place.path().join("x.qdpx").exists());
    for (name, bytes) in [
        ("a.qdc", "<CodeBook>"),
        ("b.qdc", "<x/>"),
        ("c.qdc", "<CodeBook><Codes><Code name=''/></Codes></CodeBook>"),
    ] {
        place.write(name, bytes);
        let ran = place.run(&format!("framework import {name} --out -"));
        assert!(ran.code == 1 && ran.err.contains(name), "{name}: {}", ran.err);
    }
}
