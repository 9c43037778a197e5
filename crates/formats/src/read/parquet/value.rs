//! The values of a Parquet file as the text that people would have written.

use super::super::day::date;
use super::footer::Logical;

/// How values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Physical {
    Bool,
    Int32,
    Int64,
    /// A moment of older programs: nanoseconds of a day, and the day.
    Int96,
    Float,
    Double,
    Bytes,
    /// Bytes of a fixed length, at least one.
    Fixed(usize),
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'b> {
    Bool(bool),
    Int(i64),
    Float(f32),
    Double(f64),
    Bytes(&'b [u8]),
}

/// What values mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text, or a truth value or number that is written as it is.
    AsItIs,
    /// A whole number without a sign, of 32 or 64 bits.
    Unsigned,
    /// Days since 1970.
    Date,
    /// A time of day, and a moment since 1970, in parts of a second.
    Time {
        of_second: i64,
    },
    Moment {
        of_second: i64,
    },
    /// A whole number, and how many of its digits stand behind the point.
    Decimal {
        scale: usize,
    },
    /// Nanoseconds of a day, and the day.
    Int96,
    Uuid,
}

impl Physical {
    pub(super) fn of(number: i64, length: i64) -> Option<Self> {
        Some(match number {
            0 => Physical::Bool,
            1 => Physical::Int32,
            2 => Physical::Int64,
            3 => Physical::Int96,
            4 => Physical::Float,
            5 => Physical::Double,
            6 => Physical::Bytes,
            7 => {
                Physical::Fixed(usize::try_from(length).ok().filter(|length| (1..=1 << 20).contains(length))?)
            }
            _ => return None,
        })
    }

    /// The bytes of each value; none where they vary, or are bits.
    pub(super) fn width(self) -> Option<usize> {
        match self {
            Physical::Int32 | Physical::Float => Some(4),
            Physical::Int64 | Physical::Double => Some(8),
            Physical::Int96 => Some(12),
            Physical::Fixed(length) => Some(length),
            Physical::Bool | Physical::Bytes => None,
        }
    }

    /// A value of its bytes, of which there are as many as [`width`](Self::width) says.
    pub(super) fn value(self, bytes: &[u8]) -> Value<'_> {
        let eight = || {
            let mut eight = [0; 8];
            eight.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            u64::from_le_bytes(eight)
        };
        match self {
            Physical::Int32 => Value::Int(i64::from(eight() as u32 as i32)),
            Physical::Int64 => Value::Int(eight() as i64),
            Physical::Float => Value::Float(f32::from_bits(eight() as u32)),
            Physical::Double => Value::Double(f64::from_bits(eight())),
            _ => Value::Bytes(bytes),
        }
    }
}

impl Value<'_> {
    /// The bytes that it has in the file, if their number is its own.
    pub(super) fn bytes(self) -> usize {
        match self {
            Value::Bytes(bytes) => bytes.len(),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Double(_) => 0,
        }
    }
}

impl Shape {
    /// What the schema says of a column; none if its values are of a kind that has no text.
    pub(super) fn of(
        physical: Physical,
        logical: Option<Logical>,
        converted: Option<i64>,
        scale: i64,
    ) -> Option<Self> {
        const INTERVAL: i64 = 21;
        let is_whole = matches!(physical, Physical::Int32 | Physical::Int64);
        let shape = match logical {
            Some(logical) => Shape::of_logical(logical),
            None => Shape::of_converted(converted, scale),
        };
        match (physical, shape?) {
            (Physical::Int96, _) => Some(Shape::Int96),
            (Physical::Fixed(16), Shape::Uuid) => Some(Shape::Uuid),
            (Physical::Fixed(_) | Physical::Bytes, shape @ Shape::Decimal { .. }) => Some(shape),
            (Physical::Fixed(_), Shape::AsItIs) if converted != Some(INTERVAL) => Some(Shape::AsItIs),
            (Physical::Fixed(_), _) => None,
            (Physical::Int64, Shape::Date) => None,
            (_, shape) if is_whole => Some(shape),
            (_, Shape::AsItIs) => Some(Shape::AsItIs),
            _ => None,
        }
    }

