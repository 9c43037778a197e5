//! One HTML page for people: themes, areas, and the evidence for every number.
//!
//! The page is a single file that asks nothing of any network, and it says so to the
//! browser (`Content-Security-Policy`). Its scripts are those of the filter (`find`) and of what is to be filled in (`review`); without
//! them all can be read. Whatever stands in a document comes out as text: the templates
//! escape everything, and anchors are numbers (`p1` a passage, `d1` a document, `t1` a theme, `a1` an
//! area), never ids. There is no time stamp: the same run gives the same bytes.
//!
//! Each chapter is a module that makes what its template in `templates/` shows.

mod agreement;
mod documents;
mod doubts;
mod find;
mod framework;
mod method;
mod noise;
mod place;
mod reading;
pub(crate) mod review;
mod shown;
mod stability;
mod summary;
mod themes;
mod unplaced;
pub(crate) mod words;

pub(crate) use doubts::{overlap_told, thin_told};
pub(crate) use summary::{sentences, title};

use commonground::Analysis;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::error::{FormatError, Result};
use crate::figure::{self, Figure, Grid, Placing};
use crate::read::Reading;
use crate::results::Study;
use shown::Shown;

/// Figures lead to the themes and areas of the page.
const ON_THE_PAGE: Placing<'static> = Placing { prefix: "figure", links: true };

/// All that the templates show.
#[derive(Serialize)]
struct Page {
    title: String,
    summary: Vec<String>,
    unit: &'static str,
    parts: Vec<summary::Part>,
    themes: Vec<themes::ThemeView>,
    broad: Vec<stability::BroadView>,
    map: Option<Figure>,
    found_again: Option<Figure>,
    raisers: Option<Grid>,
    verdicts: Vec<(&'static str, &'static str)>,
    framework: Option<framework::FrameworkView>,
    coverage: Option<Figure>,
    doubts: Option<doubts::DoubtsView>,
    agreement: Option<agreement::AgreementView>,
    place: place::PlaceView,
    noise: noise::NoiseView,
    unplaced: unplaced::UnplacedView,
    documents: documents::DocumentsView,
    reading: reading::ReadingView,
    method: method::MethodView,
    hardly_agree: Option<String>,
    review: Option<review::ReviewView>,
    find: find::FindView,
    /// The hashes of the scripts that may run.
    hashes: Vec<String>,
}

/// Where something is told: a name, and the anchor if it is on the page.
#[derive(Serialize)]
struct Link {
    name: String,
    href: Option<String>,
}

const TEMPLATES: [(&str, &str); 21] = [
    ("review.html", include_str!("templates/review.html")),
    ("review_form.html", include_str!("templates/review_form.html")),
    ("review.css", include_str!("templates/review.css")),
    ("sheet.html", include_str!("templates/sheet.html")),
    ("report.html", include_str!("templates/report.html")),
    ("head.html", include_str!("templates/head.html")),
    ("report.css", include_str!("templates/report.css")),
    ("parts.html", include_str!("templates/parts.html")),
    ("themes.html", include_str!("templates/themes.html")),
    ("raisers.html", include_str!("templates/raisers.html")),
    ("matrix.html", include_str!("templates/matrix.html")),
    ("areas.html", include_str!("templates/areas.html")),
    ("doubts.html", include_str!("templates/doubts.html")),
    ("agreement.html", include_str!("templates/agreement.html")),
    ("place.html", include_str!("templates/place.html")),
    ("find.html", include_str!("templates/find.html")),
    ("noise.html", include_str!("templates/noise.html")),
    ("unplaced.html", include_str!("templates/unplaced.html")),
    ("documents.html", include_str!("templates/documents.html")),
    ("reading.html", include_str!("templates/reading.html")),
    ("method.html", include_str!("templates/method.html")),
];

/// The report on an analysis of what was read.
///
/// # Errors
/// [`FormatError::NotOfThisRound`] if the analysis is of other documents, or a quotation is not verbatim.
pub fn report_html(reading: &Reading, analysis: &Analysis) -> Result<String> {
    render(&Study::of(reading, analysis)?, None)
}

/// The report on an analysis that has been held against its documents, with a review to fill in if there is one.
pub(crate) fn render(study: &Study<'_>, review: Option<review::ReviewView>) -> Result<String> {
    let shown = Shown::of(study);
    let find = find::find(study, &shown);
    let hashes = [find.hash()].into_iter().chain(review.as_ref().map(review::ReviewView::hash));
    let page = Page {
        title: summary::title(study),
        summary: summary::sentences(study),
        unit: summary::unit(study),
        parts: summary::parts(study, review.is_some()),
        themes: themes::themes(study, &shown),
        broad: stability::broad(study),
        map: figure::theme_map(study.analysis, &ON_THE_PAGE),
        found_again: figure::stability(study.analysis, &ON_THE_PAGE),
        raisers: raisers(study, &shown),
        verdicts: stability::legend(study),
        framework: framework::framework(study, &shown),
        coverage: figure::coverage(study.analysis, &ON_THE_PAGE),
        doubts: doubts::doubts(study, &shown),
        agreement: agreement::agreement(study),
        place: place::place(study, &shown)?,
        noise: noise::noise(study, &shown),
        unplaced: unplaced::unplaced(study, &shown),
        documents: documents::documents(study, &shown),
        reading: reading::reading(study),
        method: method::method(study),
        hardly_agree: method::hardly_agree(study),
        hashes: hashes.collect(),
        find,
        review,
    };
    let rendered = environment().and_then(|environment| {
        environment.get_template("report.html")?.render(minijinja::value::Serde(page))
    });
    rendered.map_err(FormatError::Report)
}

/// Any page that a template makes of a view.
pub(crate) fn render_page(template: &str, view: &impl Serialize) -> Result<String> {
    let rendered = environment()
        .and_then(|environment| environment.get_template(template)?.render(minijinja::value::Serde(view)));
    rendered.map_err(FormatError::Report)
}

/// Who raises which theme, with links to those documents that are on the page. More themes than there is room for in a
/// table, or a single document, have none.
fn raisers(study: &Study<'_>, shown: &Shown) -> Option<Grid> {
    let themes = study.analysis.themes.len();
    if study.round.documents().len() < 2 || !(2..=MOST_COLUMNS).contains(&themes) {
        return None;
    }
    let mut grid = figure::theme_grid(study.round, study.analysis, &ON_THE_PAGE)?;
    for (document, (head, _)) in grid.rows.iter_mut().enumerate() {
        head.href = head.href.take().filter(|_| shown.has_document(document));
    }
    Some(grid)
}

/// More columns than this are no table to look at.
const MOST_COLUMNS: usize = 40;

/// The templates, with the few words that they need.
fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    // A name that no view has is a mistake of ours: it must not become a hole in a report.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".css") { AutoEscape::None } else { AutoEscape::Html }
    });
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("grouped", words::grouped);
    environment.add_filter("counted", |number: usize, noun: String| words::counted(number, &noun));
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}
