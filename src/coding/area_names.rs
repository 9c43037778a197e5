//! The areas of a framework by what people call them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::framework::{Area, BELOW, Framework};

/// The names of a framework's areas, made once to look up many.
///
/// ```
/// use commonground::Framework;
/// use commonground::coding::AreaNames;
///
/// let framework = Framework::from_toml(
///     "name = 'F'\n[[area]]\nid = 'land'\nname = 'The land'\n[[area]]\nid = 'wet'\nname = 'Water'\nparent = 'land'\n",
/// )?;
/// let names = AreaNames::of(&framework);
/// assert_eq!(names.place("the land › water"), Some(1));
/// assert_eq!(names.place("The sea"), None);
/// # Ok::<(), commonground::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct AreaNames<'f> {
    ids: BTreeMap<&'f str, usize>,
    /// The areas of the first level by their plain names.
    first_level: BTreeMap<String, usize>,
    /// The areas by the one that they lie in and the name in lower case. Whole paths are not kept: each has the names of all areas
    /// above it once more.
    parts: BTreeMap<(Option<usize>, Cow<'static, str>), Vec<usize>>,
    /// How many bytes the longest of these names has, by the area that it lies in.
    longest: BTreeMap<Option<usize>, usize>,
    /// For each area, whether it says that it lies in another.
    is_part: Vec<bool>,
    names: BTreeMap<String, usize>,
    plain_ids: BTreeMap<String, usize>,
}

