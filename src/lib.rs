//! Finds the common ground in free text.

pub mod cluster;
mod error;
mod progress;
mod random;
pub mod round;
pub mod text;
pub mod vectorize;

pub use error::{Error, Result};
pub use progress::{Progress, Silent};
