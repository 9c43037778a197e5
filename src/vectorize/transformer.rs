//! Texts as rows of a fitted vectoriser.

use rayon::prelude::*;

use super::csr::{CsrMatrix, Row};
use super::lookup::Reader;
use super::tally::Tally;
use super::tfidf::{Tfidf, Weights};

/// Transforms texts one by one, as a service does. Each has the row that [`Tfidf::transform`] gives it; what a
/// transformer remembers makes it fast and never changes a result. Once its buffers have grown to the longest text, and
/// the words are known, nothing is allocated. Making one is cheap; each thread has its own.
///
/// ```
/// # use commonground::vectorize::{Tfidf, TfidfSettings};
/// let texts = ["Our town needs a library", "The library is open", "An open town"];
/// let tfidf = Tfidf::fit(TfidfSettings::default(), &texts)?;
/// let mut transformer = tfidf.transformer();
/// let row = transformer.row("A library in an open town");
/// assert_eq!(row.len(), 3);
/// # Ok::<(), commonground::Error>(())
/// ```
pub struct Transformer<'m> {
    reader: Reader<'m>,
    weights: &'m Weights,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl<'m> Transformer<'m> {
    pub(super) fn new(reader: Reader<'m>, weights: &'m Weights) -> Self {
        Transformer { reader, weights, columns: Vec::new(), values: Vec::new() }
    }

    /// The TF-IDF row of a text, of length 1, or empty if it has no known term.
    pub fn row(&mut self, text: &str) -> Row<'_> {
        self.columns.clear();
        self.reader.terms(text, &mut self.columns);
        self.columns.sort_unstable();
        self.values.clear();
        let runs = self.columns.chunk_by(|a, b| a == b);
        self.values.extend(runs.map(|run| run.len() as f32));
        self.columns.dedup();
        self.weights.weigh(&self.columns, &mut self.values);
        Row { indices: &self.columns, values: &self.values }
    }
}

impl std::fmt::Debug for Transformer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transformer").finish_non_exhaustive()
    }
}

impl Tfidf {
    /// A transformer for texts that come one by one.
    pub fn transformer(&self) -> Transformer<'_> {
        Transformer::new(self.reader(), self.weights())
    }

    /// The TF-IDF rows of `texts`, one a text, in order. A text without a known term has an empty row.
    pub fn transform<S: AsRef<str> + Sync>(&self, texts: &[S]) -> CsrMatrix {
        self.weigh(self.count(texts))
    }

    /// The counts of known terms in `texts`.
    pub fn count<S: AsRef<str> + Sync>(&self, texts: &[S]) -> CsrMatrix {
        let cols = self.vocabulary().len();
        let pieces = in_pieces(texts, |texts| {
            let (mut reader, mut matrix) = (self.reader(), CsrMatrix::new(cols));
            let (mut columns, mut tally) = (Vec::new(), Tally::new(texts.len(), cols));
            for text in texts {
                columns.clear();
                reader.terms(text.as_ref(), &mut columns);
                matrix.push_counts(&mut columns, &mut tally);
            }
            matrix
        });
        CsrMatrix::stacked(cols, pieces)
    }
}

/// Fewer texts are not worth a second thread.
const FEW: usize = 32;

/// So many pieces for each thread, so that none waits long for another.
const PIECES: usize = 4;

/// Does `work` on contiguous pieces of `texts` on all threads of the current pool; the results are in order.
pub(super) fn in_pieces<S: Sync, T: Send>(texts: &[S], work: impl Fn(&[S]) -> T + Sync + Send) -> Vec<T> {
    if texts.len() <= FEW {
        return vec![work(texts)];
    }
    let threads = rayon::current_num_threads();
    let pieces = if threads == 1 { 1 } else { threads * PIECES };
    texts.par_chunks(texts.len().div_ceil(pieces)).map(work).collect()
}
