//! Writes short made-up documents as JSON Lines, for measuring: `short_documents COUNT [FIRST]`.
//!
//! Each line has an `id`, a `text` and the `label` of the topic that it was drawn from. The lines of a smaller count are
//! the first of those of a larger one.

#[path = "../benches/common/short.rs"]
mod short;

use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|number| number.parse().ok()).collect();
    let (Some(&count), first) = (numbers.first(), numbers.get(1).copied().unwrap_or(0)) else {
        eprintln!("usage: short_documents COUNT [FIRST]");
        std::process::exit(2);
    };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for number in first..first + count {
        writeln!(out, "{}", line(number))?;
    }
    out.flush()
}

/// A line; the words are plain letters, so nothing is to be escaped.
fn line(number: u64) -> String {
    let (text, topic) = short::document(number);
    format!(r#"{{"id":"d{number}","text":"{text}","label":{topic}}}"#)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn a_document_is_the_same_for_ever() {
        let first = r#"{"id":"d0","text":"We we a nenevescor yarridi lihucor is jornemardi zojor polsenri.","label":15}"#;
        assert_eq!(super::line(0), first);
    }

    #[test]
    fn the_vocabulary_grows_and_ever_more_slowly() {
        let mut words = HashSet::new();
        let sizes: Vec<usize> = [0, 2_000, 4_000]
            .map(|start| {
                for number in start..start + 2_000 {
                    words.extend(super::short::document(number).0.split(' ').map(str::to_owned));
                }
                words.len()
            })
            .to_vec();
        let grown: Vec<usize> = sizes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(grown[0] > grown[1] && grown[1] > sizes[0] / 10, "{sizes:?}");
    }
}
