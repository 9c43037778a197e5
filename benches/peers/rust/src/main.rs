//! The Rust peers, the physical limits and our library, measured one at a time: `speed METHOD ARGUMENTS…`.
//!
//! What is read before and written after is not counted. A line of JSON says what was: the CPU seconds of the process
//! (user and system) and the seconds on the clock, both for one pass, and what the pass made.

mod clock;
mod dense;
mod limits;
#[path = "../../../common/short.rs"]
mod short;
mod texts;
mod vectorise;

use std::path::Path;
use std::process::ExitCode;

type Outcome = Result<serde_json::Value, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match measure(&arguments) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &[&str]) -> Outcome {
    match *arguments {
        ["stop-words", source] => vectorise::stop_words(&texts::read(source)?),
        ["cold", source, threads] => vectorise::cold(&texts::read(source)?, false, threads.parse()?),
        ["cold-phrases", source] => vectorise::cold(&texts::read(source)?, true, 1),
        ["warm", source] => vectorise::transform(&texts::read(source)?),
        ["linfa", source, stop_words] => vectorise::linfa(&texts::read(source)?, Path::new(stop_words)),
        ["tantivy", source] => vectorise::tantivy(&texts::read(source)?),
        ["copy", source] => Ok(limits::copy(&texts::read(source)?)),
        ["scan", source] => Ok(limits::scan(&texts::read(source)?)),
        ["hash", source] => Ok(limits::hash(&texts::read(source)?)),
        ["lookup", source] => Ok(limits::lookup(&texts::read(source)?)),
        ["kmeans-ours", folder, k, iterations] => {
            dense::kmeans_ours(Path::new(folder), k.parse()?, iterations.parse()?)
        }
        ["svd-ours", folder, rank] => dense::svd_ours(Path::new(folder), rank.parse()?),
        ["kmeans-linfa", folder, k, iterations] => {
            dense::kmeans_linfa(Path::new(folder), k.parse()?, iterations.parse()?)
        }
        ["starts", source, k, threads] => dense::starts(&texts::read(source)?, k.parse()?, threads.parse()?),
        ["short-documents", count, out] => texts::short_documents(count.parse()?, Path::new(out)),
        _ => Err("no such method".into()),
    }
}
