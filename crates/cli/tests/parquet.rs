//! Tables as Parquet: the same rows as in CSV, with types, the same bytes again, and found by a purge.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::fs;

use common::{Place, answers};
use commonground_formats::read::read_table;

const FRAMEWORK: &str = "name = 'x'\n[[area]]\nid = 'travel'\nname = 'Travel'\ncues = ['bus', 'train', 'ticket']\n\
    [[area]]\nid = 'green'\nname = 'Green'\ncues = ['park', 'tree', 'pond']\n";

fn place() -> Place {
    let place = Place::new();
    place.write("in.jsonl", answers(120).join("\n"));
    place.write("areas.toml", FRAMEWORK);
    place
}

/// The headers and cells of a table; numbers with as many decimals as in the coarser of two, and truths in one word.
fn rows(place: &Place, name: &str, decimals: usize) -> (Vec<String>, Vec<Vec<String>>) {
    let table = read_table(&place.path().join(name)).unwrap();
    let is_number = |header: &str| !["id", "label", "key_terms", "text", "document"].contains(&header);
    let told = |(header, cell): (&String, String)| match (cell.as_str(), cell.parse::<f64>()) {
        ("yes", _) => "true".to_owned(),
        ("no", _) => "false".to_owned(),
        (_, Ok(number)) if is_number(header) => format!("{number:.decimals$}"),
        _ => cell,
    };
    let rows = table.rows.into_iter().map(|(_, cells)| table.headers.iter().zip(cells).map(told).collect());
    (table.headers.clone(), rows.collect())
}

#[test]
fn a_table_is_parquet_if_its_name_says_so_with_the_rows_of_the_csv() {
    let place = place();
    for (line, out) in [
        ("cluster in.jsonl --k 3 --unit document", "clusters"),
        ("cluster in.jsonl --k 3 --unit passage", "passages"),
        ("cluster in.jsonl --k 3 --stream --sample 60", "streamed"),
        ("code in.jsonl --framework areas.toml", "areas"),
        ("code in.jsonl --framework areas.toml --ranked 2", "ranked"),
        ("code in.jsonl --framework areas.toml --stream --sample 60", "streamed-areas"),
    ] {
        place.ok(&format!("{line} --out {out}.csv"));
        place.ok(&format!("{line} --out {out}.parquet"));
        place.ok(&format!("{line} --out {out}-again.parquet"));
        let (of_csv, of_parquet) =
            (rows(&place, &format!("{out}.csv"), 6), rows(&place, &format!("{out}.parquet"), 6));
        assert_eq!(of_csv, of_parquet, "{line}");
        assert!(of_csv.1.len() >= 120, "{line}");
        let bytes = |name: String| fs::read(place.path().join(name)).unwrap();
        assert_eq!(bytes(format!("{out}.parquet")), bytes(format!("{out}-again.parquet")), "{line}");
        assert_eq!(
            place.json(&format!("{out}.parquet.manifest.json"))["outputs"][0],
            format!("{out}.parquet")
        );
    }
    place.ok("agreement areas.csv ranked.csv --out agreement.csv");
    place.ok("agreement areas.csv ranked.csv --out agreement.parquet");
    assert_eq!(rows(&place, "agreement.csv", 6), rows(&place, "agreement.parquet", 6));
}

#[test]
fn an_analysis_is_exported_as_tables_with_types() {
    let place = place();
    place.ok("analyse in.jsonl --framework areas.toml --k 3 --out report --quiet");
    for (table, csv) in [("matrix", "matrix.csv"), ("quotations", "quotes.csv"), ("themes", "themes.csv")] {
        place.ok(&format!("export in.jsonl --analysis report --table {table} --out {table}.parquet --quiet"));
        let of_csv = rows(&place, &format!("report/{csv}"), 2);
        assert_eq!(of_csv, rows(&place, &format!("{table}.parquet"), 2), "{table}");
        assert!(!of_csv.1.is_empty(), "{table}");
    }
    place.ok("export in.jsonl --analysis report --out default.parquet --quiet");
    let bytes = |name: &str| fs::read(place.path().join(name)).unwrap();
    assert_eq!(bytes("default.parquet"), bytes("matrix.parquet"), "the same bytes again");
    place.ok("export in.jsonl --analysis report --table codings --out codings.parquet --quiet");
    let (headers, codings) = rows(&place, "codings.parquet", 6);
    assert_eq!(headers.join(","), "id,start,end,theme,area,score,rank,by_people,doubtful");
    let analysis = place.json("report/analysis.json");
    let all = analysis["coding"]["codings"].as_array().unwrap();
    let given: usize = all.iter().map(|coding| coding["areas"].as_array().unwrap().len().max(1)).sum();
    assert_eq!(codings.len(), given);
    let refused = |line: &str, code: i32, what: &str| {
        let ran = place.run(line);
        assert!(ran.code == code && ran.err.contains(what), "{line}: {} {}", ran.code, ran.err);
    };
    refused("export in.jsonl --analysis report --out matrix.parquet", 1, "exists: choose another --out");
    refused("export --analysis report --out x.parquet", 2, "give the inputs");
    refused("export --analysis report --table themes --out x.qdc", 2, "an --out that ends in .parquet");
    place.ok("analyse in.jsonl --k 3 --out themes-only --quiet");
    refused("export in.jsonl --analysis themes-only --table matrix --out x.parquet", 1, "has no areas");
    place.ok("export in.jsonl --analysis themes-only --out of-themes.parquet --quiet");
    assert_eq!(rows(&place, "of-themes.parquet", 2).0[..2], ["number".to_owned(), "label".to_owned()]);
}

#[test]
fn a_purge_looks_into_parquet() {
    let place = place();
    place.ok("cluster in.jsonl --k 3 --out clusters.parquet --quiet");
    let told = place.ok("purge r7 --results clusters.parquet").out;
    assert!(told.contains("clusters.parquet"), "{told}");
    let told = place.ok("purge nobody --results clusters.parquet").out;
    assert!(!told.contains("clusters.parquet.manifest"), "{told}");
    place.ok("purge r7 --results clusters.parquet --force");
    assert!(!place.path().join("clusters.parquet").exists());
}
