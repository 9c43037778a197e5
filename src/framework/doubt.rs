//! What is doubtful in a framework, though it can be used.

use serde::Serialize;

use super::area::{Area, Framework};

/// Something in a framework that its authors should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The areas concerned, by their places in the framework.
    pub areas: Vec<usize>,
    /// What is doubtful, as a sentence about the first of them, with the remedy.
    pub what: String,
}

impl Framework {
    /// What is doubtful in a valid framework, by area: an area that is known by its name alone, an exclude that holds
    /// none of the area's cues, two areas with the same cues, and two with nearly the same name. Headings
    /// ([`is_heading`](Framework::is_heading)) need no more than a name.
    pub fn warnings(&self) -> Vec<Doubt> {
        let areas = || self.areas.iter().enumerate();
        let cues: Vec<Vec<String>> = self.areas.iter().map(cues_in_order).collect();
        let names: Vec<String> = self.areas.iter().map(|area| plain(&area.name)).collect();
        let mut found = Vec::new();
        for (place, area) in areas() {
            let mut doubt = |areas: Vec<usize>, what: String| found.push(Doubt { areas, what });
            let is_known_by_name = area.description.trim().is_empty() && area.cues.is_empty();
            if is_known_by_name && !self.is_heading(place) {
                let what = "has neither a description nor cues: write what counts, or what it is known by";
                doubt(vec![place], what.to_owned());
            }
            for (number, exclude) in area.excludes.iter().enumerate() {
                let exclude = plain(exclude);
                if !cues[place].iter().any(|cue| exclude.contains(cue.trim_end_matches('*'))) {
                    let what = format!(
                        "exclude number {} holds none of its cues, so it excludes nothing",
                        number + 1
                    );
                    doubt(vec![place], what);
                }
            }
            for (other, earlier) in areas().take(place) {
                let told = describe(earlier);
                if !cues[place].is_empty() && cues[place] == cues[other] {
                    let what =
                        format!("has the same cues as {told}: join the two, or say what tells them apart");
                    doubt(vec![place, other], what);
                }
                if are_near(&names[place], &names[other]) && area.parent == earlier.parent {
                    let what = format!("is called nearly as {told} is: join the two, or call one otherwise");
                    doubt(vec![place, other], what);
                }
            }
        }
        found
    }
}

fn describe(area: &Area) -> String {
    format!("area {:?}", area.id)
}

/// A name or cue by its letters and digits alone, in lower case, with one space between words.
fn plain(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || c == '*';
    let words = text.split(|c: char| !kept(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn cues_in_order(area: &Area) -> Vec<String> {
    let mut cues: Vec<String> = area.cues.iter().map(|cue| plain(cue)).collect();
    cues.sort_unstable();
    cues.dedup();
    cues
}

/// Whether two plain names differ by a slip: one letter in eight, digits aside, because "Goal 1" is not "Goal 2".
fn are_near(a: &str, b: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let most = a_length.max(b_length) / 8;
    digits(a) == digits(b) && a_length.abs_diff(b_length) <= most && edits(a, b) <= most
}

/// The Levenshtein distance: insertions, deletions and replacements of characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut above[0], row + 1);
        for (column, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = above[column + 1];
            above[column + 1] = replaced.min(diagonal + 1).min(above[column] + 1);
        }
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_doubtful_is_told_of_its_area() {
        let with = |second: &str| {
            let text = format!(
                "name = 'x'\n[[area]]\nid = 'a'\nname = 'Housing costs'\ncues = ['rent*', 'Low pay']\n[[area]]\nid = 'b'\n{second}"
            );
            Framework::from_toml(&text).unwrap().warnings()
        };
        let cases: [(&str, &[&str]); 10] = [
            ("name = 'Travel'\ncues = ['bus']", &[]),
            ("name = 'Travel'", &["has neither a description nor cues"]),
            ("name = 'Travel'\ndescription = 'All of it.'", &[]),
            ("name = 'Travel'\nexamples = ['The bus is late.']", &["has neither a description nor cues"]),
            ("name = 'Travel'\ncues = ['low  PAY', 'rent*', 'rent*']", &["has the same cues as area \"a\""]),
            ("name = 'Housing cost'\ncues = ['bus']", &["is called nearly as area \"a\" is"]),
            ("name = 'housing: costs'\ncues = ['bus']", &["is called nearly as"]),
            ("name = 'Housing costs 2'\ncues = ['bus']", &[]),
            (
                "name = 'Travel'\ncues = ['power*']\nexcludes = ['Shore powers', 'at sea']",
                &["exclude number 2 holds none"],
            ),
            ("name = 'Travel'\n[[area]]\nid = 'c'\nname = 'Buses'\ncues = ['bus']\nparent = 'b'", &[]),
        ];
        for (second, expected) in cases {
            let found = with(second);
            assert_eq!(found.len(), expected.len(), "{second}: {found:?}");
            for (doubt, expected) in found.iter().zip(expected) {
                assert!(doubt.what.contains(expected) && doubt.areas[0] == 1, "{second}: {doubt:?}");
            }
        }
    }
}
