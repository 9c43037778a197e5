//! Files that are broken, odd or made to do harm: what becomes of each, and that none harms the run.
//!
//! Each is read by the command as one of two files of a folder, within limits of memory that a mistake of ours would
//! break. The table says what is expected: the file is listed as skipped or is read, with these words. All are made
//! here; nothing of them lies in the repository.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

#[path = "../common/mod.rs"]
mod common;
mod excel;
#[allow(dead_code, reason = "each test file uses a part")]
#[path = "../common/made.rs"]
mod made;
mod parquets;
mod pdfs;
mod texts;
mod word;

use std::process::Command;

use common::{CANARY, Place, Ran};
use commonground::Silent;
use commonground_formats::read::worker::Worker;
use commonground_formats::{Limits, ReadOptions, read};
use flate2::{Compress, Compression, FlushCompress};
use made::{Cell, W, docx, paragraph, pdf, pdf_of, relations, xlsx, zip};

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is listed as skipped, for a reason with these words.
    Skipped(&'static str),
    /// It is read; if there are words, with a warning of these.
    Read(&'static str),
}
use Fate::{Read, Skipped};

struct Case {
    name: String,
    bytes: Vec<u8>,
    fate: Fate,
}

/// All cases so far.
#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) {
        self.0.push(Case { name: name.to_owned(), bytes: bytes.into(), fate });
    }
}

/// The canary is in every text, so that a message that quotes one is found out.
fn text() -> String {
    paragraph(&format!("The bus was late again {CANARY} and nobody said why."), "")
}

fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"{W}\"><w:body>{body}</w:body></w:document>")
}

/// A package with this as its main part.
fn package(main: &[u8]) -> Vec<u8> {
    let of_package = relations(&[("officeDocument", "word/document.xml")]);
    zip(&[("_rels/.rels", of_package.as_bytes()), ("word/document.xml", main)])
}

fn nested(open: &str, close: &str, times: usize) -> String {
    format!("{}{}{}", open.repeat(times), text(), close.repeat(times))
}

/// What unpacks to `megabytes` of the letter a, without ever having been so large: one piece, again and again.
fn deflated(megabytes: usize, before: &[u8]) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), false);
    let mut pack = |bytes: &[u8], flush| {
        let mut out = Vec::with_capacity(bytes.len() / 4 + 1024);
        packer.compress_vec(bytes, &mut out, flush).unwrap();
        out
    };
    let mut stream = pack(before, FlushCompress::Full);
    let piece = pack(&vec![b'a'; 1 << 20], FlushCompress::Full);
    (0..megabytes).for_each(|_| stream.extend(&piece));
    stream
}

