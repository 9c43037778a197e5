//! Word vectors, learned from which words stand near each other.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::dense::DenseMatrix;
use super::svd::svd;
use crate::error::{Error, Result};
use crate::vectorize::{CsrMatrix, Sequences};

/// How word vectors are learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordVectorSettings {
    /// How many numbers a vector has, at most (≥ 1).
    pub dimensions: usize,
    /// Words at most so far apart (stop words not counted) are near each other (≥ 1).
    pub window: usize,
    /// The power by which the frequency of the other word is softened (0–1): below 1, rare words associate less.
    pub context_power: f64,
}

impl Default for WordVectorSettings {
    fn default() -> Self {
        WordVectorSettings { dimensions: 100, window: 20, context_power: 0.75 }
    }
}

impl WordVectorSettings {
    pub(super) fn check(&self) -> Result<()> {
        for (name, value) in [("dimensions", self.dimensions), ("window", self.window)] {
            if value == 0 {
                return Err(Error::InvalidSetting { name, value: "0".into(), expected: "at least 1" });
            }
        }
        if !(0.0..=1.0).contains(&self.context_power) {
            let value = self.context_power.to_string();
            return Err(Error::InvalidSetting { name: "context_power", value, expected: "from 0 to 1" });
        }
        Ok(())
    }
}

/// A unit vector for each of `terms` terms: the rows of U·√Σ of the singular value decomposition of the matrix of
/// positive pointwise mutual information between words and those near them (Levy, Goldberg & Dagan, TACL 3, 2015).
/// A term that never stands near another has a vector of zeros.
pub fn word_vectors(
    sequences: &Sequences,
    terms: usize,
    settings: &WordVectorSettings,
    seed: u64,
) -> DenseMatrix {
    let (known, association) = association(sequences, terms, settings);
    let svd = svd(&association, settings.dimensions, seed);
    let roots: Vec<f64> = svd.values.iter().map(|value| value.sqrt()).collect();
    DenseMatrix::fill(terms, roots.len(), |term, vector| {
        let Ok(row) = known.binary_search(&term) else { return };
        let entries = vector.iter_mut().zip(svd.left.row(row)).zip(&roots);
        entries.for_each(|((entry, &value), root)| *entry = (f64::from(value) * root) as f32);
    })
    .unit_rows()
}

/// The terms that stand near another, and between these the positive pointwise mutual information ln(c_ij / (s_i · q_j)),
/// sparse: c_ij counts how often i and j are near, s_i = Σ_j c_ij, and q_j is s_j to the context power, as a share.
///
/// Counted term by term: for each occurrence of i, its window is read into one array of counters. So no table of
/// pairs is ever needed, and rows are made side by side. Terms without any neighbour, all phrases among them, would only make
/// the matrix larger.
fn association(
    sequences: &Sequences,
    terms: usize,
    settings: &WordVectorSettings,
) -> (Vec<usize>, CsrMatrix) {
    let window = settings.window;
    let mut near = vec![0u64; terms];
    let mut places: Vec<Vec<(u32, u32)>> = vec![Vec::new(); terms];
    for (text, sequence) in (0..).zip(sequences.iter()) {
        for (place, &term) in (0..).zip(sequence) {
            let around = window.min(place as usize) + window.min(sequence.len() - 1 - place as usize);
            near[term as usize] += around as u64;
            places[term as usize].push((text, place));
        }
    }
    let known: Vec<usize> = (0..terms).filter(|&term| near[term] > 0).collect();
    let mut numbers = vec![0u32; terms];
    known.iter().zip(0..).for_each(|(&term, number)| numbers[term] = number);
    let numbered: Vec<Vec<u32>> =
        sequences.iter().map(|terms| terms.iter().map(|&term| numbers[term as usize]).collect()).collect();
    let softened: Vec<f64> =
        known.iter().map(|&term| libm::pow(near[term] as f64, settings.context_power)).collect();
    let all: f64 = softened.iter().sum();

    let rows_of = |counters: &mut Counters, terms: &[usize]| {
        let mut rows = CsrMatrix::new(known.len());
        for &term in terms {
            for &(text, place) in &places[term] {
                let (sequence, place) = (&numbered[text as usize], place as usize);
                let start = place.saturating_sub(window);
                let end = (place + window + 1).min(sequence.len());
                counters.add(&sequence[start..place]);
                counters.add(&sequence[place + 1..end]);
            }
            let own = near[term] as f64;
            rows.push_row(counters.take().filter_map(|(other, count)| {
                let times_as_often = f64::from(count) * all / (own * softened[other as usize]);
                (times_as_often > 1.0).then(|| (other, libm::log(times_as_often) as f32))
            }));
        }
        rows
    };
    let rows: Vec<CsrMatrix> = known
        .par_chunks(ROWS)
        .map_init(|| Counters::new(known.len()), |counters, terms| rows_of(counters, terms))
        .collect();
    let matrix = CsrMatrix::stacked(known.len(), rows);
    (known, matrix)
}

