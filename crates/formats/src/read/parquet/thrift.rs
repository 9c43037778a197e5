//! Thrift's compact protocol, as far as Parquet writes its footer and page headers in it.
//!
//! Nothing is allocated by what a length claims: lists are walked element by element, and bytes are borrowed.

use super::super::parsed::Fault;
use super::front::{cut, varint};

/// So deep may what is passed over lie in itself.
const DEEPEST: usize = 32;

/// The kind of a value, by its number in the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    True,
    False,
    Byte,
    /// Of 16, 32 or 64 bits, which are written alike.
    Int,
    Double,
    Binary,
    List,
    Map,
    Struct,
    Uuid,
}

/// Bytes that are read from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thrift<'b> {
    rest: &'b [u8],
}

impl<'b> Thrift<'b> {
    pub(super) fn new(rest: &'b [u8]) -> Self {
        Thrift { rest }
    }

    /// What is left behind all that was read.
    pub(super) fn rest(&self) -> &'b [u8] {
        self.rest
    }

    /// Reads a struct. `take` is given the number of each field and its kind, and says whether it has read it; otherwise it
    /// is passed over.
    pub(super) fn fields(
        &mut self,
        mut take: impl FnMut(&mut Self, i64, Wire) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut number = 0i64;
        loop {
            let head = self.byte()?;
            if head & 0x0f == 0 {
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.int()?,
                more => number.wrapping_add(i64::from(more)),
            };
            let wire = Wire::of(head & 0x0f)?;
            if !take(self, number, wire)? {
                self.pass(wire, DEEPEST)?;
            }
        }
    }

    /// Reads the head of a list: the kind of its elements, and how many are claimed.
    pub(super) fn list(&mut self) -> Result<(Wire, u64), Fault> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            few => u64::from(few),
        };
        // An empty list may leave its kind out.
        let wire = if count == 0 { Wire::Byte } else { Wire::of(head & 0x0f)? };
        Ok((wire, count))
    }

    /// Reads a whole number.
    pub(super) fn int(&mut self) -> Result<i64, Fault> {
        let coded = self.varint()?;
        Ok((coded >> 1) as i64 ^ -((coded & 1) as i64))
    }

    /// Reads bytes.
    pub(super) fn binary(&mut self) -> Result<&'b [u8], Fault> {
        let length = self.varint()?;
        self.take(length)
    }

    fn pass(&mut self, wire: Wire, deepest: usize) -> Result<(), Fault> {
        let Some(deepest) = deepest.checked_sub(1) else { return Err(broken()) };
        match wire {
            Wire::True | Wire::False => {}
            Wire::Byte => drop(self.byte()?),
            Wire::Int => drop(self.varint()?),
            Wire::Double => drop(self.take(8)?),
            Wire::Uuid => drop(self.take(16)?),
            Wire::Binary => drop(self.binary()?),
            Wire::List => {
                let (of, count) = self.list()?;
                for _ in 0..count {
                    self.pass_element(of, deepest)?;
                }
            }
            Wire::Map => {
                let count = self.varint()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                for _ in 0..count {
                    self.pass_element(Wire::of(kinds >> 4)?, deepest)?;
                    self.pass_element(Wire::of(kinds & 0x0f)?, deepest)?;
                }
            }
            Wire::Struct => loop {
                let head = self.byte()?;
                if head & 0x0f == 0 {
                    break;
                }
                if head >> 4 == 0 {
                    self.varint()?;
                }
                self.pass(Wire::of(head & 0x0f)?, deepest)?;
            },
        }
        Ok(())
    }

    /// In lists and maps a truth value takes a byte; so each element takes one at least, and a count that is not true ends
    /// with the bytes.
    fn pass_element(&mut self, of: Wire, deepest: usize) -> Result<(), Fault> {
        match of {
            Wire::True | Wire::False => self.byte().map(drop),
            of => self.pass(of, deepest),
        }
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        varint(&mut self.rest).ok_or_else(broken)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn take(&mut self, length: u64) -> Result<&'b [u8], Fault> {
        cut(&mut self.rest, length).ok_or_else(broken)
    }
}

impl Wire {
    fn of(number: u8) -> Result<Self, Fault> {
        Ok(match number {
            1 => Wire::True,
            2 => Wire::False,
            3 => Wire::Byte,
            4..=6 => Wire::Int,
            7 => Wire::Double,
            8 => Wire::Binary,
            9 | 10 => Wire::List,
            11 => Wire::Map,
            12 => Wire::Struct,
            13 => Wire::Uuid,
            _ => return Err(broken()),
        })
    }
}

fn broken() -> Fault {
    Fault::damaged("its description cannot be read")
}