    fn of_logical(logical: Logical) -> Option<Self> {
        let of_second = || match logical.unit {
            1 => Some(1_000),
            2 => Some(1_000_000),
            3 => Some(1_000_000_000),
            _ => None,
        };
        Some(match logical.kind {
            // Text, a name of a few, nothing at all, JSON.
            1 | 4 | 11 | 12 => Shape::AsItIs,
            5 => Shape::decimal(logical.scale)?,
            6 => Shape::Date,
            7 => Shape::Time { of_second: of_second()? },
            8 => Shape::Moment { of_second: of_second()? },
            10 if logical.is_signed => Shape::AsItIs,
            10 => Shape::Unsigned,
            14 => Shape::Uuid,
            _ => return None,
        })
    }

    /// The older way to say the same.
    fn of_converted(converted: Option<i64>, scale: i64) -> Option<Self> {
        Some(match converted {
            None | Some(0 | 4 | 15..=19) => Shape::AsItIs,
            Some(5) => Shape::decimal(scale)?,
            Some(6) => Shape::Date,
            Some(7) => Shape::Time { of_second: 1_000 },
            Some(8) => Shape::Time { of_second: 1_000_000 },
            Some(9) => Shape::Moment { of_second: 1_000 },
            Some(10) => Shape::Moment { of_second: 1_000_000 },
            Some(11..=14) => Shape::Unsigned,
            _ => return None,
        })
    }

    fn decimal(scale: i64) -> Option<Self> {
        let scale = usize::try_from(scale).ok().filter(|scale| *scale <= 38)?;
        Some(Shape::Decimal { scale })
    }

    /// Writes a value behind a text. None if it is of bytes that are no text.
    pub(super) fn write(self, value: Value<'_>, physical: Physical, into: &mut String) -> Option<()> {
        match (self, value) {
            (Shape::Unsigned, Value::Int(number)) if physical == Physical::Int32 => {
                into.push_str(&(number as i32 as u32).to_string());
            }
            (Shape::Unsigned, Value::Int(number)) => into.push_str(&(number as u64).to_string()),
            (Shape::Date, Value::Int(day)) => into.push_str(&day_of(day)),
            (Shape::Time { of_second }, Value::Int(part)) => {
                into.push_str(&time(part.div_euclid(of_second), part.rem_euclid(of_second), of_second));
            }
            (Shape::Moment { of_second }, Value::Int(part)) => {
                into.push_str(&moment(part.div_euclid(of_second), part.rem_euclid(of_second), of_second));
            }
            (Shape::Decimal { scale }, Value::Int(number)) => {
                into.push_str(&decimal(i128::from(number), scale));
            }
            (Shape::Decimal { scale }, Value::Bytes(bytes)) => into.push_str(&decimal(whole(bytes)?, scale)),
            (Shape::Int96, Value::Bytes(bytes)) => into.push_str(&int96(bytes)?),
            (Shape::Uuid, Value::Bytes(bytes)) => into.push_str(&uuid(bytes)),
            (_, Value::Bytes(bytes)) => into.push_str(std::str::from_utf8(bytes).ok()?),
            (_, Value::Bool(is_true)) => into.push_str(if is_true { "true" } else { "false" }),
            (_, Value::Int(number)) => into.push_str(&number.to_string()),
            // Tables of numbers write what is missing as no number.
            (_, Value::Float(number)) if number.is_nan() => {}
            (_, Value::Double(number)) if number.is_nan() => {}
            (_, Value::Float(number)) => into.push_str(&number.to_string()),
            (_, Value::Double(number)) => into.push_str(&number.to_string()),
        }
        Some(())
    }
}

