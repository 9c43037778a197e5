//! The codes of a codebook or project: areas, or themes as areas.

use std::collections::BTreeMap;

use commonground::Analysis;
use commonground::coding::area_place;
use commonground::framework::{Area, Framework};

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
            let is_codable = if self.framework.is_heading(place) { "false" } else { "true" };
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

/// The name of each code. Programs can hold a name once only, wherever its code lies, so one that recurs (with the case aside)
/// is told with the names of the areas that it is a part of. By what is written, [`area_place`] finds the area again.
fn names(framework: &Framework) -> Vec<String> {
    let mut times = BTreeMap::<String, usize>::new();
    let plain = |area: &Area| area.name.trim().to_lowercase();
    framework.areas.iter().for_each(|area| *times.entry(plain(area)).or_default() += 1);
    let name = |(place, area): (usize, &Area)| {
        let own = (times[&plain(area)] < 2).then(|| area.name.clone());
        let mut names = own.into_iter().chain([framework.told(place)]);
        names.find(|name| area_place(framework, name) == Some(place)).unwrap_or_else(|| area.id.clone())
    };
    framework.areas.iter().enumerate().map(name).collect()
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

    proptest! {
        #[test]
        fn every_name_is_there_once_and_is_that_of_its_area(
            areas in prop::collection::vec((prop::option::of(0usize..8), prop::sample::select(vec!["a", "A", "b", "a › b", "a1", "b › a"])), 1..8)
        ) {
            let of = |(place, (parent, name)): (usize, &(Option<usize>, &str))| {
                let parent = parent.filter(|parent| *parent < place).map(|parent| format!("a{parent}"));
                area(&format!("a{place}"), name, parent.as_deref())
            };
            let framework = Framework { areas: areas.iter().enumerate().map(of).collect(), ..Framework::default() };
            prop_assume!(framework.validate().is_ok());
            let names = names(&framework);
            for (place, name) in names.iter().enumerate() {
                prop_assert_eq!(area_place(&framework, name), Some(place));
            }
            prop_assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
    }
}
