//! Stage 7: named areas, and what each passage says about them.
//!
//! A [`Framework`] is the analysts' codebook, read from TOML. A [`Coder`] is a framework made ready to code
//! text; it is frozen, and codes each passage on its own. From the codings follow the [`FrameworkMatrix`]
//! (documents × areas) and the links between themes and areas. Areas are never renamed, merged or dropped.

mod area;
mod coder;
mod cue;
mod file;
mod links;
mod matrix;

pub use area::{Area, Framework, FrameworkError};
pub use coder::{AreaScore, Coder, Coding, CodingSettings, Contribution};
pub use links::{Link, ThemeLinks, link_themes};
pub use matrix::{AreaSummary, Cell, FrameworkMatrix, summarise};
