//! A folder of submissions to one page that you can mail around.
//!
//! ```text
//! cargo run --release -p commonground-formats --example report -- INPUT [FRAMEWORK.toml] [METADATA.csv] > report.html
//! cargo run --release -p commonground-formats --example report -- \
//!     fixtures/round fixtures/framework.toml fixtures/partnerships.csv > report.html
//! ```
//!
//! INPUT is a folder, a table or JSON Lines; FRAMEWORK lists the areas onto which passages are coded;
//! METADATA has an `id` column, and a `partnership` column if themes are to be told in partnerships.

use std::io::Write;

use commonground::{Framework, Settings, Silent, analyse};
use commonground_formats::{ReadOptions, read, report_html};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let input = arguments.next().ok_or("give a folder or a file to read")?;
    let framework = match arguments.next() {
        Some(path) => Some(Framework::from_toml(&std::fs::read_to_string(path)?)?),
        None => None,
    };
    let options = ReadOptions { metadata: arguments.next().map(Into::into), ..ReadOptions::default() };

    let reading = read(&[input], &options, &Silent)?;
    let analysis = analyse(&reading.round, framework.as_ref(), &Settings::default(), &Silent)?;
    std::io::stdout().write_all(report_html(&reading, &analysis)?.as_bytes())?;
    Ok(())
}
