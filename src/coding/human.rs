//! What people coded: by document or by byte range, one coder or several.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::area_names::AreaNames;
use crate::error::{Error, Result, shown};
use crate::framework::Framework;
use crate::round::{Note, Passage, Round, Source};

/// One thing that one person said about one place: that it raises an area, or that it raises nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HumanCode {
    /// The id of the document.
    pub document: String,
    /// The bytes of its text that were coded; none if the document was coded as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range<usize>>,
    /// The area, by its id or its name in the framework; none for "read, raises nothing". What begins with `outside:`
    /// ([`OUTSIDE`]) is something that the framework has no area for: it was read, and raises nothing of the framework.
    pub area: Option<String>,
    /// Who coded it. May be empty where there is one coder.
    #[serde(default)]
    pub coder: String,
    /// Where it was read, for messages.
    #[serde(default)]
    pub source: Source,
}

/// What people write before the name of something that lies outside of the framework.
pub const OUTSIDE: &str = "outside:";

/// For each unit, in order: none if nobody in question coded it, or the areas given to it (by their place in the
/// framework), possibly none at all.
pub type UnitCodes = Vec<Option<BTreeSet<usize>>>;

/// What people coded.
///
/// Codes are kept by the ids of documents and areas, so that they stay true when a framework is put into another order
/// or a round grows. [`HumanCodes::check`] holds them against a round and a framework; do so once, before anything
/// else: what is in neither is left out by the other methods.
///
/// A code with a range counts for each passage of which it covers at least half, or that covers at least half of it
/// (half of the shorter of the two, in bytes). A code without a range counts where the document is one passage, and
/// says nothing about the single passages of a longer one. By document, all codes of it count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HumanCodes {
    codes: Vec<HumanCode>,
}

