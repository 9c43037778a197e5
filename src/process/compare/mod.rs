//! Two rounds beside each other, or a list beside the notes of meetings: what went on, split, merged, is new or gone.
//!
//! Any two samples of the same texts differ a little, and so do any two fits. So a change is only called one when it is larger
//! than what is found where there is none: the documents of both rounds are dealt into two heaps at random, again and again,
//! and whatever those heaps seem to say is noise. [`compare_rounds`] does so with themes. How much the rounds say about a theme is
//! measured in a fit to both together, because two fits differ in more than in what people say; which themes became several,
//! or one, is seen between a fit to each. [`compare_areas`] does so with the areas of a framework, onto which both rounds are coded alike.

mod areas;
mod composition;
mod draws;
mod fits;
mod joint;
mod pool;
mod results;
mod themes;
mod told;

pub use areas::compare_areas;
pub use results::{
    AreaChange, AreasCompared, CompareSettings, Noise, Partner, RoundTheme, RoundsCompared, Share,
    SharedTheme, What,
};
pub use themes::compare_rounds;
