//! What is counted. The texts are made up by rule and the same for ever, and so is the work.

use std::hint::black_box;
use std::sync::Arc;

use commonground::cluster::{Geometry, KMeansParams, fit, fit_views};
use commonground::coding::{Coder, CodingSettings};
use commonground::space::{Brought, Recipe, Space, SpaceSettings, views};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings, log_masses};
use commonground::{Framework, Silent};

use crate::common;

/// A hot path: how to get ready, and the work that is counted.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) run: fn(),
}

pub(crate) const CASES: [Case; 8] = [
    Case { name: "vectorise, cold", run: vectorise_cold },
    Case { name: "vectorise, warm", run: vectorise_warm },
    Case { name: "vectorise, one text", run: vectorise_one },
    Case { name: "latent topics (SVD)", run: latent_topics },
    Case { name: "k-means, cosine", run: kmeans_cosine },
    Case { name: "k-means, Jensen-Shannon", run: kmeans_masses },
    Case { name: "k-means, all views", run: kmeans_views },
    Case { name: "code one text", run: code_one },
];

/// Only what happens in here is counted, by the name of this function. It must stay a call.
#[inline(never)]
fn counted<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn texts() -> Vec<String> {
    common::documents(400, 100)
}

fn fitted(texts: &[String]) -> (Tfidf, CsrMatrix) {
    let mut settings = TfidfSettings::default();
    settings.vocabulary.min_df = 3;
    Tfidf::fit_counts(settings, texts).expect("the texts have terms")
}

fn vectorise_cold() {
    let texts = texts();
    let (_, rows) = counted(|| Tfidf::fit_transform(TfidfSettings::default(), &texts)).expect("terms");
    assert_eq!(rows.rows(), texts.len());
}

fn vectorise_warm() {
    let texts = texts();
    let (tfidf, _) = fitted(&texts);
    let rows = counted(|| tfidf.transform(&texts));
    assert_eq!(rows.rows(), texts.len());
}

fn vectorise_one() {
    let texts = texts();
    let (tfidf, _) = fitted(&texts);
    let found: usize = counted(|| texts[..50].iter().map(|text| tfidf.transform(&[text]).rows()).sum());
    assert_eq!(found, 50);
}

fn latent_topics() {
    let texts = texts();
    let (tfidf, counts) = fitted(&texts);
    let settings = SpaceSettings { recipe: Some(Recipe::Topics), topics: 30, ..SpaceSettings::default() };
    let places = counted(|| views(&tfidf, counts, &texts, Brought::default(), &settings, 0)).expect("valid");
    assert_eq!(places.vectors.expect("dense rows").rows(), texts.len());
}

fn params(geometry: Geometry) -> KMeansParams {
    KMeansParams { geometry, starts: 2, ..KMeansParams::new(20) }
}

fn kmeans_cosine() {
    let (tfidf, counts) = fitted(&texts());
    let rows = tfidf.weigh(counts);
    let found = counted(|| fit(&rows, &params(Geometry::Cosine), &Silent)).expect("enough rows");
    assert_eq!(found.assignments.len(), rows.rows());
}

fn kmeans_masses() {
    let masses = log_masses(&fitted(&texts()).1);
    let found = counted(|| fit(&masses, &params(Geometry::JensenShannon), &Silent)).expect("enough rows");
    assert_eq!(found.assignments.len(), masses.rows());
}

fn kmeans_views() {
    let texts = texts();
    let (tfidf, counts) = fitted(&texts);
    let settings = SpaceSettings { topics: 30, ..SpaceSettings::default() };
    let views = views(&tfidf, counts, &texts, Brought::default(), &settings, 0).expect("valid");
    let found = counted(|| fit_views(&views, &params(Geometry::Cosine), &Silent)).expect("enough rows");
    assert_eq!(found.assignments.len(), texts.len());
}

fn code_one() {
    let texts = texts();
    let (tfidf, counts) = fitted(&texts);
    let framework = Framework::from_toml(&common::framework()).expect("a valid framework");
    let settings = SpaceSettings { topics: 30, ..SpaceSettings::default() };
    let space = Space::learn(&tfidf, &counts, &texts, None, &settings, 0).expect("valid settings");
    let coding = CodingSettings::default();
    let coder = Coder::learn(&framework, Arc::new(tfidf), space, &texts, &counts, None, None, coding)
        .expect("everything fits together");
    let found: usize = counted(|| {
        let code = |text| coder.code(&[text]).expect("no vectors are needed").0.len();
        texts[..50].iter().map(code).sum()
    });
    assert_eq!(found, 50);
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_does_its_work() {
        super::CASES.iter().for_each(|case| (case.run)());
    }
}