/// So many rows are counted by one thread at a time.
const ROWS: usize = 64;

/// A counter for each term, and which of them are not 0.
struct Counters {
    counts: Vec<u32>,
    /// The first `many` are those; what follows says nothing.
    touched: Vec<u32>,
    many: usize,
}

impl Counters {
    fn new(terms: usize) -> Self {
        Counters { counts: vec![0; terms], touched: vec![0; terms + 1], many: 0 }
    }

    fn add(&mut self, terms: &[u32]) {
        let (counts, touched) = (&mut self.counts[..], &mut self.touched[..]);
        let mut many = self.many;
        for &term in terms {
            let count = &mut counts[term as usize];
            // Without a branch, which nobody could foresee: a term that is there already is written over.
            touched[many] = term;
            many += usize::from(*count == 0);
            *count += 1;
        }
        self.many = many;
    }

    /// The terms counted and how often, by term; all counters are 0 again.
    fn take(&mut self) -> impl Iterator<Item = (u32, u32)> {
        let counts = &mut self.counts;
        let touched = &mut self.touched[..std::mem::take(&mut self.many)];
        // To look at all is faster than to sort many.
        if touched.len() > counts.len() / MANY {
            let counted = (0..).zip(&*counts).filter(|&(_, &count)| count > 0);
            touched.iter_mut().zip(counted).for_each(|(touched, (term, _))| *touched = term);
        } else {
            touched.sort_unstable();
        }
        touched.iter().map(|&term| (term, std::mem::take(&mut counts[term as usize])))
    }
}

/// One term in so many is many.
const MANY: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorize::{Tfidf, TfidfSettings};

    fn learned(texts: &[&str], words: [&str; 3]) -> [Vec<f32>; 3] {
        let (tfidf, _) = Tfidf::fit_counts(TfidfSettings::default(), texts).unwrap();
        let settings = WordVectorSettings { dimensions: 4, window: 2, ..Default::default() };
        let vectors = word_vectors(&tfidf.sequences(texts), tfidf.vocabulary().len(), &settings, 0);
        words.map(|word| vectors.row(tfidf.vocabulary().id(word).unwrap() as usize).to_vec())
    }

    #[test]
    fn words_that_share_their_neighbours_are_near_though_they_never_meet() {
        let mut texts = vec!["warm bus shelter"; 4];
        texts.extend(["warm tram shelter"; 4]);
        texts.extend(["choir song concert"; 6]);
        let [bus, tram, song] = learned(&texts, ["bus", "tram", "song"]);
        let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
        assert!(cosine(&bus, &tram) > 0.9 && cosine(&bus, &song).abs() < 0.1, "{bus:?} {tram:?} {song:?}");
    }

    #[test]
    fn association_is_the_positive_mutual_information() {
        // "a b" twice and "c d" once, with nothing softened: each pair occurs as often as its words do.
        let (tfidf, _) = {
            let mut settings = TfidfSettings::default();
            settings.vocabulary.min_df = 1;
            Tfidf::fit_counts(settings, &["alpha beta", "alpha beta", "gamma delta"]).unwrap()
        };
        let sequences = tfidf.sequences(&["alpha beta", "alpha beta", "gamma delta"]);
        let settings = WordVectorSettings { context_power: 1.0, ..Default::default() };
        let (known, matrix) = association(&sequences, tfidf.vocabulary().len(), &settings);
        assert!(known.iter().copied().eq(0..tfidf.vocabulary().len()), "all have neighbours");
        let id = |word: &str| tfidf.vocabulary().id(word).unwrap();
        let of = |a: &str, b: &str| {
            let row = matrix.row(id(a) as usize);
            row.indices.iter().position(|&column| column == id(b)).map(|at| row.values[at])
        };
        let near = |found: Option<f32>, expected: f64| (f64::from(found.unwrap()) - expected).abs() < 1e-6;
        assert!(near(of("alpha", "beta"), 3f64.ln()) && near(of("delta", "gamma"), 6f64.ln()), "{matrix:?}");
        assert_eq!(of("alpha", "gamma"), None);
    }
}
