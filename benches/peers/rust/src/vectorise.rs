//! Text to rows of term weights.

use std::collections::BTreeSet;
use std::path::Path;

use commonground::text::{Analyser, AnalyserSettings, Reading, normal_form, words};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings};
use linfa_preprocessing::tf_idf_vectorization::TfIdfVectorizer;
use ndarray::Array1;
use rayon::ThreadPoolBuilder;
use serde_json::json;
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream};

use crate::Outcome;
use crate::clock::{Took, once, warm};
use crate::texts::bytes;

fn told(texts: &[String], took: &Took, rows: &CsrMatrix) -> Outcome {
    let Took { cpu, wall } = took;
    Ok(json!({ "cpu": cpu, "wall": wall, "bytes": bytes(texts), "terms": rows.cols(), "entries": rows.entries() }))
}

fn settings(phrases: bool) -> TfidfSettings {
    let mut settings = TfidfSettings::default();
    settings.analyser.phrases = phrases;
    settings
}

/// Those of our stop words that occur in the texts, as they are looked for: so the peers can be told the same list.
pub(crate) fn stop_words(texts: &[String]) -> Outcome {
    let analyser = Analyser::new(AnalyserSettings::default());
    let all = texts.iter().flat_map(|text| words(text)).map(|word| normal_form(word.text).into_owned());
    let distinct: BTreeSet<String> = all.collect();
    let stop: Vec<String> =
        distinct.into_iter().filter(|word| matches!(analyser.read(word), Reading::Stop { .. })).collect();
    Ok(json!({ "words": stop }))
}

/// Ours, with nothing known beforehand.
pub(crate) fn cold(texts: &[String], phrases: bool, threads: usize) -> Outcome {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
    let (fitted, took) = once(|| pool.install(|| Tfidf::fit_transform(settings(phrases), texts)));
    told(texts, &took, &fitted?.1)
}

/// Ours, fitted to the same texts before.
pub(crate) fn transform(texts: &[String]) -> Outcome {
    let pool = ThreadPoolBuilder::new().num_threads(1).build()?;
    let fitted = pool.install(|| Tfidf::fit(settings(false), texts))?;
    let (rows, took) = pool.install(|| warm(|| fitted.transform(texts)));
    told(texts, &took, &rows)
}

/// linfa-preprocessing: our stop words, a term from two texts on, no stems (it has none); fitted, then applied.
pub(crate) fn linfa(texts: &[String], stop_words: &Path) -> Outcome {
    let stop_words: Vec<String> = std::fs::read_to_string(stop_words)?.lines().map(str::to_owned).collect();
    let least = 2.0 / texts.len() as f32;
    let texts_array = Array1::from_vec(texts.to_vec());
    let vectorizer = TfIdfVectorizer::default().stopwords(&stop_words).document_frequency(least, 1.0);
    let (rows, took) = once(|| {
        let fitted = vectorizer.fit(&texts_array)?;
        fitted.transform(&texts_array)
    });
    let rows = rows?;
    Ok(json!({ "cpu": took.cpu, "wall": took.wall, "bytes": bytes(texts), "terms": rows.cols(), "entries": rows.nnz() }))
}

/// tantivy's analyser chain alone: words, lower case, stems; nothing is counted or kept.
pub(crate) fn tantivy(texts: &[String]) -> Outcome {
    let mut analyser = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::English))
        .build();
    let (entries, took) = once(|| {
        let mut entries = 0usize;
        for text in texts {
            let mut stream = analyser.token_stream(text);
            while stream.advance() {
                entries += usize::from(!stream.token().text.is_empty());
            }
        }
        entries
    });
    Ok(json!({ "cpu": took.cpu, "wall": took.wall, "bytes": bytes(texts), "entries": entries }))
}
