//! All that a public report holds.

use commonground::round::LEAST_TOLD;
use commonground::theme::{Prevalence, Quotation, Theme};
use serde::Serialize;

use super::counts::Count;
use super::groups::{GroupsTold, by_group};
use crate::results::Study;

/// The version of the form of [`Public`]. It grows when a field changes its meaning or goes.
const SCHEMA: u32 = 1;
/// A label is made of so many terms, after the phrase that says most.
const LABEL_TERMS: usize = 3;

/// What may be told to everybody about a round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Public {
    /// The version of this form.
    pub schema: u32,
    /// The version of commonground that made it.
    pub version: String,
    /// The seed of all chance.
    pub seed: u64,
    /// What is counted: `partnerships`, or `documents` where not every document names its partnership.
    pub unit: &'static str,
    /// How many took part.
    pub of: usize,
    /// Counts below this are not told.
    pub least: usize,
    /// The themes that enough raise, the most widely raised first.
    pub themes: Vec<ThemeTold>,
    /// How many themes are not told because fewer raise them.
    pub themes_not_told: usize,
    /// The framework's name.
    pub framework: Option<String>,
    /// The areas of the framework, in its order; empty without one.
    pub areas: Vec<AreaTold>,
    /// Themes and areas by one field of the metadata; none if that would tell of few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_group: Option<GroupsTold>,
}

/// A theme, in public.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeTold {
    /// Its number in the analysis.
    pub number: usize,
    /// A proposal for a name, made of the key terms that are told.
    pub label: String,
    /// The key terms that enough documents use, and that are no names which few have.
    pub key_terms: Vec<String>,
    /// How many raise it.
    pub raised: Count,
    /// Whether it would be found again: `stable`, `fragile` or `dissolves`.
    pub stability: Option<&'static str>,
    /// The names of the areas that cover it.
    pub covered_by: Vec<String>,
    /// Quotations, verbatim and without a source.
    pub quotations: Vec<String>,
}

/// An area of the framework, in public.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaTold {
    /// Its id.
    pub id: String,
    /// Its name, after those of the areas that it is a part of.
    pub name: String,
    /// Its description, as the framework has it.
    pub description: String,
    /// How many raise it.
    pub raised: Count,
    /// Quotations, verbatim and without a source; none where few raise it.
    pub quotations: Vec<String>,
}

impl Public {
    pub(super) fn of(study: &Study<'_>) -> Self {
        let analysis = study.analysis;
        let documents = study.round.documents().len();
        let partnerships = study.partnerships();
        let (unit, of) = match partnerships {
            Some(partnerships) => ("partnerships", partnerships),
            None => ("documents", documents),
        };
        let themes: Vec<ThemeTold> = analysis
            .themes
            .iter()
            .map(|theme| of_theme(study, theme, Count::of(raising(&theme.prevalence), of, &[])))
            .filter(|theme| !theme.raised.is_small())
            .collect();
        let areas = areas(study, of);
        Public {
            schema: SCHEMA,
            version: analysis.version.clone(),
            seed: analysis.settings.seed,
            unit,
            of,
            least: LEAST_TOLD,
            themes_not_told: analysis.themes.len() - themes.len(),
            framework: analysis.coding.as_ref().map(|coding| coding.framework.name.clone()),
            by_group: by_group(study, &themes, &areas),
            themes,
            areas,
        }
    }

    /// All quotations: of what kind of thing, of which, and the text.
    pub fn quotations(&self) -> impl Iterator<Item = (&'static str, String, &str)> {
        let of_themes = self.themes.iter().flat_map(|theme| {
            theme.quotations.iter().map(|text| ("theme", theme.label.clone(), text.as_str()))
        });
        let of_areas = self
            .areas
            .iter()
            .flat_map(|area| area.quotations.iter().map(|text| ("area", area.name.clone(), text.as_str())));
        of_themes.chain(of_areas)
    }
}

/// How many raise something, in the unit of the report.
fn raising(prevalence: &Prevalence) -> usize {
    prevalence.partnerships.unwrap_or(prevalence.documents)
}

fn of_theme(study: &Study<'_>, theme: &Theme, raised: Count) -> ThemeTold {
    let may_tell = |term: &str| {
        let writers = theme.key_terms.iter().find(|key| key.term == term).map_or(0, |key| key.writers);
        writers >= LEAST_TOLD && study.round.may_name(term)
    };
    let key_terms: Vec<String> =
        theme.key_terms.iter().map(|key| key.term.clone()).filter(|term| may_tell(term)).collect();
    let headline = theme.headline.iter().filter(|headline| may_tell(headline)).cloned();
    let mut label: Vec<String> = headline.chain(key_terms.iter().cloned()).collect();
    let mut seen = std::collections::BTreeSet::new();
    label.retain(|term| seen.insert(term.clone()));
    label.truncate(LABEL_TERMS);
    let covered_by = study.analysis.coding.iter().flat_map(|coding| {
        let links = coding.links.links.iter().filter(|link| link.theme == theme.number);
        links.map(|link| coding.framework.told(link.area))
    });
    ThemeTold {
        number: theme.number,
        label: if label.is_empty() { format!("Theme {}", theme.number) } else { label.join(", ") },
        key_terms,
        raised,
        stability: theme.stability.as_ref().map(|stability| stability.verdict.told()),
        covered_by: covered_by.collect(),
        quotations: quotations(study, &theme.quotations),
    }
}

fn areas(study: &Study<'_>, of: usize) -> Vec<AreaTold> {
    let Some(coding) = &study.analysis.coding else { return Vec::new() };
    let hierarchy = coding.framework.hierarchy();
    let raising = |area: usize| raising(&coding.areas[area].prevalence);
    let told = |&place: &usize| {
        let area = &coding.framework.areas[place];
        // What an area has as a part of another one is a part of what that has.
        let within: Vec<usize> = hierarchy.ancestors(place).map(raising).collect();
        let raised = Count::of(raising(place), of, &within);
        AreaTold {
            id: area.id.clone(),
            name: hierarchy.told(place, &coding.framework),
            description: area.description.clone(),
            raised,
            quotations: match raised.is_small() {
                true => Vec::new(),
                false => quotations(study, &coding.areas[place].quotations),
            },
        }
    };
    hierarchy.order().iter().map(told).collect()
}

/// The quotations that may be published.
fn quotations(study: &Study<'_>, quotations: &[Quotation]) -> Vec<String> {
    let may_tell =
        |quotation: &&Quotation| study.round.may_tell(study.document_of(quotation.passage), &quotation.text);
    quotations.iter().filter(may_tell).map(|quotation| quotation.text.clone()).collect()
}
