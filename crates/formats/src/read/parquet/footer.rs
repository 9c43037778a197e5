//! The footer of a Parquet file: its columns, and where the pieces of each lie.

use super::super::limits::Limits;
use super::super::parsed::Fault;
use super::thrift::{Thrift, Wire};
use super::value::{Physical, Shape};

const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";
/// A table of more columns, or with more pieces of columns, is none that anybody wrote.
const MOST_COLUMNS: usize = 100_000;
const MOST_CHUNKS: usize = 1_000_000;

/// What a file says of itself, as far as it is held to be true: that all lies within the file.
#[derive(Debug)]
pub(super) struct Footer {
    pub(super) columns: Vec<Column>,
    pub(super) groups: Vec<Group>,
    /// How many rows it says there are.
    pub(super) rows: Option<u64>,
}

/// A column at the top of the schema.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) values: Values,
}

/// What is in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// A value a row, or none where that is allowed. `leaf` is the place of its pieces in each group.
    Plain { leaf: usize, physical: Physical, shape: Shape, is_optional: bool },
    /// Lists or records.
    Nested,
    /// Values of a kind that has no text.
    Unread,
}

/// Some of the rows.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) rows: u64,
    pub(super) chunks: Vec<Chunk>,
}

/// The piece of a column that belongs to a group: its pages one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chunk {
    pub(super) codec: i64,
    /// How many values it says there are, with those that are missing.
    pub(super) values: Option<u64>,
    pub(super) start: i64,
    pub(super) length: i64,
}

/// An entry of the schema, which is a tree written from the top.
#[derive(Debug, Default)]
struct Element {
    name: String,
    physical: Option<i64>,
    length: i64,
    repetition: i64,
    children: u64,
    converted: Option<i64>,
    scale: i64,
    logical: Option<Logical>,
}

/// What values mean: the number of the kind, and its scale, unit or sign.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Logical {
    pub(super) kind: i64,
    pub(super) scale: i64,
    /// 1 for thousandths of a second, 2 for millionths, 3 for billionths.
    pub(super) unit: i64,
    pub(super) is_signed: bool,
}

