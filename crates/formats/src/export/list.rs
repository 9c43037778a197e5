//! The codes of a codebook or project: areas, or themes as areas.

use std::collections::BTreeMap;

use commonground::Analysis;
use commonground::coding::AreaNames;
use commonground::framework::{Area, BELOW, Framework};

use super::guid::Guids;
use super::project::Codes;
use super::xml::Xml;
use crate::error::{FormatError, Result};

/// The colours of codes, by their place in the framework. Black text on each can be read, as programs mark what is coded, and
/// each stands out from white. The first are the furthest apart; beyond the last no more can be told apart, so they begin
/// again.
#[rustfmt::skip]
const COLOURS: [&str; 24] = [
    "#F56600", "#0A70FF", "#FF00FF", "#008F00", "#A85DA1", "#19A2AE", "#FF0080", "#957432",
    "#A142FF", "#8F87EE", "#BD8484", "#6078A9", "#D61FB8", "#869C16", "#F00014", "#2D8668",
    "#C967E9", "#C15844", "#E963B1", "#C78500", "#00A870", "#2492E0", "#8194BB", "#7267E9",
];

/// The codes of a project.
pub(super) struct List {
    codes: Codes,
    /// The areas, or the themes as areas.
    pub(super) framework: Framework,
    pub(super) guids: Guids,
    /// The id of each code, by its place in the framework, …
    pub(super) guid_of: Vec<String>,
    /// … and its name.
    names: Vec<String>,
}

impl List {
    pub(super) fn of(analysis: &Analysis, codes: Codes) -> Result<Self> {
        let none = |what: &str| Err(FormatError::Export { what: what.to_owned() });
        let framework = match (codes, &analysis.coding) {
            (Codes::Areas, Some(coding)) => coding.framework.clone(),
            (Codes::Areas, None) => {
                return none("the analysis has no areas: analyse with --framework, or export the themes");
            }
            (Codes::Themes, _) if analysis.themes.is_empty() => return none("the analysis has no themes"),
            (Codes::Themes, _) => themes(analysis),
        };
        let guids = Guids::of(&framework.name);
        let guid_of = framework.areas.iter().map(|area| guids.guid("code", &[&area.id])).collect();
        let names = names(&framework);
        Ok(List { codes, framework, guids, guid_of, names })
    }

    /// The codes that a passage was given, by their place.
    pub(super) fn of_passage(&self, analysis: &Analysis, passage: usize) -> Vec<usize> {
        match (self.codes, &analysis.coding) {
            (Codes::Themes, _) => {
                analysis.passages[passage].theme.map(|number| number - 1).into_iter().collect()
            }
            (Codes::Areas, Some(coding)) => {
                let mut areas: Vec<usize> =
                    coding.codings[passage].areas.iter().map(|score| score.area).collect();
                areas.sort_unstable();
                areas
            }
            (Codes::Areas, None) => Vec::new(),
        }
    }

    /// All codes, each within the one that it is a part of.
    pub(super) fn write(&self, xml: &mut Xml) {
        let hierarchy = self.framework.hierarchy();
        xml.open("Codes", &[]);
        let mut open: Vec<usize> = Vec::new();
        for &place in hierarchy.order() {
            while open.last().is_some_and(|&above| hierarchy.parent(place) != Some(above)) {
                open.pop();
                xml.close();
            }
            let is_heading = !hierarchy.is_leaf(place) && self.framework.is_heading(place);
            let is_codable = if is_heading { "false" } else { "true" };
            let description = &self.framework.areas[place].description;
            let attributes = [
                ("guid", self.guid_of[place].as_str()),
                ("name", &self.names[place]),
                ("isCodable", is_codable),
                ("color", COLOURS[place % COLOURS.len()]),
            ];
            xml.open("Code", &attributes);
            if !description.is_empty() {
                xml.text("Description", description);
            }
            open.push(place);
        }
        for _ in open {
            xml.close();
        }
        xml.close();
    }
}

