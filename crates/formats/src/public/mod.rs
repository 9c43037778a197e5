//! What may be told to everybody about a round.
//!
//! A public report is no internal one with parts taken out: it is made of a [`Public`], which holds only what
//! may be told, so that nothing can slip through. What is in it:
//!
//! - counts of partnerships (or documents), where neither the count nor what it leaves of a whole that is told with it
//!   is a small one (`counts`); no counts of passages, and nothing about a single document;
//! - themes that enough raise, by terms that enough documents use and that are no names of few; the areas of the framework;
//! - quotations of those who consented to be quoted in public, without a source, as far as nothing in them can be seen to say
//!   whose they are ([`Round::may_tell`](commonground::round::Round::may_tell)).
//!
//! | file | what is in it |
//! |---|---|
//! | `report.html` | the page |
//! | `themes.csv`, `areas.csv` | a row a theme, and a row an area if there was a framework |
//! | `crosstab.csv` | how many of each group raise a theme or an area, by the field by which most can be told (`groups`), if any |
//! | `quotes.csv` | a row a quotation, if there is any |
//! | `public.json` | all of it, for programs |

mod counts;
mod groups;
mod page;
mod tables;
mod told;

use commonground::Analysis;
use commonground::round::{Audience, LEAST_TOLD, Round};

use crate::error::{FormatError, Refusal, Result};
use crate::read::Reading;
use crate::results::Study;
use crate::write::OutputFile;
pub use counts::Count;
pub use groups::{GroupTold, GroupsTold, RowTold};
pub use told::{AreaTold, Public, ThemeTold};

/// The files of a public report, ready for [`write_folder`](crate::write::write_folder), and what they tell. Best is an
/// analysis of a round that was [told to](Round::told_to) the public: it looks for quotations among those that may be
/// published. Of any other the quotations that may not be are left out.
///
/// # Errors
/// [`FormatError::Export`] if so few took part that nothing can be told; [`FormatError::NotOfThisRound`] if the analysis is
/// of other documents.
pub fn public_outputs(reading: &Reading, analysis: &Analysis) -> Result<(Public, Vec<OutputFile>)> {
    let own;
    let reading = match reading.round.audience() {
        Audience::Public => reading,
        Audience::Internal => {
            let round: Round = reading.round.clone().told_to(Audience::Public);
            own = Reading { round, files: reading.files.clone() };
            &own
        }
    };
    let public = Public::of(&Study::of(reading, analysis)?);
    if public.of < LEAST_TOLD {
        let what = format!(
            "fewer than {LEAST_TOLD} {} took part, of whom nothing can be told in public: leave --public out, and keep the report among those who work on it",
            public.unit
        );
        return Err(FormatError::Export { what });
    }
    let mut files = vec![
        ("public.json", json(&public)?),
        ("report.html", page::page(&public)?),
        ("themes.csv", tables::themes(&public)?),
    ];
    if public.framework.is_some() {
        files.push(("areas.csv", tables::areas(&public)?));
    }
    if let Some(groups) = &public.by_group {
        files.push(("crosstab.csv", tables::groups(&public, groups)?));
    }
    if public.quotations().next().is_some() {
        files.push(("quotes.csv", tables::quotes(&public)?));
    }
    let mut files: Vec<OutputFile> =
        files.into_iter().map(|(name, bytes)| OutputFile { name: name.to_owned(), bytes }).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((public, files))
}

fn json(public: &Public) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(public).map_err(|error| FormatError::Unwritable {
        path: "public.json".to_owned(),
        refusal: Refusal::Io { error: error.into() },
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use commonground::round::{Consent, Document};
    use commonground::{K, Settings, Silent, analyse};

    use super::*;

    fn reading(documents: usize) -> Reading {
        let topics = [
            "The late bus leaves people at the station. The fare of the bus rises every year.",
            "The pond in the park is dry. Old trees in the park were felled by the pond.",
        ];
        let document = |n: usize| {
            let consent = if n < 4 { Consent::QuotePublic } else { Consent::QuoteInternal };
            Document::new(format!("w{n:02}"), topics[n % 2]).allowing(consent)
        };
        let round = Round::new((0..documents).map(document).collect()).unwrap();
        Reading { round, files: Vec::new() }
    }

    #[test]
    fn an_analysis_for_colleagues_is_told_in_public_without_what_only_they_may_read() {
        let reading = reading(24);
        let settings = Settings {
            k: K::Exactly(2),
            noise: commonground::noise::NoiseSettings::off(),
            ..Settings::default()
        };
        let analysis = analyse(&reading.round, None, &settings, &Silent).unwrap();
        let (public, files) = public_outputs(&reading, &analysis).unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!((public.unit, public.of, public.framework.clone()), ("documents", 24, None));
        assert!(!names.contains(&"areas.csv") && names.contains(&"public.json"), "{names:?}");
        let may_be_quoted = |text: &str| {
            let quoted = analysis.themes.iter().flat_map(|theme| &theme.quotations).find(|q| q.text == text);
            quoted.is_some_and(|quoted| ["w00", "w01", "w02", "w03"].contains(&quoted.document.as_str()))
        };
        let chosen: usize = analysis.themes.iter().map(|theme| theme.quotations.len()).sum();
        assert!(public.quotations().count() < chosen, "some are left out");
        assert!(public.quotations().all(|(_, _, text)| may_be_quoted(text)));
        assert!(
            public.themes.iter().all(|theme| theme.raised == Count { least: 12, most: Some(12) }),
            "{public:?}"
        );
    }
}