impl Footer {
    pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Fault> {
        if bytes.starts_with(ENCRYPTED) {
            return Err(Fault::Encrypted);
        }
        if !bytes.starts_with(MAGIC) {
            return Err(Fault::damaged("it does not begin as a Parquet file does"));
        }
        let end = bytes.strip_suffix(MAGIC).filter(|rest| rest.len() >= MAGIC.len() + 4);
        let Some((before, length)) = end.and_then(|rest| rest.split_last_chunk::<4>()) else {
            return Err(Fault::damaged("it does not end as a Parquet file does"));
        };
        let length = u32::from_le_bytes(*length) as usize;
        let start = before.len().checked_sub(length).filter(|start| *start >= MAGIC.len());
        let Some(start) = start else { return Err(Fault::damaged("its footer is longer than the file")) };

        let (mut elements, mut groups, mut chunks, mut rows) = (Vec::new(), Vec::new(), 0, None);
        Thrift::new(&before[start..]).fields(|thrift, number, wire| {
            match (number, wire) {
                (2, Wire::List) => each(thrift, |thrift| {
                    if elements.len() == MOST_COLUMNS {
                        return Err(too_many());
                    }
                    elements.push(Element::read(thrift)?);
                    Ok(())
                })?,
                (3, Wire::Int) => rows = u64::try_from(thrift.int()?).ok(),
                (4, Wire::List) => each(thrift, |thrift| {
                    let group = Group::read(thrift)?;
                    chunks += group.chunks.len() + 1;
                    if chunks > MOST_CHUNKS {
                        return Err(too_many());
                    }
                    groups.push(group);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let (columns, leaves) = columns(elements, limits)?;
        if groups.iter().any(|group| group.chunks.len() != leaves) {
            return Err(Fault::damaged("a group of rows does not have all columns"));
        }
        // Where all columns lay in the same place, each would cost as much as the file. One that is outside of it is told when it is read.
        let lengths =
            groups.iter().flat_map(|group| &group.chunks).map(|chunk| usize::try_from(chunk.length));
        let inside = lengths.flatten().filter(|&length| length <= bytes.len());
        if inside.fold(0, usize::saturating_add) > bytes.len() {
            return Err(Fault::damaged("its columns are longer than the file"));
        }
        Ok(Footer { columns, groups, rows })
    }
}

fn too_many() -> Fault {
    Fault::damaged("it has more columns than any table, or more pieces of them")
}

/// Reads the structs of a list.
fn each<'b>(
    thrift: &mut Thrift<'b>,
    mut take: impl FnMut(&mut Thrift<'b>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let (of, count) = thrift.list()?;
    if count > 0 && of != Wire::Struct {
        return Err(Fault::damaged("its description cannot be read"));
    }
    (0..count).try_for_each(|_| take(thrift))
}

impl Element {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Fault> {
        let mut element = Element::default();
        thrift.fields(|thrift, number, wire| {
            match (number, wire) {
                (1, Wire::Int) => element.physical = Some(thrift.int()?),
                (2, Wire::Int) => element.length = thrift.int()?,
                (3, Wire::Int) => element.repetition = thrift.int()?,
                (4, Wire::Binary) => element.name = String::from_utf8_lossy(thrift.binary()?).into_owned(),
                (5, Wire::Int) => {
                    let children = u64::try_from(thrift.int()?);
                    element.children =
                        children.map_err(|_| Fault::damaged("its columns cannot be made out"))?;
                }
                (6, Wire::Int) => element.converted = Some(thrift.int()?),
                (7, Wire::Int) => element.scale = thrift.int()?,
                (10, Wire::Struct) => element.logical = Logical::read(thrift)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(element)
    }

    /// Whether there are no values in it, but further entries.
    fn is_group(&self) -> bool {
        self.children > 0 || self.physical.is_none()
    }

    fn values(&self, leaf: usize) -> Values {
        const OPTIONAL: i64 = 1;
        const REPEATED: i64 = 2;
        if self.is_group() || self.repetition == REPEATED {
            return Values::Nested;
        }
        let physical = self.physical.and_then(|number| Physical::of(number, self.length));
        let shape = physical.and_then(|of| Shape::of(of, self.logical, self.converted, self.scale));
        match (physical, shape) {
            (Some(physical), Some(shape)) => {
                Values::Plain { leaf, physical, shape, is_optional: self.repetition == OPTIONAL }
            }
            _ => Values::Unread,
        }
    }
}

impl Logical {
    /// Reads which of many kinds it is, and what it says.
    fn read(thrift: &mut Thrift<'_>) -> Result<Option<Self>, Fault> {
        let mut logical = None;
        thrift.fields(|thrift, kind, wire| {
            if wire != Wire::Struct {
                return Ok(false);
            }
            let mut of = Logical { kind, ..Logical::default() };
            thrift.fields(|thrift, number, wire| {
                match (number, wire) {
                    (1, Wire::Int) => of.scale = thrift.int()?,
                    (2, Wire::True) => of.is_signed = true,
                    (2, Wire::Struct) => thrift.fields(|_, unit, _| {
                        of.unit = unit;
                        Ok(false)
                    })?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            logical = Some(of);
            Ok(true)
        })?;
        Ok(logical)
    }
}

impl Group {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Fault> {
        let mut group = Group { rows: 0, chunks: Vec::new() };
        thrift.fields(|thrift, number, wire| {
            match (number, wire) {
                (1, Wire::List) => each(thrift, |thrift| {
                    if group.chunks.len() == MOST_COLUMNS {
                        return Err(too_many());
                    }
                    group.chunks.push(Chunk::read(thrift)?);
                    Ok(())
                })?,
                (3, Wire::Int) => {
                    let rows = u64::try_from(thrift.int()?);
                    group.rows = rows.map_err(|_| Fault::damaged("a group has less than no rows"))?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(group)
    }
}

impl Chunk {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Fault> {
        let mut chunk = Chunk::default();
        let (mut is_elsewhere, mut is_encrypted, mut is_described) = (false, false, false);
        let mut dictionary = None;
        thrift.fields(|thrift, number, wire| {
            match (number, wire) {
                (1, _) => is_elsewhere = true,
                (8 | 9, _) => is_encrypted = true,
                (3, Wire::Struct) => {
                    is_described = true;
                    thrift.fields(|thrift, number, wire| {
                        match (number, wire) {
                            (4, Wire::Int) => chunk.codec = thrift.int()?,
                            (5, Wire::Int) => chunk.values = u64::try_from(thrift.int()?).ok(),
                            (7, Wire::Int) => chunk.length = thrift.int()?,
                            (9, Wire::Int) => chunk.start = thrift.int()?,
                            (11, Wire::Int) => dictionary = Some(thrift.int()?),
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                    return Ok(true);
                }
                _ => {}
            }
            Ok(false)
        })?;
        if is_encrypted {
            return Err(Fault::Encrypted);
        }
        if is_elsewhere || !is_described {
            return Err(Fault::damaged("its values lie in another file"));
        }
        // Some write a place of 0 where there is no dictionary.
        if let Some(first) = dictionary.filter(|first| (4..chunk.start).contains(first)) {
            chunk.start = first;
        }
        Ok(chunk)
    }

    /// Its bytes.
    pub(super) fn of<'b>(&self, bytes: &'b [u8]) -> Result<&'b [u8], Fault> {
        let range = usize::try_from(self.start).ok().zip(usize::try_from(self.length).ok());
        let found = range.and_then(|(start, length)| bytes.get(start..start.checked_add(length)?));
        found.ok_or_else(|| Fault::damaged("a column lies outside of the file"))
    }
}

/// The columns at the top of the schema, and how many leaves the whole tree has.
fn columns(elements: Vec<Element>, limits: &Limits) -> Result<(Vec<Column>, usize), Fault> {
    let broken = || Fault::damaged("its columns cannot be made out");
    let mut elements = elements.into_iter();
    // How many entries are to come on each level: without recursion, as the tree may be made to be deep.
    let mut open = vec![elements.next().ok_or_else(broken)?.children];
    let (mut columns, mut leaves) = (Vec::new(), 0);
    for element in elements {
        while open.last() == Some(&0) {
            open.pop();
        }
        let depth = open.len();
        let left = open.last_mut().ok_or_else(broken)?;
        *left -= 1;
        if depth == 1 {
            columns.push(Column { values: element.values(leaves), name: element.name.clone() });
        }
        if element.is_group() {
            if depth >= limits.depth {
                return Err(Fault::Depth { limit: limits.depth });
            }
            open.push(element.children);
        } else {
            leaves += 1;
        }
    }
    if open.iter().any(|left| *left > 0) {
        return Err(broken());
    }
    Ok((columns, leaves))
}
