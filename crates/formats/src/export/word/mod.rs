//! Word documents: one plain page of themes, and a pack for each area of a framework.
//!
//! They are for colleagues to edit and to send on, so they look like what these would make themselves: `document` writes
//! headings, quotations, lists and tables in the styles that Word has for them, in which it navigates and which it reads
//! aloud. `themes` and `area` say what stands there, `told` in which words. Quotations are those of the analysis,
//! held against the texts once more; a text that may not be quoted is not shown.

mod area;
mod document;
mod themes;
mod told;

pub use area::area_packs;
pub use themes::themes_page;
