//! Parquet: read as other programs write it and as ours does, written as other programs read it, and refused with the
//! remedy. The crate `parquet`, of which the reader uses nothing, is the oracle.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]
#![cfg(feature = "parquet")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type};
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::record::Field;
use ::parquet::schema::types::Type;
use commonground::Silent;
use commonground::round::Document;
use commonground_formats::write::ColumnType::{Integer, Number, Text, YesNo};
use commonground_formats::write::{ColumnType, CsvStyle, TableFile};
use commonground_formats::{Limits, ReadOptions, Reading, read};
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet").join(name)
}

fn read_file(path: &Path, options: &ReadOptions) -> Result<Reading, String> {
    read(&[path.display().to_string()], options, &Silent).map_err(|error| error.to_string())
}

fn read_bytes(bytes: &[u8], options: &ReadOptions) -> Result<Reading, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    fs::write(&path, bytes).unwrap();
    read_file(&path, options)
}

/// A document, its place aside: id, text, metadata.
type Told = (String, String, Vec<(String, String)>);

fn told(reading: &Reading) -> Vec<Told> {
    let told = |document: &Document| {
        let metadata = document.metadata.iter().map(|(name, cell)| (name.clone(), cell.clone()));
        (document.id.clone(), document.text.as_str().to_owned(), metadata.collect())
    };
    reading.round.documents().iter().map(told).collect()
}

#[test]
fn what_pyarrow_writes_is_read_whatever_its_codec_pages_and_encodings() {
    let expected = told(&read_file(&fixture("expected.csv"), &ReadOptions::default()).unwrap());
    for name in ["none", "snappy", "gzip", "zstd", "pages-v2", "int96"] {
        let reading = read_file(&fixture(&format!("{name}.parquet")), &ReadOptions::default()).expect(name);
        assert_eq!(told(&reading), expected, "{name}");
        let said: Vec<String> = reading.round.warnings().iter().map(|note| note.message.clone()).collect();
        for part in [
            "columns of lists or records are not read: \"tags\", \"who\" (flatten them first)",
            "read as blank, in the column \"raw\": 1",
            "not read: \"email\" (they look like personal data",
        ] {
            assert!(said.iter().any(|message| message.contains(part)), "{name}: {said:?}");
        }
        assert_eq!(said.len(), 3, "{name}: {said:?}");
        let skipped = &reading.round.skipped()[0];
        assert_eq!((skipped.source.line, skipped.message.as_str()), (Some(3), "the row has no text"));
        let file = &reading.files[0];
        assert_eq!(
            (file.encoding.as_str(), file.parts.unwrap().to_string()),
            ("Parquet", "4 rows".to_owned())
        );
    }
    for (name, codec) in [("lz4", "LZ4"), ("brotli", "Brotli")] {
        let refused = read_file(&fixture(&format!("{name}.parquet")), &ReadOptions::default()).unwrap_err();
        let remedy = format!("packed with {codec}, which is not read: write it anew with snappy, gzip, zstd");
        assert!(refused.contains(&remedy), "{refused}");
    }
}

#[test]
fn columns_are_chosen_and_limits_kept_as_for_any_table() {
    let options = |change: &dyn Fn(&mut ReadOptions)| {
        let mut options = ReadOptions::default();
        change(&mut options);
        options
    };
    let path = fixture("zstd.parquet");
    let named = options(&|options| {
        options.text = vec!["place".to_owned(), "text".to_owned()];
        options.id = Some("members".to_owned());
        options.meta = vec!["email".to_owned()];
    });
    let documents = told(&read_file(&path, &named).unwrap());
    let email = vec![("email".to_owned(), "a@example.org".to_owned())];
    assert_eq!(documents[1], ("3".to_owned(), "Leeds\n\nThe bus is late.".to_owned(), email));
    assert!(documents.iter().any(|(id, text, _)| id == "-1" && text == "York"));
    assert!(documents.iter().any(|(id, ..)| id == "zstd:2"), "{documents:?}");
    #[rustfmt::skip]
    let cases = [
        (options(&|options| options.text = vec!["txt".to_owned()]), "did you mean \"text\"?"),
        (options(&|options| options.consent = Some("place".to_owned())), "line 1: what stands in the consent column \"place\""),
        (options(&|options| options.limits = Limits { cells: 74, ..Limits::default() }), "more than 74 cells: delete what is not needed, or raise --max-cells"),
        (options(&|options| options.limits = Limits { unpacked_bytes: 100, ..Limits::default() }), "raise --max-unpacked-bytes"),
        (options(&|options| options.limits = Limits { depth: 1, ..Limits::default() }), "raise --max-depth"),
        (options(&|options| options.max_file_bytes = 100), "--max-file-bytes"),
    ];
    for (options, part) in cases {
        let refused = read_file(&path, &options).unwrap_err();
        assert!(refused.contains(part), "{part}: {refused}");
    }
}

