//! Stage 8: what each passage says about the areas of a framework.
//!
//! A [`Coder`] is a framework made ready to code text; it is frozen, and codes each passage on its own. From the
//! codings follow the [`FrameworkMatrix`] (documents × areas), the links between themes and areas, and what those who wrote
//! the framework should look at: areas that overlap, and areas with too little evidence. Areas are never renamed,
//! merged or dropped. [`HumanCodes`] is what people coded; a [`Question`] is what they should code next, and a
//! [`LearningCurve`] what it brings.

mod area_names;
mod ask;
mod brought;
mod coder;
mod cue;
mod curve;
mod evidence;
mod human;
mod judgement;
mod learn;
mod linear;
mod links;
mod matrix;
mod neighbours;
mod overlaps;
#[cfg(test)]
mod planted;
mod profile;
mod results;
mod saved;
mod settings;
mod sight;
mod thin;

pub use area_names::AreaNames;
pub(crate) use ask::Asking;
pub use ask::{Question, Why};
pub use brought::BroughtPlaces;
pub use coder::Coder;
pub(crate) use curve::Coded;
pub use curve::{CurvePoint, LEAST_DOCUMENTS, LEAST_PASSAGES, LearningCurve, TooFew};
pub use human::{HumanCode, HumanCodes, OUTSIDE, UnitCodes, is_outside};
pub use links::{Link, ThemeLinks, link_themes};
pub use matrix::{AreaSummary, Cell, FrameworkMatrix, summarise};
pub use neighbours::Neighbour;
pub use overlaps::{AreaOverlap, overlaps};
pub use results::{AreaScore, Coding, Contribution};
pub use settings::CodingSettings;
pub use thin::{ThinArea, thin_areas};
