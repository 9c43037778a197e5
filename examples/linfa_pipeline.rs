//! Our k-means through linfa's traits, beside linfa's own, on the same small array.
//!
//!     cargo run --example linfa_pipeline

use commonground::cluster::KMeansParams;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, Axis, array};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Six texts by four terms. Cosine geometry compares directions, so rows get length 1 first: then
    // Euclidean distance, which linfa's k-means goes by, orders them as the angle does.
    let rows: Array2<f64> = array![
        [3.0, 1.0, 0.0, 0.0],
        [2.0, 1.0, 0.0, 0.0],
        [0.0, 3.0, 4.0, 0.0],
        [0.0, 2.0, 3.0, 0.0],
        [0.0, 0.0, 1.0, 5.0],
        [1.0, 0.0, 0.0, 6.0],
    ];
    let lengths = rows.map_axis(Axis(1), |row| row.dot(&row).sqrt());
    let dataset = DatasetBase::from(&rows / &lengths.insert_axis(Axis(1)));

    // Parameters, fit, predict: the same for both. Our model has a `predict` of its own too, for sparse
    // rows, so linfa's is called by the name of its trait.
    let ours = KMeansParams::new(3).into_linfa().fit(&dataset)?;
    let ours: Array1<usize> = Predict::predict(&ours, &dataset);
    println!("commonground: {ours}");

    let theirs = linfa_clustering::KMeans::params(3).n_runs(5).fit(&dataset)?;
    let theirs: Array1<usize> = Predict::predict(&theirs, &dataset);
    println!("linfa:        {theirs}");

    // Cluster numbers are names: what counts is which rows are together.
    let together = |labels: &Array1<usize>| -> Vec<bool> {
        let pairs = (0..labels.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs.map(|(i, j)| labels[i] == labels[j]).collect()
    };
    println!("the same clusters: {}", together(&ours) == together(&theirs));

    // Parameters out of range are an error before anything is fitted.
    let refused = KMeansParams::new(0).into_linfa().fit(&dataset);
    if let Err(error) = refused {
        println!("refused: {error}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() -> Result<(), Box<dyn std::error::Error>> {
        super::main()
    }
}