fn day_of(day: i64) -> String {
    let (year, month, of_month) = date(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// A time of day, with the part of a second if there is one.
fn time(second: i64, part: i64, of_second: i64) -> String {
    let told = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if part == 0 {
        return told;
    }
    let digits = of_second.ilog10() as usize;
    format!("{told}.{part:0digits$}").trim_end_matches('0').to_owned()
}

/// A date, and the time unless it is midnight: tables of dates are often stored as moments.
fn moment(second: i64, part: i64, of_second: i64) -> String {
    let (day, of_day) = (second.div_euclid(86_400), second.rem_euclid(86_400));
    let told = day_of(day);
    if of_day == 0 && part == 0 { told } else { format!("{told} {}", time(of_day, part, of_second)) }
}

fn int96(bytes: &[u8]) -> Option<String> {
    const DAY_OF_1970: i64 = 2_440_588;
    const BILLION: i64 = 1_000_000_000;
    let (nanoseconds, day) = bytes.split_first_chunk::<8>()?;
    let nanoseconds = i64::from_le_bytes(*nanoseconds);
    let day = i64::from(u32::from_le_bytes(day.try_into().ok()?)) - DAY_OF_1970;
    let second = day * 86_400 + nanoseconds.div_euclid(BILLION);
    Some(moment(second, nanoseconds.rem_euclid(BILLION), BILLION))
}

/// A whole number of bytes, the highest first. More than 38 digits do not fit.
fn whole(bytes: &[u8]) -> Option<i128> {
    if bytes.len() > 16 {
        return None;
    }
    let start = bytes.first().map_or(0, |first| if first & 0x80 == 0 { 0 } else { -1 });
    Some(bytes.iter().fold(start, |number, byte| number << 8 | i128::from(*byte)))
}

fn decimal(number: i128, scale: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", number.unsigned_abs(), width = scale + 1);
    let (before, behind) = digits.split_at(digits.len() - scale);
    let point = if scale == 0 { "" } else { "." };
    format!("{sign}{before}{point}{behind}")
}

fn uuid(bytes: &[u8]) -> String {
    let hex = |range: std::ops::Range<usize>| -> String {
        bytes.get(range).unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect()
    };
    [hex(0..4), hex(4..6), hex(6..8), hex(8..10), hex(10..16)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_people_write_them() {
        use Physical::{Bool, Bytes, Double, Fixed, Float, Int32, Int64, Int96};
        let stored: [u8; 12] = {
            let mut bytes = [0; 12];
            bytes[..8].copy_from_slice(&(3_723 * 1_000_000_000i64).to_le_bytes());
            bytes[8..].copy_from_slice(&2_440_589u32.to_le_bytes());
            bytes
        };
        let (milli, nano) = (1_000, 1_000_000_000);
        #[rustfmt::skip]
        let cases = [
            (Shape::AsItIs, Value::Bytes("Łódź".as_bytes()), Bytes, Some("Łódź")),
            (Shape::AsItIs, Value::Bytes(b"\xff"), Bytes, None),
            (Shape::AsItIs, Value::Bool(true), Bool, Some("true")),
            (Shape::AsItIs, Value::Int(-3), Int64, Some("-3")),
            (Shape::AsItIs, Value::Double(3.0), Double, Some("3")),
            (Shape::AsItIs, Value::Double(0.1), Double, Some("0.1")),
            (Shape::AsItIs, Value::Float(0.1), Float, Some("0.1")),
            (Shape::AsItIs, Value::Double(f64::NAN), Double, Some("")),
            (Shape::Unsigned, Value::Int(-1), Int32, Some("4294967295")),
            (Shape::Unsigned, Value::Int(-1), Int64, Some("18446744073709551615")),
            (Shape::Date, Value::Int(20_514), Int32, Some("2026-03-02")),
            (Shape::Date, Value::Int(-1), Int32, Some("1969-12-31")),
            (Shape::Time { of_second: milli }, Value::Int(3_723_040), Int32, Some("01:02:03.04")),
            (Shape::Moment { of_second: milli }, Value::Int(0), Int64, Some("1970-01-01")),
            (Shape::Moment { of_second: nano }, Value::Int(-1), Int64, Some("1969-12-31 23:59:59.999999999")),
            (Shape::Moment { of_second: nano }, Value::Int(i64::MIN), Int64, Some("1677-09-21 00:12:43.145224192")),
            (Shape::Decimal { scale: 2 }, Value::Int(-5), Int32, Some("-0.05")),
            (Shape::Decimal { scale: 0 }, Value::Int(12), Int32, Some("12")),
            (Shape::Decimal { scale: 1 }, Value::Bytes(&[0xff, 0x85]), Fixed(2), Some("-12.3")),
            (Shape::Decimal { scale: 1 }, Value::Bytes(&[1; 17]), Fixed(17), None),
            (Shape::Int96, Value::Bytes(&stored), Int96, Some("1970-01-02 01:02:03")),
            (Shape::Uuid, Value::Bytes(&[0xab; 16]), Fixed(16), Some("abababab-abab-abab-abab-abababababab")),
        ];
        for (shape, value, physical, expected) in cases {
            let mut text = String::new();
            let told = shape.write(value, physical, &mut text).map(|()| text.as_str());
            assert_eq!(told, expected, "{shape:?} {value:?}");
        }
    }
}