/// The themes in the form of a framework.
fn themes(analysis: &Analysis) -> Framework {
    let areas = analysis.themes.iter().map(|theme| {
        let terms: Vec<&str> = theme.key_terms.iter().map(|key| key.term.as_str()).collect();
        Area {
            id: format!("theme-{}", theme.number),
            name: theme.label.clone(),
            description: format!("Key terms: {}.", terms.join(", ")),
            ..Area::default()
        }
    });
    Framework { name: "Themes".to_owned(), version: String::new(), areas: areas.collect() }
}

/// The name of each code. Programs can hold a name once only, wherever its code lies and whatever its case, so one that recurs
/// is told with the names of the areas that it is a part of, and so is one that looks as if it were told so already, because
/// the readers of codebooks take these names off. By what is written, [`AreaNames`] finds the area again; where neither name
/// does that, the id is written, and what would be called like it is told otherwise, too. Of ids that differ in case alone
/// each stays what it is.
fn names(framework: &Framework) -> Vec<String> {
    let plain = |name: &str| name.trim().to_lowercase();
    // For each area what it can be called, the best last.
    let mut forms = forms(framework);
    let mut holders: BTreeMap<String, usize> =
        forms.iter().enumerate().filter_map(|(place, forms)| Some((plain(forms.last()?), place))).collect();
    let mut by_id: Vec<usize> = (0..forms.len()).filter(|&place| forms[place].is_empty()).collect();
    while let Some(place) = by_id.pop() {
        let Some(other) = holders.remove(&plain(&framework.areas[place].id)) else { continue };
        forms[other].pop();
        match forms[other].last() {
            Some(next) => drop(holders.insert(plain(next), other)),
            None => by_id.push(other),
        }
    }
    let areas = framework.areas.iter().zip(forms);
    areas.map(|(area, mut forms)| forms.pop().unwrap_or_else(|| area.id.clone())).collect()
}