impl HumanCodes {
    /// Takes codes in any order; what was said twice counts once.
    pub fn new(mut codes: Vec<HumanCode>) -> Self {
        codes.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| place(a).cmp(&place(b))));
        codes.dedup_by(|a, b| key(a) == key(b));
        HumanCodes { codes }
    }

    /// The codes, by document, range, coder and area.
    pub fn codes(&self) -> &[HumanCode] {
        &self.codes
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The names of the coders, in alphabetical order.
    pub fn coders(&self) -> Vec<&str> {
        let names: BTreeSet<&str> = self.codes.iter().map(|code| code.coder.as_str()).collect();
        names.into_iter().collect()
    }

    /// Holds the codes against a round and a framework. Returns what is left out: codes of documents that are not in
    /// the round, one note a document, and codes of what lies outside of the framework, one note a name.
    ///
    /// # Errors
    /// [`Error::Codes`] for an area that the framework does not have, if no code is about a document of the round, and
    /// for a range that is empty, is not within the
    /// text, or cuts a character in two.
    pub fn check(&self, round: &Round, framework: &Framework) -> Result<Vec<Note>> {
        let (place_of, names, mut notes) = (places(round), AreaNames::of(framework), Vec::new());
        let mut absent: BTreeMap<&str, (&Source, usize)> = BTreeMap::new();
        let mut outside = absent.clone();
        for code in &self.codes {
            let fault = |what: String| Error::Codes { place: code.source.clone(), what };
            if let Some(area) = &code.area {
                if is_outside(area) {
                    outside.entry(area).or_insert((&code.source, 0)).1 += 1;
                } else if names.place(area).is_none() {
                    return Err(fault(unknown_area(area, framework)));
                }
            }
            let Some(&document) = place_of.get(code.document.as_str()) else {
                absent.entry(&code.document).or_insert((&code.source, 0)).1 += 1;
                continue;
            };
            let text = &round.documents()[document].text;
            if let Some(what) = code.range.as_ref().and_then(|range| range_fault(range, text)) {
                return Err(fault(format!("document {:?}: {what}", shown(&code.document))));
            }
        }
        let skipped: usize = absent.values().map(|(_, count)| count).sum();
        if let Some(first) = self.codes.first().filter(|_| skipped == self.codes.len()) {
            let what = "no code is about a document of this round: give the ids as they are in the round";
            return Err(Error::Codes { place: first.source.clone(), what: what.to_owned() });
        }
        notes.extend(outside.into_iter().map(|(area, (source, count))| {
            let message = format!("{:?} lies outside of the framework: skipped, {count} in all", shown(area));
            Note { source: source.clone(), message }
        }));
        notes.extend(absent.into_iter().map(|(id, (source, count))| {
            let codes = if count == 1 { "1 code is".to_owned() } else { format!("{count} codes are") };
            let message = format!(
                "document {:?} is not in this round, so its {codes} skipped: check the id, or add the document",
                shown(id)
            );
            Note { source: source.clone(), message }
        }));
        Ok(notes)
    }

    /// What people agree on about each passage. An area is given where at least half of those who coded the passage
    /// gave it: with two coders who differ, it is given.
    pub fn by_passage(&self, round: &Round, passages: &[Passage], framework: &Framework) -> UnitCodes {
        let (place_of, names) = (places(round), AreaNames::of(framework));
        let each: Vec<UnitCodes> = self
            .coders()
            .into_iter()
            .map(|coder| self.given_by(coder, &place_of, passages, &names))
            .collect();
        consensus(&each, passages.len())
    }

    /// What one person coded about each passage.
    pub fn of_coder(
        &self,
        coder: &str,
        round: &Round,
        passages: &[Passage],
        framework: &Framework,
    ) -> UnitCodes {
        self.given_by(coder, &places(round), passages, &AreaNames::of(framework))
    }

    fn given_by(
        &self,
        coder: &str,
        place_of: &BTreeMap<&str, usize>,
        passages: &[Passage],
        names: &AreaNames<'_>,
    ) -> UnitCodes {
        let mut given: UnitCodes = vec![None; passages.len()];
        let first_of = |document| passages.partition_point(|passage| passage.document < document);
        for code in self.codes.iter().filter(|code| code.coder == coder) {
            let Some(&document) = place_of.get(code.document.as_str()) else { continue };
            let area = match &code.area {
                Some(area) if is_outside(area) => None,
                Some(area) => match names.place(area) {
                    Some(area) => Some(area),
                    None => continue,
                },
                None => None,
            };
            let own = first_of(document)..first_of(document + 1);
            let is_whole = own.len() == 1;
            for number in own {
                let counts = match &code.range {
                    Some(range) => overlaps(range, &passages[number]),
                    None => is_whole,
                };
                if counts {
                    given[number].get_or_insert_default().extend(area);
                }
            }
        }
        given
    }

    /// What people agree on about each document, in the round's order; as [`HumanCodes::by_passage`].
    pub fn by_document(&self, round: &Round, framework: &Framework) -> UnitCodes {
        self.by_passage(round, &whole(round), framework)
    }

    /// What one person coded about each document, in the round's order: all that they said of it or of its parts.
    pub fn of_coder_by_document(&self, coder: &str, round: &Round, framework: &Framework) -> UnitCodes {
        self.of_coder(coder, round, &whole(round), framework)
    }
}

/// What at least half of those who coded a unit gave it.
fn consensus(each: &[UnitCodes], units: usize) -> UnitCodes {
    let agreed = |unit: usize| {
        let sets: Vec<&BTreeSet<usize>> = each.iter().filter_map(|codes| codes[unit].as_ref()).collect();
        let mut votes = BTreeMap::<usize, usize>::new();
        sets.iter().copied().flatten().for_each(|&area| *votes.entry(area).or_default() += 1);
        let given = votes.into_iter().filter(|(_, votes)| 2 * votes >= sets.len()).map(|(area, _)| area);
        (!sets.is_empty()).then(|| given.collect())
    };
    (0..units).map(agreed).collect()
}

/// Whether a code names something that lies outside of the framework.
pub fn is_outside(area: &str) -> bool {
    area.trim().get(..OUTSIDE.len()).is_some_and(|start| start.eq_ignore_ascii_case(OUTSIDE))
}

/// What makes two codes the same.
fn key(code: &HumanCode) -> (&str, Option<(usize, usize)>, &str, Option<&str>) {
    let range = code.range.as_ref().map(|range| (range.start, range.end));
    (&code.document, range, &code.coder, code.area.as_deref())
}

fn place(code: &HumanCode) -> (&str, Option<u64>) {
    (&code.source.file, code.source.line)
}

/// The place of each document in the round, by id.
fn places(round: &Round) -> BTreeMap<&str, usize> {
    round.documents().iter().enumerate().map(|(place, document)| (document.id.as_str(), place)).collect()
}

