//! A page in which a colleague reviews the areas offline, and which saves a sheet to mail back.
//!
//! It is the one page with a script: the browser is told its hash, and that nothing else may run or be fetched. What the script
//! saves is the sheet of [`tables`](super::tables), so that one reader and one set of messages serve both.

use std::collections::BTreeMap;

use commonground::Framework;
use commonground::process::replay::{EvidenceOf, basis};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::tables::COLUMNS;
use crate::error::Result;
use crate::report;

const SCRIPT: &str = include_str!("review.js");

/// What is shown of the areas.
#[derive(Debug, Clone, Copy)]
pub struct ReviewOf<'a> {
    /// What the study is called.
    pub name: &'a str,
    /// The list as it stands.
    pub draft: &'a Framework,
    /// The last version, with which the round was coded.
    pub version: &'a str,
    /// What speaks for each area.
    pub evidence: Option<&'a EvidenceOf>,
    /// Verbatim pieces for each area, by its id: the text and whose it is.
    pub quotations: &'a BTreeMap<String, Vec<(String, String)>>,
    /// The decisions that are known.
    pub seen: &'a [String],
}

#[derive(Serialize)]
struct Page<'a> {
    title: String,
    name: &'a str,
    script: &'static str,
    hash: String,
    columns: String,
    areas: Vec<AreaView<'a>>,
    seen: String,
    version: &'a str,
    made: String,
}

#[derive(Serialize)]
struct AreaView<'a> {
    number: usize,
    id: &'a str,
    name: &'a str,
    description: &'a str,
    documents: Option<usize>,
    passages: Option<usize>,
    based_on: String,
    quotations: Vec<(String, String)>,
}

/// The page.
///
/// # Errors
/// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
pub fn review_page(of: &ReviewOf<'_>) -> Result<Vec<u8>> {
    let area = |(place, area): (usize, &'_ commonground::framework::Area)| {
        let basis = basis(area, of.version, of.evidence);
        let print = basis.evidence.as_ref().map_or(String::new(), |evidence| format!(":{}", evidence.print));
        (place, basis.evidence, format!("v{}{print}", of.version))
    };
    let areas = of.draft.areas.iter().enumerate().map(|(place, own)| {
        let (_, evidence, based_on) = area((place, own));
        AreaView {
            number: place + 1,
            id: &own.id,
            name: &own.name,
            description: &own.description,
            documents: evidence.as_ref().map(|evidence| evidence.documents),
            passages: evidence.as_ref().map(|evidence| evidence.passages),
            based_on,
            quotations: of.quotations.get(&own.id).cloned().unwrap_or_default(),
        }
    });
    let page = Page {
        title: format!("{}: review of the areas", of.name),
        name: of.name,
        script: SCRIPT,
        hash: base64(&Sha256::digest(SCRIPT.as_bytes())),
        columns: COLUMNS.join(","),
        areas: areas.collect(),
        seen: of.seen.join(" "),
        version: of.version,
        made: super::sheet::Sheet::closing(),
    };
    Ok(report::render_page("review.html", &page)?.into_bytes())
}

/// Bytes in base64, as a content security policy wants them (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut told = String::new();
    for part in bytes.chunks(3) {
        let word =
            part.iter().enumerate().fold(0_u32, |word, (at, &byte)| word | u32::from(byte) << (16 - 8 * at));
        for at in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * at) & 63) as usize];
            told.push(if at <= part.len() { char::from(letter) } else { '=' });
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