/// For each area its path and its name, as far as they can stand for it.
fn forms(framework: &Framework) -> Vec<Vec<String>> {
    let (hierarchy, known) = (framework.hierarchy(), AreaNames::of(framework));
    let plain = |name: &str| name.trim().to_lowercase();
    let mut times = BTreeMap::<String, usize>::new();
    framework.areas.iter().for_each(|area| *times.entry(plain(&area.name)).or_default() += 1);
    let of_area = |(place, area): (usize, &Area)| {
        let above = || hierarchy.parent(place).map(|above| hierarchy.told(above, framework) + BELOW);
        let is_like_a_path =
            || area.name.contains(BELOW) && above().is_some_and(|above| area.name.starts_with(&above));
        let is_name = times[&plain(&area.name)] < 2 && !is_like_a_path();
        let path = Some(hierarchy.told(place, framework)).filter(|path| !is_name || *path != area.name);
        let forms = path.into_iter().chain(is_name.then(|| area.name.clone()));
        forms.filter(|form| known.place(form) == Some(place)).collect()
    };
    framework.areas.iter().enumerate().map(of_area).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::figure::palette::tests::contrast;

    #[test]
    fn colours_differ_can_be_written_on_and_stand_out_from_white() {
        assert_eq!(COLOURS.into_iter().collect::<BTreeSet<_>>().len(), COLOURS.len());
        for colour in COLOURS {
            assert!(contrast(colour, "#000000") >= 4.5 && contrast(colour, "#FFFFFF") >= 3.0, "{colour}");
        }
    }

    fn area(id: &str, name: &str, parent: Option<&str>) -> Area {
        Area { id: id.into(), name: name.into(), parent: parent.map(str::to_owned), ..Area::default() }
    }

    #[test]
    fn a_name_that_recurs_is_told_with_what_it_is_a_part_of() {
        let areas = vec![
            area("town", "The town", None),
            area("a", "Other", Some("town")),
            area("land", "The land", None),
            area("b", "OTHER", Some("land")),
            area("c", "Other", None),
            area("d", "Water", Some("land")),
        ];
        let framework = Framework { areas, ..Framework::default() };
        let expected = ["The town", "The town › Other", "The land", "The land › OTHER", "Other", "Water"];
        assert_eq!(names(&framework), expected);
    }

    /// What is written of a framework, read as a codebook.
    fn read_back(framework: &Framework) -> Framework {
        let guids = Guids::of("x");
        let guid_of = framework.areas.iter().map(|area| guids.guid("code", &[&area.id])).collect();
        let (framework, names) = (framework.clone(), names(framework));
        let list = List { codes: Codes::Areas, framework, guids, guid_of, names };
        let mut xml = Xml::new();
        xml.open("CodeBook", &[]);
        list.write(&mut xml);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.qdc");
        std::fs::write(&file, xml.finish()).unwrap();
        crate::import_framework(&file, "x").unwrap().0
    }

    /// The paths of all areas.
    fn paths(framework: &Framework) -> BTreeSet<String> {
        (0..framework.areas.len()).map(|place| framework.told(place)).collect()
    }

    #[test]
    fn names_that_look_like_paths_or_differ_in_case_are_told_apart_and_come_back() {
        type Case<'a> = (&'a [(&'a str, &'a str, Option<&'a str>)], &'a [&'a str], bool);
        let cases: &[Case<'_>] = &[
            // Within "A", one that is called as a part of it would be told; and elsewhere.
            (&[("a", "A", None), ("b", "A › B", Some("a"))], &["A", "A › A › B"], true),
            (
                &[("a", "A", None), ("b", "B", Some("a")), ("c", "A › B", Some("a"))],
                &["A", "B", "A › A › B"],
                true,
            ),
            (
                &[("a", "A", None), ("b", "B", Some("a")), ("c", "C", None), ("d", "A › B", Some("c"))],
                &["A", "B", "C", "C › A › B"],
                true,
            ),
            (&[("a", "A", None), ("c", "C", None), ("b", "A › B", Some("c"))], &["A", "C", "A › B"], true),
            (
                &[("rent", "Rent", None), ("x", "Homes", None), ("y", "rent", Some("x"))],
                &["Rent", "Homes", "Homes › rent"],
                true,
            ),
            // The only name of one is the path of another, so that has its id.
            (
                &[("a", "A", None), ("b", "B", Some("a")), ("b-2", "b", None), ("c", "a › b", None)],
                &["A", "b", "b-2", "a › b"],
                false,
            ),
            // An id that is not written may be a name.
            (&[("rent", "Housing", None), ("rent-2", "Rent", None)], &["Housing", "Rent"], true),
            // The id of one is the name of another in other case.
            (&[("rent", "x", None), ("x", "Rent", None)], &["rent", "x"], false),
        ];
        for (areas, expected, comes_back) in cases {
            let areas = areas.iter().map(|(id, name, parent)| area(id, name, *parent)).collect();
            let framework = Framework { areas, ..Framework::default() };
            framework.validate().unwrap();
            assert_eq!(names(&framework), *expected);
            assert_eq!(paths(&read_back(&framework)) == paths(&framework), *comes_back, "{expected:?}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_there_once_whatever_its_case_and_is_that_of_its_area(
            areas in prop::collection::vec(
                (prop::option::of(0usize..8), prop::sample::select(vec!["a", "A", "b", "a › b", "A › A", "a1", "A2", "b › a"])),
                1..8,
            )
        ) {
            let of = |(place, (parent, name)): (usize, &(Option<usize>, &str))| {
                let parent = parent.filter(|parent| *parent < place).map(|parent| format!("a{parent}"));
                area(&format!("a{place}"), name, parent.as_deref())
            };
            // Without those that have the name of another in the same place.
            let mut framework = Framework::default();
            for area in areas.iter().enumerate().map(of) {
                framework.areas.push(area);
                if framework.validate().is_err() {
                    framework.areas.pop();
                }
            }
            let (names, known) = (names(&framework), AreaNames::of(&framework));
            for (place, name) in names.iter().enumerate() {
                prop_assert_eq!(known.place(name), Some(place));
            }
            let plain: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(plain.len(), names.len());
            // Only what is called by its id comes back under another name.
            if names.iter().zip(&framework.areas).all(|(name, area)| *name != area.id) {
                prop_assert_eq!(paths(&read_back(&framework)), paths(&framework));
            }
        }
    }
}
