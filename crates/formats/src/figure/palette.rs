//! The colours of figures: those of the UK Government Analysis Function, with tints of them for grounds.
//!
//! Text is dark on light. A tint carries text, a full colour is a mark, and no figure tells anything by colour
//! alone.

/// The ground of every figure, so that it looks the same in a dark notebook.
pub(crate) const PAPER: &str = "#FFFFFF";
/// Text.
pub(crate) const INK: &str = "#1F2328";
/// Text that says less.
pub(crate) const QUIET: &str = "#54575C";
/// Lines that mean something but are not the subject, as the edge of what is uncertain.
pub(crate) const EDGE: &str = "#7C8794";
/// Lines that help the eye and tell nothing.
pub(crate) const HAIR: &str = "#D9DEE5";
/// Grounds that help the eye.
pub(crate) const TINT: &str = "#F4F6F9";

/// The colour of what is told first.
pub(crate) const BLUE: &str = "#12436D";
/// The colour of what is pointed out.
pub(crate) const PINK: &str = "#801650";
/// A light tint of [`BLUE`], for what is there but faint.
pub(crate) const FAINT: &str = "#BFD0DF";

/// A colour with a tint of it that carries text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hue {
    pub(crate) mark: &'static str,
    pub(crate) ground: &'static str,
}

/// Colours for kinds, in the order in which they are given; there are no more, because no more can be told apart.
pub(crate) const HUES: [Hue; 5] = [
    Hue { mark: "#12436D", ground: "#D5E0EA" },
    Hue { mark: "#F46A25", ground: "#FDE3D6" },
    Hue { mark: "#801650", ground: "#F0DAE6" },
    Hue { mark: "#28A197", ground: "#D6EFED" },
    Hue { mark: "#A285D1", ground: "#ECE5F6" },
];

/// What is of no kind, or of one too many.
pub(crate) const NO_HUE: Hue = Hue { mark: "#6B7280", ground: "#EDEFF2" };

/// Shades of a number from little to much: ground and text.
pub(crate) const SHADES: [(&str, &str); 5] = [
    ("#E3EAF1", "#12263A"),
    ("#BFD0DF", "#12263A"),
    ("#93AFC7", "#0B1A29"),
    ("#3D6B93", "#FFFFFF"),
    ("#12436D", "#FFFFFF"),
];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// WCAG 2.2, "contrast ratio".
    pub(crate) fn contrast(a: &str, b: &str) -> f64 {
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let luminance = |colour: &str| {
            let channel =
                |at: usize| linear(f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0);
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) + 0.05
        };
        let (a, b) = (luminance(a), luminance(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_on_every_ground_has_enough_contrast() {
        let grounds = HUES.iter().chain([&NO_HUE]).map(|hue| hue.ground).chain([PAPER, TINT]);
        let mut pairs: Vec<(&str, &str)> = grounds.map(|ground| (ground, INK)).collect();
        pairs.extend([(PAPER, QUIET), (TINT, QUIET), (PAPER, BLUE), (PAPER, PINK)]);
        pairs.extend(SHADES);
        for (ground, text) in pairs {
            let ratio = contrast(ground, text);
            assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
        }
    }

    #[test]
    fn marks_stand_out_from_the_page_and_from_their_tints() {
        let hues = HUES.iter().chain([&NO_HUE]);
        let mut pairs: Vec<(&str, &str)> = hues.map(|hue| (PAPER, hue.mark)).collect();
        pairs.extend([
            (PAPER, EDGE),
            (PAPER, BLUE),
            (PAPER, PINK),
            (TINT, BLUE),
            (TINT, PINK),
            (FAINT, BLUE),
        ]);
        for (ground, mark) in pairs {
            let ratio = contrast(ground, mark);
            assert!(ratio >= 3.0, "{mark} on {ground}: {ratio:.2}");
        }
    }

    const CSS: &str = include_str!("../report/templates/report.css");

    /// The value of a custom property of the stylesheet.
    fn of_the_report(name: &str) -> &'static str {
        let (_, rest) = CSS.split_once(&format!("--{name}: ")).unwrap_or_else(|| panic!("no --{name}"));
        &rest[..7]
    }

    #[test]
    fn text_on_the_grounds_of_the_report_has_enough_contrast() {
        for ground in ["paper", "tint", "mark", "warm"] {
            for text in ["ink", "quiet", "link", "accent"] {
                let ratio = contrast(of_the_report(ground), of_the_report(text));
                assert!(ratio >= 4.5, "--{text} on --{ground}: {ratio:.2}");
            }
        }
        for mark in ["link", "accent", "bar", "focus", "edge"] {
            let ratio = contrast(PAPER, of_the_report(mark));
            assert!(ratio >= 3.0, "--{mark}: {ratio:.2}");
        }
    }

    #[test]
    fn hues_differ_and_the_stylesheet_of_the_report_has_the_same_colours() {
        for (place, hue) in HUES.iter().enumerate() {
            assert!(HUES[..place].iter().all(|other| other.mark != hue.mark && other.ground != hue.ground));
        }
        let named = [("paper", PAPER), ("ink", INK), ("quiet", QUIET), ("edge", EDGE), ("hair", HAIR)];
        let named = named.into_iter().chain([("tint", TINT), ("link", BLUE), ("accent", PINK)]);
        for (name, colour) in named {
            assert_eq!(of_the_report(name), colour, "--{name}");
        }
        for (place, (ground, text)) in SHADES.iter().enumerate() {
            let (of_ground, of_text) = (format!("s{}", place + 1), format!("on-s{}", place + 1));
            assert_eq!((of_the_report(&of_ground), of_the_report(&of_text)), (*ground, *text));
        }
    }
}