/// A package whose main part is this, packed already, and claims to unpack to `claimed` bytes.
fn packed(name: &str, stream: &[u8], claimed: u32) -> Vec<u8> {
    let mut file = zip(&[("_rels/.rels", relations(&[("officeDocument", name)]).as_bytes())]);
    // The end record of the archive is made anew, with one entry more.
    let end = file.len() - 22;
    let directory = u32::from_le_bytes(file[end + 16..end + 20].try_into().unwrap()) as usize;
    let entries = file.split_off(directory);
    let central = &entries[..entries.len() - 22];
    let start = file.len() as u32;
    let fields = |signature: &[u8], rest: &[u8]| {
        let mut record = signature.to_vec();
        record.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        record.extend((stream.len() as u32).to_le_bytes());
        record.extend(claimed.to_le_bytes());
        record.extend((name.len() as u16).to_le_bytes());
        record.extend(rest);
        record.extend(name.as_bytes());
        record
    };
    file.extend(fields(b"PK\x03\x04", &[0, 0]));
    file.extend(stream);
    let place = file.len() as u32;
    file.extend(central);
    let mut rest = vec![0; 12];
    rest.extend(start.to_le_bytes());
    let mut record = fields(b"PK\x01\x02\x14\x00", &rest);
    // Comment, disk and attributes take as many bytes as are left of the record.
    record[10] = 8;
    file.extend(&record);
    let length = (file.len() as u32) - place;
    file.extend(b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
    file.extend(length.to_le_bytes());
    file.extend(place.to_le_bytes());
    file.extend([0, 0]);
    file
}

const DAMAGED: Fate = Skipped("damaged (");

/// Reads a folder with a file and a good one, with no more memory than a reader should need, and says what is wrong.
fn fault(case: &Case) -> Option<String> {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late and the bus was full.");
    place.write(&format!("d/{}", case.name), &case.bytes);
    let binary = assert_cmd::cargo::cargo_bin!("commonground");
    let line = format!(
        "ulimit -v 1800000; exec '{}' cluster d --k 1 --min-df 1 --max-df 1 --threads 1 --out out.csv --max-file-memory 512MiB --max-file-seconds 20",
        binary.display()
    );
    let ran = Ran::of(Command::new("sh").args(["-c", &line]).current_dir(place.path()).output().unwrap());
    let wrong = |what: &str| Some(format!("{}: {what}\n  {}: {}", case.name, ran.code, ran.err));
    if ran.code != 0 {
        return wrong("the run is harmed");
    }
    if ran.err.contains(CANARY) {
        return wrong("a message has text of a document");
    }
    let manifest = place.json("out.csv.manifest.json");
    let of_file = |list: &str| -> Vec<String> {
        let notes = manifest[list].as_array().unwrap().iter();
        notes
            .filter(|note| note["source"]["file"] == format!("d/{}", case.name))
            .map(|note| note["message"].as_str().unwrap().to_owned())
            .collect()
    };
    let is_read =
        manifest["inputs"].as_array().unwrap().iter().any(|file| file["path"] == format!("d/{}", case.name));
    let (skips, warnings) = (of_file("skipped"), of_file("warnings"));
    let told = match case.fate {
        Skipped(_) if is_read => return wrong("is read"),
        Read(_) if !is_read => return wrong("is not read"),
        Skipped(words) => skips.iter().any(|message| message.contains(words)),
        Read(words) => words.is_empty() || warnings.iter().any(|message| message.contains(words)),
    };
    // A message that the reader of a file died is true, but the reader should have known better.
    if skips.iter().any(|message| message.contains("ended early")) {
        println!("{}: {skips:?}", case.name);
    }
    if told { None } else { wrong(&format!("is not told as expected: {skips:?} {warnings:?}")) }
}

#[cfg(unix)]
#[test]
fn no_file_harms_the_run_and_each_is_told() {
    let mut cases = Cases::default();
    word::add(&mut cases);
    excel::add(&mut cases);
    parquets::add(&mut cases);
    pdfs::add(&mut cases);
    texts::add(&mut cases);
    println!("cases: {}", cases.0.len());
    assert!(cases.0.len() >= 100, "{}", cases.0.len());
    let faults: Vec<String> = cases.0.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.0.len(), faults.join("\n"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_comes_to_a_limit_is_a_skip() {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late.");
    place.write("d/a.docx", docx(&text().repeat(400_000), &[]));
    let told = |line: &str| {
        let ran = place.run(&format!("cluster d --k 1 --min-df 1 --max-df 1 --out out.csv --force {line}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        place.json("out.csv.manifest.json")["skipped"].to_string()
    };
    assert!(
        told("--max-file-memory 48MiB").contains("--max-file-memory"),
        "{}",
        told("--max-file-memory 48MiB")
    );
    assert!(told("--max-unpacked-bytes 1MiB").contains("--max-unpacked-bytes"));
    assert!(told("--max-file-bytes 100").contains("--max-file-bytes"));
    assert!(told("--max-depth 2").contains("--max-depth"));
    assert_eq!(told(""), "[]");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused() {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late.");
    place.write("secret/a.docx", docx(&text(), &[]));
    std::os::unix::fs::symlink(place.path().join("secret"), place.path().join("d/folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.path().join("d/a.txt")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path().join("d/b.docx")).unwrap();
    assert!(Command::new("mkfifo").arg(place.path().join("d/pipe.docx")).status().unwrap().success());
    place.ok("cluster d --k 1 --min-df 1 --max-df 1 --out out.csv");
    let manifest = place.json("out.csv.manifest.json");
    let skipped = manifest["skipped"].as_array().unwrap();
    let told: Vec<&str> = skipped.iter().map(|note| note["message"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().filter(|message| message.contains("a link")).count() == 3, "{told:?}");
    assert_eq!(manifest["counts"]["documents"], 1);
    let device = place.run("analyse /dev/zero");
    assert!(device.code == 1 && device.err.contains("not a regular file"), "{}", device.err);
}

#[cfg(unix)]
#[test]
fn a_worker_that_dies_or_hangs_is_a_skip_with_the_reason() {
    let place = Place::new();
    place.write("d/good.txt", "The bus was late.");
    // More than a pipe holds, so that a worker that reads nothing cannot hold up the run.
    place.write("d/a.docx", vec![b'x'; 1 << 20]);
    let cases = [
        ("exit 3", "ended early (exit code 3)"),
        ("kill -9 $$", "ended early (signal 9)"),
        ("exec sleep 60", "not read within 1 seconds: leave it out, or raise --max-file-seconds"),
        ("echo all is well", "ended early (exit code 0)"),
        ("echo memory allocation of 9 bytes failed >&2; kill -6 $$", "raise --max-file-memory"),
    ];
    for (script, expected) in cases {
        let arguments = vec!["-c".to_owned(), script.to_owned()];
        let options = ReadOptions {
            limits: Limits { seconds: 1, ..Limits::default() },
            worker: Some(Worker { program: "sh".into(), arguments }),
            ..ReadOptions::default()
        };
        let reading = read(&[place.path().join("d").display().to_string()], &options, &Silent).unwrap();
        let skipped = reading.round.skipped();
        assert_eq!(reading.round.documents().len(), 1, "{script}");
        assert!(skipped[0].message.contains(expected), "{script}: {skipped:?}");
    }
}
