//! How the areas of a framework hang together.

use std::collections::BTreeMap;

use super::area::Framework;

/// The most levels that a framework can have. Codebooks have two or three; more than this is a mistake.
pub const MOST_LEVELS: usize = 8;

/// What stands between the names of areas of which each lies in the one before: "Place › Housing".
pub const BELOW: &str = " › ";

/// Which areas are parts of which, by their places in the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    order: Vec<usize>,
}

impl Framework {
    /// How the areas hang together.
    ///
    /// ```
    /// use commonground::Framework;
    ///
    /// let framework = Framework::from_toml(r#"
    ///     name = "Places"
    ///
    ///     [[area]]
    ///     id = "buses"
    ///     name = "Buses"
    ///     parent = "travel"
    ///
    ///     [[area]]
    ///     id = "travel"
    ///     name = "Getting about"
    /// "#)?;
    /// let hierarchy = framework.hierarchy();
    /// assert_eq!(hierarchy.order(), [1, 0]);
    /// assert_eq!((hierarchy.parent(0), hierarchy.children(1)), (Some(1), &[0][..]));
    /// assert_eq!(framework.told(0), "Getting about › Buses");
    /// assert!(framework.is_heading(1) && hierarchy.is_leaf(0));
    /// # Ok::<(), commonground::Error>(())
    /// ```
    pub fn hierarchy(&self) -> Hierarchy {
        let places: BTreeMap<&str, usize> =
            self.areas.iter().enumerate().rev().map(|(place, area)| (area.id.as_str(), place)).collect();
        let parents = self.areas.iter().map(|area| places.get(area.parent.as_deref()?).copied());
        Hierarchy::of(parents.collect())
    }
}

impl Hierarchy {
    /// A hierarchy by the parent of each area. Where parents lead back to an area, which no valid framework allows, it
    /// is taken for one of the first level.
    fn of(mut parents: Vec<Option<usize>>) -> Self {
        for place in 0..parents.len() {
            let mut above = parents[place];
            let mut steps = 0;
            while let Some(at) = above.filter(|_| steps <= parents.len()) {
                if at == place {
                    parents[place] = None;
                    break;
                }
                (above, steps) = (parents[at], steps + 1);
            }
        }
        let mut children = vec![Vec::new(); parents.len()];
        for (place, parent) in parents.iter().enumerate() {
            if let Some(parent) = *parent {
                children[parent].push(place);
            }
        }
        let mut order = Vec::with_capacity(parents.len());
        let mut next: Vec<usize> =
            (0..parents.len()).rev().filter(|&place| parents[place].is_none()).collect();
        while let Some(place) = next.pop() {
            order.push(place);
            next.extend(children[place].iter().rev());
        }
        Hierarchy { parents, children, order }
    }

    /// How many areas there are.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there is no area.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// Whether no area is a part of another.
    pub fn is_flat(&self) -> bool {
        self.parents.iter().all(Option::is_none)
    }

    /// The area that an area is a part of.
    pub fn parent(&self, area: usize) -> Option<usize> {
        self.parents[area]
    }

    /// The parts of an area, in the framework's order; not the parts of its parts.
    pub fn children(&self, area: usize) -> &[usize] {
        &self.children[area]
    }

    /// Whether an area has no parts.
    pub fn is_leaf(&self, area: usize) -> bool {
        self.children[area].is_empty()
    }

    /// The areas that an area is a part of, the nearest first.
    pub fn ancestors(&self, area: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.parents[area], |&above| self.parents[above])
    }

    /// The parts of an area, their parts, and so on, each before its own parts.
    pub fn descendants(&self, area: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut next: Vec<usize> = self.children[area].iter().rev().copied().collect();
        while let Some(place) = next.pop() {
            found.push(place);
            next.extend(self.children[place].iter().rev());
        }
        found
    }

    /// An area's name in its framework, with the names of the areas that it is a part of, the highest first.
    pub fn told(&self, area: usize, framework: &Framework) -> String {
        let places = std::iter::once(area).chain(self.ancestors(area));
        let mut names: Vec<&str> = places.map(|place| framework.areas[place].name.as_str()).collect();
        names.reverse();
        names.join(BELOW)
    }

    /// How deep an area lies: 0 on the first level.
    pub fn depth(&self, area: usize) -> usize {
        self.ancestors(area).count()
    }

    /// All areas in the order in which they are shown: each before its parts, otherwise as the framework has them.
    pub fn order(&self) -> &[usize] {
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn areas_are_shown_before_their_parts() {
        // 3 ─ 0, 4 ─ 1; 2 alone.
        let hierarchy = Hierarchy::of(vec![Some(3), Some(4), None, None, Some(3)]);
        assert_eq!(hierarchy.order(), [2, 3, 0, 4, 1]);
        assert_eq!(hierarchy.descendants(3), [0, 4, 1]);
        assert_eq!(hierarchy.ancestors(1).collect::<Vec<_>>(), [4, 3]);
        let depths: Vec<usize> = (0..5).map(|area| hierarchy.depth(area)).collect();
        assert_eq!(depths, [1, 2, 0, 0, 1]);
        assert!(hierarchy.is_leaf(2) && !hierarchy.is_leaf(4) && !hierarchy.is_flat());
    }

    proptest! {
        #[test]
        fn every_area_is_shown_once_and_below_its_parent_whatever_the_parents(
            parents in proptest::collection::vec(proptest::option::of(0usize..12), 12)
        ) {
            let hierarchy = Hierarchy::of(parents);
            let mut sorted = hierarchy.order().to_vec();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..12).collect::<Vec<_>>());
            for area in 0..12 {
                let at = |wanted| hierarchy.order().iter().position(|&area| area == wanted);
                prop_assert!(hierarchy.ancestors(area).all(|above| at(above) < at(area)));
                for below in hierarchy.descendants(area) {
                    prop_assert!(hierarchy.ancestors(below).any(|above| above == area));
                }
            }
        }
    }
}
