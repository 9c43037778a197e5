//! A field of the metadata, and the groups that its values make.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::round::{Document, Round, natural_order};

/// A field with more values than this makes no table that can be read.
pub const MOST_VALUES: usize = 12;
/// Groups of a useful field have so many documents in the mean.
const MEAN_DOCUMENTS: usize = 2;

/// A field of the metadata, and which of its values each document has. White space around and within values makes no
/// difference; letters do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// The name of the field.
    pub field: String,
    /// Its values, in natural order, each once.
    pub values: Vec<String>,
    /// The place of each document's value among [`values`](Self::values); none where the field is blank.
    pub of_document: Vec<Option<usize>>,
}

/// Why a field does not divide a round usefully.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfit {
    /// Every document that says something says the same.
    OneValue,
    /// It has more than [`MOST_VALUES`] values.
    ManyValues,
    /// It has fewer than two documents for each value, as names and ids have.
    NearlyUnique,
}

impl Division {
    /// Every field that a document says something in, by name.
    pub fn all(round: &Round) -> Vec<Division> {
        let mut fields = BTreeMap::<&str, Vec<Option<String>>>::new();
        let documents = round.documents();
        for (place, document) in documents.iter().enumerate() {
            for (field, value) in said(document) {
                fields.entry(field).or_insert_with(|| vec![None; documents.len()])[place] = Some(value);
            }
        }
        fields.into_iter().map(|(field, values)| Division::of(field, values)).collect()
    }

    fn of(field: &str, said: Vec<Option<String>>) -> Self {
        let mut values: Vec<&String> = said.iter().flatten().collect();
        values.sort_by(|a, b| natural_order(a, b));
        values.dedup();
        let values: Vec<String> = values.into_iter().cloned().collect();
        let place: BTreeMap<&String, usize> = values.iter().zip(0..).collect();
        let of_document = said.iter().map(|value| Some(place[value.as_ref()?])).collect();
        Division { field: field.to_owned(), of_document, values }
    }

    /// How many documents say something.
    pub fn said_by(&self) -> usize {
        self.of_document.iter().flatten().count()
    }

    /// Why no table is made of it; none if one is.
    pub fn unfit(&self) -> Option<Unfit> {
        match self.values.len() {
            0 | 1 => Some(Unfit::OneValue),
            values if self.said_by() < MEAN_DOCUMENTS * values => Some(Unfit::NearlyUnique),
            values if values > MOST_VALUES => Some(Unfit::ManyValues),
            _ => None,
        }
    }
}

/// What a document says in its fields, with single spaces between words; blank fields are left out.
pub(super) fn said(document: &Document) -> impl Iterator<Item = (&str, String)> {
    let fields = document.metadata.iter();
    let told =
        fields.map(|(field, value)| (field.as_str(), value.split_whitespace().collect::<Vec<_>>().join(" ")));
    told.filter(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(values: &[&str]) -> Round {
        let document = |(n, value): (usize, &&str)| Document::new(n.to_string(), "x").with("field", *value);
        Round::new(values.iter().enumerate().map(document).collect()).unwrap()
    }

    #[test]
    fn values_are_told_once_in_natural_order_and_blanks_are_no_value() {
        let all = Division::all(&round(&["zone 10", " zone  2 ", "", "\t", "zone 2", "Zone 2"]));
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].values, ["Zone 2", "zone 2", "zone 10"]);
        assert_eq!(all[0].of_document, [Some(2), Some(1), None, None, Some(1), Some(0)]);
        assert_eq!(all[0].said_by(), 4);
        assert!(Division::all(&round(&["", " "])).is_empty());
    }

    #[test]
    fn a_field_with_few_values_divides_and_others_say_why_they_do_not() {
        let many: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let thirteen: Vec<String> = (0..26).map(|n| (n % 13).to_string()).collect();
        let twelve: Vec<String> = (0..24).map(|n| (n % 12).to_string()).collect();
        let of = |values: &[String]| {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            Division::all(&round(&values))[0].unfit()
        };
        assert_eq!(of(&many), Some(Unfit::NearlyUnique));
        assert_eq!(of(&thirteen), Some(Unfit::ManyValues));
        assert_eq!(of(&twelve), None);
        let cases: [(&[&str], Option<Unfit>); 4] = [
            (&["a", "a", "", "a"], Some(Unfit::OneValue)),
            (&["a", "b", "a"], Some(Unfit::NearlyUnique)),
            (&["a", "b", "a", ""], Some(Unfit::NearlyUnique)),
            (&["a", "b", "a", "a"], None),
        ];
        for (values, expected) in cases {
            assert_eq!(Division::all(&round(values))[0].unfit(), expected, "{values:?}");
        }
    }
}
