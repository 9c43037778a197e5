//! Finds the common ground in free text.

mod error;
mod progress;
mod random;
pub mod round;

pub use error::{Error, Result};
pub use progress::{Progress, Silent};
