//! The pages of a column: their headers, and their bytes, unpacked within the limits.

use std::borrow::Cow;
use std::io::Read;

use super::super::limits::Budget;
use super::super::parsed::Fault;
use super::front::cut;
use super::thrift::{Thrift, Wire};

/// A page, unpacked.
#[derive(Debug)]
pub(super) enum Page<'b> {
    Dictionary {
        values: u64,
        bytes: Cow<'b, [u8]>,
    },
    Data {
        /// How many there are, missing ones included.
        values: u64,
        encoding: i64,
        /// Where the levels stand that say which values are missing: before the values with their length, or apart.
        levels: Levels<'b>,
        bytes: Cow<'b, [u8]>,
    },
}

/// The levels of a page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Levels<'b> {
    /// At the start of the page, in this encoding.
    Before {
        encoding: i64,
    },
    Apart(&'b [u8]),
}

/// What the header of a page says.
#[derive(Debug, Default)]
struct Header {
    kind: i64,
    unpacked: i64,
    packed: i64,
    values: i64,
    encoding: i64,
    levels_encoding: i64,
    levels_length: i64,
    lists_length: i64,
    is_packed: bool,
}

const DATA: i64 = 0;
const INDEX: i64 = 1;
const DICTIONARY: i64 = 2;
const DATA_V2: i64 = 3;

/// Takes the next page from the front of a column; none at its end.
pub(super) fn next_page<'b>(
    rest: &mut &'b [u8],
    codec: Codec,
    budget: &mut Budget,
) -> Result<Option<Page<'b>>, Fault> {
    let header = loop {
        if rest.is_empty() {
            return Ok(None);
        }
        let mut thrift = Thrift::new(rest);
        let header = Header::read(&mut thrift)?;
        *rest = thrift.rest();
        if header.kind != INDEX {
            break header;
        }
        take(rest, header.packed)?;
    };
    let packed = take(rest, header.packed)?;
    let unpacked = usize::try_from(header.unpacked).map_err(|_| broken())?;
    let values = u64::try_from(header.values).map_err(|_| broken())?;
    budget.take(unpacked as u64)?;
    match header.kind {
        DICTIONARY => {
            Ok(Some(Page::Dictionary { values, bytes: codec.unpack(packed, unpacked, header.is_packed)? }))
        }
        DATA => Ok(Some(Page::Data {
            values,
            encoding: header.encoding,
            levels: Levels::Before { encoding: header.levels_encoding },
            bytes: codec.unpack(packed, unpacked, header.is_packed)?,
        })),
        DATA_V2 => {
            // The levels stand before the values, and are not packed.
            let mut packed = packed;
            let before = packed.len();
            take(&mut packed, header.lists_length)?;
            let levels = take(&mut packed, header.levels_length)?;
            let unpacked = unpacked.checked_sub(before - packed.len()).ok_or_else(broken)?;
            Ok(Some(Page::Data {
                values,
                encoding: header.encoding,
                levels: Levels::Apart(levels),
                bytes: codec.unpack(packed, unpacked, header.is_packed)?,
            }))
        }
        _ => Err(broken()),
    }
}

impl Header {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Fault> {
        let mut header = Header { is_packed: true, kind: -1, ..Header::default() };
        thrift.fields(|thrift, number, wire| {
            match (number, wire) {
                (1, Wire::Int) => header.kind = thrift.int()?,
                (2, Wire::Int) => header.unpacked = thrift.int()?,
                (3, Wire::Int) => header.packed = thrift.int()?,
                (5 | 7, Wire::Struct) => thrift.fields(|thrift, number, wire| {
                    match (number, wire) {
                        (1, Wire::Int) => header.values = thrift.int()?,
                        (2, Wire::Int) => header.encoding = thrift.int()?,
                        (3, Wire::Int) => header.levels_encoding = thrift.int()?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?,
                (8, Wire::Struct) => thrift.fields(|thrift, number, wire| {
                    match (number, wire) {
                        (1, Wire::Int) => header.values = thrift.int()?,
                        (4, Wire::Int) => header.encoding = thrift.int()?,
                        (5, Wire::Int) => header.levels_length = thrift.int()?,
                        (6, Wire::Int) => header.lists_length = thrift.int()?,
                        (7, Wire::False) => header.is_packed = false,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(header)
    }
}

/// How the pages of a column are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Snappy,
    Gzip,
    Zstd,
}

impl Codec {
    pub(super) fn of(number: i64) -> Result<Self, Fault> {
        let name = match number {
            0 => return Ok(Codec::None),
            1 => return Ok(Codec::Snappy),
            2 => return Ok(Codec::Gzip),
            6 => return Ok(Codec::Zstd),
            3 => "LZO",
            4 => "Brotli",
            5 | 7 => "LZ4",
            _ => "an unknown codec",
        };
        Err(Fault::Codec { name: name.to_owned() })
    }

    /// Unpacks a page that claims to have `length` bytes. No more are unpacked, and memory grows with what there is.
    fn unpack<'b>(self, packed: &'b [u8], length: usize, is_packed: bool) -> Result<Cow<'b, [u8]>, Fault> {
        /// The longest that three bytes of Snappy can stand for.
        const SNAPPY_AT_MOST: usize = 64;
        /// A frame may say that it looks back so far, as those of the highest levels do; memory grows with what is unpacked.
        const WINDOW: u64 = 128 << 20;
        let damaged = || Fault::damaged("a page cannot be unpacked");
        let bytes = match self {
            _ if !is_packed => return of_length(packed, length),
            Codec::None => return of_length(packed, length),
            // Of a page without values, not even the frame may have been written.
            _ if length == 0 => Vec::new(),
            Codec::Snappy => {
                let claimed = snap::raw::decompress_len(packed).map_err(|_| damaged())?;
                if claimed != length || length > packed.len().saturating_mul(SNAPPY_AT_MOST) {
                    return Err(damaged());
                }
                snap::raw::Decoder::new().decompress_vec(packed).map_err(|_| damaged())?
            }
            Codec::Gzip => read_of(flate2::read::MultiGzDecoder::new(packed), length)?,
            Codec::Zstd => {
                let window = WINDOW.max(length as u64);
                let decoder = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(packed, window);
                read_of(decoder.map_err(|_| damaged())?, length)?
            }
        };
        of_length(bytes, length)
    }
}

/// Reads what is unpacked as it comes, and a byte more than it should be at most.
fn read_of(from: impl Read, length: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = from.take(length as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|_| Fault::damaged("a page cannot be unpacked"))?;
    Ok(bytes)
}

fn of_length<'b>(bytes: impl Into<Cow<'b, [u8]>>, length: usize) -> Result<Cow<'b, [u8]>, Fault> {
    let bytes = bytes.into();
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(Fault::damaged("a page does not have the length that it claims"))
    }
}

fn take<'b>(rest: &mut &'b [u8], length: i64) -> Result<&'b [u8], Fault> {
    cut(rest, length).ok_or_else(broken)
}

fn broken() -> Fault {
    Fault::damaged("a page lies outside of its column")
}
