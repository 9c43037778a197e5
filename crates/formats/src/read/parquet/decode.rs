//! The encodings of values, and of the levels that say which are missing.
//!
//! Values are handed on one by one, so that nothing is as large as a header claims. A run that repeats a value costs
//! nothing until it is read, and what reads it counts.

use super::super::parsed::Fault;
use super::front::{cut, varint};
use super::value::{Physical, Value};

/// Takes values as they come.
pub(super) type Take<'t> = dyn FnMut(Value<'_>) -> Result<(), Fault> + 't;

const PLAIN: i64 = 0;
const PLAIN_DICTIONARY: i64 = 2;
pub(super) const RLE: i64 = 3;
const DELTA_BINARY_PACKED: i64 = 5;
const DELTA_LENGTH_BYTE_ARRAY: i64 = 6;
const DELTA_BYTE_ARRAY: i64 = 7;
const RLE_DICTIONARY: i64 = 8;
const BYTE_STREAM_SPLIT: i64 = 9;

/// Decodes `count` values of a page.
pub(super) fn values(
    encoding: i64,
    bytes: &[u8],
    count: usize,
    physical: Physical,
    dictionary: Option<&[Value<'_>]>,
    take: &mut Take<'_>,
) -> Result<(), Fault> {
    if count == 0 {
        return Ok(());
    }
    match (encoding, physical) {
        (PLAIN, _) => plain(bytes, count, physical, take),
        (PLAIN_DICTIONARY | RLE_DICTIONARY, _) => {
            let dictionary =
                dictionary.ok_or_else(|| Fault::damaged("a page needs values that are not there"))?;
            let (&width, bytes) = bytes.split_first().ok_or_else(short)?;
            let mut places = Hybrid::new(bytes, width)?;
            for _ in 0..count {
                let value = dictionary.get(places.next()? as usize);
                take(*value.ok_or_else(|| Fault::damaged("a page needs values that are not there"))?)?;
            }
            Ok(())
        }
        (RLE, Physical::Bool) => {
            let mut bits = Hybrid::new(prefixed(bytes)?.0, 1)?;
            (0..count).try_for_each(|_| take(Value::Bool(bits.next()? == 1)))
        }
        (DELTA_BINARY_PACKED, Physical::Int32) => {
            let (numbers, _) = deltas(bytes, count)?;
            numbers.into_iter().try_for_each(|number| take(Value::Int(i64::from(number as i32))))
        }
        (DELTA_BINARY_PACKED, Physical::Int64) => {
            let (numbers, _) = deltas(bytes, count)?;
            numbers.into_iter().try_for_each(|number| take(Value::Int(number)))
        }
        (DELTA_LENGTH_BYTE_ARRAY, Physical::Bytes) => {
            let (lengths, mut rest) = deltas(bytes, count)?;
            lengths
                .into_iter()
                .try_for_each(|length| take(Value::Bytes(cut(&mut rest, length).ok_or_else(short)?)))
        }
        (DELTA_BYTE_ARRAY, Physical::Bytes | Physical::Fixed(_)) => fronts(bytes, count, physical, take),
        (BYTE_STREAM_SPLIT, _) => {
            let width = physical.width().ok_or_else(|| unknown(encoding))?;
            plain(&unsplit(bytes, count, width)?, count, physical, take)
        }
        _ => Err(unknown(encoding)),
    }
}

fn plain(bytes: &[u8], count: usize, physical: Physical, take: &mut Take<'_>) -> Result<(), Fault> {
    let mut rest = bytes;
    match (physical, physical.width()) {
        (_, Some(width)) => {
            (0..count).try_for_each(|_| take(physical.value(cut(&mut rest, width).ok_or_else(short)?)))
        }
        (Physical::Bool, None) => (0..count).try_for_each(|place| {
            let byte = bytes.get(place / 8).ok_or_else(short)?;
            take(Value::Bool(byte >> (place % 8) & 1 == 1))
        }),
        (_, None) => (0..count).try_for_each(|_| take(Value::Bytes(cut_prefixed(&mut rest)?))),
    }
}

/// The values of a dictionary, which are plain. It has no more than the bytes for them.
pub(super) fn dictionary(bytes: &[u8], count: u64, physical: Physical) -> Result<Vec<Value<'_>>, Fault> {
    let (mut rest, mut values) = (bytes, Vec::new());
    for _ in 0..count {
        values.push(match physical.width() {
            Some(width) => physical.value(cut(&mut rest, width).ok_or_else(short)?),
            None if physical == Physical::Bytes => Value::Bytes(cut_prefixed(&mut rest)?),
            None => return Err(unknown(PLAIN_DICTIONARY)),
        });
    }
    Ok(values)
}

/// Values that begin as the one before does: how far, and what follows.
fn fronts(bytes: &[u8], count: usize, physical: Physical, take: &mut Take<'_>) -> Result<(), Fault> {
    let (fronts, rest) = deltas(bytes, count)?;
    let (lengths, mut rest) = deltas(rest, count)?;
    let mut value = Vec::new();
    for (front, length) in fronts.into_iter().zip(lengths) {
        let front = usize::try_from(front).ok().filter(|front| *front <= value.len()).ok_or_else(short)?;
        value.truncate(front);
        value.extend_from_slice(cut(&mut rest, length).ok_or_else(short)?);
        match physical {
            Physical::Fixed(width) if width != value.len() => return Err(short()),
            _ => take(Value::Bytes(&value))?,
        }
    }
    Ok(())
}

