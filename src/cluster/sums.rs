//! What a batch of rows adds to clusters whose places are fixed: the partial of a refinement.

use serde::{Deserialize, Serialize};

use super::frozen::FrozenClusters;
use super::model::Assignment;
use super::settings::KMeansParams;
use crate::error::{Error, Result};
use crate::saved;
use crate::space::Views;

/// The sums of the rows of each cluster, in every view: one pass of k-means over a batch.
///
/// Values (from −1 to 1) are summed as whole numbers of 2⁻³⁰, so any split of the rows, merged in any order and sent
/// as bytes or not, [finishes](Self::finish) to the same clusters, bit for bit. At most 2³² rows.
///
/// ```
/// use commonground::cluster::{ClusterSums, KMeansParams};
/// use commonground::space::Views;
/// use commonground::vectorize::{Tfidf, TfidfSettings};
///
/// let texts = ["bus and train", "train and bus", "park and garden", "garden in the park"];
/// let (_, rows) = Tfidf::fit_transform(TfidfSettings::default(), &texts)?;
/// let params = KMeansParams::new(2);
/// let of = |texts: &[usize], clusters: &[u32]| {
///     let mut sums = ClusterSums::none(&params, rows.cols(), None, None)?;
///     let views = Views::of_rows(rows.clone());
///     texts.iter().zip(clusters).try_for_each(|(&text, &c)| sums.add_row(&views, text, c))?;
///     Ok::<_, commonground::Error>(sums)
/// };
/// let whole = of(&[0, 1, 2, 3], &[0, 0, 1, 1])?.finish()?;
/// let sent = of(&[3, 1], &[1, 0])?.to_bytes()?;
/// let merged = of(&[0, 2], &[0, 1])?.merge(ClusterSums::from_bytes(&sent)?)?.finish()?;
/// assert_eq!(merged, whole);
/// assert_eq!(whole.place(&Views::of_rows(rows))[3].map(|placed| placed.cluster), Some(1));
/// # Ok::<(), commonground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct ClusterSums {
    params: KMeansParams,
    /// The number of rows in each cluster.
    sizes: Vec<u64>,
    /// TF-IDF rows, term by term (`rows[term * k + cluster]`).
    rows: Vec<i64>,
    /// Dense rows, dimension by dimension, where the views have them.
    vectors: Option<Vec<i64>>,
    /// Masses, term by term, where the views have them, and how much they count.
    masses: Option<(Vec<i64>, f64)>,
}

const KIND: &str = "commonground-cluster-sums";
const SCHEMA: u32 = 1;
/// Values are whole numbers of this: a single-precision value of a row of length 1 loses next to nothing.
const UNIT: f64 = (1u64 << 30) as f64;
/// So many values of at most 1 cannot overflow.
const MOST_ROWS: u64 = 1 << 32;
/// More numbers are refused: 4 GiB for one view.
const MOST_VALUES: usize = 1 << 29;

impl ClusterSums {
    /// Sums of no row, of clusters over so many terms, in views with so many dimensions, and with masses that count so
    /// much beside these ([`Views::share_of_masses`]).
    ///
    /// # Errors
    /// [`Error::InvalidSetting`]; [`Error::Shape`] if they would be too many numbers.
    pub fn none(
        params: &KMeansParams,
        terms: usize,
        dimensions: Option<usize>,
        share_of_masses: Option<f64>,
    ) -> Result<Self> {
        params.validate()?;
        let k = params.k;
        let wide = terms.max(dimensions.unwrap_or(0));
        if k.saturating_mul(wide) > MOST_VALUES {
            let what = format!("{k} clusters of {wide} terms do not fit into memory: ask for fewer clusters");
            return Err(Error::Shape { what });
        }
        Ok(ClusterSums {
            params: params.clone(),
            sizes: vec![0; k],
            rows: vec![0; k * terms],
            vectors: dimensions.map(|dimensions| vec![0; k * dimensions]),
            masses: share_of_masses.map(|share| (vec![0; k * terms], share)),
        })
    }

    /// Sums of no row for the clusters of these views.
    ///
    /// # Errors
    /// As [`none`](Self::none).
    pub fn for_views(params: &KMeansParams, views: &Views) -> Result<Self> {
        let share = views.masses.as_ref().map(|_| views.share_of_masses);
        let dimensions = views.vectors.as_ref().map(|vectors| vectors.cols());
        ClusterSums::none(params, views.rows.cols(), dimensions, share)
    }

    /// Adds every row that has a cluster.
    ///
    /// # Errors
    /// As [`add_row`](Self::add_row).
    pub fn add(&mut self, views: &Views, assignments: &[Option<Assignment>]) -> Result<()> {
        let placed = assignments.iter().enumerate().filter_map(|(r, placed)| Some((r, placed.as_ref()?)));
        placed.into_iter().try_for_each(|(r, placed)| self.add_row(views, r, placed.cluster))
    }