/// The columns of a table that has all types.
const COLUMNS: [(&str, ColumnType); 5] =
    [("id", Text), ("text", Text), ("count", Integer), ("share", Number), ("open", YesNo)];

fn table(rows: &[[String; 5]]) -> Vec<u8> {
    let mut table = TableFile::new("t.parquet", &COLUMNS, CsvStyle::Spreadsheet).unwrap();
    rows.iter().for_each(|row| table.row(row).unwrap());
    table.finish().unwrap()
}

fn row(cells: [&str; 5]) -> [String; 5] {
    cells.map(str::to_owned)
}

/// What the crate finds in a file.
fn opened(bytes: &[u8]) -> SerializedFileReader<fs::File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

#[test]
fn what_is_written_has_types_and_is_the_same_again() {
    let rows = [row(["a", "=1+1 😀", "-3", "0.500000", "yes"]), row(["b", "", "", "", "no"])];
    let bytes = table(&rows);
    assert_eq!(bytes, table(&rows), "the same bytes");
    let file = opened(&bytes);
    assert_eq!(file.metadata().file_metadata().created_by(), Some("commonground"));
    let found: Vec<Vec<Field>> = file
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect())
        .collect();
    let text = |text: &str| Field::Str(text.to_owned());
    let expected = [
        vec![text("a"), text("=1+1 😀"), Field::Long(-3), Field::Double(0.5), Field::Bool(true)],
        vec![text("b"), Field::Null, Field::Null, Field::Null, Field::Bool(false)],
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_does_not_fit_into_a_table_is_refused() {
    #[rustfmt::skip]
    let cases: [(&[&str], &str); 4] = [
        (&["a", "b"], "t.parquet: the row has 2 cells, but the header has 5"),
        (&["a", "b", "1.5", "", ""], "t.parquet: cannot be written (a cell is no whole number)"),
        (&["a", "b", "", "x", ""], "a cell is no number"),
        (&["a", "b", "", "", "true"], "a cell is neither yes nor no"),
    ];
    for (cells, part) in cases {
        let mut table = TableFile::new("t.parquet", &COLUMNS, CsvStyle::Data).unwrap();
        let refused = table.row(cells).unwrap_err().to_string();
        assert!(refused.contains(part), "{refused}");
    }
}

#[test]
fn a_table_of_several_groups_of_rows_is_read_back() {
    let rows: Vec<_> =
        (0..100_001).map(|n| row([&n.to_string(), "The bus.", &n.to_string(), "", ""])).collect();
    let bytes = table(&rows);
    let file = opened(&bytes);
    assert_eq!(file.metadata().num_row_groups(), 2);
    let reading = read_bytes(&bytes, &ReadOptions::default()).unwrap();
    assert_eq!(reading.round.documents().len(), rows.len());
    assert!(reading.round.documents().iter().all(|document| document.metadata["count"] == document.id));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_table_reads_back_as_it_was_written(
        rows in prop::collection::vec(
            (any::<String>(), prop::option::of(any::<i64>()), prop::option::of(any::<f64>()), prop::option::of(any::<bool>())),
            1..40,
        ),
    ) {
        let cells: Vec<[String; 5]> = rows.iter().enumerate().map(|(n, (text, count, share, open))| {
            let number = share.filter(|share| share.is_finite()).map(|share| share.to_string());
            let open = open.map(|open| if open { "yes" } else { "no" }.to_owned());
            let count = count.map(|count| count.to_string());
            [format!("{n:03}"), format!("x{text}"), count.unwrap_or_default(), number.unwrap_or_default(), open.unwrap_or_default()]
        }).collect();
        let reading = read_bytes(&table(&cells), &ReadOptions::default()).unwrap();
        let expected: Vec<_> = cells.iter().map(|[id, text, count, share, open]| {
            let open = match open.as_str() { "yes" => "true", "no" => "false", _ => "" };
            let metadata = [("count", count.as_str()), ("open", open), ("share", share)];
            let is_there = metadata.into_iter().filter(|(_, cell)| !cell.is_empty());
            (id.clone(), text.clone(), is_there.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect::<Vec<_>>())
        }).collect();
        prop_assert_eq!(told(&reading), expected);
    }

    #[test]
    fn every_encoding_of_the_crate_is_read(
        texts in prop::collection::vec(prop::option::of("[a-c]{0,3}|\\PC{0,12}"), 1..200),
        numbers in prop::collection::vec(any::<i64>(), 200),
        way in 0usize..6, version in 0usize..2, is_packed in any::<bool>(), page in 1usize..40,
    ) {
        let bytes = written_by_the_crate(&texts, &numbers, way, version, is_packed, page);
        let options = ReadOptions { text: vec!["t".to_owned()], id: Some("n".to_owned()), ..ReadOptions::default() };
        let reading = read_bytes(&bytes, &ReadOptions { text: vec!["always".to_owned()], ..options }).unwrap();
        prop_assert_eq!(reading.round.documents().len(), texts.len());
        for document in reading.round.documents() {
            let place = document.source.line.unwrap() as usize - 1;
            let cell = |name: &str| document.metadata.get(name).map_or("", String::as_str);
            let text = texts[place].as_deref().filter(|text| !text.trim().is_empty()).unwrap_or_default();
            prop_assert_eq!(cell("t"), text);
            prop_assert_eq!(cell("l"), numbers[place].to_string());
            prop_assert_eq!(cell("i"), (numbers[place] as i32).to_string());
            prop_assert_eq!(cell("d"), (numbers[place] as f64 / 8.0).to_string());
            prop_assert_eq!(cell("f"), (numbers[place] as i16 as f32 / 8.0).to_string());
            prop_assert_eq!(cell("b"), (numbers[place] % 3 == 0).to_string());
        }
    }
}

/// A file with a column of each type, in one of the ways of the crate to write them.
fn written_by_the_crate(
    texts: &[Option<String>],
    numbers: &[i64],
    way: usize,
    version: usize,
    is_packed: bool,
    page: usize,
) -> Vec<u8> {
    let field = |name: &str, physical, repetition, logical| {
        let field = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        Arc::new(field.with_logical_type(logical).build().unwrap())
    };
    let required = Repetition::REQUIRED;
    let fields = vec![
        field("always", Physical::BYTE_ARRAY, required, None),
        field("t", Physical::BYTE_ARRAY, Repetition::OPTIONAL, Some(LogicalType::String)),
        field("l", Physical::INT64, required, None),
        field("i", Physical::INT32, required, None),
        field("d", Physical::DOUBLE, required, None),
        field("f", Physical::FLOAT, required, None),
        field("b", Physical::BOOLEAN, required, None),
        field("n", Physical::INT64, Repetition::OPTIONAL, None),
    ];
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build().unwrap());
    let mut properties = WriterProperties::builder()
        .set_writer_version([WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0][version])
        .set_compression(if is_packed { Compression::SNAPPY } else { Compression::UNCOMPRESSED })
        .set_data_page_row_count_limit(page)
        .set_write_batch_size(page)
        .set_dictionary_enabled(way == 0);
    let of = |name: &str| ::parquet::schema::types::ColumnPath::from(name);
    let (text, whole, number) = match way {
        0 | 1 => (Encoding::PLAIN, Encoding::PLAIN, Encoding::PLAIN),
        2 => (Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BINARY_PACKED, Encoding::PLAIN),
        3 => (Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_BINARY_PACKED, Encoding::PLAIN),
        4 => (Encoding::DELTA_BYTE_ARRAY, Encoding::PLAIN, Encoding::BYTE_STREAM_SPLIT),
        _ => (Encoding::PLAIN, Encoding::BYTE_STREAM_SPLIT, Encoding::BYTE_STREAM_SPLIT),
    };
    if way > 0 {
        for (name, encoding) in
            [("always", text), ("t", text), ("l", whole), ("i", whole), ("d", number), ("f", number)]
        {
            properties = properties.set_column_encoding(of(name), encoding);
        }
        if way > 2 {
            properties = properties.set_column_encoding(of("b"), Encoding::RLE);
        }
    }
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    let rows = texts.len();
    let (levels, numbers) =
        (texts.iter().map(|text| i16::from(text.is_some())).collect::<Vec<_>>(), &numbers[..rows]);
    let mut group = writer.next_row_group().unwrap();
    macro_rules! column {
        ($type:ty, $values:expr, $levels:expr) => {{
            let mut column = group.next_column().unwrap().unwrap();
            let values: Vec<_> = $values.collect();
            column.typed::<$type>().write_batch(&values, $levels, None).unwrap();
            column.close().unwrap();
        }};
    }
    column!(ByteArrayType, (0..rows).map(|n| ByteArray::from(format!("The bus {n}.").as_str())), None);
    column!(ByteArrayType, texts.iter().flatten().map(|text| ByteArray::from(text.as_str())), Some(&levels));
    column!(Int64Type, numbers.iter().copied(), None);
    column!(Int32Type, numbers.iter().map(|n| *n as i32), None);
    column!(DoubleType, numbers.iter().map(|n| *n as f64 / 8.0), None);
    column!(FloatType, numbers.iter().map(|n| f32::from(*n as i16) / 8.0), None);
    column!(BoolType, numbers.iter().map(|n| n % 3 == 0), None);
    column!(Int64Type, std::iter::empty::<i64>(), Some(&vec![0; rows]));
    group.close().unwrap();
    writer.into_inner().unwrap()
}
