//! Parquet files, whose footers and headers may claim anything.

use std::io::Write;

use flate2::write::GzEncoder;

use super::*;

/// A struct as Thrift's compact protocol writes it.
#[derive(Clone, Default)]
struct Struct {
    bytes: Vec<u8>,
    last: u8,
}

const INT: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

impl Struct {
    fn field(mut self, number: u8, kind: u8, bytes: &[u8]) -> Self {
        self.bytes.push((number - self.last) << 4 | kind);
        self.bytes.extend(bytes);
        self.last = number;
        self
    }

    fn int(self, number: u8, value: i64) -> Self {
        self.field(number, INT, &varint((value << 1 ^ value >> 63) as u64))
    }

    fn text(self, number: u8, text: &str) -> Self {
        self.field(number, BINARY, &[varint(text.len() as u64), text.as_bytes().to_vec()].concat())
    }

    fn of(self, number: u8, inner: Struct) -> Self {
        self.field(number, STRUCT, &inner.end())
    }

    fn list(self, number: u8, elements: &[Struct]) -> Self {
        self.claiming(number, elements.len() as u64, elements)
    }

    /// A list that may claim to have more elements than it has.
    fn claiming(self, number: u8, count: u64, elements: &[Struct]) -> Self {
        let elements: Vec<u8> = elements.iter().flat_map(|element| element.clone().end()).collect();
        self.field(number, LIST, &[vec![0xf0 | STRUCT], varint(count), elements].concat())
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

const NONE: i64 = 0;
const SNAPPY: i64 = 1;
const GZIP: i64 = 2;
const PLAIN: i64 = 0;
const DELTA_LENGTHS: i64 = 6;
const FRONTS: i64 = 7;
const BY_DICTIONARY: i64 = 8;

fn group_of(name: &str, children: i64) -> Struct {
    Struct::default().int(3, 1).text(4, name).int(5, children)
}

/// A column of texts that are all there.
fn column(name: &str) -> Struct {
    Struct::default().int(1, 6).int(3, 0).text(4, name).int(6, 0)
}

fn schema() -> Vec<Struct> {
    vec![Struct::default().text(4, "schema").int(5, 1), column("text")]
}

fn chunk(codec: i64, start: i64, length: i64) -> Struct {
    let about = Struct::default().int(1, 6).int(4, codec).int(7, length).int(9, start);
    Struct::default().of(3, about)
}

fn group(rows: i64, chunks: &[Struct]) -> Struct {
    Struct::default().list(1, chunks).int(3, rows)
}

/// A file of these pages, with this in its footer.
fn file(pages: &[u8], footer: Struct) -> Vec<u8> {
    let footer = footer.end();
    let length = (footer.len() as u32).to_le_bytes();
    [b"PAR1", pages, &footer, &length, b"PAR1"].concat()
}

/// A file of one column, whose pages are these.
fn of_pages(rows: i64, codec: i64, pages: &[u8]) -> Vec<u8> {
    let groups = [group(rows, &[chunk(codec, 4, pages.len() as i64)])];
    file(pages, Struct::default().list(2, &schema()).list(4, &groups))
}

fn header(kind: i64, unpacked: usize, packed: usize) -> Struct {
    Struct::default().int(1, kind).int(2, unpacked as i64).int(3, packed as i64)
}

/// A page of values, with what it claims of itself.
fn page(values: i64, encoding: i64, unpacked: usize, packed: &[u8]) -> Vec<u8> {
    let about = Struct::default().int(1, values).int(2, encoding).int(3, 3).int(4, 3);
    [header(0, unpacked, packed.len()).of(5, about).end(), packed.to_vec()].concat()
}

fn plain_page(values: i64, encoding: i64, bytes: &[u8]) -> Vec<u8> {
    page(values, encoding, bytes.len(), bytes)
}

fn dictionary(values: i64, bytes: &[u8]) -> Vec<u8> {
    let about = Struct::default().int(1, values).int(2, PLAIN);
    [header(2, bytes.len(), bytes.len()).of(7, about).end(), bytes.to_vec()].concat()
}

/// A text with its length before it.
fn plain(text: &[u8]) -> Vec<u8> {
    [(text.len() as u32).to_le_bytes().to_vec(), text.to_vec()].concat()
}

/// Numbers that are told by how much they differ: `count` times the same, in blocks whose bytes are none.
fn constant(count: u64, number: u64) -> Vec<u8> {
    let mut bytes = [varint(128), varint(1), varint(count), varint(number << 1)].concat();
    // For each block: the least difference, and that no bits follow.
    bytes.extend([0u8, 0].repeat((count as usize).saturating_sub(1).min(1 << 20).div_ceil(128)));
    bytes
}

fn gzip(megabytes: usize) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    (0..megabytes).for_each(|_| packer.write_all(&vec![0; 1 << 20]).unwrap());
    packer.finish().unwrap()
}

pub(crate) fn add(cases: &mut Cases) {
    let text = plain(format!("the bus was late {CANARY}").as_bytes());
    let good = of_pages(1, NONE, &plain_page(1, PLAIN, &text));
    let mut add = |name: &str, bytes: Vec<u8>, fate| cases.add(&format!("{name}.parquet"), bytes, fate);
    const CELLS: Fate = Skipped("--max-cells");
    const TOO_MANY: Fate = Skipped("more columns than any table");
    const UNPACKED: Fate = Skipped("--max-unpacked-bytes");

    // The file.
    add("whole", good.clone(), Read("without an id"));
    add("empty", Vec::new(), Skipped("there is no text"));
    add("text", CANARY.into(), Skipped("does not begin as a Parquet file does"));
    add("marks-only", b"PAR1PAR1".to_vec(), Skipped("does not end as a Parquet file does"));
    add("encrypted", [&b"PARE"[..], &good[4..]].concat(), Skipped("encrypted: write it anew"));
    for (name, at) in [("cut-half", good.len() / 2), ("cut-late", good.len() - 5)] {
        add(name, good[..at].to_vec(), Skipped("does not end as a Parquet file does"));
    }
    for length in [u32::MAX, 1 << 31, good.len() as u32] {
        let mut bytes = good.clone();
        let at = bytes.len() - 8;
        bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
        add(&format!("footer-of-{length}"), bytes, Skipped("its footer is longer than the file"));
    }
    add("no-footer", b"PAR1\0\0\0\0PAR1".to_vec(), DAMAGED);

    // The footer.
    let footer = || Struct::default();
    let with_schema = |elements: &[Struct]| file(&[], footer().list(2, elements));
    add("no-schema", file(&[], footer().int(3, 5)), Skipped("its columns cannot be made out"));
    add("no-columns", with_schema(&schema()[..1]), Skipped("its columns cannot be made out"));
    add("claims-columns", file(&[], footer().claiming(2, u64::MAX, &schema())), DAMAGED);
    add("claims-children", with_schema(&[footer().text(4, "s").int(5, i64::MAX), column("text")]), DAMAGED);
    add("negative-children", with_schema(&[footer().text(4, "s").int(5, -1), column("text")]), DAMAGED);
    let deep: Vec<Struct> = std::iter::repeat_n(group_of("a", 1), 90_000).chain([column("text")]).collect();
    add("deep-schema", with_schema(&deep), Skipped("--max-depth"));
    add("wide-schema", with_schema(&vec![column("text"); 200_000]), TOO_MANY);
    let nested = [footer().text(4, "s").int(5, 1), group_of("a", 1), column("text")];
    add("nested-only", with_schema(&nested), Skipped("flatten lists and records"));
    let repeated = [schema()[0].clone(), footer().int(1, 6).int(3, 2).text(4, "text")];
    add("repeated-only", with_schema(&repeated), Skipped("flatten lists and records"));
    add("no-rows", with_schema(&schema()), Skipped("no row follows the header"));
    let passed = footer().list(2, &schema()).field(9, LIST, &[&[0x19][..], &[0x19].repeat(100_000)].concat());
    add("deep-unknown", file(&[], passed), DAMAGED);
    let groups = |groups: &[Struct]| file(&[], footer().list(2, &schema()).list(4, groups));
    add("no-chunks", groups(&[group(1, &[])]), Skipped("does not have all columns"));
    add("many-groups", groups(&vec![group(0, &[chunk(NONE, 4, 0)]); 600_000]), TOO_MANY);
    add("negative-rows", groups(&[group(-1, &[chunk(NONE, 4, 0)])]), Skipped("less than no rows"));
    for (name, start, length) in
        [("outside", 4, 1 << 40), ("far-outside", i64::MAX, i64::MAX), ("negative-place", -4, 8)]
    {
        let bytes = groups(&[group(1, &[chunk(NONE, start, length)])]);
        add(name, bytes, Skipped("a column lies outside of the file"));
    }
    let same_place = vec![group(1, &[chunk(NONE, 4, 400)]); 1000];
    add("overlapping-columns", groups(&same_place), Skipped("longer than the file"));
    let elsewhere = footer().text(1, "/etc/passwd").of(3, footer().int(7, 8).int(9, 4));
    add("elsewhere", groups(&[group(1, &[elsewhere])]), Skipped("lie in another file"));
    for (codec, name) in [(3, "LZO"), (4, "Brotli"), (5, "LZ4"), (7, "LZ4"), (99, "an unknown codec")] {
        let bytes = of_pages(1, codec, &plain_page(1, PLAIN, &text));
        add(
            &format!("codec-{codec}"),
            bytes,
            Skipped(match name {
                "LZO" => "packed with LZO",
                "Brotli" => "packed with Brotli",
                "LZ4" => "packed with LZ4",
                _ => "packed with an unknown codec",
            }),
        );
    }

    // Pages.
    for (rows, fate) in [
        (2, Skipped("fewer values than there are rows")),
        (1 << 22, UNPACKED),
        (1 << 40, CELLS),
        (i64::MAX, CELLS),
    ] {
        add(&format!("claims-{rows}-rows"), of_pages(rows, NONE, &plain_page(1, PLAIN, &text)), fate);
    }
    add("claims-values", of_pages(1, NONE, &plain_page(1 << 31, PLAIN, &text)), Skipped("more values than"));
    add("negative-values", of_pages(1, NONE, &plain_page(-1, PLAIN, &text)), DAMAGED);
    add("huge-page", of_pages(1, SNAPPY, &page(1, PLAIN, u32::MAX as usize, &text)), UNPACKED);
    let claimed = [varint(200 << 20), vec![0; 9]].concat();
    add("snappy-claims", of_pages(1, SNAPPY, &page(1, PLAIN, 200 << 20, &claimed)), DAMAGED);
    add("gzip-claims", of_pages(1, GZIP, &page(1, PLAIN, 200 << 20, &gzip(1))), DAMAGED);
    let bomb = gzip(300);
    add("gzip-bomb", of_pages(1, GZIP, &page(1, PLAIN, 100, &bomb)), Skipped("the length that it claims"));
    add("gzip-bomb-told", of_pages(1, GZIP, &page(1, PLAIN, 300 << 20, &bomb)), UNPACKED);
    let gzips = page(1, PLAIN, 100 << 20, &gzip(100)).repeat(3);
    add("gzip-bombs", of_pages(3, GZIP, &gzips), UNPACKED);
    add("unknown-page", of_pages(1, NONE, &[header(9, 0, 0).end(), vec![0]].concat()), DAMAGED);
    add("empty-pages", of_pages(1, NONE, &plain_page(0, PLAIN, b"").repeat(100_000)), DAMAGED);
    add("page-outside", of_pages(1, NONE, &header(0, 9, 1 << 30).end()), Skipped("outside of its column"));

    // Values.
    add("long-value", of_pages(1, NONE, &plain_page(1, PLAIN, &[0xff; 8])), DAMAGED);
    add(
        "no-utf-8",
        of_pages(1, NONE, &plain_page(1, PLAIN, &plain(b"\xff"))),
        Skipped("no row follows the header"),
    );
    let of = |first: &[u8], rows: i64, values: &[u8]| {
        of_pages(rows, NONE, &[first.to_vec(), plain_page(rows, BY_DICTIONARY, values)].concat())
    };
    let million = [vec![1], varint(1_000_000 << 1), vec![0]].concat();
    add("dictionary-bomb", of(&dictionary(1, &plain(&vec![b'a'; 1 << 20])), 1_000_000, &million), UNPACKED);
    add("no-dictionary", of(&[], 1, &[1, 2, 0]), Skipped("needs values that are not there"));
    add(
        "beyond-dictionary",
        of(&dictionary(1, &text), 1, &[8, 2, 200]),
        Skipped("needs values that are not there"),
    );
    add("wide-places", of(&dictionary(1, &text), 1, &[255, 2, 0]), DAMAGED);
    add("claims-dictionary", of(&dictionary(1 << 31, &text), 1, &[1, 2, 0]), CELLS);
    add("short-dictionary", of(&dictionary(9_000_000, &text), 1, &[1, 2, 0]), DAMAGED);
    add("two-dictionaries", of(&dictionary(1, &text).repeat(2), 1, &[1, 2, 0]), Skipped("two dictionaries"));
    let delta = |encoding, rows: i64, bytes: &[u8]| of_pages(rows, NONE, &plain_page(rows, encoding, bytes));
    add("delta-claims", delta(DELTA_LENGTHS, 1, &constant(1 << 60, 4)), DAMAGED);
    add(
        "delta-block",
        delta(DELTA_LENGTHS, 2, &[varint(u64::MAX), varint(1), varint(2), varint(2)].concat()),
        DAMAGED,
    );
    add(
        "delta-pieces",
        delta(DELTA_LENGTHS, 2, &[varint(128), varint(0), varint(2), varint(2)].concat()),
        DAMAGED,
    );
    add(
        "delta-negative",
        delta(DELTA_LENGTHS, 1, &[varint(128), varint(1), varint(1), varint(3)].concat()),
        DAMAGED,
    );
    // Each text is the one before it, and nothing more: first nothing, then a difference of a megabyte once.
    let megabyte = vec![b'a'; 1 << 20];
    let mut fronts = [varint(128), varint(4), varint(1000), varint(0)].concat();
    // The first block rises by a megabyte once, in 21 bits, and stays; the others stay.
    let mut bits = vec![0u8; 32 * 21 / 8];
    bits[2] = 1 << 4;
    fronts.extend([[0, 21, 0, 0, 0].to_vec(), bits].concat());
    fronts.extend([0, 0, 0, 0, 0].repeat(7));
    let mut lengths = [varint(128), varint(4), varint(1000), varint((1 << 20) << 1)].concat();
    // From a megabyte down to nothing, and there it stays.
    let down = -(1i64 << 20);
    let mut bits = vec![0u8; 32 * 21 / 8];
    (1..32).for_each(|place| bits[(place * 21 + 20) / 8] |= 1 << ((place * 21 + 20) % 8));
    lengths.extend([varint((down << 1 ^ down >> 63) as u64), [21, 21, 21, 21].to_vec(), bits].concat());
    let all: Vec<u8> = {
        let mut bits = vec![0u8; 32 * 21 / 8];
        (0..32).for_each(|place| bits[(place * 21 + 20) / 8] |= 1 << ((place * 21 + 20) % 8));
        bits
    };
    lengths.extend(all.repeat(3));
    lengths.extend([0, 0, 0, 0, 0].repeat(7));
    add("fronts-bomb", delta(FRONTS, 1000, &[fronts, lengths, megabyte.clone()].concat()), UNPACKED);
    add(
        "fronts-beyond",
        delta(FRONTS, 2, &[constant(2, 1 << 20), constant(2, 0), megabyte].concat()),
        DAMAGED,
    );
}
