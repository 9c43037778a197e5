//! What a file of a complicated format may cost before it is refused.

use serde::{Deserialize, Serialize};

#[cfg(feature = "parquet")]
use super::parsed::Fault;

/// The limits within which Word, Excel, PDF and Parquet files are read. The size of a file is limited for every kind, by
/// [`ReadOptions::max_file_bytes`](super::ReadOptions::max_file_bytes).
///
/// The codes of a project (qdpx) may take as much memory as one file. Otherwise time and memory are limited where a file is read in a process of its own
/// ([`ReadOptions::worker`](super::ReadOptions::worker)); the others hold everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes to which the parts of a file that are read may unpack, all together. Counted while they unpack.
    pub unpacked_bytes: u64,
    /// How deep elements may lie in each other.
    pub depth: usize,
    /// Cells of a sheet, or of a Parquet file.
    pub cells: u64,
    /// Pages of a PDF.
    pub pages: u64,
    /// Seconds for one file.
    pub seconds: u64,
    /// Bytes of memory for one file, the program that reads it included.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            unpacked_bytes: 256 << 20,
            depth: 256,
            cells: 10_000_000,
            pages: 2_000,
            seconds: 60,
            memory: 1 << 30,
        }
    }
}

/// A package of more entries than this is no document that anybody wrote.
pub(super) const MOST_ENTRIES: usize = 20_000;

/// What may still be unpacked of a file.
#[cfg(feature = "parquet")]
#[derive(Debug)]
pub(super) struct Budget {
    limit: u64,
    left: u64,
}

#[cfg(feature = "parquet")]
impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Budget { limit: limits.unpacked_bytes, left: limits.unpacked_bytes }
    }

    /// Takes some of it, or says that there is not as much.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), Fault> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or(Fault::Unpacked { limit: self.limit })?;
        Ok(())
    }
}