/// The first bytes of all values, then the second of all, and so on, put together again.
fn unsplit(bytes: &[u8], count: usize, width: usize) -> Result<Vec<u8>, Fault> {
    if count.checked_mul(width).is_none_or(|length| length > bytes.len()) {
        return Err(short());
    }
    let every = bytes.len() / width;
    Ok((0..count).flat_map(|place| (0..width).map(move |byte| bytes[byte * every + place])).collect())
}

/// Decodes `count` whole numbers that are told by how much they differ, and gives what follows them.
fn deltas(bytes: &[u8], count: usize) -> Result<(Vec<i64>, &[u8]), Fault> {
    const LONGEST_BLOCK: u64 = 1 << 20;
    let mut rest = bytes;
    let mut next = || varint(&mut rest).ok_or_else(short);
    let (block, pieces, total, first) = (next()?, next()?, next()?, next()?);
    let is_sound = pieces > 0 && block <= LONGEST_BLOCK && block % pieces == 0 && (block / pieces) % 32 == 0;
    if !is_sound || total != count as u64 || block == 0 {
        return Err(short());
    }
    let of_piece = (block / pieces) as usize;
    let mut numbers = vec![zigzag(first)];
    while numbers.len() < count {
        let least = zigzag(varint(&mut rest).ok_or_else(short)?);
        let widths = cut(&mut rest, pieces).ok_or_else(short)?;
        for &width in widths {
            if numbers.len() == count {
                break;
            }
            if width > 64 {
                return Err(short());
            }
            let piece = cut(&mut rest, of_piece / 8 * usize::from(width)).ok_or_else(short)?;
            for place in 0..of_piece.min(count - numbers.len()) {
                let delta = bits(piece, place * usize::from(width), width).ok_or_else(short)?;
                let last = numbers.last().copied().unwrap_or_default();
                numbers.push(last.wrapping_add(least).wrapping_add(delta as i64));
            }
        }
    }
    Ok((numbers, rest))
}

fn zigzag(coded: u64) -> i64 {
    (coded >> 1) as i64 ^ -((coded & 1) as i64)
}

/// Small numbers: runs of one, and pieces of eight packed by their bits.
#[derive(Debug)]
pub(super) struct Hybrid<'b> {
    rest: &'b [u8],
    width: u8,
    run: Run<'b>,
}

#[derive(Debug)]
enum Run<'b> {
    Same { number: u64, left: u64 },
    Packed { bytes: &'b [u8], at: usize, left: u64 },
}

impl<'b> Hybrid<'b> {
    pub(super) fn new(rest: &'b [u8], width: u8) -> Result<Self, Fault> {
        if width > 32 {
            return Err(short());
        }
        Ok(Hybrid { rest, width, run: Run::Same { number: 0, left: 0 } })
    }

    pub(super) fn next(&mut self) -> Result<u64, Fault> {
        loop {
            match &mut self.run {
                Run::Same { number, left } if *left > 0 => {
                    *left -= 1;
                    return Ok(*number);
                }
                Run::Packed { bytes, at, left } if *left > 0 => {
                    *left -= 1;
                    let number = bits(bytes, *at, self.width).ok_or_else(short)?;
                    *at += usize::from(self.width);
                    return Ok(number);
                }
                _ => self.start_run()?,
            }
        }
    }

    fn start_run(&mut self) -> Result<(), Fault> {
        let head = varint(&mut self.rest).ok_or_else(short)?;
        let (count, width) = (head >> 1, usize::from(self.width));
        self.run = if head & 1 == 0 {
            let bytes = cut(&mut self.rest, width.div_ceil(8)).ok_or_else(short)?;
            let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
            Run::Same { number, left: count }
        } else {
            // The last piece may end with the page.
            let length = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(width);
            let (bytes, rest) = self.rest.split_at(length.min(self.rest.len()));
            self.rest = rest;
            Run::Packed { bytes, at: 0, left: count.saturating_mul(8) }
        };
        Ok(())
    }
}

/// The number of `width` bits, at most 64, that begins at a bit. The lowest comes first.
fn bits(bytes: &[u8], at: usize, width: u8) -> Option<u64> {
    let (mut number, mut have) = (0u128, 0);
    let skip = at % 8;
    let mut place = at / 8;
    while have < skip + usize::from(width) {
        number |= u128::from(*bytes.get(place)?) << have;
        have += 8;
        place += 1;
    }
    let mask = (1u128 << width) - 1;
    Some((number >> skip & mask) as u64)
}

/// The bytes behind a length of four bytes, and what follows.
pub(super) fn prefixed(bytes: &[u8]) -> Result<(&[u8], &[u8]), Fault> {
    let mut rest = bytes;
    Ok((cut_prefixed(&mut rest)?, rest))
}

fn cut_prefixed<'b>(rest: &mut &'b [u8]) -> Result<&'b [u8], Fault> {
    let (length, after) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    *rest = after;
    cut(rest, u32::from_le_bytes(*length)).ok_or_else(short)
}

fn short() -> Fault {
    Fault::damaged("the values of a page cannot be made out")
}

fn unknown(encoding: i64) -> Fault {
    Fault::damaged(format!("values in the encoding {encoding}, which is none of theirs"))
}