impl<'f> AreaNames<'f> {
    /// The names of a framework.
    pub fn of(framework: &'f Framework) -> Self {
        // Where several have the same, the first stands last here, and stays.
        let all = || framework.areas.iter().enumerate().rev();
        let plain = |area: &Area| area.name.trim().to_lowercase();
        let ids: BTreeMap<&str, usize> = all().map(|(place, area)| (area.id.as_str(), place)).collect();
        let (mut parts, mut longest) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::new());
        for (place, area) in framework.areas.iter().enumerate() {
            let above = area.parent.as_deref().and_then(|parent| ids.get(parent).copied());
            let name = area.name.to_lowercase();
            let most: &mut usize = longest.entry(above).or_default();
            *most = name.len().max(*most);
            parts.entry((above, Cow::Owned(name))).or_default().push(place);
        }
        AreaNames {
            first_level: all()
                .filter(|(_, area)| area.parent.is_none())
                .map(|(p, a)| (plain(a), p))
                .collect(),
            parts,
            longest,
            is_part: framework.areas.iter().map(|area| area.parent.is_some()).collect(),
            names: all().map(|(place, area)| (plain(area), place)).collect(),
            plain_ids: all().map(|(place, area)| (area.id.to_lowercase(), place)).collect(),
            ids,
        }
    }

    /// The place of an area in the framework: by its id; or, with the case aside, by its name with the names of the areas that
    /// it is a part of ([`Framework::told`]), by its name alone, or by its id. A name that recurs is that of the area on the
    /// first level, if there is one, and otherwise of the first in the framework.
    pub fn place(&self, told: &str) -> Option<usize> {
        let told = told.trim();
        let plain = told.to_lowercase();
        let first = self.ids.get(told).or_else(|| self.first_level.get(&plain)).copied();
        first
            .or_else(|| self.by_path(&plain))
            .or_else(|| self.names.get(&plain).or_else(|| self.plain_ids.get(&plain)).copied())
    }

    /// The first area that lies in another and has this path. A name may itself have in it what stands between names, so each
    /// beginning of the path is looked up.
    fn by_path(&self, path: &str) -> Option<usize> {
        if !path.contains(BELOW) {
            // One name can be a path, too: that of an area whose parent is not in the framework.
            return self.ends_at(None, path);
        }
        let mut found = None;
        // Areas whose paths the whole begins with, and what is left of it behind each.
        let mut open = vec![(None, path)];
        while let Some((above, rest)) = open.pop() {
            let whole = self.ends_at(above, rest);
            found = found.into_iter().chain(whole).min();
            let most = self.longest.get(&above).copied().unwrap_or_default();
            for (at, _) in rest.match_indices(BELOW).take_while(|(at, _)| *at <= most) {
                let within = self.parts.get(&(above, Cow::Borrowed(&rest[..at])));
                let behind = &rest[at + BELOW.len()..];
                open.extend(within.into_iter().flatten().map(|&place| (Some(place), behind)));
            }
        }
        found
    }

    /// The first area of a name below another that says of itself that it lies in one.
    fn ends_at(&self, above: Option<usize>, name: &str) -> Option<usize> {
        let named = self.parts.get(&(above, Cow::Borrowed(name)))?;
        named.iter().copied().find(|&place| self.is_part[place])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn area(id: &str, name: &str, parent: Option<&str>) -> Area {
        Area { id: id.into(), name: name.into(), parent: parent.map(str::to_owned), ..Area::default() }
    }

    #[test]
    fn a_name_that_recurs_is_told_apart_by_the_areas_that_it_is_a_part_of() {
        let areas = vec![
            area("town", "The town", None),
            area("t-other", "Other", Some("town")),
            area("land", "The land", None),
            area("l-other", "Other", Some("land")),
            area("l-wet", "Water", Some("land")),
            area("l-deep", "Other", Some("l-wet")),
            area("Other-things", "OTHER", None),
            area("water", "Rivers › wide", Some("t-other")),
        ];
        let framework = Framework { areas, ..Framework::default() };
        let names = AreaNames::of(&framework);
        let cases = [
            ("Other", Some(6)),
            ("The town › Other", Some(1)),
            ("the land › other ", Some(3)),
            ("The land › Water › Other", Some(5)),
            ("Water › Other", None),
            ("Water", Some(4)),
            ("water", Some(7)),
            ("Rivers › wide", Some(7)),
            ("the town › other › rivers › wide", Some(7)),
            ("OTHER-things", Some(6)),
            ("The sea › Other", None),
            ("", None),
            (" › ", None),
        ];
        for (told, expected) in cases {
            assert_eq!(names.place(told), expected, "{told}");
        }
        for place in 0..framework.areas.len() {
            assert_eq!(names.place(&framework.told(place)), Some(place));
        }
    }

    /// A chain as deep as it is long, in which every path would have all names above it.
    #[test]
    fn neither_depth_nor_long_names_cost_more_than_they_are_long() {
        let long = "x".repeat(10_000);
        let name = |place: usize| if place == 0 { long.clone() } else { format!("n{place}") };
        let areas: Vec<Area> = (0..20_000)
            .map(|place: usize| {
                let parent = place.checked_sub(1).map(|above| above.to_string());
                area(&place.to_string(), &name(place), parent.as_deref())
            })
            .collect();
        let framework = Framework { areas, ..Framework::default() };
        let names = AreaNames::of(&framework);
        let path: Vec<String> = (0..20_000).map(name).collect();
        for depth in [1, 2, 300, 20_000] {
            assert_eq!(names.place(&path[..depth].join(BELOW)), Some(depth - 1));
        }
    }

    /// The rule as it is said, one area after the other.
    fn plain_place(framework: &Framework, told: &str) -> Option<usize> {
        let told = told.trim();
        let plain = told.to_lowercase();
        let find = |is_it: &dyn Fn(usize, &Area) -> bool| {
            framework
                .areas
                .iter()
                .enumerate()
                .find(|(place, area)| is_it(*place, area))
                .map(|(place, _)| place)
        };
        let is_named = |area: &Area| area.name.trim().to_lowercase() == plain;
        find(&|_, area| area.id == told)
            .or_else(|| find(&|_, area| area.parent.is_none() && is_named(area)))
            .or_else(|| {
                find(&|place, area| area.parent.is_some() && framework.told(place).to_lowercase() == plain)
            })
            .or_else(|| find(&|_, area| is_named(area)))
            .or_else(|| find(&|_, area| area.id.to_lowercase() == plain))
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_rule(
            areas in prop::collection::vec(
                (0usize..9, prop::sample::select(vec!["a", "A ", "b", "B", "a › b", " b › a", "Σ", "ΑΣ", "a1", "A2", "b › ", " › "])),
                1..9,
            ),
            ids in prop::collection::vec(prop::sample::select(vec!["a", "A", "a1", "A1", "a2", "b", "x", "y", "z"]), 9),
            told in "([abAB ]|Σ|ΑΣ|ας|a1| › ){0,7}",
        ) {
            // Parents come before their parts, but for those that are not there.
            let of = |(place, (parent, name)): (usize, &(usize, &str))| {
                let parent = match parent {
                    8 => Some("nobody"),
                    parent => ids[..place].get(*parent).copied().filter(|parent| *parent != ids[place]),
                };
                area(ids[place], name, parent)
            };
            let areas: Vec<Area> = areas.iter().enumerate().map(of).collect();
            let framework = Framework { areas, ..Framework::default() };
            let names = AreaNames::of(&framework);
            prop_assert_eq!(names.place(&told), plain_place(&framework, &told));
            for place in 0..framework.areas.len() {
                for told in [framework.told(place), framework.areas[place].name.clone(), framework.areas[place].id.to_uppercase()] {
                    prop_assert_eq!(names.place(&told), plain_place(&framework, &told), "{}", told);
                }
            }
        }
    }
}