    /// Adds row `r` to a cluster.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is no such cluster, the views are of another shape, or there are too many rows.
    pub fn add_row(&mut self, views: &Views, r: usize, cluster: u32) -> Result<()> {
        let (k, c) = (self.params.k, cluster as usize);
        let terms = self.rows.len() / k;
        let vectors = views.vectors.as_ref().map(|vectors| vectors.cols() * k);
        let fits = c < k
            && views.rows.cols() == terms
            && vectors == self.vectors.as_ref().map(Vec::len)
            && views.masses.as_ref().map(|masses| masses.cols()) == self.masses.as_ref().map(|_| terms);
        if !fits {
            let what = "the row does not fit the clusters: see all rows by the lens of the fit".to_owned();
            return Err(Error::Shape { what });
        }
        self.sizes[c] += 1;
        self.check_rows()?;
        let add = |sum: &mut i64, value: f32| *sum += (f64::from(value) * UNIT).round() as i64;
        views.rows.row(r).iter().for_each(|(term, value)| add(&mut self.rows[term * k + c], value));
        if let (Some(sums), Some(vectors)) = (&mut self.vectors, &views.vectors) {
            vectors.row(r).iter().enumerate().for_each(|(d, &value)| add(&mut sums[d * k + c], value));
        }
        if let (Some((sums, _)), Some(masses)) = (&mut self.masses, &views.masses) {
            masses.row(r).iter().for_each(|(term, value)| add(&mut sums[term * k + c], value));
        }
        Ok(())
    }

    /// The sums of both. The order makes no difference.
    ///
    /// # Errors
    /// [`Error::Shape`] if they are of other clusters, or of too many rows.
    pub fn merge(mut self, other: ClusterSums) -> Result<Self> {
        let shape = |sums: &ClusterSums| {
            let masses = sums.masses.as_ref().map(|(_, share)| share.to_bits());
            (sums.rows.len(), sums.vectors.as_ref().map(Vec::len), masses)
        };
        if self.params != other.params || shape(&self) != shape(&other) {
            let what = "sums of different clusters do not merge: count all batches by the same clusters";
            return Err(Error::Shape { what: what.to_owned() });
        }
        self.sizes.iter_mut().zip(other.sizes).for_each(|(own, size)| *own = own.saturating_add(size));
        self.check_rows()?;
        let add = |own: &mut Vec<i64>, other: Vec<i64>| {
            own.iter_mut().zip(other).for_each(|(own, sum)| *own = own.saturating_add(sum));
        };
        add(&mut self.rows, other.rows);
        if let (Some(own), Some(other)) = (&mut self.vectors, other.vectors) {
            add(own, other);
        }
        if let (Some((own, _)), Some((other, _))) = (&mut self.masses, other.masses) {
            add(own, other);
        }
        Ok(self)
    }

    /// How many rows were added.
    pub fn total(&self) -> u64 {
        self.sizes.iter().fold(0, |sum, &size| sum.saturating_add(size))
    }

    /// The number of rows in each cluster.
    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }

    /// The clusters that these rows make.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is no row.
    pub fn finish(&self) -> Result<FrozenClusters> {
        if self.total() == 0 {
            return Err(Error::Shape { what: "no row has a cluster: add some before the end".into() });
        }
        let of = |sums: &[i64]| -> Vec<f64> { sums.iter().map(|&sum| sum as f64 / UNIT).collect() };
        let masses = self.masses.as_ref().map(|(sums, share)| (of(sums), *share));
        let vectors = self.vectors.as_deref().map(of);
        Ok(FrozenClusters::new(&self.params, self.sizes.clone(), &of(&self.rows), vectors, masses))
    }

    /// The sums as bytes (JSON with a version). The same sums give the same bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if they cannot be written down.
    #[inline]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        saved::to_bytes(KIND, SCHEMA, self)
    }

    /// Reads sums that [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if they are damaged, of another kind, or of a later version.
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        saved::from_bytes(KIND, SCHEMA, bytes)
    }

    fn check_rows(&self) -> Result<()> {
        if self.total() > MOST_ROWS {
            let what = format!("more than {MOST_ROWS} rows cannot be summed up: draw a sample of them");
            return Err(Error::Shape { what });
        }
        Ok(())
    }
}

/// The stored form: most sums are 0, so runs of zeros are told by their length.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    params: KMeansParams,
    terms: usize,
    dimensions: Option<usize>,
    share_of_masses: Option<f64>,
    sizes: Vec<u64>,
    rows: Vec<(u64, i64)>,
    vectors: Vec<(u64, i64)>,
    masses: Vec<(u64, i64)>,
}

impl From<ClusterSums> for Stored {
    fn from(sums: ClusterSums) -> Self {
        let k = sums.params.k;
        let packed = |values: Option<&Vec<i64>>| pack(values.map_or(&[][..], Vec::as_slice));
        Stored {
            terms: sums.rows.len() / k,
            dimensions: sums.vectors.as_ref().map(|vectors| vectors.len() / k),
            share_of_masses: sums.masses.as_ref().map(|(_, share)| *share),
            rows: pack(&sums.rows),
            vectors: packed(sums.vectors.as_ref()),
            masses: packed(sums.masses.as_ref().map(|(masses, _)| masses)),
            sizes: sums.sizes,
            params: sums.params,
        }
    }
}

