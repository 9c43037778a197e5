//! What a stream takes of memory, and whether it may.

use commonground::stream::Sample;

use crate::error::{FormatError, Refusal, Result};

/// The least memory with which any stream is begun: the program, its buffers and a small sample.
pub const LEAST_MEMORY: u64 = 256 << 20;

/// The memory that a run may take, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory(u64);

impl Default for Memory {
    fn default() -> Self {
        Memory(4 << 30)
    }
}

/// Program, buffers and batches.
const BASE: u64 = 96 << 20;
/// A text of the sample, its terms, and what is made of them while the views are learned.
const OF_A_BYTE: u64 = 8;
/// Places in the views, with those that are computed on the way.
const OF_A_DOCUMENT: u64 = 6 << 10;
/// A term of a cluster: sums of rows and masses, once as they were and once as they become.
const OF_A_TERM: u64 = 72;

impl Memory {
    /// So many bytes.
    ///
    /// # Errors
    /// [`Refusal::TooLittleMemory`] if they are fewer than [`LEAST_MEMORY`].
    pub fn new(bytes: u64) -> Result<Self> {
        let memory = Memory(bytes);
        if bytes < LEAST_MEMORY {
            return Err(memory.too_little("anything", LEAST_MEMORY));
        }
        Ok(memory)
    }

    /// The number of bytes.
    pub fn bytes(self) -> u64 {
        self.0
    }

    /// So many bytes of rows are gathered before they are sorted and written down.
    pub(super) fn of_rows(self) -> usize {
        (self.0 / 16).clamp(4 << 20, 128 << 20) as usize
    }

    /// Whether so many bytes beside the program are within the bound.
    pub(super) fn check(self, what: &'static str, bytes: u64) -> Result<()> {
        let needed = BASE.saturating_add(bytes);
        if needed > self.0 { Err(self.too_little(what, needed)) } else { Ok(()) }
    }

    fn too_little(self, what: &'static str, needed: u64) -> FormatError {
        // Told in whole MiB, rounded up, so that what is told is enough.
        let needed = needed.div_ceil(1 << 20);
        let refusal = Refusal::TooLittleMemory { what, given: self.0, needed };
        FormatError::Unwritable { path: "--max-memory".to_owned(), refusal }
    }
}

/// What a sample takes while everything is learned on it.
pub(super) fn of_sample(sample: &Sample) -> u64 {
    sample.bytes() * OF_A_BYTE + sample.len() as u64 * OF_A_DOCUMENT
}

/// What clusters and their sums take.
pub(super) fn of_clusters(k: usize, terms: usize) -> u64 {
    (k as u64).saturating_mul(terms as u64).saturating_mul(OF_A_TERM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_told_with_the_least_that_does() {
        let message = Memory::new(10_000).unwrap_err().to_string();
        assert!(message.contains("256MiB") && message.contains("--max-memory"), "{message}");
        let memory = Memory::new(LEAST_MEMORY).unwrap();
        assert!(memory.check("ids", 1 << 20).is_ok());
        let message = memory.check("ids", 300 << 20).unwrap_err().to_string();
        assert!(message.contains("396MiB"), "{message}");
    }
}