/// Every document as one passage.
fn whole(round: &Round) -> Vec<Passage> {
    let documents = round.documents().iter().enumerate();
    documents.map(|(document, d)| Passage { document, start: 0, end: d.text.len() }).collect()
}

/// Whether at least half of the shorter lies in the other.
fn overlaps(range: &Range<usize>, passage: &Passage) -> bool {
    let shared = range.end.min(passage.end).saturating_sub(range.start.max(passage.start));
    let shorter = range.len().min(passage.end - passage.start);
    shared > 0 && 2 * shared >= shorter
}

fn range_fault(range: &Range<usize>, text: &str) -> Option<String> {
    let Range { start, end } = *range;
    if start >= end {
        return Some(format!(
            "the range {start}–{end} is empty: let end lie after start, or leave both blank for all of it"
        ));
    }
    if end > text.len() {
        return Some(format!(
            "the range {start}–{end} ends after the text, which has {} bytes: code the text as it is now",
            text.len()
        ));
    }
    let is_cut = !text.is_char_boundary(start) || !text.is_char_boundary(end);
    is_cut.then(|| {
        format!("the range {start}–{end} cuts a character in two: count in bytes of UTF-8, not in characters")
    })
}

fn unknown_area(area: &str, framework: &Framework) -> String {
    const MOST: usize = 40;
    let named = shown(area);
    let ids: Vec<String> = framework.areas.iter().take(MOST).map(|area| shown(&area.id)).collect();
    format!(
        "the framework has no area {named:?}: write the id or the name of one, or {OUTSIDE}NAME for what it has no area for; its areas are {}{}",
        ids.join(", "),
        if framework.areas.len() > MOST { ", …" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::Document;
    use proptest::prelude::*;

    /// Two documents: one of the passages 0–10, 10–30 and 30–40, and one that is a passage.
    fn round() -> (Round, Vec<Passage>) {
        let documents = vec![Document::new("a", "é".repeat(20)), Document::new("b", "short")];
        let round = Round::new(documents).unwrap();
        let cuts = [(0, 0, 10), (0, 10, 30), (0, 30, 40), (1, 0, 5)];
        (round, cuts.map(|(document, start, end)| Passage { document, start, end }).to_vec())
    }

    fn framework() -> Framework {
        let toml = "name = 'F'\n[[area]]\nid = 'x'\nname = 'The Sea'\n[[area]]\nid = 'y'\nname = 'Hills'\n";
        Framework::from_toml(toml).unwrap()
    }

    fn code(document: &str, range: Option<Range<usize>>, area: &str, coder: &str) -> HumanCode {
        let area = Some(area.to_owned()).filter(|area| !area.is_empty());
        let source = Source { file: "c.csv".into(), line: Some(2) };
        HumanCode { document: document.into(), range, area, coder: coder.into(), source }
    }

    /// `-` for not coded, otherwise the areas.
    fn told(codes: &UnitCodes) -> String {
        let one = |set: &Option<BTreeSet<usize>>| match set {
            None => "-".to_owned(),
            Some(set) => set.iter().map(usize::to_string).collect::<Vec<_>>().join("+"),
        };
        codes.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// Document, range and area; what is coded by passage, and by document.
    type Case<'a> = (&'a str, Option<Range<usize>>, &'a str, &'a str, &'a str);

    #[test]
    fn codes_go_to_the_passages_that_they_overlap_by_half() {
        let ((round, passages), framework) = (round(), framework());
        let cases: &[Case<'_>] = &[
            ("a", Some(0..10), "x", "0,-,-,-", "0,-"),
            ("a", Some(0..40), "y", "1,1,1,-", "1,-"),
            ("a", Some(6..14), "x", "0,0,-,-", "0,-"),
            ("a", Some(6..16), "x", "-,0,-,-", "0,-"),
            ("a", Some(4..24), "x", "0,0,-,-", "0,-"),
            ("a", Some(12..14), "the sea", "-,0,-,-", "0,-"),
            ("a", Some(30..40), "", "-,-,,-", ",-"),
            ("a", Some(30..40), "outside:climate", "-,-,,-", ",-"),
            ("a", None, "x", "-,-,-,-", "0,-"),
            ("b", None, " Y ", "-,-,-,1", "-,1"),
            ("b", None, "", "-,-,-,", "-,"),
            ("c", None, "x", "-,-,-,-", "-,-"),
        ];
        for (document, range, area, passage, by_document) in cases {
            let codes = HumanCodes::new(vec![code(document, range.clone(), area, "")]);
            assert_eq!(codes.check(&round, &framework).is_ok(), *document != "c");
            assert_eq!(
                told(&codes.by_passage(&round, &passages, &framework)),
                *passage,
                "{document} {range:?}"
            );
            assert_eq!(told(&codes.by_document(&round, &framework)), *by_document, "{document} {range:?}");
        }
    }

    #[test]
    fn the_majority_of_those_who_coded_a_unit_decides_and_a_tie_gives() {
        let ((round, passages), framework) = (round(), framework());
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[("ann", "x"), ("bob", "")], "0"),
            (&[("ann", "x"), ("bob", ""), ("cy", "")], ""),
            (&[("ann", "x"), ("bob", "x"), ("bob", "y"), ("cy", "")], "0"),
            (&[("ann", "x"), ("ann", "")], "0"),
        ];
        for (given, expected) in cases {
            let codes: Vec<HumanCode> =
                given.iter().map(|(coder, area)| code("b", None, area, coder)).collect();
            let codes = HumanCodes::new(codes);
            assert_eq!(told(&codes.by_passage(&round, &passages, &framework)[3..].to_vec()), *expected);
        }
        let codes = HumanCodes::new(vec![code("b", None, "x", "bob"), code("a", None, "", "ann")]);
        assert_eq!(codes.coders(), ["ann", "bob"]);
        assert_eq!(told(&codes.of_coder_by_document("ann", &round, &framework)), ",-");
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place_and_the_remedy() {
        let ((round, _), framework) = (round(), framework());
        let cases = [
            (code("a", None, "z", ""), "c.csv, line 2: the framework has no area \"z\": write the id"),
            (code("a", Some(3..10), "x", ""), "document \"a\": the range 3–10 cuts a character in two"),
            (code("a", Some(4..99), "x", ""), "ends after the text, which has 40 bytes"),
            (code("a", Some(8..8), "x", ""), "the range 8–8 is empty"),
            (code("q", None, "x", ""), "no code is about a document of this round"),
        ];
        for (code, expected) in cases {
            let message = HumanCodes::new(vec![code]).check(&round, &framework).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
        let codes = vec![
            code("z", None, "x", "ann"),
            code("z", None, "y", "ann"),
            code("b", None, "Outside:sky", "ann"),
            code(&format!("zz\u{7}{}", "z".repeat(100)), None, "x", "ann"),
        ];
        let long = format!(
            "document \"zz {}…\" is not in this round, so its 1 code is skipped: check the id, or add the document",
            "z".repeat(57)
        );
        let notes = HumanCodes::new(codes).check(&round, &framework).unwrap();
        let told: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "\"Outside:sky\" lies outside of the framework: skipped, 1 in all",
                "document \"z\" is not in this round, so its 2 codes are skipped: check the id, or add the document",
                &long,
            ]
        );
    }

    proptest! {
        #[test]
        fn the_order_in_which_codes_are_given_does_not_matter(
            codes in prop::collection::vec((0usize..2, 0usize..19, 1usize..20, 0usize..3, 0usize..3), 0..20),
            turn in 0usize..20,
        ) {
            prop_assume!(!codes.is_empty());
            let ((round, passages), framework) = (round(), framework());
            let mut codes: Vec<HumanCode> = codes
                .into_iter()
                .map(|(document, start, len, area, coder)| {
                    let range = (document == 0).then(|| 2 * start..(2 * (start + len)).min(40));
                    code(["a", "b"][document], range, ["x", "y", ""][area], ["ann", "bob", ""][coder])
                })
                .collect();
            let one = HumanCodes::new(codes.clone());
            one.check(&round, &framework).unwrap();
            let middle = turn.min(codes.len());
            codes.rotate_left(middle);
            let other = HumanCodes::new(codes);
            prop_assert_eq!(&one, &other);
            let units = one.by_passage(&round, &passages, &framework);
            prop_assert!(units.iter().flatten().flatten().all(|&area| area < 2));
        }
    }
}