impl TryFrom<Stored> for ClusterSums {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { params, terms, dimensions, share_of_masses, .. } = stored;
        let mut sums = ClusterSums::none(&params, terms, dimensions, share_of_masses)?;
        let is_share = share_of_masses.is_none_or(|share| share.is_finite() && share >= 0.0);
        let whole = stored.sizes.len() == params.k
            && is_share
            && unpack(&stored.rows, &mut sums.rows)
            && unpack(&stored.vectors, sums.vectors.as_deref_mut().unwrap_or(&mut []))
            && unpack(&stored.masses, sums.masses.as_mut().map_or(&mut [][..], |(masses, _)| masses));
        if !whole {
            return Err(Error::Model { what: "the sums are damaged: count them again".into() });
        }
        sums.sizes = stored.sizes;
        sums.check_rows()?;
        Ok(sums)
    }
}

/// The values that are not 0, each with the number of zeros before it.
fn pack(values: &[i64]) -> Vec<(u64, i64)> {
    let mut zeros = 0;
    let mut packed = Vec::new();
    for &value in values {
        if value == 0 {
            zeros += 1;
        } else {
            packed.push((zeros, value));
            zeros = 0;
        }
    }
    packed
}

/// Puts packed values among zeros; false if they do not fit.
fn unpack(packed: &[(u64, i64)], into: &mut [i64]) -> bool {
    let mut next = 0u64;
    for &(zeros, value) in packed {
        let Some(place) = next.checked_add(zeros) else { return false };
        let Some(slot) = usize::try_from(place).ok().and_then(|place| into.get_mut(place)) else {
            return false;
        };
        *slot = value;
        next = place + 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::DenseMatrix;
    use crate::vectorize::CsrMatrix;
    use proptest::prelude::*;

    fn views(rows: &[(u8, u8, u8)]) -> Views {
        let mut sparse = CsrMatrix::new(4);
        let mut masses = CsrMatrix::new(4);
        let mut vectors = Vec::new();
        for &(a, b, c) in rows {
            let (x, y) = (f32::from(a) / 300.0 + 0.001, f32::from(b) / 300.0 + 0.001);
            sparse.push_row([(u32::from(c % 3), x), (3, y)]);
            masses.push_row([(u32::from(c % 3), x / (x + y)), (3, y / (x + y))]);
            vectors.extend([x, -y]);
        }
        let vectors = Some(DenseMatrix::from_rows(2, vectors).unwrap());
        Views {
            rows: sparse,
            vectors,
            vectors_are_brought: false,
            masses: Some(masses),
            share_of_masses: 0.3,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn sums_of_any_split_in_any_order_finish_to_the_same_bits(
            rows in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), 0u32..3, 0usize..4), 1..30),
            sent in prop::collection::vec(any::<bool>(), 4),
        ) {
            let params = KMeansParams::new(3);
            let all = views(&rows.iter().map(|r| (r.0, r.1, r.2)).collect::<Vec<_>>());
            let mut whole = ClusterSums::for_views(&params, &all).unwrap();
            for (r, row) in rows.iter().enumerate() {
                whole.add_row(&all, r, row.3).unwrap();
            }
            let mut merged = ClusterSums::for_views(&params, &all).unwrap();
            for batch in [2, 0, 3, 1] {
                let mut sums = ClusterSums::for_views(&params, &all).unwrap();
                for (r, row) in rows.iter().enumerate().rev().filter(|(_, row)| row.4 == batch) {
                    sums.add_row(&all, r, row.3).unwrap();
                }
                if sent[batch] {
                    sums = ClusterSums::from_bytes(&sums.to_bytes().unwrap()).unwrap();
                }
                merged = merged.merge(sums).unwrap();
            }
            prop_assert_eq!(&merged, &whole);
            let (merged, whole) = (merged.finish().unwrap(), whole.finish().unwrap());
            prop_assert_eq!(merged.place(&all), whole.place(&all));
            prop_assert_eq!(merged, whole);
        }
    }

    #[test]
    fn sums_of_other_clusters_and_damaged_bytes_are_refused() {
        let sums = |k| ClusterSums::none(&KMeansParams::new(k), 2, None, None).unwrap();
        assert!(sums(2).merge(sums(3)).is_err());
        assert!(sums(2).finish().is_err());
        let bytes = String::from_utf8(sums(2).to_bytes().unwrap()).unwrap();
        for (from, to) in [("\"sizes\":[0,0]", "\"sizes\":[0]"), ("\"rows\":[]", "\"rows\":[[9,1]]")] {
            assert!(bytes.contains(from), "{bytes}");
            assert!(ClusterSums::from_bytes(bytes.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }
}
