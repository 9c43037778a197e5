//! Stage 8: what each passage says about the areas of a framework.
//!
//! A [`Coder`] is a framework made ready to code text; it is frozen, and codes each passage on its own. From the
//! codings follow the [`FrameworkMatrix`] (documents × areas) and the links between themes and areas. Areas are never
//! renamed, merged or dropped. [`HumanCodes`] is what people coded.

mod coder;
mod cue;
mod human;
mod links;
mod matrix;

pub use coder::{AreaScore, Coder, Coding, CodingSettings, Contribution};
pub use human::{HumanCode, HumanCodes, OUTSIDE, UnitCodes, area_place, is_outside};
pub use links::{Link, ThemeLinks, link_themes};
pub use matrix::{AreaSummary, Cell, FrameworkMatrix, summarise};
